#pragma once

/* What all pages of a story are made of. Private to ui/story. */

#include "ui/story/story-render.h"

/**
 * VitSceneParts: what a page shows of a scene
 * @figure: (nullable): its picture
 * @why: (nullable): why there is none
 * @truth: (nullable): of its question
 * @truth_why: (nullable): why there is none
 */
typedef struct
{
  const VitStoryScene *scene;
  VitFigure *figure;
  char *why;
  VitTruth *truth;
  char *truth_why;
} VitSceneParts;

/** vit_scene_parts_make: of the scene at @index; %false if it was cancelled. What cannot be made
 * goes to @notes (nullable), too. */
bool vit_scene_parts_make (VitSceneParts *parts,
                           VitStoryStage *stage,
                           guint index,
                           GPtrArray *notes,
                           VitProgress *progress,
                           GError **error);
void vit_scene_parts_clear (VitSceneParts *parts);

/** vit_truth_new_order: (transfer full): indices of the atoms of a truth by their ids. */
size_t *vit_truth_new_order (const VitTruth *truth);
