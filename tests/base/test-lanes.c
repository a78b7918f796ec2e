/* Functions of four doubles against those of the C library. */

#include <glib.h>

#include "core/base/lanes.h"

static double
get_error (double value, double expected)
{
  return expected != 0 ? fabs (value / expected - 1) : fabs (value);
}

static void
test_exp_and_log (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  double worst[2] = { 0 };
  for (int k = 0; k < 100000; k++)
    {
      double reach = k % 3 == 0   ? 700
                     : k % 3 == 1 ? 20
                                  : 0.1,
             x = g_rand_double_range (random, -reach, reach);
      VitLanes lanes = { x, 0, x, 1 }, e = vit_lanes_exp (lanes), l = vit_lanes_log (e);
      worst[0] = fmax (worst[0], get_error (e[0], exp (x)));
      worst[1] = fmax (worst[1], get_error (l[0], log (e[0])));
      g_assert_true (e[0] == e[2] && e[1] == 1 && l[1] == 0);
    }
  g_assert_cmpfloat (worst[0], <, 1e-15);
  g_assert_cmpfloat (worst[1], <, 2e-15);
  VitLanes far = vit_lanes_exp ((VitLanes){ -1e9, 1e9, -INFINITY, 0 });
  g_assert_cmpfloat (far[0], <, 1e-300);
  g_assert_cmpfloat (far[1], >, 1e300);
  g_assert_cmpfloat (far[2], <, 1e-300);
}

static void
test_atan2 (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  double worst = 0;
  for (int k = 0; k < 100000; k++)
    {
      double x = g_rand_double_range (random, -1, 1),
             y = g_rand_double (random) * pow (10, -(k % 8));
      VitLanes angle = vit_lanes_atan2 (vit_lanes_fill (y), vit_lanes_fill (x));
      worst = fmax (worst, get_error (angle[3], atan2 (y, x)));
    }
  g_assert_cmpfloat (worst, <, 1e-15);
  VitLanes axes = vit_lanes_atan2 ((VitLanes){ 0, 0, 2, 1 }, (VitLanes){ 3, -3, 0, 1 });
  g_assert_cmpfloat (axes[0], ==, 0);
  g_assert_cmpfloat (axes[1], ==, G_PI);
  g_assert_cmpfloat (axes[2], ==, G_PI_2);
  g_assert_cmpfloat_with_epsilon (axes[3], G_PI_4, 1e-16);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/lanes/exp-and-log", test_exp_and_log);
  g_test_add_func ("/base/lanes/atan2", test_atan2);
  return g_test_run ();
}
