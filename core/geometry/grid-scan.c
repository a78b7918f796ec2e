/* The distance tests of the grid: float, eight slots at a time where the processor can. */

#include <math.h>

#include "core/geometry/grid.h"

typedef struct
{
  float x, y, z;
  float sure;  /* squared distance below which float is enough to say yes */
  float limit; /* and above which it is enough to say no */
} Probe;

/* The smallest box around the atoms of a bin, and the squared distance from it that counts. */
typedef struct
{
  float lo[3], hi[3];
  float limit;
} Surroundings;

typedef struct
{
  size_t (*scan) (const VitGrid *grid,
                  const Probe *probe,
                  const VitGridRun *runs,
                  size_t n_runs,
                  uint32_t *found,
                  bool *doubtful);
  void (*collect) (const VitGrid *grid,
                   const Surroundings *around,
                   const VitGridRun *runs,
                   size_t n_runs,
                   VitGridVicinity *vicinity);
  size_t (*measure) (const VitGridVicinity *vicinity,
                     const Probe *probe,
                     uint32_t *found,
                     float *d2);
} Kernel;

static size_t
scan_plain (const VitGrid *grid,
            const Probe *probe,
            const VitGridRun *runs,
            size_t n_runs,
            uint32_t *found,
            bool *doubtful)
{
  size_t n = 0;
  unsigned doubts = 0;
  for (size_t r = 0; r < n_runs; r++)
    for (uint32_t s = runs[r].begin; s < runs[r].end; s++)
      {
        float dx = grid->fx[s] - probe->x, dy = grid->fy[s] - probe->y, dz = grid->fz[s] - probe->z;
        float d2 = dx * dx + dy * dy + dz * dz;
        found[n] = s;
        n += d2 <= probe->limit;
        doubts |= (d2 <= probe->limit) & (d2 >= probe->sure);
      }
  *doubtful = doubts != 0;
  return n;
}

static inline float
get_outside (float x, float lo, float hi)
{
  float below = lo - x, above = x - hi;
  float most = below > above ? below : above;
  return most > 0 ? most : 0;
}

static void
collect_plain (const VitGrid *grid,
               const Surroundings *around,
               const VitGridRun *runs,
               size_t n_runs,
               VitGridVicinity *vicinity)
{
  size_t n = 0;
  for (size_t r = 0; r < n_runs; r++)
    for (uint32_t s = runs[r].begin; s < runs[r].end; s++)
      {
        float x = grid->fx[s], y = grid->fy[s], z = grid->fz[s];
        float dx = get_outside (x, around->lo[0], around->hi[0]),
              dy = get_outside (y, around->lo[1], around->hi[1]),
              dz = get_outside (z, around->lo[2], around->hi[2]);
        vicinity->x[n] = x;
        vicinity->y[n] = y;
        vicinity->z[n] = z;
        vicinity->slots[n] = s;
        n += dx * dx + dy * dy + dz * dz <= around->limit;
      }
  vicinity->n = n;
}

static size_t
measure_plain (const VitGridVicinity *vicinity, const Probe *probe, uint32_t *found, float *d2)
{
  size_t n = 0;
  for (size_t k = 0; k < vicinity->n; k++)
    {
      float dx = vicinity->x[k] - probe->x, dy = vicinity->y[k] - probe->y,
            dz = vicinity->z[k] - probe->z;
      found[n] = vicinity->slots[k];
      d2[n] = dx * dx + dy * dy + dz * dz;
      n += d2[n] <= probe->limit;
    }
  return n;
}

static const Kernel plain = { scan_plain, collect_plain, measure_plain };

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

/* For each mask of eight, the places of its set bits, as bytes. */
static uint64_t compress_table[256];

static void
fill_compress_table (void)
{
  for (unsigned mask = 0; mask < 256; mask++)
    {
      uint64_t places = 0;
      unsigned n = 0;
      for (unsigned bit = 0; bit < 8; bit++)
        if (mask >> bit & 1)
          places |= (uint64_t) bit << 8 * n++;
      compress_table[mask] = places;
    }
}

