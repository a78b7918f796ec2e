#pragma once

/* The inner loop of vit_angular_features(). Private to core/structure. */

#include <stddef.h>

/** VIT_ANGULAR_WIDTHS: different ξ of the triples; VIT_ANGULAR_PAD: elements that may be written
 * beyond the neighbours. */
#define VIT_ANGULAR_WIDTHS 7
#define VIT_ANGULAR_PAD 4

/**
 * VitAngularSum: adds what neighbour @j and the @n following ones of one species give
 * @d: (array): x, y and z of neighbours, three arrays of unit vectors
 * @r: distances of the neighbours over σ
 * @sums: (inout): 22
 */
typedef void VitAngularSum (
    const double *const d[3], const double *r, size_t j, size_t begin, size_t end, double *sums);

extern VitAngularSum vit_angular_sum_plain;
#ifdef VIT_HAVE_AVX2
extern VitAngularSum vit_angular_sum_avx2;
#endif
