/* Questions: the truth of frames that are known, and scores against counting by hand. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "tests/support/analyses.h"
#include "ui/story/question.h"

/* Ten atoms along x, all in the middle of y; the fifth and tenth are Zr. c_v is 1 … 10. */
static const char head[] =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n10\nITEM: BOX BOUNDS pp pp pp\n"
    "0 20\n0 30\n0 40\nITEM: ATOMS id type xu yu zu c_v c_w\n";

static VitAnalyses *analyses;
static VitDeriver *deriver;

static VitStoryValue *
make_value (const char *quantity, VitStoryStatistic statistic, const char *where, bool slice)
{
  VitStoryValue *value = vit_story_value_new ();
  value->quantity = g_strdup (quantity);
  value->statistic = statistic;
  value->where = g_strdup (where);
  value->slice = slice;
  return value;
}

static double
compute (VitStoryValue *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitValueWork) work = vit_value_prepare (value, NULL, analyses, deriver, &error);
  double number = NAN;
  if (work && !vit_value_compute (work, &number, NULL, &error))
    number = NAN;
  if (error)
    g_test_message ("%s", error->message);
  vit_story_value_free (value);
  return number;
}

static void
test_statistics (void)
{
  VitStoryStatistic mean = VIT_STATISTIC_MEAN;
  g_assert_cmpfloat (compute (make_value ("c_v", mean, NULL, false)), ==, 5.5);
  g_assert_cmpfloat (compute (make_value ("c_v", mean, "element == Zr", false)), ==, 7.5);
  g_assert_cmpfloat (compute (make_value ("c_v * 2", VIT_STATISTIC_MEDIAN, NULL, false)), ==, 11);
  g_assert_cmpfloat (compute (make_value ("c_v", VIT_STATISTIC_SUM, NULL, false)), ==, 55);
  g_assert_cmpfloat (compute (make_value ("c_v", VIT_STATISTIC_LEAST, "c_v > 3", false)), ==, 4);
  g_assert_cmpfloat (compute (make_value ("c_v", VIT_STATISTIC_GREATEST, NULL, false)), ==, 10);
  g_assert_cmpfloat_with_epsilon (
      compute (make_value ("c_v", VIT_STATISTIC_DEVIATION, NULL, false)), sqrt (8.25), 1e-12);
  g_assert_cmpfloat (compute (make_value (NULL, VIT_STATISTIC_COUNT, "c_v > 3", false)), ==, 7);
  g_assert_cmpfloat (compute (make_value (NULL, VIT_STATISTIC_SHARE, "c_v > 3", false)), ==, 70);
  /* Odd atoms lie in the slice. */
  g_assert_cmpfloat (compute (make_value ("c_v", mean, NULL, true)), ==, 5);
  g_assert_cmpfloat (compute (make_value (NULL, VIT_STATISTIC_SHARE, "c_v > 3", true)), ==, 60);
  VitStoryValue *pair = make_value ("c_v", VIT_STATISTIC_PEARSON, NULL, false);
  pair->with = g_strdup ("c_w");
  g_assert_cmpfloat_with_epsilon (compute (pair), -1, 1e-12);
  VitStoryValue *ranks = make_value ("c_v", VIT_STATISTIC_SPEARMAN, NULL, false);
  ranks->with = g_strdup ("c_v * c_v");
  g_assert_cmpfloat_with_epsilon (compute (ranks), 1, 1e-12);
  VitStoryValue *atoms = vit_story_value_new ();
  atoms->fact = vit_story_fact_find ("atoms");
  g_assert_cmpfloat (compute (atoms), ==, 10);
}

static void
test_no_number (void)
{
  g_assert_true (isnan (compute (make_value ("c_x", VIT_STATISTIC_MEAN, NULL, false))));
  g_assert_true (isnan (compute (make_value ("c_v", VIT_STATISTIC_MEAN, "c_v > 99", false))));
  g_assert_true (isnan (compute (make_value ("c_v", VIT_STATISTIC_MEAN, "c_v", false))));
  g_assert_true (isnan (compute (make_value ("t_ml", VIT_STATISTIC_MEAN, NULL, false))));
  VitStoryValue *nowhere = make_value ("c_v", VIT_STATISTIC_MEAN, NULL, false);
  nowhere->run = g_strdup ("nowhere");
  g_assert_true (isnan (compute (nowhere)));
  size_t n;
  const VitStoryFact *facts = vit_story_fact_list (&n);
  /* A run without log and model has few facts, and says why. */
  for (size_t i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      VitRun *run = vit_study_get_run (vit_analyses_get_study (analyses), 0);
      double number = facts[i].compute (analyses, deriver, run, 0, &error);
      g_assert_true (isfinite (number) || error != NULL);
    }
}

