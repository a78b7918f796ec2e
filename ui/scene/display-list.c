#include "ui/scene/display-list.h"

#include <math.h>
#include <string.h>

#include "ui/scene/arrows-private.h"
#include "ui/scene/lines-private.h"
#include "ui/scene/mesh-private.h"
#include "ui/scene/occlusion-private.h"
#include "ui/scene/scene-private.h"

#define N_DEPTH_KEYS 65536

VitDisplayList *
vit_display_list_new (void)
{
  VitDisplayList *list = g_new0 (VitDisplayList, 1);
  list->under = g_array_new (FALSE, FALSE, sizeof (VitLine));
  list->among = g_array_new (FALSE, FALSE, sizeof (VitLine));
  list->front = g_array_new (FALSE, FALSE, sizeof (VitLine));
  list->on_top = g_array_new (FALSE, FALSE, sizeof (VitLine));
  list->over = g_array_new (FALSE, FALSE, sizeof (VitArcLine));
  list->vertices = g_array_new (FALSE, FALSE, sizeof (VitMeshVertex));
  list->faces = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  return list;
}

void
vit_display_list_free (VitDisplayList *list)
{
  if (!list)
    return;
  g_free (list->sprites);
  g_free (list->unsorted);
  g_array_unref (list->under);
  g_array_unref (list->among);
  g_array_unref (list->front);
  g_array_unref (list->on_top);
  g_array_unref (list->over);
  g_array_unref (list->vertices);
  g_array_unref (list->faces);
  g_free (list);
}

static void
reserve_sprites (VitDisplayList *list, size_t n)
{
  if (n <= list->n_allocated)
    return;
  g_free (list->sprites);
  g_free (list->unsorted);
  list->sprites = g_new (VitSprite, n);
  list->unsorted = g_new (VitSprite, n);
  list->n_allocated = n;
}

static VitColour
get_colour (const VitScene *scene, size_t i)
{
  if (vit_scene_is_left_out (scene, i))
    return scene->style.ghost;
  VitColour colour =
      scene->values ? vit_scene_get_colour (scene, scene->values[i]) : scene->style.missing;
  if (scene->faded && scene->faded[i] && !(scene->highlighted && scene->highlighted[i]))
    colour.a = (uint8_t) lrint (colour.a * scene->opacity);
  return colour;
}

static VitColour
get_ring (const VitScene *scene, size_t i)
{
  if (vit_scene_is_left_out (scene, i))
    return (VitColour){ 0, 0, 0, 0 };
  if (scene->highlighted && scene->highlighted[i])
    return scene->style.highlight;
  if (scene->axis < 0 && scene->outlined && scene->outlined[i])
    return scene->style.outline;
  return (VitColour){ 0, 0, 0, 0 };
}

static void
get_view_matrix (const VitScene *scene, double m[3][3], double offset[3])
{
  const double origin[3] = { 0, 0, 0 };
  vit_camera_to_view (&scene->camera, origin, offset);
  for (int k = 0; k < 3; k++)
    for (int j = 0; j < 3; j++)
      {
        m[k][j] = 0;
        for (int i = 0; i < 3; i++)
          m[k][j] += scene->camera.axes[k][i] * scene->cell.h[j][i];
      }
}

/* The constants of the view that decide whether an atom is visible. */
typedef struct
{
  double m[3][3], offset[3];
  double half_width, half_height; /* Å at unit depth (perspective) or at any depth */
  double edge_x, edge_y;          /* reach of a sphere beyond the edge, in radii */
  double nearest;                 /* greatest z of the nearest point of a sphere */
  bool perspective;
} Frustum;

static void
frustum_init (Frustum *sight, const VitScene *scene, double width, double height)
{
  get_view_matrix (scene, sight->m, sight->offset);
  double distance = vit_camera_distance (&scene->camera);
  sight->perspective = distance > 0;
  sight->half_height = scene->camera.height / 2;
  if (sight->perspective)
    sight->half_height /= distance;
  sight->half_width = sight->half_height * width / height;
  sight->edge_x = sight->perspective ? hypot (1, sight->half_width) : 1;
  sight->edge_y = sight->perspective ? hypot (1, sight->half_height) : 1;
  sight->nearest = sight->perspective ? -0.01 * distance : INFINITY;
}

/* Returns: whether any part of a sphere is visible; 10 % of the radius is added for its smooth
 * edge. */
