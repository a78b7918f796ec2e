#include "ui/story/question.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"

/* Level of the band of chance. */
#define LEVEL 0.95

struct _VitTruthWork
{
  VitQuestionKind kind;
  VitQuestionPick pick;
  double share;
  VitTruth *truth;   /* what is known before */
  GPtrArray *works;  /* (element-type VitValueWork): one, or one for each answer */
  double *from, *to; /* of answers without own values; else NULL */
};

/* ---- Data ---- */

static void
free_choice (gpointer choice)
{
  vit_choice_free (choice);
}

VitQuestion *
vit_question_new (VitQuestionKind kind)
{
  VitQuestion *question = g_new0 (VitQuestion, 1);
  question->kind = kind;
  question->choices = g_ptr_array_new_with_free_func (free_choice);
  question->share = 10;
  question->clicks = 5;
  return question;
}

void
vit_question_free (VitQuestion *question)
{
  if (!question)
    return;
  g_free (question->prompt);
  g_free (question->explanation);
  g_free (question->unit);
  vit_story_value_free (question->value);
  g_ptr_array_unref (question->choices);
  g_clear_pointer (&question->kept, json_object_unref);
  g_free (question);
}

VitChoice *
vit_choice_new (void)
{
  VitChoice *choice = g_new0 (VitChoice, 1);
  choice->from = -INFINITY;
  choice->to = INFINITY;
  return choice;
}

void
vit_choice_free (VitChoice *choice)
{
  if (!choice)
    return;
  g_free (choice->words);
  vit_story_value_free (choice->value);
  g_clear_pointer (&choice->kept, json_object_unref);
  g_free (choice);
}

void
vit_truth_free (VitTruth *truth)
{
  if (!truth)
    return;
  for (guint i = 0; i < truth->n_answers; i++)
    g_free (truth->words[i]);
  g_free (truth->words);
  g_free (truth->values);
  g_free (truth->right);
  g_free (truth->ids);
  g_free (truth->places);
  g_free (truth->types);
  g_free (truth);
}

void
vit_truth_work_free (VitTruthWork *work)
{
  if (!work)
    return;
  vit_truth_free (work->truth);
  g_ptr_array_unref (work->works);
  g_free (work->from);
  g_free (work->to);
  g_free (work);
}

/* ---- Preparing ---- */

static void
free_value_work (gpointer work)
{
  vit_value_work_free (work);
}

static bool
add_work (VitTruthWork *work,
          const VitStoryValue *value,
          const char *label,
          VitAnalyses *analyses,
          VitDeriver *deriver,
          GError **error)
{
  VitValueWork *one = vit_value_prepare (value, label, analyses, deriver, error);
  if (one)
    g_ptr_array_add (work->works, one);
  return one != NULL;
}

