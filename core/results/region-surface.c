#include "core/results/region-surface.h"
#include "core/results/landed-tml.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"

/* Version of the kernel behind a point and of its layout on disk. */
#define POINT_VERSION 1

/* Number of start times whose T_ML is in memory at once. */
#define MAX_BATCH 16

/* ---- In a snapshot ---- */

bool
vit_snapshot_wants_surface (const VitOptions *options)
{
  return options->view.whole_box && options->view.surfaces > 0;
}

/* Whether the mean of values of some atoms is a value, too. */
static bool
has_mean (const char *column)
{
  return strcmp (column, "element") != 0 && strcmp (column, "cluster") != 0 &&
         strcmp (column, VIT_COLUMN_REGION) != 0;
}

/* The sum of Gaussians of @width where atoms have the mean density of the box. */
static double
get_mean_height (const VitFrame *frame, double width)
{
  double one = width * sqrt (2 * G_PI);
  return (double) frame->atoms->n / vit_cell_volume (&frame->cell) * one * one * one;
}

static VitIsosurface *
find_surface (const VitFrame *frame,
              const VitCell *cell,
              const double *weights,
              const double *values,
              double width,
              double level,
              VitProgress *progress,
              GError **error)
{
  size_t n = frame->atoms->n;
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (frame, x);
  VitCell placed = *cell;
  memcpy (placed.origin, frame->cell.origin, sizeof placed.origin);
  const VitIsosurfaceInput input = { .cell = &placed,
                                     .n = n,
                                     .x = x,
                                     .weights = weights,
                                     .values = values,
                                     .width = width,
                                     .level = level * get_mean_height (frame, width) };
  return vit_isosurface_new (&input, progress, error);
}

bool
vit_snapshot_add_surface (
    VitSnapshot *snapshot, double width, double level, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (snapshot && !snapshot->surface, false);
  if (!snapshot->liquid)
    return true;
  size_t n = snapshot->frame->atoms->n;
  g_autofree double *weights = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    weights[i] = snapshot->liquid[i] ? 1 : 0;
  snapshot->surface = find_surface (snapshot->frame, &snapshot->cell, weights,
                                    has_mean (snapshot->column) ? snapshot->values : NULL, width,
                                    level, progress, error);
  return snapshot->surface != NULL;
}

/* ---- At every start time ---- */

typedef struct
{
  VitTrajectory *trajectory;
  VitTmlStarts *starts;
  VitLiquidRule rule;
  double width, level;
  char *options; /* that the rule, width and level come from */
  VitCache *cache;
} SeriesInput;

static bool
measure_point (const SeriesInput *input,
               const VitTmlResult *result,
               VitSurfacePoint *point,
               VitProgress *progress,
               GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (input->trajectory, result->frame, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  if (n != result->atoms->n)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "frame %zu has changed since T_ML was computed", result->frame);
      return false;
    }
  g_autofree bool *liquid = g_new (bool, MAX (n, 1));
  g_autofree double *weights = g_new (double, MAX (n, 1));
  vit_tml_result_classify (result, &input->rule, liquid, NULL);
  point->n_liquid = 0;
  for (size_t i = 0; i < n; i++)
    {
      weights[i] = liquid[i] ? 1 : 0;
      point->n_liquid += liquid[i];
    }
  g_autoptr (VitIsosurface) surface = find_surface (frame, &frame->cell, weights, NULL,
                                                    input->width, input->level, progress, error);
  if (!surface)
    return false;
  point->volume = surface->volume;
  point->area = surface->area;
  point->box = vit_cell_volume (&frame->cell);
  return true;
}

static bool
find_point (const SeriesInput *input, size_t k, VitSurfacePoint *point, VitStored *stored)
{
  vit_stored_begin (stored, input->cache, "surface", POINT_VERSION);
  if (input->cache || vit_trace_on (VIT_TRACE_RESULTS))
    {
      vit_tml_starts_add_start_key (input->starts, k, stored);
      vit_stored_add_frame (stored, input->trajectory, input->starts->frames[k]);
      vit_stored_add_text (stored, input->options);
    }
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  gsize n = 0;
  const void *data = bytes ? g_bytes_get_data (bytes, &n) : NULL;
  if (!data || n != sizeof *point)
    return false;
  memcpy (point, data, sizeof *point);
  vit_stored_tell (stored, "disk");
  return true;
}

