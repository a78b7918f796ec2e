#include "core/results/plasticity-derivation.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

#define MAX_STARTS 5

ssize_t
vit_plasticity_find_frame (VitTimeline *timeline, size_t from, double interval, double *actual)
{
  const double *times = vit_timeline_get_times (timeline);
  size_t n = vit_timeline_get_n_frames (timeline);
  ssize_t best = -1;
  for (size_t i = 0; i < n; i++)
    if (times[i] > times[from] && (best < 0 || fabs (times[i] - times[from] - interval) <
                                                   fabs (times[best] - times[from] - interval)))
      best = (ssize_t) i;
  if (best >= 0 && actual)
    *actual = times[best] - times[from];
  return best;
}

/* The series of a run with a timeline, or why there is none. */
static VitTmlSeries *
get_series (VitAnalyses *analyses, VitRun *run, GError **error)
{
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  if (series && vit_run_get_timeline (run))
    return series;
  const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s", obstacle ? obstacle : "There is no run.");
  return NULL;
}

typedef struct
{
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  VitTmlStarts *starts;
  size_t to;
  double interval;
  double *intervals;
  size_t n_intervals;
  VitPlasticityCurveOptions options;
  VitCache *cache;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_timeline_unref (input->timeline);
  g_clear_pointer (&input->starts, vit_tml_starts_free);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input->intervals);
  g_free (input);
}

static Input *
new_input (VitAnalyses *analyses, VitRun *run, GString *key, GError **error)
{
  double cutoff = vit_analyses_get_cutoff (analyses, error);
  if (!(cutoff > 0))
    return NULL;
  VitStudy *study = vit_analyses_get_study (analyses);
  VitCache *cache = vit_analyses_get_cache (analyses);
  Input *input = g_new0 (Input, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->timeline = vit_timeline_ref (vit_run_get_timeline (run));
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  input->options.plasticity.cutoff = cutoff;
  input->options.plasticity.per_neighbour = vit_study_get_options (study)->plasticity.per_neighbour;
  g_string_append_printf (key, "%p|%p|%g|%d|", (void *) input->trajectory, (void *) input->timeline,
                          input->options.plasticity.cutoff,
                          input->options.plasticity.per_neighbour);
  return input;
}

/* ---- One map ---- */

static void
free_map (gpointer data)
{
  VitPlasticityMap *map = data;
  g_clear_pointer (&map->plasticity, vit_plasticity_unref);
  g_clear_pointer (&map->tml, vit_tml_result_unref);
  g_free (map);
}

double
vit_plasticity_get_interval (VitStudy *study, unsigned place)
{
  const VitPlasticityGroup *group = &vit_study_get_options (study)->plasticity;
  const double intervals[] = { group->interval, group->second_interval, group->third_interval };
  g_return_val_if_fail (place < VIT_PLASTICITY_N_INTERVALS, 0);
  return intervals[place];
}

static gpointer
prepare_map (
    VitAnalyses *analyses, VitRun *run, double time, unsigned place, GString *key, GError **error)
{
  VitTmlSeries *series = get_series (analyses, run, error);
  int shown = series ? vit_tml_series_find (series, time) : -1;
  g_autoptr (VitTmlStarts) starts = shown >= 0 ? vit_tml_series_get_starts (series, shown) : NULL;
  if (!starts || starts->n == 0)
    {
      if (series)
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                     "T_ML at %.4g ps has not been computed yet.", time);
      return NULL;
    }
  double wanted = vit_plasticity_get_interval (vit_analyses_get_study (analyses), place);
  double actual;
  ssize_t to =
      vit_plasticity_find_frame (vit_run_get_timeline (run), starts->frames[0], wanted, &actual);
  if (to < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "No frame lies after %.4g ps.",
                   starts->times[0]);
      return NULL;
    }
  Input *input = new_input (analyses, run, key, error);
  if (!input)
    return NULL;
  vit_tml_starts_describe (starts, key);
  input->starts = g_steal_pointer (&starts);
  input->to = (size_t) to;
  input->interval = actual;
  g_string_append_printf (key, "%zu", input->to);
  return input;
}

static gpointer
prepare_first (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return prepare_map (analyses, run, time, 0, key, error);
}

static gpointer
prepare_second (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return prepare_map (analyses, run, time, 1, key, error);
}

static gpointer
prepare_third (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return prepare_map (analyses, run, time, 2, key, error);
}

static gpointer
compute_map (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  g_autoptr (VitTmlResult) tml = vit_tml_starts_get (input->starts, 0, progress, error);
  if (!tml)
    return NULL;
  VitPlasticity *plasticity =
      vit_plasticity_compute (input->trajectory, tml->frame, input->to, &input->options.plasticity,
                              input->cache, progress, error);
  if (!plasticity)
    return NULL;
  VitPlasticityMap *map = g_new0 (VitPlasticityMap, 1);
  map->plasticity = plasticity;
  map->tml = vit_tml_result_ref (tml);
  map->time = tml->time;
  map->interval = input->interval;
  map->cutoff = input->options.plasticity.cutoff;
  return map;
}

