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

/* How the three numbers of an edge share a word. */
#define EDGE_BITS 10
#define EDGE_MASK ((1u << EDGE_BITS) - 1)

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
  YZX = 1 | 2 << 2 | 0 << 4 | 3 << 6
};

/* Four numbers, of which only three are meant. */
INLINE __m256d
load_three (const double *x)
{
  return _mm256_blend_pd (_mm256_loadu_pd (x), _mm256_setzero_pd (), 8);
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
  _mm256_store_pd (walk->normal[p], a);
  _mm256_store_pd (walk->normal[p + 1], b);
  _mm256_store_pd (walk->normal[p + 2], c);
  _mm256_store_pd (walk->normal[p + 3], d);
  _mm256_store_pd (walk->nx + p, x);
  _mm256_store_pd (walk->ny + p, y);
  _mm256_store_pd (walk->nz + p, z);
  _mm256_store_pd (walk->offset + p, offset);
  _mm_store_ps (walk->about_x + p, _mm256_cvtpd_ps (x));
  _mm_store_ps (walk->about_y + p, _mm256_cvtpd_ps (y));
  _mm_store_ps (walk->about_z + p, _mm256_cvtpd_ps (z));
  _mm_store_ps (walk->about_offset + p, _mm256_cvtpd_ps (offset));
  memcpy (walk->tag + p, slots, LANES * sizeof *slots);
  walk->n_planes += LANES;
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
    while (k + LANES <= n && add_block (walk, grid, origin, slots + k))
      k += LANES;
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
start (const VitVoronoiWalk *walk, unsigned n_blocks, const double at[4], float *room)
{
  float x = (float) at[0], y = (float) at[1], z = (float) at[2];
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    room[p] = walk->about_offset[p] -
              (walk->about_x[p] * x + walk->about_y[p] * y + walk->about_z[p] * z);
}

/* A direction as float has it. */
typedef struct
{
  float x, y, z;
} Direction;

/* That of the edge that has planes @a to the left, @b to the right. */
INLINE Direction
find_direction (const VitVoronoiWalk *walk, unsigned a, unsigned b)
{
  float ax = walk->about_x[a], ay = walk->about_y[a], az = walk->about_z[a], bx = walk->about_x[b],
        by = walk->about_y[b], bz = walk->about_z[b];
  return (Direction){ ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx };
}

/* Goes from a point along e until it meets a plane that it is not on, which is returned. Writes
 * what is then left of the offsets, and counts the planes that the point there is on. */
#ifdef __AVX2__
INLINE unsigned
advance (const VitVoronoiWalk *walk,
         unsigned n_blocks,
         const float *room,
         Direction e,
         float clearance,
         float *room_after,
         unsigned *n_on)
{
  __m256 ex = _mm256_set1_ps (e.x), ey = _mm256_set1_ps (e.y), ez = _mm256_set1_ps (e.z),
         clear = _mm256_set1_ps (clearance), soonest = _mm256_setzero_ps (), speed[MOST_BLOCKS],
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
  __m256 t = _mm256_div_ps (_mm256_set1_ps (1), soonest);
  unsigned met = 0, on = 0;
  for (unsigned k = 0; k < n_blocks; k++)
    {
      __m256 left = _mm256_sub_ps (_mm256_load_ps (room + BLOCK * k), _mm256_mul_ps (t, speed[k]));
      _mm256_store_ps (room_after + BLOCK * k, left);
      on |= (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (left, clear, _CMP_LE_OQ)) << BLOCK * k;
      met |= (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (soon[k], soonest, _CMP_EQ_OQ))
             << BLOCK * k;
    }
  *n_on = (unsigned) __builtin_popcount (on);
  return (unsigned) __builtin_ctz (met | 1u << 31);
}
#else
INLINE unsigned
advance (const VitVoronoiWalk *walk,
         unsigned n_blocks,
         const float *room,
         Direction e,
         float clearance,
         float *room_after,
         unsigned *n_on)
{
  float soonest = 0, speed[VIT_VORONOI_WALK_PLANES], soon[VIT_VORONOI_WALK_PLANES];
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    {
      speed[p] = walk->about_x[p] * e.x + walk->about_y[p] * e.y + walk->about_z[p] * e.z;
      soon[p] = room[p] > clearance ? speed[p] / room[p] : 0;
      soonest = soon[p] > soonest ? soon[p] : soonest;
    }
  float t = 1 / soonest;
  *n_on = 0;
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    {
      room_after[p] = room[p] - t * speed[p];
      *n_on += room_after[p] <= clearance;
    }
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    if (soon[p] == soonest)
      return p;
  return VIT_VORONOI_WALK_PLANES - 1;
}
#endif

/* Where the edge of planes @a and @b that comes from a point meets plane @c: in double, as floats
 * have decided which it is. */
INLINE void
meet (const VitVoronoiWalk *walk,
      unsigned a,
      unsigned b,
      unsigned c,
      const double from[4],
      double to[4])
{
#ifdef __AVX2__
  __m256d m = _mm256_load_pd (walk->normal[a]), n = _mm256_load_pd (walk->normal[b]),
          u = _mm256_load_pd (from), p = _mm256_load_pd (walk->normal[c]);
  __m256d e = _mm256_sub_pd (_mm256_mul_pd (m, _mm256_permute4x64_pd (n, YZX)),
                             _mm256_mul_pd (_mm256_permute4x64_pd (m, YZX), n));
  e = _mm256_permute4x64_pd (e, YZX);
  __m256d pairs = _mm256_hadd_pd (_mm256_mul_pd (p, u), _mm256_mul_pd (p, e));
  __m128d sums = _mm_add_pd (_mm256_castpd256_pd128 (pairs), _mm256_extractf128_pd (pairs, 1));
  __m128d left = _mm_sub_sd (_mm_load_sd (walk->offset + c), sums);
  __m256d t = _mm256_broadcastsd_pd (_mm_div_sd (left, _mm_unpackhi_pd (sums, sums)));
  _mm256_store_pd (to, _mm256_add_pd (u, _mm256_mul_pd (t, e)));
#else
  const double *m = walk->normal[a], *n = walk->normal[b], *p = walk->normal[c];
  double e[3] = { m[1] * n[2] - m[2] * n[1], m[2] * n[0] - m[0] * n[2], m[0] * n[1] - m[1] * n[0] };
  double left = walk->offset[c] - (p[0] * from[0] + p[1] * from[1] + p[2] * from[2]);
  double t = left / (p[0] * e[0] + p[1] * e[1] + p[2] * e[2]);
  for (int k = 0; k < 3; k++)
    to[k] = from[k] + t * e[k];
  to[3] = 0;
#endif
}

/* An edge whose end is looked for, its planes, and what was found. */
typedef struct
{
  unsigned edge, a, b;
  unsigned c;    /* the plane that ends it */
  unsigned n_on; /* planes that the end is on */
} Ahead;

/* Looks for the end of an edge, as corner @w. */
INLINE Ahead
look_ahead (VitVoronoiWalk *walk, unsigned n_blocks, unsigned edge, unsigned w, float clearance)
{
  Ahead ahead = { .edge = edge };
  uint32_t known = walk->edge[edge];
  unsigned v = known & EDGE_MASK;
  ahead.a = known >> EDGE_BITS & EDGE_MASK;
  ahead.b = known >> 2 * EDGE_BITS;
  ahead.c = advance (walk, n_blocks, walk->room[v], find_direction (walk, ahead.a, ahead.b),
                     clearance, walk->room[w], &ahead.n_on);
  meet (walk, ahead.a, ahead.b, ahead.c, walk->corner[v], walk->corner[w]);
  return ahead;
}

/* What is known of a cell while walking. */
typedef struct
{
  unsigned n_corners, n_edges;
  unsigned odd;  /* not 0 once a point was on more or fewer planes than it has to be */
  uint64_t open; /* set of edges that wait for their ends */
  uint64_t faces;
} Known;

/* The edge that leaves corner @w with planes @a to the left, @b to the right either is one that
 * waits for its end, which is here, or begins to wait. Nobody could foretell which: no branches. */
INLINE void
join (VitVoronoiWalk *walk, Known *known, unsigned w, unsigned a, unsigned b)
{
  uint8_t *back = &walk->waiting[b][a], *forth = &walk->waiting[a][b];
  unsigned last = known->n_edges, found = *back, is_new = found >> 7, is_known = is_new - 1;
  unsigned edge = last ^ ((last ^ found) & is_known);
  walk->edge[last] = w | a << EDGE_BITS | b << 2 * EDGE_BITS;
  walk->end[edge] = (uint8_t) w;
  *back = NONE;
  *forth = (uint8_t) (last | is_known);
  known->open ^= UINT64_C (1) << edge;
  known->n_edges = last + is_new;
}

/* Takes the end that was found for an edge. */
INLINE void
reach (VitVoronoiWalk *walk, Known *known, const Ahead *ahead)
{
  unsigned w = known->n_corners++;
  known->open &= ~(UINT64_C (1) << ahead->edge);
  known->faces |= UINT64_C (1) << ahead->c;
  known->odd |= ahead->n_on ^ 3;
  walk->end[ahead->edge] = (uint8_t) w;
  walk->waiting[ahead->a][ahead->b] = NONE;
  join (walk, known, w, ahead->a, ahead->c);
  join (walk, known, w, ahead->c, ahead->b);
}

/* Finds one corner, from the foot on the plane nearest to the origin: that is a point of the cell.
 */
INLINE Known
find_corner (VitVoronoiWalk *walk, unsigned n_blocks, float clearance)
{
  float room[2][VIT_VORONOI_WALK_PLANES] __attribute__ ((aligned (32)));
  double foot[4] __attribute__ ((aligned (32))), at[4] __attribute__ ((aligned (32)));
  unsigned n_on[2], a = find_nearest (walk, n_blocks), any = a == 0;
  for (int k = 0; k < 4; k++)
    foot[k] = 0.5 * walk->normal[a][k];
  start (walk, n_blocks, foot, room[0]);
  unsigned b = advance (walk, n_blocks, room[0], find_direction (walk, a, any), clearance, room[1],
                        &n_on[0]);
  meet (walk, a, any, b, foot, at);
  unsigned c = advance (walk, n_blocks, room[1], find_direction (walk, a, b), clearance,
                        walk->room[0], &n_on[1]);
  meet (walk, a, b, c, at, walk->corner[0]);
  Known known = { .n_corners = 1,
                  .odd = (n_on[0] ^ 2) | (n_on[1] ^ 3),
                  .faces = UINT64_C (1) << a | UINT64_C (1) << b | UINT64_C (1) << c };
  join (walk, &known, 0, b, a);
  join (walk, &known, 0, a, c);
  join (walk, &known, 0, c, b);
  return known;
}

INLINE bool
find_blocks (VitVoronoiWalk *walk, unsigned n_blocks, float clearance)
{
  Known known = find_corner (walk, n_blocks, clearance);
  /* Two edges at a time, so that neither waits for the other: the one that waits for longest and
   * the one that came last, which seldom end at the same corner. If they do, the second was looked
   * for in vain. */
  while (known.open && known.n_corners <= VIT_VORONOI_WALK_CORNERS - 2 &&
         known.n_edges <= VIT_VORONOI_WALK_EDGES - 4)
    {
      unsigned w = known.n_corners, first = (unsigned) __builtin_ctzll (known.open),
               last = 63 - (unsigned) __builtin_clzll (known.open);
      Ahead one = look_ahead (walk, n_blocks, first, w, clearance),
            two = look_ahead (walk, n_blocks, last, w + 1, clearance);
      reach (walk, &known, &one);
      if (known.open >> last & 1)
        reach (walk, &known, &two);
    }
  walk->n_corners = known.n_corners;
  walk->n_edges = known.n_edges;
  walk->faces = known.faces;
  unsigned n_faces = (unsigned) __builtin_popcountll (known.faces);
  /* Every edge has two ends, the surface is closed (Euler), and each corner is on three planes, the
   * point before the first corner on two: each for itself, since an edge without end is on two. */
  if (known.open == 0 && 2 * known.n_edges == 3 * known.n_corners &&
      known.n_corners + 4 == 2 * n_faces && known.odd == 0)
    return true;
  memset (walk->waiting, NONE, sizeof walk->waiting);
  return false;
}

#ifdef __AVX2__
/* x · n of four vectors of which the fourth number is 0. */
INLINE __m256d
dot_four (const double (*x)[4], const __m256d n[LANES])
{
  __m256d ab = _mm256_hadd_pd (_mm256_mul_pd (_mm256_load_pd (x[0]), n[0]),
                               _mm256_mul_pd (_mm256_load_pd (x[1]), n[1])),
          cd = _mm256_hadd_pd (_mm256_mul_pd (_mm256_load_pd (x[2]), n[2]),
                               _mm256_mul_pd (_mm256_load_pd (x[3]), n[3]));
  return _mm256_add_pd (_mm256_permute2f128_pd (ab, cd, 0x20),
                        _mm256_permute2f128_pd (ab, cd, 0x31));
}
#endif

/* The squared distance of the corner farthest out. Fills corners up to a multiple of four. */
static double
find_reach (VitVoronoiWalk *walk)
{
  unsigned n = (walk->n_corners + LANES - 1) / LANES * LANES;
  memset (walk->corner[walk->n_corners], 0, (n - walk->n_corners) * sizeof *walk->corner);
#ifdef __AVX2__
  __m256d farthest = _mm256_setzero_pd ();
  for (unsigned v = 0; v < n; v += LANES)
    {
      const double (*x)[4] = (const double (*)[4]) walk->corner + v;
      const __m256d same[LANES] = { _mm256_load_pd (x[0]), _mm256_load_pd (x[1]),
                                    _mm256_load_pd (x[2]), _mm256_load_pd (x[3]) };
      farthest = _mm256_max_pd (farthest, dot_four (x, same));
    }
  __m128d two = _mm_max_pd (_mm256_castpd256_pd128 (farthest), _mm256_extractf128_pd (farthest, 1));
  return _mm_cvtsd_f64 (_mm_max_sd (two, _mm_unpackhi_pd (two, two)));
#else
  double farthest = 0;
  for (unsigned v = 0; v < n; v++)
    {
      const double *x = walk->corner[v];
      double r2 = x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
      farthest = r2 > farthest ? r2 : farthest;
    }
  return farthest;
#endif
}

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
  walk->r2_max = find_reach (walk);
  double most = VIT_VORONOI_WALK_REACH * unit;
  return walk->r2_max < most * most;
}

