/* Atoms between frames, while the playhead of a session moves. */

#include "ui/session/session-private.h"

/* What is read ahead while playing: what passes in so many seconds. */
#define SECONDS_AHEAD 0.5

typedef struct
{
  VitRun *run;
  VitMotionReader *reader;
} MotionOfRun;

static void
motion_of_run_free (gpointer data)
{
  MotionOfRun *motion = data;
  vit_motion_reader_free (motion->reader);
  g_object_unref (motion->run);
  g_free (motion);
}

void
vit_session_init_motion (VitSession *self)
{
  self->readers = g_ptr_array_new_with_free_func (motion_of_run_free);
}

bool
vit_session_is_moving (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  return self->playing || self->scrubbing;
}

void
vit_session_set_scrubbing (VitSession *self, bool scrubbing)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  if (scrubbing == self->scrubbing)
    return;
  self->scrubbing = scrubbing;
  vit_session_follow_motion (self);
}

static void
follow (VitSession *self, VitMotionReader *reader)
{
  vit_motion_reader_follow (reader, self->time,
                            self->playing && !self->scrubbing ? SECONDS_AHEAD * self->speed : 0);
}

void
vit_session_follow_motion (VitSession *self)
{
  bool moving = vit_session_is_moving (self);
  for (guint i = 0; moving && i < self->readers->len; i++)
    follow (self, ((MotionOfRun *) self->readers->pdata[i])->reader);
  if (moving || self->readers->len > 0)
    vit_session_emit_moved (self);
}

static bool
fits (const MotionOfRun *motion)
{
  return vit_motion_reader_fits (motion->reader, vit_run_get_trajectory (motion->run),
                                 vit_run_get_timeline (motion->run));
}

void
vit_session_forget_motion (VitSession *self)
{
  for (guint i = self->readers->len; i-- > 0;)
    {
      const MotionOfRun *motion = self->readers->pdata[i];
      if (vit_session_get_run_index (self, motion->run) < 0 || !fits (motion))
        g_ptr_array_remove_index (self->readers, i);
    }
}

static void
on_landed (void *data)
{
  VitSession *self = data;
  if (vit_session_is_moving (self))
    vit_session_emit_moved (self);
}

static VitMotionReader *
get_reader (VitSession *self, VitRun *run)
{
  vit_session_forget_motion (self);
  for (guint i = 0; i < self->readers->len; i++)
    {
      const MotionOfRun *motion = self->readers->pdata[i];
      if (motion->run == run)
        return motion->reader;
    }
  if (!vit_run_get_trajectory (run) || !vit_run_get_timeline (run))
    return NULL;
  MotionOfRun *motion = g_new0 (MotionOfRun, 1);
  motion->run = g_object_ref (run);
  motion->reader = vit_motion_reader_new (vit_run_get_trajectory (run), vit_run_get_timeline (run),
                                          on_landed, self);
  g_ptr_array_add (self->readers, motion);
  follow (self, motion->reader);
  return motion->reader;
}

bool
vit_session_get_motion (VitSession *self, VitRun *run, VitMotionPoint *point)
{
  g_return_val_if_fail (VIT_IS_SESSION (self) && VIT_IS_RUN (run) && point, false);
  VitMotionReader *reader = vit_session_is_moving (self) ? get_reader (self, run) : NULL;
  return reader && vit_motion_reader_find (reader, self->time, point);
}
