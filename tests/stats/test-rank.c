#include <glib.h>
#include <math.h>

#include "core/stats/rank.h"

static void
test_ranks (void)
{
  const double values[] = { 3, -1, 3, 7, 3 };
  static const double expected[] = { 3, 1, 3, 5, 3 };
  double ranks[5];
  vit_rank (values, 5, ranks);
  for (int i = 0; i < 5; i++)
    g_assert_cmpfloat (ranks[i], ==, expected[i]);
}

static void
test_spearman (void)
{
  /* NumPy: the correlation of mean ranks. */
  const double x[] = { 1, 2, 2, 4, 5, 6, NAN }, y[] = { 2, 1, 4, 4, 9, 4, 3 };
  g_assert_cmpfloat_with_epsilon (vit_spearman (x, y, 7), 0.6776452139970672, 1e-12);
  const double same[] = { 1, 1, 1 };
  g_assert_true (isnan (vit_spearman (x, same, 3)));
  /* Any rising function has 1. */
  double a[50], b[50];
  for (int i = 0; i < 50; i++)
    {
      a[i] = sin (i * 1.7);
      b[i] = -exp (3 * a[i]);
    }
  g_assert_cmpfloat_with_epsilon (vit_spearman (a, b, 50), -1, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rank/ranks", test_ranks);
  g_test_add_func ("/rank/spearman", test_spearman);
  return g_test_run ();
}
