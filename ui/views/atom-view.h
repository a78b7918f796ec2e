#pragma once

/* The widget that shows atoms: a slice or the whole box. It draws with OpenGL where available,
 * otherwise on the processor. It copies all data that it is given and knows nothing of runs or
 * sessions. Main thread only.
 *
 * Mouse: drag turns the whole box and shifts a slice; middle or Shift+drag always shifts; the wheel
 * moves the slice, or zooms in the whole box (Shift+wheel where the wheel alone scrolls the page);
 * Ctrl+wheel and pinching zoom; the track at the right edge drags the slice; a click picks, with
 * Ctrl or Shift one more; a double click resets the camera. Keys: Shift+arrows turn or shift, + and
 * − zoom, 0 resets.
 *
 * Signals: `hovered (int atom, double x, double y)`: the atom under the pointer, or −1, in widget
 * coordinates; `picked (int atom, gboolean more)`: the atom that was clicked, −1 for the
 * background, and whether Ctrl or Shift was held; `slice-dragged (double position)`: the user has
 * moved the slice, which is already shown; `camera-moved ()`: vit_atom_view_project() gives other
 * results now, whatever the cause; `camera-steered ()`: the user has turned, shifted or zoomed the
 * picture, or has begun or ended a drag.
 *
 * Property `fallback-reason` (string, read only): why OpenGL is not used, %NULL if it is, or if it
 * would run on the processor, too. */

#include <gtk/gtk.h>
#include <sys/types.h>

#include "core/structure/isosurface.h"
#include "core/structure/convex-body.h"
#include "ui/scene/arrows.h"
#include "ui/scene/scene.h"
#include "ui/style/view-options.h"

#define VIT_TYPE_ATOM_VIEW (vit_atom_view_get_type ())
G_DECLARE_FINAL_TYPE (VitAtomView, vit_atom_view, VIT, ATOM_VIEW, GtkWidget)

GtkWidget *vit_atom_view_new (void);

/** vit_atom_view_set_frame: the arguments are those of vit_scene_set_scaled(). */
void vit_atom_view_set_frame (
    VitAtomView *view, float *scaled, const uint8_t *types, size_t n, const VitCell *cell);

/** vit_atom_view_move: the same atoms elsewhere, see vit_scene_move(). */
void vit_atom_view_move (VitAtomView *view, const float *scaled, const VitCell *cell);
void vit_atom_view_set_radii (VitAtomView *view, const float *radii, unsigned n_types);
void vit_atom_view_set_values (VitAtomView *view, const float *values);
void vit_atom_view_set_colormap (VitAtomView *view, const uint8_t *rgba);
void vit_atom_view_set_range (VitAtomView *view, double low, double high);

/**
 * vit_atom_view_set_slice:
 * @axis: 0, 1, 2
 * @position: position of the middle, 0 ... 1 along the box vector
 * @thickness: Å
 *
 * Sets the slice, which is shown unless the whole box is. A new axis resets the camera.
 */
void vit_atom_view_set_slice (VitAtomView *view, int axis, double position, double thickness);
double vit_atom_view_get_slice_position (VitAtomView *view);

/** vit_atom_view_set_whole_box: switches between slice and whole box and resets the camera. */
void vit_atom_view_set_whole_box (VitAtomView *view, bool whole_box);
bool vit_atom_view_get_whole_box (VitAtomView *view);

/** vit_atom_view_set_clip: @side: 1: what lies above the middle plane of the slice is cut away of
 * the whole box, −1: what lies below it, 0: nothing. */
void vit_atom_view_set_clip (VitAtomView *view, int side);

/** vit_atom_view_set_faded: the arguments are those of vit_scene_set_faded(). */
void vit_atom_view_set_faded (VitAtomView *view, const uint8_t *flags, double opacity);

/** vit_atom_view_set_arrows: see vit_scene_set_arrows(). */
void vit_atom_view_set_arrows (VitAtomView *view, const VitArrows *arrows);

/** vit_atom_view_set_selected: @atom: an index, or −1; does not emit `picked`. */
void vit_atom_view_set_selected (VitAtomView *view, ssize_t atom);
void vit_atom_view_set_highlighted (VitAtomView *view, const uint8_t *flags);

/** vit_atom_view_set_filter: the arguments are those of vit_scene_set_filter(). */
void vit_atom_view_set_filter (VitAtomView *view, const uint8_t *kept, bool ghosts);
void vit_atom_view_set_outlined (VitAtomView *view, const uint8_t *flags);
void vit_atom_view_set_outline_radius (VitAtomView *view, double radius);