static void
allocate_answers (VitTruth *truth, guint n)
{
  truth->n_answers = n;
  truth->words = g_new0 (char *, MAX (n, 1));
  truth->values = g_new (double, MAX (n, 1));
  truth->right = g_new0 (bool, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    truth->values[i] = NAN;
}

static bool
prepare_choices (const VitQuestion *question,
                 VitTruthWork *work,
                 VitAnalyses *analyses,
                 VitDeriver *deriver,
                 GError **error)
{
  guint n = question->choices->len;
  allocate_answers (work->truth, n);
  work->from = question->value ? g_new (double, MAX (n, 1)) : NULL;
  work->to = question->value ? g_new (double, MAX (n, 1)) : NULL;
  for (guint i = 0; i < n; i++)
    {
      const VitChoice *choice = question->choices->pdata[i];
      work->truth->words[i] = g_strdup (choice->words);
      if (question->value)
        {
          work->from[i] = choice->from;
          work->to[i] = choice->to;
        }
      else if (!add_work (work, choice->value, NULL, analyses, deriver, error))
        return false;
    }
  return !question->value || add_work (work, question->value, NULL, analyses, deriver, error);
}

static bool
prepare_runs (const VitQuestion *question,
              VitTruthWork *work,
              VitAnalyses *analyses,
              VitDeriver *deriver,
              GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  for (guint i = 0; i < question->choices->len; i++)
    g_ptr_array_add (labels, ((VitChoice *) question->choices->pdata[i])->words);
  for (guint i = 0; question->choices->len == 0 && i < vit_study_get_n_runs (study); i++)
    if (vit_run_get_shown (vit_study_get_run (study, i)))
      g_ptr_array_add (labels, (gpointer) vit_run_get_label (vit_study_get_run (study, i)));
  allocate_answers (work->truth, labels->len);
  for (guint i = 0; i < labels->len; i++)
    {
      work->truth->words[i] = g_strdup (labels->pdata[i]);
      if (!add_work (work, question->value, labels->pdata[i], analyses, deriver, error))
        return false;
    }
  return true;
}

VitTruthWork *
vit_truth_prepare (const VitQuestion *question,
                   VitAnalyses *analyses,
                   VitDeriver *deriver,
                   GError **error)
{
  g_return_val_if_fail (question && analyses && deriver, NULL);
  g_autoptr (VitTruthWork) work = g_new0 (VitTruthWork, 1);
  work->kind = question->kind;
  work->pick = question->pick;
  work->share = question->share;
  work->truth = g_new0 (VitTruth, 1);
  work->truth->kind = question->kind;
  work->truth->number = NAN;
  work->works = g_ptr_array_new_with_free_func (free_value_work);
  bool ok = question->kind == VIT_QUESTION_CHOICE
                ? prepare_choices (question, work, analyses, deriver, error)
            : question->kind == VIT_QUESTION_RUN
                ? prepare_runs (question, work, analyses, deriver, error)
                : add_work (work, question->value, NULL, analyses, deriver, error);
  return ok ? g_steal_pointer (&work) : NULL;
}

/* ---- Computing ---- */

static bool
fail_unclear (const char *why, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "the question has no answer: %s", why);
  return false;
}

/* Compare the values of the answers; equal ones at the end leave it open which is right. */
static bool
pick_answers (VitTruthWork *work, GError **error)
{
  VitTruth *truth = work->truth;
  guint n_right = 0, best = 0;
  for (guint i = 1; i < truth->n_answers; i++)
    if (work->pick == VIT_PICK_LEAST ? truth->values[i] < truth->values[best]
                                     : truth->values[i] > truth->values[best])
      best = i;
  for (guint i = 0; i < truth->n_answers; i++)
    {
      truth->right[i] = work->pick == VIT_PICK_TRUE ? truth->values[i] != 0
                                                    : truth->values[i] == truth->values[best];
      n_right += truth->right[i];
    }
  if (n_right == 0)
    return fail_unclear ("it is true of none", error);
  if (work->pick != VIT_PICK_TRUE && n_right > 1)
    return fail_unclear ("two have the same value", error);
  return true;
}

static bool
find_interval (VitTruthWork *work, GError **error)
{
  VitTruth *truth = work->truth;
  guint n_right = 0;
  for (guint i = 0; i < truth->n_answers; i++)
    {
      truth->right[i] = truth->number >= work->from[i] && truth->number < work->to[i];
      n_right += truth->right[i];
    }
  return n_right == 1 || fail_unclear (n_right == 0 ? "the number is in none of them"
                                                    : "the number is in several of them",
                                       error);
}

typedef struct
{
  double value;
  int64_t id;
  size_t place; /* in #VitAtomValues */
} Ranked;

/* Greatest first; equal values by id, so that the order is always the same. */
static int
compare_ranked (const void *a, const void *b)
{
  const Ranked *x = a, *y = b;
  if (x->value != y->value)
    return (x->value < y->value) - (x->value > y->value);
  return (x->id > y->id) - (x->id < y->id);
}

static bool
rank_atoms (VitTruthWork *work, VitProgress *progress, GError **error)
{
  g_autoptr (VitAtomValues) atoms =
      vit_value_compute_atoms (work->works->pdata[0], progress, error);
  if (!atoms)
    return false;
  VitTruth *truth = work->truth;
  truth->n_top = (size_t) round ((double) atoms->n * work->share / 100);
  if (truth->n_top == 0 || truth->n_top >= atoms->n)
    return fail_unclear ("too few atoms have a value", error);
  double sign = work->pick == VIT_PICK_LEAST ? -1 : 1;
  g_autofree Ranked *ranked = g_new (Ranked, atoms->n);
  for (size_t i = 0; i < atoms->n; i++)
    ranked[i] = (Ranked){ sign * atoms->values[i], atoms->ids[i], i };
  qsort (ranked, atoms->n, sizeof *ranked, compare_ranked);
  truth->n_atoms = atoms->n;
  truth->ids = g_new (int64_t, atoms->n);
  truth->places = g_malloc (atoms->n * sizeof *truth->places);
  truth->types = g_new (uint8_t, atoms->n);
  memcpy (truth->face, atoms->face, sizeof truth->face);
  for (size_t i = 0; i < atoms->n; i++)
    {
      truth->ids[i] = ranked[i].id;
      memcpy (truth->places[i], atoms->places[ranked[i].place], sizeof *truth->places);
      truth->types[i] = atoms->types[ranked[i].place];
    }
  return true;
}

