/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-cell.h"

#include <math.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

static inline __attribute__ ((always_inline)) void
init (VitVoronoiCell *cell, const VitVoronoiArrays *in, double half, double tolerance)
{
  cell->tolerance = tolerance;
  cell->n_free_slots = 0;
  memset (in->r2, 0, cell->n_slots * sizeof *in->r2);
  memset (in->alive, 0, sizeof (uint64_t) << (in->shift - 6));
  in->alive[0] = 0x3f;
  cell->n_planes = 6;
  cell->n_slots = 8;
  cell->r2_max = 3 * half * half;
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
      in->r2[v] = cell->r2_max;
      in->planes[v][0] = a;
      in->planes[v][1] = b;
      in->planes[v][2] = c;
      in->ends[a << in->shift | b] = v;
      in->ends[b << in->shift | c] = v;
      in->ends[c << in->shift | a] = v;
    }
}

/* Sets the vertices beyond the plane in the mask, and r2_max on the way; whether there are any. */
static inline __attribute__ ((always_inline)) bool
find_outside (VitVoronoiCell *cell, const VitVoronoiArrays *in, const double n[3], double limit)
{
  uint64_t any = 0;
#ifdef __AVX2__
  __m256d nx = _mm256_set1_pd (n[0]), ny = _mm256_set1_pd (n[1]), nz = _mm256_set1_pd (n[2]),
          most = _mm256_set1_pd (limit), farthest = _mm256_setzero_pd ();
#else
  double farthest = 0;
#endif
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    {
      uint64_t mask = 0;
      unsigned end = MIN (cell->n_slots - w * 64, 64);
      const double *x = in->x + w * 64, *y = in->y + w * 64, *z = in->z + w * 64,
                   *r2 = in->r2 + w * 64;
      double *dot = in->dot + w * 64;
#ifdef __AVX2__
      for (unsigned v = 0; v < end; v += 4)
        {
          __m256d d = _mm256_add_pd (_mm256_add_pd (_mm256_mul_pd (_mm256_load_pd (x + v), nx),
                                                    _mm256_mul_pd (_mm256_load_pd (y + v), ny)),
                                     _mm256_mul_pd (_mm256_load_pd (z + v), nz));
          farthest = _mm256_max_pd (farthest, _mm256_load_pd (r2 + v));
          _mm256_store_pd (dot + v, d);
          mask |= (uint64_t) _mm256_movemask_pd (_mm256_cmp_pd (d, most, _CMP_GT_OQ)) << v;
        }
      /* Beyond the last slot lies what earlier cells left. */
      if (end < 64)
        mask &= (UINT64_C (1) << end) - 1;
#else
      for (unsigned v = 0; v < end; v++)
        {
          dot[v] = x[v] * n[0] + y[v] * n[1] + z[v] * n[2];
          farthest = r2[v] > farthest ? r2[v] : farthest;
          mask |= (uint64_t) (dot[v] > limit) << v;
        }
#endif
      in->outside[w] = mask;
      any |= mask;
    }
#ifdef __AVX2__
  __m128d two = _mm_max_pd (_mm256_castpd256_pd128 (farthest), _mm256_extractf128_pd (farthest, 1));
  cell->r2_max = _mm_cvtsd_f64 (_mm_max_sd (two, _mm_unpackhi_pd (two, two)));
#else
  cell->r2_max = farthest;
#endif
  return any != 0;
}

static inline __attribute__ ((always_inline)) bool
is_outside (const VitVoronoiArrays *in, unsigned v)
{
  return in->outside[v / 64] >> v % 64 & 1;
}

/* An edge that the plane cuts, between the planes a and b: four numbers of 16 bits in one. */
static inline uint64_t
pack_edge (uint16_t a, uint16_t b, unsigned removed, unsigned kept)
{
  return a | (uint64_t) b << 16 | (uint64_t) removed << 32 | (uint64_t) kept << 48;
}