/* ---- Questions ---- */

static VitTruth *
find_truth (const VitQuestion *question, const char *said)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTruthWork) work = vit_truth_prepare (question, analyses, deriver, &error);
  VitTruth *truth = work ? vit_truth_compute (work, NULL, &error) : NULL;
  if (said)
    {
      g_assert_null (truth);
      g_assert_nonnull (strstr (error->message, said));
    }
  else
    g_assert_no_error (error);
  return truth;
}

static bool
is_right (const VitQuestion *question, const VitTruth *truth, int choice, double number)
{
  VitStoryAnswer answer = { .choice = choice, .number = number };
  return vit_question_score (question, truth, &answer).right;
}

static void
test_number (void)
{
  VitQuestion *question = vit_question_new (VIT_QUESTION_NUMBER);
  question->value = make_value ("c_v", VIT_STATISTIC_MEAN, NULL, false);
  question->tolerance = 0.1;
  g_autoptr (VitTruth) truth = find_truth (question, NULL);
  g_assert_cmpfloat (truth->number, ==, 5.5);
  g_assert_true (is_right (question, truth, 0, 5.5));
  g_assert_true (is_right (question, truth, 0, 5.6));
  g_assert_false (is_right (question, truth, 0, 5.61));
  g_assert_false (is_right (question, truth, 0, NAN));
  question->relative = true;
  g_assert_true (is_right (question, truth, 0, 6.05));
  g_assert_false (is_right (question, truth, 0, 6.06));
  vit_question_free (question);
}

static void
add_choice (VitQuestion *question, const char *words, double from, double to, VitStoryValue *value)
{
  VitChoice *choice = vit_choice_new ();
  choice->words = g_strdup (words);
  choice->from = from;
  choice->to = to;
  choice->value = value;
  g_ptr_array_add (question->choices, choice);
}

static void
test_choice (void)
{
  VitQuestion *question = vit_question_new (VIT_QUESTION_CHOICE);
  question->value = make_value ("c_v", VIT_STATISTIC_MEAN, NULL, false);
  add_choice (question, "small", -INFINITY, 5.5, NULL);
  add_choice (question, "large", 5.5, INFINITY, NULL);
  g_autoptr (VitTruth) truth = find_truth (question, NULL);
  g_assert_false (is_right (question, truth, 0, NAN));
  g_assert_true (is_right (question, truth, 1, NAN));
  g_assert_false (is_right (question, truth, -1, NAN));
  g_assert_false (is_right (question, truth, 2, NAN));
  g_autofree char *words = vit_truth_dup_words (question, truth);
  g_assert_cmpstr (words, ==, "large (5.5)");
  vit_question_free (question);

  VitQuestion *gap = vit_question_new (VIT_QUESTION_CHOICE);
  gap->value = make_value ("c_v", VIT_STATISTIC_MEAN, NULL, false);
  add_choice (gap, "small", -INFINITY, 5, NULL);
  add_choice (gap, "large", 6, INFINITY, NULL);
  find_truth (gap, "in none of them");
  ((VitChoice *) gap->choices->pdata[0])->to = 7;
  ((VitChoice *) gap->choices->pdata[1])->from = 3;
  find_truth (gap, "in several of them");
  vit_question_free (gap);

  VitQuestion *pick = vit_question_new (VIT_QUESTION_CHOICE);
  add_choice (pick, "Cu", -INFINITY, INFINITY,
              make_value ("c_v", VIT_STATISTIC_MEAN, "element == Cu", false));
  add_choice (pick, "Zr", -INFINITY, INFINITY,
              make_value ("c_v", VIT_STATISTIC_MEAN, "element == Zr", false));
  g_autoptr (VitTruth) greatest = find_truth (pick, NULL);
  g_assert_true (greatest->right[1] && !greatest->right[0]);
  pick->pick = VIT_PICK_LEAST;
  g_autoptr (VitTruth) least = find_truth (pick, NULL);
  g_assert_true (least->right[0] && !least->right[1]);
  pick->pick = VIT_PICK_TRUE;
  g_autoptr (VitTruth) both = find_truth (pick, NULL);
  g_assert_true (both->right[0] && both->right[1]);
  add_choice (pick, "Cu again", -INFINITY, INFINITY,
              make_value ("c_v", VIT_STATISTIC_MEAN, "element == Cu", false));
  pick->pick = VIT_PICK_LEAST;
  find_truth (pick, "the same value");
  vit_question_free (pick);
}

