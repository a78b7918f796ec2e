#include <math.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/rdf.h"
#include "tests/support/sample.h"

static void
add (VitRdf *rdf, const Sample *sample)
{
  g_autoptr (GError) error = NULL;
  vit_rdf_add_frame (rdf, &sample->cell, sample->x, sample->types, sample->n, NULL, NULL, &error);
  g_assert_no_error (error);
}

static VitRdf *
rdf_of (const Sample *sample, double r_max, double width)
{
  VitRdf *rdf = vit_rdf_new (r_max, width, 2, NULL);
  add (rdf, sample);
  return rdf;
}

static Sample *
make_gas (size_t n, double edge, const double tilt[3])
{
  VitCell cell;
  vit_cell_init_restricted (&cell, (double[3]){ 1, 2, 3 },
                            (double[3]){ 1 + edge, 2 + edge, 3 + edge }, tilt);
  Sample *sample = sample_new (&cell, n);
  for (size_t i = 0; i < n; i++)
    {
      double s[3];
      for (int k = 0; k < 3; k++)
        s[k] = g_test_rand_double ();
      vit_cell_to_cartesian (&cell, s, sample->x + 3 * i);
      sample->types[i] = (uint8_t) (1 + (i % 3 == 0));
    }
  return sample;
}

static Sample *
make_fcc (int times, double a)
{
  static const double basis[4][3] = { { 0, 0, 0 }, { 0, .5, .5 }, { .5, 0, .5 }, { .5, .5, 0 } };
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ a, a, a });
  g_autoptr (Sample) unit = sample_new (&cell, 4);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 3; k++)
      unit->x[3 * i + k] = a * basis[i][k];
  return sample_replicate (unit, (int[3]){ times, times, times });
}

/* An ideal gas has no structure, whatever the box; 1/n is the atom that cannot be its own
 * neighbour. */
