#pragma once

/* Steps back and forward through what the user did to a study. A GObject of the main thread; it
 * follows the study's `edited`. */

#include "core/study/study.h"

#define VIT_TYPE_UNDO (vit_undo_get_type ())
G_DECLARE_FINAL_TYPE (VitUndo, vit_undo, VIT, UNDO, GObject)

/** VIT_UNDO_STEPS: steps that are remembered. */
#define VIT_UNDO_STEPS 100

/** vit_undo_new: begins with the study as it is. `changed` is emitted when steps come or go. */
VitUndo *vit_undo_new (VitStudy *study);

/** vit_undo_set_held: while held, as during a drag, changes belong to one step. */
void vit_undo_set_held (VitUndo *undo, bool held);

/** vit_undo_get_past: (transfer none) (nullable): what a step back takes back, "Remove creep";
 * %NULL without one. */
const char *vit_undo_get_past (VitUndo *undo);

/** vit_undo_get_future: (transfer none) (nullable): what a step forward does again. */
const char *vit_undo_get_future (VitUndo *undo);

/** vit_undo_back: (transfer full) (nullable): takes a step back; returns what was taken back.
 * O(study) */
char *vit_undo_back (VitUndo *undo);

/** vit_undo_forward: (transfer full) (nullable): takes a step forward; returns what was done
 * again. */
char *vit_undo_forward (VitUndo *undo);

/** vit_undo_absorb: what has changed since the last step is no step of the user's: all steps, back
 * and forward, are as if it had been so all along; those that nothing is left of are dropped.
 * O(steps · study) */
void vit_undo_absorb (VitUndo *undo);

/** vit_undo_flush: ends the step that is being made, if there is one. */
void vit_undo_flush (VitUndo *undo);
