#include "core/results/plasticity-derivation.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/tml/features.h"

#define MAX_STARTS 5

/* Of the plasticity of a pair, its correlation with T_ML, and the layout on disk. */
#define CURVES_VERSION 1

#define N_RESAMPLES 500
#define RESAMPLES_SEED 1

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
  char *described; /* nullable: the options of curves */
} PlasticityInput;

static void
free_plasticity_input (gpointer data)
{
  PlasticityInput *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_timeline_unref (input->timeline);
  g_clear_pointer (&input->starts, vit_tml_starts_free);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input->intervals);
  g_free (input->described);
  g_free (input);
}

static PlasticityInput *
new_plasticity_input (VitAnalyses *analyses, VitRun *run, GString *key, GError **error)
{
  double cutoff = vit_analyses_get_cutoff (analyses, error);
  if (!(cutoff > 0))
    return NULL;
  VitStudy *study = vit_analyses_get_study (analyses);
  VitCache *cache = vit_analyses_get_cache (analyses);
  PlasticityInput *input = g_new0 (PlasticityInput, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->timeline = vit_timeline_ref (vit_run_get_timeline (run));
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  input->options.plasticity.cutoff = cutoff;
  input->options.plasticity.per_neighbour = vit_study_get_options (study)->plasticity.per_neighbour;
  g_string_append_printf (key, "%p|%p|", (void *) input->trajectory, (void *) input->timeline);
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
take_map_input (
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
  PlasticityInput *input = new_plasticity_input (analyses, run, key, error);
  if (!input)
    return NULL;
  vit_tml_starts_describe (starts, key);
  input->starts = g_steal_pointer (&starts);
  input->to = (size_t) to;
  input->interval = actual;
  vit_options_describe (vit_study_get_options (vit_analyses_get_study (analyses)),
                        VIT_AFFECTS_PLASTICITY, key);
  g_string_append_printf (key, "%zu", input->to);
  return input;
}

static gpointer
take_first_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return take_map_input (analyses, run, time, 0, key, error);
}

static gpointer
take_second_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return take_map_input (analyses, run, time, 1, key, error);
}

static gpointer
take_third_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return take_map_input (analyses, run, time, 2, key, error);
}

static gpointer
compute_map (gpointer data, VitProgress *progress, GError **error)
{
  PlasticityInput *input = data;
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
    .prepare = take_##ordinal##_input, .compute = compute_map,                                     \
    .free_input = free_plasticity_input, .unref = free_map,                                        \
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
take_curves_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
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
  PlasticityInput *input = new_plasticity_input (analyses, run, key, error);
  if (!input)
    return NULL;
  vit_tml_starts_describe (starts, key);
  input->starts = g_steal_pointer (&starts);
  input->n_intervals = tml->n_intervals;
  input->intervals = g_memdup2 (tml->intervals, tml->n_intervals * sizeof (double));
  input->options.correlation.ranked = group->ranked;
  input->options.correlation.n_resamples = N_RESAMPLES;
  input->options.block = group->block;
  if (!(input->options.block >= 1))
    input->options.block = -1;
  input->options.correlation.seed = RESAMPLES_SEED;
  for (size_t k = 0; group->predictive && k < tml->n_intervals; k++)
    input->options.delay = MAX (input->options.delay, tml->intervals[k]);
  g_autoptr (GString) described = g_string_new (NULL);
  vit_options_describe (vit_study_get_options (vit_analyses_get_study (analyses)),
                        VIT_AFFECTS_CORRELATION, described);
  input->described = g_strdup (described->str);
  g_string_append (key, input->described);
  for (size_t k = 0; k < input->n_intervals; k++)
    g_string_append_printf (key, " %.17g", input->intervals[k]);
  return input;
}

static VitPlasticityCurves *
new_curves (const PlasticityInput *input)
{
  VitPlasticityCurves *curves = g_new0 (VitPlasticityCurves, 1);
  curves->n_starts = input->starts->n;
  curves->n_intervals = input->n_intervals;
  curves->options = input->options;
  curves->times = g_memdup2 (input->starts->times, curves->n_starts * sizeof (double));
  curves->points = g_new0 (VitPlasticityPoint, curves->n_starts * curves->n_intervals);
  return curves;
}

