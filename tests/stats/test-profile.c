/* Profiles of fields that are known, in boxes of any shape. */

#include <math.h>

#include "core/stats/profile.h"

#define N 4000
#define BINS 8

static void
make_cell (VitCell *cell, double tilt)
{
  const double lo[3] = { -3, 5, 1 }, hi[3] = { 17, 21, 25 };
  const double tilts[3] = { 6 * tilt, -5 * tilt, 7 * tilt };
  vit_cell_init_restricted (cell, lo, hi, tilts);
}

/* Points whose value is linear in the scaled coordinate along @axis. */
static void
make_points (const VitCell *cell, int axis, double *x, double *values)
{
  for (int i = 0; i < N; i++)
    {
      double s[3];
      for (int k = 0; k < 3; k++)
        s[k] = g_test_rand_double ();
      vit_cell_to_cartesian (cell, s, x + 3 * i);
      values[i] = 3 - 5 * s[axis];
    }
}

/* A linear field has the mean of its slab, and the spread of a uniform distribution. */
static void
test_linear (void)
{
  double x[3 * N], values[N], mean[BINS], error[BINS], counts[BINS];
  for (int tilt = 0; tilt < 2; tilt++)
    for (int axis = 0; axis < 3; axis++)
      {
        VitCell cell;
        double total = 0;
        make_cell (&cell, tilt);
        make_points (&cell, axis, x, values);
        vit_profile_fill (&cell, axis, x, values, N, BINS, mean, error, counts);
        for (int b = 0; b < BINS; b++)
          {
            double wanted = 3 - 5 * (b + 0.5) / BINS, spread = 5.0 / BINS / sqrt (12);
            g_assert_cmpfloat (fabs (mean[b] - wanted), <, 5 * spread / sqrt (counts[b]));
            g_assert_cmpfloat_with_epsilon (error[b], spread / sqrt (counts[b]),
                                            0.2 * spread / sqrt (counts[b]));
            total += counts[b];
          }
        g_assert_cmpfloat (total, ==, N);
      }
}

/* Points in other images of the box, and all of them shifted by whole slabs. */
static void
test_periodic (void)
{
  VitCell cell;
  double x[3 * N], y[3 * N], values[N];
  double a[3][BINS], b[3][BINS];
  make_cell (&cell, 1);
  make_points (&cell, 1, x, values);
  vit_profile_fill (&cell, 1, x, values, N, BINS, a[0], a[1], a[2]);
  for (int i = 0; i < N; i++)
    for (int k = 0; k < 3; k++)
      y[3 * i + k] = x[3 * i + k] + (i % 5 - 2) * cell.h[i % 3][k] +
                     3.0 / BINS * cell.h[1][k]; /* three slabs farther */
  vit_profile_fill (&cell, 1, y, values, N, BINS, b[0], b[1], b[2]);
  for (int k = 0; k < BINS; k++)
    {
      int to = (k + 3) % BINS;
      g_assert_cmpfloat (fabs (a[2][k] - b[2][to]), <=, 1); /* a point on the edge of a slab */
      g_assert_cmpfloat_with_epsilon (a[0][k], b[0][to], 1e-3);
    }
}

/* What is counted by hand: points without a value, beyond an edge, alone in a slab, in none. */
static void
test_counts (void)
{
  VitCell cell;
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 10, 10, 8 };
  const double x[] = { 1, 1, 0.5, 1, 1, 1.5,  1, 1, 1, 1,   1, 3,
                       1, 1, 8,   1, 1, -0.1, 1, 1, 2, NAN, 1, 5 };
  const double values[] = { 2, 4, NAN, 7, 9, 100, INFINITY, 5 };
  double mean[4], error[4], counts[4];
  vit_cell_init_orthogonal (&cell, lo, hi);
  cell.periodic[2] = false;
  vit_profile_fill (&cell, 2, x, values, 8, 4, mean, error, counts);
  g_assert_cmpfloat (counts[0], ==, 2);
  g_assert_cmpfloat (mean[0], ==, 3);
  g_assert_cmpfloat_with_epsilon (error[0], 1, 1e-12); /* s = √2, n = 2 */
  g_assert_cmpfloat (counts[1], ==, 1);
  g_assert_cmpfloat (mean[1], ==, 7);
  g_assert_true (isnan (error[1]));
  g_assert_cmpfloat (counts[2], ==, 0);
  g_assert_true (isnan (mean[2]) && isnan (error[2]));
  g_assert_cmpfloat (counts[3], ==, 1);
  g_assert_cmpfloat (mean[3], ==, 9);
  /* The same in a periodic box: the point at the end is one at the beginning. */
  cell.periodic[2] = true;
  vit_profile_fill (&cell, 2, x, values, 8, 4, mean, error, counts);
  g_assert_cmpfloat (counts[0], ==, 3);
  g_assert_cmpfloat (mean[0], ==, 5);
  g_assert_cmpfloat (counts[3], ==, 1);
  g_assert_cmpfloat (mean[3], ==, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/linear", test_linear);
  g_test_add_func ("/profile/periodic", test_periodic);
  g_test_add_func ("/profile/counts", test_counts);
  return g_test_run ();
}
