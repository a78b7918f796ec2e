#include "core/results/sample-frames.h"

#include <math.h>

#include "core/base/error.h"

/* Maximum number of frames that are pooled without T_ML. */
#define MOST_FRAMES 20

void
vit_sample_frames_free (VitSampleFrames *frames)
{
  if (!frames)
    return;
  g_clear_pointer (&frames->starts, vit_tml_starts_free);
  g_free (frames->frames);
  g_free (frames->times);
  g_free (frames);
}

/* Take the start times with T_ML: all that are computed, or the one nearest to @time. Returns:
 * whether there is any. */
static bool
take_start_frames (VitSampleFrames *self, VitTmlSeries *series, bool pooled, double time)
{
  int shown = pooled ? -1 : vit_tml_series_find (series, time);
  if (!pooled && shown < 0)
    return false;
  g_autoptr (VitTmlStarts) starts = vit_tml_series_get_starts (series, shown);
  if (starts->n == 0)
    return false;
  self->n = starts->n;
  self->frames = g_memdup2 (starts->frames, starts->n * sizeof *starts->frames);
  self->times = g_memdup2 (starts->times, starts->n * sizeof *starts->times);
  self->starts = g_steal_pointer (&starts);
  return true;
}

/* Take frames without T_ML: evenly spaced ones of the whole run, or the one nearest to @time. */
static void
take_plain_frames (VitSampleFrames *self, VitRun *run, bool pooled, double time)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  size_t n = timeline ? vit_timeline_get_n_used (timeline)
                      : vit_trajectory_get_n_frames (vit_run_get_trajectory (run));
  const double *times = timeline ? vit_timeline_get_times (timeline) : NULL;
  self->n = pooled ? MIN (n, MOST_FRAMES) : 1;
  self->frames = g_new0 (size_t, self->n);
  self->times = g_new (double, self->n);
  for (size_t k = 0; k < self->n; k++)
    {
      if (self->n > 1)
        self->frames[k] = k * (n - 1) / (self->n - 1);
      if (self->n > 1 && timeline)
        self->frames[k] = vit_timeline_get_frame_at (timeline, self->frames[k]);
      else if (!pooled && timeline)
        self->frames[k] = vit_timeline_find_nearest (timeline, time);
      self->times[k] = times ? times[self->frames[k]] : NAN;
    }
}

VitSampleFrames *
vit_sample_frames_new (VitAnalyses *analyses, VitRun *run, bool pooled, double time, GError **error)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses), NULL);
  if (!run || !vit_run_get_trajectory (run))
    {
      const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   obstacle ? obstacle : "There is no run.");
      return NULL;
    }
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  VitSampleFrames *self = g_new0 (VitSampleFrames, 1);
  if (!series || !take_start_frames (self, series, pooled, time))
    take_plain_frames (self, run, pooled, time);
  return self;
}

void
vit_sample_frames_describe (const VitSampleFrames *self, GString *key)
{
  g_return_if_fail (self && key);
  if (self->starts)
    vit_tml_starts_describe (self->starts, key);
  else
    for (size_t k = 0; k < self->n; k++)
      g_string_append_printf (key, "frame %zu at %.17g ", self->frames[k], self->times[k]);
}

/* ---- Sources ---- */

VitSampleSources *
vit_sample_sources_new (VitSampleFrames *frames,
                        VitAnalyses *analyses,
                        VitRun *run,
                        size_t most,
                        const VitQuantityWish *wish,
                        GString *key)
{
  g_return_val_if_fail (frames && most > 0 && wish && key, NULL);
  size_t n_atoms = vit_trajectory_get_composition (vit_run_get_trajectory (run))->n;
  VitSampleSources *self = g_new0 (VitSampleSources, 1);
  self->has_tml = frames->starts != NULL;
  self->stride = MAX (1, (frames->n * n_atoms + most - 1) / most);
  self->sources = g_new0 (VitQuantitySource *, frames->n);
  self->times = g_new (double, frames->n);
  for (size_t k = 0; k < frames->n; k += self->stride)
    {
      self->times[self->n] = frames->times[k];
      self->sources[self->n] = vit_quantity_source_new (analyses, run, frames->frames[k], wish);
      vit_quantity_source_describe (self->sources[self->n++], key);
    }
  vit_sample_frames_free (frames);
  return self;
}

void
vit_sample_sources_free (VitSampleSources *self)
{
  if (!self)
    return;
  for (size_t k = 0; k < self->n; k++)
    vit_quantity_source_free (self->sources[k]);
  g_free (self->sources);
  g_free (self->times);
  g_free (self);
}

bool
vit_sample_sources_visit (VitSampleSources *self,
                          VitSampleFunc func,
                          gpointer data,
                          size_t *n_without,
                          char **reason,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (self && func && n_without && reason, false);
  size_t n_taken = 0;
  *n_without = 0;
  *reason = NULL;
  for (size_t k = 0; k < self->n; k++)
    {
      g_autoptr (GError) failure = NULL;
      vit_progress_set_range (progress, (double) k / (double) self->n,
                              (double) (k + 1) / (double) self->n, NULL);
      bool ok = func (self->sources[k], self->times[k], data, progress, &failure);
      vit_quantity_source_release (self->sources[k]);
      n_taken += ok;
      if (ok)
        continue;
      if (g_error_matches (failure, VIT_ERROR, VIT_ERROR_CANCELLED) ||
          (k + 1 == self->n && n_taken == 0))
        {
          g_clear_pointer (reason, g_free);
          g_propagate_error (error, g_steal_pointer (&failure));
          return false;
        }
      if ((*n_without)++ == 0)
        *reason = g_strdup (failure->message);
    }
  return true;
}
