/* A file that is gone when it is read again: nothing that was read of it before passes for what it
 * is now, and every view says so. */

#include <glib/gstdio.h>
#include <string.h>

#include "app/pages.h"
#include "app/samples.h"
#include "tests/app/harness.h"
#include "ui/gallery/figure-spec.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"
#include "ui/views/view-frame.h"

#define LOST "creep-2.3.lammpstrj.zst"

/* Returns: the path of a copy of the demo with links to its files, of which one is a real copy. */
static char *
copy_demo (void)
{
  g_autofree char *demo = vit_samples_find_demo (), *from = g_path_get_dirname (demo);
  char *folder = g_build_filename (harness_folder (), "study", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_autoptr (GDir) files = g_dir_open (from, 0, NULL);
  for (const char *name; (name = g_dir_read_name (files));)
    {
      g_autofree char *old = g_build_filename (from, name, NULL),
                      *path = g_build_filename (folder, name, NULL), *content = NULL;
      gsize length;
      if (strcmp (name, LOST) != 0 && !g_str_has_suffix (name, ".vitrine"))
        {
          g_autoptr (GFile) link = g_file_new_for_path (path);
          g_assert_true (g_file_make_symbolic_link (link, old, NULL, NULL));
          continue;
        }
      g_assert_true (g_file_get_contents (old, &content, &length, NULL));
      /* Scores of one start time stand for those of all. */
      g_autofree char *text = g_str_has_suffix (name, ".vitrine")
                                  ? g_strconcat (content, "\n[ranking]\npool=false\n", NULL)
                                  : NULL;
      g_assert_true (
          g_file_set_contents (path, text ? text : content, text ? -1 : (gssize) length, NULL));
    }
  return folder;
}

static void
collect_frame (GtkWidget *widget, gpointer data)
{
  if (VIT_IS_VIEW_FRAME (widget))
    g_ptr_array_add (data, widget);
}

static const char *
get_run_label (GtkWidget *view)
{
  VitRun *run = VIT_IS_SLICE_VIEW (view) ? vit_slice_view_get_run (VIT_SLICE_VIEW (view))
                                         : vit_chart_view_get_run (VIT_CHART_VIEW (view));
  return run ? vit_run_get_label (run) : NULL;
}

/* Every view of the lost run alone has a message and no picture; one of several runs names it. */
static void
check_page (VitWindow *window, const VitPageSpec *spec, bool lost)
{
  g_assert_true (harness_press (window, spec->key));
  harness_settle ();
  g_autoptr (GPtrArray) frames = g_ptr_array_new ();
  harness_walk (GTK_WIDGET (vit_window_get_page (window)), collect_frame, frames);
  for (guint i = 0; i < frames->len; i++)
    {
      GtkWidget *view = vit_view_frame_get_view (frames->pdata[i]);
      bool own = g_strcmp0 (get_run_label (view), "creep 2.3 GPa") == 0;
      if (VIT_IS_SLICE_VIEW (view))
        {
          g_autofree char *message = vit_slice_view_dup_message (VIT_SLICE_VIEW (view));
          g_test_message ("%s: map: %s", spec->name, message);
          /* A difference needs both runs. */
          own = own || vit_slice_view_compares (VIT_SLICE_VIEW (view));
          g_assert_true ((own && lost) == (message && strstr (message, LOST)));
          continue;
        }
      const VitFigureSpec *figure = vit_chart_view_get_spec (VIT_CHART_VIEW (view));
      const char *message = vit_chart_view_get_message (VIT_CHART_VIEW (view));
      g_test_message ("%s: %s: %s", spec->name, figure->name, message);
      if (own)
        g_assert_true (lost == (message && strstr (message, LOST)));
      bool several = !figure->per_run && figure->results[0] && !message;
      if (several)
        g_assert_true (lost == (harness_find (frames->pdata[i], GTK_TYPE_LABEL,
                                              "without creep 2.3 GPa") != NULL));
    }
}

static void
check_pages (VitWindow *window, bool lost)
{
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    check_page (window, &specs[i], lost);
  g_assert_true (harness_press (window, specs[0].key));
  harness_settle ();
}

static void
test_vanished (void)
{
  g_autofree char *folder = copy_demo (), *study = g_build_filename (folder, "demo.vitrine", NULL),
                  *path = g_build_filename (folder, LOST, NULL),
                  *away = g_build_filename (folder, "away", NULL);
  VitWindow *window = harness_new_window ();
  vit_window_open_study (window, study);
  harness_settle ();
  VitRun *run = vit_study_get_run (window->study, 1);
  vit_session_select_atom (window->session, run, 7);
  check_pages (window, false);

  g_assert_cmpint (g_rename (path, away), ==, 0);
  g_assert_true (harness_press (window, "F5"));
  harness_settle ();
  g_assert_cmpint (vit_run_get_state (run), ==, VIT_RUN_FAILED);
  g_assert_null (vit_run_get_trajectory (run));
  g_assert_null (vit_run_get_timeline (run));
  check_pages (window, true);

  g_assert_cmpint (g_rename (away, path), ==, 0);
  g_assert_true (harness_press (window, "F5"));
  harness_settle ();
  g_assert_cmpint (vit_run_get_state (run), ==, VIT_RUN_READY);
  check_pages (window, false);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/vanished", test_vanished);
  return harness_run ();
}
