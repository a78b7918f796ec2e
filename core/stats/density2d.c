#include "core/stats/density2d.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"

/* Points of the fine raster per bandwidth; radius of the kernel in bandwidths; maximum number of
 * points of the fine raster. */
#define POINTS_PER_BANDWIDTH 10
#define KERNEL_CUTOFF 5
#define MAX_FINE_POINTS ((double) (1 << 26))

void
vit_raster_init (VitRaster *raster, const double lo[2], const double hi[2], size_t nx, size_t ny)
{
  g_return_if_fail (nx > 0 && ny > 0 && hi[0] > lo[0] && hi[1] > lo[1]);
  raster->nx = nx;
  raster->ny = ny;
  raster->dx = (hi[0] - lo[0]) / (double) nx;
  raster->dy = (hi[1] - lo[1]) / (double) ny;
  raster->x0 = lo[0] + raster->dx / 2;
  raster->y0 = lo[1] + raster->dy / 2;
}

static bool
is_used (const double *x, const double *y, const guint8 *flags, size_t i)
{
  return (!flags || flags[i]) && isfinite (x[i]) && isfinite (y[i]);
}

size_t
vit_density2d_histogram (const double *x,
                         const double *y,
                         size_t n,
                         const guint8 *flags,
                         const VitRaster *raster,
                         double *density)
{
  size_t n_points = raster->nx * raster->ny, total = 0;
  memset (density, 0, n_points * sizeof *density);
  for (size_t i = 0; i < n; i++)
    {
      if (!is_used (x, y, flags, i))
        continue;
      total++;
      double a = floor ((x[i] - raster->x0) / raster->dx + 0.5);
      double b = floor ((y[i] - raster->y0) / raster->dy + 0.5);
      if (a >= 0 && b >= 0 && a < (double) raster->nx && b < (double) raster->ny)
        density[(size_t) b * raster->nx + (size_t) a]++;
    }
  double scale = total > 0 ? 1 / ((double) total * raster->dx * raster->dy) : 0;
  for (size_t k = 0; k < n_points; k++)
    density[k] *= scale;
  return total;
}

void
vit_density2d_scott (
    const double *x, const double *y, size_t n, const guint8 *flags, double bandwidths[2])
{
  double mean[2] = { 0, 0 }, squares[2] = { 0, 0 }, count = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (!is_used (x, y, flags, i))
        continue;
      const double value[2] = { x[i], y[i] };
      count++;
      for (int k = 0; k < 2; k++)
        {
          double before = value[k] - mean[k];
          mean[k] += before / count;
          squares[k] += before * (value[k] - mean[k]);
        }
    }
  for (int k = 0; k < 2; k++)
    bandwidths[k] = count > 1 ? pow (count, -1.0 / 6) * sqrt (squares[k] / (count - 1)) : 0;
}

/* One direction of the fine raster. Every @ratio-th point is a point of the coarse raster; beyond
 * its ends lie as many points as the kernel has on either side. */
typedef struct
{
  size_t n;      /* fine points */
  size_t ratio;  /* fine steps per coarse step */
  size_t border; /* fine points before the first coarse one: radius of the kernel */
  double first;
  double step;
  double *kernel; /* @border + 1 weights, from the centre outwards */
} FineAxis;

static void
fine_axis_init (FineAxis *axis, double first, double step, size_t n, double bandwidth)
{
  axis->ratio = (size_t) ceil (POINTS_PER_BANDWIDTH * step / bandwidth);
  axis->step = step / (double) axis->ratio;
  axis->border = (size_t) ceil (KERNEL_CUTOFF * bandwidth / axis->step);
  axis->first = first - (double) axis->border * axis->step;
  axis->n = (n - 1) * axis->ratio + 1 + 2 * axis->border;
  axis->kernel = g_new (double, axis->border + 1);
  double sum = 0;
  for (size_t k = 0; k <= axis->border; k++)
    {
      double t = (double) k * axis->step / bandwidth;
      axis->kernel[k] = exp (-0.5 * t * t);
      sum += (k > 0 ? 2 : 1) * axis->kernel[k];
    }
  for (size_t k = 0; k <= axis->border; k++)
    axis->kernel[k] /= sum * axis->step;
}

