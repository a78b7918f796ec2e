/* Atoms that were picked in a figure: in the file, in steps, and with their run. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/study/study-picked.h"
#include "core/study/undo.h"
#include "tests/support/folder.h"

static const double corners[][2] = { { 0.1, -0.2 }, { 1.0 / 3, 0 }, { 0.2, 0.25 } };

static char *folder;

static VitStudy *
new_study (guint n_runs)
{
  VitStudy *study = vit_study_new ();
  for (guint i = 0; i < n_runs; i++)
    {
      g_autofree char *name = g_strdup_printf ("run-%u.dump", i),
                      *path = g_build_filename (folder, name, NULL);
      const char *const paths[] = { path, NULL };
      g_autoptr (VitRun) run = vit_run_new (paths);
      vit_study_add_run (study, run);
    }
  return study;
}

static void
pick (VitStudy *study, guint run, const int64_t *ids, size_t n, bool draws)
{
  g_autoptr (VitAtomSet) set =
      vit_atom_set_new (vit_study_get_run (study, run), ids, n, "a <i>region</i> at 80 ps", 80.125);
  if (draws)
    vit_atom_set_add_region (set, "q6-w6", 2, "within; 3.85 Å", corners, G_N_ELEMENTS (corners));
  vit_study_set_picked (study, set);
}

static VitStudy *
load (const char *text)
{
  g_autofree char *path = g_build_filename (folder, "picked.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  VitStudy *study = vit_study_load (path, &error);
  g_assert_no_error (error);
  return study;
}

static VitStudy *
save_and_load (VitStudy *study)
{
  g_autofree char *path = g_build_filename (folder, "saved.vitrine", NULL);
  g_assert_true (vit_study_save (study, path, NULL));
  VitStudy *again = vit_study_load (path, NULL);
  g_assert_nonnull (again);
  return again;
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_saved (void)
{
  const int64_t ids[] = { 12, 5, 9, 10, 11, -3, 12, G_MAXINT64, 7, 8 };
  g_autoptr (VitStudy) study = new_study (2);
  guint n = 0;
  g_signal_connect_swapped (study, "picked-changed", G_CALLBACK (count), &n);
  pick (study, 1, ids, G_N_ELEMENTS (ids), true);
  pick (study, 1, ids, G_N_ELEMENTS (ids), true);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (vit_study_get_modified (study));
  g_autoptr (VitStudy) again = save_and_load (study);
  VitAtomSet *was = vit_study_get_picked (study), *is = vit_study_get_picked (again);
  g_assert_false (vit_study_get_modified (again));
  g_assert_true (is->run == vit_study_get_run (again, 1));
  g_assert_cmpmem (is->ids, is->n * sizeof *is->ids, was->ids, was->n * sizeof *was->ids);
  g_assert_cmpuint (is->n, ==, 9);
  g_assert_cmpstr (is->text, ==, was->text);
  g_assert_cmpfloat (is->time, ==, 80.125);
  g_assert_cmpstr (is->region->map, ==, "q6-w6");
  g_assert_cmpint (is->region->part, ==, 2);
  g_assert_cmpstr (is->region->axes, ==, "within; 3.85 Å");
  g_assert_cmpuint (is->region->n, ==, 3);
  for (size_t k = 0; k < 6; k++)
    g_assert_cmpfloat_with_epsilon (is->region->corners[k / 2][k % 2], corners[k / 2][k % 2], 1e-8);
  /* Nothing is left in the file of what nobody picks. */
  vit_study_set_picked (again, NULL);
  g_autoptr (VitStudy) without = save_and_load (again);
  g_assert_null (vit_study_get_picked (without));
}

static void
check_step (VitUndo *undo, VitStudy *study, const char *name)
{
  vit_undo_flush (undo);
  g_assert_cmpstr (vit_undo_get_past (undo), ==, name);
}

