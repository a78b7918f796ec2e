#pragma once

/* Delaunay tetrahedra of a periodic box, and what is summed over those that share an atom
 * (docs/science.md §11).
 *
 * They are the dual of the Voronoi cells: four atoms make one where their cells meet in a point.
 * Immutable; any thread may read them. */

#include "core/structure/quadruples.h"
#include "core/structure/voronoi.h"

/**
 * VitDelaunay:
 * @n_atoms: number of atoms
 * @n: number of tetrahedra
 * @corners: atoms of each; every tetrahedron is listed once
 * @shifts: of the second to the fourth: box vectors to add to the caller's position, seen from the
 *   first
 * @centroids: of each atom: centroid of its Voronoi cell, Å from the atom
 */
typedef struct
{
  size_t n_atoms, n;
  uint32_t (*corners)[4];
  int16_t (*shifts)[3][3];
  double (*centroids)[3];
} VitDelaunay;

/**
 * vit_voronoi_new_dual:
 * @delaunay: (out) (transfer full): the tetrahedra
 * @error: also %VIT_ERROR_UNSUPPORTED where they cannot be told
 *
 * As vit_voronoi_new(), with the tetrahedra at little more cost. Where more than four atoms lie on
 * one empty sphere, as in perfect crystals, the polytope between them is divided at its first atom,
 * and each of its faces, too: by the order of atoms in the box, the same for both sides of a face.
 * The volumes of the tetrahedra sum to that of the box.
 */
VitVoronoi *vit_voronoi_new_dual (const VitCell *cell,
                                  const double *x,
                                  size_t n,
                                  double face_threshold,
                                  VitDelaunay **delaunay,
                                  VitProgress *progress,
                                  GError **error);
void vit_delaunay_free (VitDelaunay *delaunay);

/** vit_delaunay_get_edges: the edges of tetrahedron @k from its first corner to the others, Å. @x:
 * positions as those that it was made of. */
static inline void
vit_delaunay_get_edges (
    const VitDelaunay *delaunay, const VitCell *cell, const double *x, size_t k, double edges[3][3])
{
  const uint32_t *corners = delaunay->corners[k];
  const double *a = x + 3 * (size_t) corners[0];
  for (int c = 0; c < 3; c++)
    {
      const double *b = x + 3 * (size_t) corners[c + 1];
      const int16_t *m = delaunay->shifts[k][c];
      for (int j = 0; j < 3; j++)
        edges[c][j] = b[j] - a[j];
      if (m[0] | m[1] | m[2])
        for (int j = 0; j < 3; j++)
          edges[c][j] += m[0] * cell->h[0][j] + m[1] * cell->h[1][j] + m[2] * cell->h[2][j];
    }
}

/**
 * vit_delaunay_measure:
 * @cell, @x: as those that it was made of
 * @types, @shells: (nullable): σ of these types, for @omega
 * @longest: tetrahedra with an edge longer than this many times its σ are left out of @omega; 0
 *   keeps all
 * @omega: (out caller-allocates) (nullable): mean over the tetrahedra of each atom of Σ |r − σ|/Σ σ
 *   over the six edges; NaN where none is left or a σ is missing (Tong & Tanaka 2018)
 * @q: (out caller-allocates) (nullable): Σ V div C/Σ V over the tetrahedra of each atom, C the
 *   vector from an atom to the centroid of its cell, interpolated linearly (Rieser et al. 2016)
 * @sum: (out) (nullable): Σ V div C over all tetrahedra, Å³: 0 but for rounding
 *
 * Bit-identical for any number of threads. O(tetrahedra)
 */
bool vit_delaunay_measure (const VitDelaunay *delaunay,
                           const VitCell *cell,
                           const double *x,
                           const uint8_t *types,
                           const VitShells *shells,
                           double longest,
                           double *omega,
                           double *q,
                           double *sum,
                           VitProgress *progress,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDelaunay, vit_delaunay_free)
