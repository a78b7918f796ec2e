#pragma once

/* The members of an atom view, shared by its drawing and its input. */

#include "ui/scene/display-list.h"
#include "ui/scene/renderer.h"
#include "ui/views/atom-view.h"

/* The strip at the right edge that drags the slice, pixels. */
#define VIT_ATOM_VIEW_TRACK 16

typedef enum
{
  VIT_ATOM_DRAG_NONE,
  VIT_ATOM_DRAG_ORBIT,
  VIT_ATOM_DRAG_PAN,
  VIT_ATOM_DRAG_SLICE,
} VitAtomDrag;

struct _VitAtomView
{
  GtkWidget parent_instance;

  GtkWidget *area; /* NULL in the fallback */
  VitRenderer *renderer;
  char *fallback_reason;

  VitScene *scene;
  VitDisplayList *list;
  bool list_valid;
  bool own_style;
  bool camera_touched; /* by the user: resizing no longer fits the box */
  VitAtomView *leader; /* weak: to be followed from the first frame on */
  bool wheel_passes;   /* to the page, unless a key is held */

  int axis;
  double position, thickness;
  bool whole_box;

  VitAtomDrag drag;
  double drag_x, drag_y; /* offset that has been dealt with */
  double pinch;
  bool pointer_inside;
  double pointer_x, pointer_y;
  int hovered;
};

/* atom-view.c */
void vit_atom_view_changed (VitAtomView *view);
void vit_atom_view_draw_fewer (VitAtomView *view, bool wanted);
void vit_atom_view_drag_slice_to (VitAtomView *view, double position);
void vit_atom_view_set_dragging (VitAtomView *view, VitAtomDrag drag);
void vit_atom_view_emit_hovered (VitAtomView *view, int atom, double x, double y);
void vit_atom_view_emit_picked (VitAtomView *view, int atom);
void vit_atom_view_emit_camera_moved (VitAtomView *view);
void vit_atom_view_emit_camera_steered (VitAtomView *view);

/* atom-view-camera.c */
void vit_atom_view_fit_camera (VitAtomView *view);
void vit_atom_view_touch_camera (VitAtomView *view, const VitCamera *camera);
void vit_atom_view_steer_home (VitAtomView *view);
void vit_atom_view_follow_slice (VitAtomView *view, double by);

/* atom-view-input.c */
void vit_atom_view_add_input (VitAtomView *view);
void vit_atom_view_class_add_bindings (GtkWidgetClass *class);

/* atom-view-track.c */
void vit_atom_view_snapshot_track (VitAtomView *view, GtkSnapshot *snapshot);
