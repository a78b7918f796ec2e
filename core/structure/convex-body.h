#pragma once

/* Convex bodies around one atom: the hull of its neighbours, its Voronoi cell. For a few hundred
 * points at most, in any arrangement, perfect crystals included.
 *
 * A polyhedron belongs to the caller and is immutable: any thread may read it. */

#include <glib.h>
#include <stddef.h>

#include "core/geometry/cell.h"

/** VIT_CONVEX_BODY_MAX_POINTS: most points of a hull. */
#define VIT_CONVEX_BODY_MAX_POINTS 192

/**
 * VitConvexBody:
 * @n_faces: number of faces
 * @starts: @n_faces + 1: first corner of each face
 * @corners: @starts[@n_faces] × 3, Å from the atom; of each face counter-clockwise as seen from
 *   outside
 * @normals: @n_faces × 3, unit vectors, outwards
 * @volume: Å³
 * @area: Å²
 */
typedef struct
{
  size_t n_faces;
  size_t *starts;
  double *corners, *normals;
  double volume, area;
} VitConvexBody;

/**
 * vit_convex_body_new_hull:
 * @points: @n × 3, Å
 * @error: %VIT_ERROR_INAPPLICABLE for points in a plane, or more than %VIT_CONVEX_BODY_MAX_POINTS
 *
 * The convex hull of points. Points that lie in a plane to 10⁻⁹ of the size make one face.
 * O(points⁴) at worst.
 */
VitConvexBody *vit_convex_body_new_hull (const double *points, size_t n, GError **error);

/**
 * vit_convex_body_new_voronoi:
 * @cell: the box, periodic along all its vectors
 * @x: @n × 3 positions in Å, wrapped or not
 * @atom: index
 * @error: %VIT_ERROR_UNSUPPORTED for a box that is not periodic; %VIT_ERROR_INVALID for two atoms
 *   at the same position
 *
 * The Voronoi cell of one atom: a cube, cut by the bisecting planes of the atoms and images around
 * it in the order of their distance, until none can reach the cell. O(n · images)
 */
VitConvexBody *vit_convex_body_new_voronoi (
    const VitCell *cell, const double *x, size_t n, size_t atom, GError **error);

void vit_convex_body_free (VitConvexBody *polyhedron);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitConvexBody, vit_convex_body_free)