/* Convolution at fine point @border of @values, with points @stride apart. */
static double
convolve (const FineAxis *axis, const double *values, size_t stride)
{
  const double *middle = values + axis->border * stride;
  double sum = axis->kernel[0] * middle[0];
  for (size_t k = 1; k <= axis->border; k++)
    sum += axis->kernel[k] * (middle[k * stride] + *(middle - k * stride));
  return sum;
}

/* Distributes every pair over the four fine points around it by linear binning; returns the number
 * of pairs used. */
static size_t
bin_linearly (const double *x,
              const double *y,
              size_t n,
              const guint8 *flags,
              const FineAxis *ax,
              const FineAxis *ay,
              double *fine)
{
  size_t total = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (!is_used (x, y, flags, i))
        continue;
      total++;
      double a = (x[i] - ax->first) / ax->step, b = (y[i] - ay->first) / ay->step;
      if (!(a >= 0 && b >= 0 && a < (double) (ax->n - 1) && b < (double) (ay->n - 1)))
        continue;
      size_t ia = (size_t) a, ib = (size_t) b;
      double fa = a - (double) ia, fb = b - (double) ib, *at = fine + ib * ax->n + ia;
      at[0] += (1 - fa) * (1 - fb);
      at[1] += fa * (1 - fb);
      at[ax->n] += (1 - fa) * fb;
      at[ax->n + 1] += fa * fb;
    }
  return total;
}

static bool
check_bandwidths (const double bandwidths[2], const VitRaster *raster, GError **error)
{
  const double steps[2] = { raster->dx, raster->dy };
  for (int k = 0; k < 2; k++)
    if (!(bandwidths[k] > 0) || !isfinite (bandwidths[k]) || bandwidths[k] < 0.5 * steps[k])
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                     "A bandwidth of %g is too small for points %g apart", bandwidths[k], steps[k]);
        return false;
      }
  return true;
}

bool
vit_density2d_kernel (const double *x,
                      const double *y,
                      size_t n,
                      const guint8 *flags,
                      const double bandwidths[2],
                      const VitRaster *raster,
                      double *density,
                      GError **error)
{
  g_return_val_if_fail (raster->nx > 0 && raster->ny > 0 && density != NULL, false);
  if (!check_bandwidths (bandwidths, raster, error))
    return false;
  FineAxis ax, ay;
  fine_axis_init (&ax, raster->x0, raster->dx, raster->nx, bandwidths[0]);
  fine_axis_init (&ay, raster->y0, raster->dy, raster->ny, bandwidths[1]);
  g_autofree double *kernel_x = ax.kernel;
  g_autofree double *kernel_y = ay.kernel;
  if ((double) ax.n * (double) ay.n > MAX_FINE_POINTS)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%zu × %zu points are too many for bandwidths of %g and %g", raster->nx,
                   raster->ny, bandwidths[0], bandwidths[1]);
      return false;
    }
  g_autofree double *fine = g_new0 (double, ax.n *ay.n);
  g_autofree double *rows = g_new (double, raster->nx *ay.n);
  size_t total = bin_linearly (x, y, n, flags, &ax, &ay, fine);
  for (size_t b = 0; b < ay.n; b++)
    for (size_t a = 0; a < raster->nx; a++)
      rows[b * raster->nx + a] = convolve (&ax, fine + b * ax.n + a * ax.ratio, 1);
  for (size_t b = 0; b < raster->ny; b++)
    for (size_t a = 0; a < raster->nx; a++)
      density[b * raster->nx + a] =
          convolve (&ay, rows + b * ay.ratio * raster->nx + a, raster->nx) /
          (double) MAX (total, 1);
  return true;
}

static int
compare_descending (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return p < q ? 1 : p > q ? -1 : 0;
}

double
vit_density2d_level_enclosing (const double *density, const VitRaster *raster, double probability)
{
  g_return_val_if_fail (probability >= 0 && probability <= 1, NAN);
  size_t n = raster->nx * raster->ny;
  g_autofree double *sorted = g_memdup2 (density, n * sizeof *density);
  qsort (sorted, n, sizeof *sorted, compare_descending);
  double total = 0, sum = 0;
  for (size_t k = 0; k < n; k++)
    total += sorted[k];
  for (size_t k = 0; k < n; k++)
    {
      sum += sorted[k];
      if (sum >= probability * total)
        return sorted[k];
    }
  return n > 0 ? sorted[n - 1] : NAN;
}
