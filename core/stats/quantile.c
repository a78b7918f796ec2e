#include "core/stats/quantile.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>

/* Values below @x, or up to it if @through. */
static size_t
count_below (const double *values, size_t n, double x, bool through)
{
  size_t low = 0, high = n;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (values[middle] < x || (through && values[middle] == x))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static size_t
count_all (const double *const *sets, const size_t *n, size_t k, double x, bool through)
{
  size_t sum = 0;
  for (size_t i = 0; i < k; i++)
    sum += count_below (sets[i], n[i], x, through);
  return sum;
}

/* The value at @rank of all: it stands in one of the sets. */
static double
find_ranked (const double *const *sets, const size_t *n, size_t k, size_t rank)
{
  for (size_t i = 0; i < k; i++)
    {
      size_t low = 0, high = n[i];
      while (low < high)
        {
          size_t middle = low + (high - low) / 2;
          double x = sets[i][middle];
          if (count_all (sets, n, k, x, true) <= rank)
            low = middle + 1;
          else if (count_all (sets, n, k, x, false) > rank)
            high = middle;
          else
            return x;
        }
    }
  return NAN;
}

double
vit_sorted_sets_quantile (const double *const *sets, const size_t *n, size_t k, double share)
{
  g_return_val_if_fail (share >= 0 && share <= 1, NAN);
  size_t total = 0;
  for (size_t i = 0; i < k; i++)
    total += n[i];
  if (total == 0)
    return NAN;
  double place = share * (double) (total - 1);
  size_t below = MIN ((size_t) place, total - 1), above = MIN (below + 1, total - 1);
  double low = find_ranked (sets, n, k, below), high = find_ranked (sets, n, k, above);
  return low + (place - (double) below) * (high - low);
}
