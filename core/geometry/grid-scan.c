/* The distance tests of the grid: float, eight slots at a time where the processor can. */

#include <math.h>

#include "core/geometry/grid.h"

typedef struct
{
  float x, y, z;
  float sure;  /* squared distance below which float is certain that it is within the cutoff */
  float limit; /* squared distance above which it is certainly beyond */
} DistanceTest;

/* The bounding box of the atoms of a bin, and the limit of the squared distance from it. */
typedef struct
{
  float lo[3], hi[3];
  float limit;
} BinBounds;

typedef struct
{
  size_t (*scan) (const VitGrid *grid,
                  const DistanceTest *test,
                  const VitGridRange *ranges,
                  size_t n_ranges,
                  uint32_t *found,
                  bool *doubtful);
  void (*collect) (const VitGrid *grid,
                   const BinBounds *bounds,
                   const VitGridRange *ranges,
                   size_t n_ranges,
                   VitGridNeighbourhood *neighbourhood);
  size_t (*measure) (const VitGridNeighbourhood *neighbourhood,
                     const DistanceTest *test,
                     uint32_t *found,
                     float *d2);
} ScanKernel;

static size_t
scan_plain (const VitGrid *grid,
            const DistanceTest *test,
            const VitGridRange *ranges,
            size_t n_ranges,
            uint32_t *found,
            bool *doubtful)
{
  size_t n = 0;
  unsigned doubts = 0;
  for (size_t r = 0; r < n_ranges; r++)
    for (uint32_t s = ranges[r].begin; s < ranges[r].end; s++)
      {
        float dx = grid->fx[s] - test->x, dy = grid->fy[s] - test->y, dz = grid->fz[s] - test->z;
        float d2 = dx * dx + dy * dy + dz * dz;
        found[n] = s;
        n += d2 <= test->limit;
        doubts |= (d2 <= test->limit) & (d2 >= test->sure);
      }
  *doubtful = doubts != 0;
  return n;
}

static inline float
get_outside_bounds (float x, float lo, float hi)
{
  float below = lo - x, above = x - hi;
  float most = below > above ? below : above;
  return most > 0 ? most : 0;
}

static void
collect_plain (const VitGrid *grid,
               const BinBounds *bounds,
               const VitGridRange *ranges,
               size_t n_ranges,
               VitGridNeighbourhood *neighbourhood)
{
  size_t n = 0;
  for (size_t r = 0; r < n_ranges; r++)
    for (uint32_t s = ranges[r].begin; s < ranges[r].end; s++)
      {
        float x = grid->fx[s], y = grid->fy[s], z = grid->fz[s];
        float dx = get_outside_bounds (x, bounds->lo[0], bounds->hi[0]),
              dy = get_outside_bounds (y, bounds->lo[1], bounds->hi[1]),
              dz = get_outside_bounds (z, bounds->lo[2], bounds->hi[2]);
        neighbourhood->x[n] = x;
        neighbourhood->y[n] = y;
        neighbourhood->z[n] = z;
        neighbourhood->slots[n] = s;
        n += dx * dx + dy * dy + dz * dz <= bounds->limit;
      }
  neighbourhood->n = n;
}

static size_t
measure_plain (const VitGridNeighbourhood *neighbourhood,
               const DistanceTest *test,
               uint32_t *found,
               float *d2)
{
  size_t n = 0;
  for (size_t k = 0; k < neighbourhood->n; k++)
    {
      float dx = neighbourhood->x[k] - test->x, dy = neighbourhood->y[k] - test->y,
            dz = neighbourhood->z[k] - test->z;
      found[n] = neighbourhood->slots[k];
      d2[n] = dx * dx + dy * dy + dz * dz;
      n += d2[n] <= test->limit;
    }
  return n;
}

static const ScanKernel plain = { scan_plain, collect_plain, measure_plain };

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

/* Positions of the set bits of each 8-bit mask, as bytes. */
static uint64_t compress_table[256];

static void
fill_compress_table (void)
{
  for (unsigned mask = 0; mask < 256; mask++)
    {
      uint64_t set_bits = 0;
      unsigned n = 0;
      for (unsigned bit = 0; bit < 8; bit++)
        if (mask >> bit & 1)
          set_bits |= (uint64_t) bit << 8 * n++;
      compress_table[mask] = set_bits;
    }
}

#define AVX2 __attribute__ ((target ("avx2,popcnt,bmi2")))
#define AVX2_INLINE AVX2 static inline __attribute__ ((always_inline))

/* Positions of the set bits of a mask, packed. */
AVX2_INLINE __m256i
get_set_bits (unsigned mask)
{
  return _mm256_cvtepu8_epi32 (_mm_cvtsi64_si128 ((int64_t) compress_table[mask]));
}

