/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-cell.h"

#include <math.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

static inline uint64_t
pack_four (uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
  return a | b << 16 | c << 32 | d << 48;
}

static inline __attribute__ ((always_inline)) void
init (VitVoronoiCell *cell, const VitVoronoiArrays *in, double half, double tolerance)
{
  cell->tolerance = tolerance;
  cell->r2_max_known = false;
  memset (in->live_vertices, 0, 2 * sizeof (uint64_t) << (in->shift - 6));
  in->live_vertices[0] = 0xff;
  memset (in->live_planes, 0, sizeof (uint64_t) << (in->shift - 6));
  in->live_planes[0] = 0x3f;
  cell->n_planes = 6;
  cell->n_slots = 8;
  for (unsigned p = 0; p < 6; p++)
    {
      for (unsigned k = 0; k < 3; k++)
        in->normal[p][k] = k != p / 2 ? 0 : p % 2 ? -1 : 1;
      in->offset[p] = half;
      in->tag[p] = VIT_VORONOI_NO_TAG;
    }
  for (uint16_t v = 0; v < 8; v++)
    {
      unsigned lower_x = v & 1, lower_y = v >> 1 & 1, lower_z = v >> 2;
      bool even = !(lower_x ^ lower_y ^ lower_z);
      uint16_t a = (uint16_t) lower_x, b = (uint16_t) (even ? 2 + lower_y : 4 + lower_z),
               c = (uint16_t) (even ? 4 + lower_z : 2 + lower_y);
      in->x[v] = lower_x ? -half : half;
      in->y[v] = lower_y ? -half : half;
      in->z[v] = lower_z ? -half : half;
      in->vertex[v][0] = in->x[v];
      in->vertex[v][1] = in->y[v];
      in->vertex[v][2] = in->z[v];
      in->vertex[v][3] = 0;
      in->planes[v] = pack_four (a, b, c, a);
      in->ends[a << in->shift | b] = v;
      in->ends[b << in->shift | c] = v;
      in->ends[c << in->shift | a] = v;
    }
}

/* Finds the squared distance of the farthest vertex. */
static inline __attribute__ ((always_inline)) void
find_r2_max (VitVoronoiCell *cell, const VitVoronoiArrays *in)
{
#ifdef __AVX2__
  const __m256i bit = _mm256_setr_epi64x (1, 2, 4, 8);
  __m256d farthest = _mm256_setzero_pd ();
  for (unsigned v = 0; v < cell->n_slots; v += 4)
    {
      __m256d x = _mm256_load_pd (in->x + v), y = _mm256_load_pd (in->y + v),
              z = _mm256_load_pd (in->z + v);
      __m256d r2 = _mm256_add_pd (_mm256_add_pd (_mm256_mul_pd (x, x), _mm256_mul_pd (y, y)),
                                  _mm256_mul_pd (z, z));
      __m256i live_vertices = _mm256_set1_epi64x ((int64_t) (in->live_vertices[v / 64] >> v % 64));
      live_vertices = _mm256_cmpeq_epi64 (_mm256_and_si256 (live_vertices, bit), bit);
      farthest = _mm256_max_pd (farthest, _mm256_and_pd (r2, _mm256_castsi256_pd (live_vertices)));
    }
  __m128d two = _mm_max_pd (_mm256_castpd256_pd128 (farthest), _mm256_extractf128_pd (farthest, 1));
  cell->r2_max = _mm_cvtsd_f64 (_mm_max_sd (two, _mm_unpackhi_pd (two, two)));
#else
  double farthest = 0;
  for (unsigned v = 0; v < cell->n_slots; v++)
    {
      double r2 = in->x[v] * in->x[v] + in->y[v] * in->y[v] + in->z[v] * in->z[v];
      farthest = (in->live_vertices[v / 64] >> v % 64 & 1) && r2 > farthest ? r2 : farthest;
    }
  cell->r2_max = farthest;
#endif
}

