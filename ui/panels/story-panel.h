#pragma once

/* The text beside the page while a story is shown: header, text, question, list of scenes,
 * progress, and the fields that edit them. Links and buttons are left to the window. A GtkWidget;
 * main thread. */

#include <gtk/gtk.h>

#include "ui/panels/question-view.h"

#define VIT_TYPE_STORY_PANEL (vit_story_panel_get_type ())
G_DECLARE_FINAL_TYPE (VitStoryPanel, vit_story_panel, VIT, STORY_PANEL, GtkWidget)

/** vit_story_panel_new: emits `link` (string) when a link of a text is followed. */
GtkWidget *vit_story_panel_new (void);

/** vit_story_panel_set_player: @player (nullable). */
void vit_story_panel_set_player (VitStoryPanel *panel, VitStoryPlayer *player);

/** vit_story_panel_set_menu: of the button beside the title. */
void vit_story_panel_set_menu (VitStoryPanel *panel, GMenuModel *menu);

VitQuestionView *vit_story_panel_get_question (VitStoryPanel *panel);

/** vit_story_panel_set_editing: whether the fields of the scene are there, too. */
void vit_story_panel_set_editing (VitStoryPanel *panel, gboolean editing);
gboolean vit_story_panel_get_editing (VitStoryPanel *panel);

/** vit_story_panel_set_presenting: @presenting: without buttons that are of no use then. */
void vit_story_panel_set_presenting (VitStoryPanel *panel, gboolean presenting);

/** vit_story_panel_set_clock: (nullable): time that has passed, beside the progress. */
void vit_story_panel_set_clock (VitStoryPanel *panel, const char *clock);
