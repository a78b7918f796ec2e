#include "ui/scene/clip-private.h"

#include <math.h>

#include "ui/scene/lines-private.h"
#include "ui/scene/scene-private.h"

void
vit_scene_set_clip (VitScene *scene, int side, int axis, double position)
{
  g_return_if_fail (scene != NULL && axis >= 0 && axis < 3 && isfinite (position));
  vit_scene_touch (scene);
  scene->clip_side = side;
  scene->clip_axis = axis;
  scene->clip_position = position;
}

void
vit_clip_plane_init (VitClipPlane *plane, const VitScene *scene)
{
  *plane = (VitClipPlane){ .on = scene->axis < 0 && scene->clip_side != 0 };
  if (!plane->on)
    return;
  /* Scaled coordinates are those of x = target + axes · (v + distance along the last). */
  const VitCamera *camera = &scene->camera;
  const double *g = scene->inverse[scene->clip_axis];
  double distance = vit_camera_distance (camera);
  plane->offset = -scene->clip_position;
  for (int i = 0; i < 3; i++)
    plane->offset += g[i] * camera->target[i];
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      plane->normal[k] += g[i] * camera->axes[k][i];
  plane->offset += plane->normal[2] * distance;
  for (int k = 0; k < 3; k++)
    plane->normal[k] *= scene->clip_side;
  plane->offset *= scene->clip_side;
}

static uint8_t
mix (uint8_t a, uint8_t b, double t)
{
  return (uint8_t) lrint (a + t * (b - a));
}

/* Append the vertex between two others. */
static uint32_t
add_vertex (VitDisplayList *list, uint32_t from, uint32_t to, double t)
{
  VitMeshVertex a = g_array_index (list->vertices, VitMeshVertex, from),
                b = g_array_index (list->vertices, VitMeshVertex, to);
  float f = (float) t;
  VitMeshVertex made = {
    a.x + f * (b.x - a.x),
    a.y + f * (b.y - a.y),
    a.z + f * (b.z - a.z),
    a.nx + f * (b.nx - a.nx),
    a.ny + f * (b.ny - a.ny),
    a.nz + f * (b.nz - a.nz),
    { mix (a.colour.r, b.colour.r, t), mix (a.colour.g, b.colour.g, t),
      mix (a.colour.b, b.colour.b, t), mix (a.colour.a, b.colour.a, t) },
  };
  g_array_append_val (list->vertices, made);
  return list->vertices->len - 1;
}

void
vit_display_list_add_clipped_face (VitDisplayList *list,
                                   const VitClipPlane *plane,
                                   const uint32_t face[3])
{
  double beyond[3];
  uint32_t corners[4];
  int n = 0;
  if (!plane->on)
    {
      g_array_append_vals (list->faces, face, 3);
      return;
    }
  for (int i = 0; i < 3; i++)
    {
      const VitMeshVertex *v = &g_array_index (list->vertices, VitMeshVertex, face[i]);
      beyond[i] = plane->offset + plane->normal[0] * v->x + plane->normal[1] * v->y +
                  plane->normal[2] * v->z;
    }
  for (int i = 0; i < 3; i++)
    {
      int j = (i + 1) % 3;
      if (beyond[i] <= 0)
        corners[n++] = face[i];
      if ((beyond[i] <= 0) != (beyond[j] <= 0))
        corners[n++] = add_vertex (list, face[i], face[j], beyond[i] / (beyond[i] - beyond[j]));
    }
  for (int i = 2; i < n; i++)
    {
      const uint32_t part[3] = { corners[0], corners[i - 1], corners[i] };
      g_array_append_vals (list->faces, part, 3);
    }
}

void
vit_display_list_add_clip_frame (VitDisplayList *list, const VitScene *scene, double width)
{
  if (scene->axis >= 0 || scene->clip_side == 0)
    return;
  int u = (scene->clip_axis + 1) % 3, v = (scene->clip_axis + 2) % 3;
  static const int corners[5][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }, { 0, 0 } };
  for (int i = 0; i < 4; i++)
    {
      double s[3], from[3], to[3];
      s[scene->clip_axis] = scene->clip_position;
      s[u] = corners[i][0];
      s[v] = corners[i][1];
      vit_scene_to_world (scene, s, from);
      s[u] = corners[i + 1][0];
      s[v] = corners[i + 1][1];
      vit_scene_to_world (scene, s, to);
      vit_display_list_add_edge (list, list->front, from, to, width, scene->style.outline);
    }
}
