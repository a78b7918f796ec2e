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

/* ---- As text ---- */

static const char *
get_camera_name (VitAtomView *view)
{
  static const char *const normals[] = { "x", "y", "z" };
  return view->whole_box ? "box" : normals[view->axis];
}

char *
vit_atom_view_dup_camera (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), NULL);
  const VitCell *cell = vit_scene_get_cell (view->scene);
  if (!cell || !view->camera_touched)
    return NULL;
  const VitCamera *camera = vit_scene_get_camera (view->scene);
  double numbers[13] = { get_fitted_camera (view).height / camera->height }, x[3];
  for (int i = 0; i < 3; i++)
    x[i] = camera->target[i] + cell->origin[i];
  vit_cell_to_scaled (cell, x, numbers + 1);
  memcpy (numbers + 4, camera->axes, sizeof camera->axes);
  g_autoptr (GString) text = g_string_new (get_camera_name (view));
  for (int i = 0; i < (view->whole_box ? 13 : 4); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_string_append_printf (text, " %s",
                              g_ascii_formatd (number, sizeof number, "%.6g", numbers[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns: whether @text is a camera of what the view shows. */
static bool
read_camera (VitAtomView *view, const char *text, double numbers[13])
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = view->whole_box ? 13 : 4;
  if (g_strv_length (words) != n + 1 || strcmp (words[0], get_camera_name (view)) != 0)
    return false;
  for (guint i = 0; i < n; i++)
    {
      char *end;
      numbers[i] = g_ascii_strtod (words[i + 1], &end);
      if (end == words[i + 1] || *end || !isfinite (numbers[i]) || fabs (numbers[i]) > 1e4)
        return false;
    }
  return numbers[0] > 1e-3;
}

/* Whether three rows are orthonormal, but for the rounding of their text. */
static bool
are_axes (const double rows[9])
{
  for (int i = 0; i < 3; i++)
    for (int j = i; j < 3; j++)
      {
        double dot = 0;
        for (int k = 0; k < 3; k++)
          dot += rows[3 * i + k] * rows[3 * j + k];
        if (fabs (dot - (i == j)) > 1e-4)
          return false;
      }
  return true;
}

void
vit_atom_view_take_wanted_camera (VitAtomView *view)
{
  const VitCell *cell = vit_scene_get_cell (view->scene);
  double numbers[13], x[3];
  if (!view->wanted_camera || !cell || gtk_widget_get_width (GTK_WIDGET (view)) <= 0 ||
      gtk_widget_get_height (GTK_WIDGET (view)) <= 0)
    return;
  g_autofree char *text = g_steal_pointer (&view->wanted_camera);
  if (!read_camera (view, text, numbers) || (view->whole_box && !are_axes (numbers + 4)))
    return;
  VitCamera camera = get_fitted_camera (view);
  camera.height /= numbers[0];
  vit_cell_to_cartesian (cell, numbers + 1, x);
  for (int i = 0; i < 3; i++)
    camera.target[i] = x[i] - cell->origin[i];
  if (view->whole_box)
    memcpy (camera.axes, numbers + 4, sizeof camera.axes);
  view->camera_touched = true;
  vit_scene_set_camera (view->scene, &camera);
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
}

void
vit_atom_view_set_camera (VitAtomView *view, const char *text)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view) && text);
  g_free (view->wanted_camera);
  view->wanted_camera = *text ? g_strdup (text) : NULL;
  vit_atom_view_take_wanted_camera (view);
}
