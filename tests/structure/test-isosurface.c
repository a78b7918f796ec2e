/* Iso-surfaces: spheres against their formulas, the triangles of cubes against what makes a surface
 * closed, volumes and areas against sums over a fine grid that know no triangles. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/isosurface-private.h"
#include "tests/support/sample.h"

#define WIDTH 1.5
#define LEVEL 0.5

static double
get_radius (double level)
{
  return WIDTH * sqrt (2 * log (1 / level));
}

/* The surface of all atoms of a sample at equal weights. */
static VitIsosurface *
surface_of (const Sample *sample, double level, const double *values)
{
  g_autoptr (GError) error = NULL;
  g_autofree double *weights = g_new (double, sample->n);
  for (size_t i = 0; i < sample->n; i++)
    weights[i] = 1;
  const VitIsosurfaceInput input = { .cell = &sample->cell,
                                     .n = sample->n,
                                     .x = sample->x,
                                     .weights = weights,
                                     .values = values,
                                     .width = WIDTH,
                                     .level = level };
  VitIsosurface *surface = vit_isosurface_new (&input, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (surface);
  return surface;
}

/* ---- Closedness ---- */

typedef struct
{
  float x[3];
} Corner;

static guint
corner_hash (gconstpointer key)
{
  const Corner *corner = key;
  guint hash = 0;
  for (int k = 0; k < 3; k++)
    {
      float x = corner->x[k] + 0.0f; /* −0 is 0 */
      uint32_t bits;
      memcpy (&bits, &x, sizeof bits);
      hash = hash * 2654435761u + bits;
    }
  return hash;
}

static gboolean
corner_equal (gconstpointer a, gconstpointer b)
{
  const float *x = a, *y = b;
  return x[0] == y[0] && x[1] == y[1] && x[2] == y[2];
}

/* Assert that along every edge one triangle goes each way, where vertices at one place are one, for
 * the first @n triangles. Returns: the Euler characteristic. */
static int
assert_closed (const VitIsosurface *surface, size_t n)
{
  g_autoptr (GHashTable) places = g_hash_table_new (corner_hash, corner_equal);
  g_autoptr (GHashTable) edges = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree uint32_t *own = g_new (uint32_t, MAX (surface->n_vertices, 1));
  for (size_t i = 0; i < surface->n_vertices; i++)
    {
      gpointer x = surface->positions + 3 * i, known;
      if (!g_hash_table_lookup_extended (places, x, NULL, &known))
        g_hash_table_insert (places, x, known = GUINT_TO_POINTER (i));
      own[i] = GPOINTER_TO_UINT (known);
    }
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
  int faces = 0;
  for (size_t t = 0; t < n; t++)
    {
      const uint32_t *c = surface->triangles + 3 * t;
      if (own[c[0]] == own[c[1]] || own[c[1]] == own[c[2]] || own[c[2]] == own[c[0]])
        continue;
      faces++;
      for (int k = 0; k < 3; k++)
        {
          g_hash_table_add (used, GUINT_TO_POINTER (own[c[k]] + 1));
          gint64 key = (gint64) own[c[k]] << 32 | own[c[(k + 1) % 3]];
          gint64 *copy = g_memdup2 (&key, sizeof key);
          g_assert_true (g_hash_table_add (edges, copy));
        }
    }
  GHashTableIter iter;
  gpointer at;
  g_hash_table_iter_init (&iter, edges);
  while (g_hash_table_iter_next (&iter, &at, NULL))
    {
      guint64 key = (guint64) * (gint64 *) at;
      gint64 back = (gint64) (key << 32 | key >> 32);
      g_assert_true (g_hash_table_contains (edges, &back));
    }
  return (int) g_hash_table_size (used) - (int) g_hash_table_size (edges) / 2 + faces;
}

/* Each polygon of a cube is closed by those of its neighbours: the edges in a face are the same
 * whichever of the two cubes looks at it, and no triangle has a diagonal there. */
static void
test_cubes (void)
{
  const VitCubeCase *cases = vit_cube_cases ();
  g_assert_cmpint (cases[0].n, ==, 0);
  g_assert_cmpint (cases[255].n, ==, 0);
  g_assert_cmpint (cases[1].n, ==, 1);
  for (int inside = 1; inside < 255; inside++)
    {
      int crossed[12] = { 0 }, directed[12][12] = { { 0 } };
      g_assert_cmpint (cases[inside].n, >, 0);
      g_assert_cmpint (cases[inside].n, <=, VIT_CUBE_MAX);
      for (int e = 0; e < 12; e++)
        {
          int d = e / 4, low = (e & 1) << (d + 1) % 3 | (e >> 1 & 1) << (d + 2) % 3;
          crossed[e] = (inside >> low & 1) != (inside >> (low | 1 << d) & 1);
        }
      for (int k = 0; k < 3 * cases[inside].n; k++)
        {
          int a = cases[inside].edges[k], b = cases[inside].edges[k % 3 == 2 ? k - 2 : k + 1];
          g_assert_true (crossed[a]);
          g_assert_cmpint (++directed[a][b], ==, 1);
        }
      int open = 0, n_crossed = 0;
      for (int a = 0; a < 12; a++)
        {
          n_crossed += crossed[a];
          for (int b = 0; b < 12; b++)
            open += directed[a][b] && !directed[b][a];
        }
      /* As many open edges as crossings: those in the faces. */
      g_assert_cmpint (open, ==, n_crossed);
    }
}

/* ---- Spheres ---- */

static void
assert_sphere (const VitIsosurface *surface, double level, double tolerance)
{
  double r = get_radius (level);
  g_assert_cmpfloat (fabs (surface->volume / (4 * G_PI / 3 * r * r * r) - 1), <, tolerance);
  g_assert_cmpfloat (fabs (surface->area / (4 * G_PI * r * r) - 1), <, tolerance);
}

static Sample *
single (const double at[3], double side, double tilt)
{
  VitCell cell;
  vit_cell_init_restricted (&cell, (double[3]){ 3, -2, 1 },
                            (double[3]){ 3 + side, side - 2, side + 1 },
                            (double[3]){ tilt * side, -0.5 * tilt * side, 0.3 * tilt * side });
  Sample *sample = sample_new (&cell, 1);
  vit_cell_to_cartesian (&cell, at, sample->x);
  return sample;
}

static void
test_sphere (void)
{
  const double at[3] = { 0.5, 0.47, 0.52 }, value = 700;
  for (int tilted = 0; tilted < 2; tilted++)
    for (double level = 0.2; level < 0.9; level += 0.3)
      {
        g_autoptr (Sample) sample = single (at, 20, 0.4 * tilted);
        g_autoptr (VitIsosurface) surface = surface_of (sample, level, &value);
        assert_sphere (surface, level, 0.004);
        g_assert_cmpuint (surface->n_surface, ==, surface->n_triangles);
        g_assert_cmpint (assert_closed (surface, surface->n_triangles), ==, 2);
        g_assert_false (surface->coarsened);
        g_assert_cmpfloat (surface->spacing, <=, 0.5 * WIDTH + 1e-12);
        for (size_t i = 0; i < surface->n_vertices; i++)
          {
            double d[3], r = 0, along = 0;
            for (int k = 0; k < 3; k++)
              {
                d[k] =
                    (double) surface->positions[3 * i + k] + sample->cell.origin[k] - sample->x[k];
                r += d[k] * d[k];
                along += d[k] * (double) surface->normals[3 * i + k];
              }
            g_assert_cmpfloat (fabs (sqrt (r) - get_radius (level)), <, 2e-5);
            g_assert_cmpfloat (fabs (along - sqrt (r)), <, 1e-5);
            g_assert_cmpfloat ((double) surface->values[i], ==, value);
          }
      }
}

/* Through faces, edges and corners of the box, and through all of it. */
static void
test_boundary (void)
{
  static const double places[][3] = { { 0, 0.5, 0.5 },       { 0.97, 0.4, 0.5 },
                                      { 0.5, 0.99, 0.01 },   { 0.02, 0.03, 0.98 },
                                      { 1.49, -3.02, 7.51 }, { 0.5, 0.5, 1e-13 } };
  for (int tilted = 0; tilted < 2; tilted++)
    for (size_t k = 0; k < G_N_ELEMENTS (places); k++)
      {
        g_autoptr (Sample) sample = single (places[k], 17.3, 0.4 * tilted);
        g_autoptr (VitIsosurface) surface = surface_of (sample, LEVEL, NULL);
        assert_sphere (surface, LEVEL, 0.004);
        g_assert_null (surface->values);
        assert_closed (surface, surface->n_triangles);
        if (k < 4)
          g_assert_cmpuint (surface->n_triangles, >, surface->n_surface);
        for (size_t i = 0; i < surface->n_vertices; i++)
          {
            double x[3], s[3];
            for (int j = 0; j < 3; j++)
              x[j] = (double) surface->positions[3 * i + j] + sample->cell.origin[j];
            vit_cell_to_scaled (&sample->cell, x, s);
            for (int j = 0; j < 3; j++)
              g_assert_true (s[j] > -1e-6 && s[j] < 1 + 1e-6);
          }
      }
}

/* Two atoms that merge: rings of equal distance from their axis, summed up. */
static void
test_two (void)
{
  for (double apart = 1; apart < 6; apart += 1.3)
    {
      VitCell cell;
      vit_cell_init_orthogonal (&cell, (double[3]){ 0 }, (double[3]){ 20, 22, 21 });
      g_autoptr (Sample) sample = sample_new (&cell, 2);
      const double x[6] = { 10 - apart / 2, 10, 10, 10 + apart / 2, 10, 10 };
      memcpy (sample->x, x, sizeof x);
      double expected = 0, step = 1e-3;
      for (double z = -8 + step / 2; z < 8; z += step)
        {
          double a = exp (-pow (z - apart / 2, 2) / (2 * WIDTH * WIDTH)) +
                     exp (-pow (z + apart / 2, 2) / (2 * WIDTH * WIDTH));
          if (a > LEVEL)
            expected += step * G_PI * 2 * WIDTH * WIDTH * log (a / LEVEL);
        }
      const double values[2] = { 600, 900 };
      g_autoptr (VitIsosurface) surface = surface_of (sample, LEVEL, values);
      g_assert_cmpfloat (fabs (surface->volume / expected - 1), <, 0.003);
      bool apart_now = 2 * exp (-apart * apart / (8 * WIDTH * WIDTH)) < LEVEL;
      g_assert_cmpint (assert_closed (surface, surface->n_triangles), ==, apart_now ? 4 : 2);
      for (size_t i = 0; i < surface->n_vertices; i++)
        {
          double side = (double) surface->positions[3 * i] - 10;
          double ratio = exp (side * apart / (WIDTH * WIDTH));
          g_assert_cmpfloat (fabs ((double) surface->values[i] - (600 + 900 * ratio) / (1 + ratio)),
                             <, 0.02);
        }
    }
}

/* ---- Any arrangement ---- */

static Sample *
scattered (size_t n, int seed, bool tilt, const bool periodic[3])
{
  VitCell cell;
  vit_cell_init_restricted (&cell, (double[3]){ 2, 0, -1 }, (double[3]){ 17, 14, 15 },
                            (double[3]){ tilt ? 5 : 0, tilt ? -3 : 0, tilt ? 2 : 0 });
  memcpy (cell.periodic, periodic, sizeof cell.periodic);
  Sample *sample = sample_new (&cell, n);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) seed);
  for (size_t i = 0; i < n; i++)
    {
      double s[3];
      for (int k = 0; k < 3; k++)
        s[k] = g_rand_double (rand);
      vit_cell_to_cartesian (&cell, s, sample->x + 3 * i);
    }
  return sample;
}

