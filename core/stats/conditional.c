#include "core/stats/conditional.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

double
vit_sorted_quantile (const double *values, size_t n, double share)
{
  g_return_val_if_fail (n > 0 && share >= 0 && share <= 1, NAN);
  double place = share * (double) (n - 1);
  size_t below = MIN ((size_t) place, n - 1), above = MIN (below + 1, n - 1);
  return values[below] + (place - (double) below) * (values[above] - values[below]);
}

static int
compare_values (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Returns: the bin of @x; SIZE_MAX outside. */
static size_t
find_bin (const VitBins *bins, double x)
{
  double place = floor ((x - bins->first) / bins->width);
  return place >= 0 && place < (double) bins->n ? (size_t) place : SIZE_MAX;
}

static bool
counts_pair (const double *x, const double *y, const uint8_t *flags, size_t i)
{
  return (!flags || flags[i]) && isfinite (x[i]) && isfinite (y[i]);
}

size_t
vit_conditional_quantiles (const double *x,
                           const double *y,
                           size_t n,
                           const uint8_t *flags,
                           const VitBins *bins,
                           const double *shares,
                           size_t n_shares,
                           size_t least,
                           size_t *counts,
                           double *quantiles)
{
  g_return_val_if_fail (bins && bins->width > 0 && counts && quantiles, 0);
  size_t n_pairs = 0;
  for (size_t b = 0; b < bins->n; b++)
    counts[b] = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (!counts_pair (x, y, flags, i))
        continue;
      size_t bin = find_bin (bins, x[i]);
      n_pairs++;
      if (bin < bins->n)
        counts[bin]++;
    }
  /* The values of y in the order of their bins. */
  g_autofree size_t *ends = g_new (size_t, bins->n + 1);
  g_autofree double *sorted = g_new (double, MAX (n_pairs, 1));
  ends[0] = 0;
  for (size_t b = 0; b < bins->n; b++)
    ends[b + 1] = ends[b] + counts[b];
  g_autofree size_t *next = g_memdup2 (ends, (bins->n + 1) * sizeof *ends);
  for (size_t i = 0; i < n; i++)
    {
      size_t bin = counts_pair (x, y, flags, i) ? find_bin (bins, x[i]) : SIZE_MAX;
      if (bin < bins->n)
        sorted[next[bin]++] = y[i];
    }
  for (size_t b = 0; b < bins->n; b++)
    {
      qsort (sorted + ends[b], counts[b], sizeof (double), compare_values);
      for (size_t s = 0; s < n_shares; s++)
        quantiles[b * n_shares + s] =
            counts[b] >= MAX (least, 1)
                ? vit_sorted_quantile (sorted + ends[b], counts[b], shares[s])
                : NAN;
    }
  return n_pairs;
}
