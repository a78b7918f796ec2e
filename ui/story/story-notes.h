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

/** vit_story_scene_add_notes: adds them to a figure of that name. */
void vit_story_scene_add_notes (const VitStoryScene *scene,
                                VitStudy *study,
                                const char *name,
                                VitFigure *figure);
