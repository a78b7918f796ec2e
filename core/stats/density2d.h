#pragma once

/* Probability densities of two quantities on a raster (q6 and ŵ6, docs/science.md §5). Pure
 * functions, any thread; arrays belong to the caller. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * VitRaster: a grid of equally spaced points
 * @nx: points along x; they vary fastest in arrays of values
 * @ny: points along y
 * @x0: the first point
 * @y0: likewise
 * @dx: spacing of the points, positive
 * @dy: likewise
 */
typedef struct
{
  size_t nx;
  size_t ny;
  double x0;
  double y0;
  double dx;
  double dy;
} VitRaster;

/** vit_raster_init: divides the rectangle into nx × ny cells; the points are their centres. */
void
vit_raster_init (VitRaster *raster, const double lo[2], const double hi[2], size_t nx, size_t ny);

/**
 * vit_density2d_histogram:
 * @x: n values
 * @y: n values
 * @flags: (nullable): non-zero marks the pairs to use; %NULL takes all
 * @raster: whose points are the centres of the bins
 * @density: (out): nx × ny, per unit of x and y
 *
 * Normalised by all finite pairs: the sum times dx·dy is the fraction of them inside the raster.
 * Cost O(n).
 *
 * Returns: the number of finite pairs; if 0, the density is 0
 */
size_t vit_density2d_histogram (const double *x,
                                const double *y,
                                size_t n,
                                const guint8 *flags,
                                const VitRaster *raster,
                                double *density);

/**
 * vit_density2d_scott:
 * @bandwidths: (out): Scott's, n^(−1/6) σ, along x and y
 *
 * Computed from the marked pairs. Use the bandwidths of all atoms for every subset: densities of
 * different bandwidths cannot be compared.
 */
void vit_density2d_scott (
    const double *x, const double *y, size_t n, const guint8 *flags, double bandwidths[2]);

/**
 * vit_density2d_kernel:
 * @bandwidths: of the Gaussian along x and y
 * @raster: points of evaluation
 * @density: (out): nx × ny, per unit of x and y
 * @error: %VIT_ERROR_INVALID for a bandwidth that is not positive, or less than half the spacing of
 *   the points, which would miss peaks; %VIT_ERROR_UNSUPPORTED for a raster that is too fine
 *
 * Gaussian kernel estimate, normalised by all finite pairs; pairs outside the raster contribute
 * inside it. Pairs are first binned linearly on a raster of a tenth of the bandwidth, which changes
 * the density by less than 0.2 % of its peak. The kernel is truncated at 5 bandwidths. Cost O(n +
 * points · 100).
 */
bool vit_density2d_kernel (const double *x,
                           const double *y,
                           size_t n,
                           const guint8 *flags,
                           const double bandwidths[2],
                           const VitRaster *raster,
                           double *density,
                           GError **error);

/**
 * vit_density2d_level_enclosing:
 * @density: nx × ny, not negative
 * @probability: 0 … 1
 *
 * Returns: the highest density whose contour encloses at least this fraction of the sum over the
 *   raster. O(points log points)
 */
double
vit_density2d_level_enclosing (const double *density, const VitRaster *raster, double probability);
