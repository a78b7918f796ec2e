#pragma once

/* A picture of atoms: the data, their style and the camera. It holds copies of everything, knows
 * neither GL nor a window, and is drawn by VitRenderer (GL), by VitOffscreen (GL without a display)
 * or by vit_scene_render_software(). One thread at a time.
 *
 * Positions are Å relative to the box's origin; the scene wraps them into the box along its
 * periodic vectors. Screen coordinates are pixels, y downwards. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/geometry/cell.h"
#include "ui/scene/camera-start.h"
#include "ui/scene/outline.h"

/** VitColour: straight (not premultiplied) sRGB. */
typedef struct
{
  uint8_t r, g, b, a;
} VitColour;

/**
 * VitSceneStyle:
 * @background: may be transparent
 * @box: the box's edges
 * @missing: atoms whose value is NaN, or all if there are no values
 * @ghost: atoms that are left out (vit_scene_set_filter()) and drawn small
 * @outline: the line around regions (vit_scene_set_outlined()), and the ring around their atoms in
 * the whole box
 * @halo: the line beneath outlines and the ring of the selected atom, so that they stand out from
 * any colour; alpha 0: none, otherwise it should be opaque
 * @selected: the ring around the selected atom
 * @highlight: the ring in the rim of highlighted atoms
 * @line_width: width of outlines, pixels; other lines are in proportion
 */
typedef struct
{
  VitColour background;
  VitColour box;
  VitColour missing;
  VitColour ghost;
  VitColour outline;
  VitColour halo;
  VitColour selected;
  VitColour highlight;
  double line_width;
} VitSceneStyle;

typedef struct _VitScene VitScene;

VitScene *vit_scene_new (void);
void vit_scene_free (VitScene *scene);

/**
 * vit_scene_set_frame:
 * @positions: @n × 3, Å from the box's origin; atoms with a position that is not finite are not
 * drawn
 * @types: @n types, counted from 1
 *
 * Values and flags of the old frame are kept if the number of atoms is the same, otherwise dropped.
 * The camera stays. O(n)
 */
void vit_scene_set_frame (
    VitScene *scene, const float *positions, const VitCell *cell, const uint8_t *types, size_t n);

/** vit_scene_set_scaled: vit_scene_set_frame() with coordinates as vit_cell_wrap_scaled() gives
 * them, in memory of g_atomic_rc_box_alloc(), which the scene shares: it stays as it is. */
void vit_scene_set_scaled (
    VitScene *scene, float *scaled, const VitCell *cell, const uint8_t *types, size_t n);

/**
 * vit_scene_move:
 * @scaled: atoms of the frame × 3, scaled coordinates in @cell, 0 … 1 along its periodic vectors;
 *   an atom whose first one is NaN is not drawn
 *
 * The same atoms elsewhere. O(n)
 */
void vit_scene_move (VitScene *scene, const float *scaled, const VitCell *cell);

size_t vit_scene_get_n_atoms (const VitScene *scene);

/** vit_scene_get_cell: (nullable) before the first frame. */
const VitCell *vit_scene_get_cell (const VitScene *scene);

/** vit_scene_set_radii: @radii in Å by type − 1; further types get the last. Default 1.4 Å. */
void vit_scene_set_radii (VitScene *scene, const float *radii, unsigned n_types);

/** vit_scene_set_values: @values: (nullable): one per atom of the frame; NaN is drawn as missing.
 */
void vit_scene_set_values (VitScene *scene, const float *values);

/** vit_scene_set_colormap: @rgba: 256 straight RGBA colours from low to high. Default: greys. */
void vit_scene_set_colormap (VitScene *scene, const uint8_t *rgba);

/** vit_scene_set_range: the values of the first and last colour. */
void vit_scene_set_range (VitScene *scene, double low, double high);

/**
 * vit_scene_set_slice:
 * @axis: 0, 1, 2: perpendicular to the faces spanned by the other two box vectors; −1: whole box
 * @position: middle of the slice along the box vector, wrapped to 0 ... 1 if that is periodic
 * @thickness: Å
 *
 * An atom belongs to the slice if its distance from the middle plane, periodic if the box is, is at
 * most half the thickness. Atoms across the boundary are drawn next to the others.
 */
void vit_scene_set_slice (VitScene *scene, int axis, double position, double thickness);
int vit_scene_get_slice_axis (const VitScene *scene);

/**
 * vit_scene_set_clip:
 * @side: 1: what lies above the plane is cut away, −1: what lies below it, 0: nothing
 * @axis: 0, 1, 2: box vector that the plane is crossed by, as a slice is
 * @position: of the plane along that vector, 0 ... 1
 *
 * Of the whole box: atoms whose centres are beyond the plane are not drawn, surfaces are cut by it,
 * and a frame shows where it is.
 */
void vit_scene_set_clip (VitScene *scene, int side, int axis, double position);

/**
 * vit_scene_set_faded:
 * @flags: (nullable): one per atom: 1 for an atom that is drawn with @opacity
 * @opacity: 0 ... 1; atoms of opacity 0 are not drawn, nor picked
 *
 * Highlighted atoms are never faded.
 */
void vit_scene_set_faded (VitScene *scene, const uint8_t *flags, double opacity);

/** vit_scene_is_shown: whether atom @i is in the slice or, if the whole box is shown, has a finite
 * position. */
bool vit_scene_is_shown (const VitScene *scene, size_t i);

/** vit_scene_count_shown: number of atoms for which vit_scene_is_shown() is true. O(n), or nothing
 * for a slice that has been drawn */
size_t vit_scene_count_shown (const VitScene *scene);

/** vit_scene_set_selected: @atom: index of an atom, or −1. */
void vit_scene_set_selected (VitScene *scene, ssize_t atom);

