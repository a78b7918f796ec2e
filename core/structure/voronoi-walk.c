/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-walk.h"

#include <math.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define NONE VIT_VORONOI_WALK_NONE
#define INLINE static inline __attribute__ ((always_inline))

/* Double and float planes come so many at a time. */
#define LANES 4
#define BLOCK VIT_VORONOI_WALK_BLOCK
#define MOST_BLOCKS (VIT_VORONOI_WALK_PLANES / BLOCK)

#define ROW VIT_VORONOI_WALK_ROW

/* What belongs to the plane or corner at a place. */
#define AT(array, place) ((void *) ((char *) (array) + (place)))

static unsigned
mark_within (const float *d2, size_t n, float limit, uint64_t within[VIT_VORONOI_WALK_WORDS])
{
  unsigned count = 0;
  for (size_t w = 0; w < VIT_VORONOI_WALK_WORDS; w++)
    {
      uint64_t word = 0;
      size_t end = MIN (n, 64 * (w + 1));
#ifdef __AVX2__
      for (size_t k = 64 * w; k < end; k += BLOCK)
        {
          __m256 near =
              _mm256_cmp_ps (_mm256_loadu_ps (d2 + k), _mm256_set1_ps (limit), _CMP_LE_OQ);
          word |= (uint64_t) (unsigned) _mm256_movemask_ps (near) << k % 64;
        }
      if (end % 64)
        word &= (UINT64_C (1) << end % 64) - 1;
#else
      for (size_t k = 64 * w; k < end; k++)
        word |= (uint64_t) (d2[k] <= limit) << k % 64;
#endif
      within[w] = word;
      count += (unsigned) __builtin_popcountll (word);
    }
  return count;
}

#ifdef __AVX2__
/* Orders for _mm256_permute_ps() and _mm256_permute4x64_pd(). */
enum
{
  SWAP_PAIRS = 2 | 3 << 2 | 0 << 4 | 1 << 6,
  SWAP_SINGLES = 1 | 0 << 2 | 3 << 4 | 2 << 6,
  ALL_FIRST = 0,
  ALL_SECOND = 0x55,
  ALL_THIRD = 0xaa,
  YZX = 1 | 2 << 2 | 0 << 4 | 3 << 6
};

/* Four numbers, of which only three are meant. */
INLINE __m256d
load_three (const double *x)
{
  return _mm256_blend_pd (_mm256_loadu_pd (x), _mm256_setzero_pd (), 8);
}

INLINE void
store_plane (VitVoronoiWalk *walk, unsigned p, __m256d normal, __m256d offset)
{
  normal = _mm256_blend_pd (normal, offset, 8);
  _mm256_store_pd (walk->normal[p], normal);
  _mm_store_ps (walk->about[p], _mm256_cvtpd_ps (normal));
}

