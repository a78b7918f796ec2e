/* The question of the scene that is shown: its truth is computed in a job as soon as the scene is
 * put, and is shown when it was asked for. */

#include <string.h>

#include "core/base/error.h"
#include "ui/panels/story-player-private.h"

/* Answers and truth of a question, as long as the story is open. */
typedef struct
{
  VitStoryAnswers *answers;
  VitTruth *truth; /* nullable */
  GError *error;   /* nullable */
  bool waiting;    /* for results that are on their way */
} Asked;

void
vit_story_player_free_asked (gpointer data)
{
  Asked *asked = data;
  vit_story_answers_free (asked->answers);
  vit_truth_free (asked->truth);
  g_clear_error (&asked->error);
  g_free (asked);
}

static Asked *
get_asked (VitStoryPlayer *self)
{
  const VitStoryScene *scene = vit_story_player_get_scene (self);
  return scene && scene->question ? g_hash_table_lookup (self->asked, scene->id) : NULL;
}

/* ---- Atoms on the maps ---- */

static VitRun *
get_run (VitStoryPlayer *self)
{
  const VitQuestion *question = vit_story_player_get_scene (self)->question;
  return vit_story_find_run (vit_session_get_study (self->session),
                             question->value ? question->value->run : NULL, NULL);
}

static void
show_atoms (VitStoryPlayer *self, const int64_t *ids, size_t n, const char *words)
{
  VitRun *run = n > 0 ? get_run (self) : NULL;
  g_autoptr (VitAtomSet) set =
      run ? vit_atom_set_new (run, ids, n, words, vit_session_get_time (self->session)) : NULL;
  vit_session_set_atom_set (self->session, set);
}

static void
show_truth (VitStoryPlayer *self, const Asked *asked)
{
  if (asked->truth && asked->truth->kind == VIT_QUESTION_WHERE)
    show_atoms (self, asked->truth->ids, asked->truth->n_top, "those that count");
}

/* ---- The truth ---- */

static void *
compute_truth (void *work, VitProgress *progress, GError **error)
{
  return vit_truth_compute (work, progress, error);
}

static void
on_computed (VitJob *job, void *data)
{
  VitStoryPlayer *self = data;
  Asked *asked = get_asked (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTruth) truth = vit_job_take_result (job, &error);
  g_clear_object (&self->job);
  if (!asked)
    return;
  asked->truth = g_steal_pointer (&truth);
  asked->error = g_steal_pointer (&error);
  if (vit_story_answers_get_state (asked->answers) == VIT_ANSWERS_REVEALED)
    show_truth (self, asked);
  vit_story_player_emit_question_changed (self);
}

/* The truth is that of the scene, not of what somebody has made of it. */
static bool
is_as_put (VitStoryPlayer *self)
{
  const VitSlice *slice = vit_session_get_slice (self->session);
  const VitViewOptions *view = &vit_study_get_options (vit_session_get_study (self->session))->view;
  return slice->axis == self->put_slice.axis && slice->position == self->put_slice.position &&
         slice->thickness == self->put_slice.thickness && view->time == self->put_time;
}

static void
seek_truth (VitStoryPlayer *self)
{
  Asked *asked = get_asked (self);
  if (!asked || asked->truth || asked->error || self->job || !is_as_put (self))
    return;
  asked->waiting = !vit_story_player_lacks_runs (self);
  if (asked->waiting)
    return;
  g_autoptr (GError) error = NULL;
  VitTruthWork *work = vit_truth_prepare (vit_story_player_get_scene (self)->question,
                                          vit_session_get_analyses (self->session),
                                          vit_session_get_deriver (self->session), &error);
  asked->waiting = !work && g_error_matches (error, VIT_ERROR, VIT_ERROR_MISSING);
  if (work)
    self->job = vit_job_start (VIT_JOB_MOMENT, "Answering", compute_truth, work,
                               (GDestroyNotify) vit_truth_work_free,
                               (GDestroyNotify) vit_truth_free, on_computed, self);
  else if (!asked->waiting)
    {
      asked->error = g_steal_pointer (&error);
      vit_story_player_emit_question_changed (self);
    }
}

static void
on_results_changed (VitStoryPlayer *self)
{
  Asked *asked = get_asked (self);
  if (asked && asked->waiting && !self->putting && !vit_story_player_is_moving (self))
    seek_truth (self);
}

const VitTruth *
vit_story_player_get_truth (VitStoryPlayer *self, const GError **error)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), NULL);
  const Asked *asked = get_asked (self);
  if (error)
    *error = asked ? asked->error : NULL;
  return asked ? asked->truth : NULL;
}

/* ---- Clicks ---- */

static bool
takes_clicks (VitStoryPlayer *self)
{
  const VitStoryScene *scene = vit_story_player_get_scene (self);
  Asked *asked = get_asked (self);
  return asked && scene->question->kind == VIT_QUESTION_WHERE &&
         vit_story_answers_get_state (asked->answers) == VIT_ANSWERS_OPEN;
}

