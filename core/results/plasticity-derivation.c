#include "core/results/plasticity-derivation.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/tml/features.h"

#define MAX_STARTS 5

/* Version of the plasticity of a pair, of its correlation with T_ML and of the layout on disk. */
#define CURVES_VERSION 2

#define N_RESAMPLES 500
#define RESAMPLES_SEED 1

ssize_t
vit_plasticity_find_frame (VitTimeline *timeline, size_t from, double interval, double *actual)
{
  const double *times = vit_timeline_get_times (timeline);
  size_t n = vit_timeline_get_n_frames (timeline);
  ssize_t best = -1;
  for (size_t i = 0; i < n; i++)
    if (vit_timeline_is_used (timeline, i) && times[i] > times[from] &&
        (best < 0 ||
         fabs (times[i] - times[from] - interval) < fabs (times[best] - times[from] - interval)))
      best = (ssize_t) i;
  if (best >= 0 && actual)
    *actual = times[best] - times[from];
  return best;
}

/* Get the series of a run that has a timeline; NULL with @error if there is none. */
static VitTmlSeries *
get_timed_series (VitAnalyses *analyses, VitRun *run, GError **error)
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
  VitTmlStarts *starts; /* nullable */
  double *intervals;
  size_t n_intervals;
  size_t frame; /* of maps: where they begin, and, per Δt, where they end */
  size_t *to;   /* nullable */
  VitPlasticityCurveOptions options;
  VitCache *cache;
  char *described; /* nullable: text of the options of curves */
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
  g_free (input->to);
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

/* ---- Maps of one start time ---- */

/* Fraction of the absolute values of each measure that lie on the colour scale. */
#define SCALE_SHARE 0.98

const VitPlasticityMeasure vit_plasticity_shown[VIT_PLASTICITY_N_SHOWN] = {
  VIT_PLASTICITY_MISES, VIT_PLASTICITY_D2MIN, VIT_PLASTICITY_ROTATION
};

double *
vit_plasticity_dup_intervals (VitAnalyses *analyses, size_t *n)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses) && n, NULL);
  const double *own = vit_analyses_get_intervals (analyses, n);
  if (*n > 0)
    return g_memdup2 (own, *n * sizeof *own);
  const VitPlasticityGroup *group =
      &vit_study_get_options (vit_analyses_get_study (analyses))->plasticity;
  const double chosen[] = { group->interval, group->second_interval, group->third_interval };
  double *intervals = g_new0 (double, G_N_ELEMENTS (chosen));
  for (size_t k = 0; k < G_N_ELEMENTS (chosen); k++)
    if (chosen[k] > 0)
      intervals[(*n)++] = chosen[k];
  *n = MAX (*n, 1);
  return intervals;
}

static void
free_maps (gpointer data)
{
  VitPlasticityMaps *maps = data;
  for (size_t k = 0; k < maps->n; k++)
    g_clear_pointer (&maps->maps[k].plasticity, vit_plasticity_unref);
  g_clear_pointer (&maps->tml, vit_tml_result_unref);
  g_free (maps->maps);
  g_free (maps);
}

/* Find the frames that lie each interval later. */
static bool
take_later_frames (PlasticityInput *input, GError **error)
{
  input->to = g_new (size_t, input->n_intervals);
  for (size_t k = 0; k < input->n_intervals; k++)
    {
      ssize_t to = vit_plasticity_find_frame (input->timeline, input->frame, input->intervals[k],
                                              &input->intervals[k]);
      if (to < 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "No frame lies after %.4g ps.",
                       vit_timeline_get_times (input->timeline)[input->frame]);
          return false;
        }
      input->to[k] = (size_t) to;
    }
  return true;
}

/* The start time nearest to @time, whether its T_ML is there or not; without a model the frame.
 * T_ML is looked at beside what moves, and moves nothing. */
static void
take_map_start (PlasticityInput *input, VitTmlSeries *series, double time, GString *key)
{
  int shown = series ? vit_tml_series_find (series, time) : -1;
  g_autoptr (VitTmlStarts) starts = shown >= 0 ? vit_tml_series_get_starts (series, shown) : NULL;
  input->frame = shown >= 0 ? vit_tml_series_get_frame (series, (guint) shown)
                            : vit_timeline_find_nearest (input->timeline, time);
  g_string_append_printf (key, "%zu|", input->frame);
  if (!starts || starts->n == 0)
    return;
  vit_tml_starts_describe (starts, key);
  input->starts = g_steal_pointer (&starts);
}

static gpointer
take_maps_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  if (!run || !vit_run_get_trajectory (run) || !vit_run_get_timeline (run))
    {
      vit_analyses_set_closed (analyses, run, error);
      return NULL;
    }
  PlasticityInput *input = new_plasticity_input (analyses, run, key, error);
  if (!input)
    return NULL;
  take_map_start (input, vit_analyses_get_tml (analyses, run), time, key);
  input->intervals = vit_plasticity_dup_intervals (analyses, &input->n_intervals);
  if (!take_later_frames (input, error))
    {
      free_plasticity_input (input);
      return NULL;
    }
  vit_options_describe (vit_study_get_options (vit_analyses_get_study (analyses)),
                        VIT_AFFECTS_PLASTICITY, key);
  for (size_t k = 0; k < input->n_intervals; k++)
    g_string_append_printf (key, " %zu", input->to[k]);
  return input;
}