/* Four planes of atoms that are no images. */
INLINE bool
add_block (VitVoronoiWalk *walk, const VitGrid *grid, __m256d origin, const uint32_t *slots)
{
  const uint32_t *rank = grid->rank;
  const int32_t *images = (const int32_t *) grid->image;
  unsigned p = walk->n_planes;
  if (images[slots[0]] | images[slots[1]] | images[slots[2]] | images[slots[3]])
    return false;
  __m256d a = _mm256_sub_pd (load_three (grid->x[rank[slots[0]]]), origin),
          b = _mm256_sub_pd (load_three (grid->x[rank[slots[1]]]), origin),
          c = _mm256_sub_pd (load_three (grid->x[rank[slots[2]]]), origin),
          d = _mm256_sub_pd (load_three (grid->x[rank[slots[3]]]), origin);
  __m256d ab_xz = _mm256_unpacklo_pd (a, b), ab_y = _mm256_unpackhi_pd (a, b),
          cd_xz = _mm256_unpacklo_pd (c, d), cd_y = _mm256_unpackhi_pd (c, d);
  __m256d x = _mm256_permute2f128_pd (ab_xz, cd_xz, 0x20),
          y = _mm256_permute2f128_pd (ab_y, cd_y, 0x20),
          z = _mm256_permute2f128_pd (ab_xz, cd_xz, 0x31);
  __m256d square = _mm256_add_pd (_mm256_add_pd (_mm256_mul_pd (x, x), _mm256_mul_pd (y, y)),
                                  _mm256_mul_pd (z, z));
  __m256d offset = _mm256_mul_pd (_mm256_set1_pd (0.5), square);
  store_plane (walk, p, a, _mm256_permute4x64_pd (offset, 0x00));
  store_plane (walk, p + 1, b, _mm256_permute4x64_pd (offset, 0x55));
  store_plane (walk, p + 2, c, _mm256_permute4x64_pd (offset, 0xaa));
  store_plane (walk, p + 3, d, _mm256_permute4x64_pd (offset, 0xff));
  _mm256_store_pd (walk->nx + p, x);
  _mm256_store_pd (walk->ny + p, y);
  _mm256_store_pd (walk->nz + p, z);
  _mm256_store_pd (walk->offset + p, offset);
  _mm_store_ps (walk->about_x + p, _mm256_cvtpd_ps (x));
  _mm_store_ps (walk->about_y + p, _mm256_cvtpd_ps (y));
  _mm_store_ps (walk->about_z + p, _mm256_cvtpd_ps (z));
  _mm_store_ps (walk->about_offset + p, _mm256_cvtpd_ps (offset));
  memcpy (walk->tag + p, slots, LANES * sizeof *slots);
  return true;
}
#endif

static void
add_planes (VitVoronoiWalk *walk, const VitGrid *grid, size_t i, const uint32_t *slots, size_t n)
{
  size_t k = 0;
#ifdef __AVX2__
  __m256d origin = load_three (grid->x[i]);
  if (walk->n_planes % LANES == 0)
    while (k < n)
      {
        /* The last four are filled up with one of them, which is overwritten then. */
        uint32_t four[LANES];
        for (size_t l = 0; l < LANES; l++)
          four[l] = slots[k + l < n ? k + l : k];
        if (!add_block (walk, grid, origin, four))
          break;
        walk->n_planes += (unsigned) MIN (n - k, LANES);
        k += LANES;
      }
#endif
  for (; k < n; k++)
    {
      unsigned p = walk->n_planes++;
      vit_grid_vector (grid, i, slots[k], walk->normal[p]);
      vit_voronoi_walk_set_plane (walk, p, slots[k]);
    }
  vit_voronoi_walk_fill (walk);
}

/* The plane nearest to the origin. */
INLINE unsigned
find_nearest (const VitVoronoiWalk *walk, unsigned n_blocks)
{
#ifdef __AVX2__
  __m256 least = _mm256_load_ps (walk->about_offset);
  unsigned is_least = 0;
  for (unsigned k = 1; k < n_blocks; k++)
    least = _mm256_min_ps (least, _mm256_load_ps (walk->about_offset + BLOCK * k));
  least = _mm256_min_ps (least, _mm256_permute2f128_ps (least, least, 1));
  least = _mm256_min_ps (least, _mm256_permute_ps (least, SWAP_PAIRS));
  least = _mm256_min_ps (least, _mm256_permute_ps (least, SWAP_SINGLES));
  for (unsigned k = 0; k < n_blocks; k++)
    is_least |= (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (
                    least, _mm256_load_ps (walk->about_offset + BLOCK * k), _CMP_EQ_OQ))
                << BLOCK * k;
  return (unsigned) __builtin_ctz (is_least | 1u << 31);
#else
  unsigned nearest = 0;
  for (unsigned p = 1; p < BLOCK * n_blocks; p++)
    nearest = walk->about_offset[p] < walk->about_offset[nearest] ? p : nearest;
  return nearest;
#endif
}

/* What is left of the offset of each plane at a point. */
static void
start (const VitVoronoiWalk *walk, unsigned n_blocks, const float at[3], float *room)
{
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    room[p] = walk->about_offset[p] -
              (walk->about_x[p] * at[0] + walk->about_y[p] * at[1] + walk->about_z[p] * at[2]);
}

