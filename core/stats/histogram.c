#include "core/stats/histogram.h"

#include <glib.h>
#include <math.h>
#include <string.h>

VitBins
vit_bins_for_tml (double low, double high, double width)
{
  double step = 2 * MAX (1, round (width / 2));
  /* The largest odd number of the grid …, 91, 91 + step, … that is not above @low. */
  double first = 91 + floor ((low - 91) / step) * step;
  double n = ceil ((high - first) / step);
  return (VitBins){ .n = (size_t) MAX (n, 1), .first = first, .width = step };
}

size_t
vit_histogram_density (const float *values, size_t n, const VitBins *bins, float *density)
{
  g_return_val_if_fail (bins && bins->n > 0 && density, 0);
  g_autofree size_t *counts = g_new0 (size_t, bins->n);
  size_t finite = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (!isfinite (values[i]))
        continue;
      finite++;
      double place = ((double) values[i] - bins->first) / bins->width;
      if (place >= 0 && place < (double) bins->n)
        counts[(size_t) place]++;
    }
  for (size_t b = 0; b < bins->n; b++)
    density[b] = finite > 0 ? (float) ((double) counts[b] / ((double) finite * bins->width)) : 0;
  return finite;
}

static bool
moments (const float *values, size_t n, size_t *count, double *low, double *high, double *deviation)
{
  double sum = 0, squares = 0;
  *count = 0;
  *low = INFINITY;
  *high = -INFINITY;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        sum += (double) values[i];
        *low = fmin (*low, (double) values[i]);
        *high = fmax (*high, (double) values[i]);
        (*count)++;
      }
  if (*count < 2)
    return false;
  double mean = sum / (double) *count;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      squares += ((double) values[i] - mean) * ((double) values[i] - mean);
  *deviation = sqrt (squares / (double) (*count - 1));
  return *deviation > 0;
}

double
vit_kernel_density (
    const float *values, size_t n, double bandwidth, const double *x, size_t n_x, double *density)
{
  size_t count;
  double low, high, deviation;
  memset (density, 0, n_x * sizeof *density);
  if (!moments (values, n, &count, &low, &high, &deviation))
    return 0;
  if (!(bandwidth > 0))
    bandwidth = deviation * pow ((double) count, -0.2);
  double step = bandwidth / 10;
  size_t n_bins = (size_t) floor ((high - low) / step) + 1;
  g_autofree double *weights = g_new0 (double, n_bins);
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      weights[MIN ((size_t) (((double) values[i] - low) / step), n_bins - 1)]++;
  double norm = 1 / ((double) count * bandwidth * sqrt (2 * G_PI));
  for (size_t k = 0; k < n_x; k++)
    {
      double sum = 0;
      for (size_t b = 0; b < n_bins; b++)
        {
          double z = (x[k] - low - ((double) b + 0.5) * step) / bandwidth;
          if (weights[b] > 0 && fabs (z) < 8)
            sum += weights[b] * exp (-0.5 * z * z);
        }
      density[k] = norm * sum;
    }
  return bandwidth;
}
