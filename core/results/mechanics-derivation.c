#include "core/results/mechanics-derivation.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/structure/elements.h"

/* ---- Strain and stress of a run ---- */

typedef struct
{
  VitThermoLog *log; /* or NULL */
  VitTimeline *timeline;
  double *strain;
  size_t n;
  double offset;     /* what the trajectory's clock shows at its first frame; NaN without one */
  double timestep;   /* ps; 0 if not known */
  double first_step; /* of the trajectory */
} LoadingInput;

static void
free_loading_input (gpointer data)
{
  LoadingInput *input = data;
  g_clear_pointer (&input->log, vit_thermo_log_unref);
  g_clear_pointer (&input->timeline, vit_timeline_unref);
  g_free (input->strain);
  g_free (input);
}

static void
free_curve (gpointer curve)
{
  vit_loading_curve_free (curve);
}

static gpointer
prepare_loading (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  size_t n = 0;
  VitTimeline *timeline = run ? vit_run_get_timeline (run) : NULL;
  const double *strain = timeline ? vit_run_get_strain (run, &n) : NULL;
  if (!timeline)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The run is not open yet.");
      return NULL;
    }
  VitThermoLog *log = vit_run_get_thermo_log (run);
  LoadingInput *input = g_new0 (LoadingInput, 1);
  input->log = log ? vit_thermo_log_ref (log) : NULL;
  input->timeline = vit_timeline_ref (timeline);
  input->strain = strain ? g_memdup2 (strain, n * sizeof *strain) : NULL;
  input->n = strain ? n : 0;
  VitFrameInfo first;
  vit_trajectory_get_frame_info (vit_run_get_trajectory (run), 0, &first);
  input->offset = vit_timeline_get_clock_offset (timeline);
  input->timestep = vit_run_get_timestep (run);
  input->first_step = (double) first.step;
  g_string_append_printf (key, "%p|%p|%g", (void *) log, (void *) timeline, input->timestep);
  return input;
}

/* The log's time at the trajectory's first step, in the last section that has it; NaN without. */
static double
find_start (const VitLoadingCurve *curve, double first_step)
{
  for (size_t i = curve->n; i-- > 0;)
    {
      if (curve->step[i] == first_step)
        return curve->time[i];
      if (i > 0 && curve->step[i] > first_step && curve->step[i - 1] < first_step)
        return curve->time[i - 1] + (curve->time[i] - curve->time[i - 1]) *
                                        (first_step - curve->step[i - 1]) /
                                        (curve->step[i] - curve->step[i - 1]);
    }
  return NAN;
}

/* Time of the run is 0 at its first frame, whatever the log's clock says; where one of the two has
 * no clock, steps tell. */
static void
align (VitLoadingCurve *curve, const LoadingInput *input)
{
  double start = input->offset;
  if (!curve->has_clock || !isfinite (start))
    start = find_start (curve, input->first_step);
  for (size_t i = 0; i < curve->n; i++)
    if (!curve->has_clock && input->timestep > 0)
      curve->time[i] = (curve->step[i] - input->first_step) * input->timestep;
    else if (isfinite (start))
      curve->time[i] -= start;
}

static VitLoadingCurve *
read_curve (LoadingInput *input)
{
  VitLoadingCurve *curve = input->log ? vit_loading_curve_new (input->log, NULL) : NULL;
  if (curve)
    {
      align (curve, input);
      return curve;
    }
  curve = g_new0 (VitLoadingCurve, 1);
  curve->n = input->n;
  curve->time = g_memdup2 (vit_timeline_get_times (input->timeline), input->n * sizeof (double));
  curve->strain = g_steal_pointer (&input->strain);
  curve->stress = g_new (double, MAX (curve->n, 1));
  curve->step = g_new (double, MAX (curve->n, 1));
  for (size_t i = 0; i < curve->n; i++)
    curve->stress[i] = curve->step[i] = NAN;
  return curve;
}

static gpointer
compute_loading (gpointer data, VitProgress *progress, GError **error)
{
  VitLoadingCurve *curve = read_curve (data);
  if (curve->n > 0)
    return curve;
  vit_loading_curve_free (curve);
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "The run has no log with strain or stress, and its boxes say nothing.");
  return NULL;
}

const VitDerivation vit_loading_derivation = {
  .name = "loading",
  .title = "Reading strain and stress",
  .lane = VIT_JOB_MOMENT,
  .prepare = prepare_loading,
  .compute = compute_loading,
  .free_input = free_loading_input,
  .unref = free_curve,
};

/* ---- MSD ---- */

typedef struct
{
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  double temperature;
  char **species;
  VitRheologyModel model;
} MsdInput;

static void
free_msd_input (gpointer data)
{
  MsdInput *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_timeline_unref (input->timeline);
  g_strfreev (input->species);
  g_free (input);
}

static void
free_run_msd (gpointer data)
{
  VitRunMsd *result = data;
  g_clear_pointer (&result->msd, vit_msd_free);
  g_free (result);
}

