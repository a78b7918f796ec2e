/* Damaged and unusual files: what is kept, and what is said of the rest, as
 * tests/data/malformed/INDEX.tsv has it. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/io/trajectory.h"

typedef struct
{
  char *path;
  char *kind;
  char *frames;
  char *err_frame;
  char *err_line;
  char *message;
} Case;

static void
case_free (gpointer data)
{
  Case *c = data;
  g_free (c->path);
  g_free (c->kind);
  g_free (c->frames);
  g_free (c->err_frame);
  g_free (c->err_line);
  g_free (c->message);
  g_free (c);
}

/* "0-3", "0,2-4", "-" */
static GArray *
parse_frames (const char *text)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (int));
  if (strcmp (text, "-") == 0)
    return frames;
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  for (char **part = parts; *part; part++)
    {
      char *dash = strchr (*part, '-');
      int from = atoi (*part), to = dash ? atoi (dash + 1) : from;
      for (int i = from; i <= to; i++)
        g_array_append_val (frames, i);
    }
  return frames;
}

static bool
says (GPtrArray *problems, const Case *c)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const VitProblem *problem = problems->pdata[i];
      g_autofree char *text = vit_problem_to_string (problem);
      if (*c->message && !strstr (text, c->message))
        continue;
      if (*c->err_line && problem->line != (uint64_t) atoi (c->err_line))
        continue;
      if (*c->err_frame && problem->frame != atoi (c->err_frame))
        continue;
      return true;
    }
  return false;
}

static void
print_problems (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = vit_problem_to_string (problems->pdata[i]);
      g_test_message ("%s", text);
    }
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const char *const paths[] = { c->path, NULL };
  g_autoptr (GArray) wanted = parse_frames (c->frames);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refused =
      g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  VitTrajectoryOptions options = { .problems = refused };
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, &options, NULL, &error);

  if (strcmp (c->kind, "REJECT") == 0 || wanted->len == 0)
    {
      g_assert_null (run);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      if (*c->message)
        g_assert_nonnull (strstr (error->message, c->message));
      /* Of a file whose format is not known nothing can be listed. */
      g_assert_true (refused->len == 0 || says (refused, c));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 0);

  size_t n_kept;
  g_autoptr (GPtrArray) problems = vit_trajectory_check (run, &n_kept, NULL, NULL, &error);
  g_assert_no_error (error);
  print_problems (problems);
  g_assert_cmpuint (n_kept, ==, wanted->len);
  bool damaging = false;
  for (guint i = 0; i < problems->len; i++)
    damaging = damaging || ((VitProblem *) problems->pdata[i])->damaging;
  g_assert_true (damaging == (strcmp (c->kind, "PARTIAL") == 0));
  if (strcmp (c->kind, "ACCEPT") == 0)
    g_assert_cmpuint (problems->len, ==, 0);
  else
    g_assert_true (says (problems, c));
  if (strcmp (c->kind, "FOLLOW") == 0)
    g_assert_true (vit_trajectory_is_unfinished (run));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "malformed", NULL);
  g_autofree char *index = g_build_filename (folder, "INDEX.tsv", NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (index, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *more = g_getenv ("VITRINE_TEST_DATA");

  for (char **line = lines + 1; *line && **line; line++)
    {
      g_auto (GStrv) f = g_strsplit (*line, "\t", -1);
      g_assert_cmpuint (g_strv_length (f), >=, 6);
      g_autofree char *path = g_build_filename (folder, f[0], NULL);
      if (!g_file_test (path, G_FILE_TEST_EXISTS) && more)
        {
          g_free (path);
          path = g_build_filename (more, "corpus", "malformed", f[0], NULL);
        }
      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      Case *c = g_new0 (Case, 1);
      c->path = g_steal_pointer (&path);
      c->kind = g_strdup (f[1]);
      c->frames = g_strdup (f[2]);
      c->err_frame = g_strdup (f[3]);
      c->err_line = g_strdup (f[4]);
      c->message = g_strdup (f[5]);
      g_autofree char *name = g_strdup_printf ("/io/malformed/%s", f[0]);
      g_test_add_data_func_full (name, c, test_case, case_free);
    }
  return g_test_run ();
}