#define MAP(ordinal)                                                                               \
  {                                                                                                \
    .name = "plasticity-map-" #ordinal, .title = "Measuring strain", .lane = VIT_JOB_MOMENT,       \
    .prepare = prepare_##ordinal, .compute = compute_map, .free_input = free_input,                \
    .unref = free_map,                                                                             \
  }

const VitDerivation vit_plasticity_map_derivations[VIT_PLASTICITY_N_INTERVALS] = { MAP (first),
                                                                                   MAP (second),
                                                                                   MAP (third) };

/* ---- ρ against Δt ---- */

static void
free_curves (gpointer data)
{
  VitPlasticityCurves *curves = data;
  g_free (curves->times);
  g_free (curves->points);
  g_free (curves);
}

/* Even over the start times that are ready. */
static VitTmlStarts *
take_even_starts (VitTmlSeries *series)
{
  g_autoptr (VitTmlStarts) all = vit_tml_series_get_starts (series, -1);
  size_t n = MIN (all->n, MAX_STARTS);
  VitTmlStarts *starts = vit_tml_starts_new (all->source, n);
  for (size_t k = 0; k < n; k++)
    {
      size_t from = n > 1 ? k * (all->n - 1) / (n - 1) : 0;
      starts->frames[k] = all->frames[from];
      starts->times[k] = all->times[from];
      starts->known[k] = all->known[from] ? vit_tml_result_ref (all->known[from]) : NULL;
    }
  return starts;
}

static gpointer
prepare_curves (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTmlSeries *series = get_series (analyses, run, error);
  if (!series)
    return NULL;
  const VitPlasticityGroup *group =
      &vit_study_get_options (vit_analyses_get_study (analyses))->plasticity;
  const VitTmlOptions *tml = vit_tml_series_get_options (series);
  g_autoptr (VitTmlStarts) starts = take_even_starts (series);
  if (starts->n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "T_ML has not been computed yet.");
      return NULL;
    }
  Input *input = new_input (analyses, run, key, error);
  if (!input)
    return NULL;
  vit_tml_starts_describe (starts, key);
  input->starts = g_steal_pointer (&starts);
  input->n_intervals = tml->n_intervals;
  input->intervals = g_memdup2 (tml->intervals, tml->n_intervals * sizeof (double));
  input->options.correlation.ranked = group->ranked;
  input->options.correlation.n_resamples = 500;
  input->options.block = group->block;
  if (!(input->options.block >= 1))
    input->options.block = -1;
  input->options.correlation.seed = 1;
  for (size_t k = 0; group->predictive && k < tml->n_intervals; k++)
    input->options.delay = MAX (input->options.delay, tml->intervals[k]);
  g_string_append_printf (key, "|%d %g %g", input->options.correlation.ranked, input->options.delay,
                          input->options.block);
  for (size_t k = 0; k < input->n_intervals; k++)
    g_string_append_printf (key, " %g", input->intervals[k]);
  return input;
}

static gpointer
compute_curves (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  VitPlasticityCurves *curves = g_new0 (VitPlasticityCurves, 1);
  curves->n_starts = input->starts->n;
  curves->n_intervals = input->n_intervals;
  curves->options = input->options;
  curves->times = g_new (double, curves->n_starts);
  curves->points = g_new0 (VitPlasticityPoint, curves->n_starts * curves->n_intervals);
  for (size_t s = 0; s < curves->n_starts; s++)
    {
      g_autoptr (VitTmlResult) result = vit_tml_starts_get (input->starts, s, progress, error);
      VitProgressPart whole = vit_progress_enter (progress, (double) s / (double) curves->n_starts,
                                                  (double) (s + 1) / (double) curves->n_starts,
                                                  "Correlating T_ML with plasticity");
      curves->times[s] = input->starts->times[s];
      if (!result ||
          !vit_plasticity_curve (input->trajectory, input->timeline, result, input->intervals,
                                 input->n_intervals, &input->options, input->cache,
                                 curves->points + s * curves->n_intervals, progress, error))
        {
          free_curves (curves);
          return NULL;
        }
      vit_progress_leave (progress, whole);
    }
  return curves;
}

const VitDerivation vit_plasticity_curves_derivation = {
  .name = "plasticity-curves",
  .title = "Correlating T_ML with plasticity",
  .lane = VIT_JOB_LASTING,
  .prepare = prepare_curves,
  .compute = compute_curves,
  .free_input = free_input,
  .unref = free_curves,
};