/* ρ and the length of its gradient by all atoms and images. */
static double
sum_all (const Sample *sample, const double x[3], double *steepness)
{
  double rho = 0, slope[3] = { 0 };
  const VitCell *cell = &sample->cell;
  for (size_t i = 0; i < sample->n; i++)
    for (int image = 0; image < 27; image++)
      {
        const int m[3] = { image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1 };
        double d[3], r2 = 0;
        bool real = true;
        for (int k = 0; k < 3; k++)
          {
            real = real && (m[k] == 0 || cell->periodic[k]);
            d[k] = x[k] - sample->x[3 * i + k] - m[0] * cell->h[0][k] - m[1] * cell->h[1][k] -
                   m[2] * cell->h[2][k];
            r2 += d[k] * d[k];
          }
        if (!real || r2 > 40 * WIDTH * WIDTH)
          continue;
        double g = exp (-r2 / (2 * WIDTH * WIDTH));
        rho += g;
        for (int k = 0; k < 3; k++)
          slope[k] -= g * d[k] / (WIDTH * WIDTH);
      }
  *steepness = sqrt (slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]);
  return rho;
}

/* Set volume and area by sums over a fine grid: ∫ [ρ > level], and by the coarea formula
 * ∫ |grad ρ| [a < ρ < b] / (b − a). Directions without a period are followed beyond the box. */
