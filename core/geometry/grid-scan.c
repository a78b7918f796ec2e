/* The distance test of the grid: float, eight slots at a time where the processor can. */

#include <math.h>

#include "core/geometry/grid.h"

typedef struct
{
  float x, y, z;
  float sure;  /* squared distance below which float is enough to say yes */
  float limit; /* and above which it is enough to say no */
} Probe;

/* What is found of each slot. */
typedef struct
{
  uint32_t *slots;
  float *d2;     /* squared distances; or NULL */
  bool doubtful; /* whether float could not decide about one */
} Found;

static inline __attribute__ ((always_inline)) size_t
scan_plain_into (const VitGrid *grid,
                 const Probe *probe,
                 const VitGridRun *runs,
                 size_t n_runs,
                 Found *found,
                 bool want_distances)
{
  size_t n = 0;
  unsigned doubts = 0;
  for (size_t r = 0; r < n_runs; r++)
    for (uint32_t s = runs[r].begin; s < runs[r].end; s++)
      {
        float dx = grid->fx[s] - probe->x, dy = grid->fy[s] - probe->y, dz = grid->fz[s] - probe->z;
        float d2 = dx * dx + dy * dy + dz * dz;
        found->slots[n] = s;
        if (want_distances)
          found->d2[n] = d2;
        n += d2 <= probe->limit;
        doubts |= (d2 <= probe->limit) & (d2 >= probe->sure);
      }
  found->doubtful = doubts != 0;
  return n;
}

static size_t
scan_plain (
    const VitGrid *grid, const Probe *probe, const VitGridRun *runs, size_t n_runs, Found *found)
{
  return found->d2 ? scan_plain_into (grid, probe, runs, n_runs, found, true)
                   : scan_plain_into (grid, probe, runs, n_runs, found, false);
}

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

#define AVX2 target ("avx2,popcnt,bmi2")

__attribute__ ((AVX2)) static inline __attribute__ ((always_inline)) size_t
scan_avx2_into (const VitGrid *grid,
                const Probe *probe,
                const VitGridRun *runs,
                size_t n_runs,
                Found *found,
                bool want_distances)
{
  __m256 px = _mm256_set1_ps (probe->x), py = _mm256_set1_ps (probe->y),
         pz = _mm256_set1_ps (probe->z), sure = _mm256_set1_ps (probe->sure),
         limit = _mm256_set1_ps (probe->limit);
  const float *fx = grid->fx, *fy = grid->fy, *fz = grid->fz;
  uint32_t *slots = found->slots;
  float *d2s = found->d2;
  size_t n = 0;
  unsigned doubts = 0;
  for (size_t r = 0; r < n_runs; r++)
    for (uint32_t s = runs[r].begin, end = runs[r].end; s < end; s += 8)
      {
        __m256 dx = _mm256_sub_ps (_mm256_loadu_ps (fx + s), px);
        __m256 dy = _mm256_sub_ps (_mm256_loadu_ps (fy + s), py);
        __m256 dz = _mm256_sub_ps (_mm256_loadu_ps (fz + s), pz);
        __m256 d2 = _mm256_add_ps (_mm256_add_ps (_mm256_mul_ps (dx, dx), _mm256_mul_ps (dy, dy)),
                                   _mm256_mul_ps (dz, dz));
        unsigned mask = (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (d2, limit, _CMP_LE_OQ));
        mask = _bzhi_u32 (mask, MIN (end - s, 8));
        if (!want_distances)
          doubts |= mask & ~(unsigned) _mm256_movemask_ps (_mm256_cmp_ps (d2, sure, _CMP_LT_OQ));
        __m256i places = _mm256_cvtepu8_epi32 (_mm_cvtsi64_si128 ((int64_t) compress_table[mask]));
        _mm256_storeu_si256 ((__m256i *) (slots + n),
                             _mm256_add_epi32 (places, _mm256_set1_epi32 ((int) s)));
        if (want_distances)
          _mm256_storeu_ps (d2s + n, _mm256_permutevar8x32_ps (d2, places));
        n += (unsigned) __builtin_popcount (mask);
      }
  found->doubtful = doubts != 0;
  return n;
}

__attribute__ ((AVX2)) static size_t
scan_avx2 (
    const VitGrid *grid, const Probe *probe, const VitGridRun *runs, size_t n_runs, Found *found)
{
  return found->d2 ? scan_avx2_into (grid, probe, runs, n_runs, found, true)
                   : scan_avx2_into (grid, probe, runs, n_runs, found, false);
}

#endif

typedef size_t (*ScanFunc) (const VitGrid *, const Probe *, const VitGridRun *, size_t, Found *);

static ScanFunc
choose_scan (void)
{
  static gsize chosen = 0;
  if (g_once_init_enter (&chosen))
    {
      ScanFunc scan = scan_plain;
#if defined(__x86_64__) && defined(__GNUC__)
      if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("popcnt") &&
          __builtin_cpu_supports ("bmi2"))
        {
          fill_compress_table ();
          scan = scan_avx2;
        }
#endif
      g_once_init_leave (&chosen, (gsize) scan);
    }
  return (ScanFunc) chosen;
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
  Found into = { found, NULL, false };
  size_t n = choose_scan () (grid, &probe, runs, n_runs, &into);
  *doubtful = into.doubtful;
  return n;
}

size_t
vit_grid_scan_distances (const VitGrid *grid,
                         size_t i,
                         const VitGridRun *runs,
                         size_t n_runs,
                         double cutoff,
                         uint32_t *found,
                         float *d2)
{
  Probe probe = make_probe (grid, i, cutoff);
  Found into = { found, d2, false };
  return choose_scan () (grid, &probe, runs, n_runs, &into);
}