AVX2_INLINE __m256
square (__m256 x, __m256 y, __m256 z)
{
  return _mm256_add_ps (_mm256_add_ps (_mm256_mul_ps (x, x), _mm256_mul_ps (y, y)),
                        _mm256_mul_ps (z, z));
}

AVX2_INLINE unsigned
mask_within (__m256 d2, __m256 limit)
{
  return (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (d2, limit, _CMP_LE_OQ));
}

AVX2 static size_t
scan_avx2 (const VitGrid *grid,
           const DistanceTest *test,
           const VitGridRange *ranges,
           size_t n_ranges,
           uint32_t *found,
           bool *doubtful)
{
  __m256 px = _mm256_set1_ps (test->x), py = _mm256_set1_ps (test->y),
         pz = _mm256_set1_ps (test->z), sure = _mm256_set1_ps (test->sure),
         limit = _mm256_set1_ps (test->limit);
  const float *fx = grid->fx, *fy = grid->fy, *fz = grid->fz;
  size_t n = 0;
  unsigned doubts = 0;
  for (size_t r = 0; r < n_ranges; r++)
    for (uint32_t s = ranges[r].begin, end = ranges[r].end; s < end; s += 8)
      {
        __m256 d2 = square (_mm256_sub_ps (_mm256_loadu_ps (fx + s), px),
                            _mm256_sub_ps (_mm256_loadu_ps (fy + s), py),
                            _mm256_sub_ps (_mm256_loadu_ps (fz + s), pz));
        unsigned mask = _bzhi_u32 (mask_within (d2, limit), MIN (end - s, 8));
        doubts |= mask & ~(unsigned) _mm256_movemask_ps (_mm256_cmp_ps (d2, sure, _CMP_LT_OQ));
        _mm256_storeu_si256 ((__m256i *) (found + n),
                             _mm256_add_epi32 (get_set_bits (mask), _mm256_set1_epi32 ((int) s)));
        n += (unsigned) __builtin_popcount (mask);
      }
  *doubtful = doubts != 0;
  return n;
}

AVX2_INLINE __m256
get_outside_of_eight (__m256 x, float lo, float hi)
{
  __m256 below = _mm256_sub_ps (_mm256_set1_ps (lo), x),
         above = _mm256_sub_ps (x, _mm256_set1_ps (hi));
  return _mm256_max_ps (_mm256_max_ps (below, above), _mm256_setzero_ps ());
}

AVX2 static void
collect_avx2 (const VitGrid *grid,
              const BinBounds *bounds,
              const VitGridRange *ranges,
              size_t n_ranges,
              VitGridNeighbourhood *neighbourhood)
{
  __m256 limit = _mm256_set1_ps (bounds->limit);
  size_t n = 0;
  for (size_t r = 0; r < n_ranges; r++)
    for (uint32_t s = ranges[r].begin, end = ranges[r].end; s < end; s += 8)
      {
        __m256 x = _mm256_loadu_ps (grid->fx + s), y = _mm256_loadu_ps (grid->fy + s),
               z = _mm256_loadu_ps (grid->fz + s);
        __m256 d2 = square (get_outside_of_eight (x, bounds->lo[0], bounds->hi[0]),
                            get_outside_of_eight (y, bounds->lo[1], bounds->hi[1]),
                            get_outside_of_eight (z, bounds->lo[2], bounds->hi[2]));
        unsigned mask = _bzhi_u32 (mask_within (d2, limit), MIN (end - s, 8));
        __m256i set_bits = get_set_bits (mask);
        _mm256_storeu_ps (neighbourhood->x + n, _mm256_permutevar8x32_ps (x, set_bits));
        _mm256_storeu_ps (neighbourhood->y + n, _mm256_permutevar8x32_ps (y, set_bits));
        _mm256_storeu_ps (neighbourhood->z + n, _mm256_permutevar8x32_ps (z, set_bits));
        _mm256_storeu_si256 ((__m256i *) (neighbourhood->slots + n),
                             _mm256_add_epi32 (set_bits, _mm256_set1_epi32 ((int) s)));
        n += (unsigned) __builtin_popcount (mask);
      }
  neighbourhood->n = n;
}

AVX2 static size_t
measure_avx2 (const VitGridNeighbourhood *neighbourhood,
              const DistanceTest *test,
              uint32_t *found,
              float *d2)
{
  __m256 px = _mm256_set1_ps (test->x), py = _mm256_set1_ps (test->y),
         pz = _mm256_set1_ps (test->z), limit = _mm256_set1_ps (test->limit);
  size_t n = 0;
  for (size_t k = 0; k < neighbourhood->n; k += 8)
    {
      __m256 here = square (_mm256_sub_ps (_mm256_loadu_ps (neighbourhood->x + k), px),
                            _mm256_sub_ps (_mm256_loadu_ps (neighbourhood->y + k), py),
                            _mm256_sub_ps (_mm256_loadu_ps (neighbourhood->z + k), pz));
      unsigned mask = mask_within (here, limit);
      __m256i set_bits = get_set_bits (mask),
              slots = _mm256_loadu_si256 ((const __m256i *) (neighbourhood->slots + k));
      _mm256_storeu_ps (d2 + n, _mm256_permutevar8x32_ps (here, set_bits));
      _mm256_storeu_si256 ((__m256i *) (found + n), _mm256_permutevar8x32_epi32 (slots, set_bits));
      n += (unsigned) __builtin_popcount (mask);
    }
  return n;
}

