/* The fewest digits of doubles against those that printf() and strtod() find. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/number-text.h"

/* By trying all numbers of digits. */
static char *
dup_expected (double value, int least)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  for (int digits = least; digits <= 17; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (number, sizeof number, format, value);
      if (g_ascii_strtod (number, NULL) == value)
        break;
    }
  return g_strdup (number);
}

static void
check (double value, int least)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *expected = dup_expected (value, least);
  vit_number_append (text, value, least);
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_true (g_ascii_strtod (text->str, NULL) == value);
}

/* A number, its neighbours, and their negatives. */
static void
check_around (double value)
{
  const double all[] = { value, nextafter (value, INFINITY), nextafter (value, 0), -value };
  for (gsize k = 0; k < G_N_ELEMENTS (all); k++)
    for (int least = 1; least <= 6; least += 5)
      check (all[k], least);
}

static void
test_special (void)
{
  static const double some[] = { 0,   0.1,    0.3,    1e-4,  1e-5,   9.9999999999999995e-5,
                                 1e5, 999999, 1e6,    1e15,  1e16,   123456789012345678.,
                                 0.5, 2e-11,  1e-11,  5e-12, 1e-300, 1.7976931348623157e308,
                                 1.5, 12.5,   9.5e15, 2.5,   1e22,   9007199254740993.,
                                 7,   1e100,  5e-324, 0.15,  1e-10,  4503599627370497.5 };
  for (gsize k = 0; k < G_N_ELEMENTS (some); k++)
    check_around (some[k]);
  for (int k = -60; k <= 60; k++)
    check_around (ldexp (1, k));
  for (int k = -20; k <= 20; k++)
    check_around (pow (10, k));
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (int k = 0; k < 30000; k++)
    {
      double value = g_rand_double_range (random, -1, 1) * pow (10, k % 40 - 18);
      check (value, 6);
      /* Of few digits. */
      double step = pow (10, k % 9);
      check (rint (value * step) / step, k % 6 + 1);
    }
  /* Any bits. */
  for (int k = 0; k < 10000; k++)
    {
      guint64 bits = (guint64) g_rand_int (random) << 32 | g_rand_int (random);
      double value;
      memcpy (&value, &bits, sizeof value);
      if (isfinite (value))
        check (value, 6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number-text/special", test_special);
  g_test_add_func ("/base/number-text/random", test_random);
  return g_test_run ();
}
