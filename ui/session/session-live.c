/* Runs that are still being written: their files are followed, and the playhead with them. */

#include <math.h>

#include "ui/session/session-private.h"

static VitRunFollower *
find_follower (VitSession *self, VitRun *run)
{
  for (guint i = 0; i < self->followers->len; i++)
    if (vit_run_follower_get_run (self->followers->pdata[i]) == run)
      return self->followers->pdata[i];
  return NULL;
}

static void
on_news (VitRunFollower *follower, const char *text, VitSession *self)
{
  VitRun *run = vit_run_follower_get_run (follower);
  /* What was made of frames that are no more does not stand in for what is made of those that are.
   */
  vit_session_forget_results (self, run);
  vit_session_emit_news (self, run, text);
}

void
vit_session_update_followers (VitSession *self)
{
  for (guint i = self->followers->len; i-- > 0;)
    if (!g_ptr_array_find (self->shown, vit_run_follower_get_run (self->followers->pdata[i]), NULL))
      g_ptr_array_remove_index (self->followers, i);
  for (guint i = 0; self->follows_files && i < self->shown->len; i++)
    {
      VitRun *run = self->shown->pdata[i];
      if (find_follower (self, run))
        continue;
      VitRunFollower *follower = vit_run_follower_new (run);
      g_signal_connect (follower, "news", G_CALLBACK (on_news), self);
      g_ptr_array_add (self->followers, follower);
    }
}

static void
on_alarms_changed (VitAlarms *alarms, VitSession *self)
{
  vit_session_notify (self, PROP_ALARMS);
}

VitAlarms *
vit_session_get_alarms (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return self->alarms;
}

void
vit_session_follow_files (VitSession *self)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  self->follows_files = true;
  if (!self->alarms)
    {
      self->alarms = vit_alarms_new (self->analyses);
      g_signal_connect_object (self->alarms, "changed", G_CALLBACK (on_alarms_changed), self, 0);
    }
  vit_session_update_followers (self);
  vit_session_note_beginnings (self);
}

/* Where the end is followed a run that has no more than its first frame is being written. */
static void
note_beginning (VitSession *self, VitRun *run)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  if (self->follow_end && self->follows_files && trajectory &&
      vit_trajectory_get_n_frames (trajectory) <= 1)
    vit_run_set_live (run, true);
}

void
vit_session_note_beginnings (VitSession *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    note_beginning (self, self->shown->pdata[i]);
}

bool
vit_session_is_live (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  for (guint i = 0; i < self->shown->len; i++)
    if (vit_run_is_live (self->shown->pdata[i]))
      return true;
  return false;
}

bool
vit_session_get_follow_end (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  return self->follow_end;
}

void
vit_session_set_follow_end (VitSession *self, bool follow)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  if (follow == self->follow_end)
    return;
  if (follow)
    {
      vit_session_set_playing (self, false);
      vit_session_set_time (self, vit_session_find_live_end (self));
    }
  self->follow_end = follow;
  vit_session_note_beginnings (self);
  vit_study_set_option_number (self->study, "view", "follow-end", follow);
  vit_session_notify (self, PROP_FOLLOW_END);
}

char *
vit_session_dup_wait (VitSession *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (self) && VIT_IS_RUN (run), NULL);
  VitTmlSeries *tml = vit_run_is_live (run) ? vit_analyses_get_tml (self->analyses, run) : NULL;
  if (!tml)
    return NULL;
  double final = vit_tml_series_get_final (tml), wait = vit_tml_series_get_wait (tml, self->time);
  g_autoptr (GString) text = g_string_new (NULL);
  if (isfinite (final))
    g_string_append_printf (text, "T_ML is final up to %.4g ps", final);
  else
    g_string_append (text, "T_ML is not final yet at any time");
  if (isfinite (wait))
    {
      VitRunFollower *follower = find_follower (self, run);
      g_autofree char *until = follower ? vit_run_follower_dup_wait (follower, wait)
                                        : g_strdup_printf ("in %.4g ps", wait);
      g_string_append_printf (text, "; at %.4g ps it will be %s", self->time, until);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
