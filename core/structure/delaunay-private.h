#pragma once

/* How Delaunay tetrahedra are made of cells. Private to core/structure. */

#include "core/structure/delaunay.h"
#include "core/structure/voronoi-private.h"

/* Without tetrahedra; centroids are 0. */
VitDelaunay *vit_delaunay_new_empty (size_t n_atoms);

/* Takes the tetrahedra that the cells list. */
bool vit_delaunay_take_cells (VitDelaunay *delaunay, const VitVoronoiCells *cells, GError **error);

/* Whether the tetrahedra fill the box once, by their volumes. */
bool vit_delaunay_fills (const VitDelaunay *delaunay, const VitCell *cell, const double *x);
