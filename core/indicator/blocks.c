#include "core/indicator/blocks.h"

#include <math.h>

#define MOST 1000

void
vit_blocks_init_counts (VitBlocks *blocks, const VitCell *cell, const unsigned counts[3])
{
  g_return_if_fail (blocks && cell && counts);
  blocks->cell = *cell;
  vit_cell_inverse (cell, blocks->inverse);
  for (int k = 0; k < 3; k++)
    blocks->counts[k] = MAX (counts[k], 1);
}

void
vit_blocks_init_edge (VitBlocks *blocks, const VitCell *cell, double edge, size_t least)
{
  g_return_if_fail (blocks && cell && edge > 0);
  double widths[3];
  unsigned counts[3];
  vit_cell_widths (cell, widths);
  for (int k = 0; k < 3; k++)
    counts[k] = (unsigned) CLAMP (widths[k] / edge, 1, MOST);
  while ((size_t) counts[0] * counts[1] * counts[2] < least)
    {
      int widest = 0;
      for (int k = 1; k < 3; k++)
        if (widths[k] / counts[k] > widths[widest] / counts[widest])
          widest = k;
      counts[widest]++;
    }
  vit_blocks_init_counts (blocks, cell, counts);
}

size_t
vit_blocks_count (const VitBlocks *blocks)
{
  return (size_t) blocks->counts[0] * blocks->counts[1] * blocks->counts[2];
}

/* Scaled coordinate along box vector k, inside the box. */
static double
scaled (const VitBlocks *blocks, int k, const double x[3])
{
  double s = 0;
  for (int i = 0; i < 3; i++)
    s += blocks->inverse[k][i] * (x[i] - blocks->cell.origin[i]);
  return blocks->cell.periodic[k] ? s - floor (s) : CLAMP (s, 0, 1);
}

size_t
vit_blocks_find (const VitBlocks *blocks, const double x[3])
{
  size_t block = 0;
  for (int k = 0; k < 3; k++)
    {
      unsigned n = blocks->counts[k];
      double s = scaled (blocks, k, x);
      unsigned place = s >= 0 ? (unsigned) (s * n) : 0;
      block = block * n + MIN (place, n - 1);
    }
  return block;
}

bool
vit_blocks_zone (const VitBlocks *blocks, size_t block, const double x[3], double guard)
{
  double widths[3];
  unsigned place[3];
  vit_cell_widths (&blocks->cell, widths);
  for (int k = 2; k >= 0; k--)
    {
      place[k] = (unsigned) (block % blocks->counts[k]);
      block /= blocks->counts[k];
    }
  for (int k = 0; k < 3; k++)
    {
      double s = scaled (blocks, k, x);
      double low = place[k] / (double) blocks->counts[k];
      double high = (place[k] + 1) / (double) blocks->counts[k];
      double below = low - s, above = s - high, away = fmax (below, above);
      if (away < 0 || (away == 0 && s < high))
        continue;
      if (blocks->cell.periodic[k])
        away = fmin (fmin (fabs (below), 1 - fabs (below)), fmin (fabs (above), 1 - fabs (above)));
      if (away * widths[k] >= guard)
        return false;
    }
  return true;
}
