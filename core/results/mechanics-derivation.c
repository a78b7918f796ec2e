#include "core/results/mechanics-derivation.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/io/elements.h"

/* ---- Strain and stress of a run ---- */

typedef struct
{
  VitLoadingCurve *logged; /* nullable */
  VitTimeline *timeline;
  double *strain;
  size_t n;
} LoadingInput;

static void
free_loading_input (gpointer data)
{
  LoadingInput *input = data;
  g_clear_pointer (&input->logged, vit_loading_curve_free);
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
take_loading_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  size_t n = 0;
  VitTimeline *timeline = run ? vit_run_get_timeline (run) : NULL;
  const double *strain = timeline ? vit_run_get_strain (run, &n) : NULL;
  if (!timeline)
    {
      vit_analyses_set_closed (analyses, run, error);
      return NULL;
    }
  const VitLoadingCurve *logged = vit_run_get_loading (run);
  LoadingInput *input = g_new0 (LoadingInput, 1);
  input->logged = logged ? vit_loading_curve_copy (logged) : NULL;
  input->timeline = vit_timeline_ref (timeline);
  input->strain = strain ? g_memdup2 (strain, n * sizeof *strain) : NULL;
  input->n = strain ? n : 0;
  g_string_append_printf (key, "%p|%p", (const void *) logged, (void *) timeline);
  return input;
}

static VitLoadingCurve *
read_curve (LoadingInput *input)
{
  if (input->logged)
    return g_steal_pointer (&input->logged);
  VitLoadingCurve *curve = g_new0 (VitLoadingCurve, 1);
  curve->n = curve->end = input->n > 0 ? vit_timeline_get_n_used (input->timeline) : 0;
  curve->axis = 2;
  curve->n_runs = 1;
  curve->starts = g_new0 (size_t, 2);
  curve->starts[1] = curve->n;
  curve->time = g_new (double, MAX (curve->n, 1));
  curve->strain = g_new (double, MAX (curve->n, 1));
  for (size_t i = 0; i < curve->n; i++)
    {
      size_t frame = vit_timeline_get_frame_at (input->timeline, i);
      curve->time[i] = vit_timeline_get_times (input->timeline)[frame];
      curve->strain[i] = input->strain[frame];
    }
  curve->stress = g_new (double, MAX (curve->n, 1));
  curve->temperature = g_new (double, MAX (curve->n, 1));
  curve->step = g_new (double, MAX (curve->n, 1));
  curve->clock = g_new (double, MAX (curve->n, 1));
  for (size_t i = 0; i < curve->n; i++)
    curve->stress[i] = curve->temperature[i] = curve->step[i] = curve->clock[i] = NAN;
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
  .prepare = take_loading_input,
  .compute = compute_loading,
  .free_input = free_loading_input,
  .unref = free_curve,
};

/* ---- MSD ---- */

/* Version of vit_msd_new() and the layout on disk. */
#define MSD_VERSION 3

typedef struct
{
  VitTrajectory *trajectory;
  VitTimeline *timeline;
} MsdInput;

static void
free_msd_input (gpointer data)
{
  MsdInput *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_timeline_unref (input->timeline);
  g_free (input);
}

static void
free_msd (gpointer msd)
{
  vit_msd_free (msd);
}

static gpointer
take_msd_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTimeline *timeline = run ? vit_run_get_timeline (run) : NULL;
  if (!timeline)
    {
      vit_analyses_set_closed (analyses, run, error);
      return NULL;
    }
  MsdInput *input = g_new0 (MsdInput, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->timeline = vit_timeline_ref (timeline);
  g_string_append_printf (key, "%p|%p", (void *) input->trajectory, (void *) timeline);
  return input;
}

static gpointer
compute_msd (gpointer data, VitProgress *progress, GError **error)
{
  MsdInput *input = data;
  return vit_msd_new (input->trajectory, input->timeline, NULL, progress, error);
}

static void
add_msd_key (gconstpointer data, VitStored *stored)
{
  const MsdInput *input = data;
  size_t n = vit_timeline_get_n_frames (input->timeline);
  vit_stored_add (stored, vit_timeline_get_times (input->timeline), n * sizeof (double));
  for (size_t i = 0; i < n; i++)
    vit_stored_add_frame (stored, input->trajectory, i);
}

/* Write everything but the names of species. A curve with unreadable frames is not stored, because
 * their messages name files. */
