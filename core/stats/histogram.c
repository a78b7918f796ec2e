#include "core/stats/histogram.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

VitLattice
vit_lattice_of_means (const double *labels, size_t n, unsigned k)
{
  g_return_val_if_fail (labels && n > 0 && k > 0, ((VitLattice){ 0, 0 }));
  double range = 0, common = 0;
  for (size_t i = 1; i < n; i++)
    range = fmax (range, fabs (labels[i] - labels[0]));
  /* Labels may be fractions: what is left of a division counts as nothing below this. */
  double least = 1e-6 * range;
  for (size_t i = 1; i < n; i++)
    for (double rest = fabs (labels[i] - labels[0]); rest > least;)
      {
        double remainder = common > 0 ? fabs (common - rest * round (common / rest)) : 0;
        common = rest;
        rest = remainder;
      }
  return (VitLattice){ labels[0], common / k };
}

#define USUAL_STEP 2.0 /* K */

VitBins
vit_bins_on_lattice (const VitLattice *lattice, double low, double high, double width)
{
  double step = lattice->step > 0 ? lattice->step : USUAL_STEP;
  double unit = step * fmax (1, round (USUAL_STEP / step));
  double wide = unit * fmax (1, round (width / unit));
  /* An edge that bins of every width have: that near 91 K. */
  double edge = lattice->offset - step / 2;
  edge += unit * round ((91 - edge) / unit);
  double first = edge + floor ((low - edge) / wide) * wide;
  double n = ceil ((high - first) / wide);
  return (VitBins){ .n = (size_t) MAX (n, 1), .first = first, .width = wide };
}

size_t
vit_histogram_count (const float *values, size_t n, const VitBins *bins, uint32_t *counts)
{
  g_return_val_if_fail (bins && bins->n > 0 && counts, 0);
  size_t finite = 0;
  memset (counts, 0, bins->n * sizeof *counts);
  for (size_t i = 0; i < n; i++)
    {
      if (!isfinite (values[i]))
        continue;
      finite++;
      double position = ((double) values[i] - bins->first) / bins->width;
      if (position >= 0 && position < (double) bins->n)
        counts[(size_t) position]++;
    }
  return finite;
}

size_t
vit_histogram_density (const float *values, size_t n, const VitBins *bins, float *density)
{
  g_return_val_if_fail (bins && bins->n > 0 && density, 0);
  g_autofree uint32_t *counts = g_new (uint32_t, bins->n);
  size_t finite = vit_histogram_count (values, n, bins, counts);
  for (size_t b = 0; b < bins->n; b++)
    density[b] = finite > 0 ? (float) ((double) counts[b] / ((double) finite * bins->width)) : 0;
  return finite;
}

void
vit_histogram_merge (
    const uint32_t *counts, const VitBins *narrow, size_t n, const VitBins *bins, float *density)
{
  g_return_if_fail (counts && narrow && bins && bins->n > 0 && density);
  memset (density, 0, bins->n * sizeof *density);
  for (size_t b = 0; b < narrow->n; b++)
    {
      /* Assign a narrow bin by its centre: no edge lies inside it. */
      double middle = narrow->first + ((double) b + 0.5) * narrow->width;
      double position = (middle - bins->first) / bins->width;
      if (position >= 0 && position < (double) bins->n)
        density[(size_t) position] += (float) counts[b];
    }
  for (size_t b = 0; b < bins->n; b++)
    density[b] = n > 0 ? (float) ((double) density[b] / ((double) n * bins->width)) : 0;
}

static bool
find_moments (
    const float *values, size_t n, size_t *count, double *low, double *high, double *deviation)
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

/* Radius of the Gaussian kernel in bandwidths: beyond it the kernel is below the precision of
 * double. */
#define KERNEL_CUTOFF 8

/* Points in ascending order, weighted by numbers of values. */
typedef struct
{
  double *at;
  double *weights;
  size_t n;
} WeightedPoints;

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Returns the values as centres of bins of the width @step, or unbinned if there are fewer values
 * than bins. */
static WeightedPoints
collect_points (const float *values, size_t n, size_t count, double low, double high, double step)
{
  WeightedPoints points = { NULL, NULL, 0 };
  double n_bins = floor ((high - low) / step) + 1;
  bool binned = n_bins <= (double) MAX (count, 1024);
  points.n = binned ? (size_t) n_bins : count;
  points.at = g_new (double, points.n);
  points.weights = g_new0 (double, points.n);
  size_t k = 0;
  for (size_t i = 0; i < n; i++)
    if (!isfinite (values[i]))
      continue;
    else if (binned)
      points.weights[MIN ((size_t) (((double) values[i] - low) / step), points.n - 1)]++;
    else
      points.at[k++] = (double) values[i];
  if (!binned)
    qsort (points.at, points.n, sizeof *points.at, compare_doubles);
  for (k = 0; k < points.n; k++)
    if (binned)
      points.at[k] = low + ((double) k + 0.5) * step;
    else
      points.weights[k] = 1;
  return points;
}

/* The first point that is not below @limit. */
static size_t
find_first_point (const WeightedPoints *points, double limit)
{
  size_t begin = 0, end = points->n;
  while (begin < end)
    {
      size_t middle = begin + (end - begin) / 2;
      if (points->at[middle] < limit)
        begin = middle + 1;
      else
        end = middle;
    }
  return begin;
}

double
vit_kernel_density (
    const float *values, size_t n, double bandwidth, const double *x, size_t n_x, double *density)
{
  size_t count;
  double low, high, deviation;
  memset (density, 0, n_x * sizeof *density);
  if (!find_moments (values, n, &count, &low, &high, &deviation))
    return 0;
  if (!(bandwidth > 0))
    bandwidth = deviation * pow ((double) count, -0.2);
  WeightedPoints points = collect_points (values, n, count, low, high, bandwidth / 10);
  double norm = 1 / ((double) count * bandwidth * sqrt (2 * G_PI));
  for (size_t k = 0; k < n_x; k++)
    {
      double sum = 0, end = x[k] + KERNEL_CUTOFF * bandwidth;
      for (size_t b = find_first_point (&points, x[k] - KERNEL_CUTOFF * bandwidth);
           b < points.n && points.at[b] <= end; b++)
        if (points.weights[b] > 0)
          {
            double z = (x[k] - points.at[b]) / bandwidth;
            sum += points.weights[b] * exp (-0.5 * z * z);
          }
      density[k] = norm * sum;
    }
  g_free (points.at);
  g_free (points.weights);
  return bandwidth;
}
