/* A story that is shown, without a window: scenes, what moves on a clock of the test's own, answers
 * and what a class has answered. */

#include <math.h>
#include <string.h>

#include "config.h"
#include "core/base/error.h"
#include "core/base/job.h"
#include "ui/panels/story-player.h"

/* ---- Answers, counted by hand ---- */

static VitStoryAnswer
choose (int choice)
{
  return (VitStoryAnswer){ .choice = choice, .number = NAN };
}

static void
test_choices (void)
{
  VitQuestion *question = vit_question_new (VIT_QUESTION_CHOICE);
  g_autoptr (VitStoryAnswers) answers = vit_story_answers_new (question);
  g_autoptr (GError) error = NULL;
  VitStoryAnswer none = choose (-1), first = choose (0), second = choose (1);
  g_assert_false (vit_story_answers_lock (answers, &none, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
  g_assert_cmpuint (vit_story_answers_get_n (answers), ==, 0);
  const VitStoryAnswer *given[] = { &second, &first, &second };
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      vit_story_answers_next (answers);
      g_assert_true (vit_story_answers_lock (answers, given[i], NULL));
      g_assert_cmpint (vit_story_answers_get_state (answers), ==, VIT_ANSWERS_LOCKED);
    }
  vit_story_answers_reveal (answers);
  /* Nobody answers who has seen the truth. */
  vit_story_answers_next (answers);
  g_assert_cmpint (vit_story_answers_get_state (answers), ==, VIT_ANSWERS_REVEALED);

  char *words[] = { (char *) "a", (char *) "b", (char *) "c" };
  bool right[] = { false, true, false };
  VitTruth truth = { .kind = VIT_QUESTION_CHOICE, .n_answers = 3, .words = words, .right = right };
  g_autoptr (GArray) counts = vit_story_answers_count (answers, &truth);
  guint expected[] = { 1, 2, 0 };
  g_assert_cmpuint (counts->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const VitAnswerCount *count = &g_array_index (counts, VitAnswerCount, i);
      g_assert_cmpstr (count->words, ==, words[i]);
      g_assert_cmpuint (count->count, ==, expected[i]);
      g_assert_cmpint (count->right, ==, right[i]);
    }
  vit_question_free (question);
}

static void
test_numbers (void)
{
  VitQuestion *question = vit_question_new (VIT_QUESTION_NUMBER);
  question->tolerance = 1;
  question->unit = g_strdup ("K");
  g_autoptr (VitStoryAnswers) answers = vit_story_answers_new (question);
  double given[] = { 12, 10.5, 12 };
  VitStoryAnswer none = { .choice = -1, .number = NAN };
  g_assert_false (vit_story_answers_lock (answers, &none, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      VitStoryAnswer answer = { .choice = -1, .number = given[i] };
      vit_story_answers_next (answers);
      g_assert_true (vit_story_answers_lock (answers, &answer, NULL));
    }
  VitTruth truth = { .kind = VIT_QUESTION_NUMBER, .number = 10 };
  g_autoptr (GArray) counts = vit_story_answers_count (answers, &truth);
  g_assert_cmpuint (counts->len, ==, 2);
  const VitAnswerCount *count = (VitAnswerCount *) (void *) counts->data;
  g_assert_cmpstr (count[0].words, ==, "10.5 K");
  g_assert_true (count[0].right && !count[1].right);
  g_assert_cmpuint (count[0].count, ==, 1);
  g_assert_cmpuint (count[1].count, ==, 2);
  vit_question_free (question);
}

static void
test_hits (void)
{
  VitQuestion *question = vit_question_new (VIT_QUESTION_WHERE);
  question->clicks = 2;
  g_autoptr (VitStoryAnswers) answers = vit_story_answers_new (question);
  int64_t ids[100], few[] = { 3 }, good[] = { 1, 2 }, bad[] = { 98, 99 };
  for (int i = 0; i < 100; i++)
    ids[i] = i;
  VitStoryAnswer one = { .choice = -1, .number = NAN, .n_ids = 1, .ids = few };
  g_assert_false (vit_story_answers_lock (answers, &one, NULL));
  const int64_t *given[] = { good, bad, good };
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      VitStoryAnswer answer = { .choice = -1, .number = NAN, .n_ids = 2, .ids = given[i] };
      vit_story_answers_next (answers);
      g_assert_true (vit_story_answers_lock (answers, &answer, NULL));
    }
  VitTruth truth = { .kind = VIT_QUESTION_WHERE, .n_atoms = 100, .n_top = 5, .ids = ids };
  g_autoptr (GArray) counts = vit_story_answers_count (answers, &truth);
  const VitAnswerCount *count = (VitAnswerCount *) (void *) counts->data;
  g_assert_cmpuint (counts->len, ==, 2);
  g_assert_cmpstr (count[0].words, ==, "0 hits");
  g_assert_cmpuint (count[0].count, ==, 1);
  g_assert_cmpstr (count[1].words, ==, "2 hits");
  g_assert_cmpuint (count[1].count, ==, 2);
  g_assert_true (count[1].right && !count[0].right);
  vit_question_free (question);
}

/* ---- A story of the demo ---- */

/* Longest wait, s. */
#define PATIENCE 120

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static bool
has_runs (VitStoryPlayer *player)
{
  VitSession *session = vit_story_player_get_session (player);
  double start, end;
  vit_session_get_extent (session, &start, &end);
  return end > start && vit_job_count () == 0;
}

static bool
has_truth (VitStoryPlayer *player)
{
  const GError *error = NULL;
  return vit_story_player_get_truth (player, &error) || error;
}

static void
wait_for (VitStoryPlayer *player, bool (*test) (VitStoryPlayer *player))
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  guint timer = g_timeout_add (10, wake, NULL);
  while (!test (player))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

static VitStoryPlayer *
open_story (void)
{
  g_autoptr (GError) error = NULL;
  VitStory *story = vit_story_open (VIT_SOURCE_ROOT "/tests/data/story", &error);
  g_assert_no_error (error);
  g_autoptr (VitStudy) study = vit_story_load_study (story, &error);
  g_assert_no_error (error);
  g_autoptr (VitSession) session = vit_session_new (study, NULL);
  VitStoryPlayer *player = vit_story_player_new (story, session);
  vit_analyses_start (vit_session_get_analyses (session));
  wait_for (player, has_runs);
  return player;
}

/* Jobs of analyses go on until nobody has them. */
static void
close_story (VitStoryPlayer *player)
{
  g_object_unref (player);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_scenes (void)
{
  VitStoryPlayer *player = open_story ();
  VitSession *session = vit_story_player_get_session (player);
  g_assert_cmpuint (vit_story_player_get_n (player), ==, 3);
  vit_story_player_go (player, 0);
  g_assert_cmpfloat (vit_session_get_slice (session)->position, ==, 0.25);
  g_assert_cmpuint (vit_session_get_n_shown (session), ==, 1);
  g_autofree char *lacks = vit_story_player_dup_lacks (player);
  g_assert_cmpstr (lacks, ==, "");

  /* The playhead goes from 0 to 40 ps in 5 s; no clock but this one. */
  g_assert_true (vit_story_player_is_moving (player));
  vit_story_player_tick (player, 2.5);
  g_assert_cmpfloat_with_epsilon (vit_session_get_time (session), 20, 1e-9);
  vit_story_player_tick (player, 2.4);
  g_assert_true (vit_story_player_is_moving (player));
  vit_story_player_tick (player, 0.2);
  g_assert_false (vit_story_player_is_moving (player));
  g_assert_cmpfloat (vit_session_get_time (session), ==, 40);
  g_assert_false (vit_session_is_moving (session));

  /* The slice glides from 0.25 to where the study has it, over 1 s. */
  g_assert_true (vit_story_player_step (player, 1));
  g_assert_cmpfloat (vit_session_get_slice (session)->position, ==, 0.25);
  vit_story_player_tick (player, 0.3);
  double between = vit_session_get_slice (session)->position;
  g_assert_true (between > 0.25 && between < 0.5);
  vit_story_player_tick (player, 1);
  g_assert_cmpfloat (vit_session_get_slice (session)->position, ==, 0.5);
  g_assert_false (vit_story_player_is_moving (player));

  /* Whoever takes the slice has it. */
  vit_story_player_step (player, -1);
  VitSlice slice = *vit_session_get_slice (session);
  slice.position = 0.9;
  vit_session_set_slice (session, &slice);
  vit_story_player_tick (player, 0.5);
  g_assert_cmpfloat (vit_session_get_slice (session)->position, ==, 0.9);
  /* What follows ends where it says at once, if nothing is to move. */
  vit_story_player_set_animated (player, false);
  vit_story_player_go (player, 1);
  g_assert_false (vit_story_player_is_moving (player));
  g_assert_cmpfloat (vit_session_get_slice (session)->position, ==, 0.5);
  vit_story_player_go (player, 99);
  g_assert_cmpuint (vit_story_player_get_index (player), ==, 2);
  g_assert_false (vit_story_player_step (player, 1));
  close_story (player);
}

static void
click (VitStoryPlayer *player, int64_t id)
{
  VitSession *session = vit_story_player_get_session (player);
  vit_session_select_atom (session, vit_session_get_shown (session, 0), id);
}

static void
test_where (void)
{
  VitStoryPlayer *player = open_story ();
  VitSession *session = vit_story_player_get_session (player);
  size_t n;
  vit_story_player_set_animated (player, false);
  vit_story_player_go (player, 1);
  wait_for (player, has_truth);
  const VitTruth *truth = vit_story_player_get_truth (player, NULL);
  g_assert_nonnull (truth);
  /* An atom that is clicked is an answer, and its values are not shown. */
  click (player, truth->ids[0]);
  g_assert_false (vit_session_get_selection (session, NULL, NULL));
  click (player, truth->ids[1]);
  click (player, truth->ids[1]);
  vit_story_player_get_clicks (player, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (vit_session_get_atom_set (session)->n, ==, 1);
  g_assert_false (vit_story_player_lock (player, -1, NAN, NULL));
  for (int i = 1; i < 8; i++)
    click (player, truth->ids[i]);
  vit_story_player_get_clicks (player, &n);
  g_assert_cmpuint (n, ==, 5);
  g_assert_true (vit_story_player_lock (player, -1, NAN, NULL));
  g_assert_true (vit_session_get_values_hidden (session));
  vit_story_player_reveal (player);
  g_assert_false (vit_session_get_values_hidden (session));
  g_assert_cmpuint (vit_session_get_atom_set (session)->n, ==, truth->n_top);
  VitScore score =
      vit_question_score (vit_story_player_get_scene (player)->question, truth,
                          vit_story_answers_get_last (vit_story_player_get_answers (player)));
  g_assert_cmpuint (score.hits, ==, 5);
  g_assert_true (score.right);
  /* Marks go with the scene, answers stay. */
  vit_story_player_step (player, -1);
  g_assert_null (vit_session_get_atom_set (session));
  vit_story_player_step (player, 1);
  g_assert_cmpint (vit_story_answers_get_state (vit_story_player_get_answers (player)), ==,
                   VIT_ANSWERS_REVEALED);
  close_story (player);
}

/* A run that is not there is said, and the story goes on. */
static void
test_lacks (void)
{
  VitStoryPlayer *player = open_story ();
  VitStory *story = vit_story_player_get_story (player);
  g_key_file_set_string (vit_story_get (story, 0)->look, "runs", "shown", "nowhere;");
  vit_story_player_go (player, 0);
  g_autofree char *lacks = vit_story_player_dup_lacks (player);
  g_assert_nonnull (strstr (lacks, "nowhere"));
  g_assert_true (vit_story_player_step (player, 1));
  g_autofree char *none = vit_story_player_dup_lacks (player);
  g_assert_cmpstr (none, ==, "");
  close_story (player);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/story/choices", test_choices);
  g_test_add_func ("/story/numbers", test_numbers);
  g_test_add_func ("/story/hits", test_hits);
  g_test_add_func ("/story/scenes", test_scenes);
  g_test_add_func ("/story/where", test_where);
  g_test_add_func ("/story/lacks", test_lacks);
  return g_test_run ();
}