/** vit_atom_view_show_surface: the arguments are those of vit_scene_show_surface(). */
void vit_atom_view_show_surface (VitAtomView *view,
                                 const VitIsosurface *surface,
                                 double opacity,
                                 bool alone);

/** vit_atom_view_show_polyhedron: the arguments are those of vit_scene_show_polyhedron(). */
void
vit_atom_view_show_polyhedron (VitAtomView *view, const VitConvexBody *polyhedron, size_t atom);

/**
 * vit_atom_view_set_style:
 * @style: (nullable): %NULL follows the theme: transparent background, lines in the text's colour
 */
void vit_atom_view_set_style (VitAtomView *view, const VitSceneStyle *style);

/** vit_atom_view_reset_camera: shows all of the slice, or of the box from where it begins. */
void vit_atom_view_reset_camera (VitAtomView *view);

/** vit_atom_view_set_box_view: how the whole box is shown, but for its camera; @load_axis: see
 * vit_box_view_get_load_axis(). */
void vit_atom_view_set_box_view (VitAtomView *view, const VitBoxView *box, int load_axis);

/** vit_atom_view_set_wheel_passes: @passes: whether the wheel alone is left to the parent widget,
 * for scrolling. */
void vit_atom_view_set_wheel_passes (VitAtomView *view, bool passes);

/** vit_atom_view_turn: turns the whole box by @degrees to the right, unless the user is dragging
 * it. Emits `camera-steered`. */
void vit_atom_view_turn (VitAtomView *view, double degrees);

/** vit_atom_view_set_turning: whether it is turned all the time: of a large box fewer atoms are
 * then drawn, as while it is dragged. */
void vit_atom_view_set_turning (VitAtomView *view, bool turning);

/** vit_atom_view_dup_camera: (transfer full) (nullable): the camera as the option "camera" has it
 * (ui/scene/camera-start.h); of a slice only if it was steered. */
char *vit_atom_view_dup_camera (VitAtomView *view);

/** vit_atom_view_set_camera: @text: of vit_atom_view_dup_camera(), or empty for all of the box; it
 * is taken once there is a frame, and not if it is of another slice or is no camera. Does not emit
 * `camera-steered`. */
void vit_atom_view_set_camera (VitAtomView *view, const char *text);

/** vit_atom_view_follow: moves the camera so that it shows the same part of the box as @leader
 * does, from the same side and equally enlarged; the boxes may differ in size. Nothing happens
 * while one shows a slice and the other the whole box, or slices of different axes. A view without
 * a frame follows @leader as soon as the first frame comes. Does not emit `camera-steered`. */
void vit_atom_view_follow (VitAtomView *view, VitAtomView *leader);

/** vit_atom_view_get_scene: (transfer none): the scene that is shown, e.g. to export it. */
const VitScene *vit_atom_view_get_scene (VitAtomView *view);

/**
 * vit_atom_view_project:
 * @xyz: Å from the box's origin
 * @x, @y: (out): widget coordinates
 *
 * Returns: whether the point is in front of the viewer
 */
bool vit_atom_view_project (VitAtomView *view, const double xyz[3], double *x, double *y);

/** vit_atom_view_find_in_plane: see vit_camera_find_in_plane(); @x, @y: px of the widget. */
bool vit_atom_view_find_in_plane (
    VitAtomView *view, const double plane[3][3], double x, double y, double at[2]);

/** vit_atom_view_get_scale: pixels per Å at the centre of the picture, for a scale bar. */
double vit_atom_view_get_scale (VitAtomView *view);

/** vit_atom_view_pick: index of the atom at widget coordinates, or −1. */
ssize_t vit_atom_view_pick (VitAtomView *view, double x, double y);

/**
 * VitAtomViewKeys: keys that a focused view handles itself
 * @title: what the keys do, in header capitalisation
 * @keys: accelerators: one, or two with opposite effects
 */
typedef struct
{
  const char *title;
  const char *keys[2];
} VitAtomViewKeys;

/** vit_atom_view_list_keys: (transfer none): all keys, for lists of shortcuts. */
const VitAtomViewKeys *vit_atom_view_list_keys (gsize *n);

/** vit_atom_view_dup_thinning: (transfer full) (nullable): how many of the atoms are drawn, as it
 * stands in a corner of the view; %NULL if that is all of the slice or box. */
char *vit_atom_view_dup_thinning (VitAtomView *view);

/** vit_atom_view_get_fallback_reason: (nullable): why OpenGL is not used; %NULL if it is. */
const char *vit_atom_view_get_fallback_reason (VitAtomView *view);
