/* Compiled once per instruction set: see meson.build. */

#include "core/structure/pair-entropy-kernel.h"

#include "core/base/lanes.h"

#define ROUND VIT_PAIR_ENTROPY_ROUND
#define SIXTEEN VIT_PAIR_ENTROPY_PAD

/* Add the Gaussians of the pairs to the bins, sixteen at a time from multiples of eight on, so that
 * what is loaded is what was stored. At k bins from bin j, the nearest multiple of eight, and d
 * beyond the middle of that, the Gaussian of a pair is exp(−(k dr − d)²/2σ²) = exp(−k² dr²/2σ²) ·
 * exp(dr d/σ²)^k · exp(−d²/2σ²). */
static void
add_gaussians (const VitPairEntropyTable *table,
               double *r,
               size_t n,
               double *sums,
               size_t *lowest,
               size_t *highest)
{
  const size_t half = table->half, n_wide = 2 * half, end = table->n_bins + half;
  for (size_t k = n; k < n + VIT_PAIR_ENTROPY_PAD; k++)
    r[k] = r[0];
  for (size_t first = 0; first < n; first += VIT_LANES)
    {
      size_t places[VIT_LANES];
      VitLanes d;
      for (int lane = 0; lane < VIT_LANES; lane++)
        {
          size_t bin = (size_t) (r[first + (size_t) lane] * table->inverse_step);
          places[lane] = (bin + ROUND / 2) / ROUND * ROUND;
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
          size_t begin = places[lane];
          if (begin >= end)
            continue;
          size_t width = end - begin < n_wide ? end - begin : n_wide;
          double step = fourth[lane], step_2 = step * step;
          VitFourLanes four = vit_four_lanes_fill (start[lane]) *
                              (VitFourLanes){ 1, ratio[lane], square[lane], cube[lane] };
          /* Their powers do not wait for each other. */
          VitLanes powers[SIXTEEN / VIT_LANES], stride = vit_lanes_fill (step_2 * step_2);
#if VIT_LANES == 8
          powers[0] = vit_lanes_join (four, four * vit_four_lanes_fill (step));
          powers[1] = powers[0] * vit_lanes_fill (step_2);
#else
          powers[0] = four;
          powers[1] = four * vit_lanes_fill (step);
          powers[2] = four * vit_lanes_fill (step_2);
          powers[3] = powers[1] * vit_lanes_fill (step_2);
#endif
          double *at = sums + begin;
          const double *bell = table->bell;
          for (size_t k = 0; k < width; k += SIXTEEN)
            for (size_t v = 0; v < SIXTEEN / VIT_LANES; v++)
              {
                double *to = at + k + v * VIT_LANES;
                vit_lanes_store (to, vit_lanes_load (to) +
                                         vit_lanes_load (bell + k + v * VIT_LANES) * powers[v]);
                powers[v] *= stride;
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
  size_t first = lowest > half ? lowest - half : 0;
  first = first < table->n_bins ? first : table->n_bins;
  const VitLanes one = vit_lanes_fill (1), zero = vit_lanes_fill (0),
                 least = vit_lanes_fill (1e-300);
  VitFourLanes total = vit_four_lanes_fill (0);
  for (size_t k = first; k < table->n_bins; k += VIT_LANES)
    {
      VitLanes g = vit_lanes_load (sums + half + k) * vit_lanes_load (table->inverse_squares + k) *
                   vit_lanes_fill (scale);
      VitLanes product =
          vit_lanes_choose (g > least, g * vit_lanes_log (vit_lanes_max (g, least)), zero);
      total = vit_lanes_add_to (total, vit_lanes_load (table->weights + k) * (product - g + one));
    }
  if (highest > 0)
    memset (sums + lowest, 0, (highest + SIXTEEN - lowest) * sizeof *sums);
  return table->empty[first] + vit_lanes_sum (total);
}
