/* Delaunay tetrahedra, and what is summed over them, against Qhull, crystals and identities. */

#include <math.h>
#include <string.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/delaunay.h"
#include "tests/support/sample.h"

static VitDelaunay *
get_tetrahedra (const Sample *sample)
{
  g_autoptr (GError) error = NULL;
  VitDelaunay *delaunay = NULL;
  g_autoptr (VitVoronoi) voronoi =
      vit_voronoi_new_dual (&sample->cell, sample->x, sample->n, 0, &delaunay, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (delaunay);
  /* The cells are those without tetrahedra. */
  g_autoptr (VitVoronoi) alone =
      vit_voronoi_new (&sample->cell, sample->x, sample->n, 0, NULL, NULL);
  g_assert_cmpmem (voronoi->volumes, sample->n * sizeof (double), alone->volumes,
                   sample->n * sizeof (double));
  return delaunay;
}

static double
get_volume (const Sample *sample, const VitDelaunay *delaunay, size_t k)
{
  double e[3][3];
  vit_delaunay_get_edges (delaunay, &sample->cell, sample->x, k, e);
  return fabs (e[0][0] * (e[1][1] * e[2][2] - e[1][2] * e[2][1]) -
               e[0][1] * (e[1][0] * e[2][2] - e[1][2] * e[2][0]) +
               e[0][2] * (e[1][0] * e[2][1] - e[1][1] * e[2][0])) /
         6;
}

static void
measure (const Sample *sample, const double sigma[4], double longest, double *omega, double *q)
{
  g_autoptr (VitDelaunay) delaunay = get_tetrahedra (sample);
  double sum, table[4];
  memcpy (table, sigma, sizeof table);
  VitShells shells = { 2, table };
  g_assert_true (vit_delaunay_measure (delaunay, &sample->cell, sample->x, sample->types, &shells,
                                       longest, omega, q, &sum, NULL, NULL));
  double volume = 0;
  for (size_t k = 0; k < delaunay->n; k++)
    volume += get_volume (sample, delaunay, k);
  g_assert_cmpfloat_with_epsilon (volume / vit_cell_volume (&sample->cell), 1, 1e-10);
  g_assert_cmpfloat (fabs (sum), <, 1e-10 * vit_cell_volume (&sample->cell));
}

static const double sigma[4] = { 2.575, 2.765, 2.765, 3.165 };

/* Numbers of SciPy's Qhull: tests/data/delaunay.py. */
static void
test_qhull (void)
{
  g_autoptr (Sample) sample = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitDelaunay) delaunay = get_tetrahedra (sample);
  g_autofree double *omega = g_new (double, sample->n), *q = g_new (double, sample->n);
  g_autofree unsigned *counts = g_new0 (unsigned, sample->n);
  measure (sample, sigma, 1.5, omega, q);
  for (size_t k = 0; k < delaunay->n; k++)
    for (int c = 0; c < 4; c++)
      counts[delaunay->corners[k][c]]++;
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", "glass-100K.delaunay.gz", NULL);
  gzFile file = gzopen (path, "rb");
  g_assert_nonnull (file);
  char line[256];
  size_t n = 0;
  for (; gzgets (file, line, sizeof line); n++)
    {
      char *end = line;
      g_assert_cmpuint (n, <, sample->n);
      g_assert_cmpuint (counts[n], ==, g_ascii_strtoull (end, &end, 10));
      g_assert_cmpfloat_with_epsilon (omega[n], g_ascii_strtod (end, &end), 1e-9);
      g_assert_cmpfloat_with_epsilon (q[n], g_ascii_strtod (end, &end), 1e-9);
    }
  gzclose (file);
  g_assert_cmpuint (n, ==, sample->n);
}

/* ---- Clusters and crystals ---- */

#define PHI 1.618033988749895

