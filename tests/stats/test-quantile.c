/* Quantiles of several sets are those of their union, however the values are split. */

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/random.h"
#include "core/stats/conditional.h"
#include "core/stats/quantile.h"

#define N 500
#define N_SETS 4

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* numpy.percentile ([1, 2, 4, 8], [0, 2, 50, 75, 98, 100]) */
static void
test_known (void)
{
  const double a[] = { 1, 8 }, b[] = { 2, 4 };
  const double *sets[] = { a, b };
  const size_t n[] = { 2, 2 };
  const double expected[][2] = { { 0, 1 },    { 0.02, 1.06 }, { 0.5, 3 },
                                 { 0.75, 5 }, { 0.98, 7.76 }, { 1, 8 } };
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpfloat_with_epsilon (vit_sorted_sets_quantile (sets, n, 2, expected[i][0]),
                                    expected[i][1], 1e-12);
  g_assert_true (isnan (vit_sorted_sets_quantile (sets, n, 0, 0.5)));
}

static void
test_union (void)
{
  uint64_t state = 3;
  static double parts[N_SETS][N], all[N];
  size_t n[N_SETS] = { 0 };
  const double *sets[N_SETS] = { parts[0], parts[1], parts[2], parts[3] };
  for (size_t i = 0; i < N; i++)
    {
      /* Many are equal, and one set stays empty. */
      uint32_t set = (uint32_t) vit_random_below (&state, N_SETS - 1);
      all[i] = (double) vit_random_below (&state, 90) / 7;
      parts[set][n[set]++] = all[i];
    }
  qsort (all, N, sizeof *all, compare);
  for (int k = 0; k < N_SETS; k++)
    qsort (parts[k], n[k], sizeof *all, compare);
  for (int percent = 0; percent <= 100; percent++)
    g_assert_cmpfloat (vit_sorted_sets_quantile (sets, n, N_SETS, percent / 100.0), ==,
                       vit_sorted_quantile (all, N, percent / 100.0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stats/quantile/known", test_known);
  g_test_add_func ("/stats/quantile/union", test_union);
  return g_test_run ();
}
