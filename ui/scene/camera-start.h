#pragma once

/* Where the camera of a whole box begins, and the camera as text, as the option "camera" has it.
 * Plain values; pure functions, any thread. */

#include "ui/scene/camera.h"

/**
 * VitCameraPreset:
 * @VIT_CAMERA_FRONT: from the front right, z up
 * @VIT_CAMERA_X: the side that a slice normal to x is seen from: y to the right, z up
 * @VIT_CAMERA_Y: x to the right, z up
 * @VIT_CAMERA_Z: x to the right, y up
 * @VIT_CAMERA_MINUS_X, @VIT_CAMERA_MINUS_Y, @VIT_CAMERA_MINUS_Z: the opposite side, with the same
 *   axis up
 * @VIT_CAMERA_LOAD: along the axis of the loading, or the normal of its plane of shear; where no
 *   loading is known, from the front right
 */
typedef enum
{
  VIT_CAMERA_FRONT,
  VIT_CAMERA_X,
  VIT_CAMERA_MINUS_X,
  VIT_CAMERA_Y,
  VIT_CAMERA_MINUS_Y,
  VIT_CAMERA_Z,
  VIT_CAMERA_MINUS_Z,
  VIT_CAMERA_LOAD,
  VIT_N_CAMERA_PRESETS,
} VitCameraPreset;

/** VitCameraPresetRow: @word: in the option; @label: of a button; @title: of what it does; @words:
 * in captions. */
typedef struct
{
  const char *word, *label, *title, *words;
} VitCameraPresetRow;

/** vit_camera_presets: (array length=VIT_N_CAMERA_PRESETS): the table. */
extern const VitCameraPresetRow vit_camera_presets[VIT_N_CAMERA_PRESETS];

/**
 * VitCameraStart:
 * @turn: degrees by which the box is turned from there, to the right
 * @load_axis: 0, 1, 2: axis for %VIT_CAMERA_LOAD; −1: not known
 * @orthographic: without perspective
 *
 * All zero but for a @load_axis of −1 is the default.
 */
typedef struct
{
  VitCameraPreset preset;
  double turn;
  int load_axis;
  bool orthographic;
} VitCameraStart;

/** vit_camera_set_perspective: changes the projection; what lies in the plane of the target stays
 * where it is. */
void vit_camera_set_perspective (VitCamera *camera, bool perspective);

/** vit_camera_init_start: a view of the whole box, fitted for a square picture. */
void vit_camera_init_start (VitCamera *camera, const VitCell *cell, const VitCameraStart *start);

/** vit_camera_fit_turns: like vit_camera_fit() of a whole box, for all pictures of a turn about the
 * world's z. */
void vit_camera_fit_turns (VitCamera *camera, const VitCell *cell, double aspect, double margin);

/** vit_camera_start_parse: @text: empty, or the word of a preset and, if wanted, degrees. Sets
 * @preset and @turn of @start; nothing changes on failure. */
bool vit_camera_start_parse (const char *text, VitCameraStart *start);

/** vit_camera_start_dup_text: (transfer full): what vit_camera_start_parse() reads; empty for the
 * default. */
char *vit_camera_start_dup_text (const VitCameraStart *start);

/**
 * vit_camera_dup_text:
 * @axis: of the slice; −1 for the whole box
 * @fitted: the default camera that shows all of it
 *
 * Returns: (transfer full): the normal of the slice or "box", the enlargement over @fitted, the
 *   centre in box fractions, and of a box nine numbers of the axes
 */
char *vit_camera_dup_text (const VitCamera *camera,
                           const VitCell *cell,
                           int axis,
                           const VitCamera *fitted);

/** vit_camera_read_text: the reverse; %false if @text is no camera of this slice or box. The
 * projection is that of @fitted, which may be @camera. */
bool vit_camera_read_text (
    const char *text, const VitCell *cell, int axis, const VitCamera *fitted, VitCamera *camera);

/** vit_camera_text_is_known: whether @text is anything that one of these functions reads, of any
 * slice or box. */
bool vit_camera_text_is_known (const char *text);
