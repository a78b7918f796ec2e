#pragma once

/* Which Voronoi polyhedra there are, among all atoms and among subsets of them, and their ranking.
 *
 * A VitPolyhedra belongs to its creator; cells are added by one thread at a time. Reading is safe
 * from any thread once nothing is added any more. */

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "core/structure/voronoi.h"

/** VIT_POLYHEDRA_MAX_SUBSETS: subsets that can be told apart. */
#define VIT_POLYHEDRA_MAX_SUBSETS 8

/**
 * VitPolyhedron: one kind
 * @index: <n3,n4,n5,n6>; larger faces do not tell kinds apart
 * @count: cells of this kind among all
 * @counts: and among each subset
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
 * @voronoi: a tessellation; add several to pool start times
 * @subsets: (nullable): of each atom: bit k is set if it belongs to subset k
 * @include: (nullable): of each atom: non-zero if it counts at all, for instance one species; %NULL
 *   counts all
 */
void vit_polyhedra_add (VitPolyhedra *polyhedra,
                        const VitVoronoi *voronoi,
                        const uint8_t *subsets,
                        const uint8_t *include);

/** vit_polyhedra_add_indices: as vit_polyhedra_add(), from indices that were taken before. */
void vit_polyhedra_add_indices (VitPolyhedra *polyhedra,
                                const VitVoronoiIndex *indices,
                                size_t n,
                                const uint8_t *subsets,
                                const uint8_t *include);

/**
 * vit_polyhedra_rank:
 * @subset: number of a subset, or −1 for all cells
 * @kinds: (out): places in @polyhedra->kinds, most frequent first; equally frequent ones by index
 * @n: how many are wanted, for instance 10
 *
 * Returns: how many there are, at most @n; kinds that do not occur are not ranked
 */
size_t vit_polyhedra_rank (const VitPolyhedra *polyhedra, int subset, size_t *kinds, size_t n);

/** vit_polyhedra_get_fraction: of a kind in a subset, or (−1) all cells; NaN without any cells. */
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
 * Returns: n4 − n4(Z), fourfold faces beyond those of the Z-cluster polyhedron of the same
 *   coordination number (4, 3, 2, 2, 0, 1, 0, 0, 0 for 8 … 16; Frank & Kasper, Bernal); NaN for
 * cells with triangles or faces of seven edges and more, and for other coordination numbers
 */
double vit_disclination_excess (VitVoronoiIndex index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPolyhedra, vit_polyhedra_free)