/* An icosahedron around each atom of a sparse lattice: the tetrahedra of the middle are its own. */
static void
test_icosahedron (void)
{
  static const double shell[12][3] = {
    { 0, 1, PHI }, { 0, 1, -PHI }, { 0, -1, PHI }, { 0, -1, -PHI },
    { 1, PHI, 0 }, { 1, -PHI, 0 }, { -1, PHI, 0 }, { -1, -PHI, 0 },
    { PHI, 0, 1 }, { -PHI, 0, 1 }, { PHI, 0, -1 }, { -PHI, 0, -1 },
  };
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 7, 8, 9 });
  g_autoptr (Sample) sample = sample_new (&cell, 13);
  double radius = sqrt (1 + PHI * PHI), omega[13], q[13];
  for (int i = 0; i < 13; i++)
    for (int k = 0; k < 3; k++)
      sample->x[3 * i + k] = 4 + (i > 0 ? shell[i - 1][k] / radius : 0);
  static const double ones[4] = { 1, 1, 1, 1 };
  measure (sample, ones, 0, omega, q);
  g_assert_cmpfloat_with_epsilon (omega[0], 0.0257311, 5e-8);
  measure (sample, ones, 1.5, omega, q);
  g_assert_cmpfloat_with_epsilon (omega[0], 0.0257311, 5e-8);
  /* Edges of the shell are 2/√(1 + φ²) = 1.0515: none is left below 1.05. */
  measure (sample, ones, 1.05, omega, q);
  g_assert_true (isnan (omega[0]));
}

static Sample *
new_crystal (
    const double (*basis)[3], size_t n_basis, const int times[3], double noise, double digits)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 },
                            (double[3]){ 3.7 * times[0], 3.7 * times[1], 3.7 * times[2] });
  size_t n = n_basis * (size_t) (times[0] * times[1] * times[2]);
  Sample *sample = sample_new (&cell, n);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  for (size_t i = 0; i < n; i++)
    {
      int c = (int) (i / n_basis),
          at[3] = { c % times[0], c / times[0] % times[1], c / times[0] / times[1] };
      for (int k = 0; k < 3; k++)
        {
          double x =
              3.7 * (at[k] + basis[i % n_basis][k]) + noise * g_rand_double_range (random, -1, 1);
          sample->x[3 * i + k] = digits > 0 ? round (x * digits) / digits : x;
        }
    }
  return sample;
}

static const double fcc[4][3] = { { 0, 0, 0 }, { 0, 0.5, 0.5 }, { 0.5, 0, 0.5 }, { 0.5, 0.5, 0 } };
static const double bcc[2][3] = { { 0, 0, 0 }, { 0.5, 0.5, 0.5 } };
static const double sc[1][3] = { { 0, 0, 0 } };
static const double diamond[8][3] = { { 0, 0, 0 },          { 0, 0.5, 0.5 },
                                      { 0.5, 0, 0.5 },      { 0.5, 0.5, 0 },
                                      { 0.25, 0.25, 0.25 }, { 0.25, 0.75, 0.75 },
                                      { 0.75, 0.25, 0.75 }, { 0.75, 0.75, 0.25 } };

/* Perfect crystals, where up to eight atoms lie on a sphere, and crystals whose coordinates a file
 * has rounded, whatever the number of digits; boxes down to one cell. */