static bool
is_cut (const VitVoronoiWalk *walk, const double n[3], double unit)
{
  double limit =
      0.5 * (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) - VIT_VORONOI_WALK_CLEARANCE * unit * unit;
  unsigned beyond = 0;
#ifdef __AVX2__
  __m256d normal = _mm256_setr_pd (n[0], n[1], n[2], 0), most = _mm256_set1_pd (limit);
  const __m256d same[LANES] = { normal, normal, normal, normal };
  for (unsigned v = 0; v < walk->n_corners; v += LANES)
    beyond |= (unsigned) _mm256_movemask_pd (
        _mm256_cmp_pd (dot_four ((const double (*)[4]) walk->corner + v, same), most, _CMP_GT_OQ));
#else
  for (unsigned v = 0; v < walk->n_corners; v++)
    {
      const double *x = walk->corner[v];
      beyond |= x[0] * n[0] + x[1] * n[1] + x[2] * n[2] > limit;
    }
#endif
  return beyond != 0;
}

/* Adds every edge to the faces on both sides: the product of its ends' positions, and itself. */
INLINE void
measure_edges (VitVoronoiWalk *walk)
{
  for (unsigned e = 0; e < walk->n_edges; e++)
    {
      uint32_t edge = walk->edge[e];
      const double *from = walk->corner[edge & EDGE_MASK], *to = walk->corner[walk->end[e]];
      double *left = walk->area_vector[edge >> EDGE_BITS & EDGE_MASK],
             *right = walk->area_vector[edge >> 2 * EDGE_BITS];
#ifdef __AVX2__
      const __m256d one = _mm256_setr_pd (0, 0, 0, 1), minus = _mm256_setr_pd (-0., -0., -0., 0);
      __m256d u = _mm256_load_pd (from), d = _mm256_sub_pd (_mm256_load_pd (to), u);
      __m256d c = _mm256_sub_pd (_mm256_mul_pd (u, _mm256_permute4x64_pd (d, YZX)),
                                 _mm256_mul_pd (_mm256_permute4x64_pd (u, YZX), d));
      c = _mm256_or_pd (c, one);
      _mm256_store_pd (left, _mm256_add_pd (_mm256_load_pd (left), c));
      _mm256_store_pd (right, _mm256_add_pd (_mm256_load_pd (right), _mm256_xor_pd (c, minus)));
#else
      double dx = to[0] - from[0], dy = to[1] - from[1], dz = to[2] - from[2];
      double c[3] = { from[0] * dy - from[1] * dx, from[1] * dz - from[2] * dy,
                      from[2] * dx - from[0] * dz };
      for (int k = 0; k < 3; k++)
        {
          left[k] += c[k];
          right[k] -= c[k];
        }
      left[3]++;
      right[3]++;
#endif
    }
}

