#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/structure/local-features.h"

#define N 40
#define SIGMA 2.5

/* Cubuk et al. 2015, as docs/science.md prints them. */
static const double xi[] = { 14.633, 14.633, 14.638, 14.638, 2.554, 2.554, 2.554, 2.554,
                             1.648,  1.648,  1.204,  1.204,  1.204, 1.204, 0.933, 0.933,
                             0.933,  0.933,  0.695,  0.695,  0.695, 0.695 };
static const double lambda[] = { -1, 1, -1, 1, -1, 1, -1, 1, 1, 1, 1,
                                 1,  1, 1,  1, 1,  1, 1,  1, 1, 1, 1 };
static const double zeta[] = {
  1, 1, 2, 2, 1, 1, 2, 2, 1, 2, 1, 2, 4, 16, 1, 2, 4, 16, 1, 2, 4, 16
};

typedef struct
{
  VitCell cell;
  double x[3 * N];
  uint8_t types[N];
} Sample;

/* A tilted box, narrower than the reach, so that images count. */
static void
make_sample (Sample *sample, uint64_t seed)
{
  const double lo[3] = { 0 }, hi[3] = { 9, 10, 11 }, tilt[3] = { 1.5, -0.7, 2 };
  uint64_t state = seed;
  vit_cell_init_restricted (&sample->cell, lo, hi, tilt);
  for (int i = 0; i < N; i++)
    {
      double s[3];
      for (int k = 0; k < 3; k++)
        s[k] = (double) (vit_random_next (&state) >> 11) * 0x1p-53;
      vit_cell_to_cartesian (&sample->cell, s, sample->x + 3 * i);
      sample->types[i] = (uint8_t) (1 + vit_random_below (&state, 2));
    }
}

/* All images of all atoms that may be within reach. */
static int
list_images (const Sample *sample, int i, double reach, double (*d)[3], int *atoms)
{
  int n = 0;
  for (int j = 0; j < N; j++)
    for (int a = -2; a <= 2; a++)
      for (int b = -2; b <= 2; b++)
        for (int c = -2; c <= 2; c++)
          {
            double r = 0;
            for (int k = 0; k < 3; k++)
              {
                d[n][k] = sample->x[3 * j + k] - sample->x[3 * i + k] + a * sample->cell.h[0][k] +
                          b * sample->cell.h[1][k] + c * sample->cell.h[2][k];
                r += d[n][k] * d[n][k];
              }
            if (sqrt (r) < reach && r > 0)
              atoms[n++] = j;
          }
  return n;
}

static double
length (const double d[3])
{
  return sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

static void
compute (const Sample *sample, bool angular, double *values, double **columns)
{
  GError *error = NULL;
  size_t count = angular ? vit_angular_count (2) : vit_radial_count (2);
  for (size_t k = 0; k < count; k++)
    columns[k] = values + N * k;
  g_assert_true ((angular ? vit_angular_features : vit_radial_features) (
      &sample->cell, sample->x, sample->types, N, 2, SIGMA, columns, NULL, &error));
  g_assert_no_error (error);
}

static void
test_radial (void)
{
  Sample sample;
  double values[N * 38], *columns[38], (*d)[3] = g_malloc (N * 125 * sizeof *d);
  g_autofree int *atoms = g_new (int, N * 125);
  make_sample (&sample, 3);
  g_assert_cmpuint (vit_radial_count (2), ==, 38);
  compute (&sample, false, values, columns);
  for (int i = 0; i < N; i++)
    {
      int n = list_images (&sample, i, 2.8 * SIGMA, d, atoms);
      for (int k = 0; k < 38; k++)
        {
          double sum = 0, mu = (0.7 + 0.1 * (k % 19)) * SIGMA, delta = 0.1 * SIGMA;
          for (int m = 0; m < n; m++)
            if (sample.types[atoms[m]] == 1 + k / 19)
              sum += exp (-pow (length (d[m]) - mu, 2) / (2 * delta * delta));
          g_assert_cmpfloat_with_epsilon (columns[k][i], sum, 1e-12 * (1 + sum));
        }
    }
  g_free (d);
  const char *const species[] = { "Cu", "Zr", NULL };
  g_autofree char *name = vit_radial_dup_name (20, 2, species);
  g_assert_cmpstr (name, ==, "g_Zr_0.8");
}

static void
test_angular (void)
{
  Sample sample;
  g_autofree double *values = g_new (double, N * 66);
  double *columns[66], (*d)[3] = g_malloc (N * 125 * sizeof *d);
  g_autofree int *atoms = g_new (int, N * 125);
  make_sample (&sample, 4);
  g_assert_cmpuint (vit_angular_count (2), ==, 66);
  compute (&sample, true, values, columns);
  for (int i = 0; i < N; i += 3)
    {
      double sums[66] = { 0 };
      int n = list_images (&sample, i, 2.5 * SIGMA, d, atoms);
      for (int a = 0; a < n; a++)
        for (int b = a + 1; b < n; b++)
          {
            double ra = length (d[a]), rb = length (d[b]), dot = 0, rab = 0;
            int pair = sample.types[atoms[a]] + sample.types[atoms[b]] - 2;
            for (int k = 0; k < 3; k++)
              {
                dot += d[a][k] * d[b][k];
                rab += pow (d[a][k] - d[b][k], 2);
              }
            for (int m = 0; m < 22; m++)
              sums[22 * pair + m] += exp (-(ra * ra + rb * rb + rab) / pow (xi[m] * SIGMA, 2)) *
                                     pow (MAX (1 + lambda[m] * dot / (ra * rb), 0), zeta[m]);
          }
      for (int k = 0; k < 66; k++)
        g_assert_cmpfloat_with_epsilon (columns[k][i], sums[k], 1e-10 * (1e-3 + sums[k]));
    }
  g_free (d);
  const char *const species[] = { "Cu", "Zr", NULL };
  g_autofree char *name = vit_angular_dup_name (22, 2, species);
  g_assert_cmpstr (name, ==, "psi_Cu_Zr_1");
}

/* Turned round and moved through the boundary, and with any number of threads, nothing changes. */
static void
test_properties (void)
{
  Sample sample, moved;
  g_autofree double *a = g_new (double, N * 66), *b = g_new (double, N * 66);
  double *p[66], *q[66];
  make_sample (&sample, 5);
  moved = sample;
  for (int k = 0; k < 3; k++)
    {
      for (int v = 0; v < 3; v++)
        moved.cell.h[v][k] = sample.cell.h[v][(k + 1) % 3];
      for (int i = 0; i < N; i++)
        moved.x[3 * i + k] = sample.x[3 * i + (k + 1) % 3] + 4.2;
    }
  for (int angular = 0; angular < 2; angular++)
    {
      size_t count = angular ? 66 : 38;
      compute (&sample, angular, a, p);
      compute (&moved, angular, b, q);
      for (size_t k = 0; k < count * N; k++)
        g_assert_cmpfloat_with_epsilon (a[k], b[k], 1e-9 * (1 + fabs (a[k])));
      vit_parallel_set_n_threads (3);
      compute (&sample, angular, b, q);
      vit_parallel_set_n_threads (0);
      g_assert_cmpmem (a, count * N * sizeof *a, b, count * N * sizeof *b);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-features/radial", test_radial);
  g_test_add_func ("/local-features/angular", test_angular);
  g_test_add_func ("/local-features/properties", test_properties);
  return g_test_run ();
}
