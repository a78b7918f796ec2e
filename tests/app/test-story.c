/* Stories in the real window: what the pack of one is said to differ in. */

#include <string.h>

#include "app/story-desk-private.h"
#include "tests/app/harness.h"

/* A copy of the story of the tests whose first claim is @value. */
static char *
copy_story (const char *name, const char *value)
{
  static const char *const files[] = { "story.json", "scenes/01.md", "scenes/02.md",
                                       "scenes/03.md" };
  g_autoptr (GError) error = NULL;
  char *folder = g_build_filename (harness_folder (), name, NULL);
  g_autofree char *scenes = g_build_filename (folder, "scenes", NULL);
  g_assert_cmpint (g_mkdir_with_parents (scenes, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_test_build_filename (G_TEST_DIST, "data", "story", files[i], NULL),
                      *to = g_build_filename (folder, files[i], NULL), *text = NULL;
      g_file_get_contents (from, &text, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (GString) changed = g_string_new (text);
      if (i == 0)
        g_assert_cmpuint (
            g_string_replace (changed, "{ \"statistic\": \"share\", \"where\": \"liquid == 1\" }",
                              value, 1),
            ==, 1);
      g_file_set_contents (to, changed->str, -1, &error);
      g_assert_no_error (error);
    }
  return folder;
}

static VitWindow *
open_story (const char *folder)
{
  VitWindow *window = harness_new_window ();
  vit_story_desk_open (window->story_desk, folder);
  for (int i = 0; i < 600 && !window->story_desk->player; i++)
    {
      harness_settle ();
      g_usleep (10000);
    }
  g_assert_nonnull (window->story_desk->player);
  harness_settle ();
  return window;
}

static void
collect_labels (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (data, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
}

/* What the program says of the pack in the end; %NULL after two minutes. */
static char *
pack (const char *name, const char *value)
{
  g_autofree char *folder = copy_story (name, value),
                  *path = g_strconcat (folder, ".vitstory", NULL);
  VitWindow *window = open_story (folder);
  g_autoptr (GString) said = g_string_new (NULL);
  vit_story_desk_pack_to (window->story_desk, path);
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;
  do
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (20000);
      g_string_truncate (said, 0);
      harness_walk (GTK_WIDGET (window->problems), collect_labels, said);
      harness_walk (GTK_WIDGET (window->toast), collect_labels, said);
    }
  while (!strstr (said->str, "is written") && !strstr (said->str, "of the pack") &&
         g_get_monotonic_time () < end);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  vit_problem_bar_show_error (window->problems, NULL);
  harness_close (window);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

/* The window's own pack is compared with the data as that of `story pack`. */
static void
test_pack (void)
{
  g_autofree char *good = pack ("good", "{ \"fact\": \"temperature\" }"),
                  *other = pack ("other", "{ \"fact\": \"frames\" }");
  g_assert_nonnull (strstr (good, "good.vitstory is written"));
  g_assert_null (strstr (good, "of the pack"));
  g_assert_nonnull (strstr (other, "map: the claim liquid"));
  g_assert_nonnull (strstr (other, "of the pack: map: the claim liquid"));
  g_assert_nonnull (strstr (other, "--whole-runs"));
  g_assert_null (strstr (other, "Making the scenes"));
}

int
main (int argc, char **argv)
{
  /* The program's twin is beside it, not beside the test. */
  g_autofree char *folder = g_path_get_dirname (VITRINE_CLI),
                  *path = g_strdup_printf ("%s:%s", folder, g_getenv ("PATH"));
  g_setenv ("PATH", path, TRUE);
  harness_init (&argc, &argv);
  g_test_add_func ("/app/story/pack", test_pack);
  return harness_run ();
}