/** vit_scene_set_highlighted: @flags: (nullable): one per atom; flagged atoms have a ring in their
 * rim. */
void vit_scene_set_highlighted (VitScene *scene, const uint8_t *flags);

/**
 * vit_scene_set_outlined:
 * @flags: (nullable): one per atom; 2 emphasises the atom's region by a line of about twice the
 * width
 *
 * In a slice the flagged atoms' regions get a common outline: the boundary of the union of discs
 * (vit_scene_get_outline()), without holes smaller than the radius squared. It is open where a
 * region continues across a periodic boundary. In the whole box the atoms get a ring.
 */
void vit_scene_set_outlined (VitScene *scene, const uint8_t *flags);

/**
 * vit_scene_set_filter:
 * @kept: (nullable): one per atom: 0 for an atom that is left out
 * @ghosts: whether those are drawn small, in the style's colour of ghosts and without rings,
 * instead of not at all; in a slice they lie beneath the others
 *
 * They belong to no outline.
 */
void vit_scene_set_filter (VitScene *scene, const uint8_t *kept, bool ghosts);

/**
 * vit_scene_set_outline_radius:
 * @radius: of the discs in Å; discs of neighbours merge if it is at least half their distance.
 *   Default 1.95, half the first minimum of g(r) of Cu–Zr glasses.
 */
void vit_scene_set_outline_radius (VitScene *scene, double radius);

/**
 * vit_scene_get_outline:
 * @least: 1 for all flagged atoms, 2 for the emphasised ones only
 *
 * The outline of the flagged atoms of the slice, in pixels of a picture of @width × @height, for
 * callers that draw it as vectors: centres with y downwards, angles counter-clockwise as seen.
 * Empty without a slice.
 *
 * Returns: (transfer full) (element-type VitArc)
 */
GArray *vit_scene_get_outline (const VitScene *scene, double width, double height, uint8_t least);

/**
 * vit_scene_set_max_atoms:
 * @max_atoms: 0 draws all
 *
 * Draws about @max_atoms, picked evenly, and at least one of each kind in each cell of a grid of
 * about an eighth as many cells: of the atoms in each third of the range of colours, and, in a grid
 * of as many cells as atoms, of those that are outlined or highlighted, of which half the number is
 * drawn if there are so many. The same ones are picked in every frame, as far as their kind and
 * cell stay.
 */
void vit_scene_set_max_atoms (VitScene *scene, size_t max_atoms);

/**
 * vit_scene_get_thinning:
 * @one_of: (out): of so many atoms about one is drawn: of others, and of those that are outlined or
 *   highlighted
 *
 * Returns: whether fewer atoms are drawn than are shown
 */
bool vit_scene_get_thinning (const VitScene *scene, unsigned one_of[2]);

void vit_scene_set_show_box (VitScene *scene, bool show);
void vit_scene_set_style (VitScene *scene, const VitSceneStyle *style);
const VitSceneStyle *vit_scene_get_style (const VitScene *scene);

void vit_scene_set_camera (VitScene *scene, const VitCamera *camera);
const VitCamera *vit_scene_get_camera (const VitScene *scene);

/** vit_scene_set_camera_start: where vit_scene_reset_camera() takes the camera of the whole box.
 * Its projection is taken at once. */
void vit_scene_set_camera_start (VitScene *scene, const VitCameraStart *start);
const VitCameraStart *vit_scene_get_camera_start (const VitScene *scene);

/** vit_scene_reset_camera: moves the camera so that a picture of @width × @height pixels shows the
 * whole slice or box. */
void vit_scene_reset_camera (VitScene *scene, double width, double height);

/** vit_scene_get_home_camera: the camera to which vit_scene_reset_camera() goes by default. */
VitCamera vit_scene_get_home_camera (const VitScene *scene, double width, double height);

/** vit_scene_fit_turns: enlarges the whole box as far as it can be without being cut at any point
 * of a turn about the world's z. */
void vit_scene_fit_turns (VitScene *scene, double width, double height);

/** vit_scene_get_whole_height: the least height that @camera needs to show all of the box, or of
 * the slice, in a picture of that size. */
double vit_scene_get_whole_height (const VitScene *scene,
                                   const VitCamera *camera,
                                   double width,
                                   double height);

/** vit_scene_dup_camera_text: (transfer full): vit_camera_dup_text() for a picture of that size. */
char *vit_scene_dup_camera_text (const VitScene *scene, double width, double height);

/** vit_scene_take_camera_text: @text: as the option "camera" has it: a start of the whole box, to
 * which the camera is reset, or a camera. Nothing changes if it is of another slice or is neither.
 *
 * Returns: whether it was a camera */
bool vit_scene_take_camera_text (VitScene *scene, const char *text, double width, double height);

/** vit_scene_pick: the foremost atom drawn at a pixel, or −1. O(n) */
ssize_t vit_scene_pick (VitScene *scene, double width, double height, double x, double y);

/**
 * vit_scene_project:
 * @x: Å from the box's origin, not wrapped
 *
 * Returns: whether the point is in front of the viewer
 */
bool vit_scene_project (const VitScene *scene,
                        double width,
                        double height,
                        const double x[3],
                        double screen[2],
                        double *scale);

/**
 * vit_scene_get_atom_position:
 * @x: (out): Å relative to the box's origin, as drawn: wrapped and, if it is shown, on this side of
 *   the slice; NaN if the atom has no position
 *
 * Returns: whether the atom is shown
 */
bool vit_scene_get_atom_position (const VitScene *scene, size_t i, double x[3]);

/** vit_scene_get_atom_radius: the radius that an atom is drawn with, Å. */
double vit_scene_get_atom_radius (const VitScene *scene, size_t i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitScene, vit_scene_free)