static void
test_steps (void)
{
  const int64_t ids[] = { 1, 2, 3, 7 };
  g_autoptr (VitStudy) study = new_study (2);
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  pick (study, 0, ids, 4, true);
  check_step (undo, study, "Pick a region of 4 atoms");
  pick (study, 1, ids, 1, false);
  check_step (undo, study, "Pick 1 atom");
  vit_study_set_picked (study, NULL);
  check_step (undo, study, "Let go of the picked atoms");

  g_autofree char *first = vit_undo_back (undo);
  g_assert_cmpuint (vit_study_get_picked (study)->n, ==, 1);
  g_assert_true (vit_study_get_picked (study)->run == vit_study_get_run (study, 1));
  g_assert_null (vit_study_get_picked (study)->region);
  g_autofree char *second = vit_undo_back (undo);
  g_assert_cmpuint (vit_study_get_picked (study)->n, ==, 4);
  g_assert_true (vit_study_get_picked (study)->run == vit_study_get_run (study, 0));
  g_assert_nonnull (vit_study_get_picked (study)->region);
  g_autofree char *third = vit_undo_back (undo);
  g_assert_null (vit_study_get_picked (study));
  g_autofree char *again = vit_undo_forward (undo);
  g_assert_cmpuint (vit_study_get_picked (study)->n, ==, 4);
}

/* A drag picks again and again. */
static void
test_a_drag_is_one_step (void)
{
  const int64_t ids[] = { 1, 2, 3, 7 };
  g_autoptr (VitStudy) study = new_study (1);
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  vit_undo_set_held (undo, true);
  for (size_t n = 1; n <= 4; n++)
    pick (study, 0, ids, n, true);
  vit_undo_set_held (undo, false);
  check_step (undo, study, "Pick a region of 4 atoms");
  g_autofree char *back = vit_undo_back (undo);
  g_assert_null (vit_study_get_picked (study));
  g_assert_null (vit_undo_get_past (undo));
}

/* They go with their run, and come back with it. */
static void
test_run_removed (void)
{
  const int64_t ids[] = { 1, 2 };
  g_autoptr (VitStudy) study = new_study (3);
  pick (study, 1, ids, 2, true);
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  vit_study_remove_run (study, vit_study_get_run (study, 0));
  g_assert_nonnull (vit_study_get_picked (study));
  vit_undo_flush (undo);
  vit_study_remove_run (study, vit_study_get_run (study, 0));
  g_assert_null (vit_study_get_picked (study));
  check_step (undo, study, "Remove run-1");
  g_autofree char *back = vit_undo_back (undo);
  g_assert_true (vit_study_get_picked (study)->run == vit_study_get_run (study, 0));
  g_assert_cmpuint (vit_study_get_picked (study)->n, ==, 2);
}

/* What is not understood is said, with its line, and left out. */
static void
test_damaged (void)
{
#define HEAD "[study]\nversion=1\n[run 1]\nfiles=a.dump\n[picked]\n"
  const struct
  {
    const char *text, *says;
    bool picks;
  } cases[] = {
    { HEAD "run=run 1\natoms=5;9:12\n", NULL, true },
    { HEAD "run=run 2\natoms=5\n", ":6: the run of the picked atoms", false },
    { HEAD "run=run 1\natoms=5;x\n", ":7: the picked atoms are no ids", false },
    { HEAD "run=run 1\natoms=9:5\n", ":7: the picked atoms are no ids", false },
    { HEAD "run=run 1\natoms=1:9000000000000000000\n", ":7: the picked atoms are no ids", false },
    { HEAD "run=run 1\natoms=-9223372036854775808:9223372036854775807\n", ":7: the picked", false },
    { HEAD "run=run 1\natoms=\n", "the picked atoms are no ids", false },
    { HEAD "run=run 1\n", "the picked atoms are no ids", false },
    { HEAD "run=run 1\natoms=1\nmap=q6-w6\ncorners=1,2;3\n", ":9: the region", true },
    { HEAD "run=run 1\natoms=1\nmap=q6-w6\ncorners=1,2;3,nan;1,1\n", ":9: the region", true },
    { HEAD "run=run 1\natoms=1\nmap=q6-w6\ncorners=1,2;3,4;1,1\n", NULL, true },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (VitStudy) study = load (cases[k].text);
      GPtrArray *notes = vit_study_get_notes (study);
      g_autoptr (GString) said = g_string_new (NULL);
      for (guint i = 0; i < notes->len; i++)
        g_string_append (said, notes->pdata[i]);
      const char *all = said->str;
      g_test_message ("%s", all);
      g_assert_true (cases[k].picks == (vit_study_get_picked (study) != NULL));
      g_assert_true (cases[k].says ? strstr (all, cases[k].says) != NULL
                                   : strstr (all, "picked") == NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/study/picked/saved", test_saved);
  g_test_add_func ("/study/picked/steps", test_steps);
  g_test_add_func ("/study/picked/a-drag-is-one-step", test_a_drag_is_one_step);
  g_test_add_func ("/study/picked/run-removed", test_run_removed);
  g_test_add_func ("/study/picked/damaged", test_damaged);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
