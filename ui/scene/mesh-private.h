#pragma once

/* The meshes of a scene, and their faces and edges in a display list. */

#include "ui/scene/display-list.h"
#include "ui/scene/mesh.h"

/** vit_mesh_free: frees a copy that a scene holds. */
void vit_mesh_free (VitMesh *mesh);

/** vit_scene_drop_atom_meshes: removes meshes that belong to an atom. */
void vit_scene_drop_atom_meshes (VitScene *scene);

/**
 * vit_display_list_add_meshes:
 * @z_range: (inout): widened to the meshes, view coordinates
 *
 * Replaces the faces of the list, sorted: opaque ones, then the others back to front. O(triangles)
 */
void vit_display_list_add_meshes (VitDisplayList *list, const VitScene *scene, double z_range[2]);

/** vit_display_list_add_mesh_edges: appends the edges; the depth range must have been set. */
void vit_display_list_add_mesh_edges (VitDisplayList *list, const VitScene *scene, double width);
