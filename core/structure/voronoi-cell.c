/* Compiled once per instruction set: see meson.build. */

#include "core/structure/voronoi-cell.h"

#include <math.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

static void
cell_init (VitVoronoiCell *cell, double half, double tolerance)
{
  cell->tolerance = tolerance;
  cell->n_free_planes = cell->n_free_slots = 0;
  cell->n_planes = 6;
  cell->n_slots = 8;
  cell->r2_max = 3 * half * half;
  for (unsigned p = 0; p < 6; p++)
    {
      for (unsigned k = 0; k < 3; k++)
        cell->normal[p][k] = k != p / 2 ? 0 : p % 2 ? -1 : 1;
      cell->offset[p] = half;
      cell->tag[p] = VIT_VORONOI_NO_TAG;
      cell->n_corners[p] = 4;
    }
  for (uint16_t v = 0; v < 8; v++)
    {
      unsigned lower_x = v & 1, lower_y = v >> 1 & 1, lower_z = v >> 2;
      bool even = !(lower_x ^ lower_y ^ lower_z);
      uint16_t a = (uint16_t) lower_x, b = (uint16_t) (even ? 2 + lower_y : 4 + lower_z),
               c = (uint16_t) (even ? 4 + lower_z : 2 + lower_y);
      cell->x[v] = lower_x ? -half : half;
      cell->y[v] = lower_y ? -half : half;
      cell->z[v] = lower_z ? -half : half;
      cell->r2[v] = cell->r2_max;
      cell->planes[v][0] = a;
      cell->planes[v][1] = b;
      cell->planes[v][2] = c;
      cell->ends[a << cell->shift | b] = v;
      cell->ends[b << cell->shift | c] = v;
      cell->ends[c << cell->shift | a] = v;
    }
}

/* Sets the vertices beyond the plane in the mask; whether there are any. */
static inline bool
find_outside (VitVoronoiCell *cell, const double n[3], double limit)
{
  uint64_t any = 0;
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    {
      uint64_t mask = 0;
      unsigned end = MIN (cell->n_slots - w * 64, 64);
      const double *x = cell->x + w * 64, *y = cell->y + w * 64, *z = cell->z + w * 64;
      double *dot = cell->dot + w * 64;
#ifdef __AVX2__
      __m256d nx = _mm256_set1_pd (n[0]), ny = _mm256_set1_pd (n[1]), nz = _mm256_set1_pd (n[2]),
              most = _mm256_set1_pd (limit);
      for (unsigned v = 0; v < end; v += 4)
        {
          __m256d d = _mm256_add_pd (_mm256_add_pd (_mm256_mul_pd (_mm256_load_pd (x + v), nx),
                                                    _mm256_mul_pd (_mm256_load_pd (y + v), ny)),
                                     _mm256_mul_pd (_mm256_load_pd (z + v), nz));
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
          mask |= (uint64_t) (dot[v] > limit) << v;
        }
#endif
      cell->outside[w] = mask;
      any |= mask;
    }
  return any != 0;
}

static inline bool
is_outside (const VitVoronoiCell *cell, unsigned v)
{
  return cell->outside[v / 64] >> v % 64 & 1;
}

static inline double
largest (const double *r2, unsigned n)
{
  double most = 0;
  unsigned v = 0;
#ifdef __AVX2__
  __m256d a = _mm256_setzero_pd (), b = a;
  for (; v + 8 <= n; v += 8)
    {
      a = _mm256_max_pd (a, _mm256_load_pd (r2 + v));
      b = _mm256_max_pd (b, _mm256_load_pd (r2 + v + 4));
    }
  a = _mm256_max_pd (a, b);
  __m128d c = _mm_max_pd (_mm256_castpd256_pd128 (a), _mm256_extractf128_pd (a, 1));
  most = fmax (_mm_cvtsd_f64 (c), _mm_cvtsd_f64 (_mm_unpackhi_pd (c, c)));
#endif
  for (; v < n; v++)
    most = r2[v] > most ? r2[v] : most;
  return most;
}

/* Notes that an edge leaves the removed part if its other end is kept: the entry is written in any
 * case and counts only then, because nobody can foretell which it is. */
static inline unsigned
note (VitVoronoiCell *cell, unsigned born, uint16_t a, uint16_t b, unsigned removed, unsigned kept)
{
  uint16_t *to = cell->born[born];
  to[0] = a;
  to[1] = b;
  to[2] = (uint16_t) removed;
  to[3] = (uint16_t) kept;
  return born + !is_outside (cell, kept);
}

