#pragma once

/* How far two quantities of the same atoms go together (SCIENCE §4). Pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"

/**
 * VitCorrelationOptions:
 * @ranked: Spearman's coefficient: Pearson's of the ranks, equal values sharing their mean rank
 * @n_resamples: of the bootstrap; 0 is 500
 * @level: of the interval; 0 is 0.95
 * @seed: of the bootstrap
 */
typedef struct
{
  bool ranked;
  unsigned n_resamples;
  double level;
  uint64_t seed;
} VitCorrelationOptions;

/**
 * VitCorrelation:
 * @rho: coefficient, −1 … 1; NaN if there are fewer than two pairs or one quantity is constant
 * @lo: lower end of the interval; NaN without one
 * @hi: upper end
 * @n: pairs that counted
 */
typedef struct
{
  double rho;
  double lo;
  double hi;
  size_t n;
} VitCorrelation;

/**
 * vit_correlation_coefficient:
 * @a: n values; a pair of which one is not finite does not count
 * @b: n values
 * @ranked: Spearman's, otherwise Pearson's
 * @n_used: (out) (optional): pairs that counted
 *
 * Returns: the coefficient; NaN as in #VitCorrelation. O(n), ranked O(n log n)
 */
double vit_correlation_coefficient (
    const double *a, const double *b, size_t n, bool ranked, size_t *n_used);

/**
 * vit_correlation_compute:
 * @a: n values; a pair of which one is not finite does not count
 * @b: n values, n less than 2³²
 * @options: (nullable): all zero gives Pearson's coefficient with a 95 % interval
 * @correlation: (out):
 * @error: %VIT_ERROR_INVALID for a level that is none; %VIT_ERROR_CANCELLED
 *
 * With the percentile interval of the bootstrap over pairs (Efron 1979): it takes atoms as
 * independent, so that it is too narrow by as much as neighbours are alike. Each resample has its
 * own ranks. The same for the same seed, on every machine and for any number of threads.
 * O(n · resamples)
 */
bool vit_correlation_compute (const double *a,
                              const double *b,
                              size_t n,
                              const VitCorrelationOptions *options,
                              VitCorrelation *correlation,
                              VitProgress *progress,
                              GError **error);
