/* The order of runs, their groups and their colours: what the user decides stands in the file, and
 * comes back from it. */

#include <glib.h>
#include <string.h>

#include "core/base/random.h"
#include "core/study/undo.h"
#include "tests/support/folder.h"

static char *folder;

static VitStudy *
new_study (int n)
{
  VitStudy *study = vit_study_new ();
  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%c.dump", 'a' + i),
                      *path = g_build_filename (folder, name, NULL);
      const char *const paths[] = { path, NULL };
      g_autoptr (VitRun) run = vit_run_new (paths);
      vit_study_add_run (study, run);
    }
  return study;
}

/* "a b[G] c[G]" */
static char *
describe (VitStudy *study)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      const char *group = vit_run_get_group (run);
      g_string_append_printf (text, "%s%s%s%s%s", i > 0 ? " " : "", vit_run_get_label (run),
                              group ? "[" : "", group ? group : "", group ? "]" : "");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check (VitStudy *study, const char *expected)
{
  g_autofree char *text = describe (study);
  g_assert_cmpstr (text, ==, expected);
}

static VitRun *
find (VitStudy *study, const char *label)
{
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (strcmp (vit_run_get_label (vit_study_get_run (study, i)), label) == 0)
      return vit_study_get_run (study, i);
  g_assert_not_reached ();
}

static VitStudy *
save_and_load (VitStudy *study)
{
  g_autofree char *path = g_build_filename (folder, "order.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_study_save (study, path, &error));
  VitStudy *again = vit_study_load (path, &error);
  g_assert_no_error (error);
  return again;
}

static void
test_move (void)
{
  g_autoptr (VitStudy) study = new_study (4);
  VitRun *c = find (study, "c");
  vit_study_move_run (study, c, 0);
  check (study, "c a b d");
  vit_study_move_run (study, c, 99);
  check (study, "a b d c");
  /* Colours stay with their runs. */
  g_assert_cmpuint (vit_study_get_colour_place (study, c), ==, 2);
  g_assert_cmpuint (vit_study_get_colour_place (study, find (study, "d")), ==, 3);
  g_autoptr (VitStudy) again = save_and_load (study);
  check (again, "a b d c");
  g_assert_cmpuint (vit_study_get_colour_place (again, find (again, "c")), ==, 2);
  g_assert_false (vit_study_get_modified (again));
  /* The order of the file says enough, or there is a key. */
  g_autofree char *path = g_build_filename (folder, "order.vitrine", NULL), *text = NULL,
                  *moved = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "order="));
  vit_study_move_run (again, find (again, "c"), 0);
  g_autoptr (VitStudy) third = save_and_load (again);
  check (third, "c a b d");
  g_assert_true (g_file_get_contents (path, &moved, NULL, NULL));
  g_assert_nonnull (strstr (moved, "order=run 3;run 1;run 2;run 4;"));
}

static void
test_groups (void)
{
  g_autoptr (VitStudy) study = new_study (5);
  vit_study_group_run (study, find (study, "a"), "G");
  check (study, "a[G] b c d e");
  vit_study_group_run (study, find (study, "d"), "G");
  check (study, "a[G] d[G] b c e");
  /* Between two of a group: it joins. */
  vit_study_move_run (study, find (study, "e"), 1);
  check (study, "a[G] e[G] d[G] b c");
  /* Away from it: it leaves. */
  vit_study_move_run (study, find (study, "a"), 3);
  check (study, "e[G] d[G] b a c");
  /* The last of a group takes it along. */
  vit_study_group_run (study, find (study, "e"), NULL);
  check (study, "d[G] e b a c");
  vit_study_move_run (study, find (study, "d"), 4);
  check (study, "e b a c d[G]");
  vit_study_group_run (study, find (study, "b"), " G ");
  check (study, "e a c d[G] b[G]");
  vit_study_show_group (study, "G", false);
  g_assert_false (vit_run_get_shown (find (study, "b")));
  g_assert_true (vit_run_get_shown (find (study, "e")));
  g_autoptr (VitStudy) again = save_and_load (study);
  check (again, "e a c d[G] b[G]");
  vit_study_rename_group (again, "G", "other");
  check (again, "e a c d[other] b[other]");
  vit_study_rename_group (again, "other", NULL);
  check (again, "e a c d b");
}

