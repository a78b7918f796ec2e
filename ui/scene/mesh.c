#include "ui/scene/mesh.h"

#include <math.h>
#include <string.h>

#include "ui/scene/clip-private.h"
#include "ui/scene/lines-private.h"
#include "ui/scene/mesh-private.h"
#include "ui/scene/scene-private.h"

#define N_DEPTH_KEYS 65536

/* ---- The scene's copies ---- */

void
vit_mesh_free (VitMesh *mesh)
{
  if (!mesh)
    return;
  g_free ((gpointer) mesh->positions);
  g_free ((gpointer) mesh->normals);
  g_free ((gpointer) mesh->values);
  g_free ((gpointer) mesh->triangles);
  g_free ((gpointer) mesh->edges);
  g_free (mesh);
}

static void *
copy_array (const void *array, size_t n, size_t size)
{
  return array && n > 0 ? g_memdup2 (array, n * size) : NULL;
}

void
vit_scene_set_mesh (VitScene *scene, VitMeshPlace place, const VitMesh *mesh)
{
  g_return_if_fail (scene != NULL && place < VIT_MESH_LAST);
  g_return_if_fail (!mesh || (mesh->opacity >= 0 && mesh->opacity <= 1));
  vit_mesh_free (g_steal_pointer (&scene->meshes[place]));
  if (!mesh || (mesh->n_triangles == 0 && mesh->n_edges == 0))
    return;
  g_return_if_fail (mesh->atom < 0 || (size_t) mesh->atom < scene->n);
  VitMesh *copy = g_new (VitMesh, 1);
  *copy = *mesh;
  copy->positions = copy_array (mesh->positions, mesh->n_vertices, 3 * sizeof (float));
  copy->normals = copy_array (mesh->normals, mesh->n_vertices, 3 * sizeof (float));
  copy->values = copy_array (mesh->values, mesh->n_vertices, sizeof (float));
  copy->triangles = copy_array (mesh->triangles, mesh->n_triangles, 3 * sizeof (uint32_t));
  copy->edges = copy_array (mesh->edges, mesh->n_edges, 2 * sizeof (uint32_t));
  scene->meshes[place] = copy;
}

void
vit_scene_drop_atom_meshes (VitScene *scene)
{
  for (int place = 0; place < VIT_MESH_LAST; place++)
    if (scene->meshes[place] && scene->meshes[place]->atom >= 0)
      vit_mesh_free (g_steal_pointer (&scene->meshes[place]));
}

/* ---- Faces ---- */

/* Set where the mesh's positions count from. Returns: %false if the mesh is not seen. */
static bool
get_origin (const VitScene *scene, VitMeshPlace place, double origin[3])
{
  const VitMesh *mesh = scene->meshes[place];
  memset (origin, 0, 3 * sizeof *origin);
  if (!mesh || !scene->has_frame || (place == VIT_MESH_SURFACE && scene->axis >= 0))
    return false;
  return mesh->atom < 0 || vit_scene_get_atom_position (scene, (size_t) mesh->atom, origin);
}

static void
append_vertices (VitDisplayList *list,
                 const VitScene *scene,
                 const VitMesh *mesh,
                 const double origin[3],
                 double z_range[2])
{
  const double (*axes)[3] = scene->camera.axes;
  guint first = list->vertices->len;
  g_array_set_size (list->vertices, first + (guint) mesh->n_vertices);
  VitMeshVertex *out = &g_array_index (list->vertices, VitMeshVertex, first);
  for (size_t i = 0; i < mesh->n_vertices; i++, out++)
    {
      const float *p = mesh->positions + 3 * i, *n = mesh->normals + 3 * i;
      const double x[3] = { origin[0] + p[0], origin[1] + p[1], origin[2] + p[2] };
      double v[3], m[3];
      vit_camera_to_view (&scene->camera, x, v);
      for (int k = 0; k < 3; k++)
        m[k] = axes[k][0] * n[0] + axes[k][1] * n[1] + axes[k][2] * n[2];
      z_range[0] = fmin (z_range[0], v[2]);
      z_range[1] = fmax (z_range[1], v[2]);
      VitColour colour =
          mesh->values ? vit_scene_get_colour (scene, mesh->values[i]) : mesh->colour;
      colour.a = (uint8_t) lrint (colour.a * mesh->opacity);
      *out = (VitMeshVertex){ v[0], v[1], v[2], m[0], m[1], m[2], colour };
    }
}

/* Append the triangles in front of the viewer. */
static void
append_triangles (VitDisplayList *list, const VitScene *scene, const VitMesh *mesh, guint first)
{
  /* What belongs to an atom is seen whole. */
  VitClipPlane plane = { .on = false };
  if (mesh->atom < 0)
    vit_clip_plane_init (&plane, scene);
  double distance = vit_camera_distance (&scene->camera);
  float nearest = distance > 0 ? (float) (-0.01 * distance) : INFINITY;
  for (size_t t = 0; t < mesh->n_triangles; t++)
    {
      const uint32_t *corner = mesh->triangles + 3 * t;
      const VitMeshVertex *vertices = (const VitMeshVertex *) list->vertices->data + first;
      if (!(vertices[corner[0]].z < nearest && vertices[corner[1]].z < nearest &&
            vertices[corner[2]].z < nearest))
        continue;
      const uint32_t face[3] = { first + corner[0], first + corner[1], first + corner[2] };
      vit_display_list_add_clipped_face (list, &plane, face);
    }
}

