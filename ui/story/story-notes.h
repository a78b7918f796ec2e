#pragma once

/* What a scene points at, on figures of any kind: the same notes in the window, in pages and in
 * exported figures. Main thread. */

#include "core/study/study.h"
#include "ui/figure/figure-notes.h"
#include "ui/story/story.h"

/**
 * vit_story_scene_get_notes:
 * @study: whose runs the scene names
 * @figure: name of the figure that the notes are on
 *
 * Arrows and words on @figure, and the region of a map that the scene points at. A run that is not
 * there has none; a figure that has all runs in one plot has them there.
 *
 * Returns: (transfer full) (element-type VitNote): notes whose words belong to @scene
 */
GArray *vit_story_scene_get_notes (const VitStoryScene *scene, VitStudy *study, const char *figure);

/** VIT_STORY_REGION: number of the note that is the region of a scene; those of its annotations
 * begin at 0. */
#define VIT_STORY_REGION (-1)

/**
 * vit_story_scene_get_note:
 * @number: %VIT_STORY_REGION, or of an annotation
 * @note: (out): whose words belong to @scene
 *
 * Returns: (transfer none) (nullable): name of the figure that it is on; %NULL if it is not there
 */
const char *
vit_story_scene_get_note (const VitStoryScene *scene, VitStudy *study, int number, VitNote *note);

/** vit_story_scene_move_note: sets the places of a note that is there, as #VitNote has them. */
void vit_story_scene_move_note (VitStoryScene *scene,
                                int number,
                                const double from[2],
                                const double to[2]);

/** vit_story_scene_delete_note: of @number on; those behind it move up. */
void vit_story_scene_delete_note (VitStoryScene *scene, int number);

/** vit_story_scene_add_notes: adds them to a figure of that name. */
void vit_story_scene_add_notes (const VitStoryScene *scene,
                                VitStudy *study,
                                const char *name,
                                VitFigure *figure);
