#pragma once

/* The Delaunay tetrahedra of a Voronoi cell, which are dual to its vertices,
 * and its centroid. Private to core/structure.
 *
 * A tetrahedron is listed by one of its atoms, that of the lowest rank; of
 * images of one atom by the one from which the others have the higher images.
 * Where more than three faces meet in a vertex, the atoms around it are the
 * corners of a polytope on a sphere. It is divided by the same order: every
 * face into triangles at its lowest corner, the polytope into tetrahedra at its
 * own. Both sides of a face divide it alike. */

#include "core/structure/voronoi-builder.h"

/* An atom that was tried in cutting a cell. */
typedef struct
{
  uint32_t rank;
  int8_t image[3];
  double d[3];
} VitVoronoiTried;

/* Of one cell. @tolerance: atoms are as far from a vertex as the cell's own
 * where the slack of their plane is below this times the square of that
 * distance. @failed: whether a vertex could not be told. */
struct _VitVoronoiCorners
{
  double tolerance;
  GArray *tried; /* of VitVoronoiTried */
  VitVoronoiTetrahedron *tetrahedra;
  size_t n_tetrahedra, room;
  GArray *seen;       /* vertices of more than three faces that were divided */
  double centroid[3]; /* Å from the atom */
  bool failed;
};

VitVoronoiCorners *vit_voronoi_corners_new (double tolerance);
void vit_voronoi_corners_free (VitVoronoiCorners *corners);

/* Take them from the cell that the builder has just found by walking, or by
 * cutting; @i is the rank of its atom. */
void vit_voronoi_corners_take_walk (VitVoronoiBuilder *builder, size_t i);
void vit_voronoi_corners_take_cut (VitVoronoiBuilder *builder, size_t i);

static inline void
vit_voronoi_corners_try (VitVoronoiCorners *corners,
                         uint32_t rank,
                         const int8_t image[3],
                         const double d[3])
{
  VitVoronoiTried tried = { rank, { image[0], image[1], image[2] }, { d[0], d[1], d[2] } };
  g_array_append_val (corners->tried, tried);
}
