#pragma once

/* Steps back and forward through what was done to a story: its title, its scenes and their texts.
 * Plain data of its owner; main thread. */

#include "ui/story/story.h"

typedef struct _VitStoryUndo VitStoryUndo;

/** VIT_STORY_UNDO_STEPS: steps that are remembered. */
#define VIT_STORY_UNDO_STEPS 60

/** vit_story_undo_new: begins with @story, which outlives it, as it is. */
VitStoryUndo *vit_story_undo_new (VitStory *story);
void vit_story_undo_free (VitStoryUndo *undo);

/** vit_story_undo_flush: what has changed since is one step. Returns: whether anything has.
 * O(story)
 */
bool vit_story_undo_flush (VitStoryUndo *undo);

/** vit_story_undo_get_past, vit_story_undo_get_future: (transfer none) (nullable): what a step
 * does, as in "Delete a scene"; %NULL without one. */
const char *vit_story_undo_get_past (const VitStoryUndo *undo);
const char *vit_story_undo_get_future (const VitStoryUndo *undo);

/**
 * vit_story_undo_step:
 * @back: else forward
 *
 * Puts all scenes of the story in place anew.
 *
 * Returns: index of the first scene that has changed; −1 if there is no step
 */
int vit_story_undo_step (VitStoryUndo *undo, bool back);