static void
measure (VitVoronoiWalk *walk)
{
  unsigned n_planes = (walk->n_planes + LANES - 1) / LANES * LANES;
  double sums[LANES] = { 0 };
  memset (walk->area_vector, 0, n_planes * sizeof *walk->area_vector);
  measure_edges (walk);
  /* Twice the area times the length of the normal, which is twice the height of the pyramid over
   * this face. */
#ifdef __AVX2__
  __m256d sum = _mm256_setzero_pd (), two = _mm256_set1_pd (2);
  for (unsigned p = 0; p < n_planes; p += LANES)
    {
      const double (*from)[4] = (const double (*)[4]) walk->area_vector + p;
      __m256d a = _mm256_load_pd (from[0]), b = _mm256_load_pd (from[1]),
              c = _mm256_load_pd (from[2]), d = _mm256_load_pd (from[3]);
      __m256d ab_zy = _mm256_unpacklo_pd (a, b), ab_x = _mm256_unpackhi_pd (a, b),
              cd_zy = _mm256_unpacklo_pd (c, d), cd_x = _mm256_unpackhi_pd (c, d);
      __m256d x = _mm256_permute2f128_pd (ab_x, cd_x, 0x20),
              y = _mm256_permute2f128_pd (ab_zy, cd_zy, 0x31),
              z = _mm256_permute2f128_pd (ab_zy, cd_zy, 0x20);
      __m256d base =
          _mm256_add_pd (_mm256_add_pd (_mm256_mul_pd (_mm256_load_pd (walk->nx + p), x),
                                        _mm256_mul_pd (_mm256_load_pd (walk->ny + p), y)),
                         _mm256_mul_pd (_mm256_load_pd (walk->nz + p), z));
      __m256d length = _mm256_sqrt_pd (_mm256_mul_pd (two, _mm256_load_pd (walk->offset + p)));
      sum = _mm256_add_pd (sum, base);
      _mm256_store_pd (walk->area + p, _mm256_div_pd (base, _mm256_mul_pd (two, length)));
    }
  _mm256_storeu_pd (sums, sum);
#else
  for (unsigned p = 0; p < n_planes; p++)
    {
      const double *c = walk->area_vector[p];
      double base = walk->nx[p] * c[1] + walk->ny[p] * c[2] + walk->nz[p] * c[0];
      sums[p % LANES] += base;
      walk->area[p] = base / (2 * sqrt (2 * walk->offset[p]));
    }
#endif
  walk->volume = ((sums[0] + sums[1]) + (sums[2] + sums[3])) / 12;
}

const VitVoronoiWalkKernel VIT_VORONOI_WALK = { mark_within, add_planes, find, is_cut, measure };
