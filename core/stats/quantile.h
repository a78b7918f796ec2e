#pragma once

/* Quantiles of several sorted sets as if they were one. Pure functions, any thread. */

#include <stddef.h>

/**
 * vit_sorted_sets_quantile:
 * @sets: (array length=k): ascending values, none of them NaN
 * @n: (array length=k): numbers of values
 * @share: 0 … 1
 *
 * Returns: the quantile of all values, linear between neighbouring ones as NumPy's default
 *   (Hyndman & Fan 1996, definition 7); NaN without values. O(k² log² n)
 */
double
vit_sorted_sets_quantile (const double *const *sets, const size_t *n, size_t k, double share);
