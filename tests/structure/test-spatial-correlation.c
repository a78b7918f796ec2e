#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/spatial-correlation.h"
#include "tests/support/sample.h"

/* Points anywhere in a cube. */
static Sample *
make_points (size_t n, double edge, bool periodic, GRand *random)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ edge, edge, edge });
  for (int k = 0; k < 3; k++)
    cell.periodic[k] = periodic;
  Sample *sample = sample_new (&cell, n);
  for (size_t k = 0; k < 3 * n; k++)
    sample->x[k] = g_rand_double_range (random, 0, edge);
  return sample;
}

static VitSpatialCorrelation *
compute (const Sample *sample, const double *values, double r_max, double width)
{
  g_autoptr (GError) error = NULL;
  VitSpatialCorrelation *c = vit_spatial_correlation_new (&sample->cell, sample->x, values,
                                                          sample->n, r_max, width, NULL, &error);
  g_assert_no_error (error);
  return c;
}

/* A wave: averaged over directions, cos k·r is sin kr / kr, and waves along the three axes of equal
 * length have it each. */
static void
test_wave (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Sample) points = make_points (20000, 40, true, random);
  double k = 2 * G_PI / 40 * 3;
  g_autofree double *values = g_new (double, points->n);
  for (size_t i = 0; i < points->n; i++)
    values[i] = 700 + 40 * cos (k * points->x[3 * i]) + 40 * cos (k * points->x[3 * i + 1]) +
                40 * cos (k * points->x[3 * i + 2]);
  g_autoptr (VitSpatialCorrelation) c = compute (points, values, 12, 0.5);
  g_assert_cmpfloat_with_epsilon (c->mean, 700, 1);
  g_assert_cmpfloat_with_epsilon (c->deviation, 40 * sqrt (1.5), 0.5);
  g_assert_cmpuint (c->n_bins, ==, 24);
  for (size_t bin = 1; bin < c->n_bins; bin++)
    {
      double r = ((double) bin + 0.5) * c->width;
      g_assert_cmpfloat_with_epsilon (c->values[bin], sin (k * r) / (k * r), 0.02);
      double shell = 4.0 / 3 * G_PI * (pow (r + 0.25, 3) - pow (r - 0.25, 3));
      double pairs = 0.5 * (double) (points->n * points->n) / 64000 * shell;
      g_assert_cmpfloat_with_epsilon ((double) c->n_pairs[bin] / pairs, 1, 0.05);
    }
}

#define XI 3.0

/* A random field that decays as exp(−r/ξ): waves with its spectrum in three dimensions,
 * k²/(1 + k²ξ²)². */
static void
make_field (const Sample *points, double *values, GRand *random)
{
  memset (values, 0, points->n * sizeof *values);
  for (int wave = 0; wave < 400; wave++)
    {
      /* with kξ = tan φ the density is sin²φ */
      double angle = 0, u = g_rand_double (random), low = 0, high = G_PI / 2;
      for (int step = 0; step < 50; step++)
        {
          angle = 0.5 * (low + high);
          if ((angle - sin (angle) * cos (angle)) * 2 / G_PI < u)
            low = angle;
          else
            high = angle;
        }
      double k = tan (angle) / XI, z = g_rand_double_range (random, -1, 1),
             turn = g_rand_double_range (random, 0, 2 * G_PI),
             phase = g_rand_double_range (random, 0, 2 * G_PI), s = sqrt (1 - z * z);
      for (size_t i = 0; i < points->n; i++)
        {
          const double *x = points->x + 3 * i;
          values[i] += cos (k * (s * cos (turn) * x[0] + s * sin (turn) * x[1] + z * x[2]) + phase);
        }
    }
}

static void
test_decay (void)
{
  enum
  {
    FIELDS = 8
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  g_autoptr (Sample) points = make_points (4000, 60, false, random);
  g_autofree double *values = g_new (double, points->n);
  double lengths = 0, noisy_lengths = 0, curve[20] = { 0 }, noisy_curve[20] = { 0 };
  for (int f = 0; f < FIELDS; f++)
    {
      make_field (points, values, random);
      g_autoptr (VitSpatialCorrelation) c = compute (points, values, 10, 0.5);
      /* Half of the variance is each atom's own: half the amplitude, the same length. */
      for (size_t i = 0; i < points->n; i++)
        values[i] += c->deviation * sqrt (3) * g_rand_double_range (random, -1, 1);
      g_autoptr (VitSpatialCorrelation) noisy = compute (points, values, 10, 0.5);
      for (size_t k = 0; k < 20; k++)
        {
          curve[k] += c->values[k] / FIELDS;
          noisy_curve[k] += noisy->values[k] / FIELDS;
        }
      lengths += c->decay_length / FIELDS;
      noisy_lengths += noisy->decay_length / FIELDS;
    }
  for (size_t k = 2; k < 20; k++)
    {
      double expected = exp (-((double) k + 0.5) * 0.5 / XI);
      g_assert_cmpfloat_with_epsilon (curve[k], expected, 0.04);
      g_assert_cmpfloat_with_epsilon (noisy_curve[k], 0.5 * expected, 0.04);
    }
  g_assert_cmpfloat_with_epsilon (lengths, XI, 0.3);
  g_assert_cmpfloat_with_epsilon (noisy_lengths, XI, 0.3);
  /* Nothing shared: no length. */
  for (size_t i = 0; i < points->n; i++)
    values[i] = g_rand_double (random);
  g_autoptr (VitSpatialCorrelation) none = compute (points, values, 10, 0.5);
  g_assert_true (isnan (none->decay_length));
  g_assert_cmpfloat_with_epsilon (none->values[10], 0, 0.03);
}

static void
test_two_atoms (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 50, 50, 50 });
  g_autoptr (Sample) pair = sample_new (&cell, 4);
  const double x[4][3] = { { 1, 1, 1 }, { 49, 1, 1 }, { 25, 25, 25 }, { 25, 27.2, 25 } };
  memcpy (pair->x, x, sizeof x);
  g_autoptr (VitSpatialCorrelation) c = compute (pair, (double[]){ 3, 1, 7, NAN }, 4, 1);
  /* The mean is 11/3, the variance 56/9; 2 Å through the face. The one without a value is not met.
   */
  g_assert_cmpuint (c->n_used, ==, 3);
  g_assert_cmpuint (c->n_pairs[2], ==, 1);
  g_assert_cmpfloat_with_epsilon (c->values[2], (-2.0 / 3) * (-8.0 / 3) / (56.0 / 9), 1e-14);
  g_assert_true (isnan (c->values[1]) && isnan (c->values[3]));
  g_assert_true (isnan (c->decay_length));
  g_autoptr (VitSpatialCorrelation) same = compute (pair, (double[]){ 0.1, 0.1, 0.1, 0.1 }, 4, 1);
  g_assert_cmpfloat (same->deviation, ==, 0);
  g_assert_true (isnan (same->values[2]));
}

