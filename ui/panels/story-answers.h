#pragma once

/* Answers that a class gives to a question of a story, one after the other. They stay in memory:
 * nothing is written, and nothing leaves the machine. Plain data of its owner; main thread. */

#include "ui/story/question.h"

/**
 * VitAnswersState:
 * @VIT_ANSWERS_OPEN: an answer can be given
 * @VIT_ANSWERS_LOCKED: one was given, and cannot be changed any more
 * @VIT_ANSWERS_REVEALED: the truth was shown: nobody answers any more
 */
typedef enum
{
  VIT_ANSWERS_OPEN,
  VIT_ANSWERS_LOCKED,
  VIT_ANSWERS_REVEALED,
} VitAnswersState;

typedef struct _VitStoryAnswers VitStoryAnswers;

/** vit_story_answers_new: @question stays the caller's, and outlives them. */
VitStoryAnswers *vit_story_answers_new (const VitQuestion *question);
void vit_story_answers_free (VitStoryAnswers *answers);

VitAnswersState vit_story_answers_get_state (const VitStoryAnswers *answers);

/** vit_story_answers_get_n: answers that were locked. */
guint vit_story_answers_get_n (const VitStoryAnswers *answers);

/** vit_story_answers_get_last: (nullable): the answer that was locked last. */
const VitStoryAnswer *vit_story_answers_get_last (const VitStoryAnswers *answers);

/**
 * vit_story_answers_lock: keeps @answer
 * @error: %VIT_ERROR_MISSING if it is not whole: nothing was chosen, no number was given, fewer
 *   atoms were clicked than are asked for
 */
bool
vit_story_answers_lock (VitStoryAnswers *answers, const VitStoryAnswer *answer, GError **error);

/** vit_story_answers_next: somebody else answers; not after the truth was shown. */
void vit_story_answers_next (VitStoryAnswers *answers);

/** vit_story_answers_reveal: the truth is shown; also without any answer. */
void vit_story_answers_reveal (VitStoryAnswers *answers);

/**
 * VitAnswerCount: a row of what a class has answered
 * @words: the answer
 * @count: how often it was given
 * @right: whether it is right
 */
typedef struct
{
  char *words;
  guint count;
  bool right;
} VitAnswerCount;

/** vit_story_answers_count: (transfer full) (element-type VitAnswerCount): all choices in their
 * order, the numbers that were given from the least on, or numbers of hits. */
GArray *vit_story_answers_count (const VitStoryAnswers *answers, const VitTruth *truth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitStoryAnswers, vit_story_answers_free)