static inline bool
is_visible (const Frustum *sight, const double v[3], double radius)
{
  if (v[2] + radius > sight->nearest)
    return false;
  double depth = sight->perspective ? -v[2] : 1, r = 1.1 * radius;
  return fabs (v[0]) <= sight->half_width * depth + r * sight->edge_x &&
         fabs (v[1]) <= sight->half_height * depth + r * sight->edge_y;
}

static size_t
collect_sprites (VitDisplayList *list, const VitScene *scene, double z_range[2])
{
  Frustum sight;
  frustum_init (&sight, scene, list->width, list->height);
  const VitThinning *drawn = vit_scene_get_drawn (scene);
  size_t n_drawn = drawn ? drawn->n : scene->n;
  reserve_sprites (list, n_drawn);
  /* In a slice, which is seen without perspective, ghosts lie behind all others. */
  double beneath = scene->axis >= 0 && !sight.perspective ? scene->thickness : 0;
  size_t n = 0;
  z_range[0] = INFINITY;
  z_range[1] = -INFINITY;
  for (size_t at = 0; at < n_drawn; at++)
    {
      size_t i = drawn ? drawn->atoms[at] : at;
      double s[3], v[3];
      if (!vit_scene_locate (scene, i, s))
        continue;
      for (int k = 0; k < 3; k++)
        v[k] = sight.offset[k] + sight.m[k][0] * s[0] + sight.m[k][1] * s[1] + sight.m[k][2] * s[2];
      double radius = vit_scene_get_radius (scene, i);
      if (vit_scene_is_left_out (scene, i))
        {
          radius *= VIT_GHOST_SIZE;
          v[2] -= beneath;
        }
      VitColour colour = get_colour (scene, i);
      if (colour.a == 0 || !is_visible (&sight, v, radius))
        continue;
      z_range[0] = fmin (z_range[0], v[2]);
      z_range[1] = fmax (z_range[1], v[2]);
      list->unsorted[n++] = (VitSprite){
        .x = v[0],
        .y = v[1],
        .z = v[2],
        .radius = radius,
        .colour = colour,
        .ring = get_ring (scene, i),
        .atom = i,
      };
    }
  return n;
}

/* Counting sort from back to front; atoms with equal keys keep their order. The smooth edge of an
 * atom is blended over what is behind it, which must have been drawn before. */
static void
sort_by_depth (VitDisplayList *list, size_t n, const double z_range[2])
{
  g_autofree uint32_t *start = g_new0 (uint32_t, N_DEPTH_KEYS + 1);
  float low = z_range[0];
  float per_key = z_range[1] > z_range[0] ? (N_DEPTH_KEYS - 1) / (z_range[1] - z_range[0]) : 0;
  for (size_t i = 0; i < n; i++)
    {
      float key = CLAMP ((list->unsorted[i].z - low) * per_key, 0, N_DEPTH_KEYS - 1);
      start[(uint32_t) key + 1]++;
    }
  for (size_t key = 1; key < N_DEPTH_KEYS; key++)
    start[key] += start[key - 1];
  for (size_t i = 0; i < n; i++)
    {
      float key = CLAMP ((list->unsorted[i].z - low) * per_key, 0, N_DEPTH_KEYS - 1);
      list->sprites[start[(uint32_t) key]++] = list->unsorted[i];
    }
}

/* Move translucent sprites behind the opaque ones; each keep their order. */
static void
part_translucent (VitDisplayList *list)
{
  size_t n_clear = 0;
  list->n_solid = 0;
  for (size_t i = 0; i < list->n_sprites; i++)
    if (list->sprites[i].colour.a == 255)
      list->sprites[list->n_solid++] = list->sprites[i];
    else
      list->unsorted[n_clear++] = list->sprites[i];
  if (n_clear > 0)
    memcpy (list->sprites + list->n_solid, list->unsorted, n_clear * sizeof *list->sprites);
}

/* Set the depth range so that it contains the atoms, the meshes and the box. */
static void
set_depth (VitDisplayList *list, const VitScene *scene, const double z_range[2])
{
  double low = z_range[0], high = z_range[1], margin = 0;
  for (int type = 0; type < 256; type++)
    margin = fmax (margin, scene->radii[type]);
  for (int corner = 0; corner < 8; corner++)
    {
      const double s[3] = { corner & 1, (corner >> 1) & 1, (corner >> 2) & 1 };
      double x[3], v[3];
      vit_scene_to_world (scene, s, x);
      vit_camera_to_view (&list->camera, x, v);
      low = fmin (low, v[2]);
      high = fmax (high, v[2]);
    }
  low -= margin + 1;
  high += margin + 1;
  double distance = vit_camera_distance (&list->camera);
  if (distance > 0)
    {
      double far = fmax (-low, 0.02 * distance), near = fmax (-high, 0.005 * distance);
      list->depth[0] = far / (far - near);
      list->depth[1] = 0;
      list->depth[2] = far * near / (far - near);
    }
  else
    {
      list->depth[0] = high / (high - low);
      list->depth[1] = -1 / (high - low);
      list->depth[2] = 0;
    }
}

