#pragma once

/* The inner loops of vit_surroundings_average(). Private to core/structure. */

#include <stddef.h>
#include <stdint.h>

/** VIT_SURROUNDINGS_PAD: elements that may be read or written beyond the pairs and the columns. */
#define VIT_SURROUNDINGS_PAD 8

/**
 * VitSurroundingsSum: Σ exp(scale · r²) v over the pairs of one atom
 * @squares: (array length=n): r², Å², with %VIT_SURROUNDINGS_PAD elements more; overwritten
 * @rows: (array length=n): rows of @values
 * @values: rows of @width values, a multiple of %VIT_SURROUNDINGS_PAD
 * @sums: (array length=width): (out)
 */
typedef void VitSurroundingsSum (double *squares,
                                 const uint32_t *rows,
                                 size_t n,
                                 double scale,
                                 const double *values,
                                 size_t width,
                                 double *sums);

/* Once per instruction set, bit-identical. */
extern VitSurroundingsSum vit_surroundings_sum_plain;
#ifdef VIT_HAVE_AVX2
extern VitSurroundingsSum vit_surroundings_sum_avx2;
#endif
#ifdef VIT_HAVE_AVX512
extern VitSurroundingsSum vit_surroundings_sum_avx512;
#endif