static void
test_gas (void)
{
  for (int tilted = 0; tilted < 2; tilted++)
    {
      double tilt[3] = { 9 * tilted, -7 * tilted, 5 * tilted };
      g_autoptr (VitRdf) rdf = vit_rdf_new (8, 0.5, 2, NULL);
      for (int frame = 0; frame < 4; frame++)
        {
          g_autoptr (Sample) gas = make_gas (3000, 20, tilt);
          add (rdf, gas);
        }
      g_assert_cmpuint (rdf->n_frames, ==, 4);
      for (size_t k = 0; k < rdf->n_bins; k++)
        {
          double lo = k * 0.5, hi = lo + 0.5;
          double expected = 4 * 3000 * 3000.0 / 8000 * 4.19 * (hi * hi * hi - lo * lo * lo);
          /* Pairs are counted twice; six standard deviations. */
          double tolerance = 6 * sqrt (2 / expected) + 1.0 / 3000;
          g_assert_cmpfloat_with_epsilon (rdf->total[k], 1, tolerance);
          g_assert_cmpfloat_with_epsilon (vit_rdf_get_partial (rdf, 1, 2)[k], 1, 4 * tolerance);
        }
      g_autoptr (GError) error = NULL;
      double r;
      g_autofree double *flat = g_new (double, 100);
      for (int k = 0; k < 100; k++)
        flat[k] = k < 20 ? 0 : 1;
      g_assert_false (vit_rdf_first_minimum (flat, 100, 0.1, &r, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND);
    }
}

/* Numbers of atoms in the shells of fcc, also where the box is smaller than the reach. */
static void
test_fcc (void)
{
  static const struct
  {
    double r2; /* in a² */
    int n;
  } shells[] = { { .5, 12 }, { 1, 6 }, { 1.5, 24 }, { 2, 12 }, { 2.5, 24 }, { 3, 8 }, { 3.5, 48 } };
  double a = 4, width = 0.02;
  for (int times = 1; times <= 3; times++)
    {
      g_autoptr (Sample) fcc = make_fcc (times, a);
      g_autoptr (VitRdf) rdf = rdf_of (fcc, 7.6, width);
      double rho = 4 / (a * a * a), total = 0;
      for (size_t s = 0; s < G_N_ELEMENTS (shells); s++)
        {
          double r = a * sqrt (shells[s].r2), count = 0;
          for (size_t k = (size_t) (r / width) - 1; k < (size_t) (r / width) + 2; k++)
            count +=
                rdf->total[k] * rho * 4 / 3 * G_PI * (pow (k + 1, 3) - pow (k, 3)) * pow (width, 3);
          g_assert_cmpfloat_with_epsilon (count, shells[s].n, 1e-9);
          total += shells[s].n;
        }
      double all = 0;
      for (size_t k = 0; k < rdf->n_bins; k++)
        all += rdf->total[k] * rho * 4 / 3 * G_PI * (pow (k + 1, 3) - pow (k, 3)) * pow (width, 3);
      g_assert_cmpfloat_with_epsilon (all, total, 1e-8);
      /* Nothing lies between the first two shells: the middle. */
      double r_min;
      g_assert_true (vit_rdf_first_minimum (rdf->total, rdf->n_bins, width, &r_min, NULL));
      g_assert_cmpfloat_with_epsilon (r_min, a * (sqrt (.5) + 1) / 2, 0.03);
    }
}

static void
assert_same (const VitRdf *a, const VitRdf *b, double tolerance)
{
  for (size_t k = 0; k < a->n_bins; k++)
    g_assert_cmpfloat_with_epsilon (a->total[k], b->total[k], tolerance);
  for (size_t k = 0; k < 4 * a->n_bins; k++)
    g_assert_cmpfloat_with_epsilon (a->partial[k], b->partial[k], tolerance);
}

/* The same crystal of boxes described by other vectors, moved, replicated, in another order, by
 * other numbers of threads. */
static void
test_invariance (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitRdf) expected = rdf_of (glass, 6, 0.01);
  for (unsigned threads = 1; threads <= 5; threads += 2)
    {
      vit_parallel_set_n_threads (threads);
      g_autoptr (VitRdf) again = rdf_of (glass, 6, 0.01);
      g_assert_cmpmem (again->total, again->n_bins * 8, expected->total, expected->n_bins * 8);
      g_assert_cmpmem (again->partial, again->n_bins * 32, expected->partial,
                       expected->n_bins * 32);
    }
  vit_parallel_set_n_threads (0);

  g_autoptr (Sample) big = sample_replicate (glass, (int[3]){ 1, 2, 1 });
  g_autoptr (VitRdf) of_big = rdf_of (big, 6, 0.01);
  assert_same (of_big, expected, 0.02);

  for (int k = 0; k < 3; k++)
    {
      glass->cell.h[1][k] += glass->cell.h[0][k];
      glass->cell.h[2][k] -= glass->cell.h[1][k];
    }
  for (size_t i = 0; i < glass->n / 2; i++)
    for (int k = 0; k < 3; k++)
      {
        double keep = glass->x[3 * i + k];
        glass->x[3 * i + k] = glass->x[3 * (glass->n - 1 - i) + k];
        glass->x[3 * (glass->n - 1 - i) + k] = keep;
      }
  for (size_t i = 0; i < glass->n / 2; i++)
    {
      uint8_t keep = glass->types[i];
      glass->types[i] = glass->types[glass->n - 1 - i];
      glass->types[glass->n - 1 - i] = keep;
    }
  /* Rounding may move single pairs to the next bin. */
  g_autoptr (VitRdf) tilted = rdf_of (glass, 6, 0.01);
  assert_same (tilted, expected, 0.02);
}

/* Partials make up the total; the minimum is where these glasses have theirs. */
static void
test_glass (void)
{
  static const char *names[] = { "glass-100K.dump.gz", "liquid-1700K.dump.gz" };
  for (int s = 0; s < 2; s++)
    {
      g_autoptr (Sample) sample = sample_read_data (names[s]);
      g_autoptr (VitRdf) rdf = rdf_of (sample, 6, 0.01);
      double f[2] = { 0, 0 }, r_min;
      for (size_t i = 0; i < sample->n; i++)
        f[sample->types[i] - 1] += 1.0 / (double) sample->n;
      for (size_t k = 0; k < rdf->n_bins; k++)
        {
          double sum = 0;
          for (unsigned a = 0; a < 2; a++)
            for (unsigned b = 0; b < 2; b++)
              sum += f[a] * f[b] * vit_rdf_get_partial (rdf, a + 1, b + 1)[k];
          g_assert_cmpfloat_with_epsilon (sum, rdf->total[k], 1e-12);
          g_assert_cmpfloat (vit_rdf_get_partial (rdf, 1, 2)[k], ==,
                             vit_rdf_get_partial (rdf, 2, 1)[k]);
        }
      g_assert_true (vit_rdf_first_minimum (rdf->total, rdf->n_bins, rdf->width, &r_min, NULL));
      g_test_message ("%s: first minimum at %.3f Å", names[s], r_min);
      if (s == 0)
        g_assert_cmpfloat_with_epsilon (vit_rdf_round_cutoff (r_min), 3.85, 0.06);
    }
  g_assert_cmpfloat (vit_rdf_round_cutoff (3.8601), ==, 3.85);
  g_assert_cmpfloat (vit_rdf_round_cutoff (3.8751), ==, 3.9);
}

