/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-order.h"

#include <string.h>

/* Eight integers at once on any processor. */
typedef int32_t Lanes __attribute__ ((vector_size (32), aligned (4)));

static void
rank (int32_t *keys, size_t n, int32_t *places)
{
  for (size_t k = n; k < n + 8; k++)
    keys[k] = INT32_MAX;
  for (size_t k = 0; k < n; k += 8)
    {
      Lanes key = *(const Lanes *) (keys + k), even = { 0 }, odd = { 0 };
      size_t l = 0;
      for (; l + 1 < n; l += 2)
        {
          even += key > keys[l];
          odd += key > keys[l + 1];
        }
      if (l < n)
        even += key > keys[l];
      *(Lanes *) (places + k) = -(even + odd);
    }
}

static void
find_distances (const VitGrid *grid, size_t i, const uint32_t *found, size_t n, float *d2)
{
  float x = (float) (grid->x[i][0] - grid->centre[0]),
        y = (float) (grid->x[i][1] - grid->centre[1]),
        z = (float) (grid->x[i][2] - grid->centre[2]);
  const float *fx = grid->fx, *fy = grid->fy, *fz = grid->fz;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t s = found[k];
      float dx = fx[s] - x, dy = fy[s] - y, dz = fz[s] - z;
      d2[k] = dx * dx + dy * dy + dz * dz;
    }
}

const VitVoronoiOrder VIT_VORONOI_ORDER = { rank, find_distances };
