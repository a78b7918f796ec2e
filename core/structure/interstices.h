#pragma once

/* Empty space between an atom and its neighbours as spheres (docs/science.md §11). Pure functions;
 * any thread. */

#include "core/geometry/neighbours.h"

/** VitSpread: of several numbers; the standard deviation divides by their number. NaN without
 * any. */
typedef struct
{
  double mean, sd, min, max;
} VitSpread;

/**
 * VitInterstices: of one atom
 * @distance: of its neighbours: r/(R_i + R_j) − 1
 * @area: of the triangles of the hull of its neighbours: the part that circles around the corners
 * do not cover, at least 0
 * @volume: of the tetrahedra of the atom and such a triangle: the part that spheres do not fill, at
 *   least 0
 * @efficiency: part of the hull that spheres fill
 *
 * All but @distance are NaN for an atom that is not inside the hull of its neighbours.
 */
typedef struct
{
  VitSpread distance, area, volume;
  double efficiency;
} VitInterstices;

/** VIT_INTERSTICES_MOST: neighbours of an atom; with more it has no values. */
#define VIT_INTERSTICES_MOST 128

/**
 * vit_interstices_measure:
 * @cell: the box
 * @x: n × 3 positions in Å, wrapped as those that the list was made of
 * @neighbours: of n atoms: those that share a face of their Voronoi cells
 * @types: of each atom
 * @radii: by type, Å; NaN where it is not known: what it enters has no value then
 * @interstices: (out caller-allocates): of each atom
 *
 * Wang & Jain 2019; solid angles by van Oosterom & Strackee 1983. Where more than three neighbours
 * lie in a plane of the hull, its polygon is divided at the first of them in the list.
 * Bit-identical for any number of threads and any processor. O(n · neighbours²)
 */
bool vit_interstices_measure (const VitCell *cell,
                              const double *x,
                              const VitNeighbours *neighbours,
                              const uint8_t *types,
                              const double *radii,
                              VitInterstices *interstices,
                              VitProgress *progress,
                              GError **error);
