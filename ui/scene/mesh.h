#pragma once

/* Surfaces beside the atoms: triangles with normals, opaque or translucent, and edges. A scene has
 * one mesh for each purpose, and draws it as it draws atoms: with depth, lit, in the colours of the
 * scene. Values; the arrays belong to the caller, and a scene copies them. One thread at a time. */

#include "ui/scene/scene.h"

/**
 * VitMeshPlace: what a mesh of a scene is for
 * @VIT_MESH_SURFACE: iso-surface; seen only with the whole box
 * @VIT_MESH_POLYHEDRON: polyhedron or cell of an atom
 * @VIT_MESH_LAST: number of places
 */
typedef enum
{
  VIT_MESH_SURFACE,
  VIT_MESH_POLYHEDRON,
  VIT_MESH_LAST,
} VitMeshPlace;

/**
 * VitMesh:
 * @positions: @n_vertices × 3, Å from the box's origin, or from @atom
 * @normals: @n_vertices × 3, unit vectors; vertices of a flat face have that of the face
 * @values: (nullable): @n_vertices values, coloured by the scene's map and range; NaN is drawn as
 *   missing; %NULL: @colour
 * @triangles: @n_triangles × 3 vertices
 * @edges: (nullable): @n_edges × 2 vertices of one face; an edge of two faces is given for both, so
 *   that those behind a translucent body lie beneath it
 * @colour: of vertices without values
 * @edge_colour: of the edges
 * @opacity: 0 ... 1, of a face that is looked at squarely; a face seen aslant hides more
 * @atom: −1, or the atom that the positions are relative to: it is drawn where that atom is, and
 *   only if that is
 */
typedef struct
{
  size_t n_vertices, n_triangles, n_edges;
  const float *positions;
  const float *normals;
  const float *values;
  const uint32_t *triangles;
  const uint32_t *edges;
  VitColour colour;
  VitColour edge_colour;
  double opacity;
  ssize_t atom;
} VitMesh;

/**
 * vit_scene_set_mesh:
 * @mesh: (nullable): copied; indices must be less than its number of vertices
 *
 * A mesh stays when the frame changes, unless it belongs to an atom and the number of atoms is
 * another.
 */
void vit_scene_set_mesh (VitScene *scene, VitMeshPlace place, const VitMesh *mesh);