static void
measure_by_points (const Sample *sample, double *volume, double *area)
{
  const int n = 72;
  double lo = 0.96 * LEVEL, hi = 1.04 * LEVEL, beyond = 0.35;
  double share = vit_cell_volume (&sample->cell);
  for (int k = 0; k < 3; k++)
    share *= (sample->cell.periodic[k] ? 1 : 1 + 2 * beyond) / n;
  *volume = *area = 0;
  for (int i = 0; i < n * n * n; i++)
    {
      const int at[3] = { i % n, i / n % n, i / n / n };
      double s[3], x[3], steepness;
      for (int k = 0; k < 3; k++)
        {
          s[k] = (at[k] + 0.5) / n;
          if (!sample->cell.periodic[k])
            s[k] = -beyond + s[k] * (1 + 2 * beyond);
        }
      vit_cell_to_cartesian (&sample->cell, s, x);
      double rho = sum_all (sample, x, &steepness);
      *volume += share * (rho > LEVEL);
      *area += share * steepness * (rho > lo && rho < hi) / (hi - lo);
    }
}

static void
test_scattered (void)
{
  static const bool periodic[3][3] = { { true, true, true },
                                       { true, false, true },
                                       { false, false, false } };
  for (int k = 0; k < 3; k++)
    {
      g_autoptr (Sample) sample = scattered (24, 3 + k, k != 1, periodic[k]);
      g_autoptr (VitIsosurface) surface = surface_of (sample, LEVEL, NULL);
      double volume, area;
      measure_by_points (sample, &volume, &area);
      g_assert_cmpfloat (fabs (surface->volume / volume - 1), <, 0.005);
      g_assert_cmpfloat (fabs (surface->area / area - 1), <, 0.01);
      assert_closed (surface, surface->n_triangles);
      if (k == 2)
        g_assert_cmpuint (surface->n_surface, ==, surface->n_triangles);
    }
}

