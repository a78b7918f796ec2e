#pragma once

/* Scratch memory and entries of neighbour lists, by cutoff and nearest. Private to core/geometry.
 */

#include "core/geometry/grid.h"
#include "core/geometry/neighbours.h"

typedef struct
{
  uint32_t index;
  int16_t shift[3];
  uint32_t slot;
} VitNeighbourEntry;

/* Scratch memory of one worker. */
typedef struct
{
  VitGridRange *ranges;
  size_t n_ranges;
  uint32_t *found;
  VitNeighbourEntry *entries;
  double *d2;
  size_t room;
} VitNeighbourScratch;

/* Sets the ranges of a bin's neighbourhood and reserves memory for all their slots. */
void vit_neighbour_scratch_enter (
    VitNeighbourScratch *scratch, const VitGrid *grid, int bx, int by, int bz);
void vit_neighbour_scratch_clear (VitNeighbourScratch *scratch);

bool vit_neighbour_shift_error (int shift, GError **error);

/* Converts @slot, seen from the atom of rank @i, to the caller's index and shift. */
static inline bool
vit_neighbour_entry_init (
    VitNeighbourEntry *entry, const VitGrid *grid, size_t i, uint32_t slot, GError **error)
{
  int shift[3];
  vit_grid_shift (grid, i, slot, shift);
  entry->index = grid->atom[grid->rank[slot]];
  entry->slot = slot;
  for (int k = 0; k < 3; k++)
    {
      entry->shift[k] = (int16_t) shift[k];
      if (entry->shift[k] != shift[k])
        return vit_neighbour_shift_error (shift[k], error);
    }
  return true;
}

bool vit_neighbour_entry_before (const VitNeighbourEntry *a, const VitNeighbourEntry *b);
void vit_neighbour_entries_sort (VitNeighbourEntry *entries, size_t n);

static inline double
vit_grid_squared_distance (const VitGrid *grid, size_t i, size_t slot)
{
  double d[3];
  vit_grid_vector (grid, i, slot, d);
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

/* About 256 chunks, whatever the number of rows. */
static inline size_t
vit_grid_row_grain (const VitGrid *grid)
{
  return MAX (1, vit_grid_n_rows (grid) / 256);
}