/* What tells afterwards whether each step went as it has to: how often a plane was on a point that
 * was reached, and the least of the inverse lengths of all steps. */
#ifdef __AVX2__
typedef struct
{
  __m256i on; /* negative */
  __m256 least;
} Log;

INLINE Log
begin_log (void)
{
  return (Log){ _mm256_setzero_si256 (), _mm256_set1_ps (1e30f) };
}

INLINE bool
is_fine (const Log *log, unsigned n_on)
{
  int32_t on[BLOCK];
  _mm256_storeu_si256 ((__m256i *) on, log->on);
  for (unsigned k = 0; k < BLOCK; k++)
    n_on += (unsigned) on[k];
  return n_on == 0 && _mm256_cvtss_f32 (log->least) > 0;
}
#else
typedef struct
{
  unsigned on; /* negative */
  float least;
} Log;

INLINE Log
begin_log (void)
{
  return (Log){ 0, 1e30f };
}

INLINE bool
is_fine (const Log *log, unsigned n_on)
{
  return log->on + n_on == 0 && log->least > 0;
}
#endif

/* Goes from a point along the edge between the planes at @a, to the left, and @b until it meets a
 * plane that the point is not on, which is returned. Writes what is then left of the offsets. */
#ifdef __AVX2__
INLINE unsigned
advance (const VitVoronoiWalk *walk,
         unsigned n_blocks,
         const float *room,
         size_t a,
         size_t b,
         float clearance,
         float *room_after,
         Log *log)
{
  __m128 m = _mm_load_ps (AT (walk->about, a)), n = _mm_load_ps (AT (walk->about, b));
  __m128 zxy =
      _mm_sub_ps (_mm_mul_ps (m, _mm_permute_ps (n, YZX)), _mm_mul_ps (_mm_permute_ps (m, YZX), n));
  __m256 e = _mm256_set_m128 (zxy, zxy), ex = _mm256_permute_ps (e, ALL_SECOND),
         ey = _mm256_permute_ps (e, ALL_THIRD), ez = _mm256_permute_ps (e, ALL_FIRST);
  __m256 clear = _mm256_set1_ps (clearance), soonest = _mm256_setzero_ps (), speed[MOST_BLOCKS],
         soon[MOST_BLOCKS];
  for (unsigned k = 0; k < n_blocks; k++)
    {
      unsigned p = BLOCK * k;
      __m256 left = _mm256_load_ps (room + p);
      speed[k] =
          _mm256_add_ps (_mm256_add_ps (_mm256_mul_ps (_mm256_load_ps (walk->about_x + p), ex),
                                        _mm256_mul_ps (_mm256_load_ps (walk->about_y + p), ey)),
                         _mm256_mul_ps (_mm256_load_ps (walk->about_z + p), ez));
      soon[k] =
          _mm256_and_ps (_mm256_div_ps (speed[k], left), _mm256_cmp_ps (left, clear, _CMP_GT_OQ));
      soonest = _mm256_max_ps (soon[k], soonest);
    }
  soonest = _mm256_max_ps (soonest, _mm256_permute2f128_ps (soonest, soonest, 1));
  soonest = _mm256_max_ps (soonest, _mm256_permute_ps (soonest, SWAP_PAIRS));
  soonest = _mm256_max_ps (soonest, _mm256_permute_ps (soonest, SWAP_SINGLES));
  log->least = _mm256_min_ps (log->least, soonest);
  __m256 t = _mm256_div_ps (_mm256_set1_ps (1), soonest);
  unsigned met = 0;
  for (unsigned k = 0; k < n_blocks; k++)
    {
      __m256 left = _mm256_sub_ps (_mm256_load_ps (room + BLOCK * k), _mm256_mul_ps (t, speed[k]));
      _mm256_store_ps (room_after + BLOCK * k, left);
      log->on =
          _mm256_add_epi32 (log->on, _mm256_castps_si256 (_mm256_cmp_ps (left, clear, _CMP_LE_OQ)));
      met |= (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (soon[k], soonest, _CMP_EQ_OQ))
             << BLOCK * k;
    }
  return (unsigned) __builtin_ctz (met | 1u << 31);
}
#else
INLINE unsigned
advance (const VitVoronoiWalk *walk,
         unsigned n_blocks,
         const float *room,
         size_t a,
         size_t b,
         float clearance,
         float *room_after,
         Log *log)
{
  const float *m = AT (walk->about, a), *n = AT (walk->about, b);
  float ex = m[1] * n[2] - m[2] * n[1], ey = m[2] * n[0] - m[0] * n[2],
        ez = m[0] * n[1] - m[1] * n[0];
  float soonest = 0, speed[VIT_VORONOI_WALK_PLANES], soon[VIT_VORONOI_WALK_PLANES];
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    {
      speed[p] = walk->about_x[p] * ex + walk->about_y[p] * ey + walk->about_z[p] * ez;
      soon[p] = room[p] > clearance ? speed[p] / room[p] : 0;
      soonest = soon[p] > soonest ? soon[p] : soonest;
    }
  log->least = soonest < log->least ? soonest : log->least;
  float t = 1 / soonest;
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    {
      room_after[p] = room[p] - t * speed[p];
      log->on -= room_after[p] <= clearance;
    }
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    if (soon[p] == soonest)
      return p;
  return VIT_VORONOI_WALK_PLANES - 1;
}
#endif

