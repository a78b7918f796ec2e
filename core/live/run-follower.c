#include "core/live/run-follower.h"

#include <math.h>

#include "core/live/file-watch.h"

/* Milliseconds for which a file that cannot be read is waited for. */
#define PATIENCE 5000

/* Milliseconds without a change after which what is not complete is taken for lost. */
#define QUIET 10000

/* Reading anew waits for this many times the time that it took, and for this many milliseconds. */
#define REST_FACTOR 4
#define LEAST_REST 200

/* Changes from which the rate is made. */
#define N_MARKS 16

struct _VitRunFollower
{
  GObject parent_instance;

  VitRun *run;
  GSignalGroup *signals;
  VitFileWatch *watch;
  char *log;          /* that is watched */
  bool at_rest;       /* nothing has changed for a while: what is not complete is looked at again */
  bool wanted;        /* the files have changed since they were read */
  guint timer, quiet; /* sources */
  gint64 began, rest_until, changed_at, failing_since;
  struct
  {
    double seconds, time;
  } marks[N_MARKS];
  guint n_marks;
};

enum
{
  GROWN,
  NEWS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitRunFollower, vit_run_follower, G_TYPE_OBJECT)

static void read_when_rested (VitRunFollower *self);

static gboolean
on_timer (gpointer data)
{
  VitRunFollower *self = data;
  self->timer = 0;
  read_when_rested (self);
  return G_SOURCE_REMOVE;
}

static void
read_after (VitRunFollower *self, gint64 microseconds)
{
  if (self->timer == 0)
    self->timer = g_timeout_add ((guint) MAX (microseconds / 1000 + 1, 1), on_timer, self);
}

static void
read_when_rested (VitRunFollower *self)
{
  VitRunState state = vit_run_get_state (self->run);
  gint64 now = g_get_monotonic_time ();
  if (!self->wanted || state == VIT_RUN_CLOSED)
    return;
  if (now < self->rest_until)
    {
      read_after (self, self->rest_until - now);
      return;
    }
  self->began = now;
  if (state != VIT_RUN_OPENING && vit_run_follow (self->run))
    self->wanted = false;
  else
    read_after (self, LEAST_REST * 1000);
}

static void
on_files_changed (void *data)
{
  VitRunFollower *self = data;
  self->wanted = true;
  self->at_rest = false;
  read_when_rested (self);
}

static void
watch_files (VitRunFollower *self)
{
  g_autoptr (GPtrArray) patterns = g_ptr_array_new ();
  for (const char *const *path = vit_run_get_paths (self->run); *path; path++)
    g_ptr_array_add (patterns, (gpointer) *path);
  g_free (self->log);
  self->log = g_strdup (vit_run_get_log (self->run));
  if (self->log)
    g_ptr_array_add (patterns, self->log);
  g_ptr_array_add (patterns, NULL);
  vit_file_watch_free (self->watch);
  self->watch = vit_file_watch_new ((const char *const *) patterns->pdata, on_files_changed, self);
}

static void
on_log_changed (VitRun *run, GParamSpec *pspec, VitRunFollower *self)
{
  if (g_strcmp0 (vit_run_get_log (run), self->log) != 0)
    watch_files (self);
}

static void
on_state_changed (VitRun *run, GParamSpec *pspec, VitRunFollower *self)
{
  read_when_rested (self);
}

/* ---- What was read ---- */

static void
mark_time (VitRunFollower *self)
{
  VitTimeline *timeline = vit_run_get_timeline (self->run);
  size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
  if (n == 0)
    return;
  double end = vit_timeline_get_times (timeline)[vit_timeline_get_frame_at (timeline, n - 1)];
  double seconds = (double) g_get_monotonic_time () / G_USEC_PER_SEC;
  /* What was written anew has no part in the rate. */
  if (self->n_marks > 0 && end < self->marks[self->n_marks - 1].time)
    self->n_marks = 0;
  if (self->n_marks == N_MARKS)
    {
      for (guint i = 1; i < N_MARKS; i++)
        self->marks[i - 1] = self->marks[i];
      self->n_marks--;
    }
  self->marks[self->n_marks].seconds = seconds;
  self->marks[self->n_marks++].time = end;
}

/* Say once what no longer holds. */
static void
tell_news (VitRunFollower *self, VitTrajectory *old, VitTrajectory *now)
{
  size_t n_old = vit_trajectory_get_n_frames (old),
         n_shared = vit_trajectory_get_n_shared (now, old);
  if (n_shared == n_old)
    return;
  g_autofree char *text =
      n_shared == 0
          ? g_strdup_printf ("the files were written anew: %zu frames, of which the later "
                             "writing counts",
                             vit_trajectory_get_n_frames (now))
          : g_strdup_printf ("what was written behind frame %zu has been written anew: the "
                             "later writing counts",
                             n_shared);
  g_signal_emit (self, signals[NEWS], 0, text);
}

static void
on_failed (VitRunFollower *self, const GError *error)
{
  gint64 now = g_get_monotonic_time ();
  if (self->failing_since == 0)
    self->failing_since = now;
  self->wanted = true;
  if (now - self->failing_since < PATIENCE * 1000 || !vit_run_get_trajectory (self->run))
    {
      /* Of a run that has failed a change of its files is waited for. */
      self->wanted = vit_run_get_trajectory (self->run) != NULL;
      read_when_rested (self);
      return;
    }
  self->wanted = false;
  g_autofree char *text = g_strdup_printf ("it can no longer be read: %s", error->message);
  g_signal_emit (self, signals[NEWS], 0, text);
  vit_run_reload (self->run);
}