#define AVX2 __attribute__ ((target ("avx2,popcnt,bmi2")))
#define AVX2_INLINE AVX2 static inline __attribute__ ((always_inline))

/* The places of a mask's set bits, side by side. */
AVX2_INLINE __m256i
get_places (unsigned mask)
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
           const Probe *probe,
           const VitGridRun *runs,
           size_t n_runs,
           uint32_t *found,
           bool *doubtful)
{
  __m256 px = _mm256_set1_ps (probe->x), py = _mm256_set1_ps (probe->y),
         pz = _mm256_set1_ps (probe->z), sure = _mm256_set1_ps (probe->sure),
         limit = _mm256_set1_ps (probe->limit);
  const float *fx = grid->fx, *fy = grid->fy, *fz = grid->fz;
  size_t n = 0;
  unsigned doubts = 0;
  for (size_t r = 0; r < n_runs; r++)
    for (uint32_t s = runs[r].begin, end = runs[r].end; s < end; s += 8)
      {
        __m256 d2 = square (_mm256_sub_ps (_mm256_loadu_ps (fx + s), px),
                            _mm256_sub_ps (_mm256_loadu_ps (fy + s), py),
                            _mm256_sub_ps (_mm256_loadu_ps (fz + s), pz));
        unsigned mask = _bzhi_u32 (mask_within (d2, limit), MIN (end - s, 8));
        doubts |= mask & ~(unsigned) _mm256_movemask_ps (_mm256_cmp_ps (d2, sure, _CMP_LT_OQ));
        _mm256_storeu_si256 ((__m256i *) (found + n),
                             _mm256_add_epi32 (get_places (mask), _mm256_set1_epi32 ((int) s)));
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
              const Surroundings *around,
              const VitGridRun *runs,
              size_t n_runs,
              VitGridVicinity *vicinity)
{
  __m256 limit = _mm256_set1_ps (around->limit);
  size_t n = 0;
  for (size_t r = 0; r < n_runs; r++)
    for (uint32_t s = runs[r].begin, end = runs[r].end; s < end; s += 8)
      {
        __m256 x = _mm256_loadu_ps (grid->fx + s), y = _mm256_loadu_ps (grid->fy + s),
               z = _mm256_loadu_ps (grid->fz + s);
        __m256 d2 = square (get_outside_of_eight (x, around->lo[0], around->hi[0]),
                            get_outside_of_eight (y, around->lo[1], around->hi[1]),
                            get_outside_of_eight (z, around->lo[2], around->hi[2]));
        unsigned mask = _bzhi_u32 (mask_within (d2, limit), MIN (end - s, 8));
        __m256i places = get_places (mask);
        _mm256_storeu_ps (vicinity->x + n, _mm256_permutevar8x32_ps (x, places));
        _mm256_storeu_ps (vicinity->y + n, _mm256_permutevar8x32_ps (y, places));
        _mm256_storeu_ps (vicinity->z + n, _mm256_permutevar8x32_ps (z, places));
        _mm256_storeu_si256 ((__m256i *) (vicinity->slots + n),
                             _mm256_add_epi32 (places, _mm256_set1_epi32 ((int) s)));
        n += (unsigned) __builtin_popcount (mask);
      }
  vicinity->n = n;
}

AVX2 static size_t
measure_avx2 (const VitGridVicinity *vicinity, const Probe *probe, uint32_t *found, float *d2)
{
  __m256 px = _mm256_set1_ps (probe->x), py = _mm256_set1_ps (probe->y),
         pz = _mm256_set1_ps (probe->z), limit = _mm256_set1_ps (probe->limit);
  size_t n = 0;
  for (size_t k = 0; k < vicinity->n; k += 8)
    {
      __m256 here = square (_mm256_sub_ps (_mm256_loadu_ps (vicinity->x + k), px),
                            _mm256_sub_ps (_mm256_loadu_ps (vicinity->y + k), py),
                            _mm256_sub_ps (_mm256_loadu_ps (vicinity->z + k), pz));
      unsigned mask = mask_within (here, limit);
      __m256i places = get_places (mask),
              slots = _mm256_loadu_si256 ((const __m256i *) (vicinity->slots + k));
      _mm256_storeu_ps (d2 + n, _mm256_permutevar8x32_ps (here, places));
      _mm256_storeu_si256 ((__m256i *) (found + n), _mm256_permutevar8x32_epi32 (slots, places));
      n += (unsigned) __builtin_popcount (mask);
    }
  return n;
}

static const Kernel avx2 = { scan_avx2, collect_avx2, measure_avx2 };

#endif

static const Kernel *
get_kernel (void)
{
  static gsize chosen = 0;
  if (g_once_init_enter (&chosen))
    {
      const Kernel *kernel = &plain;
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
  return (const Kernel *) chosen;
}

static Probe
make_probe (const VitGrid *grid, size_t i, double cutoff)
{
  double sure = fmax (cutoff - grid->margin, 0), limit = cutoff + grid->margin;
  return (Probe){
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
               const VitGridRun *runs,
               size_t n_runs,
               double cutoff,
               uint32_t *found,
               bool *doubtful)
{
  Probe probe = make_probe (grid, i, cutoff);
  return get_kernel ()->scan (grid, &probe, runs, n_runs, found, doubtful);
}

void
vit_grid_vicinity_clear (VitGridVicinity *vicinity)
{
  g_clear_pointer (&vicinity->x, g_free);
  g_clear_pointer (&vicinity->y, g_free);
  g_clear_pointer (&vicinity->z, g_free);
  g_clear_pointer (&vicinity->slots, g_free);
  vicinity->n = vicinity->room = 0;
}

static void
make_room (VitGridVicinity *vicinity, size_t n_slots)
{
  if (n_slots + VIT_GRID_SCAN_PAD <= vicinity->room)
    return;
  vit_grid_vicinity_clear (vicinity);
  vicinity->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
  vicinity->x = g_new (float, vicinity->room);
  vicinity->y = g_new (float, vicinity->room);
  vicinity->z = g_new (float, vicinity->room);
  vicinity->slots = g_new (uint32_t, vicinity->room);
}

static void
extend (Surroundings *around, int k, float x)
{
  around->lo[k] = x < around->lo[k] ? x : around->lo[k];
  around->hi[k] = x > around->hi[k] ? x : around->hi[k];
}

void
vit_grid_collect (const VitGrid *grid,
                  size_t bin,
                  const VitGridRun *runs,
                  size_t n_runs,
                  size_t n_slots,
                  VitGridVicinity *vicinity)
{
  float limit = (float) (grid->reach + grid->margin);
  Surroundings around = { { INFINITY, INFINITY, INFINITY },
                          { -INFINITY, -INFINITY, -INFINITY },
                          limit * limit };
  for (uint32_t s = grid->starts[bin]; s < grid->starts[bin + 1]; s++)
    {
      extend (&around, 0, grid->fx[s]);
      extend (&around, 1, grid->fy[s]);
      extend (&around, 2, grid->fz[s]);
    }
  make_room (vicinity, n_slots);
  get_kernel ()->collect (grid, &around, runs, n_runs, vicinity);
  for (size_t k = 0; k < VIT_GRID_SCAN_PAD; k++) /* the last eight may be read as a whole */
    vicinity->x[vicinity->n + k] = vicinity->y[vicinity->n + k] = vicinity->z[vicinity->n + k] =
        INFINITY;
}

size_t
vit_grid_measure (const VitGrid *grid,
                  size_t i,
                  const VitGridVicinity *vicinity,
                  double cutoff,
                  uint32_t *found,
                  float *d2)
{
  Probe probe = make_probe (grid, i, cutoff);
  return get_kernel ()->measure (vicinity, &probe, found, d2);
}
