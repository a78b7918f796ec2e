#include "ui/panels/story-player-private.h"

#include "core/base/error.h"
#include "ui/scene/glide.h"

G_DEFINE_FINAL_TYPE (VitStoryPlayer, vit_story_player, G_TYPE_OBJECT)

enum
{
  SCENE_CHANGED,
  QUESTION_CHANGED,
  MOVING_CHANGED,
  EDITED,
  TURNED,
  LEAVING,
  NOTES_CHANGED,
  REPLACED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
vit_story_player_emit_question_changed (VitStoryPlayer *self)
{
  g_signal_emit (self, signals[QUESTION_CHANGED], 0);
}

/* ---- Motion ---- */

bool
vit_story_player_is_moving (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), false);
  return self->glide_seconds > 0 || self->moves;
}

static void
set_position (VitStoryPlayer *self, double position)
{
  VitSlice slice = *vit_session_get_slice (self->session);
  slice.position = position;
  vit_session_set_slice (self->session, &slice);
  self->glide_now = vit_session_get_slice (self->session)->position;
}

/* Somebody who takes the slice has it. */
static void
glide (VitStoryPlayer *self, double seconds)
{
  if (vit_session_get_slice (self->session)->position != self->glide_now)
    {
      self->glide_seconds = 0;
      return;
    }
  self->passed += seconds;
  double fraction = self->passed / self->glide_seconds;
  set_position (self,
                vit_glide_cyclic (self->glide_from, self->glide_goal, vit_glide_ease (fraction)));
  if (fraction >= 1)
    self->glide_seconds = 0;
}

static void
end_motion (VitStoryPlayer *self)
{
  const VitSceneMotion *motion = &vit_story_player_get_scene (self)->motion;
  self->moves = false;
  if (motion->kind == VIT_MOTION_PLAY)
    vit_session_set_scrubbing (self->session, false);
}

/* What moves begins once the glide has ended. */
static void
move (VitStoryPlayer *self, double seconds)
{
  const VitSceneMotion *motion = &vit_story_player_get_scene (self)->motion;
  double before = CLAMP (self->passed / motion->seconds, 0, 1);
  self->passed += seconds;
  double now = CLAMP (self->passed / motion->seconds, 0, 1);
  double value = motion->from + now * (motion->to - motion->from);
  if (motion->kind == VIT_MOTION_PLAY)
    vit_session_set_time (self->session, value);
  else if (motion->kind == VIT_MOTION_SWEEP)
    set_position (self, value);
  else
    g_signal_emit (self, signals[TURNED], 0, (now - before) * (motion->to - motion->from));
  if (now >= 1)
    end_motion (self);
}

static void
begin_motion (VitStoryPlayer *self)
{
  const VitSceneMotion *motion = &vit_story_player_get_scene (self)->motion;
  self->passed = 0;
  if (self->moves && motion->kind == VIT_MOTION_PLAY)
    vit_session_set_scrubbing (self->session, true);
}

static void
stop (VitStoryPlayer *self)
{
  bool was = vit_story_player_is_moving (self);
  if (self->moves && vit_story_player_get_scene (self))
    end_motion (self);
  self->moves = false;
  self->glide_seconds = 0;
  if (was)
    g_signal_emit (self, signals[MOVING_CHANGED], 0);
}

void
vit_story_player_tick (VitStoryPlayer *self, double seconds)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  if (!vit_story_player_is_moving (self))
    return;
  /* Runs that are still being opened have no times yet. */
  double start, end;
  vit_session_get_extent (self->session, &start, &end);
  if (self->moves && end <= start && !vit_story_player_lacks_runs (self))
    return;
  if (self->glide_seconds > 0)
    {
      glide (self, seconds);
      if (self->glide_seconds == 0)
        begin_motion (self);
    }
  else
    move (self, seconds);
  if (!vit_story_player_is_moving (self))
    g_signal_emit (self, signals[MOVING_CHANGED], 0);
}