/* A ring of atoms has a hole. */
static void
test_ring (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0 }, (double[3]){ 30, 30, 30 });
  g_autoptr (Sample) sample = sample_new (&cell, 16);
  for (int i = 0; i < 16; i++)
    {
      sample->x[3 * i] = 15 + 6 * cos (G_PI * i / 8);
      sample->x[3 * i + 1] = 15 + 6 * sin (G_PI * i / 8);
      sample->x[3 * i + 2] = 15;
    }
  g_autoptr (VitIsosurface) surface = surface_of (sample, LEVEL, NULL);
  g_assert_cmpint (assert_closed (surface, surface->n_triangles), ==, 0);
}

static void
shift_and_shuffle (const Sample *from, Sample *to, const double by[3])
{
  for (size_t i = 0; i < from->n; i++)
    for (int k = 0; k < 3; k++)
      to->x[3 * ((i * 7 + 3) % from->n) + k] =
          from->x[3 * i + k] + by[k] + (double) (i % 3) * from->cell.h[1][k];
}

/* Neither the order of the atoms, nor a shift, nor periodic images change volume and area. */
static void
test_invariance (void)
{
  const bool all[3] = { true, true, true };
  g_autoptr (Sample) sample = scattered (24, 11, true, all);
  g_autoptr (Sample) other = scattered (24, 11, true, all);
  g_autoptr (VitIsosurface) surface = surface_of (sample, LEVEL, NULL);
  shift_and_shuffle (sample, other, (double[3]){ 0, 0, 0 });
  g_autoptr (VitIsosurface) shuffled = surface_of (other, LEVEL, NULL);
  g_assert_cmpuint (shuffled->n_triangles, ==, surface->n_triangles);
  g_assert_cmpfloat (fabs (shuffled->volume - surface->volume), <, 1e-6 * surface->volume);
  g_assert_cmpfloat (fabs (shuffled->area - surface->area), <, 1e-6 * surface->area);
  shift_and_shuffle (sample, other, (double[3]){ 4.1, -7.3, 2.9 });
  g_autoptr (VitIsosurface) shifted = surface_of (other, LEVEL, NULL);
  g_assert_cmpfloat (fabs (shifted->volume - surface->volume), <, 3e-3 * surface->volume);
  g_assert_cmpfloat (fabs (shifted->area - surface->area), <, 3e-3 * surface->area);
}

