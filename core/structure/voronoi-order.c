/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-order.h"

#include <string.h>

/* A vector of eight integers on any processor. */
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

const VitVoronoiOrder VIT_VORONOI_ORDER = { rank };
