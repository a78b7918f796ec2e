#pragma once

/* Probability densities of one quantity (docs/science.md §3). Pure functions, any thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * VitBins:
 * @n: number of bins
 * @first: lower edge of the first
 * @width: of each
 */
typedef struct
{
  size_t n;
  double first;
  double width;
} VitBins;

/**
 * vit_bins_for_tml:
 * @low, @high: K, to be covered
 * @width: K, 20 by default; made a multiple of 2 K
 *
 * Edges on odd numbers of K, so that the lattice of 2 K on which T_ML lies with k = 50 never meets
 * one.
 */
VitBins vit_bins_for_tml (double low, double high, double width);

/**
 * vit_histogram_count:
 * @counts: (out caller-allocates): values in each bin
 *
 * Returns: finite values. O(n)
 */
size_t vit_histogram_count (const float *values, size_t n, const VitBins *bins, uint32_t *counts);

/**
 * vit_histogram_merge:
 * @counts: of vit_histogram_count()
 * @narrow: their bins; no edge of @bins lies within one
 * @n: finite values
 * @density: (out caller-allocates): what vit_histogram_density() gives for @bins
 */
void vit_histogram_merge (
    const uint32_t *counts, const VitBins *narrow, size_t n, const VitBins *bins, float *density);

/**
 * vit_histogram_density:
 * @values: n; what is not finite or outside the bins is left out of the bins, but only the finite
 * ones count
 * @density: (out caller-allocates): one per bin; sums to 1 over bins times width if all values lie
 * inside
 *
 * Returns: finite values. O(n)
 */
size_t vit_histogram_density (const float *values, size_t n, const VitBins *bins, float *density);

/**
 * vit_kernel_density:
 * @bandwidth: of the Gaussian kernel; 0 takes Scott's, n^(−1/5) σ (Scott 1992)
 * @x: (array length=n_x): where it is evaluated
 * @density: (out caller-allocates): one per @x
 *
 * Values are binned at a tenth of the bandwidth first, unless that makes more bins than there are
 * values.
 *
 * Returns: the bandwidth; 0 and no density where fewer than two values differ. O(n) and what lies
 * within eight bandwidths of each @x; O(n log n) and at most n for each where the bandwidth is tiny
 */
double vit_kernel_density (
    const float *values, size_t n, double bandwidth, const double *x, size_t n_x, double *density);