/* The new vertices, each on the edge from a removed to a kept one. */
static inline void
bear (VitVoronoiCell *cell, unsigned n_born, double offset)
{
  for (unsigned k = 0; k < n_born; k++)
    {
      unsigned removed = cell->born[k][2], kept = cell->born[k][3];
      double inside = offset - cell->dot[kept], beyond = cell->dot[removed] - offset;
      inside = inside < 0 ? 0 : inside;
      double t = inside / (inside + beyond);
      cell->born_at[k][0] = cell->x[kept] + t * (cell->x[removed] - cell->x[kept]);
      cell->born_at[k][1] = cell->y[kept] + t * (cell->y[removed] - cell->y[kept]);
      cell->born_at[k][2] = cell->z[kept] + t * (cell->z[removed] - cell->z[kept]);
    }
}

/* Collects the vertices to remove, and the new ones on the edges that leave them. */
static inline bool
survey (VitVoronoiCell *cell, double offset, unsigned *n_removed, unsigned *n_born, bool *bare)
{
  /* Whether a plane has lost all vertices, for the moment at least. */
  unsigned emptied = 0;
  unsigned removed = 0, born = 0, room = 1u << cell->shift, shift = cell->shift;
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    for (uint64_t mask = cell->outside[w]; mask; mask &= mask - 1)
      {
        unsigned v = w * 64 + (unsigned) __builtin_ctzll (mask);
        uint16_t a = cell->planes[v][0], b = cell->planes[v][1], c = cell->planes[v][2];
        unsigned ab = cell->ends[b << shift | a], bc = cell->ends[c << shift | b],
                 ca = cell->ends[a << shift | c];
        if (born + 3 > room)
          return false;
        emptied |= --cell->n_corners[a] == 0;
        emptied |= --cell->n_corners[b] == 0;
        emptied |= --cell->n_corners[c] == 0;
        cell->removed[removed++] = (uint16_t) v;
        born = note (cell, born, a, b, v, ab);
        born = note (cell, born, b, c, v, bc);
        born = note (cell, born, c, a, v, ca);
      }
  bear (cell, born, offset);
  *n_removed = removed;
  *n_born = born;
  *bare = emptied;
  return true;
}

/* Returns how many planes have lost their last vertex. */
static inline unsigned
release_planes (VitVoronoiCell *cell, unsigned n_removed)
{
  unsigned lost = 0;
  for (unsigned r = 0; r < n_removed; r++)
    for (unsigned k = 0; k < 3; k++)
      {
        uint16_t a = cell->planes[cell->removed[r]][k];
        if (cell->n_corners[a] != 0 || cell->tag[a] == VIT_VORONOI_NO_TAG - 1)
          continue;
        cell->tag[a] = VIT_VORONOI_NO_TAG - 1;
        cell->free_planes[cell->n_free_planes++] = a;
        lost++;
      }
  return lost;
}

static inline void
place (VitVoronoiCell *cell, unsigned v, unsigned born, uint16_t p)
{
  uint16_t a = cell->born[born][0], b = cell->born[born][1];
  const double *at = cell->born_at[born];
  cell->x[v] = at[0];
  cell->y[v] = at[1];
  cell->z[v] = at[2];
  cell->r2[v] = at[0] * at[0] + at[1] * at[1] + at[2] * at[2];
  cell->planes[v][0] = a;
  cell->planes[v][1] = b;
  cell->planes[v][2] = p;
  cell->ends[a << cell->shift | b] = (uint16_t) v;
  cell->ends[b << cell->shift | p] = (uint16_t) v;
  cell->ends[p << cell->shift | a] = (uint16_t) v;
}

/* New vertices take the slots of the removed ones first. */
static inline void
place_all (VitVoronoiCell *cell, unsigned n_removed, unsigned n_born, uint16_t p)
{
  for (unsigned r = n_born; r < n_removed; r++)
    {
      unsigned v = cell->removed[r];
      cell->x[v] = cell->y[v] = cell->z[v] = cell->r2[v] = 0;
      cell->free_slots[cell->n_free_slots++] = (uint16_t) v;
    }
  for (unsigned born = 0; born < n_born; born++)
    {
      unsigned v = born < n_removed         ? cell->removed[born]
                   : cell->n_free_slots > 0 ? cell->free_slots[--cell->n_free_slots]
                                            : cell->n_slots++;
      place (cell, v, born, p);
    }
}