static gpointer
compute_curves (gpointer data, VitProgress *progress, GError **error)
{
  PlasticityInput *input = data;
  VitPlasticityCurves *curves = new_curves (input);
  for (size_t s = 0; s < curves->n_starts; s++)
    {
      g_autoptr (VitTmlResult) result = vit_tml_starts_get (input->starts, s, progress, error);
      VitProgressPart whole = vit_progress_enter (progress, (double) s / (double) curves->n_starts,
                                                  (double) (s + 1) / (double) curves->n_starts,
                                                  "Correlating T_ML with plasticity");
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

/* The pair of frames of a start time and interval, as vit_plasticity_curve() takes it; −1 where
 * there is none. */
static void
find_pair (const PlasticityInput *input, size_t start, size_t interval, ssize_t *from, ssize_t *to)
{
  double delay = input->options.delay;
  size_t frame = input->starts->frames[start], later;
  *to = -1;
  *from = (ssize_t) frame;
  if (delay > 0)
    *from = vit_features_find_frames (input->timeline, frame, &delay, 1, input->options.tolerance,
                                      &later, NULL)
                ? (ssize_t) later
                : -1;
  if (*from >= 0 &&
      vit_features_find_frames (input->timeline, (size_t) *from, &input->intervals[interval], 1,
                                input->options.tolerance, &later, NULL))
    *to = (ssize_t) later;
}

static void
add_curves_key (gconstpointer data, VitStored *stored)
{
  const PlasticityInput *input = data;
  vit_tml_starts_add_key (input->starts, stored);
  vit_stored_add (stored, input->intervals, input->n_intervals * sizeof *input->intervals);
  vit_stored_add_text (stored, input->described);
  for (size_t s = 0; s < input->starts->n; s++)
    for (size_t k = 0; k < input->n_intervals; k++)
      {
        ssize_t pair[2];
        find_pair (input, s, k, &pair[0], &pair[1]);
        for (int side = 0; side < 2; side++)
          if (pair[side] >= 0 && (side == 1 || k == 0))
            vit_stored_add_frame (stored, input->trajectory, (size_t) pair[side]);
          else
            vit_stored_add (stored, &side, sizeof side);
      }
}

/* Without intervals and frames, which the input has: frames are counted otherwise in a run that
 * begins later. */
static void
save_curves (gconstpointer data, VitBlob *blob)
{
  const VitPlasticityCurves *curves = data;
  size_t n = curves->n_starts * curves->n_intervals;
  vit_blob_put (blob, &n, sizeof n);
  for (size_t i = 0; i < n; i++)
    {
      vit_blob_put (blob, curves->points[i].rho, sizeof curves->points[i].rho);
      vit_blob_put (blob, &curves->points[i].n_flagged, sizeof curves->points[i].n_flagged);
    }
}

static gpointer
load_curves (VitBlobReader *reader, gconstpointer data)
{
  const PlasticityInput *input = data;
  VitPlasticityCurves *curves = new_curves (input);
  size_t n, wanted = curves->n_starts * curves->n_intervals;
  vit_blob_get (reader, &n, sizeof n);
  reader->failed |= n != wanted;
  for (size_t i = 0; i < wanted; i++)
    {
      VitPlasticityPoint *point = &curves->points[i];
      point->interval = input->intervals[i % input->n_intervals];
      find_pair (input, i / input->n_intervals, i % input->n_intervals, &point->from, &point->to);
      vit_blob_get (reader, point->rho, sizeof point->rho);
      vit_blob_get (reader, &point->n_flagged, sizeof point->n_flagged);
    }
  return curves;
}

const VitDerivation vit_plasticity_curves_derivation = {
  .name = "plasticity-curves",
  .title = "Correlating T_ML with plasticity",
  .lane = VIT_JOB_LASTING,
  .prepare = take_curves_input,
  .compute = compute_curves,
  .free_input = free_plasticity_input,
  .unref = free_curves,
  .version = CURVES_VERSION,
  .add_key = add_curves_key,
  .save = save_curves,
  .load = load_curves,
};
