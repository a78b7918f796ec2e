/* Mouse, touch and keys of the atom view. */

#include <math.h>

#include "ui/views/atom-view-private.h"

/* Distance the pointer must move for a click to become a drag, pixels. */
#define DRAG_THRESHOLD 4

/* Radians per pixel of orbiting: 600 pixels are half a turn. */
#define ORBIT_SPEED (G_PI / 600)

#define ZOOM_PER_NOTCH 1.15

static void
zoom_at (VitAtomView *view, double factor, double x, double y)
{
  VitCamera camera = *vit_scene_get_camera (view->scene);
  vit_camera_zoom (&camera, gtk_widget_get_width (GTK_WIDGET (view)),
                   gtk_widget_get_height (GTK_WIDGET (view)), factor, x, y);
  if (camera.height > 0.5 && camera.height < 1e6)
    vit_atom_view_touch_camera (view, &camera);
}

static void
orbit_by (VitAtomView *view, double dx, double dy)
{
  VitCamera camera = *vit_scene_get_camera (view->scene);
  bool whole = vit_atom_view_shows_whole (view, &camera);
  vit_camera_orbit (&camera, dx * ORBIT_SPEED, dy * ORBIT_SPEED);
  if (whole)
    vit_atom_view_keep_whole (view, &camera);
  vit_atom_view_touch_camera (view, &camera);
}

static void
pan_by (VitAtomView *view, double dx, double dy)
{
  VitCamera camera = *vit_scene_get_camera (view->scene);
  vit_camera_pan (&camera, gtk_widget_get_height (GTK_WIDGET (view)), dx, dy);
  vit_atom_view_touch_camera (view, &camera);
}

/* Move the slice by @quarters of a quarter of its thickness. */
static void
step_slice (VitAtomView *view, double quarters)
{
  const VitCell *cell = vit_scene_get_cell (view->scene);
  if (!cell || !vit_atom_view_has_plane (view))
    return;
  double widths[3];
  vit_cell_widths (cell, widths);
  double step = fmax (view->thickness / 4, 0.1) / widths[view->axis];
  vit_atom_view_drag_slice_to (view, view->position + quarters * step);
}

static bool
is_on_track (VitAtomView *view, double x)
{
  return vit_atom_view_has_plane (view) &&
         x > gtk_widget_get_width (GTK_WIDGET (view)) - VIT_ATOM_VIEW_TRACK;
}

static void
drag_track (VitAtomView *view, double y)
{
  int height = gtk_widget_get_height (GTK_WIDGET (view));
  double position = 1 - (y - 8) / MAX (height - 16, 1);
  vit_atom_view_drag_slice_to (view, CLAMP (position, 0, 1 - 1e-9));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, VitAtomView *view)
{
  gtk_widget_grab_focus (GTK_WIDGET (view));
  view->drag_x = view->drag_y = 0;
  if (is_on_track (view, x))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      vit_atom_view_set_dragging (view, VIT_ATOM_DRAG_SLICE);
      drag_track (view, y);
    }
}

static VitAtomDrag
get_drag_kind (GtkGestureDrag *gesture, VitAtomView *view)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  bool orbit = button == GDK_BUTTON_PRIMARY && !(state & GDK_SHIFT_MASK) && view->whole_box;
  return orbit ? VIT_ATOM_DRAG_ORBIT : VIT_ATOM_DRAG_PAN;
}

static void
on_drag_update (GtkGestureDrag *gesture, double x, double y, VitAtomView *view)
{
  if (view->drag == VIT_ATOM_DRAG_NONE)
    {
      if (hypot (x, y) < DRAG_THRESHOLD)
        return;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      vit_atom_view_emit_hovered (view, -1, 0, 0);
      vit_atom_view_set_dragging (view, get_drag_kind (gesture, view));
    }
  double dx = x - view->drag_x, dy = y - view->drag_y, start_x, start_y;
  view->drag_x = x;
  view->drag_y = y;
  if (view->drag == VIT_ATOM_DRAG_ORBIT)
    orbit_by (view, dx, dy);
  else if (view->drag == VIT_ATOM_DRAG_PAN)
    pan_by (view, dx, dy);
  else if (gtk_gesture_drag_get_start_point (gesture, &start_x, &start_y))
    drag_track (view, start_y + y);
}

static void
on_drag_end (GtkGestureDrag *gesture, double x, double y, VitAtomView *view)
{
  double start_x, start_y;
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  bool click = view->drag == VIT_ATOM_DRAG_NONE && button == GDK_BUTTON_PRIMARY &&
               hypot (x, y) < DRAG_THRESHOLD;
  vit_atom_view_set_dragging (view, VIT_ATOM_DRAG_NONE);
  if (click && gtk_gesture_drag_get_start_point (gesture, &start_x, &start_y))
    vit_atom_view_emit_picked (view, vit_atom_view_pick (view, start_x, start_y),
                               state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK));
}

