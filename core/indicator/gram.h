#pragma once

/* Sums of products of rows: the inner loops of normal equations. Private to core/indicator. The
 * same bits for every instruction set. */

#include <stddef.h>
#include <stdint.h>

/** VIT_GRAM_PAD: the width of rows is a multiple of it. */
#define VIT_GRAM_PAD 8

/** VitGramKernels:
 * @add: adds Σ xᵀx over the rows of numbers @index to the lower triangle of @gram, @width × @width
 * @dot: Σ a b of @width numbers
 * @add_scaled: adds @scale × @x to @y, @width numbers
 */
typedef struct
{
  void (*add) (const double *rows, const uint32_t *index, size_t n, size_t width, double *gram);
  double (*dot) (const double *a, const double *b, size_t width);
  void (*add_scaled) (double scale, const double *x, double *y, size_t width);
} VitGramKernels;

extern const VitGramKernels vit_gram_plain;
#ifdef VIT_HAVE_AVX2
extern const VitGramKernels vit_gram_avx2;
#endif

/** vit_gram_kernels: those of this processor. */
const VitGramKernels *vit_gram_kernels (void);
