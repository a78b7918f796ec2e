/* Numbers of JSON are short, valid, and the same. */

#include <math.h>

#include "core/base/json-text.h"

static void
test_tidy (void)
{
  static const char *const cases[][2] = {
    { "0.20000000000000001", "0.2" },
    { "[15.900000000000000,-0.050000000000000003]", "[15.9,-0.05]" },
    { "{\"a1.50000000000000001\":1e+300,\"\\\"2.0\":true}",
      "{\"a1.50000000000000001\":1e+300,\"\\\"2.0\":true}" },
    { "[100.0,2750,-1.6e+02,5e14,5e15]", "[100,2750,-160,500000000000000,5e+15]" },
    { "[1e-08.0,1e+20.0,-2e+297.0]", "[1e-08,1e+20,-2e+297]" },
    { "[0.1,0.30000000000000004,123456789012345,-7,null,false]",
      "[0.1,0.30000000000000004,123456789012345,-7,null,false]" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tidy = vit_json_dup_tidy (cases[i][0]);
      g_assert_cmpstr (tidy, ==, cases[i][1]);
    }
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  for (int i = 0; i < 2000; i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];
      double number = ldexp (g_rand_double (random) - 0.5, g_rand_int_range (random, -200, 200));
      g_autofree char *tidy = vit_json_dup_tidy (g_ascii_dtostr (text, sizeof text, number));
      g_assert_cmpfloat (g_ascii_strtod (tidy, NULL), ==, number);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json-text/tidy", test_tidy);
  return g_test_run ();
}
