#include "core/stats/histogram.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
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
      double place = ((double) values[i] - bins->first) / bins->width;
      if (place >= 0 && place < (double) bins->n)
        counts[(size_t) place]++;
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
      /* No edge lies within a narrow bin, so that its middle tells where all of it lies. */
      double middle = narrow->first + ((double) b + 0.5) * narrow->width;
      double place = (middle - bins->first) / bins->width;
      if (place >= 0 && place < (double) bins->n)
        density[(size_t) place] += (float) counts[b];
    }
  for (size_t b = 0; b < bins->n; b++)
    density[b] = n > 0 ? (float) ((double) density[b] / ((double) n * bins->width)) : 0;
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

/* Kernels farther away than this many bandwidths add nothing that double could hold. */
#define REACH 8

/* Places in ascending order, each standing for a number of values. */
typedef struct
{
  double *at;
  double *weights;
  size_t n;
} Places;

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* The values at the middles of bins of the width @step; or themselves, if there are fewer of them
 * than bins. */
static Places
collect_places (const float *values, size_t n, size_t count, double low, double high, double step)
{
  Places places = { NULL, NULL, 0 };
  double n_bins = floor ((high - low) / step) + 1;
  bool binned = n_bins <= (double) MAX (count, 1024);
  places.n = binned ? (size_t) n_bins : count;
  places.at = g_new (double, places.n);
  places.weights = g_new0 (double, places.n);
  size_t k = 0;
  for (size_t i = 0; i < n; i++)
    if (!isfinite (values[i]))
      continue;
    else if (binned)
      places.weights[MIN ((size_t) (((double) values[i] - low) / step), places.n - 1)]++;
    else
      places.at[k++] = (double) values[i];
  if (!binned)
    qsort (places.at, places.n, sizeof *places.at, compare);
  for (k = 0; k < places.n; k++)
    if (binned)
      places.at[k] = low + ((double) k + 0.5) * step;
    else
      places.weights[k] = 1;
  return places;
}

/* The first place that is not below @limit. */
static size_t
find_place (const Places *places, double limit)
{
  size_t begin = 0, end = places->n;
  while (begin < end)
    {
      size_t middle = begin + (end - begin) / 2;
      if (places->at[middle] < limit)
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
  if (!moments (values, n, &count, &low, &high, &deviation))
    return 0;
  if (!(bandwidth > 0))
    bandwidth = deviation * pow ((double) count, -0.2);
  Places places = collect_places (values, n, count, low, high, bandwidth / 10);
  double norm = 1 / ((double) count * bandwidth * sqrt (2 * G_PI));
  for (size_t k = 0; k < n_x; k++)
    {
      double sum = 0, end = x[k] + REACH * bandwidth;
      for (size_t b = find_place (&places, x[k] - REACH * bandwidth);
           b < places.n && places.at[b] <= end; b++)
        if (places.weights[b] > 0)
          {
            double z = (x[k] - places.at[b]) / bandwidth;
            sum += places.weights[b] * exp (-0.5 * z * z);
          }
      density[k] = norm * sum;
    }
  g_free (places.at);
  g_free (places.weights);
  return bandwidth;
}
