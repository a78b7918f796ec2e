#include "core/structure/interstices.h"

#include <math.h>
#include <string.h>

#include "core/base/cpu.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/vec3.h"
#include "core/structure/interstices-kernel.h"
#include "core/structure/voronoi-walk.h"

/* Relative height over a plane of the hull up to which a neighbour lies in it.
 */
#define FLAT 1e-9

/* Triangles of a hull: a polygon of m corners makes m − 2. */
#define MOST_TRIANGLES (2 * VIT_INTERSTICES_MOST)

/* Scratch memory of one worker. */
typedef struct
{
  VitVoronoiWalk *walk;
  VitHull hull;
} Scratch;

typedef struct
{
  const VitCell *cell;
  const double *x;
  const VitNeighbours *neighbours;
  const uint8_t *types;
  const double *radii;
  const VitVoronoiWalkKernel *walking;
  VitHullMeasure *measure;
  VitInterstices *interstices;
  Scratch *scratch;
} Measuring;

static VitHullMeasure *
get_measure (void)
{
#ifdef VIT_HAVE_AVX512
  if (vit_cpu_has (VIT_CPU_AVX512))
    return vit_hull_measure_avx512;
#endif
#ifdef VIT_HAVE_AVX2
  if (vit_cpu_has (VIT_CPU_AVX2))
    return vit_hull_measure_avx2;
#endif
  return vit_hull_measure_plain;
}

static void
begin_scratch (Scratch *scratch)
{
  VitHull *hull = &scratch->hull;
  if (scratch->walk)
    return;
  scratch->walk = vit_voronoi_walk_new ();
  hull->corners = g_malloc_n (MOST_TRIANGLES + VIT_INTERSTICES_PAD, sizeof *hull->corners);
  hull->d = g_malloc_n (VIT_INTERSTICES_MOST, sizeof *hull->d);
  hull->radii = g_new (double, VIT_INTERSTICES_MOST);
  hull->areas = g_new (double, MOST_TRIANGLES + VIT_INTERSTICES_PAD);
  hull->volumes = g_new (double, MOST_TRIANGLES + VIT_INTERSTICES_PAD);
}

static void
end_scratch (Scratch *scratch)
{
  if (!scratch->walk)
    return;
  vit_voronoi_walk_free (scratch->walk);
  g_free (scratch->hull.corners);
  g_free (scratch->hull.d);
  g_free (scratch->hull.radii);
  g_free (scratch->hull.areas);
  g_free (scratch->hull.volumes);
}

/* ---- The hull ---- */

/* The hull is dual to the body between planes that stand on the vectors to the
 * neighbours, at distances inverse to theirs: find its vertices by walking.
 * Refused where more than three neighbours lie in a plane, or the atom is near
 * the hull or outside. */
static bool
find_triangles_by_walking (const Measuring *self, Scratch *scratch, size_t n)
{
  VitHull *hull = &scratch->hull;
  VitVoronoiWalk *walk = scratch->walk;
  double sum = 0;
  if (n < 4 || n > VIT_VORONOI_WALK_PLANES)
    return false;
  for (size_t k = 0; k < n; k++)
    sum += hull->d[k][3];
  double size = sum / (double) n;
  for (unsigned k = 0; k < n; k++)
    {
      double scale = size * size / (hull->d[k][3] * hull->d[k][3]);
      for (int m = 0; m < 3; m++)
        walk->normal[k][m] = scale * hull->d[k][m];
      vit_voronoi_walk_set_plane (walk, k, k);
    }
  walk->n_planes = (unsigned) n;
  vit_voronoi_walk_fill (walk);
  if (!self->walking->find (walk, size))
    return false;
  hull->n = walk->n_vertices;
  for (unsigned v = 0; v < walk->n_vertices; v++)
    {
      hull->corners[v][0] = walk->first[v] / VIT_VORONOI_WALK_ROW;
      hull->corners[v][1] = walk->second[v] / VIT_VORONOI_WALK_ROW;
      hull->corners[v][2] = walk->third[v] / VIT_VORONOI_WALK_ROW;
    }
  return true;
}

/* A plane of the hull, or not. */
typedef enum
{
  NO_FACE,
  FACE,
  FACE_OUTSIDE, /* the atom is not below it */
} FaceKind;

/* The neighbours in the plane of three of them, ascending; a face is told by
 * its three lowest. */
static FaceKind
find_face (const VitHull *hull,
           size_t n,
           const uint32_t three[3],
           double flat,
           uint32_t *on,
           size_t *n_on,
           double normal[3])
{
  const double *a = hull->d[three[0]];
  bool above = false, below = false;
  vit_vec3_normal (a, hull->d[three[1]], hull->d[three[2]], normal);
  double length = sqrt (vit_vec3_dot (normal, normal)), limit = flat * length;
  if (!(length > flat * flat))
    return NO_FACE;
  *n_on = 0;
  for (uint32_t p = 0; p < n; p++)
    {
      double height = vit_vec3_dot (normal, hull->d[p]) - vit_vec3_dot (normal, a);
      bool is_corner = p == three[0] || p == three[1] || p == three[2];
      if (!is_corner && fabs (height) > limit)
        {
          above = above || height > 0;
          below = below || height < 0;
          if (above && below)
            return NO_FACE;
          continue;
        }
      if (*n_on < 3 && p != three[*n_on])
        return NO_FACE;
      on[(*n_on)++] = p;
    }
  if (above == below)
    return FACE_OUTSIDE;
  /* Turn it outwards. */
  for (int k = 0; above && k < 3; k++)
    normal[k] = -normal[k];
  return vit_vec3_dot (normal, a) > limit ? FACE : FACE_OUTSIDE;
}