/* Sets of planes: one word for nearly all cells, else as many as there are. */
typedef struct
{
  uint64_t word;
  uint64_t *words; /* or NULL */
} PlaneSet;

static inline __attribute__ ((always_inline)) void
add_plane (PlaneSet *set, unsigned p)
{
  if (set->words)
    set->words[p / 64] |= UINT64_C (1) << p % 64;
  else
    set->word |= UINT64_C (1) << p;
}

/* Collects the vertices to remove, their planes, and the edges that leave them towards those that
 * stay: without branches, which could not be foreseen. */
static inline __attribute__ ((always_inline)) unsigned
survey_word (const VitVoronoiArrays *in,
             unsigned w,
             bool one_word,
             PlaneSet *touched,
             unsigned *n_removed,
             unsigned n_born)
{
  unsigned removed = *n_removed, shift = in->shift;
  uint64_t word = in->outside[w];
  for (uint64_t mask = word; mask; mask &= mask - 1)
    {
      unsigned v = w * 64 + (unsigned) __builtin_ctzll (mask);
      uint16_t a = in->planes[v][0], b = in->planes[v][1], c = in->planes[v][2];
      unsigned ab = in->ends[b << shift | a], bc = in->ends[c << shift | b],
               ca = in->ends[a << shift | c];
      add_plane (touched, a);
      add_plane (touched, b);
      add_plane (touched, c);
      in->removed[removed++] = (uint16_t) v;
      in->cut_edges[n_born] = pack_edge (a, b, v, ab);
      n_born += one_word ? !(word >> ab & 1) : !is_outside (in, ab);
      in->cut_edges[n_born] = pack_edge (b, c, v, bc);
      n_born += one_word ? !(word >> bc & 1) : !is_outside (in, bc);
      in->cut_edges[n_born] = pack_edge (c, a, v, ca);
      n_born += one_word ? !(word >> ca & 1) : !is_outside (in, ca);
    }
  *n_removed = removed;
  return n_born;
}

static inline __attribute__ ((always_inline)) unsigned
survey (VitVoronoiCell *cell, const VitVoronoiArrays *in, PlaneSet *touched, unsigned *n_removed)
{
  unsigned n_born = 0;
  *n_removed = 0;
  if (cell->n_slots <= 64)
    return survey_word (in, 0, true, touched, n_removed, 0);
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    n_born = survey_word (in, w, false, touched, n_removed, n_born);
  return n_born;
}

/* Where the plane cuts the edges, and the planes that it crosses. */
static inline __attribute__ ((always_inline)) void
bear_all (const VitVoronoiArrays *in, unsigned n_born, double offset, PlaneSet *crossed)
{
  for (unsigned born = 0; born < n_born; born++)
    {
      uint64_t edge = in->cut_edges[born];
      unsigned removed = edge >> 32 & 0xffff, kept = (unsigned) (edge >> 48);
      add_plane (crossed, edge & 0xffff);
      double inside = offset - in->dot[kept], beyond = in->dot[removed] - offset;
      inside = inside < 0 ? 0 : inside;
      double t = inside / (inside + beyond);
      in->born_at[born][0] = in->x[kept] + t * (in->x[removed] - in->x[kept]);
      in->born_at[born][1] = in->y[kept] + t * (in->y[removed] - in->y[kept]);
      in->born_at[born][2] = in->z[kept] + t * (in->z[removed] - in->z[kept]);
    }
}

/* Planes that lost vertices and are not crossed have lost all. Whether the counts are those of a
 * convex body: every plane crossed is entered once, and vertices stay twice the faces less four. */
static inline __attribute__ ((always_inline)) bool
release_planes (const VitVoronoiArrays *in,
                const PlaneSet *touched,
                const PlaneSet *crossed,
                unsigned n_removed,
                unsigned n_born)
{
  unsigned n_crossed = 0, n_lost = 0, n_words = touched->words ? 1u << (in->shift - 6) : 1;
  for (unsigned w = 0; w < n_words; w++)
    {
      uint64_t cut = crossed->words ? crossed->words[w] : crossed->word,
               lost = (touched->words ? touched->words[w] : touched->word) & ~cut;
      in->alive[w] &= ~lost;
      n_crossed += (unsigned) __builtin_popcountll (cut);
      n_lost += (unsigned) __builtin_popcountll (lost);
    }
  return n_born >= 3 && n_crossed == n_born && n_born + 2 * n_lost == n_removed + 2;
}

