#pragma once

/* The spatial correlation function of a per-atom quantity (docs/science.md §3).
 *
 * Results belong to the caller and are immutable: any thread may read them. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/**
 * VitSpatialCorrelation:
 * @n_bins: number of bins
 * @width: of a bin, Å; bin k holds k·@width ≤ r < (k + 1)·@width
 * @values: C(r) = ⟨δa_i δa_j⟩ / var(a) over the pairs of each bin; NaN for a bin without pairs
 * @n_pairs: of each bin, every pair once
 * @n_used: number of atoms with a finite value
 * @mean: of the quantity over these
 * @deviation: standard deviation over these (divided by their number)
 * @decay_length: ξ of the fit of A exp(−r/ξ), Å; NaN if the curve does not decay or is below the
 *   noise from the start
 */
typedef struct
{
  size_t n_bins;
  double width;
  double *values;
  uint64_t *n_pairs;
  size_t n_used;
  double mean;
  double deviation;
  double decay_length;
} VitSpatialCorrelation;

/**
 * vit_spatial_correlation_new:
 * @cell: the box, any shape
 * @x: n × 3 positions in Å, wrapped or not
 * @values: n values, for instance T_ML in K; atoms without a finite value are excluded
 * @n: number of atoms
 * @r_max: where the curve ends, Å
 * @width: of a bin, Å
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for a box without volume, lengths that are not positive, positions
 *   that are not finite; %VIT_ERROR_CANCELLED
 *
 * All images are included. ξ is fitted to ln C by weighted least squares (weights C²/s² with s² =
 * 1/pairs + 1/atoms) over the bins from where C first exceeds 2 s to where it falls below. The
 * amplitude A is free, because the uncorrelated part of an atom's value lowers C at all distances
 * by the same factor. C of a constant quantity is undefined.
 *
 * The same bits for any number of threads. Cost O(n · neighbours within r_max).
 */
VitSpatialCorrelation *vit_spatial_correlation_new (const VitCell *cell,
                                                    const double *x,
                                                    const double *values,
                                                    size_t n,
                                                    double r_max,
                                                    double width,
                                                    VitProgress *progress,
                                                    GError **error);
void vit_spatial_correlation_free (VitSpatialCorrelation *correlation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitSpatialCorrelation, vit_spatial_correlation_free)
