#pragma once

/* Contours: the region of a raster where a quantity is at least a level, as polygons to be filled.
 *
 * A contour belongs to its creator and is immutable: any thread may read it. */

#include <glib.h>
#include <stddef.h>

#include "core/stats/density2d.h"

/**
 * VitContour:
 * @level: least value inside
 * @n_rings: closed polygons
 * @starts: @n_rings + 1: first point of each ring; the last point is joined to the first
 * @points: x and y of all points
 * @areas: of each ring: positive for outlines, which run counterclockwise, negative for holes
 *
 * Filled together with the nonzero or the even–odd rule, the rings show the region without its
 * holes. For bands of several levels, fill from the lowest level up.
 */
typedef struct
{
  double level;
  size_t n_rings;
  size_t *starts;
  double (*points)[2];
  double *areas;
} VitContour;

/**
 * vit_contour_new:
 * @values: nx × ny, at the points of @raster; NaN counts as below
 * @raster: at least 1 × 1 points
 * @level: finite
 *
 * Marching squares with linear interpolation on the edges. The high corners of a saddle (a square
 * with high corners across from each other) are joined if the mean of the four corners is at least
 * @level. Regions are closed along the border of the raster (its outermost points). Rings without
 * area are left out. Cost O(points).
 */
VitContour *vit_contour_new (const double *values, const VitRaster *raster, double level);
void vit_contour_free (VitContour *contour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitContour, vit_contour_free)
