#pragma once

/* The cell list of a periodic box: atoms sorted into bins, with periodic images in ghost bins
 * around the box. Every neighbour search (cutoff, nearest, Voronoi, strain, g(r)) goes through it.
 *
 * Bins are parallelepipeds. There are as many layers of ghost bins as the search radius needs, also
 * where the box is thinner than that. A slot is an atom or a periodic image. The slots of a row of
 * bins are contiguous in memory, so a neighbourhood is a few contiguous ranges, and inner loops
 * wrap nothing.
 *
 * The creator owns the grid. It is immutable: any thread may read it. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/geometry/cell.h"

/**
 * VitGrid:
 * @cell: the box
 * @n: number of atoms
 * @search_radius: Å: every image within this distance of an atom is in the neighbourhood of its bin
 * @error_bound: of a distance computed from @fx, @fy, @fz, Å
 * @n_bins: bins along each box vector, without ghosts
 * @n_ghosts: layers of ghost bins on either side; the neighbourhood of a bin extends as many bins
 *   each way
 * @n_total: @n_bins + 2 @n_ghosts
 * @starts: first slot of every bin, in the order of vit_grid_bin(); one more at the end
 * @n_slots: atoms and images
 * @fx: x of each slot in Å relative to @centre, rounded to float: to find candidates; decisions
 *   within @error_bound take doubles
 * @fy: likewise
 * @fz: likewise
 * @rank: of each slot: index, in bin order, of the atom that it is or is an image of
 * @image: of each slot: box vectors added to the wrapped atom
 * @atom: of each rank: the caller's index of the atom; ascending within a bin
 * @x: of each rank: wrapped position, Å
 * @wraps: (nullable): of each rank: box vectors that were subtracted; %NULL if no atom was wrapped
 * @centre: origin of @fx, @fy, @fz
 */
typedef struct
{
  VitCell cell;
  size_t n;
  double search_radius;
  double error_bound;
  int n_bins[3];
  int n_ghosts[3];
  int n_total[3];
  uint32_t *starts;
  size_t n_slots;
  float *fx;
  float *fy;
  float *fz;
  uint32_t *rank;
  int8_t (*image)[4];
  uint32_t *atom;
  double (*x)[3];
  int32_t (*wraps)[3];
  double centre[3];
} VitGrid;

/**
 * vit_grid_new:
 * @cell: the box, any shape, periodic along any of its vectors; along the others atoms may lie
 *   outside
 * @x: n × 3 positions in Å, wrapped or not
 * @n: number of atoms
 * @search_radius: longest distance of the searches, Å, positive
 * @occupancy: least mean number of atoms per bin, as far as the search radius is longer than such a
 *   bin; 0 makes bins as long as the search radius
 * @error: %VIT_ERROR_INVALID for a box without volume, a position that is not finite, a search
 *   radius of more than about a hundred box lengths
 *
 * Cost O(n); about 70 bytes an atom and 20 a ghost.
 */
VitGrid *vit_grid_new (const VitCell *cell,
                       const double *x,
                       size_t n,
                       double search_radius,
                       double occupancy,
                       GError **error);
void vit_grid_free (VitGrid *grid);

/**
 * vit_grid_new_relative:
 * @search_radius: as of vit_grid_new(), but in units of the edge of the mean cube of an atom: the
 *   cube root of the occupied volume per atom
 * @most: upper limit of the search radius, Å
 * @unit: (out): that edge in Å
 *
 * Empty space, next to a surface or around a cluster, is not counted: a radius from the mean
 * density of the box would contain far too many atoms.
 *
 * Cost O(n), several times that if much of the box is empty.
 */
VitGrid *vit_grid_new_relative (const VitCell *cell,
                                const double *x,
                                size_t n,
                                double search_radius,
                                double most,
                                double occupancy,
                                double *unit,
                                GError **error);

/** vit_grid_end_search: frees all arrays but @atom and @wraps; the grid cannot be searched any
 * more. */
void vit_grid_end_search (VitGrid *grid);

/** vit_grid_bin: index of a bin in @starts; bx counts from −@n_ghosts and varies fastest. */
static inline size_t
vit_grid_bin (const VitGrid *grid, int bx, int by, int bz)
{
  return ((size_t) (bz + grid->n_ghosts[2]) * grid->n_total[1] + (by + grid->n_ghosts[1])) *
             grid->n_total[0] +
         (bx + grid->n_ghosts[0]);
}

/** vit_grid_first_in_bin: rank of the first atom of a bin of the box that is not empty; the others
 * follow. */
static inline size_t
vit_grid_first_in_bin (const VitGrid *grid, size_t bin)
{
  return grid->rank[grid->starts[bin]];
}

/** vit_grid_n_rows: rows of bins along the first box vector: the unit of parallel work. */
static inline size_t
vit_grid_n_rows (const VitGrid *grid)
{
  return (size_t) grid->n_bins[1] * grid->n_bins[2];
}

/**
 * vit_grid_vector: from the atom of rank @i to @slot, in Å, in double.
 *
 * The vector of the reversed pair is exactly the negative, so a decision about a pair is the same
 * from both sides.
 */