static gpointer
prepare_msd (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTimeline *timeline = run ? vit_run_get_timeline (run) : NULL;
  if (!timeline)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The run is not open yet.");
      return NULL;
    }
  MsdInput *input = g_new0 (MsdInput, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->timeline = vit_timeline_ref (timeline);
  input->temperature = vit_run_get_temperature (run);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  input->model =
      (VitRheologyModel) vit_study_get_options (vit_analyses_get_study (analyses))->mechanics.model;
  g_string_append_printf (key, "%p|%p|%g|%d", (void *) input->trajectory, (void *) timeline,
                          input->temperature, input->model);
  for (char **name = input->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
  return input;
}

/* 1/⟨1/mᵢ⟩: what a mixture of free particles moves like. */
static double
mean_mass (const VitMsd *msd, char **given)
{
  double inverse = 0;
  guint n_given = given ? g_strv_length (given) : 0;
  guint n_named = msd->species ? g_strv_length (msd->species) : 0;
  for (unsigned t = 0; t < msd->n_types; t++)
    {
      const char *name = t < n_given && *given[t] ? given[t] : t < n_named ? msd->species[t] : "";
      if (msd->counts[t + 1] > 0)
        inverse += (double) msd->counts[t + 1] / (double) msd->counts[0] / vit_element_mass (name);
    }
  return 1 / inverse;
}

static gpointer
compute_msd (gpointer data, VitProgress *progress, GError **error)
{
  MsdInput *input = data;
  VitMsd *msd = vit_msd_new (input->trajectory, input->timeline, NULL, progress, error);
  if (!msd)
    return NULL;
  VitRunMsd *result = g_new0 (VitRunMsd, 1);
  result->msd = msd;
  result->temperature = input->temperature;
  result->mass = mean_mass (msd, input->species);
  result->model = input->model;
  if (input->temperature > 0 && isfinite (result->mass))
    result->fitted =
        vit_rheology_fit (input->model, msd->lags, msd->msd, msd->n, result->mass * VIT_ATOMIC_MASS,
                          VIT_BOLTZMANN * input->temperature, &result->fit, NULL);
  return result;
}

const VitDerivation vit_msd_derivation = {
  .name = "msd",
  .title = "Averaging displacements",
  .lane = VIT_JOB_LASTING,
  .prepare = prepare_msd,
  .compute = compute_msd,
  .free_input = free_msd_input,
  .unref = free_run_msd,
};

/* ---- Logs of the study ---- */

static void
free_reference (gpointer data)
{
  VitReferenceLog *log = data;
  g_clear_pointer (&log->loading, vit_loading_curve_free);
  g_free (log->smooth);
  g_free (log->temperature);
  g_free (log->volume);
  g_free (log->name);
  g_free (log);
}

typedef struct
{
  char *path;
  double windows[4];
  VitYieldOptions yield;
} ReferenceInput;

static void
free_reference_input (gpointer data)
{
  ReferenceInput *input = data;
  g_free (input->path);
  g_free (input);
}

static gpointer
prepare_reference (
    VitStudy *study, const char *name, const char *what, GString *key, GError **error)
{
  g_autofree char *path = vit_study_dup_option_path (study, "mechanics", name);
  if (!path)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "The study names no log of %s.", what);
      return NULL;
    }
  const VitMechanicsGroup *group = &vit_study_get_options (study)->mechanics;
  const double windows[] = { group->glass_from, group->glass_to, group->liquid_from,
                             group->liquid_to };
  ReferenceInput *input = g_new0 (ReferenceInput, 1);
  memcpy (input->windows, windows, sizeof windows);
  input->yield.offset = group->yield_offset;
  input->yield.modulus_to = group->modulus_to;
  input->yield.smoothing = group->yield_smoothing;
  g_string_append_printf (key, "%s|%g %g %g %g|%g %g %g", path, input->windows[0],
                          input->windows[1], input->windows[2], input->windows[3],
                          input->yield.offset, input->yield.modulus_to, input->yield.smoothing);
  input->path = g_steal_pointer (&path);
  return input;
}

static gpointer
prepare_stress_strain (
    VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return prepare_reference (vit_analyses_get_study (analyses), "stress-strain-log",
                            "a stress–strain test", key, error);
}

static gpointer
prepare_cooling (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return prepare_reference (vit_analyses_get_study (analyses), "quench-log", "a quench", key,
                            error);
}

static gpointer
compute_reference (gpointer data, VitProgress *progress, GError **error)
{
  ReferenceInput *input = data;
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (input->path, progress, error);
  if (!log)
    return NULL;
  VitReferenceLog *result = g_new0 (VitReferenceLog, 1);
  result->name = g_path_get_basename (input->path);
  result->loading = vit_loading_curve_new (log, NULL);
  if (result->loading)
    {
      result->smooth = g_new (double, MAX (result->loading->n, 1));
      result->has_yield =
          vit_yield_find (result->loading->strain, result->loading->stress, result->loading->n,
                          &input->yield, &result->yield, result->smooth, NULL);
    }
  result->n_volumes = vit_volume_curve (log, &result->temperature, &result->volume);
  result->has_transition =
      vit_glass_transition_find (result->temperature, result->volume, result->n_volumes,
                                 input->windows, &result->transition, NULL);
  return result;
}

const VitDerivation vit_stress_strain_derivation = {
  .name = "stress-strain",
  .title = "Reading a stress–strain test",
  .lane = VIT_JOB_MOMENT,
  .prepare = prepare_stress_strain,
  .compute = compute_reference,
  .free_input = free_reference_input,
  .unref = free_reference,
};

const VitDerivation vit_cooling_derivation = {
  .name = "cooling",
  .title = "Reading a quench",
  .lane = VIT_JOB_MOMENT,
  .prepare = prepare_cooling,
  .compute = compute_reference,
  .free_input = free_reference_input,
  .unref = free_reference,
};
