/* Steps back and forward: whatever is done to a study, so many steps back give what it was, and
 * forward again what it became. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/random.h"
#include "core/study/undo.h"
#include "tests/support/folder.h"

#define N_STEPS 60

static char *folder;

static VitStudy *
new_study (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("run-%d.dump", i),
                      *path = g_build_filename (folder, name, NULL);
      const char *const paths[] = { path, NULL };
      g_autoptr (VitRun) run = vit_run_new (paths);
      vit_study_add_run (study, run);
    }
  return g_steal_pointer (&study);
}

static VitRun *
pick_run (VitStudy *study, uint64_t *state)
{
  guint n = vit_study_get_n_runs (study);
  return n > 0 ? vit_study_get_run (study, (guint) vit_random_below (state, n)) : NULL;
}

/* Set an option to another value within its limits. */
static void
edit_option (VitStudy *study, uint64_t *state)
{
  size_t n;
  const VitOption *table = vit_option_list (&n),
                  *option = &table[vit_random_below (state, (uint32_t) n)];
  double share = (double) vit_random_below (state, 1000) / 1000;
  switch (option->type)
    {
    case VIT_OPTION_CHOICE:
      {
        guint k = 0;
        while (option->choices[k].word)
          k++;
        vit_study_set_option (study, option->group, option->key,
                              option->choices[vit_random_below (state, k)].word, NULL);
      }
      break;
    case VIT_OPTION_FILE:
      vit_study_set_option (study, option->group, option->key, share < 0.5 ? "" : "curve.csv",
                            NULL);
      break;
    case VIT_OPTION_TEXT:
    case VIT_OPTION_RUN:
      vit_study_set_option (study, option->group, option->key, NULL, NULL);
      break;
    default:
      {
        double low = fabs (option->minimum) < 1e6 ? option->minimum : 0,
               high = fabs (option->maximum) < 1e6 ? option->maximum : low + 10;
        vit_study_set_option_number (study, option->group, option->key, low + share * (high - low));
      }
    }
}

static void
edit_run (VitStudy *study, uint64_t *state)
{
  VitRun *run = pick_run (study, state);
  if (!run)
    return;
  g_autofree char *text = g_strdup_printf ("%u", 1 + (unsigned) vit_random_below (state, 1000));
  switch (vit_random_below (state, 9))
    {
    case 0:
      g_object_set (run, "label", text, NULL);
      break;
    case 1:
      g_object_set (run, "stress", (double) vit_random_below (state, 5), NULL);
      break;
    case 2:
      g_object_set (run, "shown", !vit_run_get_shown (run), NULL);
      break;
    case 3:
      vit_run_set_premise (run, VIT_PREMISE_TEMPERATURE, text, NULL);
      break;
    case 4:
      vit_run_set_premise (run, VIT_PREMISE_SPECIES, vit_random_below (state, 2) ? "Cu,Zr" : "",
                           NULL);
      break;
    case 5:
      g_object_set (run, "colour", vit_random_below (state, 2) ? "#0072B2" : NULL, NULL);
      break;
    case 6:
      vit_study_group_run (study, run,
                           vit_random_below (state, 3) ? (text[0] < '5' ? "A" : "B") : NULL);
      break;
    case 7:
      vit_study_move_run (study, run,
                          (guint) vit_random_below (state, vit_study_get_n_runs (study)));
      break;
    default:
      g_object_set (run, "log", vit_random_below (state, 2) ? "/nowhere/log" : NULL, NULL);
    }
}

