#pragma once

/* The question of a scene: prompt, answers, and once it was asked for the truth, the score and what
 * a class has answered. An answer is locked before the truth can be shown. A GtkWidget; main
 * thread. */

#include <gtk/gtk.h>

#include "ui/panels/story-player.h"

#define VIT_TYPE_QUESTION_VIEW (vit_question_view_get_type ())
G_DECLARE_FINAL_TYPE (VitQuestionView, vit_question_view, VIT, QUESTION_VIEW, GtkWidget)

/** vit_question_view_new: emits `link` (string) when a link of an explanation is followed. */
GtkWidget *vit_question_view_new (void);

/** vit_question_view_set_player: @player (nullable). */
void vit_question_view_set_player (VitQuestionView *view, VitStoryPlayer *player);

/** vit_question_view_choose: chooses the answer at @index, as its number key does. Returns: whether
 * there is one to choose */
bool vit_question_view_choose (VitQuestionView *view, guint index);

/** vit_question_view_advance: the step that is next: locks the answer, or shows the truth. Returns:
 * whether there was one */
bool vit_question_view_advance (VitQuestionView *view);