static void
on_drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, VitAtomView *view)
{
  vit_atom_view_set_dragging (view, VIT_ATOM_DRAG_NONE);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, VitAtomView *view)
{
  if (n_press == 2 && !is_on_track (view, x))
    vit_atom_view_steer_home (view);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, VitAtomView *view)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  bool zooms = (state & GDK_CONTROL_MASK) || view->whole_box;
  /* Newer GTK turns the wheel with Shift into a horizontal one. */
  double amount = dy != 0 || !(state & GDK_SHIFT_MASK) ? dy : dx;
  if (amount == 0)
    return FALSE;
  if (view->wheel_passes && !(state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
    return FALSE;
  if (!zooms)
    {
      step_slice (view, -amount);
      return TRUE;
    }
  zoom_at (view, pow (ZOOM_PER_NOTCH, -amount), view->pointer_x, view->pointer_y);
  return TRUE;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, VitAtomView *view)
{
  view->pinch = 1;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, VitAtomView *view)
{
  double x, y;
  if (!(scale > 0) || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  zoom_at (view, scale / view->pinch, x, y);
  view->pinch = scale;
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, VitAtomView *view)
{
  view->pointer_x = x;
  view->pointer_y = y;
  if (!view->pointer_inside)
    {
      view->pointer_inside = true;
      gtk_widget_queue_draw (GTK_WIDGET (view));
    }
  gtk_widget_set_cursor_from_name (GTK_WIDGET (view), is_on_track (view, x) ? "ns-resize" : NULL);
  if (view->drag == VIT_ATOM_DRAG_NONE && vit_scene_get_cell (view->scene))
    vit_atom_view_emit_hovered (view, is_on_track (view, x) ? -1 : vit_atom_view_pick (view, x, y),
                                x, y);
}

static void
on_leave (GtkEventControllerMotion *controller, VitAtomView *view)
{
  view->pointer_inside = false;
  gtk_widget_queue_draw (GTK_WIDGET (view));
  vit_atom_view_emit_hovered (view, -1, 0, 0);
}

static void
on_focus_changed (GtkEventControllerFocus *controller, GParamSpec *pspec, VitAtomView *view)
{
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

void
vit_atom_view_add_input (VitAtomView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);

  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), view);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));

  GtkGesture *drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), view);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), view);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), view);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancel), view);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_group (click, drag);

  GtkGesture *pinch = gtk_gesture_zoom_new ();
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), view);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), view);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));

  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), view);
  gtk_widget_add_controller (widget, scroll);

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), view);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), view);
  gtk_widget_add_controller (widget, motion);

  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "notify::contains-focus", G_CALLBACK (on_focus_changed), view);
  gtk_widget_add_controller (widget, focus);
}

/* ---- Keys ---- */

static gboolean
key_move (GtkWidget *widget, GVariant *args, gpointer data)
{
  VitAtomView *view = VIT_ATOM_VIEW (widget);
  int dx, dy;
  g_variant_get (args, "(ii)", &dx, &dy);
  if (view->whole_box)
    orbit_by (view, dx * 15, dy * 15);
  else
    pan_by (view, dx * 20, dy * 20);
  return TRUE;
}

static gboolean
key_zoom (GtkWidget *widget, GVariant *args, gpointer data)
{
  int notches, unused;
  g_variant_get (args, "(ii)", &notches, &unused);
  zoom_at (VIT_ATOM_VIEW (widget), pow (ZOOM_PER_NOTCH, notches),
           gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
  return TRUE;
}

static gboolean
key_reset (GtkWidget *widget, GVariant *args, gpointer data)
{
  vit_atom_view_steer_home (VIT_ATOM_VIEW (widget));
  return TRUE;
}

/* Arrows, Home, Page Up and Page Down without Shift belong to the window: they move time and slice
 * wherever the focus is. */
static const struct
{
  VitAtomViewKeys row;
  GtkShortcutFunc activate;
  int args[2][2]; /* arguments for each of the two keys */
} keys[] = {
  { { "Turn or Shift the Map in Focus Sideways", { "<Shift>Left", "<Shift>Right" } },
    key_move,
    { { -1, 0 }, { 1, 0 } } },
  { { "Turn or Shift It Up or Down", { "<Shift>Up", "<Shift>Down" } },
    key_move,
    { { 0, -1 }, { 0, 1 } } },
  { { "Enlarge or Shrink It", { "plus", "minus" } }, key_zoom, { { 1, 0 }, { -1, 0 } } },
  { { "All of It Again", { "0" } }, key_reset },
};

/* Alternative keys with the same effect: those of the keypad, and + with Shift, which most keyboard
 * layouts need for it. */
static const struct
{
  const char *key, *other;
} same_keys[] = {
  { "<Shift>Left", "<Shift>KP_Left" }, { "<Shift>Right", "<Shift>KP_Right" },
  { "<Shift>Up", "<Shift>KP_Up" },     { "<Shift>Down", "<Shift>KP_Down" },
  { "plus", "<Shift>plus" },           { "plus", "KP_Add" },
  { "minus", "KP_Subtract" },          { "0", "KP_0" },
};

const VitAtomViewKeys *
vit_atom_view_list_keys (gsize *n)
{
  static VitAtomViewKeys rows[G_N_ELEMENTS (keys)];
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    rows[i] = keys[i].row;
  *n = G_N_ELEMENTS (keys);
  return rows;
}

static void
bind_key (GtkWidgetClass *class, const char *key, GtkShortcutFunc activate, const int args[2])
{
  guint code;
  GdkModifierType modifiers;
  g_return_if_fail (gtk_accelerator_parse (key, &code, &modifiers));
  gtk_widget_class_add_binding (class, code, modifiers, activate, "(ii)", args[0], args[1]);
}

void
vit_atom_view_class_add_bindings (GtkWidgetClass *class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    for (int k = 0; k < 2 && keys[i].row.keys[k]; k++)
      {
        const char *key = keys[i].row.keys[k];
        bind_key (class, key, keys[i].activate, keys[i].args[k]);
        for (gsize s = 0; s < G_N_ELEMENTS (same_keys); s++)
          if (g_str_equal (same_keys[s].key, key))
            bind_key (class, same_keys[s].other, keys[i].activate, keys[i].args[k]);
      }
}
