/* Displacements for arrows: a field that is known, through the boundary and against a drift. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/results/displacements.h"
#include "core/results/quantity.h"

#define N 4
#define N_FRAMES 3

/* Motion of the atoms over 5 ps; their mean is zero. Every frame drifts beyond it. */
static const double start[N][3] = { { 1, 2, 3 }, { 11, 28.5, 3 }, { 0.4, 12, 3 }, { 1, 2, 13 } };
static const double motion[N][3] = { { 1, 0, 0 }, { 0, 2, 0 }, { -1, 0, 0.5 }, { 0, -2, -0.5 } };
static const double drift[3] = { 0.3, 0.1, -0.2 };

/* Wrapped into the box, as most files have it. */
static char *
new_text (void)
{
  GString *text = g_string_new (NULL);
  for (int f = 0; f < N_FRAMES; f++)
    {
      g_string_append_printf (
          text,
          "ITEM: UNITS\nmetal\nITEM: TIME\n%d\nITEM: TIMESTEP\n%d\nITEM: NUMBER OF "
          "ATOMS\n%d\nITEM: BOX BOUNDS pp pp pp\n0 30\n0 30\n0 30\n"
          "ITEM: ATOMS id type x y z\n",
          5 * f, 1000 * f, N);
      for (int i = 0; i < N; i++)
        {
          g_string_append_printf (text, "%d 1", i + 1);
          for (int k = 0; k < 3; k++)
            {
              double x = start[i][k] + f * (motion[i][k] + drift[k]);
              g_string_append_printf (text, " %.6f", x - 30 * floor (x / 30));
            }
          g_string_append_c (text, '\n');
        }
    }
  return g_string_free (text, FALSE);
}

static VitAnalyses *analyses;
static VitStudy *study;

static VitDisplacements *
make (size_t frame, GError **error)
{
  double interval;
  g_autoptr (VitQuantitySource) source = vit_displacements_new_source (
      analyses, vit_study_get_run (study, 0), frame, &interval, error);
  return source ? vit_displacements_new (source, interval, NULL, error) : NULL;
}

static void
test_field (void)
{
  for (int steps = 1; steps <= 2; steps++)
    {
      g_autoptr (GError) error = NULL;
      vit_study_set_option_number (study, "view", "arrow-interval", 5 * steps + 0.2);
      g_autoptr (VitDisplacements) moved = make (0, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (moved->interval, 5 * steps, 1e-9);
      g_assert_cmpuint (moved->from, ==, 0);
      g_assert_cmpuint (moved->n, ==, N);
      for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++)
          g_assert_cmpfloat_with_epsilon (moved->d[3 * i + k], steps * motion[i][k], 1e-5);
    }
}

/* Without an interval of their own they are the quantity "displacement". */
static void
test_quantity (void)
{
  g_autoptr (GError) error = NULL;
  vit_study_set_option_number (study, "view", "arrow-interval", 0);
  vit_study_set_option_number (study, "plasticity", "interval", 10);
  g_autoptr (VitDisplacements) moved = make (0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (moved->interval, 10, 1e-9);
  const VitQuantity *quantity = vit_quantity_find ("displacement");
  VitQuantityWish wish = { 0 };
  double values[3 * N];
  vit_quantity_wish (quantity, vit_study_get_options (study), &wish);
  g_autoptr (VitQuantitySource) source =
      vit_quantity_source_new (analyses, vit_study_get_run (study, 0), 0, &wish);
  g_assert_true (vit_quantity_compute (quantity, source, values, NULL, &error));
  for (int i = 0; i < 3 * N; i++)
    g_assert_cmpfloat (moved->d[i], ==, (float) values[i]);
}

/* The derivation makes those of the frame under the playhead; the last frame has none. */
static void
test_derivation (void)
{
  g_autoptr (GError) error = NULL;
  VitRun *run = vit_study_get_run (study, 0);
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  vit_study_set_option (study, "view", "colour-column", "type", NULL);
  vit_study_set_option_number (study, "view", "arrow-interval", 5);
  const VitDisplacements *moved =
      vit_deriver_get (deriver, &vit_displacements_derivation, run, 5.1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (moved->from, ==, 1);
  g_assert_cmpfloat_with_epsilon (moved->d[0], motion[0][0], 1e-5);
  g_assert_null (make (N_FRAMES - 1, &error));
  g_assert_nonnull (error);
}

static VitAnalyses *
open_run (const char *path)
{
  g_autoptr (GError) error = NULL;
  const char *const paths[] = { path, NULL };
  g_autoptr (VitStudy) opened = vit_study_new ();
  g_autoptr (VitRun) run = vit_run_new (paths);
  g_object_set (run, "timestep", 0.005, NULL);
  vit_study_add_run (opened, run);
  VitAnalyses *made = vit_analyses_new (opened, NULL);
  g_assert_true (vit_analyses_open_sync (made, NULL, &error));
  g_assert_no_error (error);
  return made;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *text = new_text (), *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL),
                  *path = g_build_filename (folder, "atoms.dump", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  analyses = open_run (path);
  study = vit_analyses_get_study (analyses);
  g_test_add_func ("/displacements/field", test_field);
  g_test_add_func ("/displacements/quantity", test_quantity);
  g_test_add_func ("/displacements/derivation", test_derivation);
  int result = g_test_run ();
  g_object_unref (analyses);
  g_remove (path);
  g_rmdir (folder);
  return result;
}