void
vit_story_player_finish (VitStoryPlayer *self)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  if (self->glide_seconds > 0)
    vit_story_player_tick (self, self->glide_seconds);
  if (self->moves)
    move (self, vit_story_player_get_scene (self)->motion.seconds);
  stop (self);
}

void
vit_story_player_set_animated (VitStoryPlayer *self, bool animated)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  self->animated = animated;
}

/* ---- Scenes ---- */

/* The camera glides in the views. */
static void
begin_glide (VitStoryPlayer *self, const VitStoryScene *scene, const VitSlice *before)
{
  const VitSlice *now = vit_session_get_slice (self->session);
  bool glides = scene->transition == VIT_TRANSITION_GLIDE && scene->transition_seconds > 0 &&
                !now->whole && !before->whole && now->axis == before->axis &&
                now->position != before->position && self->shown;
  self->passed = 0;
  if (!glides)
    return;
  self->glide_seconds = scene->transition_seconds;
  self->glide_from = before->position;
  self->glide_goal = now->position;
  set_position (self, before->position);
}

void
vit_story_player_put (VitStoryPlayer *self)
{
  VitStoryScene *scene = vit_story_player_get_scene (self);
  g_ptr_array_set_size (self->notes, 0);
  if (!scene)
    return;
  self->putting = true;
  vit_session_take_look (self->session, self->story->base, scene->look, self->notes);
  self->putting = false;
  self->put_slice = *vit_session_get_slice (self->session);
  self->put_time = vit_study_get_options (vit_session_get_study (self->session))->view.time;
}

static void
show (VitStoryPlayer *self)
{
  VitStoryScene *scene = vit_story_player_get_scene (self);
  VitSlice before = *vit_session_get_slice (self->session);
  stop (self);
  vit_story_player_leave_question (self);
  g_signal_emit (self, signals[LEAVING], 0);
  vit_story_player_put (self);
  if (scene)
    {
      vit_story_player_enter_question (self);
      self->moves = scene->motion.kind != VIT_MOTION_NONE && scene->motion.seconds > 0;
      begin_glide (self, scene, &before);
      if (self->glide_seconds == 0)
        begin_motion (self);
    }
  self->shown = true;
  g_signal_emit (self, signals[SCENE_CHANGED], 0);
  if (!self->animated)
    vit_story_player_finish (self);
  else if (vit_story_player_is_moving (self))
    g_signal_emit (self, signals[MOVING_CHANGED], 0);
}

void
vit_story_player_go (VitStoryPlayer *self, guint index)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  guint n = self->story->scenes->len;
  stop (self);
  self->index = n == 0 ? 0 : MIN (index, n - 1);
  show (self);
}

bool
vit_story_player_step (VitStoryPlayer *self, int by)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), false);
  int index = (int) self->index + by;
  if (index < 0 || index >= (int) self->story->scenes->len)
    return false;
  vit_story_player_go (self, (guint) index);
  return true;
}

static gboolean
has_gone (gpointer id, gpointer asked, gpointer data)
{
  return vit_story_find (data, id) < 0;
}

void
vit_story_player_follow (VitStoryPlayer *self, guint index)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  g_hash_table_foreach_remove (self->asked, has_gone, self->story);
  guint n = self->story->scenes->len;
  self->index = n == 0 ? 0 : MIN (index, n - 1);
  g_signal_emit (self, signals[SCENE_CHANGED], 0);
}

void
vit_story_player_forget_questions (VitStoryPlayer *self)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  vit_story_player_leave_question (self);
  g_hash_table_remove_all (self->asked);
}

void
vit_story_player_ask_anew (VitStoryPlayer *self)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  if (vit_story_player_get_scene (self))
    vit_story_player_enter_question (self);
  vit_story_player_emit_question_changed (self);
}

void
vit_story_player_replace (VitStoryPlayer *self, guint index)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  self->moves = false;
  self->glide_seconds = 0;
  g_signal_emit (self, signals[REPLACED], 0);
  vit_story_player_mark_edited (self, true);
  vit_story_player_go (self, index);
}