static void
test_crystals (void)
{
  static const struct
  {
    const double (*basis)[3];
    size_t n;
    double per_atom; /* tetrahedra; 0: not the same in all */
  } crystals[] = { { fcc, 4, 6 }, { bcc, 2, 6 }, { sc, 1, 0 }, { diamond, 8, 0 } };
  static const int sizes[][3] = { { 3, 3, 3 }, { 2, 3, 4 }, { 1, 1, 1 }, { 1, 2, 5 } };
  static const double rounded[] = { 0, 1e3, 1e5, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12 };
  for (gsize c = 0; c < G_N_ELEMENTS (crystals); c++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (gsize r = 0; r < G_N_ELEMENTS (rounded); r++)
        {
          g_autoptr (Sample) sample =
              new_crystal (crystals[c].basis, crystals[c].n, sizes[s], r ? 2e-12 : 0, rounded[r]);
          g_autofree double *omega = g_new (double, sample->n), *q = g_new (double, sample->n);
          measure (sample, sigma, 0, omega, q);
          g_autoptr (VitDelaunay) delaunay = get_tetrahedra (sample);
          if (crystals[c].per_atom > 0 && r == 0)
            g_assert_cmpfloat ((double) delaunay->n / (double) sample->n, ==, crystals[c].per_atom);
          for (size_t i = 0; i < sample->n; i++)
            {
              g_assert_true (isfinite (omega[i]));
              g_assert_cmpfloat (fabs (q[i]), <, r ? 0.1 : 1e-9);
            }
        }
}

/* Atoms next to empty space, whose cells come from the tree. */
static void
test_surfaces (void)
{
  for (int noise = 0; noise < 2; noise++)
    {
      g_autoptr (Sample) sample = new_crystal (fcc, 4, (int[3]){ 3, 3, 3 }, 0.3 * noise, 0);
      sample->cell.h[2][2] += 25;
      g_autofree double *omega = g_new (double, sample->n), *q = g_new (double, sample->n);
      measure (sample, sigma, 1.5, omega, q);
      unsigned n = 0;
      for (size_t i = 0; i < sample->n; i++)
        n += isfinite (omega[i]);
      g_assert_cmpuint (n, >, sample->n / 2);
    }
}

/* ---- Invariance ---- */

static void
test_invariance (void)
{
  g_autoptr (Sample) sample = sample_read_data ("liquid-1700K.dump.gz");
  size_t n = sample->n;
  g_autofree double *omega = g_new (double, n), *q = g_new (double, n), *other = g_new (double, n),
                    *other_q = g_new (double, n);
  measure (sample, sigma, 1.5, omega, q);
  g_autoptr (Sample) turned = sample_new (&sample->cell, n);
  double c = cos (0.7), s = sin (0.7);
  const double turn[3][3] = { { c, -s, 0 }, { s * 0.6, c * 0.6, -0.8 }, { s * 0.8, c * 0.8, 0.6 } };
  for (int k = 0; k < 3; k++)
    for (int m = 0; m < 3; m++)
      turned->cell.h[k][m] = turn[m][0] * sample->cell.h[k][0] + turn[m][1] * sample->cell.h[k][1] +
                             turn[m][2] * sample->cell.h[k][2];
  for (size_t i = 0; i < n; i++)
    {
      size_t from = n - 1 - i;
      turned->types[i] = sample->types[from];
      for (int m = 0; m < 3; m++)
        turned->x[3 * i + m] = turn[m][0] * sample->x[3 * from] +
                               turn[m][1] * sample->x[3 * from + 1] +
                               turn[m][2] * sample->x[3 * from + 2] + 2.3 * turned->cell.h[1][m] -
                               (double) (i % 3) * turned->cell.h[0][m];
    }
  measure (turned, sigma, 1.5, other, other_q);
  for (size_t i = 0; i < n; i++)
    {
      g_assert_cmpfloat_with_epsilon (other[i], omega[n - 1 - i], 1e-9);
      g_assert_cmpfloat_with_epsilon (other_q[i], q[n - 1 - i], 1e-9);
    }
  g_autoptr (Sample) copies = sample_replicate (sample, (int[3]){ 2, 1, 1 });
  g_autofree double *twice = g_new (double, 2 * n), *twice_q = g_new (double, 2 * n);
  measure (copies, sigma, 1.5, twice, twice_q);
  for (size_t i = 0; i < 2 * n; i++)
    {
      g_assert_cmpfloat_with_epsilon (twice[i], omega[i % n], 1e-9);
      g_assert_cmpfloat_with_epsilon (twice_q[i], q[i % n], 1e-9);
    }
}

static void
test_threads (void)
{
  g_autoptr (Sample) sample = sample_read_data ("liquid-1700K.dump.gz");
  size_t n = sample->n;
  double *values[2] = { g_new (double, 2 * n), g_new (double, 2 * n) };
  for (int k = 0; k < 2; k++)
    {
      vit_parallel_set_n_threads (k == 0 ? 1 : 3);
      measure (sample, sigma, 1.5, values[k], values[k] + n);
    }
  vit_parallel_set_n_threads (0);
  g_assert_cmpmem (values[0], 2 * n * sizeof (double), values[1], 2 * n * sizeof (double));
  g_free (values[0]);
  g_free (values[1]);
}

static void
test_refused (void)
{
  g_autoptr (Sample) sample = new_crystal (sc, 1, (int[3]){ 2, 2, 2 }, 0, 0);
  g_autoptr (GError) error = NULL;
  VitDelaunay *delaunay = NULL;
  sample->cell.periodic[0] = false;
  g_assert_null (vit_voronoi_new_dual (&sample->cell, sample->x, 8, 0, &delaunay, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED);
  g_assert_null (delaunay);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/delaunay/qhull", test_qhull);
  g_test_add_func ("/structure/delaunay/icosahedron", test_icosahedron);
  g_test_add_func ("/structure/delaunay/crystals", test_crystals);
  g_test_add_func ("/structure/delaunay/surfaces", test_surfaces);
  g_test_add_func ("/structure/delaunay/invariance", test_invariance);
  g_test_add_func ("/structure/delaunay/threads", test_threads);
  g_test_add_func ("/structure/delaunay/refused", test_refused);
  return g_test_run ();
}
