#include <glib.h>
#include <locale.h>
#include <math.h>

#include "ui/style/atom-radius.h"
#include "ui/style/colormap.h"
#include "ui/style/number-format.h"
#include "ui/style/theme.h"
#include "ui/style/view-options.h"

/* ---- Colour maps ---- */

/* CIE L* of an sRGB colour: what the eye calls lightness. */
static double
luminance (double red, double green, double blue)
{
  double c[3] = { red, green, blue };
  for (int i = 0; i < 3; i++)
    c[i] = c[i] <= 0.04045 ? c[i] / 12.92 : pow ((c[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
}

static double
lightness (const uint8_t colour[4])
{
  double y = luminance (colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
  return y > 0.008856 ? 116 * cbrt (y) - 16 : 903.3 * y;
}

static void
test_published_colours (void)
{
  /* From the tables that matplotlib publishes. */
  static const struct
  {
    const char *map;
    int place;
    uint8_t colour[3];
  } known[] = {
    { "viridis", 0, { 68, 1, 84 } },       { "viridis", 128, { 33, 145, 140 } },
    { "viridis", 255, { 253, 231, 37 } },  { "plasma", 0, { 13, 8, 135 } },
    { "plasma", 255, { 240, 249, 33 } },   { "inferno", 0, { 0, 0, 4 } },
    { "inferno", 255, { 252, 255, 164 } }, { "magma", 255, { 252, 253, 191 } },
    { "cividis", 0, { 0, 34, 78 } },       { "cividis", 255, { 254, 232, 56 } },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (known); k++)
    {
      uint8_t table[256][4];
      vit_colormap_fill (known[k].map, table);
      for (int c = 0; c < 3; c++)
        g_assert_cmpint (ABS (table[known[k].place][c] - known[k].colour[c]), <=, 1);
      g_assert_cmpint (table[known[k].place][3], ==, 255);
    }
}

static void
test_uniform_maps_grow_lighter (void)
{
  static const char *const maps[] = { "viridis", "plasma", "inferno", "magma", "cividis" };
  for (gsize m = 0; m < G_N_ELEMENTS (maps); m++)
    {
      uint8_t table[256][4];
      vit_colormap_fill (maps[m], table);
      double span = lightness (table[255]) - lightness (table[0]);
      g_assert_cmpfloat (span, >, 60);
      /* In even steps: a difference looks the same wherever it lies. */
      for (int i = 0; i + 16 < 256; i++)
        {
          double step = lightness (table[i + 16]) - lightness (table[i]);
          g_assert_cmpfloat (step, >, 0.3 * span / 16);
          g_assert_cmpfloat (step, <, 2.2 * span / 16);
        }
    }
}

static void
test_diverging_is_balanced (void)
{
  uint8_t table[256][4];
  vit_colormap_fill ("diverging", table);
  g_assert_cmpint (table[0][2], >, table[0][0]);
  g_assert_cmpint (table[255][0], >, table[255][2]);
  for (int i = 0; i < 128; i++)
    g_assert_cmpfloat (fabs (lightness (table[i]) - lightness (table[255 - i])), <, 16);
  g_assert_cmpfloat (lightness (table[127]), >, 92);

  vit_colormap_fill_on ("diverging", true, table);
  g_assert_cmpint (table[0][2], >, table[0][0]);
  g_assert_cmpint (table[255][0], >, table[255][2]);
  for (int i = 0; i < 128; i++)
    g_assert_cmpfloat (fabs (lightness (table[i]) - lightness (table[255 - i])), <, 16);
  g_assert_cmpfloat (lightness (table[127]), <, 20);
  g_assert_cmpfloat (lightness (table[0]), >, 50);
}

static void
test_lookup (void)
{
  uint8_t table[256][4], first[256][4];
  vit_colormap_fill ("no such map", table);
  vit_colormap_fill (vit_colormap_get_names ()[0], first);
  g_assert_cmpmem (table, sizeof table, first, sizeof first);

  g_assert_cmpint (vit_colormap_index (150, 150, 1100), ==, 0);
  g_assert_cmpint (vit_colormap_index (1100, 150, 1100), ==, 255);
  g_assert_cmpint (vit_colormap_index (-1e30, 150, 1100), ==, 0);
  g_assert_cmpint (vit_colormap_index (1e30, 150, 1100), ==, 255);
  g_assert_cmpint (vit_colormap_index (NAN, 150, 1100), ==, -1);
  g_assert_cmpint (vit_colormap_index (5, 5, 5), ==, 0);
  for (int i = 0; i < 256; i++)
    g_assert_cmpint (vit_colormap_index (i, 0, 255), ==, i);
}

/* ---- Numbers ---- */

static void
test_nice_step (void)
{
  g_assert_cmpfloat_with_epsilon (vit_nice_step (0.1), 0.1, 1e-15);
  g_assert_cmpfloat_with_epsilon (vit_nice_step (49), 20, 1e-9);
  g_assert_cmpfloat_with_epsilon (vit_nice_step (7e-5), 5e-5, 1e-15);
  g_assert_cmpfloat (vit_nice_step (0), ==, 1);
  g_assert_cmpfloat (vit_nice_step (-3), ==, 1);
  g_assert_cmpfloat (vit_nice_step (NAN), ==, 1);
  g_assert_cmpfloat (vit_nice_step (INFINITY), ==, 1);
}

static void
test_ticks_lie_in_range (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (int k = 0; k < 5000; k++)
    {
      double middle =
          g_rand_double_range (random, -1, 1) * pow (10, g_rand_int_range (random, -6, 8));
      double span = pow (10, g_rand_double_range (random, -4, 9));
      double low = middle - span / 2, high = middle + span / 2;
      int wanted = g_rand_int_range (random, 2, 12);
      VitTicks ticks = vit_nice_ticks (low, high, wanted);
      if (span < 1e-9 * fabs (middle))
        continue;
      g_assert_cmpint (ticks.n, >=, wanted / 3);
      g_assert_cmpint (ticks.n, <=, 2 * wanted + 1);
      g_assert_cmpfloat (vit_ticks_get (&ticks, 0), >=, low - 1e-8 * ticks.step);
      g_assert_cmpfloat (vit_ticks_get (&ticks, 0) - ticks.step, <, low);
      g_assert_cmpfloat (vit_ticks_get (&ticks, ticks.n - 1), <=, high + 1e-8 * ticks.step);
      g_assert_cmpfloat (vit_ticks_get (&ticks, ticks.n), >, high);
    }
}

/* None of these may hang or overflow. */
static void
test_ticks_of_odd_ranges (void)
{
  g_assert_cmpint (vit_nice_ticks (1, 1, 5).n, ==, 0);
  g_assert_cmpint (vit_nice_ticks (2, 1, 5).n, ==, 0);
  g_assert_cmpint (vit_nice_ticks (NAN, 1, 5).n, ==, 0);
  g_assert_cmpint (vit_nice_ticks (-INFINITY, INFINITY, 5).n, ==, 0);
  g_assert_cmpint (vit_nice_ticks (-1e308, 1e308, 5).n, <=, VIT_MAX_TICKS);
  g_assert_cmpint (vit_nice_ticks (1e17, 1e17 + 16, 5).n, <=, VIT_MAX_TICKS);
  g_assert_cmpint (vit_nice_ticks (0, 1e-300, 5).n, <=, VIT_MAX_TICKS);
  g_assert_cmpint (vit_nice_ticks (0, 1, 0).n, >=, 1);
}

static void
assert_tick (double value, double step, const char *wanted)
{
  char text[VIT_NUMBER_BYTES];
  g_assert_cmpstr (vit_format_tick (value, step, text), ==, wanted);
}

static void
test_tick_labels (void)
{
  assert_tick (0.30000000000000004, 0.1, "0.3");
  assert_tick (-0.25, 0.05, "−0.25");
  assert_tick (-1e-17, 0.1, "0.0");
  assert_tick (1200, 200, "1200");
  assert_tick (-40, 20, "−40");
  assert_tick (2.5e-7, 5e-8, "2.5×10⁻⁷");
  assert_tick (-2e-7, 1e-7, "−2×10⁻⁷");
  assert_tick (0, 1e-7, "0");
  assert_tick (2e10, 5e9, "2.0×10¹⁰");
  assert_tick (1e300, 1e299, "1.0×10³⁰⁰");
  assert_tick (NAN, 1, "");
  assert_tick (1, 0, "");
}

/* A narrow colour bar has no room for powers of ten at each number. */
static void
test_common_power (void)
{
  static const struct
  {
    double low, high, step;
    int power;
  } cases[] = { { 150, 1100, 200, 0 },
                { 0, 0.24, 0.05, 0 },
                { 0, 5.5e-11, 1e-11, -11 },
                { -1e-300, 1e-300, 5e-301, -300 },
                { -1e-310, 1e-310, 5e-311, -310 },
                { 0, 2e9, 5e8, 9 },
                { 1000, 1000.00001, 2e-6, 0 },
                { 0, 0, 1, 0 },
                { 0, 1, 0, 0 },
                { NAN, NAN, 1, 0 } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (vit_common_power (cases[i].low, cases[i].high, cases[i].step), ==,
                     cases[i].power);
  static const struct
  {
    const char *label;
    int power;
    const char *wanted;
  } labels[] = { { "Δ<i>s</i> (K)", -8, "Δ<i>s</i> (10<sup>−8</sup> K)" },
                 { "<i>c</i>", 6, "<i>c</i> (10<sup>6</sup>)" },
                 { "(a)b", 6, "(a)b (10<sup>6</sup>)" },
                 { "<i>T</i> (K)", 0, "<i>T</i> (K)" } };
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *label = vit_label_with_power (labels[i].label, labels[i].power);
      g_assert_cmpstr (label, ==, labels[i].wanted);
    }
}

static void
test_numbers (void)
{
  char text[VIT_NUMBER_BYTES];
  g_assert_cmpstr (vit_format_number (-0.125, 9, text), ==, "-0.125");
  g_assert_cmpstr (vit_format_number (1e-12, 9, text), ==, "1e-12");
  g_assert_cmpstr (vit_format_number (NAN, 9, text), ==, "");
  for (int k = 0; k < 1000; k++)
    {
      double x = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-30, 30));
      g_assert_cmpfloat (g_ascii_strtod (vit_format_number (x, 17, text), NULL), ==, x);
    }
}

static void
test_readings (void)
{
  char text[VIT_NUMBER_BYTES];
  g_assert_cmpstr (vit_format_reading ("%.2f", -4.756, text), ==, "−4.76");
  g_assert_cmpstr (vit_format_reading ("%.2f", -0.004, text), ==, "0.00");
  g_assert_cmpstr (vit_format_reading ("%.2f", -0.0, text), ==, "0.00");
  g_assert_cmpstr (vit_format_reading ("%.4g", 1234, text), ==, "1234");
  g_assert_cmpstr (vit_format_reading ("%.3g", -2.5e-7, text), ==, "−2.5×10⁻⁷");
  g_assert_cmpstr (vit_format_reading ("%.3g", 3e12, text), ==, "3×10¹²");
  g_assert_cmpstr (vit_format_reading ("%.3g", NAN, text), ==, "–");
  g_assert_cmpstr (vit_format_reading ("%.9g", -1.23456789e-300, text), ==, "−1.23456789×10⁻³⁰⁰");
}

static void
test_locale (void)
{
  if (!setlocale (LC_NUMERIC, "de_DE.utf8") && !setlocale (LC_NUMERIC, "fr_FR.utf8"))
    {
      g_test_skip ("no locale with a decimal comma is installed");
      return;
    }
  char text[VIT_NUMBER_BYTES];
  assert_tick (0.5, 0.1, "0.5");
  assert_tick (2.5e-7, 5e-8, "2.5×10⁻⁷");
  g_assert_cmpstr (vit_format_number (0.5, 9, text), ==, "0.5");
  setlocale (LC_NUMERIC, "C");
}

/* ---- Themes ---- */

/* WCAG 2: 4.5 is enough for text, 3 for lines. */
static double
contrast (VitRgba a, VitRgba b)
{
  double la = luminance (a.red, a.green, a.blue), lb = luminance (b.red, b.green, b.blue);
  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

static void
test_contrast (void)
{
  const VitTheme *themes[] = { vit_theme_get_light (), vit_theme_get_dark (),
                               vit_theme_get_paper () };
  for (gsize t = 0; t < G_N_ELEMENTS (themes); t++)
    {
      const VitTheme *theme = themes[t];
      g_assert_cmpfloat (contrast (theme->foreground, theme->background), >, 7);
      g_assert_cmpfloat (contrast (theme->dim, theme->background), >, 4.5);
      g_assert_cmpfloat (contrast (theme->playhead, theme->background), >, 3);
      g_assert_cmpfloat (contrast (theme->mark, theme->background), >, 3);
    }
}

static void
test_run_colours_differ (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      const VitTheme *theme = dark ? vit_theme_get_dark () : vit_theme_get_light ();
      VitRgba colours[21], again;
      for (int i = 0; i < 21; i++)
        {
          colours[i] = vit_theme_get_run_colour (i, dark);
          g_assert_cmpfloat (contrast (colours[i], theme->background), >, dark ? 3 : 2);
        }
      for (int i = 0; i < 21; i++)
        for (int j = 0; j < i; j++)
          g_assert_cmpfloat (
              hypot (hypot (colours[i].red - colours[j].red, colours[i].green - colours[j].green),
                     colours[i].blue - colours[j].blue),
              >, i < 7 ? 0.15 : 0.06);
      again = vit_theme_get_run_colour (21, dark);
      g_assert_cmpmem (&again, sizeof again, &colours[0], sizeof again);
      again = vit_theme_get_run_colour (-1, dark);
      g_assert_cmpmem (&again, sizeof again, &colours[20], sizeof again);
    }
}

static void
test_current_theme (void)
{
  vit_theme_set_dark (true);
  g_assert_true (vit_theme_get_current () == vit_theme_get_dark ());
  vit_theme_set_dark (false);
  g_assert_true (vit_theme_get_current () == vit_theme_get_light ());
}

/* ---- Sizes of atoms ---- */

static void
test_atom_radii (void)
{
  static const char *const names[] = { "Cu", "zr", "Zr2", "", "X", "Cuprum" };
  float radii[6];
  vit_atom_fill_radii (names, 6, false, radii);
  g_assert_cmpfloat (radii[0], ==, 1.28f);
  g_assert_cmpfloat (radii[1], ==, 1.60f);
  g_assert_cmpfloat (radii[2], ==, 1.60f);
  for (int i = 3; i < 6; i++)
    g_assert_cmpfloat (radii[i], ==, VIT_ATOM_RADIUS_DEFAULT);
  vit_atom_fill_radii (names, 6, true, radii);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (radii[i], ==, VIT_ATOM_RADIUS_DEFAULT);
  g_assert_cmpfloat (vit_atom_radius (NULL), ==, VIT_ATOM_RADIUS_DEFAULT);
}

/* An error is no zero, and the value has no digit behind it. */
static void
test_uncertain (void)
{
  static const struct
  {
    double value, error;
    const char *wanted;
  } cases[] = {
    { 0.0075123, 0.0007, "0.0075 ± 0.0007" },
    { 0.0204, 0.0041, "0.020 ± 0.004" },
    { -0.7012, 0.0934, "−0.70 ± 0.09" },
    { 0.2604, 0.0027, "0.260 ± 0.003" },
    { 1.6953, 3e-7, "1.695" },
    { 2.0614, NAN, "2.06" },
    { 56.23, 1.2, "56 ± 1" },
    { 0, 0.01, "0.00 ± 0.01" },
    { 0, 0, "0" },
    { 10.04, 0.1, "10.0 ± 0.1" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = vit_format_uncertain (cases[i].value, cases[i].error);
      g_assert_cmpstr (text, ==, cases[i].wanted);
    }
}

/* Differences have colours of their own: symmetric around zero unless the user says otherwise. */
static void
test_difference_colours (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autofree char *key = vit_study_dup_difference_key ("d5");
  double sorted[201];
  for (int k = 0; k <= 200; k++)
    sorted[k] = -3 + 0.02 * k; /* −3 … 1 */
  VitColouring c = { .map = "plasma" };
  vit_colouring_set_difference (&c, study, "d5", 2.9, sorted, G_N_ELEMENTS (sorted));
  g_assert_cmpstr (c.map, ==, "diverging");
  g_assert_true (c.difference);
  g_assert_cmpfloat (c.minimum, ==, -c.maximum);
  g_assert_cmpfloat (c.maximum, >=, 2.9);
  g_assert_cmpfloat (c.maximum, <=, 4);

  /* Percentiles 10 … 90 are −2.6 … 0.6. */
  vit_study_set_range (study, key, &(VitColourRange){ VIT_RANGE_PERCENTILES, 10, 90 });
  vit_colouring_set_difference (&c, study, "d5", 2.9, sorted, G_N_ELEMENTS (sorted));
  g_assert_cmpfloat (c.minimum, ==, -c.maximum);
  g_assert_cmpfloat (c.maximum, >=, 2.6);
  g_assert_true (vit_study_set_option (study, "compare", "colour-map", "viridis", NULL));
  vit_colouring_set_difference (&c, study, "d5", 2.9, sorted, G_N_ELEMENTS (sorted));
  g_assert_cmpstr (c.map, ==, "viridis");
  g_assert_cmpfloat_with_epsilon (c.minimum, -2.6, 0.11);
  g_assert_cmpfloat_with_epsilon (c.maximum, 0.6, 0.11);

  /* A locked range is that of this quantity alone, and no other differs by it. */
  vit_study_set_range (study, key, &(VitColourRange){ VIT_RANGE_LOCKED, -1, 5 });
  vit_colouring_set_difference (&c, study, "d5", 2.9, sorted, G_N_ELEMENTS (sorted));
  g_assert_cmpfloat (c.minimum, ==, -1);
  g_assert_cmpfloat (c.maximum, ==, 5);
  vit_colouring_set_difference (&c, study, "volume", 2.9, sorted, G_N_ELEMENTS (sorted));
  g_assert_cmpfloat (c.minimum, ==, -c.maximum);
  g_assert_cmpint ((int) vit_study_get_range (study, "d5").mode, ==, VIT_RANGE_FREE);

  /* The option of older studies. */
  g_assert_true (vit_study_set_option (study, "compare", "range", "0.5", NULL));
  vit_colouring_set_difference (&c, study, "volume", 2.9, sorted, G_N_ELEMENTS (sorted));
  g_assert_cmpfloat (c.maximum, ==, 0.5);
  g_assert_cmpfloat (c.minimum, ==, -0.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/style/colormap/published", test_published_colours);
  g_test_add_func ("/style/colormap/uniform", test_uniform_maps_grow_lighter);
  g_test_add_func ("/style/colormap/diverging", test_diverging_is_balanced);
  g_test_add_func ("/style/colormap/lookup", test_lookup);
  g_test_add_func ("/style/number/step", test_nice_step);
  g_test_add_func ("/style/number/ticks", test_ticks_lie_in_range);
  g_test_add_func ("/style/number/odd-ranges", test_ticks_of_odd_ranges);
  g_test_add_func ("/style/number/labels", test_tick_labels);
  g_test_add_func ("/style/number/common-power", test_common_power);
  g_test_add_func ("/style/number/round-trip", test_numbers);
  g_test_add_func ("/style/number/readings", test_readings);
  g_test_add_func ("/style/number/uncertain", test_uncertain);
  g_test_add_func ("/style/number/locale", test_locale);
  g_test_add_func ("/style/theme/contrast", test_contrast);
  g_test_add_func ("/style/theme/run-colours", test_run_colours_differ);
  g_test_add_func ("/style/atom-radius", test_atom_radii);
  g_test_add_func ("/style/theme/current", test_current_theme);
  g_test_add_func ("/style/difference-colours", test_difference_colours);
  return g_test_run ();
}