static void
save_msd (gconstpointer data, VitBlob *blob)
{
  const VitMsd *msd = data;
  size_t n = msd->n, n_columns = (size_t) msd->n_types + 1;
  if (msd->n_lost > 0 || msd->damage->len > 0)
    vit_blob_refuse (blob);
  vit_blob_put (blob, &msd->n_types, sizeof msd->n_types);
  vit_blob_put (blob, &msd->dimension, sizeof msd->dimension);
  vit_blob_put_array (blob, msd->lags, n, sizeof *msd->lags);
  vit_blob_put_array (blob, msd->origins, n, sizeof *msd->origins);
  vit_blob_put_array (blob, msd->latest, n, sizeof *msd->latest);
  vit_blob_put_array (blob, msd->msd, n_columns * n, sizeof *msd->msd);
  vit_blob_put_array (blob, msd->alpha2, n_columns * n, sizeof *msd->alpha2);
  vit_blob_put_array (blob, msd->counts, n_columns, sizeof *msd->counts);
  vit_blob_put (blob, &msd->duration, sizeof msd->duration);
  vit_blob_put (blob, &msd->n_displacements, sizeof msd->n_displacements);
  vit_blob_put (blob, &msd->n_skipped, sizeof msd->n_skipped);
  vit_blob_put (blob, &msd->ambiguous, sizeof msd->ambiguous);
  vit_blob_put (blob, &msd->n_pairs, sizeof msd->n_pairs);
}

static gpointer
load_msd (VitBlobReader *reader, gconstpointer data)
{
  const MsdInput *input = data;
  const VitComposition *atoms = vit_trajectory_get_composition (input->trajectory);
  VitMsd *msd = g_new0 (VitMsd, 1);
  vit_blob_get (reader, &msd->n_types, sizeof msd->n_types);
  vit_blob_get (reader, &msd->dimension, sizeof msd->dimension);
  reader->failed |= msd->n_types != atoms->n_types;
  size_t n_columns = (size_t) atoms->n_types + 1;
  msd->lags = vit_blob_get_array (reader, sizeof *msd->lags, &msd->n);
  msd->origins = vit_blob_get_array_of (reader, sizeof *msd->origins, msd->n);
  msd->latest = vit_blob_get_array_of (reader, sizeof *msd->latest, msd->n);
  msd->msd = vit_blob_get_array_of (reader, sizeof *msd->msd, n_columns * msd->n);
  msd->alpha2 = vit_blob_get_array_of (reader, sizeof *msd->alpha2, n_columns * msd->n);
  msd->counts = vit_blob_get_array_of (reader, sizeof *msd->counts, n_columns);
  vit_blob_get (reader, &msd->duration, sizeof msd->duration);
  vit_blob_get (reader, &msd->n_displacements, sizeof msd->n_displacements);
  vit_blob_get (reader, &msd->n_skipped, sizeof msd->n_skipped);
  vit_blob_get (reader, &msd->ambiguous, sizeof msd->ambiguous);
  vit_blob_get (reader, &msd->n_pairs, sizeof msd->n_pairs);
  msd->species = g_strdupv (atoms->species);
  msd->damage = g_ptr_array_new_with_free_func (g_free);
  if (msd->n > 0 && !reader->failed)
    return msd;
  vit_msd_free (msd);
  return NULL;
}

const VitDerivation vit_msd_derivation = {
  .name = "msd",
  .title = "Averaging displacements",
  .lane = VIT_JOB_LASTING,
  .prepare = take_msd_input,
  .compute = compute_msd,
  .free_input = free_msd_input,
  .unref = free_msd,
  .version = MSD_VERSION,
  .add_key = add_msd_key,
  .save = save_msd,
  .load = load_msd,
};

/* ---- The model fitted to the MSD ---- */

/* Version of the fit, the masses of the elements and the layout on disk. */
#define RHEOLOGY_VERSION 1

typedef struct
{
  const VitMsd *msd; /* the base's */
  double temperature;
  char **species;
  VitRheologyModel model;
  char *options; /* options that affect the result */
} RheologyInput;

static void
free_rheology_input (gpointer data)
{
  RheologyInput *input = data;
  g_strfreev (input->species);
  g_free (input->options);
  g_free (input);
}

static gpointer
take_rheology_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  g_autoptr (GString) described = g_string_new (NULL);
  RheologyInput *input = g_new0 (RheologyInput, 1);
  vit_options_describe (options, VIT_AFFECTS_RHEOLOGY, described);
  input->temperature = vit_run_get_temperature (run);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  input->model = (VitRheologyModel) options->mechanics.model;
  input->options = g_strdup (described->str);
  g_string_append_printf (key, "%.17g|%s", input->temperature, input->options);
  for (char **name = input->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
  return input;
}

static void
take_base_msd (gpointer input, gconstpointer msd)
{
  ((RheologyInput *) input)->msd = msd;
}

