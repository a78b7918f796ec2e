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
#define BLOCK 8
#define MOST_BLOCKS (VIT_VORONOI_WALK_PLANES / BLOCK)

/* Where nothing ever comes. */
#define FAR_AWAY 1e30f

static void
add_plane (VitVoronoiWalk *walk, const VitGrid *grid, size_t i, uint32_t slot)
{
  unsigned p = walk->n_planes++;
  double *d = walk->normal[p];
  vit_grid_vector (grid, i, slot, d);
  d[3] = 0;
  walk->nx[p] = d[0];
  walk->ny[p] = d[1];
  walk->nz[p] = d[2];
  walk->offset[p] = 0.5 * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  walk->about_x[p] = (float) d[0];
  walk->about_y[p] = (float) d[1];
  walk->about_z[p] = (float) d[2];
  walk->about_offset[p] = (float) walk->offset[p];
  walk->tag[p] = slot;
}

#ifdef __AVX2__
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
    add_plane (walk, grid, i, slots[k]);
  for (unsigned p = walk->n_planes; p % BLOCK != 0; p++)
    {
      walk->nx[p] = walk->ny[p] = walk->nz[p] = 0;
      walk->offset[p] = walk->about_offset[p] = FAR_AWAY;
      walk->about_x[p] = walk->about_y[p] = walk->about_z[p] = 0;
    }
}

/* The plane nearest to the origin. */
INLINE unsigned
find_nearest (const VitVoronoiWalk *walk, unsigned n_blocks)
{
  unsigned nearest = 0;
  float least = walk->about_offset[0];
  for (unsigned p = 1; p < BLOCK * n_blocks; p++)
    least = walk->about_offset[p] < least ? walk->about_offset[p] : least;
  while (walk->about_offset[nearest] != least)
    nearest++;
  return nearest;
}

