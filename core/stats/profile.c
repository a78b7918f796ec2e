#include "core/stats/profile.h"

#include <math.h>

/* The slab of a point; −1 for none. */
static long
find_bin (
    const VitCell *cell, double g[3][3], int axis, const double *x, double value, size_t n_bins)
{
  double s = 0;
  for (int k = 0; k < 3; k++)
    s += g[axis][k] * (x[k] - cell->origin[k]);
  if (!isfinite (s) || !isfinite (value))
    return -1;
  if (cell->periodic[axis])
    s -= floor (s);
  /* A point a rounding error below 0 is one at the end. */
  if (cell->periodic[axis] && s >= 1)
    s = 0;
  if (s < 0 || s > 1)
    return -1;
  long bin = (long) (s * (double) n_bins);
  return bin < (long) n_bins ? bin : (long) n_bins - 1;
}

void
vit_profile_fill (const VitCell *cell,
                  int axis,
                  const double *x,
                  const double *values,
                  size_t n,
                  size_t n_bins,
                  double *mean,
                  double *error,
                  double *counts)
{
  g_return_if_fail (cell && axis >= 0 && axis < 3 && n_bins > 0 && mean && error && counts);
  double g[3][3];
  vit_cell_inverse (cell, g);
  for (size_t b = 0; b < n_bins; b++)
    mean[b] = error[b] = counts[b] = 0;
  for (size_t i = 0; i < n; i++)
    {
      long b = find_bin (cell, g, axis, x + 3 * i, values[i], n_bins);
      if (b < 0)
        continue;
      mean[b] += values[i];
      counts[b]++;
    }
  for (size_t b = 0; b < n_bins; b++)
    mean[b] = counts[b] > 0 ? mean[b] / counts[b] : NAN;
  for (size_t i = 0; i < n; i++)
    {
      long b = find_bin (cell, g, axis, x + 3 * i, values[i], n_bins);
      if (b >= 0)
        error[b] += (values[i] - mean[b]) * (values[i] - mean[b]);
    }
  for (size_t b = 0; b < n_bins; b++)
    error[b] = counts[b] > 1 ? sqrt (error[b] / (counts[b] - 1) / counts[b]) : NAN;
}
