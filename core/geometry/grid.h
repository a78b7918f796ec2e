#pragma once

/* The cell list of a periodic box: atoms sorted into bins, with periodic images in ghost bins
 * around the box. Every neighbour search (cutoff, nearest, Voronoi, strain, g(r)) goes through it.
 *
 * Bins are parallelepipeds. There are as many layers of ghost bins as the search radius needs, also
 * where the box is thinner than that. A slot is an atom or a periodic image. The slots of a row of
 * bins are contiguous in memory, so a neighbourhood is a few contiguous ranges, and inner loops
 * wrap nothing.
 *
 * A grid may hold a part of the atoms alone: those of some bins and of the bins around them, in the
 * same order and with the same numbers as the grid of all atoms has them, so that a search gives
 * the same bits.
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
 * @is_halo: (nullable): of a part, by the caller's index: 1 for an atom that is there as a
 * neighbour of others alone and is not to be searched around
 * @ids: (nullable): of a part, by the caller's index: what atoms are called in messages
 */
typedef struct
{
  VitCell cell;
  size_t n;
  double search_radius;
  double error_bound;
  int n_bins[3];
  int n_ghosts[3];
  int begin[3];
  int end[3];
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
  const uint8_t *is_halo;
  const int64_t *ids;
} VitGrid;

/** VIT_GRID_OCCUPANCY: mean number of atoms per bin that suits searches of neighbours. */
#define VIT_GRID_OCCUPANCY 3

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

/**
 * VitGridBounds: what the layout of a grid takes from all atoms
 * @n: number of atoms
 * @lo: least coordinates of wrapped positions, Å
 * @hi: largest coordinates, Å
 * @scaled_lo: least scaled coordinates of wrapped positions, along vectors that are not periodic
 * @scaled_hi: largest ones
 */
typedef struct
{
  uint64_t n;
  double lo[3], hi[3];
  double scaled_lo[3], scaled_hi[3];
} VitGridBounds;

/** vit_grid_measure_bounds: those of some atoms; fails as vit_grid_new() for boxes and positions.
 */
bool vit_grid_measure_bounds (
    const VitCell *cell, const double *x, size_t n, VitGridBounds *bounds, GError **error);

/**
 * VitGridLayout: the bins of a grid without its atoms. Fields are those of #VitGrid
 * @n: atoms of all parts
 * @lo: scaled coordinate at which the bins begin, along each box vector
 * @span: how many box vectors they cover
 */
typedef struct
{
  VitCell cell;
  uint64_t n;
  double search_radius, error_bound;
  int n_bins[3], n_ghosts[3];
  double lo[3], span[3];
  double centre[3];
} VitGridLayout;

/** vit_grid_layout_init: the layout of vit_grid_new() of atoms with these bounds. */
bool vit_grid_layout_init (VitGridLayout *layout,
                           const VitCell *cell,
                           const VitGridBounds *bounds,
                           double search_radius,
                           double occupancy,
                           GError **error);

/** vit_grid_layout_find_bin: the bin of the atom at @x, Å, wrapped or not. */
void vit_grid_layout_find_bin (const VitGridLayout *layout, const double x[3], int bin[3]);

/** vit_grid_layout_is_near: whether bin @b along box vector @k, or an image of it, is one of
 * @begin … @end − 1 or in the neighbourhood of one. */
bool vit_grid_layout_is_near (const VitGridLayout *layout, int k, int b, int begin, int end);

/**
 * VitGridPart: which of the bins of a layout a grid holds
 * @begin: first bin along each box vector whose atoms are searched around
 * @end: one past the last of them
 * @is_halo: (nullable): as in #VitGrid; borrowed
 * @ids: (nullable): likewise
 */
typedef struct
{
  int begin[3], end[3];
  const uint8_t *is_halo;
  const int64_t *ids;
} VitGridPart;

/**
 * vit_grid_new_part:
 * @x: n × 3 positions in Å: all atoms within the search radius of those that are searched around,
 *   images included, in the order in which the grid of all atoms has them; of others, those in no
 * bin of the neighbourhoods get ranks and no slots
 *
 * The slots of a neighbourhood are in the order of those of the grid of all atoms, and their
 * numbers, but ranks and slots, are the same. O(n + bins of the part)
 */
VitGrid *vit_grid_new_part (const VitGridLayout *layout,
                            const VitGridPart *part,
                            const double *x,
                            size_t n,
                            GError **error);

/** VIT_GRID_MIN_OCCUPIED: share of blocks with atoms below which a search radius relative to the
 * density is scaled again, and how often at most. */
#define VIT_GRID_MIN_OCCUPIED 0.8
#define VIT_GRID_MAX_ITERATIONS 8

/** vit_grid_layout_count_blocks: blocks of bins that hold some atoms on average; @size: (out): bins
 * along each side of one; @n: (out): blocks along each box vector. */
void vit_grid_layout_count_blocks (const VitGridLayout *layout, int *size, int n[3]);

/** vit_grid_end_search: frees all arrays but @atom and @wraps; the grid cannot be searched any
 * more. */
void vit_grid_end_search (VitGrid *grid);

/** vit_grid_bin: index of a bin in @starts; bx counts from @begin − @n_ghosts and varies
 * fastest. */
static inline size_t
vit_grid_bin (const VitGrid *grid, int bx, int by, int bz)
{
  return ((size_t) (bz - grid->begin[2] + grid->n_ghosts[2]) * grid->n_total[1] +
          (by - grid->begin[1] + grid->n_ghosts[1])) *
             grid->n_total[0] +
         (bx - grid->begin[0] + grid->n_ghosts[0]);
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
  return (size_t) (grid->end[1] - grid->begin[1]) * (size_t) (grid->end[2] - grid->begin[2]);
}

/** vit_grid_enter_row: the second and third number of the bins of row @r. */
static inline void
vit_grid_enter_row (const VitGrid *grid, size_t r, int *by, int *bz)
{
  size_t n = (size_t) (grid->end[1] - grid->begin[1]);
  *by = grid->begin[1] + (int) (r % n);
  *bz = grid->begin[2] + (int) (r / n);
}

/** vit_grid_get_name: what the atom of rank @i is called in messages: its id, or its number counted
 * from 1; vit_grid_get_naming() says which. */
static inline int64_t
vit_grid_get_name (const VitGrid *grid, size_t i)
{
  return grid->ids ? grid->ids[grid->atom[i]] : (int64_t) grid->atom[i] + 1;
}

static inline const char *
vit_grid_get_naming (const VitGrid *grid)
{
  return grid->ids ? "by id" : "counted from 1";
}

/** vit_grid_is_halo: whether the atom of rank @i is not to be searched around. */
static inline bool
vit_grid_is_halo (const VitGrid *grid, size_t i)
{
  return grid->is_halo && grid->is_halo[grid->atom[i]];
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
