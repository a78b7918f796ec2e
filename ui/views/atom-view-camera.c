/* The camera of an atom view: fitted to the box, steered by the user, or following another view's.
 */

#include <math.h>
#include <string.h>

#include "ui/views/atom-view-private.h"

static double
get_width (VitAtomView *view)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (view)), 1);
}

static double
get_height (VitAtomView *view)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (view)), 1);
}

void
vit_atom_view_fit_camera (VitAtomView *view)
{
  if (vit_scene_get_cell (view->scene) && gtk_widget_get_width (GTK_WIDGET (view)) > 0 &&
      gtk_widget_get_height (GTK_WIDGET (view)) > 0)
    {
      VitCamera seen = *vit_scene_get_camera (view->scene);
      vit_scene_reset_camera (view->scene, get_width (view), get_height (view));
      if (view->gliding)
        {
          vit_atom_view_set_goal (view, vit_scene_get_camera (view->scene));
          vit_scene_set_camera (view->scene, &seen);
        }
    }
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
}

void
vit_atom_view_touch_camera (VitAtomView *view, const VitCamera *camera)
{
  vit_atom_view_stop_glide (view);
  view->camera_touched = true;
  vit_scene_set_camera (view->scene, camera);
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
  vit_atom_view_emit_camera_steered (view);
}

/* Move the camera along with the slice: in a tilted box the slice's face then stays where it is. */
void
vit_atom_view_follow_slice (VitAtomView *view, double by)
{
  const VitCell *cell = vit_scene_get_cell (view->scene);
  if (!cell)
    return;
  VitCamera camera = *vit_scene_get_camera (view->scene);
  for (int i = 0; i < 3; i++)
    {
      double shift = by * cell->h[view->axis][i];
      camera.target[i] += shift;
      view->glide_from.target[i] += shift;
      view->goal.target[i] += shift;
    }
  vit_scene_set_camera (view->scene, &camera);
}

void
vit_atom_view_reset_camera (VitAtomView *view)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_atom_view_stop_glide (view);
  view->camera_touched = false;
  vit_atom_view_fit_camera (view);
}

/* Show the box from where another does. */
static void
take_start (VitAtomView *view, const VitCameraStart *wanted)
{
  VitCameraStart start = *vit_scene_get_camera_start (view->scene);
  VitCamera before = *vit_scene_get_camera (view->scene);
  start.preset = wanted->preset;
  start.turn = wanted->turn;
  vit_scene_set_camera_start (view->scene, &start);
  vit_atom_view_reset_camera (view);
  vit_atom_view_glide_from (view, &before);
}

void
vit_atom_view_steer_home (VitAtomView *view)
{
  const VitCameraStart home = { .preset = VIT_CAMERA_FRONT };
  take_start (view, &home);
  vit_atom_view_emit_camera_steered (view);
}

static VitCamera
get_home_camera (VitAtomView *view)
{
  return vit_scene_get_home_camera (view->scene, get_width (view), get_height (view));
}

static double
get_whole_height (VitAtomView *view, const VitCamera *camera)
{
  return vit_scene_get_whole_height (view->scene, camera, get_width (view), get_height (view));
}

static bool
shows_whole (VitAtomView *view, const VitCamera *camera, double width, double height)
{
  return vit_scene_get_cell (view->scene) && view->whole_box &&
         camera->height >= 0.999 * vit_scene_get_whole_height (view->scene, camera, width, height);
}

bool
vit_atom_view_shows_whole (VitAtomView *view, const VitCamera *camera)
{
  return shows_whole (view, camera, get_width (view), get_height (view));
}

void
vit_atom_view_resize_camera (VitAtomView *view, int width, int height)
{
  if (!vit_scene_get_cell (view->scene) || width < 1 || height < 1)
    return;
  vit_atom_view_stop_glide (view);
  VitCamera camera = *vit_scene_get_camera (view->scene);
  bool whole = shows_whole (view, &camera, width, height);
  camera.height *=
      get_home_camera (view).height / vit_scene_get_home_camera (view->scene, width, height).height;
  if (whole)
    vit_atom_view_keep_whole (view, &camera);
  vit_scene_set_camera (view->scene, &camera);
}

void
vit_atom_view_keep_whole (VitAtomView *view, VitCamera *camera)
{
  camera->height = fmax (camera->height, get_whole_height (view, camera));
}

/* Map a point to the same place in another box. Cameras count from the box's origin, cells do not.
 */
static void
map_to_box (const VitCell *from, const VitCell *to, const double x[3], double y[3])
{
  double s[3];
  for (int i = 0; i < 3; i++)
    y[i] = x[i] + from->origin[i];
  vit_cell_to_scaled (from, y, s);
  vit_cell_to_cartesian (to, s, y);
  for (int i = 0; i < 3; i++)
    y[i] -= to->origin[i];
}

