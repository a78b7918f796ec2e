/* Compiled once per instruction set: see meson.build. */

#include "core/structure/pair-sums.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__ ((always_inline))

/* Pairs per block: both passes over them stay in the L1 cache. */
#define BLOCK 256

typedef struct
{
  double squares[BLOCK + VIT_PAIR_PAD], products[BLOCK + VIT_PAIR_PAD];
  int32_t places[BLOCK];
} PairBlock;

/* ---- Vectors of four, packed by a mask ---- */

#define LANES 4
typedef double Lanes __attribute__ ((vector_size (32), aligned (8)));

INLINE Lanes
load (const double *x)
{
  return *(const Lanes *) x;
}

INLINE Lanes
fill (double x)
{
  return (Lanes){ x, x, x, x };
}

/* Bits of the elements below the limit. */
INLINE unsigned
mask_below (Lanes x, double limit)
{
#ifdef __AVX2__
  return (unsigned) _mm256_movemask_pd (
      _mm256_cmp_pd ((__m256d) x, _mm256_set1_pd (limit), _CMP_LT_OQ));
#else
  unsigned mask = 0;
  for (int lane = 0; lane < LANES; lane++)
    mask |= (unsigned) (x[lane] < limit) << lane;
  return mask;
#endif
}

#ifdef __AVX2__
/* Indices of the floats of the doubles of a mask, packed, four bits each. */
static const uint32_t halves_of_mask[16] = {
  0x00000000, 0x00000010, 0x00000032, 0x00003210, 0x00000054, 0x00005410, 0x00005432, 0x00543210,
  0x00000076, 0x00007610, 0x00007632, 0x00763210, 0x00007654, 0x00765410, 0x00765432, 0x76543210,
};
#endif

/* Stores the elements of the mask packed; may write four. */
INLINE void
store_masked (Lanes x, unsigned mask, double *to)
{
#ifdef __AVX2__
  __m256i shifts = _mm256_setr_epi32 (0, 4, 8, 12, 16, 20, 24, 28);
  __m256i places = _mm256_srlv_epi32 (_mm256_set1_epi32 ((int) halves_of_mask[mask]), shifts);
  _mm256_storeu_ps ((float *) to,
                    _mm256_permutevar8x32_ps (_mm256_castpd_ps ((__m256d) x), places));
#else
  for (int lane = 0, n = 0; lane < LANES; lane++)
    {
      to[n] = x[lane];
      n += mask >> lane & 1;
    }
#endif
}

/* ---- The atoms around a bin ---- */

INLINE Lanes
get_larger (Lanes a, Lanes b)
{
#ifdef __AVX2__
  return (Lanes) _mm256_max_pd ((__m256d) a, (__m256d) b);
#else
  Lanes larger;
  for (int lane = 0; lane < LANES; lane++)
    larger[lane] = a[lane] > b[lane] ? a[lane] : b[lane];
  return larger;
#endif
}

INLINE Lanes
get_outside (Lanes x, double lo, double hi)
{
  return get_larger (get_larger (fill (lo) - x, x - fill (hi)), fill (0));
}

size_t
VIT_PAIR_GATHER (const VitPairAtoms *slots,
                 size_t begin,
                 size_t end,
                 const VitPairBounds *bounds,
                 double limit,
                 VitPairAtoms *around,
                 size_t n)
{
  for (size_t s = begin; s < end; s += LANES)
    {
      Lanes x[3], shifts[3], square = fill (0);
      for (int k = 0; k < 3; k++)
        {
          x[k] = load (slots->x[k] + s);
          shifts[k] = load (slots->shifts[k] + s);
          Lanes d = get_outside (x[k] + shifts[k], bounds->lo[k], bounds->hi[k]);
          square += d * d;
        }
      unsigned mask = mask_below (square, limit);
      mask &= (1u << (end - s < LANES ? end - s : LANES)) - 1;
      for (int k = 0; k < 3; k++)
        {
          store_masked (x[k], mask, around->x[k] + n);
          store_masked (shifts[k], mask, around->shifts[k] + n);
        }
      store_masked (load (slots->values + s), mask, around->values + n);
      n += (size_t) __builtin_popcount (mask);
    }
  return n;
}

/* ---- Sums ---- */

/* Collects the pairs within the largest distance. */
INLINE size_t
collect_near (const VitPairBins *bins,
              const VitPairAtoms *atoms,
              size_t begin,
              size_t end,
              const double at[3],
              double own,
              PairBlock *pairs)
{
  size_t n = 0;
  double limit = bins->starts[bins->n];
  for (size_t k = begin; k < end; k += LANES)
    {
      Lanes d[3];
      for (int a = 0; a < 3; a++)
        d[a] = load (atoms->x[a] + k) - fill (at[a]) + load (atoms->shifts[a] + k);
      Lanes square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      unsigned mask = mask_below (square, limit);
      mask &= (1u << (end - k < LANES ? end - k : LANES)) - 1;
      store_masked (square, mask, pairs->squares + n);
      store_masked (load (atoms->values + k) * fill (own), mask, pairs->products + n);
      n += (size_t) __builtin_popcount (mask);
    }
  for (size_t k = 0; k < n; k++)
    pairs->places[k] = (int32_t) (pairs->squares[k] * bins->scale);
  return n;
}

void
VIT_PAIR_SUMS (const VitPairBins *bins,
               const VitPairAtoms *atoms,
               size_t begin,
               size_t end,
               const double at[3],
               double own,
               VitPairSum (*sums)[VIT_PAIR_LANES])
{
  PairBlock pairs;
  for (size_t first = begin; first < end; first += BLOCK)
    {
      size_t n = collect_near (bins, atoms, first, end - first < BLOCK ? end : first + BLOCK, at,
                               own, &pairs);
      for (size_t k = 0; k < n; k++)
        {
          size_t bin = bins->guesses[pairs.places[k]];
          while (pairs.squares[k] >= bins->starts[bin + 1])
            bin++;
          sums[bin][k % VIT_PAIR_LANES] += (VitPairSum){ pairs.products[k], 1 };
        }
    }
}
