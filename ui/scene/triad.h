#pragma once

/* The directions of the axes or of the box vectors as a camera sees them, for callers that draw
 * them in a corner of the picture. A plain value; pure function, any thread. */

#include "ui/scene/camera.h"

/**
 * VitTriadAxis:
 * @label: "x", "y", "z", "a", "b" or "c"
 * @x, @y: to the right and upwards: the direction as parallel lines of sight show it, 1 long in the
 *   plane of the picture
 * @depth: towards the viewer
 */
typedef struct
{
  const char *label;
  double x, y, depth;
} VitTriadAxis;

/**
 * vit_triad_place:
 * @box_vectors: a, b and c instead of x, y and z
 *
 * From the farthest tip to the nearest, in which order they are drawn.
 */
void vit_triad_place (const VitCamera *camera,
                      const VitCell *cell,
                      bool box_vectors,
                      VitTriadAxis axes[3]);