void
vit_atom_view_follow (VitAtomView *view, VitAtomView *leader)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view) && VIT_IS_ATOM_VIEW (leader));
  const VitCell *from = vit_scene_get_cell (leader->scene), *to = vit_scene_get_cell (view->scene);
  if (view == leader)
    return;
  g_set_weak_pointer (&view->leader, to ? NULL : leader);
  if (!from || !to || view->whole_box != leader->whole_box || view->axis != leader->axis)
    return;
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (leader));
  if (!leader->camera_touched)
    {
      take_start (view, vit_scene_get_camera_start (leader->scene));
      return;
    }
  const VitCamera *theirs = vit_atom_view_get_goal (leader);
  VitCamera before = *vit_scene_get_camera (view->scene);
  VitCamera camera = get_home_camera (view);
  camera.height *= theirs->height / get_home_camera (leader).height;
  map_to_box (from, to, theirs->target, camera.target);
  /* The axes of a slice view are fixed by the slice's normal, which can differ between tilted
   * boxes. */
  if (view->whole_box)
    memcpy (camera.axes, theirs->axes, sizeof camera.axes);
  if (vit_atom_view_shows_whole (leader, theirs))
    vit_atom_view_keep_whole (view, &camera);
  vit_atom_view_stop_glide (view);
  view->camera_touched = true;
  vit_scene_set_camera (view->scene, &camera);
  if (leader->gliding)
    vit_atom_view_glide_from (view, &before);
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
}

/* ---- As text ---- */

char *
vit_atom_view_dup_camera (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), NULL);
  if (!vit_scene_get_cell (view->scene))
    return NULL;
  if (view->camera_touched)
    {
      VitCamera seen = *vit_scene_get_camera (view->scene);
      vit_scene_set_camera (view->scene, vit_atom_view_get_goal (view));
      char *text = vit_scene_dup_camera_text (view->scene, get_width (view), get_height (view));
      vit_scene_set_camera (view->scene, &seen);
      return text;
    }
  return view->whole_box ? vit_camera_start_dup_text (vit_scene_get_camera_start (view->scene))
                         : NULL;
}

void
vit_atom_view_take_wanted_camera (VitAtomView *view)
{
  if (!view->wanted_camera || !vit_scene_get_cell (view->scene) ||
      gtk_widget_get_width (GTK_WIDGET (view)) <= 0 ||
      gtk_widget_get_height (GTK_WIDGET (view)) <= 0)
    return;
  g_autofree char *text = g_steal_pointer (&view->wanted_camera);
  VitCameraStart start = { 0 };
  VitCamera before = *vit_scene_get_camera (view->scene);
  bool is_start = view->whole_box && vit_camera_start_parse (text, &start);
  bool steered =
      vit_scene_take_camera_text (view->scene, text, get_width (view), get_height (view));
  if (!is_start && !steered)
    return;
  view->camera_touched = steered;
  vit_atom_view_glide_from (view, &before);
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
}

void
vit_atom_view_set_camera (VitAtomView *view, const char *text)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view) && text);
  g_free (view->wanted_camera);
  view->wanted_camera = *text || view->whole_box ? g_strdup (text) : NULL;
  vit_atom_view_take_wanted_camera (view);
}

/* ---- The whole box ---- */

void
vit_atom_view_set_box_view (VitAtomView *view, const VitBoxView *box, int load_axis)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view) && box);
  VitCameraStart start = *vit_scene_get_camera_start (view->scene);
  if (start.orthographic == !box->perspective && start.load_axis == load_axis)
    return;
  start.orthographic = !box->perspective;
  start.load_axis = load_axis;
  vit_scene_set_camera_start (view->scene, &start);
  if (view->whole_box && !view->camera_touched)
    vit_atom_view_fit_camera (view);
  else
    vit_atom_view_changed (view);
}

void
vit_atom_view_turn (VitAtomView *view, double degrees)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  if (!view->whole_box || view->drag != VIT_ATOM_DRAG_NONE || view->gliding ||
      !vit_scene_get_cell (view->scene))
    return;
  /* The box would grow and shrink, or its corners be cut. */
  if (!view->camera_touched)
    vit_scene_fit_turns (view->scene, get_width (view), get_height (view));
  VitCamera camera = *vit_scene_get_camera (view->scene);
  vit_camera_orbit (&camera, degrees * G_PI / 180, 0);
  vit_atom_view_touch_camera (view, &camera);
}

void
vit_atom_view_set_turning (VitAtomView *view, bool turning)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  if (turning == view->turning)
    return;
  view->turning = turning;
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (view));
}
