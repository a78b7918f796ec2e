/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-walk.h"

#include <math.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define NONE VIT_VORONOI_WALK_NONE

/* Planes come four at a time. */
#define LANES 4
#define MOST_BLOCKS (VIT_VORONOI_WALK_PLANES / LANES)

/* The low bits of how soon a plane is met name the plane. */
#define NAME_MASK (VIT_VORONOI_WALK_PLANES - 1)

static void
add_plane (VitVoronoiWalk *walk, const VitGrid *grid, size_t i, uint32_t slot)
{
  unsigned p = walk->n_planes++;
  double d[3];
  vit_grid_vector (grid, i, slot, d);
  walk->nx[p] = d[0];
  walk->ny[p] = d[1];
  walk->nz[p] = d[2];
  walk->offset[p] = 0.5 * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  walk->tag[p] = slot;
}

static void
add_planes (VitVoronoiWalk *walk, const VitGrid *grid, size_t i, const uint32_t *slots, size_t n)
{
  for (size_t k = 0; k < n && walk->n_planes < VIT_VORONOI_WALK_PLANES; k++)
    add_plane (walk, grid, i, slots[k]);
  for (unsigned p = walk->n_planes; p % LANES != 0; p++)
    {
      walk->nx[p] = walk->ny[p] = walk->nz[p] = 0;
      walk->offset[p] = 1e300;
    }
}

/* Where a walk is. */
typedef struct
{
  double x, y, z;
} Point;

/* How far from a start in what direction to which plane. */
typedef struct
{
  double length;
  unsigned plane;
} Step;

/* Goes from a point along e until it meets a plane that it is not on. Writes what is then left of
 * the offsets, and counts the planes that the new point is on. */
static inline __attribute__ ((always_inline)) Step
advance (const VitVoronoiWalk *walk,
         unsigned n_blocks,
         const double *room,
         Point e,
         double clearance,
         double *room_after,
         uint64_t n_on[LANES])
{
  Step step;
#ifdef __AVX2__
  static const uint64_t names[VIT_VORONOI_WALK_PLANES] __attribute__ ((aligned (32))) = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
  };
  __m256d ex = _mm256_set1_pd (e.x), ey = _mm256_set1_pd (e.y), ez = _mm256_set1_pd (e.z),
          clear = _mm256_set1_pd (clearance),
          unnamed = _mm256_castsi256_pd (_mm256_set1_epi64x (~(int64_t) NAME_MASK)), soonest = _mm256_setzero_pd (), speed[MOST_BLOCKS];
  for (unsigned k = 0; k < n_blocks; k++)
    {
      __m256d along = _mm256_add_pd (
          _mm256_add_pd (_mm256_mul_pd (_mm256_load_pd (walk->nx + LANES * k), ex),
                         _mm256_mul_pd (_mm256_load_pd (walk->ny + LANES * k), ey)),
          _mm256_mul_pd (_mm256_load_pd (walk->nz + LANES * k), ez));
      __m256d left = _mm256_load_pd (room + LANES * k);
      __m256d soon = _mm256_or_pd (_mm256_and_pd (_mm256_div_pd (along, left), unnamed),
                                   _mm256_load_pd ((const double *) names + LANES * k));
      soon = _mm256_and_pd (soon, _mm256_cmp_pd (left, clear, _CMP_GT_OQ));
      soonest = _mm256_max_pd (soonest, soon);
      speed[k] = along;
    }
  soonest = _mm256_max_pd (soonest, _mm256_permute2f128_pd (soonest, soonest, 1));
  soonest = _mm256_max_pd (soonest, _mm256_permute_pd (soonest, 5));
  __m256d t = _mm256_div_pd (_mm256_set1_pd (1), soonest);
  __m256i on = _mm256_loadu_si256 ((const __m256i *) n_on);
  for (unsigned k = 0; k < n_blocks; k++)
    {
      __m256d left = _mm256_sub_pd (_mm256_load_pd (room + LANES * k), _mm256_mul_pd (t, speed[k]));
      _mm256_store_pd (room_after + LANES * k, left);
      on = _mm256_sub_epi64 (on, _mm256_castpd_si256 (_mm256_cmp_pd (left, clear, _CMP_LE_OQ)));
    }
  _mm256_storeu_si256 ((__m256i *) n_on, on);
  step.length = _mm256_cvtsd_f64 (t);
  step.plane = (unsigned) _mm_cvtsi128_si64 (_mm256_castsi256_si128 (_mm256_castpd_si256 (soonest))) & NAME_MASK;