void
vit_display_list_build (
    VitDisplayList *list, const VitScene *scene, double width, double height, double scale)
{
  g_return_if_fail (width > 0 && height > 0 && scale > 0);
  list->width = width;
  list->height = height;
  list->scale = scale;
  list->camera = scene->camera;
  list->background = scene->style.background;
  double z_range[2];
  list->n_sprites = collect_sprites (list, scene, z_range);
  if (list->n_sprites > 0)
    sort_by_depth (list, list->n_sprites, z_range);
  if (list->prune)
    vit_display_list_drop_hidden (list);
  part_translucent (list);
  vit_display_list_add_meshes (list, scene, z_range);
  set_depth (list, scene, z_range);
  vit_display_list_add_lines (list, scene);
  vit_display_list_add_arrows (list, scene, get_colour);
}

/* Slabs that translucent atoms and faces are drawn in by turns, if there are both. */
#define N_SLABS 32

static float
get_face_depth (const VitDisplayList *list, size_t entry)
{
  const uint32_t *face = &g_array_index (list->faces, uint32_t, entry);
  const VitMeshVertex *v = (const VitMeshVertex *) list->vertices->data;
  return (v[face[0]].z + v[face[1]].z + v[face[2]].z) / 3;
}

bool
vit_display_list_next_slab (const VitDisplayList *list, VitSlab *slab)
{
  size_t n_sprites = list->n_sprites, n_faces = list->n_hidden;
  if (slab->index == 0)
    *slab = (VitSlab){ 0, { list->n_solid, list->n_solid }, { list->n_opaque, list->n_opaque } };
  slab->sprites[0] = slab->sprites[1];
  slab->faces[0] = slab->faces[1];
  if (slab->sprites[0] >= n_sprites || slab->faces[0] >= n_faces || slab->index >= N_SLABS)
    {
      slab->sprites[1] = n_sprites;
      slab->faces[1] = n_faces;
      slab->index++;
      return slab->sprites[0] < n_sprites || slab->faces[0] < n_faces;
    }
  slab->index++;
  float low = fminf (list->sprites[list->n_solid].z, get_face_depth (list, list->n_opaque));
  float high = fmaxf (list->sprites[n_sprites - 1].z, get_face_depth (list, n_faces - 3));
  float end = low + (high - low) * (float) slab->index / N_SLABS;
  while (slab->sprites[1] < n_sprites && list->sprites[slab->sprites[1]].z <= end)
    slab->sprites[1]++;
  while (slab->faces[1] < n_faces && get_face_depth (list, slab->faces[1]) <= end)
    slab->faces[1] += 3;
  return true;
}

/* Alpha below which an atom is mostly clear. */
#define LEAST_PICKED 128

ssize_t
vit_display_list_pick (const VitDisplayList *list, double x, double y)
{
  double origin[3], direction[3];
  vit_camera_ray (&list->camera, list->width, list->height, x, y, origin, direction);
  ssize_t found = -1;
  double nearest = INFINITY;
  bool found_clear = true;
  for (size_t i = 0; i < list->n_sprites; i++)
    {
      const VitSprite *sprite = &list->sprites[i];
      bool clear = sprite->colour.a < LEAST_PICKED;
      const double c[3] = { sprite->x - origin[0], sprite->y - origin[1], sprite->z - origin[2] };
      double along = c[0] * direction[0] + c[1] * direction[1] + c[2] * direction[2];
      double miss = c[0] * c[0] + c[1] * c[1] + c[2] * c[2] - along * along;
      double r2 = (double) sprite->radius * sprite->radius;
      if (miss > r2)
        continue;
      double hit = along - sqrt (r2 - miss);
      if (clear == found_clear ? hit < nearest : found_clear)
        {
          nearest = hit;
          found = sprite->atom;
          found_clear = clear;
        }
    }
  return found;
}
