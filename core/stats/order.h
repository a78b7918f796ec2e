#pragma once

/* The order of numbers. Pure functions, any thread. */

#include <stddef.h>
#include <stdint.h>

/**
 * vit_order:
 * @values: (array length=n): none is NaN; −0 counts as 0
 * @n: below 2³²
 * @order: (out caller-allocates): indices of @values from the lowest to the highest; of equal ones
 *   the lower index comes first
 *
 * Radix sort: O(n), 24 bytes of scratch for each value.
 */
void vit_order (const double *values, size_t n, uint32_t *order);