#else
  double soonest = 0, speed[VIT_VORONOI_WALK_PLANES];
  for (unsigned p = 0; p < LANES * n_blocks; p++)
    {
      speed[p] = walk->nx[p] * e.x + walk->ny[p] * e.y + walk->nz[p] * e.z;
      double soon = speed[p] / room[p];
      uint64_t bits;
      memcpy (&bits, &soon, sizeof bits);
      bits = room[p] > clearance ? (bits & ~(uint64_t) NAME_MASK) | p : 0;
      memcpy (&soon, &bits, sizeof bits);
      soonest = soon > soonest ? soon : soonest;
    }
  uint64_t bits;
  memcpy (&bits, &soonest, sizeof bits);
  step.plane = (unsigned) bits & NAME_MASK;
  step.length = 1 / soonest;
  for (unsigned p = 0; p < LANES * n_blocks; p++)
    {
      room_after[p] = room[p] - step.length * speed[p];
      n_on[p % LANES] += room_after[p] <= clearance;
    }
#endif
  return step;
}

static inline __attribute__ ((always_inline)) Point
cross (const VitVoronoiWalk *walk, unsigned a, unsigned b)
{
  double ax = walk->nx[a], ay = walk->ny[a], az = walk->nz[a], bx = walk->nx[b], by = walk->ny[b],
         bz = walk->nz[b];
  return (Point){ ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx };
}

static inline __attribute__ ((always_inline)) void
set_corner (VitVoronoiWalk *walk, unsigned w, Point from, Point e, double t)
{
  walk->corner[w][0] = walk->x[w] = from.x + t * e.x;
  walk->corner[w][1] = walk->y[w] = from.y + t * e.y;
  walk->corner[w][2] = walk->z[w] = from.z + t * e.z;
}

/* The edge that leaves corner @w with planes @a to the left, @b to the right either is one that waits
 * for its end, which is here, or begins to wait. Without branches: nobody could foretell them. */
static inline __attribute__ ((always_inline)) void
join (VitVoronoiWalk *walk, unsigned w, unsigned a, unsigned b, unsigned *n_edges, uint64_t *open)
{
  unsigned last = *n_edges, found = walk->waiting[b][a];
  bool hit = found != NONE;
  unsigned edge = hit ? found : last;
  walk->begin[last] = (uint8_t) w;
  walk->left[last] = (uint8_t) a;
  walk->right[last] = (uint8_t) b;
  walk->end[edge] = (uint8_t) w;
  walk->waiting[b][a] = NONE;
  walk->waiting[a][b] = (uint8_t) (hit ? NONE : last);
  *open ^= UINT64_C (1) << (edge & 63);
  *n_edges = last + !hit;
}

/* A direction within plane 0. */
static Point
any_direction (const VitVoronoiWalk *walk)
{
  double x = walk->nx[0], y = walk->ny[0], z = walk->nz[0];
  double ax = fabs (x), ay = fabs (y), az = fabs (z);
  if (ax <= ay && ax <= az)
    return (Point){ 0, z, -y };
  if (ay <= az)
    return (Point){ -z, 0, x };
  return (Point){ y, -x, 0 };
}

static inline __attribute__ ((always_inline)) bool
find_blocks (VitVoronoiWalk *walk, unsigned n_blocks, double clearance)
{
  double room[2][VIT_VORONOI_WALK_PLANES] __attribute__ ((aligned (32)));
  uint64_t n_on[LANES] = { 0 };
  Point at = { 0.5 * walk->nx[0], 0.5 * walk->ny[0], 0.5 * walk->nz[0] };
  for (unsigned p = 0; p < LANES * n_blocks; p++)
    room[0][p] =
        walk->offset[p] - (walk->nx[p] * at.x + walk->ny[p] * at.y + walk->nz[p] * at.z);
  Point e = any_direction (walk);
  Step step = advance (walk, n_blocks, room[0], e, clearance, room[1], n_on);
  at = (Point){ at.x + step.length * e.x, at.y + step.length * e.y, at.z + step.length * e.z };
  unsigned a = 0, b = step.plane, n_corners = 1, n_edges = 0;
  e = cross (walk, a, b);
  step = advance (walk, n_blocks, room[1], e, clearance, walk->room[0], n_on);
  set_corner (walk, 0, at, e, step.length);
  uint64_t open = 0, faces = UINT64_C (1) << a | UINT64_C (1) << b | UINT64_C (1) << step.plane;
  join (walk, 0, b, a, &n_edges, &open);
  join (walk, 0, a, step.plane, &n_edges, &open);
  join (walk, 0, step.plane, b, &n_edges, &open);

  while (open && n_corners < VIT_VORONOI_WALK_CORNERS && n_edges <= VIT_VORONOI_WALK_EDGES - 2)
    {
      unsigned edge = (unsigned) __builtin_ctzll (open), w = n_corners++;
      open &= open - 1;
      unsigned v = walk->begin[edge];
      a = walk->left[edge];
      b = walk->right[edge];
      e = cross (walk, a, b);
      step = advance (walk, n_blocks, walk->room[v], e, clearance, walk->room[w], n_on);
      set_corner (walk, w, (Point){ walk->x[v], walk->y[v], walk->z[v] }, e, step.length);
      faces |= UINT64_C (1) << step.plane;
      walk->end[edge] = (uint8_t) w;
      walk->waiting[a][b] = NONE;
      join (walk, w, a, step.plane, &n_edges, &open);
      join (walk, w, step.plane, b, &n_edges, &open);
    }
  walk->n_corners = n_corners;
  walk->n_edges = n_edges;
  walk->faces = faces;
  unsigned n_faces = (unsigned) __builtin_popcountll (faces);
  /* Every edge has two ends, the surface is closed (Euler), and no corner is on a fourth plane:
   * 2 = those of the point before the first corner. */
  if (open == 0 && 2 * n_edges == 3 * n_corners && n_corners + 4 == 2 * n_faces &&
      n_on[0] + n_on[1] + n_on[2] + n_on[3] == 2 + 3 * n_corners)
    return true;
  memset (walk->waiting, NONE, sizeof walk->waiting);
  return false;
}

