#pragma once

/* Sums over pairs of atoms by their distance: the inner loops of vit_spatial_correlation_new().
 * Private to core/structure. */

#include <stddef.h>
#include <stdint.h>

/**
 * VitPairBins: bins of distance, found without a square root
 * @n: number of bins
 * @starts: (array length=n+1): least squared distance of each bin, Å², then of what is too far
 * @guesses: (array length=n_guesses): of squared distances from k / @scale on: the bin of the least
 * @scale: guesses per Å²
 */
typedef struct
{
  size_t n;
  double *starts;
  uint32_t *guesses;
  size_t n_guesses;
  double scale;
} VitPairBins;

/** VIT_PAIR_LANES: sums of a bin that are kept apart, so that none waits for the one before. */
#define VIT_PAIR_LANES 4

/** VIT_PAIR_PAD: elements behind the last that may be read or written. */
#define VIT_PAIR_PAD 4

/** VitPairSum: Σ of products and number of pairs. */
typedef double VitPairSum __attribute__ ((vector_size (16)));

/**
 * VitPairOthers: atoms side by side, with room for %VIT_PAIR_PAD more
 * @x: places in the box, Å
 * @shifts: to the image that is meant, Å: added to differences of places, so that an atom is as far
 *   from its own image as the box is long, to the last bit
 * @values: of the atoms
 */
typedef struct
{
  double *x[3], *shifts[3], *values;
} VitPairOthers;

/** VitPairBounds: the smallest box around some atoms, Å. */
typedef struct
{
  double lo[3], hi[3];
} VitPairBounds;

/** VitPairGather: appends to the @n atoms of @around those from @begin to @end whose squared
 * distance from the box is below @limit (Å²). Returns: how many there are then */
typedef size_t VitPairGather (const VitPairOthers *slots,
                              size_t begin,
                              size_t end,
                              const VitPairBounds *bounds,
                              double limit,
                              VitPairOthers *around,
                              size_t n);

/**
 * VitPairSums: adds the pairs of one atom with others
 * @others: from @begin to @end
 * @at: place of the atom, Å, and @own its value
 * @sums: (array length=n): %VIT_PAIR_LANES of each bin
 */
typedef void VitPairSums (const VitPairBins *bins,
                          const VitPairOthers *others,
                          size_t begin,
                          size_t end,
                          const double at[3],
                          double own,
                          VitPairSum (*sums)[VIT_PAIR_LANES]);

/* Once per instruction set, with the same bits. */
extern VitPairGather vit_pair_gather_plain;
extern VitPairSums vit_pair_sums_plain;
#ifdef VIT_HAVE_AVX2
extern VitPairGather vit_pair_gather_avx2;
extern VitPairSums vit_pair_sums_avx2;
#endif
