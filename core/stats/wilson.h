#pragma once

/* Confidence intervals of proportions. Pure, any thread. */

#include <stddef.h>

/** VIT_WILSON_95: quantile of the normal distribution for 95 %. */
#define VIT_WILSON_95 1.959963984540054

/**
 * vit_wilson_interval:
 * @count: successes
 * @total: trials
 * @quantile: of the normal distribution, for instance %VIT_WILSON_95
 * @lo: (out): 0 … 1; NaN if @total is 0
 * @hi: (out): likewise
 *
 * The score interval of Wilson 1927, valid also for small counts and for 0.
 */
void vit_wilson_interval (size_t count, size_t total, double quantile, double *lo, double *hi);
