/* The outline of the flagged atoms of a slice, in pixels of its picture. */

#include <math.h>

#include "ui/scene/lines-private.h"
#include "ui/scene/outline.h"
#include "ui/scene/scene-private.h"

double
vit_scene_get_plane_scale (const VitScene *scene, double width, double height)
{
  double middle[3] = { 0.5, 0.5, 0.5 }, x[3], screen[2], scale;
  middle[scene->axis] = scene->position;
  vit_scene_to_world (scene, middle, x);
  return vit_camera_project (&scene->camera, width, height, x, screen, &scale) ? scale : 0;
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

/* A flagged atom that the slice shows. */
typedef struct
{
  double s[3];
  uint8_t flag;
} OutlinedAtom;

static GArray *
list_outlined (const VitScene *scene, uint8_t least)
{
  GArray *atoms = g_array_new (FALSE, FALSE, sizeof (OutlinedAtom));
  const VitThinning *drawn = vit_scene_get_drawn (scene);
  size_t n = drawn ? drawn->n : scene->n;
  for (size_t k = 0; k < n; k++)
    {
      size_t i = drawn ? drawn->atoms[k] : k;
      OutlinedAtom atom = { .flag = scene->outlined[i] };
      if (atom.flag < least || vit_scene_is_left_out (scene, i) ||
          !vit_scene_locate (scene, i, atom.s))
        continue;
      g_array_append_val (atoms, atom);
    }
  return atoms;
}

GArray *
vit_scene_find_outline (
    const VitScene *scene, double width, double height, uint8_t least, GArray **flags)
{
  *flags = g_array_new (FALSE, FALSE, 1);
  double scale =
      scene->axis >= 0 && scene->outlined ? vit_scene_get_plane_scale (scene, width, height) : 0;
  if (!(scale > 0))
    return vit_outline_of_discs (NULL, 0, 1);
  g_autoptr (GArray) centres = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) atoms = list_outlined (scene, least);
  for (guint i = 0; i < atoms->len; i++)
    {
      const OutlinedAtom *atom = &g_array_index (atoms, OutlinedAtom, i);
      append_disc (centres, scene, atom->s, width, height);
      if (centres->len / 2 > (*flags)->len)
        g_array_append_val (*flags, atom->flag);
    }
  size_t n_own = centres->len / 2;
  for (guint i = 0; i < atoms->len; i++)
    append_images (centres, scene, g_array_index (atoms, OutlinedAtom, i).s, width, height);
  double radius = scene->outline_radius * scale;
  GArray *arcs = vit_outline_of_discs ((double *) centres->data, centres->len / 2, radius);
  vit_outline_drop_small_holes (arcs, radius * radius);
  vit_outline_keep_discs (arcs, n_own);
  for (guint i = 0; i < arcs->len; i++)
    g_array_index (arcs, VitArc, i).y *= -1;
  return arcs;
}

GArray *
vit_scene_get_outline (const VitScene *scene, double width, double height, uint8_t least)
{
  g_autoptr (GArray) flags = NULL;
  return vit_scene_find_outline (scene, width, height, least, &flags);
}