/* Pair by pair, and image by image: the reach is several times as long as the box is thick. */
static void
test_brute_force (void)
{
  enum
  {
    N = 40,
    BINS = 37,
    IMAGES = 6
  };
  static const double widths[] = { 0.3, 0.25, 1.0 / 3 };
  for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
    for (int open = 0; open < 2; open++)
      {
        g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) (7 + w));
        g_autoptr (Sample) points = make_points (N, 6, !open, random);
        points->cell.h[1][0] = 2.5;
        points->cell.h[2][1] = -1.5;
        double width = widths[w], values[N], sums[BINS] = { 0 }, mean = 0, squares = 0;
        size_t counts[BINS] = { 0 };
        for (size_t i = 0; i < N; i++)
          mean += (values[i] = g_rand_double (random)) / N;
        for (size_t i = 0; i < N; i++)
          squares += (values[i] - mean) * (values[i] - mean) / N;
        int most = open ? 0 : IMAGES;
        for (size_t i = 0; i < N; i++)
          for (size_t j = 0; j < N; j++)
            for (int a = -most; a <= most; a++)
              for (int b = -most; b <= most; b++)
                for (int c = -most; c <= most; c++)
                  {
                    double r2 = 0;
                    for (int k = 0; k < 3; k++)
                      {
                        double d = points->x[3 * j + k] - points->x[3 * i + k] +
                                   a * points->cell.h[0][k] + b * points->cell.h[1][k] +
                                   c * points->cell.h[2][k];
                        r2 += d * d;
                      }
                    size_t bin = (size_t) (sqrt (r2) / width);
                    if ((i == j && a == 0 && b == 0 && c == 0) || bin >= BINS)
                      continue;
                    sums[bin] += (values[i] - mean) * (values[j] - mean) / squares;
                    counts[bin]++;
                  }
        g_autoptr (VitSpatialCorrelation) c = compute (points, values, BINS * width, width);
        g_assert_cmpuint (c->n_bins, ==, BINS);
        for (size_t k = 0; k < BINS; k++)
          {
            g_assert_cmpuint (2 * c->n_pairs[k], ==, counts[k]);
            if (counts[k] > 0)
              g_assert_cmpfloat_with_epsilon (c->values[k], sums[k] / (double) counts[k], 1e-11);
          }
      }
}

static void
test_threads (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autofree double *values = g_new (double, glass->n);
  for (size_t i = 0; i < glass->n; i++)
    values[i] = glass->x[3 * i] + g_rand_double (random);
  vit_parallel_set_n_threads (1);
  g_autoptr (VitSpatialCorrelation) one = compute (glass, values, 10, 0.25);
  vit_parallel_set_n_threads (7);
  g_autoptr (VitSpatialCorrelation) more = compute (glass, values, 10, 0.25);
  vit_parallel_set_n_threads (0);
  g_assert_cmpmem (one->values, one->n_bins * sizeof (double), more->values,
                   more->n_bins * sizeof (double));
  g_assert_cmpmem (&one->decay_length, sizeof (double), &more->decay_length, sizeof (double));
}

static void
test_refusals (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autofree double *values = g_new0 (double, glass->n);
  g_autoptr (GError) error = NULL;
  g_assert_null (
      vit_spatial_correlation_new (&glass->cell, glass->x, values, glass->n, 10, 0, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_assert_null (vit_spatial_correlation_new (&glass->cell, glass->x, values, glass->n, 10, 1,
                                              progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spatial-correlation/wave", test_wave);
  g_test_add_func ("/spatial-correlation/decay", test_decay);
  g_test_add_func ("/spatial-correlation/two-atoms", test_two_atoms);
  g_test_add_func ("/spatial-correlation/brute-force", test_brute_force);
  g_test_add_func ("/spatial-correlation/threads", test_threads);
  g_test_add_func ("/spatial-correlation/refusals", test_refusals);
  return g_test_run ();
}