/* An edge whose end is looked for, the planes on both sides and the one that ends it. */
typedef struct
{
  size_t edge, a, b, c; /* places of the planes */
} Ahead;

/* Looks for the end of an edge, as the corner at place @w. */
INLINE Ahead
look_ahead (
    VitVoronoiWalk *walk, unsigned n_blocks, size_t edge, size_t w, float clearance, Log *log)
{
  const size_t stride = sizeof *walk->room / ROW;
  size_t v = walk->begin[edge], a = walk->left[edge], b = walk->right[edge];
  size_t c = advance (walk, n_blocks, AT (walk->room, v * stride), a, b, clearance,
                      AT (walk->room, w * stride), log);
  return (Ahead){ edge, a, b, c * ROW };
}

/* What is known of a cell while walking. */
typedef struct
{
  size_t n_corners, n_edges;
  uint64_t open; /* set of edges that wait for their ends */
  uint64_t faces;
} Known;

/* The edge that leaves the corner at @w with the planes at @a to the left, at @b to the right
 * either is one that began elsewhere and ends here, or begins. Nobody could foretell which: no
 * branches. Two planes share one edge: it is asked for once more at its other end, and never
 * again. */
INLINE void
join (VitVoronoiWalk *walk, Known *known, size_t w, size_t a, size_t b)
{
  size_t last = known->n_edges, begun = ((uint8_t *) AT (walk->begun, b))[a / ROW];
  size_t edge = begun < last ? begun : last;
  walk->begin[last] = (uint32_t) w;
  walk->left[last] = (uint32_t) a;
  walk->right[last] = (uint32_t) b;
  walk->end[edge] = (uint32_t) w;
  ((uint8_t *) AT (walk->begun, a))[b / ROW] = (uint8_t) last;
  known->open ^= UINT64_C (1) << edge;
  known->n_edges = last + (begun == NONE);
}

INLINE void
meet (VitVoronoiWalk *walk, size_t corner, size_t a, size_t b, size_t c)
{
  walk->first[corner] = (uint32_t) a;
  walk->second[corner] = (uint32_t) b;
  walk->third[corner] = (uint32_t) c;
}

/* Takes the end that was found for an edge. */
INLINE void
reach (VitVoronoiWalk *walk, Known *known, const Ahead *ahead)
{
  size_t corner = known->n_corners++, w = corner * ROW, edge = ahead->edge;
  known->open &= ~(UINT64_C (1) << edge);
  known->faces |= UINT64_C (1) << ahead->c / ROW;
  meet (walk, corner, ahead->a, ahead->b, ahead->c);
  walk->end[edge] = (uint32_t) w;
  join (walk, known, w, ahead->a, ahead->c);
  join (walk, known, w, ahead->c, ahead->b);
}

