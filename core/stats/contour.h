#pragma once

/* Where a quantity on a raster is at least so large, as polygons to be filled.
 *
 * A contour belongs to its creator and is immutable: any thread may read it. */

#include <glib.h>
#include <stddef.h>

#include "core/stats/density2d.h"

/**
 * VitContour:
 * @level: inside, the quantity is at least this
 * @n_rings: closed polygons
 * @starts: @n_rings + 1: first point of each ring; the last point joins the first again
 * @points: x and y of all points
 * @areas: of each ring: positive for outlines, which run counterclockwise, negative for holes
 *
 * Filled with the nonzero or the even–odd rule all rings together show the region, holes left out.
 * For bands of several levels, fill from the lowest level up.
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
 * Marching squares with linear interpolation on the edges. Where a square has high corners across
 * from each other (a saddle) they are joined if the mean of the four corners is at least @level.
 * Regions that meet the border of the raster (its outermost points) are closed along it. Rings
 * without area are left out. Cost O(points).
 */
VitContour *vit_contour_new (const double *values, const VitRaster *raster, double level);
void vit_contour_free (VitContour *contour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitContour, vit_contour_free)
