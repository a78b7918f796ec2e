#include "ui/scene/bodies.h"

#include "ui/scene/mesh.h"
#include "ui/scene/scene-private.h"

/* Of surfaces without values. */
static const VitColour plain = { 118, 150, 190, 255 };

void
vit_scene_show_surface (VitScene *scene, const VitIsosurface *surface, double opacity, bool alone)
{
  g_return_if_fail (scene != NULL);
  scene->atoms_hidden = surface && alone;
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