static void
test_run (void)
{
  VitQuestion *question = vit_question_new (VIT_QUESTION_RUN);
  question->value = make_value ("c_v", VIT_STATISTIC_MEAN, NULL, false);
  g_autoptr (VitTruth) truth = find_truth (question, NULL);
  g_assert_cmpuint (truth->n_answers, ==, 1);
  g_assert_true (truth->right[0]);
  g_assert_cmpfloat (truth->values[0], ==, 5.5);
  add_choice (question, "nowhere", 0, 0, NULL);
  find_truth (question, "nowhere");
  vit_question_free (question);
}

/* Of the five odd atoms of the slice the top 40 % are 9 and 7. */
static void
test_where (void)
{
  VitQuestion *question = vit_question_new (VIT_QUESTION_WHERE);
  question->value = make_value ("c_v", VIT_STATISTIC_MEAN, NULL, true);
  question->share = 40;
  g_autoptr (VitTruth) truth = find_truth (question, NULL);
  g_assert_cmpuint (truth->n_atoms, ==, 5);
  g_assert_cmpuint (truth->n_top, ==, 2);
  g_assert_cmpint (truth->ids[0], ==, 9);
  g_assert_cmpint (truth->ids[1], ==, 7);
  g_assert_cmpfloat_with_epsilon (truth->places[0][0], 17.0 / 20, 1e-6);
  g_assert_cmpfloat_with_epsilon (truth->places[0][1], 0.25, 1e-6);
  g_assert_cmpfloat (truth->face[0], ==, 20);
  g_assert_cmpfloat (truth->face[1], ==, 40);
  /* Twice the same atom, one that is not in the slice, and one that is not there. */
  const int64_t ids[] = { 9, 9, 2, 7, 1, 99 };
  VitStoryAnswer answer = { .n_ids = G_N_ELEMENTS (ids), .ids = ids };
  VitScore score = vit_question_score (question, truth, &answer);
  g_assert_cmpuint (score.drawn, ==, 3);
  g_assert_cmpuint (score.hits, ==, 2);
  g_assert_cmpfloat_with_epsilon (score.expected, 1.2, 1e-12);
  /* Three of five with both hits: three ways of ten. */
  g_assert_cmpfloat_with_epsilon (score.chance, 0.3, 1e-9);
  g_assert_cmpuint (score.low, ==, 0);
  g_assert_cmpuint (score.high, ==, 2);
  g_assert_false (score.right);
  g_autofree char *words = vit_score_dup_words (question, truth, &score);
  g_assert_nonnull (strstr (words, "2 of 3 atoms are hits"));
  VitStoryAnswer none = { .n_ids = 0 };
  g_assert_cmpuint (vit_question_score (question, truth, &none).drawn, ==, 0);
  question->pick = VIT_PICK_LEAST;
  g_autoptr (VitTruth) least = find_truth (question, NULL);
  g_assert_cmpint (least->ids[0], ==, 1);
  question->share = 5;
  find_truth (question, "too few atoms");
  vit_question_free (question);
}

/* Who clicks the top atoms of many beats chance; who clicks any does not, on average. */
static void
assert_words (VitQuestion *question, const char *wanted)
{
  g_autofree char *words = vit_question_dup_words (question, vit_analyses_get_study (analyses));
  g_assert_cmpstr (words, ==, wanted);
  vit_question_free (question);
}

