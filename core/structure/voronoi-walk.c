/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-walk.h"

#include <math.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define NONE VIT_VORONOI_WALK_NONE
#define INLINE static inline __attribute__ ((always_inline))

/* Number of doubles in a vector, and of floats in a block. */
#define LANES 4
#define BLOCK VIT_VORONOI_WALK_BLOCK
#define MOST_BLOCKS (VIT_VORONOI_WALK_PLANES / BLOCK)

#define ROW VIT_VORONOI_WALK_ROW

/* The row of an array at a byte offset. */
#define AT(array, row_offset) ((void *) ((char *) (array) + (row_offset)))

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
/* Arguments of _mm256_permute_ps() and _mm256_permute4x64_pd(). */
enum
{
  SWAP_PAIRS = 2 | 3 << 2 | 0 << 4 | 1 << 6,
  SWAP_SINGLES = 1 | 0 << 2 | 3 << 4 | 2 << 6,
  ALL_FIRST = 0,
  ALL_SECOND = 0x55,
  ALL_THIRD = 0xaa,
  YZX = 1 | 2 << 2 | 0 << 4 | 3 << 6
};

/* Loads three numbers and a zero. */
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
  _mm_store_ps (walk->rounded[p], _mm256_cvtpd_ps (normal));
}

/* Adds four planes; false if one of the slots is a periodic image. */
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
  _mm_store_ps (walk->rounded_x + p, _mm256_cvtpd_ps (x));
  _mm_store_ps (walk->rounded_y + p, _mm256_cvtpd_ps (y));
  _mm_store_ps (walk->rounded_z + p, _mm256_cvtpd_ps (z));
  _mm_store_ps (walk->rounded_offset + p, _mm256_cvtpd_ps (offset));
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
        /* Pad the last four with one of them; the next block overwrites the padding. */
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

/* Finds the plane nearest to the origin. */
INLINE unsigned
find_nearest (const VitVoronoiWalk *walk, unsigned n_blocks)
{
#ifdef __AVX2__
  __m256 least = _mm256_load_ps (walk->rounded_offset);
  unsigned is_least = 0;
  for (unsigned k = 1; k < n_blocks; k++)
    least = _mm256_min_ps (least, _mm256_load_ps (walk->rounded_offset + BLOCK * k));
  least = _mm256_min_ps (least, _mm256_permute2f128_ps (least, least, 1));
  least = _mm256_min_ps (least, _mm256_permute_ps (least, SWAP_PAIRS));
  least = _mm256_min_ps (least, _mm256_permute_ps (least, SWAP_SINGLES));
  for (unsigned k = 0; k < n_blocks; k++)
    is_least |= (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (
                    least, _mm256_load_ps (walk->rounded_offset + BLOCK * k), _CMP_EQ_OQ))
                << BLOCK * k;
  return (unsigned) __builtin_ctz (is_least | 1u << 31);
#else
  unsigned nearest = 0;
  for (unsigned p = 1; p < BLOCK * n_blocks; p++)
    nearest = walk->rounded_offset[p] < walk->rounded_offset[nearest] ? p : nearest;
  return nearest;
#endif
}

/* Computes the slack of every plane at a point. */
static void
compute_slack (const VitVoronoiWalk *walk, unsigned n_blocks, const float at[3], float *slack)
{
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    slack[p] = walk->rounded_offset[p] - (walk->rounded_x[p] * at[0] + walk->rounded_y[p] * at[1] +
                                          walk->rounded_z[p] * at[2]);
}

/* Data for checking all steps at the end: how many planes passed through the points reached, and
 * the smallest inverse length of a step. */
#ifdef __AVX2__
typedef struct
{
  __m256i on; /* minus the number of planes */
  __m256 least;
} StepChecks;

INLINE StepChecks
begin_checks (void)
{
  return (StepChecks){ _mm256_setzero_si256 (), _mm256_set1_ps (1e30f) };
}

