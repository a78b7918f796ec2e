/* The hypergeometric distribution against SciPy: tests/data/hypergeometric.py prints the rows. */

#include <glib.h>
#include <math.h>

#include "core/stats/hypergeometric.h"

static const struct
{
  size_t n_of, n_marked, n_drawn, hits;
  double mean, tail;
  size_t low, high, inner_low, inner_high;
} rows[] = {
  { 447, 45, 5, 2, 0.503355704697987, 0.0814511236974923, 0, 2, 0, 1 },
  { 447, 45, 5, 0, 0.503355704697987, 1, 0, 2, 0, 1 },
  { 10, 3, 4, 3, 1.2, 0.0333333333333333, 0, 3, 1, 2 },
  { 20, 10, 10, 7, 5, 0.0894477039987876, 3, 7, 4, 6 },
  { 1000, 500, 40, 30, 20, 0.000904174659548917, 14, 26, 18, 22 },
  { 100000, 1000, 100, 4, 1, 0.0183139626633086, 0, 3, 0, 2 },
  { 5, 1, 1, 1, 0.2, 0.2, 0, 1, 0, 0 },
  { 8, 8, 3, 3, 3, 1, 3, 3, 3, 3 },
  { 8, 0, 3, 0, 0, 1, 0, 0, 0, 0 },
  { 50000, 25000, 2000, 1050, 1000, 0.011919566467956, 957, 1043, 985, 1015 },
};

static void
test_scipy (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      VitHypergeometric law = { rows[i].n_of, rows[i].n_marked, rows[i].n_drawn };
      size_t low, high;
      g_assert_cmpfloat_with_epsilon (vit_hypergeometric_mean (&law), rows[i].mean, 1e-9);
      double tail = vit_hypergeometric_tail (&law, rows[i].hits);
      g_assert_cmpfloat (fabs (tail - rows[i].tail), <, 1e-8 * fmax (rows[i].tail, 1e-3));
      vit_hypergeometric_band (&law, 0.95, &low, &high);
      g_assert_cmpuint (low, ==, rows[i].low);
      g_assert_cmpuint (high, ==, rows[i].high);
      vit_hypergeometric_band (&law, 0.5, &low, &high);
      g_assert_cmpuint (low, ==, rows[i].inner_low);
      g_assert_cmpuint (high, ==, rows[i].inner_high);
    }
}

/* Marked and drawn may change places; what is hit and what is not are together what was drawn. */
static void
test_symmetry (void)
{
  for (size_t hits = 0; hits <= 30; hits++)
    {
      VitHypergeometric law = { 90, 30, 40 }, turned = { 90, 40, 30 }, others = { 90, 60, 40 };
      double tail = vit_hypergeometric_tail (&law, hits);
      g_assert_cmpfloat_with_epsilon (tail, vit_hypergeometric_tail (&turned, hits), 1e-12);
      double below = 1 - vit_hypergeometric_tail (&others, 40 - hits + 1);
      g_assert_cmpfloat_with_epsilon (tail, below, 1e-12);
    }
  VitHypergeometric none = { 90, 30, 0 };
  size_t low, high;
  vit_hypergeometric_band (&none, 0.95, &low, &high);
  g_assert_cmpuint (low + high, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hypergeometric/scipy", test_scipy);
  g_test_add_func ("/hypergeometric/symmetry", test_symmetry);
  return g_test_run ();
}