static void
test_move_group (void)
{
  g_autoptr (VitStudy) study = new_study (5);
  vit_study_group_run (study, find (study, "a"), "G");
  vit_study_group_run (study, find (study, "b"), "G");
  vit_study_group_run (study, find (study, "d"), "H");
  vit_study_group_run (study, find (study, "e"), "H");
  check (study, "a[G] b[G] c d[H] e[H]");
  vit_study_move_group (study, "G", 3);
  check (study, "c a[G] b[G] d[H] e[H]");
  /* Not into another group, but behind it. */
  vit_study_move_group (study, "G", 4);
  check (study, "c d[H] e[H] a[G] b[G]");
  vit_study_move_group (study, "G", 2);
  check (study, "c a[G] b[G] d[H] e[H]");
  vit_study_move_group (study, "H", 0);
  check (study, "d[H] e[H] c a[G] b[G]");
}

static void
test_scattered (void)
{
  g_autofree char *path = g_build_filename (folder, "scattered.vitrine", NULL);
  const char *text = "[study]\nversion=1\n[run x]\nfiles=a.dump;\ngroup=G\ncolour=#0072B2\n"
                     "[run 1]\nfiles=b.dump;\ncolour=red\n[run 7]\nfiles=c.dump;\ngroup=G\n";
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_autoptr (VitStudy) study = vit_study_load (path, NULL);
  check (study, "a[G] c[G] b");
  g_assert_cmpstr (vit_run_get_colour (find (study, "a")), ==, "#0072b2");
  g_assert_null (vit_run_get_colour (find (study, "b")));
  g_assert_cmpuint (vit_study_get_notes (study)->len, ==, 1);
  g_assert_nonnull (strstr (vit_study_get_notes (study)->pdata[0], ":9: \"red\""));
  g_assert_cmpuint (vit_study_get_colour_place (study, find (study, "c")), ==, 6);
}

/* Whatever is moved, runs of a group stand together, and a file says so. */
static void
test_random (void)
{
  static const char *const groups[] = { "A", "B", "C", NULL };
  uint64_t state = 7;
  g_autoptr (VitStudy) study = new_study (7);
  for (int step = 0; step < 300; step++)
    {
      guint n = vit_study_get_n_runs (study);
      VitRun *run = vit_study_get_run (study, (guint) vit_random_below (&state, n));
      if (vit_random_below (&state, 2))
        vit_study_move_run (study, run, (guint) vit_random_below (&state, n));
      else if (vit_random_below (&state, 3))
        vit_study_group_run (study, run, groups[vit_random_below (&state, 4)]);
      else
        vit_study_move_group (study, groups[vit_random_below (&state, 3)],
                              (guint) vit_random_below (&state, n + 1));
      g_autofree char *now = describe (study);
      for (guint i = 0; i + 1 < n; i++)
        {
          const char *group = vit_run_get_group (vit_study_get_run (study, i));
          bool ended =
              group && g_strcmp0 (group, vit_run_get_group (vit_study_get_run (study, i + 1)));
          for (guint k = i + 1; ended && k < n; k++)
            g_assert_cmpstr (vit_run_get_group (vit_study_get_run (study, k)), !=, group);
        }
      if (step % 50 == 0)
        {
          g_autoptr (VitStudy) again = save_and_load (study);
          check (again, now);
        }
    }
}

static void
test_names_of_steps (void)
{
  g_autoptr (VitStudy) study = new_study (3);
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  VitRun *a = find (study, "a");
  g_object_set (a, "colour", "#123456", NULL);
  vit_undo_flush (undo);
  g_assert_cmpstr (vit_undo_get_past (undo), ==, "Change the colour of a");
  vit_study_move_run (study, a, 2);
  vit_undo_flush (undo);
  g_assert_cmpstr (vit_undo_get_past (undo), ==, "Move a");
  vit_study_group_run (study, find (study, "b"), "G");
  vit_undo_flush (undo);
  g_assert_cmpstr (vit_undo_get_past (undo), ==, "Put b into G");
  g_free (vit_undo_back (undo));
  g_free (vit_undo_back (undo));
  check (study, "a b c");
  g_free (vit_undo_back (undo));
  g_assert_null (vit_run_get_colour (a));
  g_assert_cmpuint (vit_study_get_n_runs (study), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/study/order/move", test_move);
  g_test_add_func ("/study/order/groups", test_groups);
  g_test_add_func ("/study/order/move-group", test_move_group);
  g_test_add_func ("/study/order/scattered", test_scattered);
  g_test_add_func ("/study/order/random", test_random);
  g_test_add_func ("/study/order/names-of-steps", test_names_of_steps);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
