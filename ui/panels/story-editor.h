#pragma once

/* The fields of a scene of a story while it is edited: its header, its text in CommonMark, and what
 * its presenter reads. What is typed is shown beside at once, and saved with the story. A
 * GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/panels/story-player.h"

#define VIT_TYPE_STORY_EDITOR (vit_story_editor_get_type ())
G_DECLARE_FINAL_TYPE (VitStoryEditor, vit_story_editor, VIT, STORY_EDITOR, GtkWidget)

GtkWidget *vit_story_editor_new (void);
void vit_story_editor_set_player (VitStoryEditor *editor, VitStoryPlayer *player);
