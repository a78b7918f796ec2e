/* The search of a group of queries with AVX-512 and VNNI: multiplies and adds 16 pairs of
 * coordinates per instruction. */

#include "core/tml/knn-kernels.h"

#include <immintrin.h>

#define KERNEL vit_knn_kernel_avx512
#define KERNEL_NAME "avx512"

static ALWAYS_INLINE __m512i
add_pairs (__m512i sum, __m512i d, bool cityblock)
{
  if (cityblock)
    return _mm512_dpwssd_epi32 (sum, _mm512_abs_epi16 (d), _mm512_set1_epi16 (1));
  return _mm512_dpwssd_epi32 (sum, d, d);
}

static ALWAYS_INLINE __m512i
load_pair (const int16_t *pair)
{
  int32_t both;
  memcpy (&both, pair, sizeof both);
  return _mm512_set1_epi32 (both);
}

static ALWAYS_INLINE void
measure_box (
    const int16_t *group, const int16_t *box, unsigned n_pairs, bool cityblock, int32_t *distances)
{
  __m512i sum = _mm512_setzero_si512 (), zero = sum;
  for (unsigned p = 0; p < n_pairs; p++, box += 4, group += 2 * VIT_KNN_LANES)
    {
      __m512i x = _mm512_loadu_si512 (group);
      __m512i d = _mm512_max_epi16 (_mm512_sub_epi16 (load_pair (box), x),
                                    _mm512_sub_epi16 (x, load_pair (box + 2)));
      sum = add_pairs (sum, _mm512_max_epi16 (d, zero), cityblock);
    }
  _mm512_storeu_si512 (distances, sum);
}

static ALWAYS_INLINE unsigned
mask_near (const int32_t *distances, const int32_t *limits)
{
  return _mm512_cmple_epi32_mask (_mm512_loadu_si512 (distances), _mm512_loadu_si512 (limits));
}

static ALWAYS_INLINE size_t
append (__m512i sums, __mmask16 near, uint32_t slot, int32_t *distances, uint32_t *slots)
{
  __m512i lanes = _mm512_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  _mm512_storeu_si512 (distances, _mm512_maskz_compress_epi32 (near, sums));
  _mm512_storeu_si512 (slots, _mm512_maskz_compress_epi32 (
                                  near, _mm512_add_epi32 (lanes, _mm512_set1_epi32 ((int) slot))));
  return (size_t) __builtin_popcount (near);
}

static ALWAYS_INLINE size_t
scan_blocks (const int16_t *blocks,
             size_t n_blocks,
             const int16_t *query,
             unsigned n_pairs,
             bool cityblock,
             int32_t limit,
             const uint16_t *own,
             uint32_t slot,
             int32_t *distances,
             uint32_t *slots)
{
  __m512i q[32], limits = _mm512_set1_epi32 (limit);
  size_t n = 0;
  for (unsigned p = 0; p < n_pairs; p++)
    q[p] = load_pair (query + p * 2 * VIT_KNN_LANES);
  const __m512i *rows = (const __m512i *) blocks;
  for (size_t b = 0; b < n_blocks; b++, slot += VIT_KNN_LANES)
    {
      __m512i sums = _mm512_setzero_si512 ();
      for (unsigned p = 0; p < n_pairs; p++, rows++)
        sums = add_pairs (sums, _mm512_sub_epi16 (q[p], _mm512_load_si512 (rows)), cityblock);
      __mmask16 near = _mm512_cmple_epi32_mask (sums, limits);
      if (near && (!own || (near &= (__mmask16) ~own[b])))
        n += append (sums, near, slot, distances + n, slots + n);
    }
  return n;
}

/* Pads with distances beyond any limit. */
static size_t
count_near (const int32_t *distances, size_t n, int32_t limit)
{
  __m512i limits = _mm512_set1_epi32 (limit);
  size_t count = 0;
  for (size_t i = 0; i < n; i += 16)
    count += (size_t) __builtin_popcount (
        _mm512_cmple_epi32_mask (_mm512_loadu_si512 (distances + i), limits));
  return count;
}

static size_t
keep_near (int32_t *distances, uint32_t *slots, size_t n, int32_t limit)
{
  __m512i limits = _mm512_set1_epi32 (limit);
  size_t kept = 0;
  for (size_t i = 0; i < n; i += 16)
    {
      __mmask16 there = (__mmask16) (n - i < 16 ? (1u << (n - i)) - 1 : 0xffff);
      __m512i d = _mm512_loadu_si512 (distances + i), s = _mm512_loadu_si512 (slots + i);
      __mmask16 near = _mm512_mask_cmple_epi32_mask (there, d, limits);
      _mm512_storeu_si512 (distances + kept, _mm512_maskz_compress_epi32 (near, d));
      _mm512_storeu_si512 (slots + kept, _mm512_maskz_compress_epi32 (near, s));
      kept += (size_t) __builtin_popcount (near);
    }
  return kept;
}

#include "core/tml/knn-group.h"