/* Marks the vertices beyond the plane; false if there are none. */
static inline __attribute__ ((always_inline)) bool
find_outside (VitVoronoiCell *cell, const VitVoronoiArrays *in, const double n[3], double limit)
{
  uint64_t any = 0;
#ifdef __AVX2__
  __m256d nx = _mm256_set1_pd (n[0]), ny = _mm256_set1_pd (n[1]), nz = _mm256_set1_pd (n[2]),
          most = _mm256_set1_pd (limit);
#endif
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    {
      uint64_t mask = 0;
      unsigned end = MIN (cell->n_slots - w * 64, 64);
      const double *x = in->x + w * 64, *y = in->y + w * 64, *z = in->z + w * 64;
      double *dot = in->dot + w * 64;
#ifdef __AVX2__
      /* Take sixteen at a time: the branch at the end of a loop of varying length is mispredicted.
       */
      for (unsigned first = 0; first < end; first += 16)
        for (unsigned v = first; v < first + 16; v += 4)
          {
            __m256d d = _mm256_add_pd (_mm256_add_pd (_mm256_mul_pd (_mm256_load_pd (x + v), nx),
                                                      _mm256_mul_pd (_mm256_load_pd (y + v), ny)),
                                       _mm256_mul_pd (_mm256_load_pd (z + v), nz));
            _mm256_store_pd (dot + v, d);
            mask |= (uint64_t) _mm256_movemask_pd (_mm256_cmp_pd (d, most, _CMP_GT_OQ)) << v;
          }
#else
      for (unsigned v = 0; v < end; v++)
        {
          dot[v] = x[v] * n[0] + y[v] * n[1] + z[v] * n[2];
          mask |= (uint64_t) (dot[v] > limit) << v;
        }
#endif
      /* Ignore slots that are not in use. */
      mask &= in->live_vertices[w];
      in->outside[w] = mask;
      any |= mask;
    }
  return any != 0;
}

static inline __attribute__ ((always_inline)) bool
is_outside (const VitVoronoiArrays *in, unsigned v)
{
  return in->outside[v / 64] >> v % 64 & 1;
}

/* Packs an edge: two planes, from a vertex's planes shifted to the lowest bits, and its ends. */
static inline uint64_t
pack_edge (uint64_t planes, unsigned removed, unsigned kept)
{
  return (uint32_t) planes | (uint64_t) removed << 32 | (uint64_t) kept << 48;
}

/* Writes the vertex where plane @p cuts an edge to slot @v. */
static inline __attribute__ ((always_inline)) void
add_vertex (const VitVoronoiArrays *in, uint64_t edge, double offset, unsigned p, unsigned v)
{
  unsigned a = edge & 0xffff, b = edge >> 16 & 0xffff, removed = edge >> 32 & 0xffff,
           kept = (unsigned) (edge >> 48);
  double inside = offset - in->dot[kept], beyond = in->dot[removed] - offset;
  inside = inside < 0 ? 0 : inside;
  double t = inside / (inside + beyond);
#ifdef __AVX2__
  __m256d from = _mm256_load_pd (in->vertex[kept]), to = _mm256_load_pd (in->vertex[removed]);
  __m256d at = _mm256_add_pd (from, _mm256_mul_pd (_mm256_set1_pd (t), _mm256_sub_pd (to, from)));
  __m128d low = _mm256_castpd256_pd128 (at);
  _mm256_store_pd (in->vertex[v], at);
  _mm_storel_pd (&in->x[v], low);
  _mm_storeh_pd (&in->y[v], low);
  _mm_storel_pd (&in->z[v], _mm256_extractf128_pd (at, 1));
#else
  const double *from = in->vertex[kept], *to = in->vertex[removed];
  in->vertex[v][0] = in->x[v] = from[0] + t * (to[0] - from[0]);
  in->vertex[v][1] = in->y[v] = from[1] + t * (to[1] - from[1]);
  in->vertex[v][2] = in->z[v] = from[2] + t * (to[2] - from[2]);
  in->vertex[v][3] = 0;
#endif
  in->planes[v] = (uint32_t) edge | (uint64_t) p << 32 | (uint64_t) a << 48;
  in->ends[a << in->shift | b] = (uint16_t) v;
  in->ends[b << in->shift | p] = (uint16_t) v;
  in->ends[p << in->shift | a] = (uint16_t) v;
}

