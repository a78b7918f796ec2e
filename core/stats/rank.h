#pragma once

/* Ranks and rank correlation. Pure functions, any thread. */

#include <stddef.h>

/**
 * vit_rank:
 * @values: (array length=n): finite numbers
 * @ranks: (out caller-allocates): from 1; equal values share the mean of theirs
 *
 * O(n log n)
 */
void vit_rank (const double *values, size_t n, double *ranks);

/**
 * vit_spearman: rank correlation of the pairs that are finite; NaN if one side does not vary.
 * O(n log n)
 */
double vit_spearman (const double *x, const double *y, size_t n);