static gboolean
on_quiet (gpointer data)
{
  VitRunFollower *self = data;
  self->quiet = 0;
  self->at_rest = true;
  self->wanted = true;
  read_when_rested (self);
  return G_SOURCE_REMOVE;
}

/* What a file that has been written to lacks at its end may come; that it has not is said once. */
static void
wait_for_rest (VitRunFollower *self, VitTrajectory *old, VitTrajectory *now)
{
  g_clear_handle_id (&self->quiet, g_source_remove);
  if (vit_trajectory_is_unfinished (now))
    {
      if (!self->at_rest)
        self->quiet = g_timeout_add (QUIET, on_quiet, self);
      return;
    }
  if (!old || !vit_trajectory_is_unfinished (old) ||
      vit_trajectory_get_n_frames (now) != vit_trajectory_get_n_frames (old))
    return;
  g_signal_emit (self, signals[NEWS], 0,
                 vit_trajectory_ends_packed (now)
                     ? "the file ends within packed data, and nothing more has come: the frames "
                       "before that count"
                     : "what was begun of a frame is no longer in the file");
}

static void
on_followed (VitRun *run, gpointer old_pointer, gpointer error_pointer, VitRunFollower *self)
{
  VitTrajectory *old = old_pointer, *now = vit_run_get_trajectory (run);
  const GError *error = error_pointer;
  gint64 end = g_get_monotonic_time ();
  self->rest_until = end + MAX (REST_FACTOR * (end - self->began), LEAST_REST * 1000);
  if (error)
    {
      self->rest_until = MAX (self->rest_until, end + G_USEC_PER_SEC);
      on_failed (self, error);
      return;
    }
  self->failing_since = 0;
  if (now)
    wait_for_rest (self, old, now);
  if (now && now != old)
    {
      if (old)
        tell_news (self, old, now);
      self->changed_at = end;
      mark_time (self);
      g_signal_emit (self, signals[GROWN], 0,
                     (guint64) (old ? vit_trajectory_get_n_frames (old) : 0),
                     (guint64) vit_trajectory_get_n_frames (now));
    }
  else if (self->n_marks == 0)
    mark_time (self);
  read_when_rested (self);
}

VitRun *
vit_run_follower_get_run (VitRunFollower *self)
{
  g_return_val_if_fail (VIT_IS_RUN_FOLLOWER (self), NULL);
  return self->run;
}

double
vit_run_follower_get_rate (VitRunFollower *self)
{
  g_return_val_if_fail (VIT_IS_RUN_FOLLOWER (self), NAN);
  if (self->n_marks < 2)
    return NAN;
  double seconds = self->marks[self->n_marks - 1].seconds - self->marks[0].seconds;
  double time = self->marks[self->n_marks - 1].time - self->marks[0].time;
  return seconds > 0 && time > 0 ? time / seconds : NAN;
}

double
vit_run_follower_get_pause (VitRunFollower *self)
{
  g_return_val_if_fail (VIT_IS_RUN_FOLLOWER (self), NAN);
  return (double) (g_get_monotonic_time () - self->changed_at) / G_USEC_PER_SEC;
}

char *
vit_run_follower_dup_wait (VitRunFollower *self, double missing)
{
  g_return_val_if_fail (VIT_IS_RUN_FOLLOWER (self), NULL);
  double seconds = missing / vit_run_follower_get_rate (self);
  if (!isfinite (seconds))
    return g_strdup_printf ("in %.4g ps", missing);
  if (seconds < 90)
    return g_strdup_printf ("in %.4g ps, about %.0f s", missing, seconds);
  if (seconds < 90 * 60)
    return g_strdup_printf ("in %.4g ps, about %.0f min", missing, seconds / 60);
  return g_strdup_printf ("in %.4g ps, about %.0f h", missing, seconds / 3600);
}

VitRunFollower *
vit_run_follower_new (VitRun *run)
{
  g_return_val_if_fail (VIT_IS_RUN (run), NULL);
  VitRunFollower *self = g_object_new (VIT_TYPE_RUN_FOLLOWER, NULL);
  self->run = g_object_ref (run);
  self->changed_at = g_get_monotonic_time ();
  self->signals = g_signal_group_new (VIT_TYPE_RUN);
  g_signal_group_connect (self->signals, "followed", G_CALLBACK (on_followed), self);
  g_signal_group_connect (self->signals, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_group_connect (self->signals, "notify::log", G_CALLBACK (on_log_changed), self);
  g_signal_group_set_target (self->signals, run);
  watch_files (self);
  return self;
}

static void
vit_run_follower_dispose (GObject *object)
{
  VitRunFollower *self = VIT_RUN_FOLLOWER (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->quiet, g_source_remove);
  g_clear_pointer (&self->watch, vit_file_watch_free);
  g_clear_object (&self->signals);
  g_clear_object (&self->run);
  g_clear_pointer (&self->log, g_free);
  G_OBJECT_CLASS (vit_run_follower_parent_class)->dispose (object);
}

static void
vit_run_follower_class_init (VitRunFollowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_run_follower_dispose;
  signals[GROWN] = g_signal_new ("grown", VIT_TYPE_RUN_FOLLOWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[NEWS] = g_signal_new ("news", VIT_TYPE_RUN_FOLLOWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vit_run_follower_init (VitRunFollower *self)
{
}
