#pragma once

/* How a picture glides from one state to another: the camera, and numbers such as the position of a
 * slice. Plain values; pure functions, any thread. Whoever glides calls them with the fraction of
 * the way for each frame. */

#include "ui/scene/camera.h"

/** VIT_GLIDE_SECONDS: how long a glide takes. */
#define VIT_GLIDE_SECONDS 0.3

/** vit_glide_get_speed: how much faster all glides are, 1; tests, which do not wait, set the
 * environment variable VITRINE_STORY_SPEED. */
double vit_glide_get_speed (void);

/** vit_glide_ease: Returns: fraction of the way for the fraction @time of the time: 0 ... 1,
 * growing, fast at first. A glide that is told another goal on its way does not stand still. */
double vit_glide_ease (double time);

/** vit_glide_number: Returns: @from for a fraction of 0 and @to for 1, exactly; on a line between.
 */
double vit_glide_number (double from, double to, double fraction);

/** vit_glide_cyclic: the same for a fraction of a periodic box edge, 0 ... 1: the shorter way,
 * which may lead across the edge. */
double vit_glide_cyclic (double from, double to, double fraction);

/**
 * vit_glide_camera:
 * @fraction: of the way; 0 and less give @from, 1 and more @to, exactly
 * @camera: (out): may be @from or @to
 *
 * The axes turn about one fixed axis by the least angle (Shoemake, "Animating rotation with
 * quaternion curves", SIGGRAPH 1985); the height, and with it the distance, changes by equal
 * factors in equal parts of the way; the target moves on a line.
 */
void
vit_glide_camera (const VitCamera *from, const VitCamera *to, double fraction, VitCamera *camera);

/**
 * vit_glide_camera_text:
 * @from, @to: as the option "camera" has them, see vit_camera_dup_text(); empty for all of it
 * @axis: of the slice; −1 for the whole box
 * @perspective: of the whole box
 *
 * The same of cameras that are text. It needs no box: what they say is relative to it.
 *
 * Returns: (transfer full): a copy of @to where one of them is not of that slice or box
 */
char *vit_glide_camera_text (
    const char *from, const char *to, int axis, bool perspective, double fraction);
