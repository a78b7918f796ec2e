#include <glib.h>
#include <math.h>

#include "core/stats/conditional.h"

/* NumPy 1.24: numpy.quantile of the y in each bin of x. */
static void
test_quantiles (void)
{
  const double x[] = { 0.5, 1.25, 0.75, 3.5, 2, 0.1, 1.9, 2.75, 0, NAN, 1, 0.9, 0.3, 4, -0.1 },
               y[] = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, INFINITY, 8, 9.5, 7, 7 };
  static const double expected[4][3] = {
    { 3.8, 6.5, 9.1 }, { 1.16, 1.5, 1.84 }, { 5.16, 5.5, 5.84 }, { 1, 1, 1 }
  };
  const double shares[] = { 0.16, 0.5, 0.84 };
  const VitBins bins = { .n = 4, .first = 0, .width = 1 };
  size_t counts[4];
  double quantiles[4][3];
  size_t n = vit_conditional_quantiles (x, y, 15, NULL, &bins, shares, 3, 1, counts, quantiles[0]);
  g_assert_cmpuint (n, ==, 13);
  for (int b = 0; b < 4; b++)
    {
      g_assert_cmpuint (counts[b], ==, ((size_t[]){ 6, 2, 2, 1 })[b]);
      for (int s = 0; s < 3; s++)
        g_assert_cmpfloat_with_epsilon (quantiles[b][s], expected[b][s], 1e-12);
    }
  /* A bin of few pairs has none. */
  vit_conditional_quantiles (x, y, 15, NULL, &bins, shares, 3, 3, counts, quantiles[0]);
  g_assert_cmpfloat_with_epsilon (quantiles[0][1], 6.5, 1e-12);
  g_assert_cmpuint (counts[1], ==, 2);
  g_assert_true (isnan (quantiles[1][0]) && isnan (quantiles[2][1]) && isnan (quantiles[3][2]));
}

/* Of y = x² + noise that is the same in every bin, in any order and with flags. */
static void
test_properties (void)
{
  enum
  {
    N = 1000
  };
  double x[N], y[N], shuffled_x[N], shuffled_y[N];
  uint8_t flags[N];
  const VitBins bins = { .n = 10, .first = -5, .width = 1 };
  const double shares[] = { 0, 0.25, 0.5, 1 };
  for (int i = 0; i < N; i++)
    {
      int bin = i % 10, k = i / 10;
      x[i] = bin - 5 + (k + 0.5) / 100;
      y[i] = bin * bin + k;
      flags[i] = k != 99;
      shuffled_x[(i * 777) % N] = x[i];
      shuffled_y[(i * 777) % N] = y[i];
    }
  size_t counts[10], others[10];
  double quantiles[10][4], other[10][4];
  vit_conditional_quantiles (x, y, N, NULL, &bins, shares, 4, 1, counts, quantiles[0]);
  for (int b = 0; b < 10; b++)
    for (int s = 0; s < 4; s++)
      g_assert_cmpfloat_with_epsilon (quantiles[b][s], b * b + 99 * shares[s], 1e-9);
  vit_conditional_quantiles (shuffled_x, shuffled_y, N, NULL, &bins, shares, 4, 1, others,
                             other[0]);
  g_assert_cmpmem (quantiles, sizeof quantiles, other, sizeof other);
  g_assert_cmpmem (counts, sizeof counts, others, sizeof others);
  g_assert_cmpuint (
      vit_conditional_quantiles (x, y, N, flags, &bins, shares, 4, 1, counts, quantiles[0]), ==,
      990);
  for (int b = 0; b < 10; b++)
    g_assert_cmpfloat_with_epsilon (quantiles[b][3], b * b + 98, 1e-9);
  g_assert_cmpuint (
      vit_conditional_quantiles (x, y, 0, NULL, &bins, shares, 4, 0, counts, quantiles[0]), ==, 0);
  g_assert_true (isnan (quantiles[3][2]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conditional/quantiles", test_quantiles);
  g_test_add_func ("/conditional/properties", test_properties);
  return g_test_run ();
}
