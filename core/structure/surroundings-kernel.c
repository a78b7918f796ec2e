/* Compiled once per instruction set: see meson.build. */

#include "core/structure/surroundings-kernel.h"

#include "core/base/lanes.h"

/* Vectors of columns whose sums do not wait for each other. */
#define BLOCK 4

VIT_LANES_INLINE void
sum_columns (const double *weights,
             const uint32_t *rows,
             size_t n,
             const double *values,
             size_t width,
             int n_vectors,
             double *sums)
{
  VitLanes sum[BLOCK];
  for (int v = 0; v < n_vectors; v++)
    sum[v] = vit_lanes_fill (0);
  for (size_t k = 0; k < n; k++)
    {
      VitLanes weight = vit_lanes_fill (weights[k]);
      const double *row = values + (size_t) rows[k] * width;
      for (int v = 0; v < n_vectors; v++)
        sum[v] += weight * vit_lanes_load (row + v * VIT_LANES);
    }
  for (int v = 0; v < n_vectors; v++)
    vit_lanes_store (sums + v * VIT_LANES, sum[v]);
}

void
VIT_SURROUNDINGS_SUM (double *squares,
                      const uint32_t *rows,
                      size_t n,
                      double scale,
                      const double *values,
                      size_t width,
                      double *sums)
{
  for (size_t k = n; k < n + VIT_SURROUNDINGS_PAD; k++)
    squares[k] = 0;
  for (size_t k = 0; k < n; k += VIT_LANES)
    vit_lanes_store (squares + k,
                     vit_lanes_exp (vit_lanes_load (squares + k) * vit_lanes_fill (scale)));
  size_t c = 0;
  for (; c + BLOCK * VIT_LANES <= width; c += BLOCK * VIT_LANES)
    sum_columns (squares, rows, n, values + c, width, BLOCK, sums + c);
  for (; c < width; c += VIT_LANES)
    sum_columns (squares, rows, n, values + c, width, 1, sums + c);
}