static void
edit (VitStudy *study, uint64_t *state)
{
  uint32_t kind = (uint32_t) vit_random_below (state, 11);
  if (kind < 4)
    edit_option (study, state);
  else if (kind < 7)
    edit_run (study, state);
  else if (kind == 7)
    {
      g_autofree char *path =
          g_strdup_printf ("%s/new-%u.dump", folder, (unsigned) vit_random_below (state, 4));
      const char *const paths[] = { path, NULL };
      g_autoptr (VitRun) run = vit_run_new (paths);
      vit_study_add_run (study, run);
    }
  else if (kind == 10)
    vit_study_set_log_premise (study, VIT_STUDY_LOG_STRESS_STRAIN, VIT_PREMISE_STRESS_UNIT,
                               vit_random_below (state, 2) ? "MPa" : "", NULL);
  else if (kind == 8 && pick_run (study, state))
    vit_study_remove_run (study, pick_run (study, state));
  else
    {
      const double intervals[] = { 1, 2 + (double) vit_random_below (state, 3) };
      g_autofree char *title = g_strdup_printf ("title %u", (unsigned) vit_random_below (state, 9));
      vit_study_set_title (study, title);
      vit_study_set_intervals (study, intervals, vit_random_below (state, 2) ? 2 : 0);
    }
}

static void
check_state (VitStudy *study, const char *expected)
{
  g_autofree char *state = vit_study_dup_state (study);
  g_assert_cmpstr (state, ==, expected);
}

static void
test_random (void)
{
  for (uint64_t seed = 1; seed <= 20; seed++)
    {
      uint64_t state = seed;
      g_autoptr (VitStudy) study = new_study ();
      g_autoptr (VitUndo) undo = vit_undo_new (study);
      g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (states, vit_study_dup_state (study));
      for (int i = 0; i < N_STEPS; i++)
        {
          edit (study, &state);
          vit_undo_flush (undo);
          char *now = vit_study_dup_state (study);
          if (strcmp (now, states->pdata[states->len - 1]) == 0)
            g_free (now);
          else
            g_ptr_array_add (states, now);
        }
      for (guint i = states->len - 1; i > 0; i--)
        {
          g_autofree char *what = vit_undo_back (undo);
          g_assert_nonnull (what);
          check_state (study, states->pdata[i - 1]);
        }
      g_assert_null (vit_undo_get_past (undo));
      for (guint i = 1; i < states->len; i++)
        {
          g_autofree char *what = vit_undo_forward (undo);
          g_assert_nonnull (what);
          check_state (study, states->pdata[i]);
        }
      g_assert_null (vit_undo_get_future (undo));
    }
}

/* A run that comes back is the one that went, so that its files are not read again. */
static void
test_same_run (void)
{
  g_autoptr (VitStudy) study = new_study ();
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  g_autoptr (VitRun) run = g_object_ref (vit_study_get_run (study, 1));
  vit_study_remove_run (study, run);
  g_autofree char *what = vit_undo_back (undo);
  g_assert_cmpstr (what, ==, "Remove run-1");
  g_assert_true (vit_study_get_run (study, 1) == run);
  g_object_set (run, "label", "creep", NULL);
  g_autofree char *renamed = vit_undo_back (undo);
  g_assert_cmpstr (renamed, ==, "Rename run-1 to creep");
  g_assert_cmpstr (vit_run_get_label (run), ==, "run-1");
  g_assert_cmpstr (vit_undo_get_future (undo), ==, "Rename run-1 to creep");
  /* Another change ends the future. */
  vit_study_set_option_number (study, "analysis", "cutoff", 3.5);
  vit_undo_flush (undo);
  g_assert_null (vit_undo_get_future (undo));
  g_assert_true (g_str_has_prefix (vit_undo_get_past (undo), "Change "));
}

