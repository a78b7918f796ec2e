#pragma once

/* The members of an atom view, for the files that draw it and handle its input. */

#include "ui/scene/display-list.h"
#include "ui/scene/renderer.h"
#include "ui/views/atom-view.h"

/* Width of the track for dragging the slice, at the right edge, pixels. */
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

  GtkWidget *area; /* NULL without OpenGL */
  VitRenderer *renderer;
  char *fallback_reason;
  char *failure; /* nullable: why OpenGL could not draw a picture */
  bool painted;  /* by the processor, not by OpenGL */

  VitScene *scene;
  VitDisplayList *list;
  bool list_valid;
  bool own_style;
  int width, height;   /* of the last allocation */
  bool camera_touched; /* by the user: resizing no longer fits it to the box */
  VitAtomView *leader; /* weak reference; followed once the first frame comes */
  char *wanted_camera; /* nullable: to be taken once there are a frame and a size */
  bool wheel_passes;   /* whether the wheel alone is left to the page */

  /* While the camera glides the scene has that which is seen, and @goal is where it goes to. */
  guint gliding;      /* tick callback, or 0 */
  gint64 glide_began; /* µs of the frame clock; 0 before the first frame */
  VitCamera glide_from, goal;
  bool seen; /* whether a picture of the box or slice has been drawn with its camera */

  int axis;
  double position, thickness;
  bool whole_box;
  int clip; /* see vit_atom_view_set_clip() */

  bool turning;  /* on a turntable */
  bool playing;  /* whether the atoms were moved last by vit_atom_view_move() */
  bool outlined; /* whether some atoms are */
  VitAtomDrag drag;
  double drag_x, drag_y; /* offset of the drag that has been applied already */
  double pinch;
  bool pointer_inside;
  double pointer_x, pointer_y;
  int hovered;
};

/* atom-view.c */
void vit_atom_view_changed (VitAtomView *view);
bool vit_atom_view_has_plane (VitAtomView *view);
void vit_atom_view_drag_slice_to (VitAtomView *view, double position);
void vit_atom_view_set_dragging (VitAtomView *view, VitAtomDrag drag);
void vit_atom_view_emit_hovered (VitAtomView *view, int atom, double x, double y);
void vit_atom_view_emit_picked (VitAtomView *view, int atom, bool more);
void vit_atom_view_emit_camera_moved (VitAtomView *view);
void vit_atom_view_emit_camera_steered (VitAtomView *view);

/** vit_atom_view_update_list: (transfer none): the list for the widget's size in device pixels,
 * rebuilt if anything has changed. */
const VitDisplayList *vit_atom_view_update_list (VitAtomView *view);

/* atom-view-gl.c */

/** vit_atom_view_add_area: adds the widget of OpenGL, unless this runs on the processor. */
void vit_atom_view_add_area (VitAtomView *view);

/* atom-view-camera.c */
void vit_atom_view_fit_camera (VitAtomView *view);
void vit_atom_view_touch_camera (VitAtomView *view, const VitCamera *camera);
void vit_atom_view_take_wanted_camera (VitAtomView *view);
void vit_atom_view_steer_home (VitAtomView *view);
void vit_atom_view_follow_slice (VitAtomView *view, double by);

/** vit_atom_view_shows_whole: whether @camera has all of the whole box in the picture. */
bool vit_atom_view_shows_whole (VitAtomView *view, const VitCamera *camera);

/** vit_atom_view_resize_camera: the view was so wide and high: enlarges by as much as before, of
 * what shows all. */
void vit_atom_view_resize_camera (VitAtomView *view, int width, int height);

/** vit_atom_view_keep_whole: moves @camera back until it has all of the box in the picture. */
void vit_atom_view_keep_whole (VitAtomView *view, VitCamera *camera);

/* atom-view-glide.c */

/** vit_atom_view_glide_from: the camera has just been set: lets it be seen gliding there from
 * @before, unless nothing has been seen yet or animations are off. */
void vit_atom_view_glide_from (VitAtomView *view, const VitCamera *before);

/** vit_atom_view_stop_glide: where it is. */
void vit_atom_view_stop_glide (VitAtomView *view);

/** vit_atom_view_get_goal: the camera, or that which it glides to. */
const VitCamera *vit_atom_view_get_goal (VitAtomView *view);

/** vit_atom_view_set_goal: changes where it glides to. */
void vit_atom_view_set_goal (VitAtomView *view, const VitCamera *goal);

/* atom-view-input.c */
void vit_atom_view_add_input (VitAtomView *view);
void vit_atom_view_class_add_bindings (GtkWidgetClass *class);

/* atom-view-fewer.c */
bool vit_atom_view_is_moved (VitAtomView *view);

/** vit_atom_view_draw_fewer: @wanted: as few as for a moving box. */
void vit_atom_view_draw_fewer (VitAtomView *view, bool wanted);
void vit_atom_view_set_playing (VitAtomView *view, bool playing);
void vit_atom_view_snapshot_thinning (VitAtomView *view, GtkSnapshot *snapshot);

/* atom-view-track.c */
void vit_atom_view_snapshot_track (VitAtomView *view, GtkSnapshot *snapshot);
