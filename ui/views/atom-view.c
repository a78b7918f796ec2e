#include "ui/views/atom-view.h"

#include <math.h>

#include "core/base/turns.h"
#include "core/study/options.h"
#include "ui/scene/software.h"
#include "ui/views/atom-view-private.h"

enum
{
  PROP_0,
  PROP_FALLBACK_REASON,
  N_PROPS
};

enum
{
  HOVERED,
  PICKED,
  SLICE_DRAGGED,
  CAMERA_MOVED,
  CAMERA_STEERED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitAtomView, vit_atom_view, GTK_TYPE_WIDGET)

/* ---- Pictures ---- */

static void
follow_theme (VitAtomView *view)
{
  if (view->own_style)
    return;
  GdkRGBA text;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (view)), &text);
  VitSceneStyle style = *vit_scene_get_style (view->scene);
  uint8_t r = lrintf (text.red * 255), g = lrintf (text.green * 255), b = lrintf (text.blue * 255);
  style.background = (VitColour){ 0, 0, 0, 0 };
  style.box = (VitColour){ r, g, b, 110 };
  style.outline = (VitColour){ r, g, b, 255 };
  style.halo = (VitColour){ 255 - r, 255 - g, 255 - b, 255 };
  bool dark = text.red + text.green + text.blue > 1.5f;
  style.missing = dark ? (VitColour){ 120, 120, 125, 255 } : (VitColour){ 190, 190, 195, 255 };
  style.ghost = dark ? (VitColour){ 78, 78, 84, 255 } : (VitColour){ 222, 222, 228, 255 };
  vit_scene_set_style (view->scene, &style);
}

const VitDisplayList *
vit_atom_view_update_list (VitAtomView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  int factor = gtk_widget_get_scale_factor (widget);
  double width = MAX (gtk_widget_get_width (widget), 1) * factor;
  double height = MAX (gtk_widget_get_height (widget), 1) * factor;
  if (view->list_valid && view->list->width == width && view->list->height == height)
    return view->list;
  VIT_TURN_PART ("atoms", NULL);
  follow_theme (view);
  vit_display_list_build (view->list, view->scene, width, height, factor);
  view->list_valid = true;
  view->seen = vit_scene_get_cell (view->scene) != NULL;
  return view->list;
}

static void
snapshot_software (VitAtomView *view, GtkSnapshot *snapshot)
{
  const VitDisplayList *list = vit_atom_view_update_list (view);
  int width = (int) list->width, height = (int) list->height;
  gsize size = (gsize) width * height * 4;
  uint8_t *pixels = g_malloc (size);
  {
    VIT_TURN_PART ("raster", NULL);
    vit_display_list_paint_bgra (list, pixels);
  }
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);
  /* The order of bytes that cairo has on little-endian machines: it is not converted. */
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (
      width, height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, (gsize) width * 4);
  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (view)),
                                                    gtk_widget_get_height (GTK_WIDGET (view))));
}

static void
vit_atom_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VitAtomView *view = VIT_ATOM_VIEW (widget);
  if (view->painted)
    snapshot_software (view, snapshot);
  else
    gtk_widget_snapshot_child (widget, view->area, snapshot);
  vit_atom_view_snapshot_thinning (view, snapshot);
  vit_atom_view_snapshot_track (view, snapshot);
}

/* ---- State ---- */

void
vit_atom_view_changed (VitAtomView *view)
{
  view->list_valid = false;
  if (view->painted)
    gtk_widget_queue_draw (GTK_WIDGET (view));
  else
    gtk_gl_area_queue_render (GTK_GL_AREA (view->area));
}

static void
apply_slice (VitAtomView *view)
{
  vit_scene_set_slice (view->scene, view->whole_box ? -1 : view->axis, view->position,
                       view->thickness);
  vit_scene_set_clip (view->scene, view->clip, view->axis, view->position);
}

/* Whether there is a plane that the user can move. */
bool
vit_atom_view_has_plane (VitAtomView *view)
{
  return !view->whole_box || view->clip != 0;
}

void
vit_atom_view_drag_slice_to (VitAtomView *view, double position)
{
  const VitCell *cell = vit_scene_get_cell (view->scene);
  if (!cell || !vit_atom_view_has_plane (view))
    return;
  if (view->whole_box)
    position = CLAMP (position, 0, 1);
  else if (cell->periodic[view->axis])
    position -= floor (position);
  else
    position = CLAMP (position, 0, 1);
  vit_atom_view_set_slice (view, view->axis, position, view->thickness);
  g_signal_emit (view, signals[SLICE_DRAGGED], 0, position);
}

void
vit_atom_view_set_dragging (VitAtomView *view, VitAtomDrag drag)
{
  if (view->drag == drag)
    return;
  view->drag = drag;
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (view));
  /* The signal makes views that follow this one draw fewer atoms, too. */
  vit_atom_view_emit_camera_steered (view);
}