/* The next corner of a face, counter-clockwise around its normal. */
static uint32_t
find_next (
    const VitHull *hull, const uint32_t *on, size_t n_on, uint32_t from, const double normal[3])
{
  uint32_t next = from;
  for (size_t k = 0; k < n_on; k++)
    {
      double turn[3];
      if (on[k] == from)
        continue;
      vit_vec3_normal (hull->d[from], next == from ? hull->d[on[k]] : hull->d[next], hull->d[on[k]],
                       turn);
      if (next == from || vit_vec3_dot (turn, normal) < 0)
        next = on[k];
    }
  return next;
}

/* Plane by plane; false without a hull that the atom is in. */
static bool
find_triangles (VitHull *hull, size_t n)
{
  uint32_t on[VIT_INTERSTICES_MOST];
  size_t n_on;
  double normal[3], longest = 0;
  for (size_t k = 0; k < n; k++)
    longest = fmax (longest, hull->d[k][3]);
  hull->n = 0;
  for (uint32_t a = 0; a < n; a++)
    for (uint32_t b = a + 1; b < n; b++)
      for (uint32_t c = b + 1; c < n; c++)
        {
          FaceKind kind =
              find_face (hull, n, (uint32_t[3]){ a, b, c }, FLAT * longest, on, &n_on, normal);
          if (kind == FACE_OUTSIDE)
            return false;
          if (kind == NO_FACE)
            continue;
          uint32_t from = find_next (hull, on, n_on, a, normal),
                   to = find_next (hull, on, n_on, from, normal);
          for (; to != a; from = to, to = find_next (hull, on, n_on, from, normal))
            {
              if (hull->n == MOST_TRIANGLES)
                return false;
              uint32_t *corners = hull->corners[hull->n++];
              corners[0] = a;
              corners[1] = from;
              corners[2] = to;
            }
        }
  return hull->n >= 4;
}

/* ---- Atoms ---- */

static VitSpread
get_spread (const double *values, size_t n)
{
  if (n == 0)
    return (VitSpread){ NAN, NAN, NAN, NAN };
  VitSpread spread = { 0, 0, values[0], values[0] };
  for (size_t k = 0; k < n; k++)
    {
      spread.mean += values[k];
      spread.min = values[k] < spread.min ? values[k] : spread.min;
      spread.max = values[k] > spread.max ? values[k] : spread.max;
    }
  spread.mean /= (double) n;
  for (size_t k = 0; k < n; k++)
    spread.sd += (values[k] - spread.mean) * (values[k] - spread.mean);
  spread.sd = sqrt (spread.sd / (double) n);
  if (isnan (spread.mean))
    return (VitSpread){ NAN, NAN, NAN, NAN };
  return spread;
}

static void
measure_atom (const Measuring *self, Scratch *scratch, size_t i)
{
  const VitNeighbours *list = self->neighbours;
  VitHull *hull = &scratch->hull;
  VitInterstices *to = &self->interstices[i];
  size_t n = vit_neighbours_count (list, i);
  *to = (VitInterstices){ get_spread (NULL, 0), get_spread (NULL, 0), get_spread (NULL, 0), NAN };
  if (n > VIT_INTERSTICES_MOST)
    return;
  hull->radius = self->radii[self->types[i]];
  double gaps[VIT_INTERSTICES_MOST];
  for (size_t k = 0; k < n; k++)
    {
      size_t entry = list->offsets[i] + k;
      vit_neighbours_vector (list, self->cell, self->x, i, entry, hull->d[k]);
      hull->d[k][3] = sqrt (vit_vec3_dot (hull->d[k], hull->d[k]));
      hull->radii[k] = self->radii[self->types[list->indices[entry]]];
      gaps[k] = hull->d[k][3] / (hull->radius + hull->radii[k]) - 1;
    }
  to->distance = get_spread (gaps, n);
  if (!find_triangles_by_walking (self, scratch, n) && !find_triangles (hull, n))
    return;
  self->measure (hull);
  to->area = get_spread (hull->areas, hull->n);
  to->volume = get_spread (hull->volumes, hull->n);
  double own = 4. / 3 * G_PI * hull->radius * hull->radius * hull->radius;
  to->efficiency = (own + hull->filled) / hull->volume;
}

static bool
measure_atoms (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Measuring *self = data;
  begin_scratch (&self->scratch[worker]);
  for (size_t i = begin; i < end; i++)
    measure_atom (self, &self->scratch[worker], i);
  return true;
}

bool
vit_interstices_measure (const VitCell *cell,
                         const double *x,
                         const VitNeighbours *neighbours,
                         const uint8_t *types,
                         const double *radii,
                         VitInterstices *interstices,
                         VitProgress *progress,
                         GError **error)
{
  g_return_val_if_fail (cell && x && neighbours && types && radii && interstices, false);
  unsigned n_workers = vit_parallel_get_n_threads ();
  Measuring self = { .cell = cell,
                     .x = x,
                     .neighbours = neighbours,
                     .types = types,
                     .radii = radii,
                     .walking = vit_voronoi_walk_kernel (),
                     .measure = get_measure (),
                     .interstices = interstices,
                     .scratch = g_new0 (Scratch, n_workers) };
  bool done = vit_parallel_for (neighbours->n, MAX (64, neighbours->n / 256), measure_atoms, &self,
                                progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    end_scratch (&self.scratch[w]);
  g_free (self.scratch);
  return done;
}
