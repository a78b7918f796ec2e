#pragma once

/* The inner loops of vit_pair_entropy(). Private to core/structure. */

#include <stddef.h>
#include <stdint.h>

/** VIT_PAIR_ENTROPY_PAD: elements that may be read or written beyond the pairs and the bins. */
#define VIT_PAIR_ENTROPY_PAD 4

/**
 * VitPairEntropyTable: what is the same for all atoms
 * @n_bins: points of the integrand; a multiple of four follows, of weight 0
 * @half: bins on either side of a pair that its Gaussian reaches, a multiple of four
 * @step: dr, Å
 * @inverse_step: 1/dr
 * @slope: dr/σ²; @spread: 1/(2σ²)
 * @bell: (array length=2·half+4): exp(−(k − half)² dr²/2σ²)
 * @inverse_squares: (array length=n_bins): 1/r²
 * @weights: (array length=n_bins): weight in the integral times r², Å³
 * @empty: (array length=n_bins+1): Σ of the weights below a bin
 */
typedef struct
{
  size_t n_bins, half;
  double step, inverse_step, slope, spread;
  double *bell, *inverse_squares, *weights, *empty;
} VitPairEntropyTable;

/**
 * VitPairEntropySum: ∫ (g ln g − g + 1) r² dr of one atom and one species
 * @r: (array length=n): distances of the pairs, Å, with %VIT_PAIR_ENTROPY_PAD elements more
 * @scale: 1/(√(2π) σ 4π ρ), Å²
 * @sums: zeros, as many as bins, 2·half and %VIT_PAIR_ENTROPY_PAD; zeros again afterwards
 */
typedef double VitPairEntropySum (
    const VitPairEntropyTable *table, double *r, size_t n, double scale, double *sums);

/* Once per instruction set, bit-identical. */
extern VitPairEntropySum vit_pair_entropy_sum_plain;
#ifdef VIT_HAVE_AVX2
extern VitPairEntropySum vit_pair_entropy_sum_avx2;
#endif