INLINE bool
are_steps_valid (const StepChecks *checks, unsigned n_on)
{
  int32_t on[BLOCK];
  _mm256_storeu_si256 ((__m256i *) on, checks->on);
  for (unsigned k = 0; k < BLOCK; k++)
    n_on += (unsigned) on[k];
  return n_on == 0 && _mm256_cvtss_f32 (checks->least) > 0;
}
#else
typedef struct
{
  unsigned on; /* minus the number of planes */
  float least;
} StepChecks;

INLINE StepChecks
begin_checks (void)
{
  return (StepChecks){ 0, 1e30f };
}

INLINE bool
are_steps_valid (const StepChecks *checks, unsigned n_on)
{
  return checks->on + n_on == 0 && checks->least > 0;
}
#endif

/* Walks from a point along the edge between the planes at @a, on the left, and @b to the first
 * plane with slack at that point. Writes the slack at its end and returns the plane. */
#ifdef __AVX2__
INLINE unsigned
walk_edge (const VitVoronoiWalk *walk,
           unsigned n_blocks,
           const float *slack,
           size_t a,
           size_t b,
           float clearance,
           float *slack_after,
           StepChecks *checks)
{
  __m128 m = _mm_load_ps (AT (walk->rounded, a)), n = _mm_load_ps (AT (walk->rounded, b));
  __m128 zxy =
      _mm_sub_ps (_mm_mul_ps (m, _mm_permute_ps (n, YZX)), _mm_mul_ps (_mm_permute_ps (m, YZX), n));
  __m256 e = _mm256_set_m128 (zxy, zxy), ex = _mm256_permute_ps (e, ALL_SECOND),
         ey = _mm256_permute_ps (e, ALL_THIRD), ez = _mm256_permute_ps (e, ALL_FIRST);
  __m256 clear = _mm256_set1_ps (clearance), soonest = _mm256_setzero_ps (), speed[MOST_BLOCKS],
         soon[MOST_BLOCKS];
  for (unsigned k = 0; k < n_blocks; k++)
    {
      unsigned p = BLOCK * k;
      __m256 left = _mm256_load_ps (slack + p);
      speed[k] =
          _mm256_add_ps (_mm256_add_ps (_mm256_mul_ps (_mm256_load_ps (walk->rounded_x + p), ex),
                                        _mm256_mul_ps (_mm256_load_ps (walk->rounded_y + p), ey)),
                         _mm256_mul_ps (_mm256_load_ps (walk->rounded_z + p), ez));
      soon[k] =
          _mm256_and_ps (_mm256_div_ps (speed[k], left), _mm256_cmp_ps (left, clear, _CMP_GT_OQ));
      soonest = _mm256_max_ps (soon[k], soonest);
    }
  soonest = _mm256_max_ps (soonest, _mm256_permute2f128_ps (soonest, soonest, 1));
  soonest = _mm256_max_ps (soonest, _mm256_permute_ps (soonest, SWAP_PAIRS));
  soonest = _mm256_max_ps (soonest, _mm256_permute_ps (soonest, SWAP_SINGLES));
  checks->least = _mm256_min_ps (checks->least, soonest);
  __m256 t = _mm256_div_ps (_mm256_set1_ps (1), soonest);
  unsigned met = 0;
  for (unsigned k = 0; k < n_blocks; k++)
    {
      __m256 left = _mm256_sub_ps (_mm256_load_ps (slack + BLOCK * k), _mm256_mul_ps (t, speed[k]));
      _mm256_store_ps (slack_after + BLOCK * k, left);
      checks->on = _mm256_add_epi32 (checks->on,
                                     _mm256_castps_si256 (_mm256_cmp_ps (left, clear, _CMP_LE_OQ)));
      met |= (unsigned) _mm256_movemask_ps (_mm256_cmp_ps (soon[k], soonest, _CMP_EQ_OQ))
             << BLOCK * k;
    }
  return (unsigned) __builtin_ctz (met | 1u << 31);
}
#else
INLINE unsigned
walk_edge (const VitVoronoiWalk *walk,
           unsigned n_blocks,
           const float *slack,
           size_t a,
           size_t b,
           float clearance,
           float *slack_after,
           StepChecks *checks)
{
  const float *m = AT (walk->rounded, a), *n = AT (walk->rounded, b);
  float ex = m[1] * n[2] - m[2] * n[1], ey = m[2] * n[0] - m[0] * n[2],
        ez = m[0] * n[1] - m[1] * n[0];
  float soonest = 0, speed[VIT_VORONOI_WALK_PLANES], soon[VIT_VORONOI_WALK_PLANES];
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    {
      speed[p] = walk->rounded_x[p] * ex + walk->rounded_y[p] * ey + walk->rounded_z[p] * ez;
      soon[p] = slack[p] > clearance ? speed[p] / slack[p] : 0;
      soonest = soon[p] > soonest ? soon[p] : soonest;
    }
  checks->least = soonest < checks->least ? soonest : checks->least;
  float t = 1 / soonest;
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    {
      slack_after[p] = slack[p] - t * speed[p];
      checks->on -= slack_after[p] <= clearance;
    }
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    if (soon[p] == soonest)
      return p;
  return VIT_VORONOI_WALK_PLANES - 1;
}
#endif