/* Counts of ordered pairs from scipy.spatial.cKDTree (SciPy 1.10.1) on
 * tests/data/glass-100K.dump.gz: tree = cKDTree ((x - lo) % L, boxsize = L); tree.count_neighbors
 * (tree, r) - n at r = 2.5, 3, 3.5, 4, 5, 6 Å, for all atoms and for Zr around Cu. */
static void
test_scipy (void)
{
  static const double radii[] = { 2.5, 3, 3.5, 4, 5, 6 };
  static const double all[] = { 784, 14382, 24342, 28402, 57148, 108658 };
  static const double cu_zr[] = { 17, 5236, 6947, 8008, 14396, 27702 };
  g_autoptr (Sample) sample = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitRdf) rdf = rdf_of (sample, 6, 0.01);
  double n = (double) sample->n, n_cu = 0, volume = vit_cell_volume (&sample->cell);
  for (size_t i = 0; i < sample->n; i++)
    n_cu += sample->types[i] == 1;
  for (size_t r = 0; r < G_N_ELEMENTS (radii); r++)
    {
      double sum = 0, sum_cu_zr = 0;
      for (size_t k = 0; k < (size_t) round (radii[r] / 0.01); k++)
        {
          double shell = 4.0 / 3 * G_PI * (pow ((k + 1) * .01, 3) - pow (k * .01, 3));
          sum += rdf->total[k] * shell * n * n / volume;
          sum_cu_zr += vit_rdf_get_partial (rdf, 1, 2)[k] * shell * n_cu * (n - n_cu) / volume;
        }
      g_assert_cmpfloat_with_epsilon (sum, all[r], 1e-6);
      g_assert_cmpfloat_with_epsilon (sum_cu_zr, cu_zr[r], 1e-6);
    }
}

/* Between shells with nothing in between the middle of the gap is the minimum. */
static void
test_gap (void)
{
  double g[600] = { 0 }, minimum;
  for (int k = 0; k < 600; k++)
    g[k] = k >= 200 && k < 300 ? 3 : k >= 400 ? 2 : 0;
  g_assert_true (vit_rdf_first_minimum (g, 600, 0.01, &minimum, NULL));
  g_assert_cmpfloat_with_epsilon (minimum, 3.5, 0.006);
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_rdf_new (-1, 0.01, 1, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_autoptr (Sample) fcc = make_fcc (2, 4);
  g_autoptr (VitRdf) rdf = vit_rdf_new (5, 0.1, 1, NULL);
  fcc->types[3] = 2;
  const char *const species[] = { "Zr", "Al", NULL };
  g_assert_false (
      vit_rdf_add_frame (rdf, &fcc->cell, fcc->x, fcc->types, fcc->n, species, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISMATCH);
  g_assert_cmpstr (error->message, ==, "Atom 4 is Al, but g(r) is for Zr");
  g_clear_error (&error);
  fcc->types[3] = 1;
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_assert_false (
      vit_rdf_add_frame (rdf, &fcc->cell, fcc->x, fcc->types, fcc->n, NULL, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_assert_cmpuint (rdf->n_frames, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/rdf/gas", test_gas);
  g_test_add_func ("/structure/rdf/fcc", test_fcc);
  g_test_add_func ("/structure/rdf/invariance", test_invariance);
  g_test_add_func ("/structure/rdf/glass", test_glass);
  g_test_add_func ("/structure/rdf/scipy", test_scipy);
  g_test_add_func ("/structure/rdf/errors", test_errors);
  g_test_add_func ("/structure/rdf/gap", test_gap);
  return g_test_run ();
}
