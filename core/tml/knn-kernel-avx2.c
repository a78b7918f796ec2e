/* The search of a group of queries with AVX2: 8 pairs of coordinates per instruction. */

#include "core/tml/knn-kernels.h"

#include <immintrin.h>

#define KERNEL vit_knn_kernel_avx2
#define KERNEL_NAME "avx2"

static ALWAYS_INLINE __m256i
add_pairs (__m256i sum, __m256i d, bool cityblock)
{
  __m256i pairs = cityblock ? _mm256_madd_epi16 (_mm256_abs_epi16 (d), _mm256_set1_epi16 (1))
                            : _mm256_madd_epi16 (d, d);
  return _mm256_add_epi32 (sum, pairs);
}

static ALWAYS_INLINE __m256i
load_pair (const int16_t *pair)
{
  int32_t both;
  memcpy (&both, pair, sizeof both);
  return _mm256_set1_epi32 (both);
}

static ALWAYS_INLINE void
measure_box (
    const int16_t *group, const int16_t *box, unsigned n_pairs, bool cityblock, int32_t *distances)
{
  __m256i sum0 = _mm256_setzero_si256 (), sum1 = sum0, zero = sum0;
  for (unsigned p = 0; p < n_pairs; p++, box += 4, group += 2 * VIT_KNN_LANES)
    {
      __m256i low = load_pair (box), high = load_pair (box + 2);
      __m256i x0 = _mm256_loadu_si256 ((const __m256i *) group),
              x1 = _mm256_loadu_si256 ((const __m256i *) group + 1);
      __m256i d0 = _mm256_max_epi16 (_mm256_sub_epi16 (low, x0), _mm256_sub_epi16 (x0, high));
      __m256i d1 = _mm256_max_epi16 (_mm256_sub_epi16 (low, x1), _mm256_sub_epi16 (x1, high));
      sum0 = add_pairs (sum0, _mm256_max_epi16 (d0, zero), cityblock);
      sum1 = add_pairs (sum1, _mm256_max_epi16 (d1, zero), cityblock);
    }
  _mm256_storeu_si256 ((__m256i *) distances, sum0);
  _mm256_storeu_si256 ((__m256i *) distances + 1, sum1);
}

static ALWAYS_INLINE unsigned
mask_far (__m256i distances0, __m256i distances1, __m256i limits0, __m256i limits1)
{
  __m256i far0 = _mm256_cmpgt_epi32 (distances0, limits0),
          far1 = _mm256_cmpgt_epi32 (distances1, limits1);
  return (unsigned) _mm256_movemask_ps (_mm256_castsi256_ps (far0)) |
         (unsigned) _mm256_movemask_ps (_mm256_castsi256_ps (far1)) << 8;
}

static ALWAYS_INLINE unsigned
mask_near (const int32_t *distances, const int32_t *limits)
{
  const __m256i *d = (const __m256i *) distances, *l = (const __m256i *) limits;
  return 0xffff ^ mask_far (_mm256_loadu_si256 (d), _mm256_loadu_si256 (d + 1),
                            _mm256_loadu_si256 (l), _mm256_loadu_si256 (l + 1));
}

/* Packs those of 8 lanes whose bit is set; elements behind them are undefined. */
static ALWAYS_INLINE size_t
append (__m256i sums, __m256i rows, unsigned near, int32_t *distances, uint32_t *slots)
{
  uint64_t bytes = _pdep_u64 (near, 0x0101010101010101) * 0xff;
  uint64_t lanes = _pext_u64 (0x0706050403020100, bytes);
  __m256i order = _mm256_cvtepu8_epi32 (_mm_cvtsi64_si128 ((long long) lanes));
  _mm256_storeu_si256 ((__m256i *) distances, _mm256_permutevar8x32_epi32 (sums, order));
  _mm256_storeu_si256 ((__m256i *) slots, _mm256_permutevar8x32_epi32 (rows, order));
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
  __m256i q[32], limits = _mm256_set1_epi32 (limit);
  size_t n = 0;
  for (unsigned p = 0; p < n_pairs; p++)
    q[p] = load_pair (query + p * 2 * VIT_KNN_LANES);
  const __m256i *rows = (const __m256i *) blocks;
  for (size_t b = 0; b < n_blocks; b++, slot += VIT_KNN_LANES)
    {
      __m256i sum0 = _mm256_setzero_si256 (), sum1 = sum0;
      for (unsigned p = 0; p < n_pairs; p++, rows += 2)
        {
          sum0 = add_pairs (sum0, _mm256_sub_epi16 (q[p], _mm256_load_si256 (rows)), cityblock);
          sum1 = add_pairs (sum1, _mm256_sub_epi16 (q[p], _mm256_load_si256 (rows + 1)), cityblock);
        }
      unsigned near = 0xffff ^ mask_far (sum0, sum1, limits, limits);
      if (near && (!own || (near &= ~(unsigned) own[b])))
        {
          __m256i row = _mm256_add_epi32 (_mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7),
                                          _mm256_set1_epi32 ((int) slot));
          n += append (sum0, row, near & 0xff, distances + n, slots + n);
          n += append (sum1, _mm256_add_epi32 (row, _mm256_set1_epi32 (8)), near >> 8,
                       distances + n, slots + n);
        }
    }
  return n;
}

/* Pads with distances beyond any limit. */
static size_t
count_near (const int32_t *distances, size_t n, int32_t limit)
{
  __m256i limits = _mm256_set1_epi32 (limit), far = _mm256_setzero_si256 ();
  size_t rounded = (n + 7) / 8 * 8;
  for (size_t i = 0; i < rounded; i += 8)
    far = _mm256_sub_epi32 (
        far, _mm256_cmpgt_epi32 (_mm256_loadu_si256 ((const __m256i *) (distances + i)), limits));
  int32_t lanes[8];
  size_t count = rounded;
  _mm256_storeu_si256 ((__m256i *) lanes, far);
  for (int i = 0; i < 8; i++)
    count -= (size_t) lanes[i];
  return count;
}

static size_t
keep_near (int32_t *distances, uint32_t *slots, size_t n, int32_t limit)
{
  __m256i limits = _mm256_set1_epi32 (limit);
  size_t kept = 0;
  for (size_t i = 0; i < n; i += 8)
    {
      unsigned there = n - i < 8 ? (1u << (n - i)) - 1 : 0xff;
      __m256i d = _mm256_loadu_si256 ((__m256i *) (distances + i)),
              s = _mm256_loadu_si256 ((__m256i *) (slots + i));
      unsigned far =
          (unsigned) _mm256_movemask_ps (_mm256_castsi256_ps (_mm256_cmpgt_epi32 (d, limits)));
      kept += append (d, s, ~far & there, distances + kept, slots + kept);
    }
  return kept;
}

#include "core/tml/knn-group.h"
