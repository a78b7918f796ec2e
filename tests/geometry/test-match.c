/* Matching of points by id and by position, against what is known of them. */

#include <math.h>
#include <string.h>

#include "core/geometry/match.h"

static void
test_ids (void)
{
  const int64_t a[] = { -3, 1, 4, 9, 11 }, b[] = { 1, 2, 9, 10, 11, 12 };
  ssize_t partners[5];
  g_assert_cmpuint (vit_match_ids (a, 5, b, 6, partners), ==, 3);
  g_assert_cmpint (partners[0], ==, -1);
  g_assert_cmpint (partners[1], ==, 0);
  g_assert_cmpint (partners[2], ==, -1);
  g_assert_cmpint (partners[3], ==, 2);
  g_assert_cmpint (partners[4], ==, 4);
  g_assert_cmpuint (vit_match_ids (a, 5, b, 0, partners), ==, 0);
  g_assert_cmpint (partners[4], ==, -1);
}

#define EDGE 6
#define N (EDGE * EDGE * EDGE)

/* A lattice 3 Å apart in a box that leans; each point a little off it. */
static void
make_points (VitCell *cell, double x[3 * N], int kinds[N])
{
  const double lo[3] = { -1, 2, 0 }, hi[3] = { 17, 20, 18 }, tilt[3] = { 4, -3, 2 };
  vit_cell_init_restricted (cell, lo, hi, tilt);
  for (int i = 0; i < N; i++)
    {
      double s[3] = { (i % EDGE + 0.5) / EDGE, (i / EDGE % EDGE + 0.5) / EDGE,
                      (i / EDGE / EDGE + 0.5) / EDGE };
      vit_cell_to_cartesian (cell, s, x + 3 * i);
      for (int k = 0; k < 3; k++)
        x[3 * i + k] += g_test_rand_double_range (-0.4, 0.4);
      kinds[i] = g_test_rand_int_range (0, 2);
    }
}

/* Points in another order, in another image of the box, moved by less than half their distance. */
static void
test_shuffled (void)
{
  VitCell cell;
  double x[3 * N], y[3 * N], mean, sum = 0;
  int kinds[N], others[N], order[N];
  ssize_t partners[N];
  size_t n_matched;
  make_points (&cell, x, kinds);
  for (int i = 0; i < N; i++)
    order[i] = i;
  for (int i = N - 1; i > 0; i--)
    {
      int j = g_test_rand_int_range (0, i + 1), kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
  for (int i = 0; i < N; i++)
    {
      const int image = g_test_rand_int_range (-2, 3), along = g_test_rand_int_range (0, 3);
      double d2 = 0;
      for (int k = 0; k < 3; k++)
        {
          double d = g_test_rand_double_range (-0.3, 0.3);
          y[3 * order[i] + k] = x[3 * i + k] + d + image * cell.h[along][k];
          d2 += d * d;
        }
      sum += sqrt (d2);
      others[order[i]] = kinds[i];
    }
  VitMatchPoints a = { N, x, kinds }, b = { N, y, others };
  g_assert_true (vit_match_nearest (&cell, &a, &b, 1.5, partners, &mean, &n_matched, NULL, NULL));
  g_assert_cmpuint (n_matched, ==, N);
  g_assert_cmpfloat_with_epsilon (mean, sum / N, 1e-9);
  for (int i = 0; i < N; i++)
    g_assert_cmpint (partners[i], ==, order[i]);
}

/* Two points near one: the nearer is taken, the other has no partner; nor has one of another kind,
 * or one that is too far away. */
static void
test_rivals (void)
{
  VitCell cell;
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 20, 20, 20 };
  const double x[] = { 5, 5, 5, 5.4, 5, 5, 10, 10, 10, 19.9, 1, 1, 15, 15, 15 },
               y[] = { 5.3, 5, 5, 10.1, 10, 10, 0.1, 1, 1, 15, 15, 18 };
  const int kinds[] = { 1, 1, 1, 1, 1 }, others[] = { 1, 2, 1, 1 };
  ssize_t partners[5];
  double mean;
  size_t n_matched;
  vit_cell_init_orthogonal (&cell, lo, hi);
  VitMatchPoints a = { 5, x, kinds }, b = { 4, y, others };
  g_assert_true (vit_match_nearest (&cell, &a, &b, 1, partners, &mean, &n_matched, NULL, NULL));
  g_assert_cmpint (partners[0], ==, -1);
  g_assert_cmpint (partners[1], ==, 0);
  g_assert_cmpint (partners[2], ==, -1);
  g_assert_cmpint (partners[3], ==, 2);
  g_assert_cmpint (partners[4], ==, -1);
  g_assert_cmpuint (n_matched, ==, 2);
  g_assert_cmpfloat_with_epsilon (mean, (0.1 + 0.2) / 2, 1e-12);
}

/* A point without a place has no partner, and is in nobody's way. */
static void
test_not_finite (void)
{
  VitCell cell;
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 20, 20, 20 };
  const double x[] = { NAN, 5, 5, 5, 5, 5, 9, 9, 9 },
               y[] = { 9, 9, 9.5, 5, INFINITY, 5, 5, 5, 5.2 };
  const int kinds[] = { 1, 1, 1 };
  ssize_t partners[3];
  double mean;
  size_t n_matched;
  vit_cell_init_orthogonal (&cell, lo, hi);
  VitMatchPoints a = { 3, x, kinds }, b = { 3, y, kinds };
  g_assert_true (vit_match_nearest (&cell, &a, &b, 1, partners, &mean, &n_matched, NULL, NULL));
  g_assert_cmpint (partners[0], ==, -1);
  g_assert_cmpint (partners[1], ==, 2);
  g_assert_cmpint (partners[2], ==, 0);
  g_assert_cmpuint (n_matched, ==, 2);
  g_assert_cmpfloat_with_epsilon (mean, 0.35, 1e-12);
}

static void
test_none (void)
{
  VitCell cell;
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 20, 20, 20 }, x[] = { 1, 2, 3 };
  const int kinds[] = { 1 };
  ssize_t partner = 7;
  double mean = 0;
  size_t n_matched = 7;
  vit_cell_init_orthogonal (&cell, lo, hi);
  VitMatchPoints a = { 1, x, kinds }, b = { 0, x, kinds };
  g_assert_true (vit_match_nearest (&cell, &a, &b, 1, &partner, &mean, &n_matched, NULL, NULL));
  g_assert_cmpint (partner, ==, -1);
  g_assert_cmpuint (n_matched, ==, 0);
  g_assert_true (isnan (mean));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/match/ids", test_ids);
  g_test_add_func ("/match/shuffled", test_shuffled);
  g_test_add_func ("/match/rivals", test_rivals);
  g_test_add_func ("/match/not-finite", test_not_finite);
  g_test_add_func ("/match/none", test_none);
  return g_test_run ();
}
