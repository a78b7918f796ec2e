/* How often each figure is made: VITRINE_TRACE=figures tells. A chart is made again if something
 * changed that it depends on, and not otherwise. */

#include <string.h>

#include "app/pages.h"
#include "tests/app/harness.h"
#include "ui/gallery/figure-spec.h"
#include "ui/views/chart-view.h"

/* Steps of the playhead, on each page. */
#define N_STEPS 3

/* What makes another figure at another start time. */
#define FOLLOWS_TIME (VIT_FOLLOWS_START | VIT_FOLLOWS_START_UNLESS_POOLED | VIT_FOLLOWS_TIME)

static void
collect_chart (GtkWidget *widget, gpointer data)
{
  if (VIT_IS_CHART_VIEW (widget) && gtk_widget_get_mapped (widget))
    g_ptr_array_add (data, widget);
}

static void
print_counts (const char *what, GHashTable *counts)
{
  GHashTableIter iter;
  gpointer name, n;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &name, &n))
    g_test_message ("%s: %s × %u", what, (char *) name, GPOINTER_TO_UINT (n));
}

/* Presses a key some times, with a rest after each. */
static GHashTable *
press_and_count (VitWindow *window, const char *key, int times)
{
  harness_watch ();
  bool pressed = true;
  for (int i = 0; i < times; i++)
    {
      pressed = harness_press (window, key) && pressed;
      harness_settle ();
    }
  GHashTable *counts = harness_count ();
  g_assert_true (pressed);
  print_counts (key, counts);
  return counts;
}

static guint
get_count (GHashTable *counts, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));
}

/* The playhead goes there and back first, so that all that is shown there has been computed. */
static void
go_to_start (VitWindow *window)
{
  g_assert_true (harness_press (window, "Home"));
  harness_settle ();
  for (int i = 0; i < N_STEPS; i++)
    {
      g_assert_true (harness_press (window, "Right"));
      harness_settle ();
    }
  g_assert_true (harness_press (window, "Home"));
  harness_settle ();
}

/* A chart that follows the time is made at each step, and once more if what it shows was not in
 * memory then; no other is made. */
static void
check_steps (const VitPageSpec *spec, const char *name, bool follows, guint n)
{
  bool on_motion = strcmp (spec->name, "motion") == 0;
  if (follows)
    g_assert_cmpuint (n, >=, N_STEPS);
  g_assert_cmpuint (n, <=, !follows ? 0 : on_motion ? N_STEPS : 2 * N_STEPS);
}

static void
check_page (VitWindow *window, const VitPageSpec *spec)
{
  g_assert_true (harness_press (window, spec->key));
  harness_settle ();
  go_to_start (window);
  g_autoptr (GHashTable) by_time = press_and_count (window, "Right", N_STEPS);
  g_autoptr (GHashTable) by_slice = press_and_count (window, "Page_Down", 3);
  g_autoptr (GHashTable) by_view = press_and_count (window, "<Control>3", 2);
  for (int r = 0; r < VIT_PAGE_MAX_ROWS; r++)
    for (int v = 0; v < VIT_PAGE_MAX_VIEWS && spec->rows[r][v].name; v++)
      {
        const char *name = spec->rows[r][v].name;
        bool is_map = vit_gallery_find (name)->view != VIT_VIEW_CHART;
        unsigned on = vit_gallery_find (name)->follows;
        /* Nothing is picked. */
        bool lacks_atoms = (on & VIT_FOLLOWS_SELECTION) && vit_gallery_find (name)->needs_atoms;
        bool follows = (on & FOLLOWS_TIME) && !lacks_atoms && !is_map;
        g_test_message ("%s: %s", spec->name, name);
        check_steps (spec, name, follows, get_count (by_time, name));
      }
  g_assert_cmpuint (g_hash_table_size (by_slice), ==, 0);
  g_assert_cmpuint (g_hash_table_size (by_view), ==, 0);
}

static void
test_steps (void)
{
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  VitWindow *window = harness_open_demo ();
  for (gsize i = 0; i < n; i++)
    check_page (window, &specs[i]);
  harness_close (window);
}

/* An option of the study makes those figures again that it is an option of. */
static void
test_rule (void)
{
  VitWindow *window = harness_open_demo ();
  VitLiquidRule rule = *vit_session_get_liquid_rule (window->session);
  rule.t_g += 50;
  harness_watch ();
  vit_session_set_liquid_rule (window->session, &rule);
  harness_settle ();
  g_autoptr (GHashTable) counts = harness_count ();
  print_counts ("rule", counts);
  g_assert_cmpuint (get_count (counts, "la-fraction"), >, 0);
  harness_close (window);
}

/* What is not seen is not made before it is. */
static void
test_hidden (void)
{
  VitWindow *window = harness_open_demo ();
  harness_watch ();
  g_assert_true (harness_press (window, "<Alt>5"));
  harness_settle ();
  g_autoptr (GHashTable) counts = harness_count ();
  g_autoptr (GPtrArray) charts = g_ptr_array_new ();
  harness_walk (GTK_WIDGET (vit_window_get_page (window)), collect_chart, charts);
  g_assert_cmpuint (charts->len, >, 3);
  g_assert_cmpuint (get_count (counts, "strain"), >, 0);
  g_assert_cmpuint (get_count (counts, "distribution"), ==, 0);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  g_setenv ("VITRINE_TRACE", "figures", TRUE);
  harness_init (&argc, &argv);
  g_test_add_func ("/app/figures/steps", test_steps);
  g_test_add_func ("/app/figures/rule", test_rule);
  g_test_add_func ("/app/figures/hidden", test_hidden);
  return harness_run ();
}
