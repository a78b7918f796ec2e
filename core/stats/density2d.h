#pragma once

/* Probability densities of two quantities on a raster (q6 and ŵ6, docs/science.md §5). Pure
 * functions, any thread; arrays belong to the caller. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * VitRaster: points at equal distances
 * @nx: points along x; they vary fastest in arrays of values
 * @ny: points along y
 * @x0: the first point
 * @y0: likewise
 * @dx: distance of the points, positive
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

/** vit_raster_init: nx × ny cells that fill the rectangle; the points are their centres. */
void
vit_raster_init (VitRaster *raster, const double lo[2], const double hi[2], size_t nx, size_t ny);

/**
 * vit_density2d_histogram:
 * @x: n values
 * @y: n values
 * @flags: (nullable): non-zero marks the pairs that count; %NULL takes all
 * @raster: whose points are the centres of the bins
 * @density: (out): nx × ny, per unit of x and y
 *
 * Normalised by all finite pairs, so that the sum times dx·dy is the part of them inside. Cost
 * O(n).
 *
 * Returns: the number of finite pairs; without any the density is 0
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
 * Found from all pairs that count: take those of all atoms for their subsets too, so that densities
 * can be compared.
 */
void vit_density2d_scott (
    const double *x, const double *y, size_t n, const guint8 *flags, double bandwidths[2]);

/**
 * vit_density2d_kernel:
 * @bandwidths: of the Gaussian along x and y
 * @raster: where the density is wanted
 * @density: (out): nx × ny, per unit of x and y
 * @error: %VIT_ERROR_INVALID for a bandwidth that is not positive, or less than half the distance
 * of the points: peaks would fall between them; %VIT_ERROR_UNSUPPORTED for a raster that is too
 * fine
 *
 * Gaussian kernel estimate, normalised by all finite pairs; those outside the raster reach into it.
 * Pairs are shared out over a raster of a tenth of the bandwidth first, which moves the density by
 * less than 0.2 % of its peak; the kernel ends at 5 bandwidths. Cost O(n + points · 100).
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
 * Returns: the density whose contour encloses this part of what the raster holds: the points at
 *   least so dense hold at least so much. O(points log points)
 */
double
vit_density2d_level_enclosing (const double *density, const VitRaster *raster, double probability);
