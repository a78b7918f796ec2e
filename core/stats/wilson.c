#include "core/stats/wilson.h"

#include <glib.h>
#include <math.h>

void
vit_wilson_interval (size_t count, size_t total, double quantile, double *lo, double *hi)
{
  g_return_if_fail (count <= total && lo != NULL && hi != NULL);
  *lo = *hi = NAN;
  if (total == 0)
    return;
  double n = (double) total, p = (double) count / n, z2 = quantile * quantile;
  double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  double half = quantile / (1 + z2 / n) * sqrt (p * (1 - p) / n + z2 / (4 * n * n));
  *lo = count == 0 ? 0 : fmax (0, centre - half);
  *hi = count == total ? 1 : fmin (1, centre + half);
}
