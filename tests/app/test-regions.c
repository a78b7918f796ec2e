/* A region that was drawn on the map of q6 and w̄6: it stays where the axes mean what they meant,
 * and nowhere else. */

#include <string.h>

#include "app/pages.h"
#include "tests/app/harness.h"
#include "ui/views/chart-view.h"

/* All that the map shows. */
static const double everything[][2] = { { 0, -1 }, { 1, -1 }, { 1, 1 }, { 0, 1 } };

static void
collect_map (GtkWidget *widget, gpointer data)
{
  if (VIT_IS_CHART_VIEW (widget) && gtk_widget_get_mapped (widget) && !*(GtkWidget **) data)
    *(GtkWidget **) data = widget;
}

/* The first view of the page. */
static VitChartView *
open_map (VitWindow *window)
{
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    if (strcmp (specs[i].rows[0][0].name, "q6-w6") == 0)
      g_assert_true (harness_press (window, specs[i].key));
  harness_settle ();
  GtkWidget *map = NULL;
  harness_walk (GTK_WIDGET (vit_window_get_page (window)), collect_map, &map);
  g_assert_nonnull (map);
  gtk_test_widget_wait_for_draw (map);
  return VIT_CHART_VIEW (map);
}

static char *
get_text (VitChartView *map)
{
  harness_settle ();
  gtk_widget_queue_draw (GTK_WIDGET (map));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (map));
  return vit_chart_view_dup_region_text (map);
}

static void
check_text (VitChartView *map, const char *expected)
{
  g_autofree char *text = get_text (map);
  g_assert_cmpstr (text, ==, expected);
}

/* Sets an option, looks, and takes it back. */
static void
check_option (VitWindow *window, VitChartView *map, const char *key, const char *value, bool stays)
{
  VitStudy *study = window->study;
  g_autofree char *before = vit_study_dup_option_text (study, "structure", key);
  g_test_message ("%s=%s", key, value);
  g_assert_true (vit_study_set_option (study, "structure", key, value, NULL));
  g_autofree char *text = get_text (map);
  g_assert_true (stays == (text != NULL));
  vit_study_set_option (study, "structure", key, before, NULL);
  g_autofree char *back = get_text (map);
  g_assert_nonnull (back);
}

static void
test_meaning (void)
{
  VitWindow *window = harness_open_demo ();
  VitChartView *map = open_map (window);
  check_text (map, NULL);
  g_assert_true (vit_chart_view_pick_region (map, everything, G_N_ELEMENTS (everything)));
  check_text (map, "5324 atoms");

  check_option (window, map, "averaged", "1", false);
  check_option (window, map, "neighbours", "nearest", false);
  check_option (window, map, "neighbours", "cutoff", false);
  check_option (window, map, "weighted", "1", false);
  check_option (window, map, "face-threshold", "20", false);
  /* Another figure of the page. */
  check_option (window, map, "chemistry-neighbours", "nearest", true);
  check_option (window, map, "levels", "enclosed", true);

  g_assert_nonnull (vit_session_get_atom_set (window->session));
  vit_session_set_atom_set (window->session, NULL);
  check_text (map, NULL);
  harness_close (window);
}

/* Of another time the words say when the atoms were picked. */
static void
test_time (void)
{
  VitWindow *window = harness_open_demo ();
  VitChartView *map = open_map (window);
  g_assert_true (vit_chart_view_pick_region (map, everything, G_N_ELEMENTS (everything)));
  g_assert_true (harness_press (window, "Home"));
  check_text (map, "5324 atoms, picked at 80 ps");
  harness_close (window);
}

/* A step back takes the region away, one forward brings it back. */
static void
test_steps (void)
{
  VitWindow *window = harness_open_demo ();
  VitChartView *map = open_map (window);
  vit_undo_flush (window->undo);
  g_assert_true (vit_chart_view_pick_region (map, everything, G_N_ELEMENTS (everything)));
  vit_undo_flush (window->undo);
  g_assert_cmpstr (vit_undo_get_past (window->undo), ==, "Pick a region of 5324 atoms");
  g_free (vit_undo_back (window->undo));
  check_text (map, NULL);
  g_assert_null (vit_session_get_atom_set (window->session));
  g_free (vit_undo_forward (window->undo));
  check_text (map, "5324 atoms");
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/regions/meaning", test_meaning);
  g_test_add_func ("/app/regions/time", test_time);
  g_test_add_func ("/app/regions/steps", test_steps);
  return harness_run ();
}
