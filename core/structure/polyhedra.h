#pragma once

/* Counts of Voronoi polyhedra by index, among all atoms and among subsets of them, and their
 * ranking.
 *
 * A VitPolyhedra belongs to its creator; one thread at a time adds cells. Once all are added, any
 * thread may read it. */

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "core/structure/voronoi.h"

/** VIT_POLYHEDRA_MAX_SUBSETS: maximum number of subsets. */
#define VIT_POLYHEDRA_MAX_SUBSETS 8

/**
 * VitPolyhedron: one kind of polyhedron
 * @index: <n3,n4,n5,n6>; larger faces do not distinguish kinds
 * @count: cells of this kind among all atoms
 * @counts: cells of this kind in each subset
 */
typedef struct
{
  uint8_t index[4];
  size_t count;
  size_t counts[VIT_POLYHEDRA_MAX_SUBSETS];
} VitPolyhedron;

/**
 * VitPolyhedra:
 * @n_subsets: number of subsets
 * @n: cells added
 * @n_in: cells of each subset
 * @kinds: #VitPolyhedron, in the order of vit_polyhedra_rank() among all
 */
typedef struct
{
  unsigned n_subsets;
  size_t n;
  size_t n_in[VIT_POLYHEDRA_MAX_SUBSETS];
  GArray *kinds;
} VitPolyhedra;

/** vit_polyhedra_new: an empty count for up to %VIT_POLYHEDRA_MAX_SUBSETS subsets. */
VitPolyhedra *vit_polyhedra_new (unsigned n_subsets);
void vit_polyhedra_free (VitPolyhedra *polyhedra);

/**
 * vit_polyhedra_add:
 * @voronoi: a tessellation; several are pooled
 * @subsets: (nullable): of each atom: bit k for subset k
 * @include: (nullable): of each atom: non-zero to include it, for instance one species; %NULL
 *   includes all
 */
void vit_polyhedra_add (VitPolyhedra *polyhedra,
                        const VitVoronoi *voronoi,
                        const uint8_t *subsets,
                        const uint8_t *include);

/** vit_polyhedra_add_indices: as vit_polyhedra_add(), from Voronoi indices. */
void vit_polyhedra_add_indices (VitPolyhedra *polyhedra,
                                const VitVoronoiIndex *indices,
                                size_t n,
                                const uint8_t *subsets,
                                const uint8_t *include);

/**
 * vit_polyhedra_rank:
 * @subset: number of a subset, or −1 for all cells
 * @kinds: (out): positions in @polyhedra->kinds, most frequent first; ties by Voronoi index
 * @n: maximum number, for instance 10
 *
 * Returns: the number of ranked kinds, at most @n; absent kinds are not ranked
 */
size_t vit_polyhedra_rank (const VitPolyhedra *polyhedra, int subset, size_t *kinds, size_t n);

/** vit_polyhedra_get_fraction: fraction of a kind in a subset, or (−1) among all cells; NaN without
 * cells. */
double vit_polyhedra_get_fraction (const VitPolyhedra *polyhedra, size_t kind, int subset);

/**
 * vit_polyhedra_get_interval:
 * @lo: (out): 95 % Wilson interval of the fraction
 * @hi: (out): likewise
 */
void vit_polyhedra_get_interval (
    const VitPolyhedra *polyhedra, size_t kind, int subset, double *lo, double *hi);

/** vit_polyhedra_get_excess: Δf = (f_subset − f_all)/f_all × 100, per cent. */
double vit_polyhedra_get_excess (const VitPolyhedra *polyhedra, size_t kind, unsigned subset);

/**
 * vit_disclination_excess:
 *
 * Returns: n4 − n4(Z), the excess of fourfold faces over those of the Z-cluster polyhedron of the
 *   same coordination number (4, 3, 2, 2, 0, 1, 0, 0, 0 for 8 … 16; Frank & Kasper, Bernal); NaN
 *   for cells with triangles or faces of seven edges and more, and for other coordination numbers
 */
double vit_disclination_excess (VitVoronoiIndex index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPolyhedra, vit_polyhedra_free)