static void
find_reach (VitVoronoiWalk *walk)
{
  double farthest[LANES] = { 0 };
  unsigned n = walk->n_corners;
  for (unsigned v = n; v % LANES != 0; v++)
    walk->x[v] = walk->y[v] = walk->z[v] = 0;
  for (unsigned v = 0; v < n; v += LANES)
    for (unsigned l = 0; l < LANES; l++)
      {
        double x = walk->x[v + l], y = walk->y[v + l], z = walk->z[v + l];
        double r2 = x * x + y * y + z * z;
        farthest[l] = r2 > farthest[l] ? r2 : farthest[l];
      }
  double a = farthest[0] > farthest[1] ? farthest[0] : farthest[1],
         b = farthest[2] > farthest[3] ? farthest[2] : farthest[3];
  walk->r2_max = a > b ? a : b;
}

static bool
find (VitVoronoiWalk *walk, double unit)
{
  double clearance = VIT_VORONOI_WALK_CLEARANCE * unit * unit;
  unsigned n_blocks = (walk->n_planes + LANES - 1) / LANES;
  bool found;
  switch (n_blocks)
    {
    case 3:
      found = find_blocks (walk, 3, clearance);
      break;
    case 4:
      found = find_blocks (walk, 4, clearance);
      break;
    case 5:
      found = find_blocks (walk, 5, clearance);
      break;
    default:
      found = n_blocks > 0 && find_blocks (walk, n_blocks, clearance);
    }
  if (found)
    find_reach (walk);
  return found;
}

static bool
is_cut (const VitVoronoiWalk *walk, const double n[3], double unit)
{
  double limit = 0.5 * (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) -
                 VIT_VORONOI_WALK_CLEARANCE * unit * unit;
  unsigned beyond = 0;
  for (unsigned v = 0; v < walk->n_corners; v += LANES)
    for (unsigned l = 0; l < LANES; l++)
      beyond |=
          walk->x[v + l] * n[0] + walk->y[v + l] * n[1] + walk->z[v + l] * n[2] > limit;
  return beyond;
}

/* Adds every edge to the faces on both sides: the product of its ends' positions, and itself. */
static inline __attribute__ ((always_inline)) void
measure_edges (VitVoronoiWalk *walk)
{
  for (unsigned e = 0; e < walk->n_edges; e++)
    {
      const double *from = walk->corner[walk->begin[e]], *to = walk->corner[walk->end[e]];
      double *left = walk->area_vector[walk->left[e]], *right = walk->area_vector[walk->right[e]];
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
  for (unsigned p = 0; p < n_planes; p += LANES)
    for (unsigned l = 0; l < LANES; l++)
      {
        const double *c = walk->area_vector[p + l];
        double base =
            walk->nx[p + l] * c[1] + walk->ny[p + l] * c[2] + walk->nz[p + l] * c[0];
        sums[l] += base;
        walk->area[p + l] = base / (2 * sqrt (2 * walk->offset[p + l]));
      }
  walk->volume = ((sums[0] + sums[1]) + (sums[2] + sums[3])) / 12;
}

const VitVoronoiWalkKernel VIT_VORONOI_WALK = { add_planes, find, is_cut, measure };
