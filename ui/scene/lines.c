#include "ui/scene/lines-private.h"

#include <math.h>

#include "ui/scene/mesh-private.h"
#include "ui/scene/clip-private.h"
#include "ui/scene/outline.h"
#include "ui/scene/scene-private.h"

/* Visible width of a line's halo on either side, pixels. */
#define HALO 0.9

/* Greatest width of an outline, as a fraction of the radius of its discs. */
#define MOST_COVERED 0.17

static float
window_depth (const VitDisplayList *list, double z)
{
  return list->depth[0] + list->depth[1] * z + list->depth[2] / (z != 0 ? z : 1);
}

void
vit_display_list_add_edge (VitDisplayList *list,
                           GArray *lines,
                           const double from[3],
                           const double to[3],
                           double width,
                           VitColour colour)
{
  double a[3], b[3], p[2], q[2];
  vit_camera_to_view (&list->camera, from, a);
  vit_camera_to_view (&list->camera, to, b);
  double distance = vit_camera_distance (&list->camera);
  if (distance > 0)
    {
      double limit = -0.01 * distance;
      if (a[2] > limit && b[2] > limit)
        return;
      double *behind = a[2] > limit ? a : b[2] > limit ? b : NULL;
      if (behind)
        {
          const double *before = behind == a ? b : a;
          double t = (limit - before[2]) / (behind[2] - before[2]);
          for (int i = 0; i < 3; i++)
            behind[i] = before[i] + t * (behind[i] - before[i]);
        }
    }
  if (!vit_camera_view_to_screen (&list->camera, list->width, list->height, a, p, NULL) ||
      !vit_camera_view_to_screen (&list->camera, list->width, list->height, b, q, NULL))
    return;
  VitLine line = { { p[0], p[1], window_depth (list, a[2]) },
                   { q[0], q[1], window_depth (list, b[2]) },
                   width,
                   colour };
  g_array_append_val (lines, line);
}

/* Set which faces of the box are turned away from the viewer: those at 0 and at 1 of each vector.
 */
static void
find_hidden_faces (const VitScene *scene, bool hidden[3][2])
{
  const VitCamera *camera = &scene->camera;
  double distance = vit_camera_distance (camera);
  for (int k = 0; k < 3; k++)
    for (int side = 0; side < 2; side++)
      {
        double dot = 0;
        for (int i = 0; i < 3; i++)
          {
            double towards = camera->axes[2][i];
            if (distance > 0)
              towards = camera->target[i] + distance * towards - side * scene->cell.h[k][i];
            dot += towards * scene->inverse[k][i];
          }
        hidden[k][side] = side == 0 ? dot > 0 : dot < 0;
      }
}

static void
add_box_edges (VitDisplayList *list, const VitScene *scene, double width)
{
  int slice = scene->axis;
  bool hidden[3][2];
  find_hidden_faces (scene, hidden);
  for (int k = 0; k < 3; k++)
    for (int corner = 0; corner < 4 && k != slice; corner++)
      {
        double s[3], t[3], a[3], b[3];
        int u = (k + 1) % 3, v = (k + 2) % 3;
        s[k] = 0;
        s[u] = corner & 1;
        s[v] = corner >> 1;
        if (slice >= 0)
          {
            if (s[slice] > 0)
              continue;
            s[slice] = scene->position;
          }
        for (int i = 0; i < 3; i++)
          t[i] = i == k ? 1 : s[i];
        vit_scene_to_world (scene, s, a);
        vit_scene_to_world (scene, t, b);
        bool behind = hidden[u][corner & 1] && hidden[v][corner >> 1];
        GArray *lines = slice >= 0 ? list->under : behind ? list->among : list->front;
        vit_display_list_add_edge (list, lines, a, b, width, scene->style.box);
      }
}

static void
add_arc (VitDisplayList *list, const VitArc *arc, double width, VitColour colour)
{
  const VitArcLine line = {
    (float) arc->x, (float) arc->y, (float) arc->radius, (float) arc->from, (float) arc->to,
    (float) width,  colour
  };
  g_array_append_val (list->over, line);
}

/* Whether an arc is drawn: of the outlines of all regions, those of emphasised atoms lie beneath
 * the thicker line that comes on top. */
static bool
is_drawn (const VitArc *arc, const GArray *flags, uint8_t least)
{
  return least == 2 || g_array_index (flags, uint8_t, arc->disc) < 2;
}

static void
add_outline (VitDisplayList *list, const VitScene *scene, uint8_t least, double width, double halo)
{
  g_autoptr (GArray) flags = NULL;
  g_autoptr (GArray) arcs =
      vit_scene_find_outline (scene, list->width, list->height, least, &flags);
  for (guint i = 0; scene->style.halo.a > 0 && i < arcs->len; i++)
    if (is_drawn (&g_array_index (arcs, VitArc, i), flags, least))
      add_arc (list, &g_array_index (arcs, VitArc, i), width + halo, scene->style.halo);
  for (guint i = 0; i < arcs->len; i++)
    if (is_drawn (&g_array_index (arcs, VitArc, i), flags, least))
      add_arc (list, &g_array_index (arcs, VitArc, i), width, scene->style.outline);
}

static void
add_selection (VitDisplayList *list, const VitScene *scene, double width)
{
  double s[3], x[3], centre[2], scale;
  if (scene->selected < 0 || !vit_scene_locate (scene, scene->selected, s))
    return;
  vit_scene_to_world (scene, s, x);
  if (!vit_camera_project (&list->camera, list->width, list->height, x, centre, &scale))
    return;
  double radius = vit_scene_get_radius (scene, scene->selected) * scale + width;
  const VitArc circle = { centre[0], centre[1], radius, 0, 2 * G_PI };
  if (scene->style.halo.a > 0)
    add_arc (list, &circle, width + 2 * HALO * list->scale, scene->style.halo);
  add_arc (list, &circle, width, scene->style.selected);
}

/* Thin the outline in a small picture, where it would cover the atoms that it surrounds. */
static double
get_thinning (const VitDisplayList *list, const VitScene *scene, double width)
{
  double scale = vit_scene_get_plane_scale (scene, list->width, list->height);
  return scale > 0 ? fmin (1, MOST_COVERED * scene->outline_radius * scale / width) : 1;
}

void
vit_display_list_add_lines (VitDisplayList *list, const VitScene *scene)
{
  g_array_set_size (list->under, 0);
  g_array_set_size (list->among, 0);
  g_array_set_size (list->front, 0);
  g_array_set_size (list->on_top, 0);
  g_array_set_size (list->over, 0);
  if (!scene->has_frame)
    return;
  double width = scene->style.line_width * list->scale;
  if (scene->show_box)
    add_box_edges (list, scene, 0.6 * width);
  vit_display_list_add_clip_frame (list, scene, 0.6 * width);
  vit_display_list_add_mesh_edges (list, scene, 0.7 * width);
  if (scene->axis >= 0 && scene->outlined)
    {
      double thin = get_thinning (list, scene, width);
      double halo = 2 * HALO * list->scale * thin;
      add_outline (list, scene, 1, thin * width, halo);
      add_outline (list, scene, 2, 1.8 * thin * width, halo);
    }
  add_selection (list, scene, 1.25 * width);
}