/* A question is read back with the run and the time that it does not name. */
static void
test_words (void)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  const char *label = vit_run_get_label (vit_study_get_run (study, 0));
  g_autofree char *at =
      g_strdup_printf ("%s, %g ps", label, vit_study_get_options (study)->view.time);
  VitQuestion *question = vit_question_new (VIT_QUESTION_NUMBER);
  question->value = make_value ("c_v", VIT_STATISTIC_MEAN, "c_v > 3", false);
  question->tolerance = 0.1;
  question->relative = true;
  g_autofree char *number =
      g_strdup_printf ("The answer is the mean of c_v where c_v > 3, %s, within 10 %%", at);
  assert_words (question, number);
  question = vit_question_new (VIT_QUESTION_WHERE);
  question->value = make_value ("c_v", VIT_STATISTIC_MEAN, NULL, false);
  question->pick = VIT_PICK_LEAST;
  question->share = 20;
  g_autofree char *where =
      g_strdup_printf ("Hits are the 20 %% of the atoms of the slice with the least c_v, %s", at);
  assert_words (question, where);
  question = vit_question_new (VIT_QUESTION_RUN);
  question->value = vit_story_value_new ();
  question->value->fact = vit_story_fact_find ("last-strain");
  assert_words (question, "Right is the run with the greatest number: strain of the last frame");
  question = vit_question_new (VIT_QUESTION_CHOICE);
  for (int i = 0; i < 2; i++)
    {
      VitChoice *choice = vit_choice_new ();
      choice->words = g_strdup (i == 0 ? "a" : "b");
      choice->value = vit_story_value_new ();
      choice->value->fact = vit_story_fact_find (i == 0 ? "classes" : "cutoff");
      g_ptr_array_add (question->choices, choice);
    }
  assert_words (question, "Right is the answer with the greatest number, of “a” (temperatures that "
                          "the model was trained at), “b” (cutoff of neighbours r_c)");
}

static void
test_chance (void)
{
  g_autofree int64_t *ids = g_new (int64_t, 400);
  for (int i = 0; i < 400; i++)
    ids[i] = i;
  VitTruth truth = { .kind = VIT_QUESTION_WHERE, .n_atoms = 400, .n_top = 40, .ids = ids };
  VitQuestion *question = vit_question_new (VIT_QUESTION_WHERE);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  int n_right = 0, n_tries = 2000;
  double hits = 0;
  for (int k = 0; k < n_tries; k++)
    {
      int64_t clicked[5];
      for (int i = 0; i < 5; i++)
        clicked[i] = g_rand_int_range (random, 80 * i, 80 * (i + 1));
      VitStoryAnswer answer = { .n_ids = 5, .ids = clicked };
      VitScore score = vit_question_score (question, &truth, &answer);
      n_right += score.right;
      hits += (double) score.hits;
      g_assert_cmpuint (score.drawn, ==, 5);
      g_assert_cmpfloat (score.expected, ==, 0.5);
    }
  g_assert_cmpfloat_with_epsilon (hits / n_tries, 0.5, 0.05);
  g_assert_cmpint (n_right, <, n_tries / 40);
  VitStoryAnswer best = { .n_ids = 5, .ids = ids };
  g_assert_true (vit_question_score (question, &truth, &best).right);
  vit_question_free (question);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GString) text = g_string_new (head);
  for (int i = 1; i <= 10; i++)
    g_string_append_printf (text, "%d %d %d %d %d %d %d\n", i,
                            i % 5 == 0 ? 2
                            : i == 1   ? 3
                                       : 1,
                            2 * i - 1, i % 2 == 1 ? 15 : 5, i % 2 == 1 ? 10 : 12, i, -3 * i);
  analyses = analyses_open_text (text->str);
  deriver = vit_deriver_new (analyses, false);
  g_test_add_func ("/question/statistics", test_statistics);
  g_test_add_func ("/question/no-number", test_no_number);
  g_test_add_func ("/question/number", test_number);
  g_test_add_func ("/question/choice", test_choice);
  g_test_add_func ("/question/run", test_run);
  g_test_add_func ("/question/where", test_where);
  g_test_add_func ("/question/words", test_words);
  g_test_add_func ("/question/chance", test_chance);
  int result = g_test_run ();
  g_object_unref (deriver);
  g_object_unref (analyses);
  return result;
}