/* A plane not in use, or none. */
static inline __attribute__ ((always_inline)) unsigned
find_free_plane (const VitVoronoiArrays *in)
{
  for (unsigned w = 0; w < 1u << (in->shift - 6); w++)
    if (~in->alive[w])
      return w * 64 + (unsigned) __builtin_ctzll (~in->alive[w]);
  return 1u << in->shift;
}

static inline __attribute__ ((always_inline)) void
place (VitVoronoiCell *cell, const VitVoronoiArrays *in, unsigned v, unsigned born, uint16_t p)
{
  uint16_t a = (uint16_t) in->cut_edges[born], b = (uint16_t) (in->cut_edges[born] >> 16);
  const double *at = in->born_at[born];
  in->x[v] = at[0];
  in->y[v] = at[1];
  in->z[v] = at[2];
  in->r2[v] = at[0] * at[0] + at[1] * at[1] + at[2] * at[2];
  in->planes[v][0] = a;
  in->planes[v][1] = b;
  in->planes[v][2] = p;
  in->ends[a << in->shift | b] = (uint16_t) v;
  in->ends[b << in->shift | p] = (uint16_t) v;
  in->ends[p << in->shift | a] = (uint16_t) v;
}

/* New vertices take the slots of the removed ones first. */
static inline __attribute__ ((always_inline)) void
place_all (VitVoronoiCell *cell,
           const VitVoronoiArrays *in,
           unsigned n_removed,
           unsigned n_born,
           uint16_t p)
{
  for (unsigned r = n_born; r < n_removed; r++)
    {
      unsigned v = in->removed[r];
      in->x[v] = in->y[v] = in->z[v] = in->r2[v] = 0;
      in->free_slots[cell->n_free_slots++] = (uint16_t) v;
    }
  for (unsigned born = 0; born < n_born; born++)
    {
      unsigned v = born < n_removed         ? in->removed[born]
                   : cell->n_free_slots > 0 ? in->free_slots[--cell->n_free_slots]
                                            : cell->n_slots++;
      place (cell, in, v, born, p);
    }
}

