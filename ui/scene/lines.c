#include "ui/scene/lines-private.h"

#include <math.h>

#include "ui/scene/mesh-private.h"
#include "ui/scene/outline.h"
#include "ui/scene/scene-private.h"

/* Greatest distance between an arc and the chords that draw it, pixels. */
#define CHORD_ERROR 0.05

/* Visible width of a line's halo on either side, pixels. */
#define HALO 0.9

/* Greatest width of an outline, as a fraction of the radius of its discs. */
#define MOST_COVERED 0.17

static float
window_depth (const VitDisplayList *list, double z)
{
  return list->depth[0] + list->depth[1] * z + list->depth[2] / (z != 0 ? z : 1);
}

static void
append_flat_line (
    GArray *lines, const double a[2], const double b[2], double width, VitColour colour)
{
  VitLine line = { { a[0], a[1], 0 }, { b[0], b[1], 0 }, width, colour };
  g_array_append_val (lines, line);
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
  double step = 2 * acos (1 - fmin (CHORD_ERROR / arc->radius, 0.5));
  int n = (int) ceil ((arc->to - arc->from) / step);
  double a[2] = { arc->x + arc->radius * cos (arc->from), arc->y - arc->radius * sin (arc->from) };
  for (int i = 1; i <= n; i++)
    {
      double angle = arc->from + (arc->to - arc->from) * i / n;
      const double b[2] = { arc->x + arc->radius * cos (angle),
                            arc->y - arc->radius * sin (angle) };
      append_flat_line (list->over, a, b, width, colour);
      a[0] = b[0];
      a[1] = b[1];
    }
}

static void
add_outline (VitDisplayList *list, const VitScene *scene, uint8_t least, double width, double halo)
{
  g_autoptr (GArray) arcs = vit_scene_get_outline (scene, list->width, list->height, least);
  for (guint i = 0; scene->style.halo.a > 0 && i < arcs->len; i++)
    add_arc (list, &g_array_index (arcs, VitArc, i), width + halo, scene->style.halo);
  for (guint i = 0; i < arcs->len; i++)
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
  double radius = scene->radii[scene->types[scene->selected]] * scale + width;
  const VitArc circle = { centre[0], centre[1], radius, 0, 2 * G_PI };
  if (scene->style.halo.a > 0)
    add_arc (list, &circle, width + 2 * HALO * list->scale, scene->style.halo);
  add_arc (list, &circle, width, scene->style.selected);
}

/* Pixels per Å in the plane of the slice. */
static double
get_plane_scale (const VitScene *scene, double width, double height)
{
  double middle[3] = { 0.5, 0.5, 0.5 }, x[3], screen[2], scale;
  middle[scene->axis] = scene->position;
  vit_scene_to_world (scene, middle, x);
  return vit_camera_project (&scene->camera, width, height, x, screen, &scale) ? scale : 0;
}

/* Thin the outline in a small picture, where it would cover the atoms that it surrounds. */
static double
get_thinning (const VitDisplayList *list, const VitScene *scene, double width)
{
  double scale = get_plane_scale (scene, list->width, list->height);
  return scale > 0 ? fmin (1, MOST_COVERED * scene->outline_radius * scale / width) : 1;
}

void
vit_display_list_add_lines (VitDisplayList *list, const VitScene *scene)
{
  g_array_set_size (list->under, 0);
  g_array_set_size (list->among, 0);
  g_array_set_size (list->front, 0);
  g_array_set_size (list->over, 0);
  if (!scene->has_frame)
    return;
  double width = scene->style.line_width * list->scale;
  if (scene->show_box)
    add_box_edges (list, scene, 0.6 * width);
  vit_display_list_add_mesh_edges (list, scene, 0.5 * width);
  if (scene->axis >= 0 && scene->outlined)
    {
      double thin = get_thinning (list, scene, width);
      double halo = 2 * HALO * list->scale * thin;
      add_outline (list, scene, 1, thin * width, halo);
      add_outline (list, scene, 2, 1.8 * thin * width, halo);
    }
  add_selection (list, scene, 1.25 * width);
}

/* Images of discs are taken up to this distance from the box, in radii. Those within 2 radii can
 * cover discs of the box; the others close the gaps between atoms on both sides of the boundary. */
#define IMAGE_REACH 6

static void
append_disc (GArray *centres, const VitScene *scene, const double s[3], double width, double height)
{
  double x[3], screen[2];
  vit_scene_to_world (scene, s, x);
  if (!vit_camera_project (&scene->camera, width, height, x, screen, NULL))
    return;
  screen[1] = -screen[1];
  g_array_append_vals (centres, screen, 2);
}

/* Append the periodic images, in the plane of the slice and near the box, of the atom at @s. */
static void
append_images (
    GArray *centres, const VitScene *scene, const double s[3], double width, double height)
{
  int u = (scene->axis + 1) % 3, v = (scene->axis + 2) % 3;
  double near_u = fmin (IMAGE_REACH * scene->outline_radius / scene->widths[u], 1),
         near_v = fmin (IMAGE_REACH * scene->outline_radius / scene->widths[v], 1);
  for (int i = scene->cell.periodic[u] ? -1 : 0; i <= (scene->cell.periodic[u] ? 1 : 0); i++)
    for (int j = scene->cell.periodic[v] ? -1 : 0; j <= (scene->cell.periodic[v] ? 1 : 0); j++)
      {
        double image[3] = { s[0], s[1], s[2] };
        image[u] += i;
        image[v] += j;
        if ((i != 0 || j != 0) && image[u] > -near_u && image[u] < 1 + near_u &&
            image[v] > -near_v && image[v] < 1 + near_v)
          append_disc (centres, scene, image, width, height);
      }
}

GArray *
vit_scene_get_outline (const VitScene *scene, double width, double height, uint8_t least)
{
  g_autoptr (GArray) centres = g_array_new (FALSE, FALSE, sizeof (double));
  double scale = scene->axis >= 0 && scene->outlined ? get_plane_scale (scene, width, height) : 0;
  if (!(scale > 0))
    return vit_outline_of_discs (NULL, 0, 1);
  size_t n_own = 0;
  for (int pass = 0; pass < 2; pass++)
    {
      for (size_t i = 0; i < scene->n; i++)
        {
          double s[3];
          if (scene->outlined[i] < least || vit_scene_is_left_out (scene, i) ||
              !vit_scene_locate (scene, i, s))
            continue;
          if (pass == 0)
            append_disc (centres, scene, s, width, height);
          else
            append_images (centres, scene, s, width, height);
        }
      if (pass == 0)
        n_own = centres->len / 2;
    }
  double radius = scene->outline_radius * scale;
  GArray *arcs = vit_outline_of_discs ((double *) centres->data, centres->len / 2, radius);
  vit_outline_drop_small_holes (arcs, radius * radius);
  vit_outline_keep_discs (arcs, n_own);
  for (guint i = 0; i < arcs->len; i++)
    g_array_index (arcs, VitArc, i).y *= -1;
  return arcs;
}
