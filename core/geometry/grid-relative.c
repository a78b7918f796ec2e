/* Grids whose search radius follows the density of the atoms. */

#include <math.h>

#include "core/geometry/grid.h"

/* The occupied part of the box is estimated from blocks of bins with so many atoms on average. */
#define ATOMS_PER_BLOCK 6

/* Whether a cube of bins, @size along each axis, holds an atom. */
static bool
is_block_occupied (const VitGrid *grid, const int block[3], int size)
{
  int end[3];
  for (int k = 0; k < 3; k++)
    end[k] = MIN ((block[k] + 1) * size, grid->n_bins[k]);
  for (int bz = block[2] * size; bz < end[2]; bz++)
    for (int by = block[1] * size; by < end[1]; by++)
      if (grid->starts[vit_grid_bin (grid, end[0], by, bz)] >
          grid->starts[vit_grid_bin (grid, block[0] * size, by, bz)])
        return true;
  return false;
}

void
vit_grid_layout_count_blocks (const VitGridLayout *layout, int *size, int n[3])
{
  size_t n_bins = (size_t) layout->n_bins[0] * layout->n_bins[1] * layout->n_bins[2];
  *size = MAX ((int) ceil (cbrt (ATOMS_PER_BLOCK * (double) n_bins / (double) layout->n)), 1);
  for (int k = 0; k < 3; k++)
    n[k] = (layout->n_bins[k] + *size - 1) / *size;
}

/* Returns the fraction of blocks that hold atoms. */
static double
get_occupied_share (const VitGrid *grid)
{
  VitGridLayout layout = { .n = grid->n,
                           .n_bins = { grid->n_bins[0], grid->n_bins[1], grid->n_bins[2] } };
  size_t n_occupied = 0;
  int n[3], size;
  vit_grid_layout_count_blocks (&layout, &size, n);
  for (int z = 0; z < n[2]; z++)
    for (int y = 0; y < n[1]; y++)
      for (int x = 0; x < n[0]; x++)
        n_occupied += is_block_occupied (grid, (int[3]){ x, y, z }, size);
  return (double) n_occupied / ((double) n[0] * n[1] * n[2]);
}

VitGrid *
vit_grid_new_relative (const VitCell *cell,
                       const double *x,
                       size_t n,
                       double search_radius,
                       double most,
                       double occupancy,
                       double *unit,
                       GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), NULL);
  double volume = vit_cell_volume (cell);
  for (int iteration = 1;; iteration++)
    {
      *unit = cbrt (volume / (double) MAX (n, 1));
      VitGrid *grid =
          vit_grid_new (cell, x, n, MIN (search_radius * *unit, most), occupancy, error);
      double share = grid && n > 0 ? get_occupied_share (grid) : 1;
      if (share >= VIT_GRID_MIN_OCCUPIED || iteration == VIT_GRID_MAX_ITERATIONS)
        return grid;
      volume = share * vit_cell_volume (cell);
      vit_grid_free (grid);
    }
}