/* Changes while held, and those that follow each other closely, are one step; views are none. */
static void
test_steps (void)
{
  g_autoptr (VitStudy) study = new_study ();
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  vit_undo_set_held (undo, true);
  for (int i = 0; i < 20; i++)
    {
      vit_study_set_option_number (study, "liquid-like", "glass-transition", 600 + i);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_null (vit_undo_get_past (undo));
  vit_undo_set_held (undo, false);
  g_autofree char *what = vit_undo_back (undo);
  g_assert_nonnull (what);
  g_assert_null (vit_undo_get_past (undo));
  g_assert_cmpfloat (vit_study_get_options (study)->liquid.glass_transition, ==, 685);
  vit_study_set_option_number (study, "view", "time", 10);
  vit_study_set_option (study, "view", "colour", "d5", NULL);
  vit_study_set_found_cutoff (study, 3.8, "run-0");
  vit_undo_flush (undo);
  g_assert_null (vit_undo_get_past (undo));
  g_assert_nonnull (vit_undo_get_future (undo));
  for (int i = 0; i < VIT_UNDO_STEPS + 50; i++)
    {
      vit_study_set_option_number (study, "liquid-like", "glass-transition", 500 + i);
      vit_undo_flush (undo);
    }
  int n = 0;
  for (char *step = vit_undo_back (undo); step; step = vit_undo_back (undo), n++)
    g_free (step);
  g_assert_cmpint (n, ==, VIT_UNDO_STEPS);
}

/* How atoms are drawn can be taken back, and does not modify the document; where one looks cannot.
 */
static void
test_view (void)
{
  g_autoptr (VitStudy) study = new_study ();
  gboolean modified = vit_study_get_modified (study);
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  vit_study_set_option_number (study, "view", "time", 12);
  vit_study_set_option (study, "view", "page", "structure", NULL);
  vit_study_set_option_number (study, "view", "slice-position", 0.25);
  vit_undo_flush (undo);
  g_assert_null (vit_undo_get_past (undo));
  vit_study_set_option_number (study, "view", "equal-sizes", 1);
  vit_study_set_option (study, "view", "filter", "liquid == 1", NULL);
  vit_undo_flush (undo);
  g_assert_nonnull (vit_undo_get_past (undo));
  g_assert_cmpint (vit_study_get_modified (study), ==, modified);
  g_free (vit_undo_back (undo));
  const VitViewOptions *view = &vit_study_get_options (study)->view;
  g_assert_false (view->equal_sizes);
  g_assert_cmpstr (view->filter, ==, "");
  g_assert_cmpfloat (view->time, ==, 12);
  g_assert_cmpstr (view->page, ==, "structure");
  g_free (vit_undo_forward (undo));
  g_assert_true (vit_study_get_options (study)->view.equal_sizes);
}

/* Back at what was saved, nothing is modified; before it and after it, the study is. */
static void
test_modified (void)
{
  g_autoptr (VitStudy) study = new_study ();
  g_autofree char *path = g_build_filename (folder, "study.vitrine", NULL);
  g_assert_true (vit_study_save (study, path, NULL));
  g_autoptr (VitStudy) loaded = vit_study_load (path, NULL);
  VitStudy *studies[] = { study, loaded };
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (VitUndo) undo = vit_undo_new (studies[i]);
      g_assert_false (vit_study_get_modified (studies[i]));
      vit_study_set_title (studies[i], "another");
      g_assert_true (vit_study_get_modified (studies[i]));
      g_free (vit_undo_back (undo));
      g_assert_false (vit_study_get_modified (studies[i]));
      g_free (vit_undo_forward (undo));
      g_assert_true (vit_study_get_modified (studies[i]));
    }
}

/* A default that the file spells out is the same as one that it leaves out. */
static void
test_spelled_out (void)
{
  g_autofree char *path = g_build_filename (folder, "spelled.vitrine", NULL);
  g_assert_true (
      g_file_set_contents (path,
                           "[study]\nversion=1\n\n[liquid-like]\nglass-transition=685.0\n"
                           "rule=glass-transition\npercentage=12.50\n\n[run 1]\nfiles=a.dump;\n",
                           -1, NULL));
  g_autoptr (VitStudy) study = vit_study_load (path, NULL);
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  g_autofree char *before = vit_study_dup_state (study);
  vit_study_set_option_number (study, "liquid-like", "glass-transition", 700);
  vit_study_set_option_number (study, "liquid-like", "percentage", 20);
  g_free (vit_undo_back (undo));
  check_state (study, before);
  g_assert_false (vit_study_get_modified (study));
}