static const ScanKernel avx2 = { scan_avx2, collect_avx2, measure_avx2 };

#endif

static const ScanKernel *
get_kernel (void)
{
  static gsize chosen = 0;
  if (g_once_init_enter (&chosen))
    {
      const ScanKernel *kernel = &plain;
#if defined(__x86_64__) && defined(__GNUC__)
      if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("popcnt") &&
          __builtin_cpu_supports ("bmi2"))
        {
          fill_compress_table ();
          kernel = &avx2;
        }
#endif
      g_once_init_leave (&chosen, (gsize) kernel);
    }
  return (const ScanKernel *) chosen;
}

static DistanceTest
make_test (const VitGrid *grid, size_t i, double cutoff)
{
  double sure = fmax (cutoff - grid->error_bound, 0), limit = cutoff + grid->error_bound;
  return (DistanceTest){
    .x = (float) (grid->x[i][0] - grid->centre[0]),
    .y = (float) (grid->x[i][1] - grid->centre[1]),
    .z = (float) (grid->x[i][2] - grid->centre[2]),
    .sure = (float) (sure * sure),
    .limit = (float) (limit * limit),
  };
}

size_t
vit_grid_scan (const VitGrid *grid,
               size_t i,
               const VitGridRange *ranges,
               size_t n_ranges,
               double cutoff,
               uint32_t *found,
               bool *doubtful)
{
  DistanceTest test = make_test (grid, i, cutoff);
  return get_kernel ()->scan (grid, &test, ranges, n_ranges, found, doubtful);
}

void
vit_grid_neighbourhood_clear (VitGridNeighbourhood *neighbourhood)
{
  g_clear_pointer (&neighbourhood->x, g_free);
  g_clear_pointer (&neighbourhood->y, g_free);
  g_clear_pointer (&neighbourhood->z, g_free);
  g_clear_pointer (&neighbourhood->slots, g_free);
  neighbourhood->n = neighbourhood->room = 0;
}

static void
reserve_slots (VitGridNeighbourhood *neighbourhood, size_t n_slots)
{
  if (n_slots + VIT_GRID_SCAN_PAD <= neighbourhood->room)
    return;
  vit_grid_neighbourhood_clear (neighbourhood);
  neighbourhood->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
  neighbourhood->x = g_new (float, neighbourhood->room);
  neighbourhood->y = g_new (float, neighbourhood->room);
  neighbourhood->z = g_new (float, neighbourhood->room);
  neighbourhood->slots = g_new (uint32_t, neighbourhood->room);
}

static void
extend_bounds (BinBounds *bounds, int k, float x)
{
  bounds->lo[k] = x < bounds->lo[k] ? x : bounds->lo[k];
  bounds->hi[k] = x > bounds->hi[k] ? x : bounds->hi[k];
}

void
vit_grid_collect (const VitGrid *grid,
                  size_t bin,
                  const VitGridRange *ranges,
                  size_t n_ranges,
                  size_t n_slots,
                  VitGridNeighbourhood *neighbourhood)
{
  float limit = (float) (grid->search_radius + grid->error_bound);
  BinBounds bounds = { { INFINITY, INFINITY, INFINITY },
                       { -INFINITY, -INFINITY, -INFINITY },
                       limit * limit };
  for (uint32_t s = grid->starts[bin]; s < grid->starts[bin + 1]; s++)
    {
      extend_bounds (&bounds, 0, grid->fx[s]);
      extend_bounds (&bounds, 1, grid->fy[s]);
      extend_bounds (&bounds, 2, grid->fz[s]);
    }
  reserve_slots (neighbourhood, n_slots);
  get_kernel ()->collect (grid, &bounds, ranges, n_ranges, neighbourhood);
  for (size_t k = 0; k < VIT_GRID_SCAN_PAD; k++) /* AVX2 loads the last eight as a whole */
    neighbourhood->x[neighbourhood->n + k] = neighbourhood->y[neighbourhood->n + k] =
        neighbourhood->z[neighbourhood->n + k] = INFINITY;
}

size_t
vit_grid_measure (const VitGrid *grid,
                  size_t i,
                  const VitGridNeighbourhood *neighbourhood,
                  double cutoff,
                  uint32_t *found,
                  float *d2)
{
  DistanceTest test = make_test (grid, i, cutoff);
  return get_kernel ()->measure (neighbourhood, &test, found, d2);
}