/* The box twice holds twice as much. */
static void
test_replicated (void)
{
  const bool all[3] = { true, true, true };
  g_autoptr (Sample) sample = scattered (20, 5, true, all);
  VitCell cell = sample->cell;
  for (int k = 0; k < 3; k++)
    cell.h[2][k] *= 2;
  g_autoptr (Sample) twice = sample_new (&cell, 40);
  for (size_t i = 0; i < 40; i++)
    for (int k = 0; k < 3; k++)
      twice->x[3 * i + k] = sample->x[3 * (i % 20) + k] + (i < 20 ? 0 : sample->cell.h[2][k]);
  g_autoptr (VitIsosurface) one = surface_of (sample, LEVEL, NULL);
  g_autoptr (VitIsosurface) two = surface_of (twice, LEVEL, NULL);
  g_assert_cmpfloat (fabs (two->volume / one->volume - 2), <, 5e-3);
  g_assert_cmpfloat (fabs (two->area / one->area - 2), <, 5e-3);
}

static void
test_threads (void)
{
  const bool all[3] = { true, true, true };
  g_autoptr (Sample) sample = scattered (60, 8, true, all);
  g_autofree double *values = g_new (double, 60);
  for (int i = 0; i < 60; i++)
    values[i] = i % 7 == 0 ? NAN : 500 + i;
  vit_parallel_set_n_threads (1);
  g_autoptr (VitIsosurface) one = surface_of (sample, LEVEL, values);
  for (unsigned n = 2; n < 6; n++)
    {
      vit_parallel_set_n_threads (n);
      g_autoptr (VitIsosurface) many = surface_of (sample, LEVEL, values);
      size_t n_numbers = 3 * one->n_vertices;
      g_assert_cmpmem (one->positions, n_numbers * 4, many->positions, 3 * many->n_vertices * 4);
      g_assert_cmpmem (one->normals, n_numbers * 4, many->normals, n_numbers * 4);
      g_assert_cmpmem (one->values, n_numbers / 3 * 4, many->values, n_numbers / 3 * 4);
      g_assert_cmpmem (one->triangles, 12 * one->n_triangles, many->triangles,
                       12 * many->n_triangles);
      g_assert_cmpfloat (one->volume, ==, many->volume);
      g_assert_cmpfloat (one->area, ==, many->area);
    }
  vit_parallel_set_n_threads (0);
}

