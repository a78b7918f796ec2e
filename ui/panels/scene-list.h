#pragma once

/* The scenes of a story, one below the other: a click goes to one. While the story is edited they
 * are dragged to another place, or moved with Ctrl+Up and Ctrl+Down. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/panels/story-player.h"

#define VIT_TYPE_SCENE_LIST (vit_scene_list_get_type ())
G_DECLARE_FINAL_TYPE (VitSceneList, vit_scene_list, VIT, SCENE_LIST, GtkWidget)

GtkWidget *vit_scene_list_new (void);
void vit_scene_list_set_player (VitSceneList *list, VitStoryPlayer *player);
void vit_scene_list_set_editing (VitSceneList *list, gboolean editing);
