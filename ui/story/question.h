#pragma once

/* Questions of a story: what is asked, the truth as it is computed from the study, and how an
 * answer is scored against it. The truth is never in the story. Plain data of its owner; the
 * scoring is pure, any thread. */

#include "core/results/snapshot.h"
#include "core/stats/hypergeometric.h"
#include "ui/story/story-value.h"

/**
 * VitQuestionKind:
 * @VIT_QUESTION_CHOICE: one of several answers is chosen
 * @VIT_QUESTION_NUMBER: a number is given
 * @VIT_QUESTION_WHERE: atoms of the slice are clicked
 * @VIT_QUESTION_RUN: one of several runs is chosen
 */
typedef enum
{
  VIT_QUESTION_CHOICE,
  VIT_QUESTION_NUMBER,
  VIT_QUESTION_WHERE,
  VIT_QUESTION_RUN,
} VitQuestionKind;

/** VitQuestionPick: which of several values is the right one. */
typedef enum
{
  VIT_PICK_GREATEST,
  VIT_PICK_LEAST,
  VIT_PICK_TRUE, /* each that is not 0 */
} VitQuestionPick;

/**
 * VitChoice: an answer
 * @words: plain text; of %VIT_QUESTION_RUN the label of the run
 * @value: (nullable): the value that is compared with those of other answers
 * @from, @to: without @value: it is right if the value of the question is from @from on and below
 * @to
 */
typedef struct
{
  char *words;
  VitStoryValue *value;
  double from, to;
  JsonObject *kept; /* private */
} VitChoice;

/**
 * VitQuestion:
 * @prompt: one line, plain text
 * @explanation: (nullable): CommonMark, shown with the truth
 * @value: (nullable): what is computed; of %VIT_QUESTION_WHERE it is the quantity of each atom, of
 * %VIT_QUESTION_RUN it is computed for each run
 * @choices: (element-type VitChoice): of %VIT_QUESTION_RUN empty for all runs that are shown
 * @pick: where answers have values of their own; of %VIT_QUESTION_WHERE the greatest or the least
 * @unit: of %VIT_QUESTION_NUMBER
 * @tolerance: of %VIT_QUESTION_NUMBER: in @unit or, if @relative, a part of the truth
 * @share: of %VIT_QUESTION_WHERE: %, of the atoms of the slice that count as hits
 * @clicks: of %VIT_QUESTION_WHERE: how many atoms are to be clicked
 */
typedef struct
{
  VitQuestionKind kind;
  char *prompt, *explanation, *unit;
  VitStoryValue *value;
  GPtrArray *choices;
  VitQuestionPick pick;
  double tolerance;
  bool relative;
  double share;
  guint clicks;
  JsonObject *kept; /* private */
} VitQuestion;

/** JSON of a question that nobody has written yet: an editor begins with it, and a check tells it.
 */
#define VIT_QUESTION_NEW_PROMPT "?"
#define VIT_QUESTION_NEW                                                                           \
  "{\"kind\":\"choice\",\"prompt\":\"" VIT_QUESTION_NEW_PROMPT                                     \
  "\",\"value\":{\"fact\":\"atoms\"},\"choices\":[{\"words\":\"fewer\",\"to\":5000},"              \
  "{\"words\":\"more\",\"from\":5000}]}"

/** vit_question_asks_as_new: whether value and answers are still those of %VIT_QUESTION_NEW. */
bool vit_question_asks_as_new (const VitQuestion *question);

VitQuestion *vit_question_new (VitQuestionKind kind);
void vit_question_free (VitQuestion *question);
VitChoice *vit_choice_new (void);
void vit_choice_free (VitChoice *choice);

/**
 * VitTruth: what is computed
 * @kind: of the question
 * @number: of %VIT_QUESTION_NUMBER, and of %VIT_QUESTION_CHOICE without own values
 * @n_answers: of %VIT_QUESTION_CHOICE and %VIT_QUESTION_RUN
 * @words: (array length=n_answers): the answers
 * @values: (array length=n_answers): their values; NaN without
 * @right: (array length=n_answers): whether they are right
 * @n_atoms: of %VIT_QUESTION_WHERE: atoms of the slice that have a value
 * @n_top: those that count as hits
 * @ids: (array length=n_atoms): of the atoms, the hits first
 * @places, @types, @face: of the same atoms, see #VitAtomValues
 */
typedef struct
{
  VitQuestionKind kind;
  double number;
  guint n_answers;
  char **words;
  double *values;
  bool *right;
  size_t n_atoms, n_top;
  int64_t *ids;
  double (*places)[2];
  uint8_t *types;
  double face[2];
} VitTruth;

void vit_truth_free (VitTruth *truth);

typedef struct _VitTruthWork VitTruthWork;

/**
 * vit_truth_prepare:
 * @analyses: of the study with the look of the scene, see vit_story_show()
 * @deriver: facts of runs come from it
 * @error: %VIT_ERROR_MISSING while something is being made by a deriver in the background: ask
 * again at its signal `changed`; any other error: there is no truth
 *
 * Main thread, without noticeable delay.
 *
 * Returns: (transfer full): work for vit_truth_compute()
 */
VitTruthWork *vit_truth_prepare (const VitQuestion *question,
                                 VitAnalyses *analyses,
                                 VitDeriver *deriver,
                                 GError **error);
void vit_truth_work_free (VitTruthWork *work);

/** vit_truth_compute: (transfer full): any thread; the cost of the quantities. */
VitTruth *vit_truth_compute (VitTruthWork *work, VitProgress *progress, GError **error);

/**
 * VitStoryAnswer:
 * @choice: of %VIT_QUESTION_CHOICE and %VIT_QUESTION_RUN: index of the answer; −1: none
 * @number: of %VIT_QUESTION_NUMBER; NaN: none
 * @n_ids, @ids: of %VIT_QUESTION_WHERE: the atoms that were clicked
 */
typedef struct
{
  int choice;
  double number;
  size_t n_ids;
  const int64_t *ids;
} VitStoryAnswer;

/**
 * VitScore:
 * @right: whether it is right; of %VIT_QUESTION_WHERE whether there are more hits than the band of
 * chance
 * @hits: of %VIT_QUESTION_WHERE: clicked atoms that are among the top
 * @drawn: different atoms of the slice that were clicked; others do not count
 * @expected: hits by chance
 * @low, @high: band of hits that chance has with 95 %, hypergeometric over the atoms of the slice
 * @chance: probability that chance has as many hits or more
 * @difference: of %VIT_QUESTION_NUMBER: answer minus truth
 */
typedef struct
{
  bool right;
  size_t hits, drawn, low, high;
  double expected, chance, difference;
} VitScore;

/** vit_question_score: O(atoms + clicks) */
VitScore vit_question_score (const VitQuestion *question,
                             const VitTruth *truth,
                             const VitStoryAnswer *answer);

/** vit_score_dup_words: (transfer full): a sentence for people, plain text. */
char *
vit_score_dup_words (const VitQuestion *question, const VitTruth *truth, const VitScore *score);

/** vit_question_dup_words: (transfer full): what is computed and which answer is right, plain text
 * without a full stop; where the question names no run or time, those that @study has now. */
char *vit_question_dup_words (const VitQuestion *question, VitStudy *study);

/** vit_truth_dup_words: (transfer full): the truth in a sentence, plain text. */
char *vit_truth_dup_words (const VitQuestion *question, const VitTruth *truth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTruth, vit_truth_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTruthWork, vit_truth_work_free)