/* An edge with the planes on both sides and the plane at its end. */
typedef struct
{
  size_t edge, a, b, c; /* row offsets of the planes */
} EdgeEnd;

/* Finds the end of an edge and stores its slack as of the vertex at @w. */
INLINE EdgeEnd
find_edge_end (VitVoronoiWalk *walk,
               unsigned n_blocks,
               size_t edge,
               size_t w,
               float clearance,
               StepChecks *checks)
{
  const size_t stride = sizeof *walk->slack / ROW;
  size_t v = walk->begin[edge], a = walk->left[edge], b = walk->right[edge];
  size_t c = walk_edge (walk, n_blocks, AT (walk->slack, v * stride), a, b, clearance,
                        AT (walk->slack, w * stride), checks);
  return (EdgeEnd){ edge, a, b, c * ROW };
}

/* State of the walk. */
typedef struct
{
  size_t n_vertices, n_edges;
  uint64_t open; /* set of edges whose end is not known */
  uint64_t faces;
} WalkState;

/* Adds the half-edge that leaves the vertex at @w between the planes at @a, on the left, and @b. If
 * its twin is known, the edge ends here, otherwise it begins. Which is unpredictable: avoid
 * branches. Each pair of planes has one edge, which is met once at either end. */
INLINE void
add_half_edge (VitVoronoiWalk *walk, WalkState *state, size_t w, size_t a, size_t b)
{
  size_t last = state->n_edges, half_edge = ((uint8_t *) AT (walk->half_edge, b))[a / ROW];
  size_t edge = half_edge < last ? half_edge : last;
  walk->begin[last] = (uint32_t) w;
  walk->left[last] = (uint32_t) a;
  walk->right[last] = (uint32_t) b;
  walk->end[edge] = (uint32_t) w;
  ((uint8_t *) AT (walk->half_edge, a))[b / ROW] = (uint8_t) last;
  state->open ^= UINT64_C (1) << edge;
  state->n_edges = last + (half_edge == NONE);
}

INLINE void
set_vertex (VitVoronoiWalk *walk, size_t vertex, size_t a, size_t b, size_t c)
{
  walk->first[vertex] = (uint32_t) a;
  walk->second[vertex] = (uint32_t) b;
  walk->third[vertex] = (uint32_t) c;
}