/* Whether the counts of a cut are those of a convex body: every cut plane is entered once, and
 * vertices stay twice the faces less four. */
static inline bool
is_convex (unsigned n_removed, unsigned n_new, unsigned n_crossed, unsigned n_lost)
{
  return n_new >= 3 && n_crossed == n_new && n_new + 2 * n_lost == n_removed + 2;
}

/* Replaces the vertices outside by new ones where plane @p cuts the edges; sets of up to 64
 * vertices and planes are one word each. Avoids unpredictable branches. Planes that lost vertices
 * and are not cut have lost all. */
static __attribute__ ((noinline)) VitCut
replace_few (VitVoronoiCell *cell, double offset, unsigned p)
{
  VitVoronoiArrays arrays, *in = &arrays;
  vit_voronoi_arrays_init (in, cell->memory, VIT_VORONOI_FIRST_SHIFT);
  const uint64_t one = 1, removed = in->outside[0], live_vertices = in->live_vertices[0];
  uint64_t incident = 0, cut_planes = 0;
  unsigned n_new = 0;
  const unsigned shift = VIT_VORONOI_FIRST_SHIFT;
  for (uint64_t mask = removed; mask; mask &= mask - 1)
    {
      unsigned v = (unsigned) __builtin_ctzll (mask);
      uint64_t planes = in->planes[v];
      unsigned a = planes & 0xffff, b = planes >> 16 & 0xffff, c = planes >> 32 & 0xffff;
      unsigned ab = in->ends[b << shift | a], bc = in->ends[c << shift | b],
               ca = in->ends[a << shift | c];
      uint64_t keep_ab = ~removed >> (ab & 63) & 1, keep_bc = ~removed >> (bc & 63) & 1,
               keep_ca = ~removed >> (ca & 63) & 1;
      incident |= one << a | one << b | one << c;
      in->cut_edges[n_new] = pack_edge (planes, v, ab);
      n_new += (unsigned) keep_ab;
      in->cut_edges[n_new] = pack_edge (planes >> 16, v, bc);
      n_new += (unsigned) keep_bc;
      in->cut_edges[n_new] = pack_edge (planes >> 32, v, ca);
      n_new += (unsigned) keep_ca;
    }
  uint64_t unused = ~live_vertices, left = live_vertices & ~removed;
  if (n_new > (unsigned) __builtin_popcountll (unused))
    return VIT_CUT_NONE;
  for (unsigned born = 0; born < n_new; born++, unused &= unused - 1)
    {
      uint64_t edge = in->cut_edges[born];
      left |= unused & -unused;
      cut_planes |= one << (edge & 63);
      add_vertex (in, edge, offset, p, (unsigned) __builtin_ctzll (unused));
    }
  uint64_t lost = incident & ~cut_planes;
  if (!is_convex ((unsigned) __builtin_popcountll (removed), n_new,
                  (unsigned) __builtin_popcountll (cut_planes),
                  (unsigned) __builtin_popcountll (lost)))
    return VIT_CUT_INCONSISTENT;
  in->live_planes[0] &= ~lost;
  in->live_vertices[0] = left;
  cell->n_slots = 64 - (unsigned) __builtin_clzll (left);
  return VIT_CUT_DONE;
}

static inline void
add_plane (uint64_t *set, unsigned p)
{
  set[p / 64] |= UINT64_C (1) << p % 64;
}

/* The lowest slot from @from on that is not in use. */
static inline unsigned
find_unused (const VitVoronoiArrays *in, unsigned from)
{
  while (from < 2u << in->shift && (in->live_vertices[from / 64] >> from % 64 & 1))
    from++;
  return from;
}

