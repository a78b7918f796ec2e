#include <glib.h>
#include <math.h>

#include "ui/style/colour-vision.h"

/* Calls @check for the numbers of each line of a table. Returns: the number of lines. */
static guint
go_over (const char *name, guint n, void (*check) (const double *numbers))
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint checked = 0;
  for (char **line = lines; *line; line++)
    {
      if (!**line || **line == '#')
        continue;
      g_auto (GStrv) cells = g_strsplit (*line, "\t", -1);
      g_autofree double *numbers = g_new (double, n);
      g_assert_cmpuint (g_strv_length (cells), ==, n);
      for (guint i = 0; i < n; i++)
        numbers[i] = g_ascii_strtod (cells[i], NULL);
      check (numbers);
      checked++;
    }
  return checked;
}

static void
check_pair (const double *v)
{
  const VitLab one = { v[0], v[1], v[2] }, other = { v[3], v[4], v[5] };
  g_assert_cmpfloat_with_epsilon (vit_lab_difference (one, other), v[6], 0.5e-4);
  g_assert_cmpfloat_with_epsilon (vit_lab_difference (other, one), v[6], 0.5e-4);
}

static void
test_published_pairs (void)
{
  g_assert_cmpuint (go_over ("ciede2000.tsv", 7, check_pair), ==, 34);
}

static void
check_seen (const double *v)
{
  static const VitVision visions[] = { VIT_VISION_DEUTAN, VIT_VISION_PROTAN, VIT_VISION_TRITAN };
  const VitRgba colour = { v[0], v[1], v[2], 1 };
  for (int k = 0; k < 3; k++)
    {
      VitRgba seen = vit_colour_see (colour, visions[k]);
      const double *known = v + 3 + 3 * k;
      /* The matrices are printed with six decimals, and steep near black. */
      g_assert_cmpfloat_with_epsilon (seen.red, known[0], 2e-4);
      g_assert_cmpfloat_with_epsilon (seen.green, known[1], 2e-4);
      g_assert_cmpfloat_with_epsilon (seen.blue, known[2], 2e-4);
    }
  VitLab lab = vit_colour_to_lab (colour);
  g_assert_cmpfloat_with_epsilon (lab.l, v[12], 0.02);
  g_assert_cmpfloat_with_epsilon (lab.a, v[13], 0.05);
  g_assert_cmpfloat_with_epsilon (lab.b, v[14], 0.05);
}

static void
test_seen_colours (void)
{
  g_assert_cmpuint (go_over ("colour-vision.tsv", 15, check_seen), ==, 50);
}

static void
test_grey (void)
{
  const VitRgba grey = { 0.3, 0.3, 0.3, 1 }, red = { 0.8, 0.1, 0.2, 1 };
  for (VitVision v = 0; v < VIT_N_VISIONS; v++)
    g_assert_cmpfloat (vit_colour_difference (grey, vit_colour_see (grey, v), VIT_VISION_FULL), <,
                       0.1);
  VitRgba seen = vit_colour_see (red, VIT_VISION_GREY);
  g_assert_cmpfloat_with_epsilon (seen.red, seen.blue, 1e-6);
  g_assert_cmpfloat_with_epsilon (vit_colour_to_lab (seen).l, vit_colour_to_lab (red).l, 0.01);
}

/* Colours that a reader with full vision tells apart and one without red cones does not. */
static void
test_least_difference (void)
{
  const VitRgba green = { 0.42, 0.56, 0.14, 1 }, red = { 0.80, 0.36, 0.20, 1 };
  VitVision vision = VIT_VISION_FULL;
  double full = vit_colour_difference (green, red, VIT_VISION_FULL),
         least = vit_colour_least_difference (green, red, &vision);
  g_assert_cmpfloat (full, >, 30);
  g_assert_cmpfloat (least, <, 0.5 * full);
  g_assert_cmpint (vision, !=, VIT_VISION_FULL);
}

static void
test_contrast (void)
{
  const VitRgba black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 };
  const VitRgba grey = { 0x76 / 255.0, 0x76 / 255.0, 0x76 / 255.0, 1 };
  g_assert_cmpfloat_with_epsilon (vit_colour_contrast (black, white), 21, 1e-9);
  /* The lightest grey that the guidelines let stand on white. */
  g_assert_cmpfloat_with_epsilon (vit_colour_contrast (grey, white), 4.54, 0.005);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/style/colour-vision/published-pairs", test_published_pairs);
  g_test_add_func ("/style/colour-vision/seen-colours", test_seen_colours);
  g_test_add_func ("/style/colour-vision/grey", test_grey);
  g_test_add_func ("/style/colour-vision/least-difference", test_least_difference);
  g_test_add_func ("/style/colour-vision/contrast", test_contrast);
  return g_test_run ();
}