/* Find the value of rank @rank (from 0); @values are reordered. O(n) on average */
static double
select_rank (double *values, size_t n, size_t rank)
{
  for (size_t low = 0, high = n - 1; low < high;)
    {
      double pivot = values[low + (high - low) / 2];
      size_t i = low, j = high;
      for (;; i++, j--)
        {
          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i >= j)
            break;
          double swapped = values[i];
          values[i] = values[j];
          values[j] = swapped;
        }
      if (rank <= j)
        high = j;
      else
        low = j + 1;
    }
  return values[rank];
}

static double
find_scale_end (const VitPlasticityMaps *maps, VitPlasticityMeasure measure)
{
  size_t n = 0, count = 0;
  for (size_t k = 0; k < maps->n; k++)
    n += maps->maps[k].plasticity->atoms->n;
  g_autofree double *sizes = g_new (double, MAX (n, 1));
  for (size_t k = 0; k < maps->n; k++)
    {
      const VitPlasticity *p = maps->maps[k].plasticity;
      for (size_t i = 0; i < p->atoms->n; i++)
        if (isfinite (p->values[measure][i]))
          sizes[count++] = fabs (p->values[measure][i]);
    }
  return count > 0 ? select_rank (sizes, count, (size_t) (SCALE_SHARE * (double) (count - 1))) : 0;
}

static bool
add_maps (VitPlasticityMaps *maps, PlasticityInput *input, VitProgress *progress, GError **error)
{
  for (size_t k = 0; k < input->n_intervals; k++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, (double) k / (double) input->n_intervals,
                              (double) (k + 1) / (double) input->n_intervals, "Measuring strain");
      VitPlasticity *plasticity =
          vit_plasticity_compute (input->trajectory, input->frame, input->to[k],
                                  &input->options.plasticity, input->cache, progress, error);
      if (!plasticity)
        return false;
      maps->maps[maps->n].plasticity = plasticity;
      maps->maps[maps->n++].interval = input->intervals[k];
      vit_progress_leave (progress, whole);
    }
  return true;
}

static gpointer
compute_maps (gpointer data, VitProgress *progress, GError **error)
{
  PlasticityInput *input = data;
  VitPlasticityMaps *maps = g_new0 (VitPlasticityMaps, 1);
  maps->maps = g_new0 (VitPlasticityMap, input->n_intervals);
  maps->cutoff = input->options.plasticity.cutoff;
  maps->frame = input->frame;
  maps->time = vit_timeline_get_times (input->timeline)[input->frame];
  maps->tml = input->starts ? vit_tml_starts_get (input->starts, 0, progress, error) : NULL;
  if ((input->starts && !maps->tml) || !add_maps (maps, input, progress, error))
    {
      free_maps (maps);
      return NULL;
    }
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    maps->largest[m] = find_scale_end (maps, (VitPlasticityMeasure) m);
  return maps;
}

/* Maps are not stored on disk, because the plasticity of each pair of frames is. */
const VitDerivation vit_plasticity_maps_derivation = {
  .name = "plasticity-maps",
  .title = "Measuring strain",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_maps_input,
  .compute = compute_maps,
  .free_input = free_plasticity_input,
  .unref = free_maps,
};

/* ---- ρ against Δt ---- */

static void
free_curves (gpointer data)
{
  VitPlasticityCurves *curves = data;
  g_free (curves->times);
  g_free (curves->points);
  g_free (curves);
}

/* Pick start times that are evenly spaced among those that are ready. */
static VitTmlStarts *
take_even_starts (VitTmlSeries *series)
{
  g_autoptr (VitTmlStarts) all = vit_tml_series_get_starts (series, -1);
  size_t n = MIN (all->n, MAX_STARTS), places[MAX_STARTS];
  for (size_t k = 0; k < n; k++)
    places[k] = n > 1 ? k * (all->n - 1) / (n - 1) : 0;
  return vit_tml_starts_pick (all, places, n);
}

static gpointer
take_curves_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTmlSeries *series = get_timed_series (analyses, run, error);
  if (!series)
    return NULL;
  const VitPlasticityGroup *group =
      &vit_study_get_options (vit_analyses_get_study (analyses))->plasticity;
  const VitTmlOptions *tml = vit_tml_series_get_options (series);
  g_autoptr (VitTmlStarts) starts = take_even_starts (series);
  if (starts->n == 0)
    {
      g_autofree char *unready = vit_tml_series_dup_unready (series);
      g_set_error_literal (error, VIT_ERROR, VIT_ERROR_MISSING, unready);
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

/* Find the pair of frames of a start time and interval, as vit_plasticity_curve() does; −1 for a
 * frame that does not exist. */
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
        if (pair[0] >= 0 && pair[1] >= 0)
          vit_stored_add_path (stored, input->trajectory, (size_t) pair[0], (size_t) pair[1]);
      }
}

/* Write neither intervals nor frames, which the input has: the same frame has another index in a
 * run that begins later. */
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
  .of_results = true,
  .add_key = add_curves_key,
  .save = save_curves,
  .load = load_curves,
};