/* ---- Limits ---- */

static void
test_all_and_none (void)
{
  const bool all[3] = { true, true, true };
  g_autoptr (Sample) sample = scattered (900, 2, true, all);
  g_autoptr (VitIsosurface) full = surface_of (sample, 0.01, NULL);
  g_assert_cmpuint (full->n_surface, ==, 0);
  g_assert_cmpfloat (full->area, ==, 0);
  g_assert_cmpfloat (fabs (full->volume / vit_cell_volume (&sample->cell) - 1), <, 1e-6);
  assert_closed (full, full->n_triangles);
  g_autoptr (VitIsosurface) empty = surface_of (sample, 1e4, NULL);
  g_assert_cmpuint (empty->n_triangles, ==, 0);
  g_assert_cmpfloat (empty->volume, ==, 0);
  sample->n = 0;
  g_autoptr (VitIsosurface) none = surface_of (sample, LEVEL, NULL);
  g_assert_cmpuint (none->n_triangles, ==, 0);
}

/* A coarser grid than was asked for is told, and the volume still is right. */
static void
test_coarsened (void)
{
  const double at[3] = { 0.3, 0.6, 0.5 }, weight = 1;
  g_autoptr (Sample) sample = single (at, 20, 0.2);
  VitIsosurfaceInput input = { .cell = &sample->cell,
                               .n = 1,
                               .x = sample->x,
                               .weights = &weight,
                               .width = WIDTH,
                               .level = LEVEL,
                               .spacing = 0.1,
                               .max_nodes = 20000 };
  g_autoptr (VitIsosurface) surface = vit_isosurface_new (&input, NULL, NULL);
  g_assert_true (surface->coarsened);
  g_assert_cmpfloat (surface->spacing, >, 0.5);
  g_assert_cmpfloat (surface->spacing, <, 1);
  assert_sphere (surface, LEVEL, 0.01);
}

static void
assert_refused (VitIsosurfaceInput input)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_isosurface_new (&input, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

static void
test_refused (void)
{
  const double at[3] = { 0.5, 0.5, 0.5 };
  double weight = 1;
  g_autoptr (Sample) sample = single (at, 20, 0);
  VitIsosurfaceInput good = { .cell = &sample->cell,
                              .n = 1,
                              .x = sample->x,
                              .weights = &weight,
                              .width = WIDTH,
                              .level = LEVEL };
  VitIsosurfaceInput bad = good;
  bad.width = 0;
  assert_refused (bad);
  bad = good;
  bad.level = NAN;
  assert_refused (bad);
  bad = good;
  bad.width = 1e9;
  assert_refused (bad);
  sample->x[1] = NAN;
  assert_refused (good);
  weight = -1;
  sample->x[1] = 0;
  assert_refused (good);
  /* An atom that does not count needs no position. */
  weight = 0;
  sample->x[1] = INFINITY;
  g_autoptr (VitIsosurface) surface = vit_isosurface_new (&good, NULL, NULL);
  g_assert_nonnull (surface);
  VitProgress *progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_isosurface_new (&good, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  vit_progress_unref (progress);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/isosurface/cubes", test_cubes);
  g_test_add_func ("/structure/isosurface/sphere", test_sphere);
  g_test_add_func ("/structure/isosurface/boundary", test_boundary);
  g_test_add_func ("/structure/isosurface/two", test_two);
  g_test_add_func ("/structure/isosurface/scattered", test_scattered);
  g_test_add_func ("/structure/isosurface/ring", test_ring);
  g_test_add_func ("/structure/isosurface/invariance", test_invariance);
  g_test_add_func ("/structure/isosurface/replicated", test_replicated);
  g_test_add_func ("/structure/isosurface/threads", test_threads);
  g_test_add_func ("/structure/isosurface/all-and-none", test_all_and_none);
  g_test_add_func ("/structure/isosurface/coarsened", test_coarsened);
  g_test_add_func ("/structure/isosurface/refused", test_refused);
  return g_test_run ();
}
