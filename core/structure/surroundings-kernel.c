/* Compiled once per instruction set: see meson.build. */

#include "core/structure/surroundings-kernel.h"

#include "core/base/lanes.h"

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
  for (size_t c = 0; c < width; c += VIT_LANES)
    {
      VitLanes sum = vit_lanes_fill (0);
      for (size_t k = 0; k < n; k++)
        sum += vit_lanes_fill (squares[k]) * vit_lanes_load (values + rows[k] * width + c);
      vit_lanes_store (sums + c, sum);
    }
}
