#include "ui/panels/story-answers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"

struct _VitStoryAnswers
{
  const VitQuestion *question;
  VitAnswersState state;
  GArray *given; /* of VitStoryAnswer, which own their atoms */
};

static void
clear_answer (gpointer data)
{
  g_free ((gpointer) ((VitStoryAnswer *) data)->ids);
}

VitStoryAnswers *
vit_story_answers_new (const VitQuestion *question)
{
  g_return_val_if_fail (question, NULL);
  VitStoryAnswers *self = g_new0 (VitStoryAnswers, 1);
  self->question = question;
  self->given = g_array_new (FALSE, FALSE, sizeof (VitStoryAnswer));
  g_array_set_clear_func (self->given, clear_answer);
  return self;
}

void
vit_story_answers_free (VitStoryAnswers *self)
{
  if (!self)
    return;
  g_array_unref (self->given);
  g_free (self);
}

VitAnswersState
vit_story_answers_get_state (const VitStoryAnswers *self)
{
  return self->state;
}

guint
vit_story_answers_get_n (const VitStoryAnswers *self)
{
  return self->given->len;
}

const VitStoryAnswer *
vit_story_answers_get_last (const VitStoryAnswers *self)
{
  return self->given->len > 0 ? &g_array_index (self->given, VitStoryAnswer, self->given->len - 1)
                              : NULL;
}

/* (nullable): what an answer lacks. */
static char *
dup_lack (const VitQuestion *question, const VitStoryAnswer *answer)
{
  switch (question->kind)
    {
    case VIT_QUESTION_NUMBER:
      return isfinite (answer->number) ? NULL : g_strdup ("Give a number first.");
    case VIT_QUESTION_WHERE:
      return answer->n_ids >= question->clicks
                 ? NULL
                 : g_strdup_printf ("Click %zu more %s first.",
                                    (size_t) question->clicks - answer->n_ids,
                                    question->clicks - answer->n_ids == 1 ? "atom" : "atoms");
    default:
      return answer->choice >= 0 ? NULL : g_strdup ("Choose an answer first.");
    }
}

bool
vit_story_answers_lock (VitStoryAnswers *self, const VitStoryAnswer *answer, GError **error)
{
  g_return_val_if_fail (self->state == VIT_ANSWERS_OPEN, false);
  g_autofree char *lack = dup_lack (self->question, answer);
  if (lack)
    {
      g_set_error_literal (error, VIT_ERROR, VIT_ERROR_MISSING, lack);
      return false;
    }
  VitStoryAnswer kept = *answer;
  kept.ids = g_memdup2 (answer->ids, answer->n_ids * sizeof *answer->ids);
  g_array_append_val (self->given, kept);
  self->state = VIT_ANSWERS_LOCKED;
  return true;
}

void
vit_story_answers_next (VitStoryAnswers *self)
{
  if (self->state == VIT_ANSWERS_LOCKED)
    self->state = VIT_ANSWERS_OPEN;
}

void
vit_story_answers_reveal (VitStoryAnswers *self)
{
  self->state = VIT_ANSWERS_REVEALED;
}

/* ---- Counts ---- */

static void
clear_count (gpointer data)
{
  g_free (((VitAnswerCount *) data)->words);
}

static void
add_count (GArray *counts, char *words, bool right)
{
  VitAnswerCount count = { .words = words, .right = right };
  g_array_append_val (counts, count);
}

static void
count_choices (const VitStoryAnswers *self, const VitTruth *truth, GArray *counts)
{
  for (guint i = 0; i < truth->n_answers; i++)
    add_count (counts, g_strdup (truth->words[i]), truth->right[i]);
  for (guint i = 0; i < self->given->len; i++)
    {
      int choice = g_array_index (self->given, VitStoryAnswer, i).choice;
      if (choice >= 0 && (guint) choice < counts->len)
        g_array_index (counts, VitAnswerCount, choice).count++;
    }
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = ((const VitStoryAnswer *) a)->number, y = ((const VitStoryAnswer *) b)->number;
  return (x > y) - (x < y);
}

static void
count_numbers (const VitStoryAnswers *self, const VitTruth *truth, GArray *counts)
{
  g_autofree VitStoryAnswer *sorted =
      g_memdup2 (self->given->data, self->given->len * sizeof (VitStoryAnswer));
  if (self->given->len > 1)
    qsort (sorted, self->given->len, sizeof *sorted, compare_numbers);
  for (guint i = 0; i < self->given->len; i++)
    {
      if (i == 0 || sorted[i].number != sorted[i - 1].number)
        add_count (counts,
                   g_strdup_printf ("%.6g%s%s", sorted[i].number, self->question->unit ? " " : "",
                                    self->question->unit ? self->question->unit : ""),
                   vit_question_score (self->question, truth, &sorted[i]).right);
      g_array_index (counts, VitAnswerCount, counts->len - 1).count++;
    }
}

static void
count_hits (const VitStoryAnswers *self, const VitTruth *truth, GArray *counts)
{
  for (guint hits = 0; hits <= self->question->clicks; hits++)
    {
      VitAnswerCount count = { 0 };
      for (guint i = 0; i < self->given->len; i++)
        {
          VitScore score = vit_question_score (self->question, truth,
                                               &g_array_index (self->given, VitStoryAnswer, i));
          count.count += score.hits == hits;
          count.right = count.right || (score.hits == hits && score.right);
        }
      count.words = g_strdup_printf (hits == 1 ? "%u hit" : "%u hits", hits);
      if (count.count > 0)
        g_array_append_val (counts, count);
      else
        clear_count (&count);
    }
}

GArray *
vit_story_answers_count (const VitStoryAnswers *self, const VitTruth *truth)
{
  g_return_val_if_fail (self && truth, NULL);
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (VitAnswerCount));
  g_array_set_clear_func (counts, clear_count);
  (self->question->kind == VIT_QUESTION_WHERE    ? count_hits
   : self->question->kind == VIT_QUESTION_NUMBER ? count_numbers
                                                 : count_choices) (self, truth, counts);
  return counts;
}
