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
 * VitLattice: the values that a mean of k labels can have: @offset plus whole multiples of @step
 */
typedef struct
{
  double offset;
  double step;
} VitLattice;

/**
 * vit_lattice_of_means:
 * @labels: (array length=n): the labels, in K
 * @k: number of labels in a mean
 *
 * The step is the greatest common divisor of the labels' differences over @k; 0 if all labels are
 * equal.
 */
VitLattice vit_lattice_of_means (const double *labels, size_t n, unsigned k);

/**
 * vit_bins_on_lattice:
 * @lattice: the values that there can be
 * @low, @high: K: range to cover
 * @width: K; made a multiple of the step, or of the multiple of it that is nearest to 2 K
 *
 * Every bin has equally many values of the lattice, and edges lie in the middle between two, so
 * that neither an edge nor the width of the bins leaves a trace in a density. Bins of any width
 * have their edges on those of the narrowest (@width 0).
 */
VitBins vit_bins_on_lattice (const VitLattice *lattice, double low, double high, double width);

/**
 * vit_histogram_count:
 * @counts: (out caller-allocates): values in each bin
 *
 * Returns: number of finite values. O(n)
 */
size_t vit_histogram_count (const float *values, size_t n, const VitBins *bins, uint32_t *counts);

/**
 * vit_histogram_merge:
 * @counts: of vit_histogram_count()
 * @narrow: their bins; no edge of @bins may lie inside one
 * @n: finite values
 * @density: (out caller-allocates): as of vit_histogram_density() for @bins
 */
void vit_histogram_merge (
    const uint32_t *counts, const VitBins *narrow, size_t n, const VitBins *bins, float *density);

/**
 * vit_histogram_density:
 * @values: n; finite values outside the bins count in the normalisation
 * @density: (out caller-allocates): one per bin; its integral is 1 if all finite values lie inside
 *
 * Returns: number of finite values. O(n)
 */
size_t vit_histogram_density (const float *values, size_t n, const VitBins *bins, float *density);

/**
 * vit_kernel_density:
 * @bandwidth: of the Gaussian kernel; 0 takes Scott's, n^(−1/5) σ (Scott 1992)
 * @x: (array length=n_x): points of evaluation
 * @density: (out caller-allocates): one per @x
 *
 * Values are first binned at a tenth of the bandwidth, unless that takes more bins than there are
 * values.
 *
 * Returns: the bandwidth; 0 with a density of 0 if all values are equal. O(n) and the bins within
 *   eight bandwidths of each @x; O(n log n) and at most n per @x if the bandwidth is tiny
 */
double vit_kernel_density (
    const float *values, size_t n, double bandwidth, const double *x, size_t n_x, double *density);