void
vit_atom_view_emit_hovered (VitAtomView *view, int atom, double x, double y)
{
  if (atom < 0 && view->hovered < 0)
    return;
  view->hovered = atom;
  g_signal_emit (view, signals[HOVERED], 0, atom, x, y);
}

void
vit_atom_view_emit_picked (VitAtomView *view, int atom, bool more)
{
  g_signal_emit (view, signals[PICKED], 0, atom, more);
}

void
vit_atom_view_emit_camera_moved (VitAtomView *view)
{
  g_signal_emit (view, signals[CAMERA_MOVED], 0);
}

void
vit_atom_view_emit_camera_steered (VitAtomView *view)
{
  g_signal_emit (view, signals[CAMERA_STEERED], 0);
}

/* ---- Public functions ---- */

void
vit_atom_view_set_frame (
    VitAtomView *view, float *scaled, const uint8_t *types, size_t n, const VitCell *cell)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  const VitCell *known = vit_scene_get_cell (view->scene);
  bool same_box = known && vit_cell_equal (known, cell);
  vit_atom_view_set_playing (view, false);
  vit_scene_set_scaled (view->scene, scaled, cell, types, n);
  apply_slice (view);
  if (same_box || view->camera_touched)
    vit_atom_view_changed (view);
  else
    vit_atom_view_fit_camera (view);
  if (view->leader)
    vit_atom_view_follow (view, view->leader);
  vit_atom_view_take_wanted_camera (view);
}

void
vit_atom_view_move (VitAtomView *view, const float *scaled, const VitCell *cell)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  const VitCell *known = vit_scene_get_cell (view->scene);
  bool same_box = known && vit_cell_equal (known, cell);
  vit_atom_view_set_playing (view, true);
  vit_scene_move (view->scene, scaled, cell);
  if (same_box || view->camera_touched)
    vit_atom_view_changed (view);
  else
    vit_atom_view_fit_camera (view);
}

void
vit_atom_view_set_filter (VitAtomView *view, const uint8_t *kept, bool ghosts)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_filter (view->scene, kept, ghosts);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_radii (VitAtomView *view, const float *radii, unsigned n_types)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_radii (view->scene, radii, n_types);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_values (VitAtomView *view, const float *values)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_values (view->scene, values);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_colormap (VitAtomView *view, const uint8_t *rgba)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_colormap (view->scene, rgba);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_range (VitAtomView *view, double low, double high)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_range (view->scene, low, high);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_slice (VitAtomView *view, int axis, double position, double thickness)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  g_return_if_fail (axis >= 0 && axis < 3 && isfinite (position) && thickness >= 0);
  if (axis == view->axis && position == view->position && thickness == view->thickness)
    return;
  bool turned = axis != view->axis;
  double by = position - view->position;
  view->axis = axis;
  view->position = position;
  view->thickness = thickness;
  apply_slice (view);
  if (view->whole_box)
    {
      vit_atom_view_changed (view);
      gtk_widget_queue_draw (GTK_WIDGET (view));
      return;
    }
  if (turned)
    vit_atom_view_reset_camera (view);
  else
    vit_atom_view_follow_slice (view, by);
  vit_atom_view_changed (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

double
vit_atom_view_get_slice_position (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), 0);
  return view->position;
}

void
vit_atom_view_set_whole_box (VitAtomView *view, bool whole_box)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  if (whole_box == view->whole_box)
    return;
  view->whole_box = whole_box;
  view->seen = false;
  apply_slice (view);
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (view));
  vit_atom_view_reset_camera (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

bool
vit_atom_view_get_whole_box (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), false);
  return view->whole_box;
}

void
vit_atom_view_set_clip (VitAtomView *view, int side)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  if (side == view->clip)
    return;
  view->clip = side;
  apply_slice (view);
  vit_atom_view_changed (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

void
vit_atom_view_set_faded (VitAtomView *view, const uint8_t *flags, double opacity)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_faded (view->scene, opacity < 1 ? flags : NULL, opacity);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_arrows (VitAtomView *view, const VitArrows *arrows)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  if (!arrows && !vit_scene_has_arrows (view->scene))
    return;
  vit_scene_set_arrows (view->scene, arrows);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_selected (VitAtomView *view, ssize_t atom)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_selected (view->scene, atom);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_highlighted (VitAtomView *view, const uint8_t *flags)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_highlighted (view->scene, flags);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_outlined (VitAtomView *view, const uint8_t *flags)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  view->outlined = flags != NULL;
  vit_scene_set_outlined (view->scene, flags);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_outline_radius (VitAtomView *view, double radius)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_set_outline_radius (view->scene, radius);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_style (VitAtomView *view, const VitSceneStyle *style)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  view->own_style = style != NULL;
  if (style)
    vit_scene_set_style (view->scene, style);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_wheel_passes (VitAtomView *view, bool passes)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  view->wheel_passes = passes;
}

const VitScene *
vit_atom_view_get_scene (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), NULL);
  follow_theme (view);
  return view->scene;
}