VitTruth *
vit_truth_compute (VitTruthWork *work, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (work && work->truth, NULL);
  VitTruth *truth = work->truth;
  if (work->kind == VIT_QUESTION_WHERE)
    return rank_atoms (work, progress, error) ? g_steal_pointer (&work->truth) : NULL;
  for (guint i = 0; i < work->works->len; i++)
    {
      double number;
      if (!vit_value_compute (work->works->pdata[i], &number, progress, error))
        return NULL;
      if (truth->n_answers > 0 && !work->from)
        truth->values[i] = number;
      else
        truth->number = number;
    }
  bool ok = truth->n_answers == 0 ||
            (work->from ? find_interval (work, error) : pick_answers (work, error));
  return ok ? g_steal_pointer (&work->truth) : NULL;
}

/* ---- Scoring ---- */

static int
compare_ids (const void *a, const void *b)
{
  int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
  return (x > y) - (x < y);
}

/* Sort, and leave out what is there twice. */
static size_t
sort_unique (int64_t *ids, size_t n)
{
  size_t kept = 0;
  if (n > 0)
    qsort (ids, n, sizeof *ids, compare_ids);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || ids[i] != ids[i - 1])
      ids[kept++] = ids[i];
  return kept;
}

static void
score_atoms (const VitTruth *truth, const VitStoryAnswer *answer, VitScore *score)
{
  g_autofree int64_t *clicked = g_memdup2 (answer->ids, answer->n_ids * sizeof *answer->ids);
  size_t n = sort_unique (clicked, answer->n_ids);
  for (size_t i = 0; i < truth->n_atoms && n > 0; i++)
    if (bsearch (&truth->ids[i], clicked, n, sizeof *clicked, compare_ids))
      {
        score->drawn++;
        score->hits += i < truth->n_top;
      }
  VitHypergeometric chance = { truth->n_atoms, truth->n_top, score->drawn };
  score->expected = vit_hypergeometric_mean (&chance);
  vit_hypergeometric_band (&chance, LEVEL, &score->low, &score->high);
  score->chance = vit_hypergeometric_tail (&chance, score->hits);
  score->right = score->hits > score->high;
}

VitScore
vit_question_score (const VitQuestion *question,
                    const VitTruth *truth,
                    const VitStoryAnswer *answer)
{
  VitScore score = { .difference = NAN, .expected = NAN, .chance = NAN };
  g_return_val_if_fail (question && truth && answer, score);
  switch (truth->kind)
    {
    case VIT_QUESTION_WHERE:
      score_atoms (truth, answer, &score);
      break;
    case VIT_QUESTION_NUMBER:
      score.difference = answer->number - truth->number;
      /* What is typed has no more digits than are shown. */
      score.right =
          fabs (score.difference) <=
          (question->relative ? question->tolerance * fabs (truth->number) : question->tolerance) *
              (1 + 1e-9);
      break;
    default:
      score.right = answer->choice >= 0 && (guint) answer->choice < truth->n_answers &&
                    truth->right[answer->choice];
    }
  return score;
}

/* ---- Words ---- */

bool
vit_question_asks_as_new (const VitQuestion *question)
{
  static const char *const members[] = { "value", "choices" };
  g_return_val_if_fail (question, false);
  g_autoptr (JsonNode) new = json_from_string (VIT_QUESTION_NEW, NULL);
  bool same = question->kept != NULL;
  for (gsize i = 0; same && i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *now = json_object_get_member (question->kept, members[i]);
      same = now &&
             json_node_equal (now, json_object_get_member (json_node_get_object (new), members[i]));
    }
  return same;
}