/* Compute 1/⟨1/mᵢ⟩, the mass of a free particle whose ballistic MSD is that of the mixture. */
static double
mean_mass (const VitMsd *msd, char **given)
{
  double inverse = 0;
  for (unsigned t = 0; t < msd->n_types; t++)
    {
      const char *name = vit_species_get ((const char *const *) given, t + 1);
      name = *name ? name : vit_species_get ((const char *const *) msd->species, t + 1);
      if (msd->counts[t + 1] > 0)
        inverse += (double) msd->counts[t + 1] / (double) msd->counts[0] / vit_element_mass (name);
    }
  return 1 / inverse;
}

static VitRunMsd *
new_run_msd (const RheologyInput *input)
{
  VitRunMsd *result = g_new0 (VitRunMsd, 1);
  result->msd = input->msd;
  result->temperature = input->temperature;
  result->mass = mean_mass (input->msd, input->species);
  result->model = input->model;
  return result;
}

static gpointer
compute_rheology (gpointer data, VitProgress *progress, GError **error)
{
  RheologyInput *input = data;
  VitRunMsd *result = new_run_msd (input);
  const VitMsd *msd = result->msd;
  /* The models are of motion in three dimensions. */
  if (result->temperature > 0 && isfinite (result->mass) && msd->dimension != 2)
    result->fitted = vit_rheology_fit (result->model, msd->lags, msd->msd, msd->n,
                                       result->mass * VIT_ATOMIC_MASS,
                                       VIT_BOLTZMANN * result->temperature, &result->fit, NULL);
  return result;
}

static void
add_rheology_key (gconstpointer data, VitStored *stored)
{
  const RheologyInput *input = data;
  vit_stored_add_number (stored, input->temperature);
  vit_stored_add_number (stored, mean_mass (input->msd, input->species));
  vit_stored_add_text (stored, input->options);
}

static void
save_rheology (gconstpointer data, VitBlob *blob)
{
  const VitRunMsd *result = data;
  const VitRheologyFit *fit = &result->fit;
  const double numbers[] = { fit->parameters.k,    fit->parameters.eta1, fit->parameters.eta2,
                             fit->parameters.mass, fit->error_lg_k,      fit->error_lg_eta1,
                             fit->error_lg_eta2,   fit->residual };
  uint8_t fitted = result->fitted, bound = fit->eta1_is_bound;
  vit_blob_put (blob, &fitted, 1);
  vit_blob_put (blob, &bound, 1);
  vit_blob_put (blob, &fit->n, sizeof fit->n);
  vit_blob_put (blob, numbers, sizeof numbers);
}

static gpointer
load_rheology (VitBlobReader *reader, gconstpointer data)
{
  VitRunMsd *result = new_run_msd (data);
  VitRheologyFit *fit = &result->fit;
  double numbers[8];
  uint8_t fitted, bound;
  vit_blob_get (reader, &fitted, 1);
  vit_blob_get (reader, &bound, 1);
  vit_blob_get (reader, &fit->n, sizeof fit->n);
  vit_blob_get (reader, numbers, sizeof numbers);
  result->fitted = fitted != 0;
  fit->eta1_is_bound = bound != 0;
  fit->parameters = (VitRheology){ numbers[0], numbers[1], numbers[2], numbers[3] };
  fit->error_lg_k = numbers[4];
  fit->error_lg_eta1 = numbers[5];
  fit->error_lg_eta2 = numbers[6];
  fit->residual = numbers[7];
  return result;
}

const VitDerivation vit_rheology_derivation = {
  .name = "rheology",
  .title = "Fitting the model",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_rheology_input,
  .compute = compute_rheology,
  .free_input = free_rheology_input,
  .unref = g_free,
  .version = RHEOLOGY_VERSION,
  .add_key = add_rheology_key,
  .save = save_rheology,
  .load = load_rheology,
  .base = &vit_msd_derivation,
  .take_base = take_base_msd,
};

/* ---- Logs of the study: cheap to read, so they are not stored ---- */

static void
free_reference_log (gpointer data)
{
  VitReferenceLog *log = data;
  g_clear_pointer (&log->loading, vit_loading_curve_free);
  g_free (log->smooth);
  g_free (log->temperature);
  g_free (log->volume);
  g_free (log->name);
  g_free (log->why);
  g_clear_pointer (&log->premises, vit_premises_unref);
  g_free (log);
}

typedef struct
{
  char *path;
  VitStudyLog which;
  VitPremises *given;
  double windows[4];
  VitYieldOptions yield;
} ReferenceLogInput;

