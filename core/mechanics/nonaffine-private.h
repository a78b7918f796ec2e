#pragma once

/* The sums over the bonds of an atom, compiled once per instruction set with the same bits. Private
 * to core/mechanics. */

#include <stddef.h>
#include <stdint.h>

/* Of an atom or an image of it: where it is in the reference frame and how it moves from there. */
typedef struct
{
  _Alignas(32) double x[4];
  double u[4];
} VitBondEnd;

/* Of the bonds d⁰ of an atom and their changes u = d − d⁰. The fourth column is zero. */
typedef struct
{
  _Alignas(32) double v[3][4]; /* Σ d⁰ d⁰ᵀ */
  double w[3][4];              /* Σ u d⁰ᵀ */
  double s[4];                 /* Σ u², by component */
} VitBondSums;

typedef void (*VitNonaffineSumFunc) (const VitBondEnd *ends,
                                     size_t self,
                                     const uint32_t *others,
                                     size_t n_others,
                                     VitBondSums *sums);

void vit_nonaffine_sum_plain (const VitBondEnd *ends,
                              size_t self,
                              const uint32_t *others,
                              size_t n_others,
                              VitBondSums *sums);
void vit_nonaffine_sum_avx2 (const VitBondEnd *ends,
                             size_t self,
                             const uint32_t *others,
                             size_t n_others,
                             VitBondSums *sums);