/* Does the same with any number of vertices and planes. */
static VitCut
replace_many (VitVoronoiCell *cell, const VitVoronoiArrays *in, double offset, unsigned p)
{
  unsigned n_words = 1u << (in->shift - 6), n_new = 0, n_removed = 0, n_crossed = 0, n_lost = 0,
           n_slots = 2u << in->shift;
  memset (in->incident, 0, n_words * sizeof *in->incident);
  memset (in->cut_planes, 0, n_words * sizeof *in->cut_planes);
  for (unsigned v = 0; v < cell->n_slots; v++)
    {
      if (!is_outside (in, v))
        continue;
      n_removed++;
      for (unsigned k = 0; k < 3; k++)
        {
          uint64_t planes = in->planes[v] >> 16 * k;
          unsigned a = planes & 0xffff, b = planes >> 16 & 0xffff,
                   end = in->ends[b << in->shift | a];
          add_plane (in->incident, a);
          if (is_outside (in, end))
            continue;
          add_plane (in->cut_planes, a);
          in->cut_edges[n_new++] = pack_edge (planes, v, end);
        }
    }
  for (unsigned w = 0; w < n_words; w++)
    {
      n_crossed += (unsigned) __builtin_popcountll (in->cut_planes[w]);
      n_lost += (unsigned) __builtin_popcountll (in->incident[w] & ~in->cut_planes[w]);
    }
  if (!is_convex (n_removed, n_new, n_crossed, n_lost))
    return VIT_CUT_INCONSISTENT;
  for (unsigned w = 0; w < n_words; w++)
    in->live_planes[w] &= ~(in->incident[w] & ~in->cut_planes[w]);
  unsigned v = find_unused (in, 0), last = 0;
  for (unsigned born = 0; born < n_new; born++)
    {
      if (v == n_slots)
        return VIT_CUT_FULL;
      add_vertex (in, in->cut_edges[born], offset, p, v);
      /* Do not mark it as used before the end: slots of removed vertices must not be reused yet. */
      last = v;
      v = find_unused (in, v + 1);
    }
  v = find_unused (in, 0);
  for (unsigned born = 0; born < n_new; born++, v = find_unused (in, v + 1))
    in->live_vertices[v / 64] |= UINT64_C (1) << v % 64;
  for (unsigned w = 0; w < n_slots / 64; w++)
    in->live_vertices[w] &= ~(w * 64 < cell->n_slots ? in->outside[w] : 0);
  cell->n_slots = MAX (cell->n_slots, last + 1);
  return VIT_CUT_DONE;
}

/* The first plane that is not in use, or the capacity. */
static inline __attribute__ ((always_inline)) unsigned
find_free_plane (const VitVoronoiArrays *in)
{
  for (unsigned w = 0; w < 1u << (in->shift - 6); w++)
    if (~in->live_planes[w])
      return w * 64 + (unsigned) __builtin_ctzll (~in->live_planes[w]);
  return 1u << in->shift;
}