static void
show_clicks (VitStoryPlayer *self)
{
  show_atoms (self, (int64_t *) (void *) self->clicks->data, self->clicks->len, "clicked");
  vit_story_player_emit_question_changed (self);
}

/* A second click takes an atom back. One too many is not taken. */
static void
take_click (VitStoryPlayer *self, int64_t id)
{
  guint clicks = vit_story_player_get_scene (self)->question->clicks;
  for (guint i = 0; i < self->clicks->len; i++)
    if (g_array_index (self->clicks, int64_t, i) == id)
      {
        g_array_remove_index (self->clicks, i);
        return;
      }
  if (self->clicks->len < clicks)
    g_array_append_val (self->clicks, id);
}

/* A picked atom is a click of the answer: its values are not shown. */
static void
on_atom_picked (VitStoryPlayer *self)
{
  VitRun *run;
  int64_t id;
  if (self->putting || !takes_clicks (self) ||
      !vit_session_get_selection (self->session, &run, &id))
    return;
  self->putting = true;
  vit_session_select_atom (self->session, NULL, 0);
  self->putting = false;
  if (run == get_run (self))
    take_click (self, id);
  show_clicks (self);
}

const int64_t *
vit_story_player_get_clicks (VitStoryPlayer *self, size_t *n)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), NULL);
  *n = self->clicks->len;
  return (int64_t *) (void *) self->clicks->data;
}

void
vit_story_player_clear_clicks (VitStoryPlayer *self)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  if (!takes_clicks (self))
    return;
  g_array_set_size (self->clicks, 0);
  show_clicks (self);
}

/* ---- Answers ---- */

VitStoryAnswers *
vit_story_player_get_answers (VitStoryPlayer *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), NULL);
  Asked *asked = get_asked (self);
  return asked ? asked->answers : NULL;
}

bool
vit_story_player_lock (VitStoryPlayer *self, int choice, double number, GError **error)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (self), false);
  Asked *asked = get_asked (self);
  g_return_val_if_fail (asked, false);
  VitStoryAnswer answer = { .choice = choice,
                            .number = number,
                            .n_ids = self->clicks->len,
                            .ids = (int64_t *) (void *) self->clicks->data };
  if (!vit_story_answers_lock (asked->answers, &answer, error))
    return false;
  vit_story_player_emit_question_changed (self);
  return true;
}

void
vit_story_player_next_answer (VitStoryPlayer *self)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  Asked *asked = get_asked (self);
  if (!asked || vit_story_answers_get_state (asked->answers) != VIT_ANSWERS_LOCKED)
    return;
  vit_story_answers_next (asked->answers);
  g_array_set_size (self->clicks, 0);
  show_clicks (self);
}

void
vit_story_player_reveal (VitStoryPlayer *self)
{
  g_return_if_fail (VIT_IS_STORY_PLAYER (self));
  Asked *asked = get_asked (self);
  if (!asked)
    return;
  vit_story_answers_reveal (asked->answers);
  vit_session_set_values_hidden (self->session, false);
  /* Somebody has moved the slice or the playhead before all was there. */
  if (!asked->truth && !asked->error && !self->job && !is_as_put (self))
    {
      vit_story_player_put (self);
      seek_truth (self);
    }
  show_truth (self, asked);
  vit_story_player_emit_question_changed (self);
}

/* ---- Scenes ---- */

void
vit_story_player_leave_question (VitStoryPlayer *self)
{
  if (self->job)
    vit_job_cancel (self->job);
  g_clear_object (&self->job);
  if (self->clicks->len > 0 || self->marked)
    vit_session_set_atom_set (self->session, NULL);
  self->marked = false;
  vit_session_set_values_hidden (self->session, false);
  g_array_set_size (self->clicks, 0);
}

void
vit_story_player_enter_question (VitStoryPlayer *self)
{
  const VitStoryScene *scene = vit_story_player_get_scene (self);
  if (!scene->question)
    return;
  Asked *asked = get_asked (self);
  if (!asked)
    {
      asked = g_new0 (Asked, 1);
      asked->answers = vit_story_answers_new (scene->question);
      g_hash_table_insert (self->asked, g_strdup (scene->id), asked);
    }
  self->marked = scene->question->kind == VIT_QUESTION_WHERE;
  if (vit_story_answers_get_state (asked->answers) == VIT_ANSWERS_REVEALED)
    show_truth (self, asked);
  else
    vit_session_set_values_hidden (self->session, self->marked);
  seek_truth (self);
}

void
vit_story_player_watch (VitStoryPlayer *self)
{
  g_signal_connect_swapped (self->session, "notify::selected-atom", G_CALLBACK (on_atom_picked),
                            self);
  g_signal_connect_swapped (self->session, "notify::extent", G_CALLBACK (on_results_changed), self);
  g_signal_connect_swapped (self->session, "results-changed", G_CALLBACK (on_results_changed),
                            self);
  g_signal_connect_swapped (vit_session_get_deriver (self->session), "changed",
                            G_CALLBACK (on_results_changed), self);
}
