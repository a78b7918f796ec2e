#pragma once

/* Sums over pairs of atoms by their distance: the inner loops of vit_spatial_correlation_new().
 * Private to core/structure. */

#include <stddef.h>
#include <stdint.h>

/**
 * VitPairBins: distance bins that are found without a square root
 * @n: number of bins
 * @starts: (array length=n+1): least squared distance of each bin, Å², then that beyond the last
 * @guesses: (array length=n_guesses): element k: the bin of the squared distance k / @scale
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

/** VIT_PAIR_LANES: independent partial sums of a bin, to hide the latency of additions. */
#define VIT_PAIR_LANES 4

/** VIT_PAIR_PAD: elements beyond the last that may be read or written. */
#define VIT_PAIR_PAD 4

/** VitPairSum: Σ of products and number of pairs. */
typedef double VitPairSum __attribute__ ((vector_size (16)));

/**
 * VitPairAtoms: atoms as structure of arrays, with %VIT_PAIR_PAD elements more
 * @x: wrapped positions, Å
 * @shifts: vectors to the periodic image, Å. They are added to differences of positions: an atom is
 *   then exactly a box length away from its own image
 * @values: of the atoms
 */
typedef struct
{
  double *x[3], *shifts[3], *values;
} VitPairAtoms;

/** VitPairBounds: bounding box of some atoms, Å. */
typedef struct
{
  double lo[3], hi[3];
} VitPairBounds;

/** VitPairGather: appends to the @n atoms of @around those from @begin to @end whose squared
 * distance from the box is below @limit (Å²). Returns: the number of atoms in @around */
typedef size_t VitPairGather (const VitPairAtoms *slots,
                              size_t begin,
                              size_t end,
                              const VitPairBounds *bounds,
                              double limit,
                              VitPairAtoms *around,
                              size_t n);

/**
 * VitPairSums: adds the pairs of one atom with others
 * @atoms: from @begin to @end
 * @at: position of the atom, Å; @own: its value
 * @sums: (array length=n): %VIT_PAIR_LANES of each bin
 */
typedef void VitPairSums (const VitPairBins *bins,
                          const VitPairAtoms *atoms,
                          size_t begin,
                          size_t end,
                          const double at[3],
                          double own,
                          VitPairSum (*sums)[VIT_PAIR_LANES]);

/* Once per instruction set, bit-identical. */
extern VitPairGather vit_pair_gather_plain;
extern VitPairSums vit_pair_sums_plain;
#ifdef VIT_HAVE_AVX2
extern VitPairGather vit_pair_gather_avx2;
extern VitPairSums vit_pair_sums_avx2;
#endif