static void
free_reference_log_input (gpointer data)
{
  ReferenceLogInput *input = data;
  g_free (input->path);
  vit_premises_unref (input->given);
  g_free (input);
}

/* The premises are immutable where others hold them. */
static void
take_log_given (ReferenceLogInput *input, VitStudy *study, VitStudyLog which, GString *key)
{
  input->which = which;
  input->given = vit_premises_copy (vit_study_get_log_given (study, which));
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    {
      const char *value = vit_premises_get_text (input->given, id);
      if (value)
        g_string_append_printf (key, "%s=%s|", vit_premise_get (id)->name, value);
    }
}

static gpointer
take_reference_log_input (VitStudy *study,
                          VitStudyLog which,
                          const char *what,
                          VitAffects affects,
                          GString *key,
                          GError **error)
{
  g_autofree char *path = vit_study_dup_option_path (study, "mechanics", vit_study_log_key (which));
  if (!path)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "The study names no log of %s.", what);
      return NULL;
    }
  const VitOptions *options = vit_study_get_options (study);
  const VitMechanicsGroup *group = &options->mechanics;
  const double windows[] = { group->glass_from, group->glass_to, group->liquid_from,
                             group->liquid_to };
  ReferenceLogInput *input = g_new0 (ReferenceLogInput, 1);
  memcpy (input->windows, windows, sizeof windows);
  input->yield.offset = group->yield_offset;
  input->yield.modulus_to = group->modulus_to;
  input->yield.smoothing = group->yield_smoothing;
  g_string_append_printf (key, "%s|", path);
  take_log_given (input, study, which, key);
  vit_options_describe (options, affects, key);
  input->path = g_steal_pointer (&path);
  return input;
}

static gpointer
take_stress_strain_input (
    VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return take_reference_log_input (vit_analyses_get_study (analyses), VIT_STUDY_LOG_STRESS_STRAIN,
                                   "a stress–strain test", VIT_AFFECTS_LOADING, key, error);
}

static gpointer
take_cooling_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return take_reference_log_input (vit_analyses_get_study (analyses), VIT_STUDY_LOG_QUENCH,
                                   "a quench", VIT_AFFECTS_COOLING, key, error);
}

static VitReferenceLog *
new_reference_log (const ReferenceLogInput *input, VitThermoLog *log)
{
  VitReferenceLog *result = g_new0 (VitReferenceLog, 1);
  result->log = input->which;
  result->name = g_path_get_basename (input->path);
  result->premises = vit_premises_new ();
  result->n_stray = vit_thermo_log_get_n_stray (log);
  return result;
}

static gpointer
compute_stress_strain (gpointer data, VitProgress *progress, GError **error)
{
  ReferenceLogInput *input = data;
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (input->path, progress, error);
  if (!log)
    return NULL;
  VitReferenceLog *result = new_reference_log (input, log);
  g_autoptr (GError) why = NULL;
  g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, input->given, result->premises, &why);
  if (curve)
    {
      result->loading = vit_loading_curve_cut (curve);
      result->smooth = g_new (double, MAX (result->loading->n, 1));
      result->has_yield =
          vit_yield_find (result->loading->strain, result->loading->stress, result->loading->n,
                          &input->yield, &result->yield, result->smooth, &why);
      if (curve->why)
        {
          g_clear_error (&why);
          result->why = g_strdup (curve->why);
        }
    }
  if (why)
    result->why = g_strdup (why->message);
  return result;
}

static gpointer
compute_cooling (gpointer data, VitProgress *progress, GError **error)
{
  ReferenceLogInput *input = data;
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (input->path, progress, error);
  if (!log)
    return NULL;
  VitReferenceLog *result = new_reference_log (input, log);
  g_autoptr (GError) why = NULL;
  result->n_volumes = vit_volume_curve (log, input->given, result->premises, &result->temperature,
                                        &result->volume, &why);
  result->has_transition =
      result->n_volumes > 0 &&
      vit_glass_transition_find (result->temperature, result->volume, result->n_volumes,
                                 input->windows, &result->transition, &why);
  result->why = why ? g_strdup (why->message) : NULL;
  return result;
}

const VitDerivation vit_stress_strain_derivation = {
  .name = "stress-strain",
  .title = "Reading a stress–strain test",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_stress_strain_input,
  .compute = compute_stress_strain,
  .free_input = free_reference_log_input,
  .unref = free_reference_log,
};

const VitDerivation vit_cooling_derivation = {
  .name = "cooling",
  .title = "Reading a quench",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_cooling_input,
  .compute = compute_cooling,
  .free_input = free_reference_log_input,
  .unref = free_reference_log,
};