bool
vit_atom_view_project (VitAtomView *view, const double xyz[3], double *x, double *y)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), false);
  double screen[2];
  if (!vit_scene_project (view->scene, gtk_widget_get_width (GTK_WIDGET (view)),
                          gtk_widget_get_height (GTK_WIDGET (view)), xyz, screen, NULL))
    return false;
  *x = screen[0];
  *y = screen[1];
  return true;
}

bool
vit_atom_view_find_in_plane (
    VitAtomView *view, const double plane[3][3], double x, double y, double at[2])
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), false);
  return vit_camera_find_in_plane (vit_scene_get_camera (view->scene),
                                   gtk_widget_get_width (GTK_WIDGET (view)),
                                   gtk_widget_get_height (GTK_WIDGET (view)), plane, x, y, at);
}

double
vit_atom_view_get_scale (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), 1);
  return gtk_widget_get_height (GTK_WIDGET (view)) / vit_scene_get_camera (view->scene)->height;
}

ssize_t
vit_atom_view_pick (VitAtomView *view, double x, double y)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), -1);
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (view));
  return vit_display_list_pick (vit_atom_view_update_list (view), x * factor, y * factor);
}

const char *
vit_atom_view_get_fallback_reason (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), NULL);
  return view->fallback_reason;
}

GtkWidget *
vit_atom_view_new (void)
{
  return g_object_new (VIT_TYPE_ATOM_VIEW, NULL);
}

/* ---- Widget ---- */

static void
vit_atom_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VitAtomView *view = VIT_ATOM_VIEW (widget);
  if (view->area && gtk_widget_get_visible (view->area))
    gtk_widget_allocate (view->area, width, height, baseline, NULL);
  view->list_valid = false;
  if (!view->camera_touched && vit_scene_get_cell (view->scene))
    {
      vit_atom_view_stop_glide (view);
      vit_scene_reset_camera (view->scene, MAX (width, 1), MAX (height, 1));
    }
  else if (width != view->width || height != view->height)
    vit_atom_view_resize_camera (view, view->width, view->height);
  view->width = width;
  view->height = height;
  vit_atom_view_take_wanted_camera (view);
  g_signal_emit (view, signals[CAMERA_MOVED], 0);
}

static void
vit_atom_view_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = 80;
  *natural = 400;
}

static void
vit_atom_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vit_atom_view_parent_class)->css_changed (widget, change);
  vit_atom_view_changed (VIT_ATOM_VIEW (widget));
}

static void
vit_atom_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FALLBACK_REASON)
    g_value_set_string (value, VIT_ATOM_VIEW (object)->fallback_reason);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vit_atom_view_dispose (GObject *object)
{
  VitAtomView *view = VIT_ATOM_VIEW (object);
  if (view->gliding)
    gtk_widget_remove_tick_callback (GTK_WIDGET (view), view->gliding);
  view->gliding = 0;
  g_clear_weak_pointer (&view->leader);
  g_clear_pointer (&view->wanted_camera, g_free);
  g_clear_pointer (&view->area, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_atom_view_parent_class)->dispose (object);
}

static void
vit_atom_view_finalize (GObject *object)
{
  VitAtomView *view = VIT_ATOM_VIEW (object);
  vit_scene_free (view->scene);
  vit_display_list_free (view->list);
  g_free (view->fallback_reason);
  g_free (view->failure);
  G_OBJECT_CLASS (vit_atom_view_parent_class)->finalize (object);
}

static void
vit_atom_view_class_init (VitAtomViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = vit_atom_view_get_property;
  object_class->dispose = vit_atom_view_dispose;
  object_class->finalize = vit_atom_view_finalize;
  widget_class->snapshot = vit_atom_view_snapshot;
  widget_class->size_allocate = vit_atom_view_size_allocate;
  widget_class->measure = vit_atom_view_measure;
  widget_class->css_changed = vit_atom_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "atomview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  vit_atom_view_class_add_bindings (widget_class);

  props[PROP_FALLBACK_REASON] = g_param_spec_string ("fallback-reason", NULL, NULL, NULL,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  GType type = G_TYPE_FROM_CLASS (class);
  signals[HOVERED] = g_signal_new ("hovered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[PICKED] = g_signal_new ("picked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_BOOLEAN);
  signals[SLICE_DRAGGED] = g_signal_new ("slice-dragged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[CAMERA_MOVED] =
      g_signal_new ("camera-moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CAMERA_STEERED] =
      g_signal_new ("camera-steered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vit_atom_view_init (VitAtomView *view)
{
  view->scene = vit_scene_new ();
  view->list = vit_display_list_new ();
  view->axis = 1;
  view->position = 0.5;
  view->thickness = vit_option_find ("view", "slice-thickness")->usual;
  view->hovered = -1;
  apply_slice (view);

  vit_atom_view_add_area (view);
  gtk_widget_set_focusable (GTK_WIDGET (view), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (view), GTK_OVERFLOW_HIDDEN);
  vit_atom_view_add_input (view);
}