/* What comes from elsewhere is as if it had been so all along: steps keep what they did, and go
 * where nothing is left of it. */
static void
test_absorb (void)
{
  g_autoptr (VitStudy) study = new_study ();
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  g_autoptr (VitRun) run = g_object_ref (vit_study_get_run (study, 1));
  g_object_set (run, "label", "creep", NULL);
  vit_undo_flush (undo);
  vit_study_set_option_number (study, "liquid-like", "glass-transition", 700);
  vit_undo_flush (undo);
  vit_study_set_option_number (study, "liquid-like", "percentage", 20);
  vit_undo_flush (undo);
  vit_study_set_option_number (study, "liquid-like", "glass-transition", 650);
  vit_study_set_option_number (study, "analysis", "cutoff", 3.5);
  vit_undo_absorb (undo);
  g_autofree char *last = vit_undo_back (undo);
  g_assert_nonnull (last);
  g_assert_cmpfloat (vit_study_get_options (study)->liquid.percentage, !=, 20);
  g_assert_cmpfloat (vit_study_get_options (study)->liquid.glass_transition, ==, 650);
  /* Of the step to 700 nothing is left. */
  g_autofree char *first = vit_undo_back (undo);
  g_assert_cmpstr (first, ==, "Rename run-1 to creep");
  g_assert_null (vit_undo_get_past (undo));
  g_assert_cmpstr (vit_run_get_label (run), ==, "run-1");
  g_assert_cmpfloat (vit_study_get_options (study)->liquid.glass_transition, ==, 650);
  g_free (vit_undo_forward (undo));
  g_free (vit_undo_forward (undo));
  g_assert_null (vit_undo_get_future (undo));
  g_assert_cmpstr (vit_run_get_label (run), ==, "creep");
  g_assert_cmpfloat (vit_study_get_options (study)->liquid.percentage, ==, 20);
  g_assert_cmpfloat (vit_study_get_options (study)->liquid.glass_transition, ==, 650);
}

/* A button that is pressed again and again changes a number in one step; another number is another
 * step, and so is what comes after a step back. */
static void
test_pressed_again (void)
{
  g_autoptr (VitStudy) study = new_study ();
  g_autoptr (VitUndo) undo = vit_undo_new (study);
  const VitLiquidOptions *liquid = &vit_study_get_options (study)->liquid;
  double usual = liquid->glass_transition;
  for (int i = 1; i <= 40; i++)
    {
      vit_undo_set_held (undo, true);
      vit_study_set_option_number (study, "liquid-like", "glass-transition", usual + i);
      vit_undo_set_held (undo, false);
    }
  vit_undo_set_held (undo, true);
  vit_study_set_option_number (study, "liquid-like", "percentage", 12);
  vit_undo_set_held (undo, false);
  g_autofree char *second = vit_undo_back (undo);
  g_assert_cmpfloat (liquid->glass_transition, ==, usual + 40);
  g_assert_nonnull (vit_undo_get_past (undo));
  vit_undo_set_held (undo, true);
  vit_study_set_option_number (study, "liquid-like", "glass-transition", usual + 41);
  vit_undo_set_held (undo, false);
  g_autofree char *third = vit_undo_back (undo);
  g_assert_cmpfloat (liquid->glass_transition, ==, usual + 40);
  g_autofree char *first = vit_undo_back (undo);
  g_assert_cmpfloat (liquid->glass_transition, ==, usual);
  g_assert_null (vit_undo_get_past (undo));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/undo/random", test_random);
  g_test_add_func ("/undo/same-run", test_same_run);
  g_test_add_func ("/undo/steps", test_steps);
  g_test_add_func ("/undo/view", test_view);
  g_test_add_func ("/undo/modified", test_modified);
  g_test_add_func ("/undo/spelled-out", test_spelled_out);
  g_test_add_func ("/undo/absorb", test_absorb);
  g_test_add_func ("/undo/pressed-again", test_pressed_again);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
