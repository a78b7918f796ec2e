/* The camera of an atom view: fitted to the box, steered by the user, or following another view's.
 */

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
    vit_scene_reset_camera (view->scene, get_width (view), get_height (view));
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
}

void
vit_atom_view_touch_camera (VitAtomView *view, const VitCamera *camera)
{
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
    camera.target[i] += by * cell->h[view->axis][i];
  vit_scene_set_camera (view->scene, &camera);
}

void
vit_atom_view_reset_camera (VitAtomView *view)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  view->camera_touched = false;
  vit_atom_view_fit_camera (view);
}

void
vit_atom_view_steer_home (VitAtomView *view)
{
  vit_atom_view_reset_camera (view);
  vit_atom_view_emit_camera_steered (view);
}

/* Returns: the camera that shows the whole box or slice; the camera in use does not change. */
static VitCamera
get_fitted_camera (VitAtomView *view)
{
  const VitCamera now = *vit_scene_get_camera (view->scene);
  vit_scene_reset_camera (view->scene, get_width (view), get_height (view));
  const VitCamera fitted = *vit_scene_get_camera (view->scene);
  vit_scene_set_camera (view->scene, &now);
  return fitted;
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
  vit_atom_view_draw_fewer (view, leader->drag != VIT_ATOM_DRAG_NONE && leader->whole_box);
  if (!leader->camera_touched)
    {
      vit_atom_view_reset_camera (view);
      return;
    }
  const VitCamera *theirs = vit_scene_get_camera (leader->scene);
  VitCamera camera = get_fitted_camera (view);
  camera.height *= theirs->height / get_fitted_camera (leader).height;
  map_to_box (from, to, theirs->target, camera.target);
  /* The axes of a slice view are fixed by the slice's normal, which can differ between tilted
   * boxes. */
  if (view->whole_box)
    memcpy (camera.axes, theirs->axes, sizeof camera.axes);
  view->camera_touched = true;
  vit_scene_set_camera (view->scene, &camera);
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
}