static bool
measure_missing (const SeriesInput *input,
                 VitSurfaceSeries *series,
                 const size_t *places,
                 size_t n,
                 VitStored *stored,
                 VitProgress *progress,
                 GError **error)
{
  static const char stage[] = "Measuring liquid-like regions";
  for (size_t first = 0; first < n; first += MAX_BATCH)
    {
      size_t count = MIN (n - first, MAX_BATCH);
      g_autoptr (VitTmlStarts) starts = vit_tml_starts_pick (input->starts, places + first, count);
      g_autoptr (GPtrArray) results = vit_tml_starts_get_all (starts, progress, error);
      if (!results)
        return false;
      for (size_t k = 0; k < count; k++)
        {
          size_t place = places[first + k];
          VitProgressPart whole = vit_progress_enter (progress, (double) (first + k) / (double) n,
                                                      (double) (first + k + 1) / (double) n, stage);
          if (!measure_point (input, results->pdata[k], &series->points[place], progress, error))
            return false;
          vit_progress_leave (progress, whole);
          vit_stored_tell (&stored[place], "computed");
          vit_stored_keep (&stored[place], &series->points[place], sizeof *series->points);
        }
    }
  return true;
}

static void
free_series (gpointer data)
{
  VitSurfaceSeries *series = data;
  g_free (series->points);
  g_free (series);
}

static gpointer
compute_series (gpointer data, VitProgress *progress, GError **error)
{
  const SeriesInput *input = data;
  size_t n = input->starts->n, n_missing = 0;
  g_autofree size_t *missing = g_new (size_t, MAX (n, 1));
  g_autofree VitStored *stored = g_new (VitStored, MAX (n, 1));
  VitSurfaceSeries *series = g_new0 (VitSurfaceSeries, 1);
  series->n = n;
  series->width = input->width;
  series->level = input->level;
  series->points = g_new0 (VitSurfacePoint, MAX (n, 1));
  bool ok = true;
  for (size_t k = 0; ok && k < n; k++)
    {
      ok = vit_progress_check (progress, error);
      if (ok && !find_point (input, k, &series->points[k], &stored[k]))
        missing[n_missing++] = k;
    }
  ok = ok && measure_missing (input, series, missing, n_missing, stored, progress, error);
  if (!ok)
    {
      free_series (series);
      return NULL;
    }
  for (size_t k = 0; k < n; k++)
    series->points[k].time = input->starts->times[k];
  return series;
}

static void
free_input (gpointer data)
{
  SeriesInput *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_tml_starts_free (input->starts);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input->options);
  g_free (input);
}

static gpointer
take_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTmlSeries *series = vit_analyses_get_landed_tml (analyses, run, error);
  if (!series)
    return NULL;
  VitStudy *study = vit_analyses_get_study (analyses);
  VitCache *cache = vit_analyses_get_cache (analyses);
  const VitOptions *options = vit_study_get_options (study);
  g_autoptr (GString) text = g_string_new (NULL);
  vit_options_describe (options, VIT_AFFECTS_SURFACE, text);
  SeriesInput *input = g_new0 (SeriesInput, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->starts = vit_tml_series_get_starts (series, -1);
  input->rule = *vit_study_get_liquid_rule (study);
  input->width = options->surface.width;
  input->level = options->surface.level;
  input->options = g_strdup (text->str);
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  g_string_append (key, input->options);
  vit_tml_starts_describe (input->starts, key);
  return input;
}

const VitDerivation vit_surface_series_derivation = {
  .name = "surface-series",
  .title = "Measuring liquid-like regions",
  .lane = VIT_JOB_LASTING,
  .prepare = take_input,
  .compute = compute_series,
  .free_input = free_input,
  .unref = free_series,
};
