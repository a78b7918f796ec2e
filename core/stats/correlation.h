#pragma once

/* Correlation coefficients of two quantities of the same atoms, with bootstrap intervals
 * (docs/science.md §4). Pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"

/**
 * VitCorrelationOptions:
 * @ranked: Spearman's coefficient: Pearson's of the ranks; ties get their mean rank
 * @n_resamples: of the bootstrap; 0 is 500
 * @level: of the interval; 0 is 0.95
 * @seed: of the bootstrap
 * @blocks: (nullable) (array length=n): the block of each pair, below @n_blocks: pairs of a block
 *   are drawn together (for spatially correlated atoms: a region of the box); %NULL draws pairs one
 *   by one, as if they were independent
 * @n_blocks: number of blocks, empty ones included
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
 * @n: number of pairs used
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
 * @n_used: (out) (optional): number of pairs used
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
 * @error: %VIT_ERROR_INVALID for a level that is not between 0 and 1; %VIT_ERROR_CANCELLED
 *
 * The interval is the percentile interval of the bootstrap over pairs (Efron 1979), or over blocks
 * of pairs (Hall 1985; Künsch 1989). Pairs drawn one by one are taken as independent: spatial
 * correlation makes that interval too narrow. Blocks must be wider than the correlation length. As
 * many blocks are drawn as have pairs; with fewer than two there is no interval. Each resample is
 * ranked anew. The same for the same seed, on every machine and for any number of threads. O(n ·
 * resamples); O(n + blocks · resamples) for Pearson's with blocks
 */
bool vit_correlation_compute (const double *a,
                              const double *b,
                              size_t n,
                              const VitCorrelationOptions *options,
                              VitCorrelation *correlation,
                              VitProgress *progress,
                              GError **error);
