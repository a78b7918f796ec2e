/* The playhead of a session: its time, its steps, and playing. */

#include <math.h>

#include "core/base/turns.h"
#include "ui/session/session-private.h"

double
vit_session_find_live_end (VitSession *self)
{
  double end = -INFINITY;
  for (guint i = 0; i < vit_session_get_n_shown (self); i++)
    {
      VitRun *run = vit_session_get_shown (self, i);
      VitTimeline *timeline = vit_run_is_live (run) ? vit_run_get_timeline (run) : NULL;
      size_t n = timeline ? vit_timeline_get_n_frames (timeline) : 0;
      for (size_t f = 0; f < n; f++)
        end = MAX (end, vit_timeline_get_times (timeline)[f]);
    }
  return isfinite (end) ? end : self->end;
}

void
vit_session_update_extent (VitSession *self)
{
  double start = INFINITY, end = -INFINITY;

  for (guint i = 0; i < vit_session_get_n_shown (self); i++)
    {
      VitTimeline *timeline = vit_run_get_timeline (vit_session_get_shown (self, i));
      if (!timeline)
        continue;
      const double *times = vit_timeline_get_times (timeline);
      for (size_t f = 0; f < vit_timeline_get_n_frames (timeline); f++)
        {
          start = MIN (start, times[f]);
          end = MAX (end, times[f]);
        }
    }
  /* Keep the study's time until a run is open: clamping would lose it. */
  if (!(start <= end))
    return;
  if (start != self->start || end != self->end)
    {
      self->start = start;
      self->end = end;
      vit_session_notify (self, PROP_EXTENT);
    }
  double time = self->follow_end       ? vit_session_find_live_end (self)
                : isnan (self->wanted) ? self->time
                                       : self->wanted;
  self->extending = true;
  vit_session_set_time (self, time);
  self->extending = false;
}

double
vit_session_get_time (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), 0);
  return self->time;
}

void
vit_session_set_time (VitSession *self, double time)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  if (isnan (time) || self->taking)
    return;
  if (time >= self->start && time <= self->end)
    self->wanted = NAN;
  time = CLAMP (time, self->start, self->end);
  if (time == self->time)
    return;
  VIT_TURN_PART ("time", NULL);
  if (self->follow_end && !self->extending)
    vit_session_set_follow_end (self, false);
  self->time = time;
  vit_study_set_option_number (self->study, "view", "time", time);
  vit_analyses_set_focus (self->analyses, time);
  vit_session_notify (self, PROP_TIME);
  vit_session_follow_motion (self);
}

void
vit_session_get_extent (VitSession *self, double *start, double *end)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  *start = self->start;
  *end = self->end;
}

/* Returns: the nearest start time of any shown run after @time (@direction 1) or before it (−1);
 * NaN if there is none. */
static double
next_start_time (VitSession *self, double time, int direction)
{
  double next = NAN;

  for (guint r = 0; r < vit_session_get_n_shown (self); r++)
    {
      VitTmlSeries *tml = vit_analyses_get_tml (self->analyses, vit_session_get_shown (self, r));
      guint n = tml ? vit_tml_series_get_n (tml) : 0;
      for (guint i = 0; i < n; i++)
        {
          double t = vit_tml_series_get_time (tml, i);
          if ((t - time) * direction > 1e-9 &&
              (isnan (next) || fabs (t - time) < fabs (next - time)))
            next = t;
        }
    }
  return next;
}

void
vit_session_step (VitSession *self, int n)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  int direction = n < 0 ? -1 : 1;

  for (int i = 0; i < ABS (n); i++)
    {
      double next = next_start_time (self, self->time, direction);
      if (isnan (next))
        return;
      vit_session_set_time (self, next);
    }
}

bool
vit_session_get_playing (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  return self->playing;
}

/* Returns: the last start time of the shown runs; there are no maps of T_ML after it. */
static double
get_play_end (VitSession *self)
{
  double last = NAN;
  for (guint r = 0; r < vit_session_get_n_shown (self); r++)
    {
      VitTmlSeries *tml = vit_analyses_get_tml (self->analyses, vit_session_get_shown (self, r));
      guint n = tml ? vit_tml_series_get_n (tml) : 0;
      for (guint i = 0; i < n; i++)
        if (vit_tml_series_get_state (tml, i) != VIT_TML_IMPOSSIBLE)
          last = fmax (last, vit_tml_series_get_time (tml, i));
    }
  return isnan (last) ? self->end : last;
}

void
vit_session_set_playing (VitSession *self, bool playing)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  if (playing == self->playing)
    return;
  /* Playing starts over if the playhead is where it ends. */
  if (playing && self->time >= get_play_end (self))
    vit_session_set_time (self, self->start);
  self->playing = playing;
  vit_session_notify (self, PROP_PLAYING);
  vit_session_follow_motion (self);
}

double
vit_session_get_speed (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), 0);
  return self->speed;
}

void
vit_session_set_speed (VitSession *self, double ps_per_second)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  ps_per_second = CLAMP (ps_per_second, 0.01, 1e6);
  if (ps_per_second == self->speed)
    return;
  self->speed = ps_per_second;
  vit_study_set_option_number (self->study, "view", "speed", self->speed);
  vit_session_notify (self, PROP_SPEED);
}

bool
vit_session_get_loop (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  return self->loop;
}

void
vit_session_set_loop (VitSession *self, bool loop)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  if (loop == self->loop)
    return;
  self->loop = loop;
  vit_study_set_option_number (self->study, "view", "loop", self->loop);
  vit_session_notify (self, PROP_LOOP);
}

bool
vit_session_get_turning (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  return self->turning;
}

void
vit_session_set_turning (VitSession *self, bool turning)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  turning = turning && self->slice.whole;
  if (turning == self->turning)
    return;
  self->turning = turning;
  vit_session_notify (self, PROP_TURNING);
}

void
vit_session_tick (VitSession *self, double seconds)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  if (!self->playing)
    return;

  double end = get_play_end (self);
  double time = self->time + seconds * self->speed;
  if (time < end)
    {
      vit_session_set_time (self, time);
      return;
    }
  if (self->loop)
    {
      vit_session_set_time (self, self->time < end ? end : self->start);
      return;
    }
  vit_session_set_time (self, end);
  vit_session_set_playing (self, false);
}
