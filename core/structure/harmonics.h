#pragma once

/* Sums of spherical harmonics over directions, and third-order invariants. Private to
 * core/structure. Tables are made once and shared by all threads. */

#include <stddef.h>

#include "core/structure/bond-order.h"

#define VIT_HARMONICS_MAX_TERMS 64

/* A product q_a q_b q*_(a + b), a ≥ b ≥ 0, with its Wigner symbol and its multiplicity. */
typedef struct
{
  unsigned a;
  unsigned b;
  double factor;
} VitHarmonicsTerm;

/* Tables of one order: √2^(m > 0) Y_lm(x, y, z) = (x + iy)^m times a polynomial in z, whose powers
 * step by 2. */
typedef struct
{
  unsigned l;
  double coefficients[VIT_BOND_ORDER_MAX_L + 1][VIT_BOND_ORDER_MAX_L / 2 + 1];
  VitHarmonicsTerm terms[VIT_HARMONICS_MAX_TERMS];
  unsigned n_terms;
} VitHarmonics;

/* (transfer none): tables of order @l, even, up to VIT_BOND_ORDER_MAX_L. */
const VitHarmonics *vit_harmonics_get (unsigned l);

/* The inner loops, once per instruction set, bit-identical. */
typedef struct
{
  /* Normalises @n vectors, a multiple of four. */
  void (*normalise) (double *x, double *y, double *z, size_t n);
  /* Computes Σ w Y over @n directions, a multiple of four; @sums: 2l + 1 components. */
  void (*sum) (const VitHarmonics *harmonics,
               const double *x,
               const double *y,
               const double *z,
               const double *weights,
               size_t n,
               double *sums);
  /* Computes the dot products of the components of atom @i with those of @n others, times the
   * scales of both. */
  void (*compare) (const double *components,
                   const double *scales,
                   unsigned l,
                   size_t i,
                   const uint32_t *others,
                   size_t n,
                   float *products);
} VitHarmonicsKernel;

extern const VitHarmonicsKernel vit_harmonics_kernel_plain;
#ifdef VIT_HAVE_AVX2
extern const VitHarmonicsKernel vit_harmonics_kernel_avx2;
#endif

/* The fastest kernel that this processor supports. */
const VitHarmonicsKernel *vit_harmonics_kernel (void);

/* Computes Σ 3j q q q from one atom's components. */
double vit_harmonics_third (const VitHarmonics *harmonics, const double *components);
