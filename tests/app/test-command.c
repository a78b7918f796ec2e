/* The line of "Copy as Command" makes the figure that is seen: replayed for every figure. */

#include <string.h>

#include "app/copy-command.h"
#include "config.h"
#include "core/base/error.h"
#include "core/study/montage.h"
#include "tests/app/harness.h"
#include "ui/gallery/figure-spec.h"
#if VIT_HAVE_STORIES
#include "ui/panels/story-player.h"
#endif

static void
set_option (VitStudy *study, const char *group, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  vit_study_set_option (study, group, key, value, &error);
  g_assert_no_error (error);
}

/* Runs a line; what it writes, or what it says where it cannot. */
static char *
run_line (const char *line, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.csv", harness_folder (), name);
  g_autofree char *full =
      g_strdup_printf ("exec %s%s -o '%s'", VITRINE_CLI, line + strlen ("vitrine-cli"), path);
  const char *const words[] = { "sh", "-c", full, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  int status;
  char *text = NULL;
  g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, &said, &status, &error);
  g_assert_no_error (error);
  if (status == 0)
    {
      g_file_get_contents (path, &text, NULL, &error);
      g_assert_no_error (error);
      return text;
    }
  /* A figure that does not apply says why. */
  g_test_message ("%s: %s", full, said);
  g_assert_false (g_str_has_prefix (said, "vitrine-cli figure:"));
  return g_steal_pointer (&said);
}

/* Options of every kind are changed and not saved: the line on the saved study says the same as the
 * study as it is now. */