/* Adds the vertex at the end of an edge. */
INLINE void
add_vertex (VitVoronoiWalk *walk, WalkState *state, const EdgeEnd *found)
{
  size_t vertex = state->n_vertices++, w = vertex * ROW, edge = found->edge;
  state->open &= ~(UINT64_C (1) << edge);
  state->faces |= UINT64_C (1) << found->c / ROW;
  set_vertex (walk, vertex, found->a, found->b, found->c);
  walk->end[edge] = (uint32_t) w;
  add_half_edge (walk, state, w, found->a, found->c);
  add_half_edge (walk, state, w, found->c, found->b);
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

/* Finds a first vertex from the foot of the plane nearest to the origin, which is a point of the
 * cell. */
INLINE WalkState
find_first_vertex (VitVoronoiWalk *walk, unsigned n_blocks, float clearance, StepChecks *checks)
{
  float slack[2][VIT_VORONOI_WALK_PLANES] __attribute__ ((aligned (32)));
  unsigned a = find_nearest (walk, n_blocks), any = a == 0;
  const float *normal = walk->rounded[a];
  float foot[3] = { 0.5f * normal[0], 0.5f * normal[1], 0.5f * normal[2] };
  compute_slack (walk, n_blocks, foot, slack[0]);
  a *= ROW;
  unsigned b =
      ROW * walk_edge (walk, n_blocks, slack[0], a, any * ROW, clearance, slack[1], checks);
  unsigned c = ROW * walk_edge (walk, n_blocks, slack[1], a, b, clearance, walk->slack[0], checks);
  WalkState state = { .n_vertices = 1,
                      .faces = UINT64_C (1) << a / ROW | UINT64_C (1) << b / ROW |
                               UINT64_C (1) << c / ROW };
  set_vertex (walk, 0, a, b, c);
  add_half_edge (walk, &state, 0, b, a);
  add_half_edge (walk, &state, 0, a, c);
  add_half_edge (walk, &state, 0, c, b);
  return state;
}

INLINE bool
walk_cell (VitVoronoiWalk *walk, unsigned n_blocks, float clearance)
{
  StepChecks checks = begin_checks ();
  for (unsigned p = 0; p < BLOCK * n_blocks; p++)
    clear_row (walk->half_edge[p]);
  WalkState state = find_first_vertex (walk, n_blocks, clearance, &checks);
  unsigned n_on = 2 + 3;
  /* Walk two edges at a time to hide latency: the oldest and the newest open one, which seldom end
   * in the same vertex. If they do, the second walk is wasted. */
  while (state.open && state.n_vertices <= VIT_VORONOI_WALK_VERTICES - 2 &&
         state.n_edges <= VIT_VORONOI_WALK_EDGES - 4)
    {
      size_t w = ROW * state.n_vertices, first = (size_t) __builtin_ctzll (state.open),
             last = 63 ^ (size_t) __builtin_clzll (state.open);
      EdgeEnd first_end = find_edge_end (walk, n_blocks, first, w, clearance, &checks),
              last_end = find_edge_end (walk, n_blocks, last, w + ROW, clearance, &checks);
      n_on += 3 + 3;
      add_vertex (walk, &state, &first_end);
      if (state.open >> last & 1)
        add_vertex (walk, &state, &last_end);
    }
  walk->n_vertices = (unsigned) state.n_vertices;
  walk->n_edges = (unsigned) state.n_edges;
  walk->faces = state.faces;
  unsigned n_faces = (unsigned) __builtin_popcountll (walk->faces);
  /* Check that every edge has two ends, that the surface is closed (Euler), and that each vertex is
   * on three planes and the point before the first one on two. Fewer are impossible if each step
   * had an end. */
  return state.open == 0 && 2 * state.n_edges == 3 * state.n_vertices &&
         state.n_vertices + 4 == 2 * n_faces && are_steps_valid (&checks, n_on);
}

#include "core/structure/voronoi-vertices.h"

static bool
find (VitVoronoiWalk *walk, double unit)
{
  float clearance = (float) (VIT_VORONOI_WALK_CLEARANCE * unit * unit);
  unsigned n_blocks = (walk->n_planes + BLOCK - 1) / BLOCK;
  bool found;
  switch (n_blocks)
    {
    case 2:
      found = walk_cell (walk, 2, clearance);
      break;
    case 3:
      found = walk_cell (walk, 3, clearance);
      break;
    default:
      found = n_blocks > 0 && walk_cell (walk, n_blocks, clearance);
    }
  if (!found)
    return false;
  find_vertices (walk);
  double most = VIT_VORONOI_WALK_MAX_RADIUS * unit;
  return walk->r2_max < most * most;
}

const VitVoronoiWalkKernel VIT_VORONOI_WALK = { mark_within, add_planes, find, is_cut, measure };
