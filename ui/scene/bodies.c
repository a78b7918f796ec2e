#include "ui/scene/bodies.h"

#include <string.h>

#include "ui/scene/mesh.h"
#include "ui/scene/scene-private.h"

/* Of surfaces without values. */
static const VitColour plain = { 118, 150, 190, 255 };

void
vit_scene_show_surface (VitScene *scene, const VitIsosurface *surface, double opacity, bool alone)
{
  g_return_if_fail (scene != NULL);
  scene->atoms_hidden = surface && alone;
  vit_scene_touch (scene);
  if (!surface)
    {
      vit_scene_set_mesh (scene, VIT_MESH_SURFACE, NULL);
      return;
    }
  const VitMesh mesh = { .n_vertices = surface->n_vertices,
                         .n_triangles = surface->n_triangles,
                         .positions = surface->positions,
                         .normals = surface->normals,
                         .values = surface->values,
                         .triangles = surface->triangles,
                         .colour = plain,
                         .opacity = opacity,
                         .atom = -1 };
  vit_scene_set_mesh (scene, VIT_MESH_SURFACE, &mesh);
}

/* Of polyhedra. */
static const VitColour pane = { 255, 163, 72, 255 };
#define PANE_OPACITY 0.4

void
vit_scene_show_polyhedron (VitScene *scene, const VitConvexBody *polyhedron, size_t atom)
{
  g_return_if_fail (scene != NULL);
  vit_scene_set_mesh (scene, VIT_MESH_POLYHEDRON, NULL);
  if (!polyhedron || atom >= scene->n)
    return;
  size_t n = polyhedron->starts[polyhedron->n_faces], n_triangles = 0, n_edges = 0;
  g_autofree float *positions = g_new (float, 3 * n), *normals = g_new (float, 3 * n);
  g_autofree uint32_t *triangles = g_new (uint32_t, 3 * n), *edges = g_new (uint32_t, 2 * n);
  for (size_t f = 0; f < polyhedron->n_faces; f++)
    {
      uint32_t first = (uint32_t) polyhedron->starts[f],
               last = (uint32_t) polyhedron->starts[f + 1];
      for (uint32_t i = first; i < last; i++)
        {
          for (int k = 0; k < 3; k++)
            {
              positions[3 * i + k] = (float) polyhedron->corners[3 * i + k];
              normals[3 * i + k] = (float) polyhedron->normals[3 * f + k];
            }
          edges[2 * n_edges] = i;
          edges[2 * n_edges++ + 1] = i + 1 < last ? i + 1 : first;
          if (i < first + 2)
            continue;
          const uint32_t triangle[3] = { first, i - 1, i };
          memcpy (triangles + 3 * n_triangles++, triangle, sizeof triangle);
        }
    }
  const VitMesh mesh = { .n_vertices = n,
                         .n_triangles = n_triangles,
                         .n_edges = n_edges,
                         .positions = positions,
                         .normals = normals,
                         .triangles = triangles,
                         .edges = edges,
                         .colour = pane,
                         .edge_colour = { 198, 70, 0, 255 },
                         .opacity = PANE_OPACITY,
                         .atom = (ssize_t) atom };
  vit_scene_set_mesh (scene, VIT_MESH_POLYHEDRON, &mesh);
}