/* A direction within a plane. */
static void
any_direction (const double n[3], double e[4])
{
  double x = fabs (n[0]), y = fabs (n[1]), z = fabs (n[2]);
  e[0] = x <= y && x <= z ? 0 : y <= z ? -n[2] : n[1];
  e[1] = x <= y && x <= z ? n[2] : y <= z ? 0 : -n[0];
  e[2] = x <= y && x <= z ? -n[1] : y <= z ? n[0] : 0;
  e[3] = 0;
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

/* Goes from a point along e until it meets a plane that it is not on, which is returned. Writes
 * what is then left of the offsets, and counts the planes that the point there is on. */
#ifdef __AVX2__
INLINE unsigned
advance (const VitVoronoiWalk *walk,
         unsigned n_blocks,
         const float *room,
         const double e[4],
         float clearance,
         float *room_after,
         unsigned *n_on)
{
  __m256 ex = _mm256_set1_ps ((float) e[0]), ey = _mm256_set1_ps ((float) e[1]),
         ez = _mm256_set1_ps ((float) e[2]), clear = _mm256_set1_ps (clearance),
         soonest = _mm256_setzero_ps (), speed[MOST_BLOCKS], soon[MOST_BLOCKS];
  for (unsigned k = 0; k < n_blocks; k++)
    {
      unsigned p = BLOCK * k;
      __m256 left = _mm256_load_ps (room + p);
      speed[k] =
          _mm256_add_ps (_mm256_add_ps (_mm256_mul_ps (_mm256_load_ps (walk->about_x + p), ex),
                                        _mm256_mul_ps (_mm256_load_ps (walk->about_y + p), ey)),
                         _mm256_mul_ps (_mm256_load_ps (walk->about_z + p), ez));
      soon[k] = _mm256_and_ps (_mm256_div_ps (speed[k], left),
                               _mm256_cmp_ps (left, clear, _CMP_GT_OQ));
      soonest = _mm256_max_ps (soon[k], soonest);
    }
  soonest = _mm256_max_ps (soonest, _mm256_permute2f128_ps (soonest, soonest, 1));
  soonest = _mm256_max_ps (soonest, _mm256_permute_ps (soonest, 2 | 3 << 2 | 0 << 4 | 1 << 6));
  soonest = _mm256_max_ps (soonest, _mm256_permute_ps (soonest, 1 | 0 << 2 | 3 << 4 | 2 << 6));
  __m256 t = _mm256_div_ps (_mm256_set1_ps (1), soonest);
  unsigned met = 0, on = 0;
  for (unsigned k = 0; k < n_blocks; k++)
    {
      __m256 left =
          _mm256_sub_ps (_mm256_load_ps (room + BLOCK * k), _mm256_mul_ps (t, speed[k]));
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
         const double e[4],
         float clearance,
         float *room_after,
         unsigned *n_on)
{
  float ex = (float) e[0], ey = (float) e[1], ez = (float) e[2], soonest = 0,
        speed[VIT_VORONOI_WALK_PLANES], soon[VIT_VORONOI_WALK_PLANES];
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    {
      speed[p] = walk->about_x[p] * ex + walk->about_y[p] * ey + walk->about_z[p] * ez;
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

/* The direction of the edge that has planes @a to the left, @b to the right. */
INLINE void
find_direction (const VitVoronoiWalk *walk, unsigned a, unsigned b, double e[4])
{
#ifdef __AVX2__
  enum
  {
    YZX = 1 | 2 << 2 | 0 << 4 | 3 << 6
  };
  __m256d m = _mm256_load_pd (walk->normal[a]), n = _mm256_load_pd (walk->normal[b]);
  __m256d c = _mm256_sub_pd (_mm256_mul_pd (m, _mm256_permute4x64_pd (n, YZX)),
                             _mm256_mul_pd (_mm256_permute4x64_pd (m, YZX), n));
  _mm256_store_pd (e, _mm256_permute4x64_pd (c, YZX));
#else
  const double *m = walk->normal[a], *n = walk->normal[b];
  e[0] = m[1] * n[2] - m[2] * n[1];
  e[1] = m[2] * n[0] - m[0] * n[2];
  e[2] = m[0] * n[1] - m[1] * n[0];
  e[3] = 0;
#endif
}

/* Where a plane is met that lies ahead: in double, as floats have decided which. */
INLINE void
meet (const VitVoronoiWalk *walk, unsigned p, const double from[4], const double e[4], double to[4])
{
#ifdef __AVX2__
  __m256d n = _mm256_load_pd (walk->normal[p]), u = _mm256_load_pd (from), d = _mm256_load_pd (e);
  __m256d pairs = _mm256_hadd_pd (_mm256_mul_pd (n, u), _mm256_mul_pd (n, d));
  __m128d sums = _mm_add_pd (_mm256_castpd256_pd128 (pairs), _mm256_extractf128_pd (pairs, 1));
  __m128d left = _mm_sub_sd (_mm_load_sd (walk->offset + p), sums);
  __m256d t = _mm256_broadcastsd_pd (_mm_div_sd (left, _mm_unpackhi_pd (sums, sums)));
  _mm256_store_pd (to, _mm256_add_pd (u, _mm256_mul_pd (t, d)));
#else
  const double *n = walk->normal[p];
  double left = walk->offset[p] - (n[0] * from[0] + n[1] * from[1] + n[2] * from[2]);
  double t = left / (n[0] * e[0] + n[1] * e[1] + n[2] * e[2]);
  for (int k = 0; k < 4; k++)
    to[k] = from[k] + t * e[k];
#endif
}

/* An edge whose end is looked for, its planes, and what was found. */
typedef struct
{
  unsigned edge, a, b;
  unsigned c;    /* the plane that ends it */
  unsigned n_on; /* planes that the end is on */
} Ahead;

/* Looks for the end of the first edge of a set, as corner @w. */
INLINE Ahead
look_ahead (VitVoronoiWalk *walk, unsigned n_blocks, uint64_t open, unsigned w, float clearance)
{
  double e[4] __attribute__ ((aligned (32)));
  Ahead ahead = { .edge = (unsigned) __builtin_ctzll (open) };
  uint32_t known = walk->edge[ahead.edge];
  unsigned v = known & 0xff;
  ahead.a = known >> 8 & 0xff;
  ahead.b = known >> 16;
  find_direction (walk, ahead.a, ahead.b, e);
  ahead.c =
      advance (walk, n_blocks, walk->room[v], e, clearance, walk->room[w], &ahead.n_on);
  meet (walk, ahead.c, walk->corner[v], e, walk->corner[w]);
  return ahead;
}

/* What is known of a cell while walking. */
typedef struct
{
  unsigned n_corners, n_edges, n_on;
  uint64_t open; /* set of edges that wait for their ends */
  uint64_t faces;
} Known;

/* The edge that leaves corner @w with planes @a to the left, @b to the right either is one that waits
 * for its end, which is here, or begins to wait. Nobody could foretell which: no branches. */
INLINE void
join (VitVoronoiWalk *walk, Known *known, unsigned w, unsigned a, unsigned b)
{
  uint8_t *back = &walk->waiting[b][a], *forth = &walk->waiting[a][b];
  unsigned last = known->n_edges, found = *back, is_new = found >> 7, is_known = is_new - 1;
  unsigned edge = last ^ ((last ^ found) & is_known);
  walk->edge[last] = w | a << 8 | b << 16;
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
  known->n_on += ahead->n_on;
  walk->end[ahead->edge] = (uint8_t) w;
  walk->waiting[ahead->a][ahead->b] = NONE;
  join (walk, known, w, ahead->a, ahead->c);
  join (walk, known, w, ahead->c, ahead->b);
}

/* Finds one corner, from the foot on the plane nearest to the origin: that is a point of the cell. */
INLINE Known
find_corner (VitVoronoiWalk *walk, unsigned n_blocks, float clearance)
{
  float room[2][VIT_VORONOI_WALK_PLANES] __attribute__ ((aligned (32)));
  double foot[4] __attribute__ ((aligned (32))), e[4] __attribute__ ((aligned (32))),
      at[4] __attribute__ ((aligned (32)));
  unsigned n_on[2], a = find_nearest (walk, n_blocks);
  for (int k = 0; k < 4; k++)
    foot[k] = 0.5 * walk->normal[a][k];
  start (walk, n_blocks, foot, room[0]);
  any_direction (walk->normal[a], e);
  unsigned b = advance (walk, n_blocks, room[0], e, clearance, room[1], &n_on[0]);
  meet (walk, b, foot, e, at);
  find_direction (walk, a, b, e);
  unsigned c = advance (walk, n_blocks, room[1], e, clearance, walk->room[0], &n_on[1]);
  meet (walk, c, at, e, walk->corner[0]);
  Known known = { .n_corners = 1,
                  .n_on = n_on[0] + n_on[1],
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
  /* Two edges at a time, so that neither waits for the other. Should the first end where the second
   * does, then the second was looked for in vain. */
  while (known.open && known.n_corners <= VIT_VORONOI_WALK_CORNERS - 2 &&
         known.n_edges <= VIT_VORONOI_WALK_EDGES - 4)
    {
      uint64_t rest = known.open & (known.open - 1);
      unsigned w = known.n_corners;
      Ahead one = look_ahead (walk, n_blocks, known.open, w, clearance),
            two = look_ahead (walk, n_blocks, rest ? rest : known.open, w + 1, clearance);
      reach (walk, &known, &one);
      if (known.open >> two.edge & 1)
        reach (walk, &known, &two);
    }
  walk->n_corners = known.n_corners;
  walk->n_edges = known.n_edges;
  walk->faces = known.faces;
  unsigned n_faces = (unsigned) __builtin_popcountll (known.faces);
  /* Every edge has two ends, the surface is closed (Euler), and no corner is on a fourth plane, the
   * point before the first corner on two. */
  if (known.open == 0 && 2 * known.n_edges == 3 * known.n_corners &&
      known.n_corners + 4 == 2 * n_faces && known.n_on == 2 + 3 * known.n_corners)
    return true;
  memset (walk->waiting, NONE, sizeof walk->waiting);
  return false;
}

static double
find_reach (const VitVoronoiWalk *walk)
{
  double farthest[2] = { 0, 0 };
  for (unsigned v = 0; v < walk->n_corners; v++)
    {
      const double *x = walk->corner[v];
      double r2 = x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
      farthest[v % 2] = r2 > farthest[v % 2] ? r2 : farthest[v % 2];
    }
  return MAX (farthest[0], farthest[1]);
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
  if (found)
    walk->r2_max = find_reach (walk);
  return found;
}

static bool
is_cut (const VitVoronoiWalk *walk, const double n[3], double unit)
{
  double limit = 0.5 * (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) -
                 VIT_VORONOI_WALK_CLEARANCE * unit * unit;
  unsigned beyond = 0;
  for (unsigned v = 0; v < walk->n_corners; v++)
    {
      const double *x = walk->corner[v];
      beyond |= x[0] * n[0] + x[1] * n[1] + x[2] * n[2] > limit;
    }
  return beyond;
}

/* Adds every edge to the faces on both sides: the product of its ends' positions, and itself. */
INLINE void
measure_edges (VitVoronoiWalk *walk)
{
  for (unsigned e = 0; e < walk->n_edges; e++)
    {
      uint32_t edge = walk->edge[e];
      const double *from = walk->corner[edge & 0xff], *to = walk->corner[walk->end[e]];
      double *left = walk->area_vector[edge >> 8 & 0xff], *right = walk->area_vector[edge >> 16];
#ifdef __AVX2__
      enum
      {
        YZX = 1 | 2 << 2 | 0 << 4 | 3 << 6
      };
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
      const double (*from)[4] = walk->area_vector + p;
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

const VitVoronoiWalkKernel VIT_VORONOI_WALK = { add_planes, find, is_cut, measure };
