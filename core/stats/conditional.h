#pragma once

/* How one quantity is distributed in bins of another. Pure functions, any thread. */

#include "core/stats/histogram.h"

/**
 * vit_conditional_quantiles:
 * @x: n values
 * @y: n values; a pair of which one is not finite does not count
 * @flags: (nullable): non-zero marks the pairs to use; %NULL takes all
 * @bins: of x; a value on an edge belongs to the bin above it
 * @shares: (array length=n_shares): 0 … 1
 * @least: a bin of fewer pairs has no quantiles
 * @counts: (out caller-allocates): pairs in each bin
 * @quantiles: (out caller-allocates): bins × @n_shares; NaN where there are none
 *
 * Quantiles of y, interpolated linearly between order statistics (type 7 of Hyndman and Fan 1996).
 * O(n log n)
 *
 * Returns: number of pairs that count, those outside the bins included
 */
size_t vit_conditional_quantiles (const double *x,
                                  const double *y,
                                  size_t n,
                                  const uint8_t *flags,
                                  const VitBins *bins,
                                  const double *shares,
                                  size_t n_shares,
                                  size_t least,
                                  size_t *counts,
                                  double *quantiles);

/** vit_sorted_quantile: the same quantile of @n > 0 ascending values. O(1) */
double vit_sorted_quantile (const double *values, size_t n, double share);
