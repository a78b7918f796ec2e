#pragma once

/* Arrows, words and regions of a scene drawn on its maps and plots, and what it points at chosen,
 * by pointer or by keys, while the story is edited. Changes the scene that is shown; each thing
 * that is done is a step of the story. Belongs to the desk; main thread. */

#include "app/story-desk-private.h"

/** VitStoryTool: what the next drag or click makes. */
typedef enum
{
  VIT_STORY_NO_TOOL, /* notes that are there are selected and moved */
  VIT_STORY_ARROW,
  VIT_STORY_WORDS,
  VIT_STORY_POINT, /* a click: the widget that the scene points at; a drag on a map: its region */
} VitStoryTool;

VitStoryDraw *vit_story_draw_new (VitStoryDesk *desk);
void vit_story_draw_free (VitStoryDraw *draw);

/** vit_story_draw_begin: takes @tool, until something was made with it or Escape is pressed. */
void vit_story_draw_begin (VitStoryDraw *draw, VitStoryTool tool);

/** vit_story_draw_select_next: selects the next note of the scene, which keys then move. */
void vit_story_draw_select_next (VitStoryDraw *draw);

/** vit_story_draw_stop: no tool, nothing selected. */
void vit_story_draw_stop (VitStoryDraw *draw);
