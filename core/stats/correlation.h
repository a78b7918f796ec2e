#pragma once

/* How far two quantities of the same atoms go together (docs/science.md §4). Pure functions, any
 * thread. */

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
 * @blocks: (nullable) (array length=n): a number below @n_blocks for each pair: those that share
 * one are drawn together (a cell of the box, for atoms whose neighbours are like them); %NULL draws
 *   pairs one by one, as if they were independent
 * @n_blocks: numbers in use at most
 */
typedef struct
{
  bool ranked;
  unsigned n_resamples;
  double level;
  uint64_t seed;
  const uint32_t *blocks;
  size_t n_blocks;
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
 * With the percentile interval of the bootstrap over pairs (Efron 1979), or over blocks of them
 * (Hall 1985; Künsch 1989). Drawn one by one, pairs count as independent, so that the interval is
 * too narrow by as much as neighbours are alike; blocks keep what is alike together, if they are
 * wider than that reaches. As many blocks are drawn as have pairs; there is no interval with fewer
 * than two. Each resample has its own ranks. The same for the same seed, on every machine and for
 * any number of threads. O(n · resamples); O(n + blocks · resamples) for Pearson's with blocks
 */
bool vit_correlation_compute (const double *a,
                              const double *b,
                              size_t n,
                              const VitCorrelationOptions *options,
                              VitCorrelation *correlation,
                              VitProgress *progress,
                              GError **error);