INLINE void
clear_row (uint8_t row[ROW])
{
#ifdef __AVX2__
  _mm256_storeu_si256 ((__m256i *) row, _mm256_set1_epi8 ((char) NONE));
#else
  memset (row, NONE, ROW);
#endif
}

/* Finds one corner, from the foot on the plane nearest to the origin: that is a point of the cell.
 */
INLINE Known
find_corner (VitVoronoiWalk *walk, unsigned n_blocks, float clearance, Log *log)
{
  float room[2][VIT_VORONOI_WALK_PLANES] __attribute__ ((aligned (32)));
  unsigned a = find_nearest (walk, n_blocks), any = a == 0;
  const float *normal = walk->about[a];
  float foot[3] = { 0.5f * normal[0], 0.5f * normal[1], 0.5f * normal[2] };
  start (walk, n_blocks, foot, room[0]);
  a *= ROW;
  unsigned b = ROW * advance (walk, n_blocks, room[0], a, any * ROW, clearance, room[1], log);
  unsigned c = ROW * advance (walk, n_blocks, room[1], a, b, clearance, walk->room[0], log);
  Known known = { .n_corners = 1,
                  .faces =
                      UINT64_C (1) << a / ROW | UINT64_C (1) << b / ROW | UINT64_C (1) << c / ROW };
  meet (walk, 0, a, b, c);
  join (walk, &known, 0, b, a);
  join (walk, &known, 0, a, c);
  join (walk, &known, 0, c, b);
  return known;
}

INLINE bool
find_blocks (VitVoronoiWalk *walk, unsigned n_blocks, float clearance)
{
  Log log = begin_log ();
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    clear_row (walk->begun[p]);
  Known known = find_corner (walk, n_blocks, clearance, &log);
  unsigned n_on = 2 + 3;
  /* Two edges at a time, so that neither waits for the other: the one that waits for longest and
   * the one that came last, which seldom end at the same corner. If they do, the second was looked
   * for in vain. */
  while (known.open && known.n_corners <= VIT_VORONOI_WALK_CORNERS - 2 &&
         known.n_edges <= VIT_VORONOI_WALK_EDGES - 4)
    {
      size_t w = ROW * known.n_corners, first = (size_t) __builtin_ctzll (known.open),
             last = 63 ^ (size_t) __builtin_clzll (known.open);
      Ahead one = look_ahead (walk, n_blocks, first, w, clearance, &log),
            two = look_ahead (walk, n_blocks, last, w + ROW, clearance, &log);
      n_on += 3 + 3;
      reach (walk, &known, &one);
      if (known.open >> last & 1)
        reach (walk, &known, &two);
    }
  walk->n_corners = (unsigned) known.n_corners;
  walk->n_edges = (unsigned) known.n_edges;
  walk->faces = known.faces;
  unsigned n_faces = (unsigned) __builtin_popcountll (walk->faces);
  /* Every edge has two ends, the surface is closed (Euler), and each corner is on three planes, the
   * point before the first corner on two: none can be on fewer if each step had an end. */
  return known.open == 0 && 2 * known.n_edges == 3 * known.n_corners &&
         known.n_corners + 4 == 2 * n_faces && is_fine (&log, n_on);
}

#include "core/structure/voronoi-corners.h"

static bool
find (VitVoronoiWalk *walk, double unit)
{
  float clearance = (float) (VIT_VORONOI_WALK_CLEARANCE * unit * unit);
  unsigned n_blocks = (walk->n_planes + BLOCK - 1) / BLOCK;
  bool found;
  switch (n_blocks)
    {
    case 2:
      found = find_blocks (walk, 2, clearance);
      break;
    case 3:
      found = find_blocks (walk, 3, clearance);
      break;
    default:
      found = n_blocks > 0 && find_blocks (walk, n_blocks, clearance);
    }
  if (!found)
    return false;
  place_corners (walk);
  double most = VIT_VORONOI_WALK_REACH * unit;
  return walk->r2_max < most * most;
}

const VitVoronoiWalkKernel VIT_VORONOI_WALK = { mark_within, add_planes, find, is_cut, measure };