static inline __attribute__ ((always_inline)) VitCut
cut (VitVoronoiCell *cell, const VitVoronoiArrays *in, const double normal[3], uint32_t tag)
{
  double offset = 0.5 * (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
  if (!find_outside (cell, in, normal, offset * (1 + cell->tolerance)))
    {
      if (!cell->r2_max_known)
        find_r2_max (cell, in);
      cell->r2_max_known = true;
      return VIT_CUT_NONE;
    }
  unsigned p = find_free_plane (in);
  if (p == 1u << in->shift)
    return VIT_CUT_FULL;
  VitCut done = VIT_CUT_NONE;
  if (in->shift == VIT_VORONOI_FIRST_SHIFT && cell->n_slots <= 64)
    done = replace_few (cell, offset, p);
  if (done == VIT_CUT_NONE)
    done = replace_many (cell, in, offset, p);
  cell->r2_max_known = false;
  if (done != VIT_CUT_DONE)
    return done;
  in->live_planes[p / 64] |= UINT64_C (1) << p % 64;
  cell->n_planes = MAX (cell->n_planes, p + 1);
  memcpy (in->normal[p], normal, sizeof in->normal[p]);
  in->offset[p] = offset;
  in->tag[p] = tag;
  return VIT_CUT_DONE;
}

/* Far above the rounding of distances. */
#define ROUNDING_MARGIN (1 + 1e-9)

static inline __attribute__ ((always_inline)) bool
touches (VitVoronoiCell *cell, const VitVoronoiArrays *in, const double lo[3], const double hi[3])
{
  uint64_t any = 0;
  if (!cell->r2_max_known)
    find_r2_max (cell, in);
  cell->r2_max_known = true;
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    {
      uint64_t mask = 0;
      unsigned end = MIN (cell->n_slots - w * 64, 64);
      const double *x = in->x + w * 64, *y = in->y + w * 64, *z = in->z + w * 64;
#ifdef __AVX2__
      for (unsigned v = 0; v < end; v += 4)
        {
          __m256d r2 = _mm256_setzero_pd (), d2 = r2;
          const double *at[3] = { x + v, y + v, z + v };
          for (int k = 0; k < 3; k++)
            {
              __m256d u = _mm256_load_pd (at[k]);
              __m256d d = _mm256_max_pd (_mm256_sub_pd (_mm256_set1_pd (lo[k]), u),
                                         _mm256_sub_pd (u, _mm256_set1_pd (hi[k])));
              d = _mm256_max_pd (d, _mm256_setzero_pd ());
              r2 = _mm256_add_pd (r2, _mm256_mul_pd (u, u));
              d2 = _mm256_add_pd (d2, _mm256_mul_pd (d, d));
            }
          r2 = _mm256_mul_pd (r2, _mm256_set1_pd (ROUNDING_MARGIN));
          mask |= (uint64_t) _mm256_movemask_pd (_mm256_cmp_pd (d2, r2, _CMP_LE_OQ)) << v;
        }
#else
      for (unsigned v = 0; v < end; v++)
        {
          double r2 = 0, d2 = 0;
          const double at[3] = { x[v], y[v], z[v] };
          for (int k = 0; k < 3; k++)
            {
              double d = fmax (fmax (lo[k] - at[k], at[k] - hi[k]), 0);
              r2 += at[k] * at[k];
              d2 += d * d;
            }
          mask |= (uint64_t) (d2 <= r2 * ROUNDING_MARGIN) << v;
        }
#endif
      any |= mask & in->live_vertices[w];
    }
  return any != 0;
}

/* Collects every edge once, with its two ends, and r2_max; false if the cell is inconsistent. */
static inline __attribute__ ((always_inline)) bool
collect_edges (VitVoronoiCell *cell, const VitVoronoiArrays *in, unsigned *n_edges)
{
  unsigned n = 0, n_vertices = 0, shift = in->shift;
  bool wrong = false;
  find_r2_max (cell, in);
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    for (uint64_t live_vertices = in->live_vertices[w]; live_vertices;
         live_vertices &= live_vertices - 1)
      {
        unsigned v = w * 64 + (unsigned) __builtin_ctzll (live_vertices);
        n_vertices++;
        uint64_t planes = in->planes[v];
        for (unsigned k = 0; k < 3; k++, planes >>= 16)
          {
            unsigned a = planes & 0xffff, b = planes >> 16 & 0xffff, u = in->ends[b << shift | a];
            wrong |= (in->ends[a << shift | b] != v) | !(in->live_vertices[u / 64] >> u % 64 & 1);
            in->cut_edges[n] = pack_edge (planes, u, v);
            n += a < b;
          }
      }
  *n_edges = n;
  return !wrong && 2 * n == 3 * n_vertices;
}

/* Adds the cross product of the ends of every edge to the faces on both sides. */
static inline __attribute__ ((always_inline)) void
measure_edges (VitVoronoiCell *cell, const VitVoronoiArrays *in, unsigned n, double limit)
{
  for (unsigned e = 0; e < n; e++)
    {
      uint64_t edge = in->cut_edges[e];
      unsigned a = edge & 0xffff, b = edge >> 16 & 0xffff, u = edge >> 32 & 0xffff,
               v = (unsigned) (edge >> 48);
#ifdef __AVX2__
      enum
      {
        YZX = 1 | 2 << 2 | 0 << 4 | 3 << 6
      };
      __m256d from = _mm256_load_pd (in->vertex[u]);
      __m256d d = _mm256_sub_pd (_mm256_load_pd (in->vertex[v]), from);
      __m256d c = _mm256_sub_pd (_mm256_mul_pd (from, _mm256_permute4x64_pd (d, YZX)),
                                 _mm256_mul_pd (_mm256_permute4x64_pd (from, YZX), d));
      double *of_a = in->area_vector[a], *of_b = in->area_vector[b];
      _mm256_store_pd (of_a, _mm256_add_pd (_mm256_load_pd (of_a), c));
      _mm256_store_pd (of_b, _mm256_sub_pd (_mm256_load_pd (of_b), c));
      __m256d squares = _mm256_mul_pd (d, d);
      __m128d xy = _mm256_castpd256_pd128 (squares);
      __m128d sum = _mm_add_sd (_mm_add_sd (xy, _mm_unpackhi_pd (xy, xy)),
                                _mm256_extractf128_pd (squares, 1));
      unsigned counts = _mm_cvtsd_f64 (sum) > limit;
#else
      const double *from = in->vertex[u], *to = in->vertex[v];
      double x = from[0], y = from[1], z = from[2];
      double dx = to[0] - x, dy = to[1] - y, dz = to[2] - z;
      double c[3] = { x * dy - y * dx, y * dz - z * dy, z * dx - x * dz };
      for (int k = 0; k < 3; k++)
        {
          in->area_vector[a][k] += c[k];
          in->area_vector[b][k] -= c[k];
        }
      unsigned counts = dx * dx + dy * dy + dz * dz > limit;
#endif
      in->n_edges[a] += (uint16_t) counts;
      in->n_edges[b] += (uint16_t) counts;
    }
}

static inline __attribute__ ((always_inline)) bool
finish (VitVoronoiCell *cell, const VitVoronoiArrays *in)
{
  double shortest = cell->tolerance * VIT_VORONOI_EDGE_TOLERANCE, sum = 0;
  unsigned n_edges, n_faces = 0, n_planes = cell->n_planes;
  memset (in->area_vector, 0, n_planes * sizeof *in->area_vector);
  memset (in->n_edges, 0, n_planes * sizeof *in->n_edges);
  if (!collect_edges (cell, in, &n_edges))
    return false;
  measure_edges (cell, in, n_edges, shortest * shortest * cell->r2_max);
  /* Twice the area times the length of the normal, which is twice the height of the pyramid over
   * the face. Planes that are not in use have none. */
  for (unsigned p = 0; p < n_planes; p++)
    {
      const double *n = in->normal[p], *c = in->area_vector[p];
      in->area[p] = n[0] * c[1] + n[1] * c[2] + n[2] * c[0];
      sum += in->area[p];
    }
  cell->volume = sum / 12;
  for (unsigned p = 0; p < n_planes; p++)
    in->area[p] /= 2 * sqrt (2 * in->offset[p]);
  for (unsigned w = 0; w * 64 < n_planes; w++)
    n_faces += (unsigned) __builtin_popcountll (in->live_planes[w]);
  /* Euler, with three edges at every vertex. */
  return n_edges == 3 * n_faces - 6;
}

/* Compile for the smallest capacity, with arrays at constant offsets, which nearly all cells have.
 */
#define WITH_ARRAYS(call)                                                                          \
  if (cell->arrays.shift == VIT_VORONOI_FIRST_SHIFT)                                               \
    {                                                                                              \
      VitVoronoiArrays arrays, *in = &arrays;                                                      \
      vit_voronoi_arrays_init (in, cell->memory, VIT_VORONOI_FIRST_SHIFT);                         \
      return call;                                                                                 \
    }                                                                                              \
  const VitVoronoiArrays *in = &cell->arrays;                                                      \
  return call;

static void
cell_init (VitVoronoiCell *cell, double half, double tolerance)
{
  WITH_ARRAYS (init (cell, in, half, tolerance))
}

static VitCut
cell_cut (VitVoronoiCell *cell, const double normal[3], uint32_t tag)
{
  WITH_ARRAYS (cut (cell, in, normal, tag))
}

static bool
cell_touches (VitVoronoiCell *cell, const double lo[3], const double hi[3])
{
  WITH_ARRAYS (touches (cell, in, lo, hi))
}

static bool
cell_finish (VitVoronoiCell *cell)
{
  WITH_ARRAYS (finish (cell, in))
}

const VitVoronoiKernel VIT_VORONOI_KERNEL = { cell_init, cell_cut, cell_touches, cell_finish };
