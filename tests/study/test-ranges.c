/* Ranges of the colour scale: one for each quantity, in the file and in steps. */

#include <glib.h>
#include <string.h>

#include "core/study/undo.h"
#include "tests/support/folder.h"

static char *folder;

static void
check (VitStudy *study, const char *column, VitRangeMode mode, double low, double high)
{
  VitColourRange range = vit_study_get_range (study, column);
  g_assert_cmpint (range.mode, ==, mode);
  if (mode == VIT_RANGE_FREE)
    return;
  g_assert_cmpfloat (range.low, ==, low);
  g_assert_cmpfloat (range.high, ==, high);
}

static VitStudy *
load (const char *text)
{
  g_autofree char *path = g_build_filename (folder, "ranges.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  VitStudy *study = vit_study_load (path, &error);
  g_assert_no_error (error);
  return study;
}

static void
test_defaults (void)
{
  g_autoptr (VitStudy) study = load ("[study]\nversion=1\n");
  check (study, "t_ml", VIT_RANGE_LOCKED, 150, 1100);
  check (study, "d5", VIT_RANGE_FREE, 0, 0);
  /* What an older version saved. */
  g_autoptr (VitStudy) old =
      load ("[study]\nversion=1\n[view]\ncolour-column=cn\ncolour-minimum=8\ncolour-maximum=18\n");
  check (old, "cn", VIT_RANGE_LOCKED, 8, 18);
  check (old, "t_ml", VIT_RANGE_LOCKED, 150, 1100);
  check (old, "d5", VIT_RANGE_FREE, 0, 0);
  g_assert_false (vit_study_get_modified (old));
}

static void
test_saved (void)
{
  g_autoptr (VitStudy) study = load ("[study]\nversion=1\n");
  const char *formula = "c_s[1] = 2 ? é;%";
  vit_study_set_range (study, "d5", &(VitColourRange){ VIT_RANGE_PERCENTILES, 2, 98 });
  vit_study_set_range (study, formula, &(VitColourRange){ VIT_RANGE_LOCKED, -0.5, 1e-3 });
  vit_study_set_range (study, "t_ml", &(VitColourRange){ VIT_RANGE_FREE, 7, 3 });
  g_assert_true (vit_study_get_modified (study));
  g_autofree char *path = g_build_filename (folder, "saved.vitrine", NULL);
  g_assert_true (vit_study_save (study, path, NULL));
  g_autoptr (VitStudy) again = vit_study_load (path, NULL);
  check (again, "d5", VIT_RANGE_PERCENTILES, 2, 98);
  check (again, formula, VIT_RANGE_LOCKED, -0.5, 1e-3);
  check (again, "t_ml", VIT_RANGE_FREE, 0, 0);
  g_assert_cmpuint (vit_study_get_notes (again)->len, ==, 0);
}

static void
test_bad (void)
{
  g_autoptr (VitStudy) study =
      load ("[study]\nversion=1\n[ranges]\nd5=percentiles;98;2;\n"
            "q6=locked;1;\nvolume=locked;nan;2;\ncn=often;\nw6=locked;1;2;\n");
  check (study, "d5", VIT_RANGE_FREE, 0, 0);
  check (study, "w6", VIT_RANGE_LOCKED, 1, 2);
  g_assert_cmpuint (vit_study_get_notes (study)->len, ==, 4);
  g_assert_nonnull (strstr (vit_study_get_notes (study)->pdata[0], ":4: the range of d5"));
  vit_study_set_range (study, "w6", &(VitColourRange){ VIT_RANGE_LOCKED, 2, 2 });
  vit_study_set_range (study, "w6", &(VitColourRange){ VIT_RANGE_PERCENTILES, -1, 50 });
  check (study, "w6", VIT_RANGE_LOCKED, 1, 2);
}

static void
test_steps (void)
{
  g_autoptr (VitStudy) study = load ("[study]\nversion=1\n");
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  vit_study_set_range (study, "t_ml", &(VitColourRange){ VIT_RANGE_LOCKED, 300, 900 });
  /* The session writes what is seen into options, too. */
  vit_study_set_option_number (study, "view", "colour-minimum", 300);
  vit_study_set_option_number (study, "view", "colour-maximum", 900);
  vit_undo_flush (undo);
  vit_study_set_range (study, "d5", &(VitColourRange){ VIT_RANGE_PERCENTILES, 5, 95 });
  vit_undo_flush (undo);
  g_assert_cmpstr (vit_undo_get_past (undo), ==, "Change the range of the colours");
  g_free (vit_undo_back (undo));
  check (study, "d5", VIT_RANGE_FREE, 0, 0);
  check (study, "t_ml", VIT_RANGE_LOCKED, 300, 900);
  g_free (vit_undo_back (undo));
  check (study, "t_ml", VIT_RANGE_LOCKED, 150, 1100);
  g_free (vit_undo_forward (undo));
  check (study, "t_ml", VIT_RANGE_LOCKED, 300, 900);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/study/ranges/defaults", test_defaults);
  g_test_add_func ("/study/ranges/saved", test_saved);
  g_test_add_func ("/study/ranges/bad", test_bad);
  g_test_add_func ("/study/ranges/steps", test_steps);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
