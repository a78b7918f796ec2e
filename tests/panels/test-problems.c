/* What is wrong with a study and its runs is said where it is looked for: in the bar, in the list,
 * at the run. */

#include <string.h>

#include "tests/support/folder.h"
#include "ui/panels/problem-bar.h"
#include "ui/panels/run-row.h"

static char *folder;

static char *
write_file (const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* Two frames, 5 ps a step in an unknown unit, and an edge that is no longer periodic. */
static char *
write_doubtful_run (void)
{
  static const char frame[] = "ITEM: TIME\n%d\nITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n1\n"
                              "ITEM: BOX BOUNDS pp pp %s\n0 9\n0 9\n0 9\n"
                              "ITEM: ATOMS id type xu yu zu\n1 1 1 1 1\n";
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, frame, 0, 0, "pp");
  g_string_append_printf (text, frame, 500, 100, "ff");
  return write_file ("run.dump", text->str);
}

static VitSession *
open_study (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_file ("a.vitrine", text);
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  VitSession *session = vit_session_new (study, NULL);
  vit_analyses_open_sync (vit_session_get_analyses (session), NULL, &error);
  g_assert_no_error (error);
  return session;
}

/* The first widget of the type below @widget that has the text as a part of its own. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *part)
{
  g_autofree char *text = NULL;
  if (GTK_IS_TEXT_VIEW (widget))
    g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "text", &text, NULL);
  else if (GTK_IS_LABEL (widget))
    text = g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_BUTTON (widget))
    text = g_strdup (gtk_widget_get_tooltip_text (widget));
  if (text && G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && strstr (text, part))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, part);
      if (found)
        return found;
    }
  return NULL;
}

static GtkWidget *
open_list (GtkWidget *bar)
{
  vit_problem_bar_open_list (VIT_PROBLEM_BAR (bar));
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      if (find (window, GTK_TYPE_TEXT_VIEW, ""))
        return window;
    }
  g_assert_not_reached ();
}

static GtkWidget *
new_bar (VitSession *session)
{
  GtkWidget *bar = g_object_ref_sink (vit_problem_bar_new ());
  vit_problem_bar_set_session (VIT_PROBLEM_BAR (bar), session);
  return bar;
}

static void
test_notes (void)
{
  g_autoptr (VitSession) session = open_study ("[study]\nversion=1\n[structure]\nnearst=13\n");
  g_assert_cmpuint (vit_study_get_notes (vit_session_get_study (session))->len, ==, 1);
  GtkWidget *bar = new_bar (session);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_nonnull (find (bar, GTK_TYPE_LABEL, "nearst"));
  GtkWidget *list = open_list (bar);
  g_assert_nonnull (find (list, GTK_TYPE_TEXT_VIEW, "a.vitrine:4"));
  gtk_window_destroy (GTK_WINDOW (list));
  g_object_unref (bar);
}

static void
test_doubts (void)
{
  g_autofree char *path = write_doubtful_run ();
  g_autofree char *text = g_strdup_printf (
      "[study]\nversion=1\n[run 1]\nfiles=%s;\ntemperature=100\nshown=true\n[tml]\nx=1\n", path);
  g_autoptr (VitSession) session = open_study (text);
  VitRun *run = vit_session_get_shown (session, 0);
  g_assert_cmpuint (vit_premises_count_doubts (vit_run_get_premises (run)), ==, 2);

  GtkWidget *row = g_object_ref_sink (vit_run_row_new (session, run, NULL));
  g_assert_nonnull (find (row, GTK_TYPE_BUTTON, "2 in doubt"));
  g_assert_nonnull (find (row, GTK_TYPE_BUTTON, "Periodic xyz: "));
  g_assert_nonnull (find (row, GTK_TYPE_BUTTON, "Times from ps: "));
  g_object_unref (row);

  /* No model hides what else there is: the list can be opened. */
  GtkWidget *bar = new_bar (session);
  GtkWidget *show = find (bar, GTK_TYPE_BUTTON, "All problems");
  g_assert_true (gtk_widget_get_visible (show));
  GtkWidget *list = open_list (bar);
  g_assert_nonnull (find (list, GTK_TYPE_TEXT_VIEW, "The study\n"));
  g_assert_nonnull (find (list, GTK_TYPE_TEXT_VIEW, "Periodic xyz: "));
  gtk_window_destroy (GTK_WINDOW (list));
  g_object_unref (bar);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  gtk_init ();
  g_test_add_func ("/panels/problems/notes", test_notes);
  g_test_add_func ("/panels/problems/doubts", test_doubts);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
