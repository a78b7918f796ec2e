#pragma once

/* What a scene has besides its text, to be edited in the panel of a story: what it points at, what
 * moves, arrows and words, numbers that its text says, its question. One table of fields; what is
 * typed becomes part of the scene once it is right, and until then it is said what is wrong. */

#include <gtk/gtk.h>

#include "ui/panels/story-player.h"

#define VIT_TYPE_STORY_PARTS (vit_story_parts_get_type ())
G_DECLARE_FINAL_TYPE (VitStoryParts, vit_story_parts, VIT, STORY_PARTS, GtkWidget)

GtkWidget *vit_story_parts_new (void);

/** vit_story_parts_set_player: @player (nullable): whose scene is edited. */
void vit_story_parts_set_player (VitStoryParts *parts, VitStoryPlayer *player);
