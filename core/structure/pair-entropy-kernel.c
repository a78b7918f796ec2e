/* Compiled once per instruction set: see meson.build. */

#include "core/structure/pair-entropy-kernel.h"

#include "core/base/lanes.h"

/* Add the Gaussians of the pairs to the bins. At k bins from that of a pair,
 * which lies d beyond the middle of its bin, the Gaussian is exp(−(k dr −
 * d)²/2σ²) = exp(−k² dr²/2σ²) · exp(dr d/σ²)^k · exp(−d²/2σ²). */
static void
add_gaussians (const VitPairEntropyTable *table,
               double *r,
               size_t n,
               double *sums,
               size_t *lowest,
               size_t *highest)
{
  const size_t half = table->half, n_wide = 2 * half + VIT_LANES;
  for (size_t k = n; k < n + VIT_PAIR_ENTROPY_PAD; k++)
    r[k] = r[0];
  for (size_t first = 0; first < n; first += VIT_LANES)
    {
      size_t places[VIT_LANES];
      VitLanes d;
      for (int lane = 0; lane < VIT_LANES; lane++)
        {
          places[lane] = (size_t) (r[first + (size_t) lane] * table->inverse_step);
          d[lane] = r[first + (size_t) lane] - ((double) places[lane] + 0.5) * table->step;
        }
      VitLanes slope = d * vit_lanes_fill (table->slope),
               start = vit_lanes_exp (-slope * vit_lanes_fill ((double) half) -
                                      d * d * vit_lanes_fill (table->spread)),
               ratio = vit_lanes_exp (slope);
      VitLanes square = ratio * ratio, cube = square * ratio, fourth = square * square;
      size_t n_here = n - first < VIT_LANES ? n - first : VIT_LANES;
      for (size_t lane = 0; lane < n_here; lane++)
        {
          size_t begin = places[lane], end = table->n_bins + half;
          if (begin >= end)
            continue;
          size_t width = end - begin < n_wide ? end - begin : n_wide;
          width = (width + VIT_LANES - 1) / VIT_LANES * VIT_LANES;
          /* Four vectors at a time, whose powers do not wait for each other. */
          double step = fourth[lane], step_2 = step * step;
          VitLanes power = vit_lanes_fill (start[lane]) *
                           (VitLanes){ 1, ratio[lane], square[lane], cube[lane] },
                   second = power * vit_lanes_fill (step), third = power * vit_lanes_fill (step_2),
                   last = second * vit_lanes_fill (step_2),
                   stride = vit_lanes_fill (step_2 * step_2);
          double *at = sums + begin;
          const double *bell = table->bell;
          size_t k = 0;
          for (; k + 4 * VIT_LANES <= width; k += 4 * VIT_LANES)
            {
              double *to = at + k;
              const double *from = bell + k;
              vit_lanes_store (to, vit_lanes_load (to) + vit_lanes_load (from) * power);
              vit_lanes_store (to + 4,
                               vit_lanes_load (to + 4) + vit_lanes_load (from + 4) * second);
              vit_lanes_store (to + 8, vit_lanes_load (to + 8) + vit_lanes_load (from + 8) * third);
              vit_lanes_store (to + 12,
                               vit_lanes_load (to + 12) + vit_lanes_load (from + 12) * last);
              power *= stride;
              second *= stride;
              third *= stride;
              last *= stride;
            }
          for (; k < width; k += VIT_LANES)
            {
              vit_lanes_store (at + k, vit_lanes_load (at + k) + vit_lanes_load (bell + k) * power);
              power *= vit_lanes_fill (step);
            }
          *lowest = begin < *lowest ? begin : *lowest;
          *highest = begin + width > *highest ? begin + width : *highest;
        }
    }
}

double
VIT_PAIR_ENTROPY (const VitPairEntropyTable *table, double *r, size_t n, double scale, double *sums)
{
  if (n == 0)
    return table->empty[table->n_bins];
  /* Bin k of the integral is element k + half of the sums. */
  size_t half = table->half, lowest = table->n_bins + half, highest = 0;
  add_gaussians (table, r, n, sums, &lowest, &highest);
  size_t first = lowest > half ? (lowest - half) / VIT_LANES * VIT_LANES : 0;
  first = first < table->n_bins ? first : table->n_bins;
  const VitLanes one = vit_lanes_fill (1), zero = vit_lanes_fill (0),
                 least = vit_lanes_fill (1e-300);
  VitLanes total = zero;
  for (size_t k = first; k < table->n_bins; k += VIT_LANES)
    {
      VitLanes g = vit_lanes_load (sums + half + k) * vit_lanes_load (table->inverse_squares + k) *
                   vit_lanes_fill (scale);
      VitLanes product =
          vit_lanes_choose (g > least, g * vit_lanes_log (vit_lanes_max (g, least)), zero);
      total += vit_lanes_load (table->weights + k) * (product - g + one);
    }
  for (size_t k = lowest; k < highest; k++)
    sums[k] = 0;
  return table->empty[first] + vit_lanes_sum (total);
}
