#pragma once

/* Pictures for the tests of this folder: a known box of atoms, and files to look at. */

#include <glib.h>

#include "ui/scene/scene.h"

/** Picture: @n atoms; positions from the box's origin, and the same scaled; colours from low to
 * high as RGBA. */
typedef struct
{
  VitCell cell;
  size_t n;
  float *positions, *scaled;
  uint8_t *types;
  float *values;
  uint8_t *flags;
  uint8_t colours[4 * 256];
} Picture;

/**
 * picture_new:
 * @n_per_side: atoms per box vector
 * @tilt: whether the box is tilted
 *
 * A jittered simple cubic arrangement of two kinds of atoms, 2.6 Å apart, with smooth values
 * between 0 and 1, a few of them missing, and flags where they are high. The same every time.
 */
Picture *picture_new (int n_per_side, bool tilt);
void picture_free (Picture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

/** picture_scene: a scene of picture_new(), outlined where the values are high. */
VitScene *picture_scene (int n_per_side, bool tilt);

/**
 * picture_save:
 *
 * Writes a PNG into the folder that the environment's VITRINE_TEST_PICTURES names, if it is set.
 */
void picture_save (const char *name, const uint8_t *rgba, int width, int height);

/** picture_load: (transfer full) (nullable): premultiplied RGBA of a PNG. */
uint8_t *picture_load (const char *path, int *width, int *height);

/**
 * picture_difference:
 * @tolerance: per channel
 *
 * Returns: the share of pixels that differ by more
 */
double picture_difference (const uint8_t *a, const uint8_t *b, size_t n_pixels, int tolerance);

/** picture_assert_golden: saves the picture as @name-@kind, and asserts that no more than @share of
 * its pixels differ from the stored one of @name. */
void picture_assert_golden (
    const char *name, const char *kind, const uint8_t *rgba, int width, int height, double share);
