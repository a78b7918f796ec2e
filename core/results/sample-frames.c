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
