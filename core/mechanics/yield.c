/* The yield point of a loading curve. */

#include <math.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "core/mechanics/loading.h"

/* A point of magnitudes, with its index in the caller's arrays. */
typedef struct
{
  double strain, stress;
  size_t index;
} LoadingPoint;

static int
compare_strains (const void *a, const void *b)
{
  double p = ((const LoadingPoint *) a)->strain, q = ((const LoadingPoint *) b)->strain;
  return p < q ? -1 : p > q;
}

static double
get_points (double wanted, double usual)
{
  return wanted > 0 ? wanted : usual;
}

/* The sign of loading, which is that of the largest strain. */
static int
find_sign (const double *strain, size_t n)
{
  double largest = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (strain[i]) && fabs (strain[i]) > fabs (largest))
      largest = strain[i];
  return largest < 0 ? -1 : 1;
}

/* Averages over the strains within half the window. */
static void
smooth_points (LoadingPoint *points, size_t n, double window, double *smooth)
{
  size_t first = 0, last = 0;
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    {
      while (last < n && points[last].strain <= points[i].strain + window / 2)
        sum += points[last++].stress;
      while (points[first].strain < points[i].strain - window / 2)
        sum -= points[first++].stress;
      smooth[i] = sum / (double) (last - first);
    }
}

/* Finds the first point from which on the curve stays below the offset line for @hold. */
static void
find_yield (const LoadingPoint *points,
            const double *smooth,
            size_t n,
            double offset,
            double hold,
            VitYield *yield)
{
  yield->yield_strain = yield->yield_stress = NAN;
  for (size_t i = 0; i < n; i++)
    {
      /* Stress cannot cross the offset line below its foot. */
      if (points[i].strain < yield->origin + offset)
        continue;
      size_t j = i;
      while (j < n && smooth[j] < yield->modulus * (points[j].strain - yield->origin - offset) &&
             points[j].strain <= points[i].strain + hold)
        j++;
      bool stays = j > i && (j == n ? points[n - 1].strain >= points[i].strain + hold
                                    : points[j].strain > points[i].strain + hold);
      if (!stays)
        continue;
      yield->yield_strain = points[i].strain;
      yield->yield_stress = smooth[i];
      return;
    }
}

bool
vit_yield_find (const double *strain,
                const double *stress,
                size_t n,
                const VitYieldOptions *options,
                VitYield *yield,
                double *smooth,
                GError **error)
{
  g_return_val_if_fail (strain && stress && yield, false);
  VitYieldOptions o = options ? *options : (VitYieldOptions){ 0 };
  *yield = (VitYield){ NAN, NAN, NAN, NAN, NAN, NAN, find_sign (strain, n) };
  g_autofree LoadingPoint *points = g_new (LoadingPoint, MAX (n, 1));
  g_autofree double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1));
  g_autofree double *means = g_new (double, MAX (n, 1));
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (smooth)
        smooth[i] = NAN;
      if (isfinite (strain[i]) && isfinite (stress[i]))
        points[count++] = (LoadingPoint){ yield->sign * strain[i], yield->sign * stress[i], i };
    }
  qsort (points, count, sizeof *points, compare_strains);
  for (size_t i = 0; i < count; i++)
    {
      x[i] = points[i].strain;
      y[i] = points[i].stress;
    }
  VitLineFit line;
  if (!vit_line_fit (x, y, count, 0, get_points (o.modulus_to, 0.02), &line) || !(line.slope > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "stress does not rise with strain up to %g",
                   get_points (o.modulus_to, 0.02));
      return false;
    }
  yield->modulus = line.slope;
  yield->origin = -line.intercept / line.slope;
  smooth_points (points, count, get_points (o.smoothing, 0.002), means);
  size_t peak = 0;
  for (size_t i = 0; i < count; i++)
    {
      peak = means[i] > means[peak] ? i : peak;
      if (smooth)
        smooth[points[i].index] = yield->sign * means[i];
    }
  yield->peak_strain = points[peak].strain;
  yield->peak_stress = means[peak];
  find_yield (points, means, count, get_points (o.offset, 0.002), get_points (o.hold, 0.005),
              yield);
  return true;
}