static inline __attribute__ ((always_inline)) VitCut
cut (VitVoronoiCell *cell, const VitVoronoiArrays *in, const double normal[3], uint32_t tag)
{
  double offset = 0.5 * (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
  if (!find_outside (cell, in, normal, offset * (1 + cell->tolerance)))
    return VIT_CUT_NONE;
  unsigned n_removed, n_words = 1u << (in->shift - 6), p = find_free_plane (in);
  PlaneSet touched = { 0, NULL }, crossed = { 0, NULL };
  if (n_words > 1)
    {
      touched.words = memset (in->touched, 0, n_words * sizeof *in->touched);
      crossed.words = memset (in->crossed, 0, n_words * sizeof *in->crossed);
    }
  unsigned n_born = survey (cell, in, &touched, &n_removed);
  if (p == 1u << in->shift || n_born > 1u << in->shift)
    return VIT_CUT_FULL;
  bear_all (in, n_born, offset, &crossed);
  if (!release_planes (in, &touched, &crossed, n_removed, n_born))
    return VIT_CUT_INCONSISTENT;
  in->alive[p / 64] |= UINT64_C (1) << p % 64;
  cell->n_planes = MAX (cell->n_planes, p + 1);
  memcpy (in->normal[p], normal, sizeof in->normal[p]);
  in->offset[p] = offset;
  in->tag[p] = tag;
  if (cell->n_slots + n_born > 2u << in->shift)
    return VIT_CUT_FULL;
  place_all (cell, in, n_removed, n_born, (uint16_t) p);
  return VIT_CUT_DONE;
}

/* Collects every edge once, with its two ends, and r2_max; or says that the cell is inconsistent.
 */
static inline __attribute__ ((always_inline)) bool
collect_edges (VitVoronoiCell *cell, const VitVoronoiArrays *in, unsigned *n_edges)
{
  unsigned n = 0, n_vertices = 0, shift = in->shift;
  bool wrong = false;
  cell->r2_max = 0;
  for (unsigned v = 0; v < cell->n_slots; v++)
    {
      if (in->r2[v] == 0)
        continue;
      cell->r2_max = MAX (cell->r2_max, in->r2[v]);
      n_vertices++;
      uint16_t p[4] = { in->planes[v][0], in->planes[v][1], in->planes[v][2], in->planes[v][0] };
      for (unsigned k = 0; k < 3; k++)
        {
          unsigned a = p[k], b = p[k + 1], u = in->ends[b << shift | a];
          wrong |= (in->ends[a << shift | b] != v) | (in->r2[u] == 0);
          in->cut_edges[n] = pack_edge (p[k], p[k + 1], u, v);
          n += a < b;
        }
    }
  *n_edges = n;
  return !wrong && 2 * n == 3 * n_vertices;
}

/* Adds every edge to the faces on both sides. */
static inline __attribute__ ((always_inline)) void
measure_edges (VitVoronoiCell *cell, const VitVoronoiArrays *in, unsigned n, double limit)
{
  for (unsigned e = 0; e < n; e++)
    {
      uint64_t edge = in->cut_edges[e];
      unsigned a = edge & 0xffff, b = edge >> 16 & 0xffff, u = edge >> 32 & 0xffff,
               v = (unsigned) (edge >> 48);
      double x = in->x[u], y = in->y[u], z = in->z[u];
      double dx = in->x[v] - x, dy = in->y[v] - y, dz = in->z[v] - z;
      double c[3] = { y * dz - z * dy, z * dx - x * dz, x * dy - y * dx };
      const double *na = in->normal[a], *nb = in->normal[b];
      unsigned counts = dx * dx + dy * dy + dz * dz > limit;
      in->area[a] += na[0] * c[0] + na[1] * c[1] + na[2] * c[2];
      in->area[b] -= nb[0] * c[0] + nb[1] * c[1] + nb[2] * c[2];
      in->n_edges[a] += (uint16_t) counts;
      in->n_edges[b] += (uint16_t) counts;
    }
}

static inline __attribute__ ((always_inline)) bool
finish (VitVoronoiCell *cell, const VitVoronoiArrays *in)
{
  double shortest = cell->tolerance * VIT_VORONOI_EDGE_TOLERANCE;
  unsigned n_edges, n_faces = 0;
  memset (in->area, 0, cell->n_planes * sizeof *in->area);
  memset (in->n_edges, 0, cell->n_planes * sizeof *in->n_edges);
  if (!collect_edges (cell, in, &n_edges))
    return false;
  measure_edges (cell, in, n_edges, shortest * shortest * cell->r2_max);
  cell->volume = 0;
  for (unsigned w = 0; w * 64 < cell->n_planes; w++)
    for (uint64_t alive = in->alive[w]; alive; alive &= alive - 1)
      {
        unsigned p = w * 64 + (unsigned) __builtin_ctzll (alive);
        n_faces++;
        /* The sum is twice the area times the length of the normal, which is twice the height of
         * the pyramid over this face. */
        cell->volume += in->area[p] / 12;
        in->area[p] /= 2 * sqrt (2 * in->offset[p]);
      }
  /* Euler, three edges at every vertex. */
  return n_edges == 3 * n_faces - 6;
}

/* Nearly all cells have the smallest size: then every array lies at a known place. */
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
cell_finish (VitVoronoiCell *cell)
{
  WITH_ARRAYS (finish (cell, in))
}

const VitVoronoiKernel VIT_VORONOI_KERNEL = { cell_init, cell_cut, cell_finish };