static VitCut
cell_cut (VitVoronoiCell *cell, const double normal[3], uint32_t tag)
{
  double offset = 0.5 * (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
  if (!find_outside (cell, normal, offset * (1 + cell->tolerance)))
    return VIT_CUT_NONE;
  if (cell->n_free_planes == 0 && cell->n_planes == 1u << cell->shift)
    return VIT_CUT_FULL;
  unsigned n_removed, n_born;
  bool bare;
  if (!survey (cell, offset, &n_removed, &n_born, &bare))
    return VIT_CUT_FULL;
  uint16_t p = cell->n_free_planes > 0 ? cell->free_planes[--cell->n_free_planes]
                                       : (uint16_t) cell->n_planes++;
  for (unsigned born = 0; born < n_born; born++)
    {
      cell->n_corners[cell->born[born][0]]++;
      cell->n_corners[cell->born[born][1]]++;
    }
  unsigned lost = bare ? release_planes (cell, n_removed) : 0;
  /* Euler: vertices stay twice the faces less four. */
  if (n_born + 2 * lost != n_removed + 2 || n_born < 3)
    return VIT_CUT_INCONSISTENT;
  memcpy (cell->normal[p], normal, sizeof cell->normal[p]);
  cell->offset[p] = offset;
  cell->tag[p] = tag;
  cell->n_corners[p] = (uint16_t) n_born;
  if (cell->n_slots + n_born > 2u << cell->shift)
    return VIT_CUT_FULL;
  place_all (cell, n_removed, n_born, p);
  cell->r2_max = largest (cell->r2, cell->n_slots);
  return VIT_CUT_DONE;
}

/* Notes the edge that ends in @v between the planes a and b, and counts it from one side alone; as
 * nobody can foretell which side comes first, the entry is written in any case. */
static inline unsigned
list_edge (VitVoronoiCell *cell, unsigned n, unsigned v, uint16_t a, uint16_t b, unsigned *wrong)
{
  unsigned u = cell->ends[b << cell->shift | a];
  uint16_t *to = cell->edge_list[n];
  *wrong |= cell->ends[a << cell->shift | b] != v || cell->r2[u] == 0;
  to[0] = (uint16_t) u;
  to[1] = (uint16_t) v;
  to[2] = a;
  to[3] = b;
  return n + (a < b);
}

/* Adds an edge to the faces on both sides. */
static inline void
measure_edge (VitVoronoiCell *cell, const uint16_t edge[4], double limit)
{
  unsigned u = edge[0], v = edge[1];
  uint16_t a = edge[2], b = edge[3];
  double x = cell->x[u], y = cell->y[u], z = cell->z[u];
  double dx = cell->x[v] - x, dy = cell->y[v] - y, dz = cell->z[v] - z;
  double c[3] = { y * dz - z * dy, z * dx - x * dz, x * dy - y * dx };
  const double *na = cell->normal[a], *nb = cell->normal[b];
  cell->area[a] += na[0] * c[0] + na[1] * c[1] + na[2] * c[2];
  cell->area[b] -= nb[0] * c[0] + nb[1] * c[1] + nb[2] * c[2];
  unsigned counts = dx * dx + dy * dy + dz * dz > limit;
  cell->n_edges[a] += (uint16_t) counts;
  cell->n_edges[b] += (uint16_t) counts;
}

static bool
cell_finish (VitVoronoiCell *cell)
{
  double shortest = cell->tolerance * VIT_VORONOI_EDGE_TOLERANCE;
  double limit = shortest * shortest * cell->r2_max;
  unsigned n_edges = 0, wrong = 0;
  memset (cell->area, 0, cell->n_planes * sizeof *cell->area);
  memset (cell->n_edges, 0, cell->n_planes * sizeof *cell->n_edges);
  for (unsigned v = 0; v < cell->n_slots; v++)
    {
      if (cell->r2[v] == 0)
        continue;
      uint16_t a = cell->planes[v][0], b = cell->planes[v][1], c = cell->planes[v][2];
      n_edges = list_edge (cell, n_edges, v, a, b, &wrong);
      n_edges = list_edge (cell, n_edges, v, b, c, &wrong);
      n_edges = list_edge (cell, n_edges, v, c, a, &wrong);
    }
  if (wrong)
    return false;
  for (unsigned k = 0; k < n_edges; k++)
    measure_edge (cell, cell->edge_list[k], limit);
  cell->volume = 0;
  for (unsigned p = 0; p < cell->n_planes; p++)
    {
      if (cell->n_corners[p] == 0)
        continue;
      /* The sum is twice the area times the length of the normal, which is twice the height of the
       * pyramid over this face. */
      cell->volume += cell->area[p] / 12;
      cell->area[p] /= 2 * sqrt (2 * cell->offset[p]);
    }
  return true;
}

const VitVoronoiKernel VIT_VORONOI_KERNEL = { cell_init, cell_cut, cell_finish };
