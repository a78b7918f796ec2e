#pragma once

/* The inner loops of vit_pair_entropy(). Private to core/structure. */

#include <stddef.h>
#include <stdint.h>

/** VIT_PAIR_ENTROPY_PAD: elements that may be read or written beyond the pairs and the bins. */
#define VIT_PAIR_ENTROPY_PAD 16

/** VIT_PAIR_ENTROPY_ROUND: bins at whose multiples the Gaussians of pairs are begun. */
#define VIT_PAIR_ENTROPY_ROUND 8

/**
 * VitPairEntropyTable: what is the same for all atoms
 * @n_bins: points of the integrand; %VIT_PAIR_ENTROPY_PAD follow, of weight 0
 * @half: bins that are added to on either side of the nearest multiple of eight to a pair, a
 *   multiple of eight
 * @step: dr, Å
 * @inverse_step: 1/dr
 * @slope: dr/σ²; @spread: 1/(2σ²)
 * @bell: (array length=2·half+16): exp(−(k − half)² dr²/2σ²)
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
 * @sums: zeros, as many as bins, 2·half and 2·%VIT_PAIR_ENTROPY_PAD; zeros again afterwards
 */
typedef double VitPairEntropySum (
    const VitPairEntropyTable *table, double *r, size_t n, double scale, double *sums);

/* Once per instruction set, bit-identical. */
extern VitPairEntropySum vit_pair_entropy_sum_plain;
#ifdef VIT_HAVE_AVX2
extern VitPairEntropySum vit_pair_entropy_sum_avx2;
#endif
#ifdef VIT_HAVE_AVX512
extern VitPairEntropySum vit_pair_entropy_sum_avx512;
#endif