static void
test_every_figure (void)
{
  VitWindow *window = harness_open_demo ();
  VitStudy *study = window->study;
  g_autoptr (GError) error = NULL;
  g_autofree char *saved = g_build_filename (harness_folder (), "it's saved.vitrine", NULL);
  g_autofree char *now = g_build_filename (harness_folder (), "now.vitrine", NULL);
  VitSession *session = window->session;
  VitExportSource source = { .session = session, .n = 1, .names = { "slice" } };
  /* Without a file it is the study that comes along, until a run is another one. */
  g_autofree char *of_demo = vit_command_dup_line (&source, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (of_demo, "/demo.vitrine slice "));
  g_autofree char *made = run_line (of_demo, "demo");
  g_assert_false (g_str_has_prefix (made, "vitrine-cli:"));
  VitRun *first = vit_study_get_run (study, 0);
  g_autofree char *bath =
      g_strdup (vit_premises_get_text (vit_run_get_given (first), VIT_PREMISE_TEMPERATURE));
  g_assert_true (vit_run_set_premise (first, VIT_PREMISE_TEMPERATURE, "123", &error));
  g_assert_null (vit_command_dup_line (&source, 0, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
  g_clear_error (&error);
  vit_run_set_premise (first, VIT_PREMISE_TEMPERATURE, bath ? bath : "", &error);
  g_assert_no_error (error);
  g_assert_true (vit_study_save (study, saved, &error));

  set_option (study, "structure", "face-threshold", "20");
  set_option (study, "structure", "neighbours", "nearest");
  set_option (study, "structure", "pair-cutoffs", "Cu-Cu 3.3, Cu-Zr 3.9");
  set_option (study, "distribution", "bin-width", "40");
  set_option (study, "plasticity", "measure", "mises");
  set_option (study, "mechanics", "flip", "1");
  set_option (study, "ranking", "pool", "0");
  set_option (study, "ranking", "features", "volume,cn");
  /* One end of the range as it was saved, for another quantity. */
  VitColouring colouring = *vit_session_get_colouring (session);
  g_strlcpy (colouring.column, "volume", sizeof colouring.column);
  colouring.maximum = 200;
  vit_session_set_colouring (session, &colouring);
  set_option (study, "liquid-like", "glass-transition", "700");
  set_option (study, "analysis", "cutoff", "3.7");
  vit_session_set_time (session, 60);
  VitSlice slice = *vit_session_get_slice (session);
  slice.axis = 0;
  vit_session_set_slice (session, &slice);
  VitRun *run = vit_session_get_shown (session, 0);
  const int64_t ids[] = { 3, 5, 8, 13, 21, 34, 55, 89 };
  g_autoptr (VitAtomSet) set = vit_atom_set_new (run, ids, G_N_ELEMENTS (ids), "8 atoms", NAN);
  vit_session_set_atom_set (session, set);
  vit_session_select_atom (session, run, 21);
  harness_settle ();

  size_t n;
  const VitFigureSpec *const *figures = vit_gallery_list (&n);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < n; i++)
    {
      source.names[0] = figures[i]->name;
      source.runs[0] = figures[i]->per_run ? run : NULL;
      g_ptr_array_add (lines, vit_command_dup_line (&source, 0, &error));
      g_assert_no_error (error);
    }
  /* The study as it is now, under another name, needs no --set. */
  g_assert_true (vit_study_save (study, now, &error));
  int n_made = 0;
  for (size_t i = 0; i < n; i++)
    {
      source.names[0] = figures[i]->name;
      source.runs[0] = figures[i]->per_run ? run : NULL;
      g_autofree char *plain = vit_command_dup_line (&source, 0, &error);
      g_assert_no_error (error);
      g_assert_null (strstr (plain, "--set"));
      g_assert_nonnull (strstr (lines->pdata[i], "--set structure.face-threshold=20"));
      g_assert_true (!(figures[i]->follows & VIT_FOLLOWS_COLOURS) ||
                     strstr (lines->pdata[i], "--range "));
      g_autofree char *a = run_line (lines->pdata[i], "a"), *b = run_line (plain, "b");
      g_test_message ("%s", (char *) lines->pdata[i]);
      g_assert_cmpstr (a, ==, b);
      n_made += !g_str_has_prefix (a, "vitrine-cli:");
    }
  g_assert_cmpint (n_made, >=, 36);
  harness_close (window);
}

/* A montage is one figure: the line makes the same as the saved study does; one that is not saved
 * as it is has no line. */
static void
test_montage (void)
{
  VitWindow *window = harness_open_demo ();
  g_autoptr (GError) error = NULL;
  g_autofree char *saved = g_build_filename (harness_folder (), "montage.vitrine", NULL);
  g_autoptr (VitMontage) montage = vit_montage_new ("fig 1", 1, 2);
  vit_montage_add (montage, "slice", 0, 0, 1, 1);
  vit_montage_add (montage, "mean", 0, 1, 1, 1);
  VitExportSource source = { .session = window->session, .montage = "fig 1" };
  g_assert_true (vit_study_save (window->study, saved, &error));
  vit_study_set_montage (window->study, montage);
  g_assert_null (vit_command_dup_line (&source, 0, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_true (vit_study_save (window->study, saved, &error));
  vit_session_set_time (window->session, 60);
  harness_settle ();
  g_autofree char *line = vit_command_dup_line (&source, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (line, " 'fig 1' "));
  g_assert_nonnull (strstr (line, "--set view.time=60"));
  g_assert_true (vit_study_save (window->study, saved, &error));
  g_autofree char *plain = vit_command_dup_line (&source, 0, &error);
  g_assert_null (strstr (plain, "view.time"));
  g_autofree char *a = run_line (line, "a"), *b = run_line (plain, "b");
  g_assert_cmpstr (a, ==, b);
  g_assert_false (g_str_has_prefix (a, "vitrine-cli:"));
  harness_close (window);
}

#if VIT_HAVE_STORIES
/* `figure` has no arrows and words of scenes: where there are any, the line says what has them. */
static void
test_notes_of_a_scene (void)
{
  VitWindow *window = harness_open_demo ();
  g_autoptr (GError) error = NULL;
  g_autofree char *saved = g_build_filename (harness_folder (), "told.vitrine", NULL);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "story", NULL);
  VitStory *story = vit_story_open (folder, &error);
  g_assert_no_error (error);
  vit_story_attach (story, window->study);
  const char *first = vit_story_get (story, 0)->id;
  g_autoptr (VitStoryPlayer) player = vit_story_player_new (story, window->session);
  vit_story_player_go (player, 0);
  g_assert_true (vit_study_save (window->study, saved, &error));
  VitExportSource source = { .session = window->session, .n = 2, .names = { "slice", "mean" } };
  g_autofree char *before = vit_command_dup_line (&source, 0, &error);
  vit_export_source_set_player (window->session, player);
  g_autofree char *with = vit_command_dup_line (&source, 0, &error),
                  *without = vit_command_dup_line (&source, 1, &error);
  g_assert_no_error (error);
  g_autofree char *said = g_strdup_printf (
      "%s\n# With the arrows and words of the scene: vitrine-cli story render '%s' "
      "--scene %s -o slice.svg",
      before, folder, first);
  g_assert_cmpstr (with, ==, said);
  g_assert_null (strchr (without, '\n'));
  vit_export_source_set_player (window->session, NULL);
  harness_close (window);
}
#endif

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/command/every-figure", test_every_figure);
  g_test_add_func ("/app/command/montage", test_montage);
#if VIT_HAVE_STORIES
  g_test_add_func ("/app/command/notes-of-a-scene", test_notes_of_a_scene);
#endif
  return harness_run ();
}
