#pragma once

/* The profile of a quantity along a vector of the box: its mean in slabs. A pure function; any
 * thread. */

#include <stddef.h>

#include "core/geometry/cell.h"

/**
 * vit_profile_fill:
 * @cell: the box
 * @axis: box vector that the slabs are stacked along: 0, 1 or 2
 * @x: n × 3 positions, Å, wrapped or not
 * @values: (array length=n): NaN for a point without a value, which counts nowhere; so does one
 *   that is not finite, or lies beyond an edge that is not periodic
 * @n_bins: slabs of equal thickness, at least 1
 * @mean: (out caller-allocates) (array length=n_bins): NaN in an empty slab
 * @error: (out caller-allocates) (array length=n_bins): standard error of the mean,
 *   s/√n with n − 1 in s, which takes points as independent; NaN for fewer than two
 * @counts: (out caller-allocates) (array length=n_bins): points behind each mean
 *
 * A slab lies between two scaled coordinates, so it deforms with the box; a point on the plane
 * between two slabs belongs to the upper one. O(n)
 */
void vit_profile_fill (const VitCell *cell,
                       int axis,
                       const double *x,
                       const double *values,
                       size_t n,
                       size_t n_bins,
                       double *mean,
                       double *error,
                       double *counts);
