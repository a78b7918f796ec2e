#pragma once

/* Atoms sorted into bins of the periodic box, with the periodic images around it: what every search
 * for neighbours (cutoff, nearest, Voronoi, strain, g(r)) walks through.
 *
 * Bins are parallelepipeds of the box. Around the box lie ghost bins that hold images of the atoms,
 * as many layers as the reach needs, also where the box is thinner than the reach. Slots (atoms and
 * images) of one row of bins lie one after the other in memory, so that a neighbourhood is a
 * handful of contiguous runs without any wrapping in the inner loop.
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
 * @reach: every image within this distance (Å) of an atom is in a bin around the atom's own
 * @margin: bound of the error of a distance computed from @fx, @fy, @fz, Å
 * @n_bins: bins along each box vector, ghosts not counted
 * @n_ghosts: layers of ghost bins on either side; the neighbourhood of a bin is that many each way
 * @n_total: @n_bins + 2 @n_ghosts
 * @starts: first slot of every bin, in the order of vit_grid_bin(); one more at the end
 * @n_slots: atoms and images
 * @fx: x of each slot in Å relative to @centre, rounded to float: for looking, not for deciding
 * @fy: likewise
 * @fz: likewise
 * @rank: of each slot: the atom whose image it is, as its place in bin order
 * @image: of each slot: box vectors added to the wrapped atom
 * @atom: of each rank: index of the atom, as the caller counts; ascending within a bin
 * @x: of each rank: wrapped position, Å
 * @wraps: (nullable): of each rank: box vectors that were subtracted; %NULL where none was
 * @centre: origin of @fx, @fy, @fz
 */
typedef struct
{
  VitCell cell;
  size_t n;
  double reach;
  double margin;
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
 * @reach: distance in Å that searches will need, positive
 * @occupancy: wanted atoms per bin at least, as far as the reach is longer than such a bin; 0 makes
 *   bins as long as the reach
 * @error: %VIT_ERROR_INVALID for a box without volume, a position that is not finite, a reach of
 *   more than about a hundred box lengths
 *
 * Cost O(n); about 70 bytes an atom and 20 a ghost.
 */
VitGrid *vit_grid_new (
    const VitCell *cell, const double *x, size_t n, double reach, double occupancy, GError **error);
void vit_grid_free (VitGrid *grid);

/**
 * vit_grid_new_relative:
 * @reach: as of vit_grid_new(), but in units of the edge of the cube that an atom has on average
 *   where there are atoms
 * @most: the longest reach in Å
 * @unit: (out): that edge in Å
 *
 * Empty space, next to a surface or around a cluster, does not count: otherwise a reach made from
 * the number of atoms in the box would hold far more of them than meant.
 *
 * Cost O(n), several times that where much is empty.
 */
VitGrid *vit_grid_new_relative (const VitCell *cell,
                                const double *x,
                                size_t n,
                                double reach,
                                double most,
                                double occupancy,
                                double *unit,
                                GError **error);

/** vit_grid_end_search: keeps @atom and @wraps alone; nothing can be looked for any more. */
void vit_grid_end_search (VitGrid *grid);

/** vit_grid_bin: place of a bin in @starts; bx counts from −@n_ghosts and varies fastest. */
static inline size_t
vit_grid_bin (const VitGrid *grid, int bx, int by, int bz)
{
  return ((size_t) (bz + grid->n_ghosts[2]) * grid->n_total[1] + (by + grid->n_ghosts[1])) *
             grid->n_total[0] +
         (bx + grid->n_ghosts[0]);
}

/** vit_grid_home: rank of the first atom of a bin of the box that holds any; the others follow. */
static inline size_t
vit_grid_home (const VitGrid *grid, size_t bin)
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
 * Exactly the negative when seen from the other atom, so that a decision about a pair is the same
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

/** vit_grid_is_self: whether @slot is the atom of rank @i itself and not an image of it. */
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
 * VitGridRun: slots @begin to @end: one row of a neighbourhood.
 */
typedef struct
{
  uint32_t begin;
  uint32_t end;
} VitGridRun;

/** vit_grid_max_runs: rows in a neighbourhood. */
static inline size_t
vit_grid_max_runs (const VitGrid *grid)
{
  return (size_t) (2 * grid->n_ghosts[1] + 1) * (2 * grid->n_ghosts[2] + 1);
}

/**
 * vit_grid_runs:
 * @runs: (out): room for vit_grid_max_runs()
 * @n_slots: (out): sum of their lengths
 *
 * Returns: the number of runs in the neighbourhood of a bin
 */
size_t
vit_grid_runs (const VitGrid *grid, int bx, int by, int bz, VitGridRun *runs, size_t *n_slots);

/** VIT_GRID_SCAN_PAD: slots that a search may write beyond what it finds. */
#define VIT_GRID_SCAN_PAD 8

/**
 * vit_grid_scan:
 * @i: rank of an atom
 * @runs: as from vit_grid_runs(), of the bin of the atom
 * @cutoff: in Å, at most the reach
 * @found: (out): slots, the atom itself among them, in ascending order; room for all slots of the
 *   runs and %VIT_GRID_SCAN_PAD
 * @doubtful: (out): whether one of @found is so close to the cutoff that it has to be decided in
 *   double by vit_grid_vector(); otherwise all are nearer than the cutoff
 *
 * Returns: how many were found
 */
size_t vit_grid_scan (const VitGrid *grid,
                      size_t i,
                      const VitGridRun *runs,
                      size_t n_runs,
                      double cutoff,
                      uint32_t *found,
                      bool *doubtful);

/**
 * VitGridVicinity: what lies near the atoms of one bin, side by side
 * @n: number of slots
 * @x: as @fx of the grid; room for %VIT_GRID_SCAN_PAD more
 * @y: likewise
 * @z: likewise
 * @slots: in ascending order
 * @room: of each array
 *
 * Begins as all zeros. Belongs to one thread.
 */
typedef struct
{
  size_t n;
  float *x;
  float *y;
  float *z;
  uint32_t *slots;
  size_t room;
} VitGridVicinity;

void vit_grid_vicinity_clear (VitGridVicinity *vicinity);

/**
 * vit_grid_collect:
 * @bin: a bin with atoms, as from vit_grid_bin()
 * @runs: as from vit_grid_runs(), of that bin
 * @n_slots: likewise
 * @vicinity: (inout): gets all slots within the reach of any atom of the bin, and some more
 *
 * Pays where several atoms of a bin are searched: what is too far for all is met once.
 */
void vit_grid_collect (const VitGrid *grid,
                       size_t bin,
                       const VitGridRun *runs,
                       size_t n_runs,
                       size_t n_slots,
                       VitGridVicinity *vicinity);

/**
 * vit_grid_measure:
 * @i: rank of an atom
 * @vicinity: of the bin of the atom
 * @cutoff: in Å, at most the reach; found are all that are nearer, and perhaps some that are
 *   farther by less than the margin
 * @found: (out): slots, the atom itself among them, in ascending order; room for @vicinity and
 *   %VIT_GRID_SCAN_PAD
 * @d2: (out): squared distances of @found in Å², as float has them; as much room
 *
 * Returns: how many were found
 */
size_t vit_grid_measure (const VitGrid *grid,
                         size_t i,
                         const VitGridVicinity *vicinity,
                         double cutoff,
                         uint32_t *found,
                         float *d2);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitGrid, vit_grid_free)