static inline void
vit_grid_vector (const VitGrid *grid, size_t i, size_t slot, double d[3])
{
  const double *a = grid->x[i], *b = grid->x[grid->rank[slot]];
  const int8_t *m = grid->image[slot];
  for (int k = 0; k < 3; k++)
    d[k] = b[k] - a[k];
  if (m[0] | m[1] | m[2])
    for (int k = 0; k < 3; k++)
      d[k] += m[0] * grid->cell.h[0][k] + m[1] * grid->cell.h[1][k] + m[2] * grid->cell.h[2][k];
}

/** vit_grid_is_self: whether @slot is the atom of rank @i and not an image of it. */
static inline bool
vit_grid_is_self (const VitGrid *grid, size_t i, size_t slot)
{
  const int8_t *m = grid->image[slot];
  return grid->rank[slot] == i && !(m[0] | m[1] | m[2]);
}

/**
 * vit_grid_shift: box vectors to add to the caller's position of the atom in @slot, so that it is
 *   the image seen from the caller's position of the atom of rank @i.
 */
static inline void
vit_grid_shift (const VitGrid *grid, size_t i, size_t slot, int shift[3])
{
  for (int k = 0; k < 3; k++)
    {
      shift[k] = grid->image[slot][k];
      if (grid->wraps)
        shift[k] += grid->wraps[i][k] - grid->wraps[grid->rank[slot]][k];
    }
}

/**
 * VitGridRange: contiguous slots, @begin ... @end − 1: one row of a neighbourhood.
 */
typedef struct
{
  uint32_t begin;
  uint32_t end;
} VitGridRange;

/** vit_grid_max_ranges: rows of a neighbourhood. */
static inline size_t
vit_grid_max_ranges (const VitGrid *grid)
{
  return (size_t) (2 * grid->n_ghosts[1] + 1) * (2 * grid->n_ghosts[2] + 1);
}

/**
 * vit_grid_get_ranges:
 * @ranges: (out): of at least vit_grid_max_ranges() elements
 * @n_slots: (out): sum of their lengths
 *
 * Returns: the number of ranges in the neighbourhood of a bin
 */
size_t vit_grid_get_ranges (
    const VitGrid *grid, int bx, int by, int bz, VitGridRange *ranges, size_t *n_slots);

/** VIT_GRID_SCAN_PAD: elements that a search may write beyond the end of its result. */
#define VIT_GRID_SCAN_PAD 8

/**
 * vit_grid_scan:
 * @i: rank of an atom
 * @ranges: neighbourhood of the atom's bin, from vit_grid_get_ranges()
 * @cutoff: in Å, at most the search radius
 * @found: (out): slots, including the atom itself, ascending; of as many elements as the ranges
 *   have slots and %VIT_GRID_SCAN_PAD more
 * @doubtful: (out): whether a slot of @found is within the error bound of the cutoff and has to be
 *   decided in double by vit_grid_vector(); otherwise all are nearer than the cutoff
 *
 * Returns: how many were found
 */
size_t vit_grid_scan (const VitGrid *grid,
                      size_t i,
                      const VitGridRange *ranges,
                      size_t n_ranges,
                      double cutoff,
                      uint32_t *found,
                      bool *doubtful);

/**
 * VitGridNeighbourhood: slots near the atoms of one bin, as structure of arrays
 * @n: number of slots
 * @x: as @fx of the grid, with %VIT_GRID_SCAN_PAD elements more
 * @y: likewise
 * @z: likewise
 * @slots: in ascending order
 * @room: capacity of each array
 *
 * Initialise to zeros. Belongs to one thread.
 */
typedef struct
{
  size_t n;
  float *x;
  float *y;
  float *z;
  uint32_t *slots;
  size_t room;
} VitGridNeighbourhood;

void vit_grid_neighbourhood_clear (VitGridNeighbourhood *neighbourhood);

/**
 * vit_grid_collect:
 * @bin: a bin with atoms, from vit_grid_bin()
 * @ranges: its neighbourhood, from vit_grid_get_ranges()
 * @n_slots: likewise
 * @neighbourhood: (inout): receives all slots within the search radius of any atom of the bin, and
 *   some more
 *
 * Faster if several atoms of a bin are searched: slots too far from all of them are rejected once.
 */
void vit_grid_collect (const VitGrid *grid,
                       size_t bin,
                       const VitGridRange *ranges,
                       size_t n_ranges,
                       size_t n_slots,
                       VitGridNeighbourhood *neighbourhood);

/**
 * vit_grid_measure:
 * @i: rank of an atom
 * @neighbourhood: of the atom's bin
 * @cutoff: in Å, at most the search radius; finds all that are nearer, and possibly some that are
 *   farther by less than the error bound
 * @found: (out): slots, including the atom itself, ascending; of @n + %VIT_GRID_SCAN_PAD elements
 * @d2: (out): squared distances of @found in Å², rounded to float; as long as @found
 *
 * Returns: how many were found
 */
size_t vit_grid_measure (const VitGrid *grid,
                         size_t i,
                         const VitGridNeighbourhood *neighbourhood,
                         double cutoff,
                         uint32_t *found,
                         float *d2);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitGrid, vit_grid_free)
