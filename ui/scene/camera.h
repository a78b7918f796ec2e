#pragma once

/* The camera that looks at a box: orthographic or perspective, with orbit, pan and zoom. A plain
 * value; pure functions, any thread.
 *
 * World coordinates are Å relative to the box's origin. Screen coordinates are pixels, x to the
 * right, y downwards, (0, 0) the upper left corner. View coordinates are Å: x to the right, y up, z
 * towards the viewer, relative to the eye of a perspective camera and to the target of an
 * orthographic one.
 */

#include <glib.h>
#include <stdbool.h>

#include "core/geometry/cell.h"

/** VIT_CAMERA_BOX_FOV: field of view of a whole box in perspective. It is small, so that sizes stay
 * comparable. */
#define VIT_CAMERA_BOX_FOV (24 * G_PI / 180)

/**
 * VitCamera:
 * @target: the point at the centre of the picture, Å
 * @axes: three orthonormal rows: right, up, towards the viewer
 * @height: Å that the picture spans vertically in the plane of the target
 * @fov: vertical field of view in radians; 0 is orthographic
 */
typedef struct
{
  double target[3];
  double axes[3][3];
  double height;
  double fov;
} VitCamera;

/**
 * vit_camera_init_face:
 * @axis: 0, 1, 2: the box vector that the slice is perpendicular to
 * @position: position of the slice along that vector, 0 ... 1
 *
 * An orthographic camera that looks along the normal of a slice, with the box vector c (the usual
 * loading axis z) upwards, or b for a slice of c, and the remaining vector pointing to the right.
 */
void vit_camera_init_face (VitCamera *camera, const VitCell *cell, int axis, double position);

/** vit_camera_init_box: a perspective view of the whole box from the front right, z up. */
void vit_camera_init_box (VitCamera *camera, const VitCell *cell);

/**
 * vit_camera_fit:
 * @aspect: width / height of the picture
 * @margin: Å to leave on every side, e.g. the largest radius
 * @axis: -1, or the axis of a slice: then only the slice's face has to fit
 *
 * Sets the height (and leaves the target) so that the box is just seen.
 */
void vit_camera_fit (VitCamera *camera,
                     const VitCell *cell,
                     int axis,
                     double position,
                     double aspect,
                     double margin);

/**
 * vit_camera_orbit:
 * @azimuth: radians about the world's z; positive turns the box to the right
 * @elevation: radians; positive raises the viewer. Stops when looking straight down or up.
 */
void vit_camera_orbit (VitCamera *camera, double azimuth, double elevation);

/** vit_camera_pan: shifts the picture by (@dx, @dy) pixels in a viewport @height pixels high. */
void vit_camera_pan (VitCamera *camera, double height, double dx, double dy);

/**
 * vit_camera_zoom:
 * @factor: > 1 enlarges
 * @x, @y: the pixel that stays where it is (exactly, in the plane of the target)
 */
void
vit_camera_zoom (VitCamera *camera, double width, double height, double factor, double x, double y);

/** vit_camera_distance: from eye to target in Å; 0 for an orthographic camera. */
double vit_camera_distance (const VitCamera *camera);

/** vit_camera_to_view: world to view coordinates. */
void vit_camera_to_view (const VitCamera *camera, const double x[3], double view[3]);

/**
 * vit_camera_view_to_screen:
 * @scale: (out) (optional): pixels per Å at that depth
 *
 * Returns: whether the point is in front of the viewer; if not, nothing is set
 */
bool vit_camera_view_to_screen (const VitCamera *camera,
                                double width,
                                double height,
                                const double view[3],
                                double screen[2],
                                double *scale);

/** vit_camera_project: world to screen; see vit_camera_view_to_screen(). */
bool vit_camera_project (const VitCamera *camera,
                         double width,
                         double height,
                         const double x[3],
                         double screen[2],
                         double *scale);

/**
 * vit_camera_ray:
 * @origin, @direction: (out): in view coordinates; unit direction
 *
 * The line of sight through pixel position (@x, @y).
 */
void vit_camera_ray (const VitCamera *camera,
                     double width,
                     double height,
                     double x,
                     double y,
                     double origin[3],
                     double direction[3]);

/**
 * vit_camera_find_in_plane:
 * @plane: a point of the plane and the two vectors that span it, world coordinates
 * @at: (out): what is seen at pixel position (@x, @y), in multiples of the two vectors
 *
 * The inverse of vit_camera_project() for points of a plane.
 *
 * Returns: whether the plane is there, in front of the viewer, and not seen from its edge
 */
bool vit_camera_find_in_plane (const VitCamera *camera,
                               double width,
                               double height,
                               const double plane[3][3],
                               double x,
                               double y,
                               double at[2]);