void
vit_story_player_mark_edited (VitStoryPlayer *self, bool edited)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  self->edited = edited;
  g_signal_emit (self, signals[EDITED], 0);
}

void
vit_story_player_change_notes (VitStoryPlayer *self)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  g_signal_emit (self, signals[NOTES_CHANGED], 0);
  vit_story_player_mark_edited (self, true);
}

bool
vit_story_player_get_edited (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), false);
  return self->edited;
}

/* ---- What is not there ---- */

bool
vit_story_player_lacks_runs (VitStoryPlayer *self)
{
  guint n = vit_session_get_n_shown (self->session);
  for (guint i = 0; i < n; i++)
    {
      VitRunState state = vit_run_get_state (vit_session_get_shown (self->session, i));
      if (state == VIT_RUN_CLOSED || state == VIT_RUN_OPENING)
        return false;
    }
  return true;
}

void
vit_story_player_add_lack (VitStoryPlayer *self, const char *words)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self) && words);
  g_ptr_array_add (self->lacks, g_strdup (words));
}

static void
append_line (GString *text, const char *words)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
}

char *
vit_story_player_dup_lacks (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < self->lacks->len; i++)
    append_line (text, self->lacks->pdata[i]);
  for (guint i = 0; i < self->notes->len; i++)
    append_line (text, self->notes->pdata[i]);
  for (guint i = 0; i < vit_session_get_n_shown (self->session); i++)
    {
      const GError *error = vit_run_get_error (vit_session_get_shown (self->session, i));
      if (error)
        append_line (text, error->message);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- Object ---- */

VitStory *
vit_story_player_get_story (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), NULL);
  return self->story;
}

VitSession *
vit_story_player_get_session (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), NULL);
  return self->session;
}

guint
vit_story_player_get_index (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), 0);
  return self->index;
}

guint
vit_story_player_get_n (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), 0);
  return self->story->scenes->len;
}

VitStoryScene *
vit_story_player_get_scene (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), NULL);
  return vit_story_get (self->story, self->index);
}

VitStoryPlayer *
vit_story_player_new (VitStory *story, VitSession *session)
{
  g_return_val_if_fail (story && VIT_IS_SESSION (session), NULL);
  VitStoryPlayer *self = g_object_new (VIT_TYPE_STORY_PLAYER, NULL);
  self->story = story;
  self->session = g_object_ref (session);
  vit_story_player_watch (self);
  return self;
}

static void
vit_story_player_dispose (GObject *object)
{
  VitStoryPlayer *self = VIT_STORY_PLAYER (object);
  if (self->session)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (vit_session_get_deriver (self->session), self);
      vit_story_player_leave_question (self);
    }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vit_story_player_parent_class)->dispose (object);
}

static void
vit_story_player_finalize (GObject *object)
{
  VitStoryPlayer *self = VIT_STORY_PLAYER (object);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->lacks);
  g_hash_table_unref (self->asked);
  g_array_unref (self->clicks);
  vit_story_free (self->story);
  G_OBJECT_CLASS (vit_story_player_parent_class)->finalize (object);
}

static void
vit_story_player_class_init (VitStoryPlayerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vit_story_player_dispose;
  G_OBJECT_CLASS (klass)->finalize = vit_story_player_finalize;
  signals[SCENE_CHANGED] =
      g_signal_new ("scene-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[QUESTION_CHANGED] = g_signal_new ("question-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVING_CHANGED] =
      g_signal_new ("moving-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED] =
      g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEAVING] =
      g_signal_new ("leaving", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTES_CHANGED] =
      g_signal_new ("notes-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REPLACED] =
      g_signal_new ("replaced", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TURNED] = g_signal_new ("turned", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
vit_story_player_init (VitStoryPlayer *self)
{
  self->animated = true;
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->lacks = g_ptr_array_new_with_free_func (g_free);
  self->clicks = g_array_new (FALSE, FALSE, sizeof (int64_t));
  self->asked =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, vit_story_player_free_asked);
}