/* What is computed, with the run and the time that it has in a study. */
static char *
dup_value_words (const VitStoryValue *value, bool with_run, VitStudy *study)
{
  g_autoptr (VitStoryValue) whole = vit_story_value_copy (value);
  VitRun *run = vit_story_find_run (study, NULL, NULL);
  if (!with_run)
    g_clear_pointer (&whole->run, g_free);
  else if (!whole->run && run && !(value->fact && value->fact->of_study))
    whole->run = g_strdup (vit_run_get_label (run));
  if (!value->fact && !isfinite (value->time))
    whole->time = vit_study_get_options (study)->view.time;
  return vit_story_value_dup_words (whole);
}

static char *
dup_hits_words (const VitQuestion *question, VitStudy *study)
{
  g_autoptr (VitStoryValue) value = vit_story_value_copy (question->value);
  value->statistic =
      question->pick == VIT_PICK_LEAST ? VIT_STATISTIC_LEAST : VIT_STATISTIC_GREATEST;
  value->slice = false;
  g_autofree char *words = dup_value_words (value, true, study);
  return g_strdup_printf ("Hits are the %g %% of the atoms of the slice with the %s",
                          question->share, words);
}

static char *
dup_own_values (const VitQuestion *question, VitStudy *study)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < question->choices->len; i++)
    {
      const VitChoice *choice = question->choices->pdata[i];
      g_autofree char *words = choice->value ? dup_value_words (choice->value, true, study) : NULL;
      g_string_append_printf (text, "%s“%s” (%s)", i > 0 ? ", " : "", choice->words,
                              words ? words : "?");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
vit_question_dup_words (const VitQuestion *question, VitStudy *study)
{
  static const char *const picks[] = { "with the greatest number", "with the least number",
                                       "whose number is not 0" };
  g_return_val_if_fail (question && study, NULL);
  bool with_run = question->kind != VIT_QUESTION_RUN;
  g_autofree char *words =
      question->value ? dup_value_words (question->value, with_run, study) : NULL;
  if (question->kind == VIT_QUESTION_WHERE)
    return dup_hits_words (question, study);
  if (question->kind == VIT_QUESTION_RUN)
    return g_strdup_printf ("Right is the run %s: %s", picks[question->pick], words);
  if (question->kind == VIT_QUESTION_NUMBER)
    return g_strdup_printf ("The answer is the %s, within %g %s", words,
                            question->relative ? 100 * question->tolerance : question->tolerance,
                            question->relative ? "%"
                            : question->unit   ? question->unit
                                               : "");
  if (question->value)
    return g_strdup_printf ("Right is the answer whose range has the number: %s", words);
  g_autofree char *own = dup_own_values (question, study);
  return g_strdup_printf ("Right is the answer %s, of %s", picks[question->pick], own);
}

char *
vit_truth_dup_words (const VitQuestion *question, const VitTruth *truth)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *unit = question->unit ? question->unit : "";
  switch (truth->kind)
    {
    case VIT_QUESTION_NUMBER:
      g_string_append_printf (text, "%.4g%s%s", truth->number, *unit ? " " : "", unit);
      break;
    case VIT_QUESTION_WHERE:
      g_string_append_printf (text, "%zu of the %zu atoms of the slice count (%g %%)", truth->n_top,
                              truth->n_atoms, question->share);
      break;
    default:
      for (guint i = 0; i < truth->n_answers; i++)
        if (truth->right[i])
          g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", truth->words[i]);
      if (isfinite (truth->number))
        g_string_append_printf (text, " (%.4g%s%s)", truth->number, *unit ? " " : "", unit);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
vit_score_dup_words (const VitQuestion *question, const VitTruth *truth, const VitScore *score)
{
  g_autofree char *right = vit_truth_dup_words (question, truth);
  if (truth->kind != VIT_QUESTION_WHERE)
    return g_strdup_printf ("%s: %s", score->right ? "Right" : "Not right", right);
  if (score->drawn == 0)
    return g_strdup ("No atom of the slice was chosen.");
  return g_strdup_printf (
      "%zu of %zu atoms are hits. Chance has %.2g of %zu, and with 95 %% %zu to "
      "%zu.%s",
      score->hits, score->drawn, score->expected, score->drawn, score->low, score->high,
      score->right ? " That is better than chance." : " That is no better than chance.");
}