/* Nothing hides the polyhedron of a slice: its atoms would hide most of it. */
static bool
is_on_top (const VitScene *scene, VitMeshPlace place)
{
  return place == VIT_MESH_POLYHEDRON && scene->axis >= 0;
}

static float
get_face_depth (const VitDisplayList *list, const uint32_t face[3])
{
  const VitMeshVertex *v = (const VitMeshVertex *) list->vertices->data;
  return (v[face[0]].z + v[face[1]].z + v[face[2]].z) / 3;
}

/* Counting sort of the faces from @first on from back to front; those with equal keys keep their
 * order. */
static void
sort_faces (VitDisplayList *list, size_t first, const double z_range[2])
{
  size_t n = (list->faces->len - first) / 3;
  if (n < 2)
    return;
  uint32_t *faces = (uint32_t *) list->faces->data + first;
  g_autofree uint32_t *unsorted = g_memdup2 (faces, 3 * n * sizeof *faces);
  g_autofree uint32_t *start = g_new0 (uint32_t, N_DEPTH_KEYS + 1);
  g_autofree uint32_t *keys = g_new (uint32_t, n);
  float low = (float) z_range[0];
  float per_key =
      z_range[1] > z_range[0] ? (float) ((N_DEPTH_KEYS - 1) / (z_range[1] - z_range[0])) : 0;
  for (size_t t = 0; t < n; t++)
    {
      float key = (get_face_depth (list, unsorted + 3 * t) - low) * per_key;
      keys[t] = (uint32_t) CLAMP (key, 0, N_DEPTH_KEYS - 1);
      start[keys[t] + 1]++;
    }
  for (size_t key = 1; key < N_DEPTH_KEYS; key++)
    start[key] += start[key - 1];
  for (size_t t = 0; t < n; t++)
    memcpy (faces + 3 * (size_t) start[keys[t]]++, unsorted + 3 * t, 3 * sizeof *faces);
}

void
vit_display_list_add_meshes (VitDisplayList *list, const VitScene *scene, double z_range[2])
{
  g_array_set_size (list->vertices, 0);
  g_array_set_size (list->faces, 0);
  list->n_opaque = list->n_hidden = 0;
  double faces[2] = { INFINITY, -INFINITY };
  /* Opaque, translucent, on top. */
  for (int layer = 0; layer < 3; layer++)
    {
      guint begin = list->faces->len;
      for (int place = 0; place < VIT_MESH_LAST; place++)
        {
          const VitMesh *mesh = scene->meshes[place];
          double origin[3];
          if (!get_origin (scene, (VitMeshPlace) place, origin) || mesh->opacity <= 0)
            continue;
          int own = is_on_top (scene, (VitMeshPlace) place) ? 2 : mesh->opacity < 1;
          if (own != layer)
            continue;
          guint first = list->vertices->len;
          append_vertices (list, scene, mesh, origin, faces);
          append_triangles (list, scene, mesh, first);
        }
      if (layer > 0)
        sort_faces (list, begin, faces);
      if (layer == 0)
        list->n_opaque = list->faces->len;
      if (layer < 2)
        list->n_hidden = list->faces->len;
    }
  z_range[0] = fmin (z_range[0], faces[0]);
  z_range[1] = fmax (z_range[1], faces[1]);
}

/* ---- Edges ---- */

/* Whether the face that a vertex belongs to is turned to the viewer. */
static bool
faces_viewer (const VitCamera *camera, const double x[3], const float normal[3])
{
  double towards[3], distance = vit_camera_distance (camera), dot = 0;
  for (int k = 0; k < 3; k++)
    towards[k] = distance > 0 ? camera->target[k] + distance * camera->axes[2][k] - x[k]
                              : camera->axes[2][k];
  for (int k = 0; k < 3; k++)
    dot += towards[k] * normal[k];
  return dot > 0;
}

void
vit_display_list_add_mesh_edges (VitDisplayList *list, const VitScene *scene, double width)
{
  for (int place = 0; place < VIT_MESH_LAST; place++)
    {
      const VitMesh *mesh = scene->meshes[place];
      double origin[3];
      if (!get_origin (scene, (VitMeshPlace) place, origin))
        continue;
      for (size_t e = 0; e < mesh->n_edges; e++)
        {
          const uint32_t *end = mesh->edges + 2 * e;
          double x[2][3];
          for (int i = 0; i < 2; i++)
            for (int k = 0; k < 3; k++)
              x[i][k] = origin[k] + mesh->positions[3 * (size_t) end[i] + k];
          bool in_front =
              mesh->normals && faces_viewer (&list->camera, x[0], mesh->normals + 3 * end[0]);
          GArray *lines = is_on_top (scene, (VitMeshPlace) place) ? list->on_top
                          : in_front                              ? list->front
                                                                  : list->among;
          vit_display_list_add_edge (list, lines, x[0], x[1], width, mesh->edge_colour);
          /* Where atoms hide it, an edge still shines through. */
          VitColour faint = mesh->edge_colour;
          faint.a /= 3;
          if (place == VIT_MESH_POLYHEDRON && lines != list->on_top)
            vit_display_list_add_edge (list, list->on_top, x[0], x[1], width, faint);
        }
    }
}
