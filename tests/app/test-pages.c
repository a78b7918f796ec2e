/* Every page of the table in the real window: its key, its views, and what it exports. */

#include <string.h>

#include "app/page-private.h"
#include "app/pages.h"
#include "tests/app/harness.h"
#include "ui/gallery/figure-spec.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"
#include "ui/views/view-frame.h"

static void
collect_view (GtkWidget *widget, gpointer data)
{
  if (VIT_IS_CHART_VIEW (widget) || VIT_IS_SLICE_VIEW (widget))
    g_ptr_array_add (data, widget);
}

static guint
count_views (VitPage *page, GType type)
{
  g_autoptr (GPtrArray) views = g_ptr_array_new ();
  guint n = 0;
  harness_walk (GTK_WIDGET (page), collect_view, views);
  for (guint i = 0; i < views->len; i++)
    n += G_OBJECT_TYPE (views->pdata[i]) == type;
  return n;
}

static void
test_table (void)
{
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  g_assert_cmpuint (n, >=, 6);
  for (gsize i = 0; i < n; i++)
    {
      guint key;
      GdkModifierType modifiers;
      g_assert_true (gtk_accelerator_parse (specs[i].key, &key, &modifiers));
      g_assert_nonnull (specs[i].rows[0][0].name);
      for (gsize k = 0; k < i; k++)
        {
          g_assert_cmpstr (specs[i].name, !=, specs[k].name);
          g_assert_cmpstr (specs[i].title, !=, specs[k].title);
          g_assert_cmpstr (specs[i].key, !=, specs[k].key);
        }
      for (int r = 0; r < VIT_PAGE_MAX_ROWS; r++)
        for (int v = 0; v < VIT_PAGE_MAX_VIEWS && specs[i].rows[r][v].name; v++)
          {
            const VitFigureSpec *entry = vit_gallery_find (specs[i].rows[r][v].name);
            g_test_message ("%s: %s", specs[i].name, specs[i].rows[r][v].name);
            g_assert_nonnull (entry);
            g_assert_nonnull (entry->short_title);
          }
    }
}

static bool
is_on_page (const char *name)
{
  gsize n;
  bool found = false;
  const VitPageSpec *specs = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    for (int r = 0; r < VIT_PAGE_MAX_ROWS; r++)
      for (int v = 0; v < VIT_PAGE_MAX_VIEWS && specs[i].rows[r][v].name; v++)
        found = found || strcmp (specs[i].rows[r][v].name, name) == 0;
  return found;
}

/* Nothing can be reached from the command line alone, unless its spec says why. */
static void
test_all_figures (void)
{
  gsize n;
  const VitFigureSpec *const *list = vit_gallery_list (&n);
  g_assert_cmpuint (n, >, 0);
  for (gsize i = 0; i < n; i++)
    {
      g_test_message ("%s: %s", list[i]->name,
                      list[i]->off_pages ? list[i]->off_pages : "on a page");
      g_assert_true (is_on_page (list[i]->name) == (list[i]->off_pages == NULL));
    }
}

/* Each page is reached by its key, and has a view for every name of its row. */
static void
test_keys (void)
{
  VitWindow *window = harness_open_demo ();
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (harness_press (window, specs[i].key));
      g_assert_cmpstr (gtk_stack_get_visible_child_name (window->pages), ==, specs[i].name);
      VitPage *page = vit_window_get_page (window);
      guint n_charts = 0, n_maps = 0;
      VitExportSource source = vit_page_get_source (page);
      int at = 0;
      for (int r = 0; r < VIT_PAGE_MAX_ROWS; r++)
        for (int v = 0; v < VIT_PAGE_MAX_VIEWS && specs[i].rows[r][v].name; v++)
          {
            const char *name = specs[i].rows[r][v].name;
            g_assert_cmpstr (source.names[at++], ==, name);
            switch (vit_gallery_find (name)->view)
              {
              case VIT_VIEW_CHART:
                n_charts++;
                break;
              case VIT_VIEW_MAPS:
                n_maps += vit_session_get_n_shown (window->session);
                break;
              case VIT_VIEW_MEASURES:
                n_maps += 4;
                break;
              case VIT_VIEW_DIFFERENCE:
                n_maps++;
                break;
              case VIT_VIEW_INDICATOR:
                n_maps += 3;
                break;
              }
          }
      g_assert_cmpint (source.n, ==, at);
      g_assert_cmpstr (source.name, ==, specs[i].name);
      g_assert_true (vit_page_get_spec (page) == &specs[i]);
      harness_build (window);
      g_assert_cmpuint (count_views (page, VIT_TYPE_CHART_VIEW), ==, n_charts);
      g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, n_maps);
    }
  harness_close (window);
}

typedef struct
{
  const VitFigureSpec *figure;
  GtkWidget *card;
} CardSearch;

static void
look_for_card (GtkWidget *widget, gpointer data)
{
  CardSearch *search = data;
  if (VIT_IS_CHART_VIEW (widget) &&
      vit_chart_view_get_spec (VIT_CHART_VIEW (widget)) == search->figure)
    search->card = gtk_widget_get_ancestor (widget, VIT_TYPE_VIEW_FRAME);
}

static void
count_marked (GtkWidget *widget, gpointer data)
{
  *(int *) data += gtk_widget_has_css_class (widget, "acts");
}

/* Every page has its options in the inspector, each under the title of the one view that it acts
 * on; those of the view in focus are marked. */
static void
test_options (void)
{
  VitWindow *window = harness_open_demo ();
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (harness_press (window, specs[i].key));
      harness_build (window);
      GtkWidget *inspector = GTK_WIDGET (window->inspector);
      VitPage *page = vit_window_get_page (window);
      GtkWidget *options = vit_page_get_options (page);
      g_assert_nonnull (options);
      g_assert_true (gtk_widget_is_ancestor (options, inspector));
      if (strcmp (specs[i].name, "structure") != 0)
        continue;
      CardSearch search = { vit_gallery_find ("quantity"), NULL };
      harness_walk (GTK_WIDGET (page), look_for_card, &search);
      gtk_widget_child_focus (search.card, GTK_DIR_TAB_FORWARD);
      g_assert_true (vit_page_get_focus (page) == search.figure);
      int marked = 0;
      harness_walk (inspector, count_marked, &marked);
      g_assert_cmpint (marked, ==, 2);
      GtkWidget *last = gtk_widget_get_last_child (options);
      g_assert_true (gtk_widget_has_css_class (last, "acts"));
      g_assert_cmpstr (gtk_widget_get_tooltip_text (last), ==,
                       vit_option_find ("structure", "quantity-bin")->tooltip);
    }
  harness_close (window);
}

/* Runs that are shown have a map each; without any the page says so. */
static void
test_runs (void)
{
  VitWindow *window = harness_open_demo ();
  VitPage *page = vit_window_get_page (window);
  g_assert_cmpuint (vit_session_get_n_shown (window->session), ==, 2);
  g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, 2);
  g_object_set (vit_study_get_run (window->study, 0), "shown", FALSE, NULL);
  harness_settle ();
  g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, 1);
  g_object_set (vit_study_get_run (window->study, 1), "shown", FALSE, NULL);
  harness_settle ();
  g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, 0);
  g_assert_cmpuint (count_views (page, VIT_TYPE_CHART_VIEW), ==, 0);
  g_assert_nonnull (harness_find (GTK_WIDGET (page), GTK_TYPE_LABEL,
                                  "No run is shown. Add one, or tick one on the left."));
  harness_close (window);
}

/* Another Δt of the maps of plasticity is another line of them. */
static void
test_intervals (void)
{
  VitWindow *window = harness_open_demo ();
  g_assert_true (harness_press (window, "<Alt>4"));
  VitPage *page = vit_window_get_page (window);
  harness_build (window);
  g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, 4);
  vit_study_set_option (window->study, "plasticity", "second-interval", "20", NULL);
  harness_build (window);
  g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, 7);
  vit_study_set_option (window->study, "plasticity", "third-interval", "50", NULL);
  harness_build (window);
  g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, 10);
  vit_study_set_option (window->study, "plasticity", "second-interval", NULL, NULL);
  vit_study_set_option (window->study, "plasticity", "third-interval", NULL, NULL);
  harness_build (window);
  g_assert_cmpuint (count_views (page, VIT_TYPE_SLICE_VIEW), ==, 4);
  harness_close (window);
}

static void
count_visible (GtkWidget *widget, gpointer data)
{
  *(guint *) data += VIT_IS_VIEW_FRAME (widget) && gtk_widget_get_visible (widget);
}

static guint
count_cards (VitPage *page)
{
  guint n = 0;
  harness_walk (GTK_WIDGET (page), count_visible, &n);
  return n;
}

/* One card fills the page; Escape shows all of them again. */
static void
test_maximise (void)
{
  VitWindow *window = harness_open_demo ();
  VitPage *page = vit_window_get_page (window);
  guint n = count_cards (page);
  GtkWidget *button = harness_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Show this view alone");
  g_assert_cmpuint (n, >, 1);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (count_cards (page), ==, 1);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Show all views (Escape)");
  g_assert_true (harness_press (window, "Escape"));
  g_assert_cmpuint (count_cards (page), ==, n);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Show this view alone");
  harness_close (window);
}

typedef struct
{
  const char *name;
  GtkWidget *chart;
} ChartSearch;

static void
look_for_chart (GtkWidget *widget, gpointer data)
{
  ChartSearch *search = data;
  if (VIT_IS_CHART_VIEW (widget) &&
      strcmp (vit_chart_view_get_spec (VIT_CHART_VIEW (widget))->name, search->name) == 0)
    search->chart = widget;
}

/* How many pixels of a widget have been drawn on. */
static guint
count_drawn (VitWindow *window, GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  if (!node)
    return 0;
  g_autoptr (GdkTexture) texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gsk_render_node_unref (node);
  guint n = (guint) (gdk_texture_get_width (texture) * gdk_texture_get_height (texture)), drawn = 0;
  g_autofree guint32 *pixels = g_new (guint32, n);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) gdk_texture_get_width (texture) * 4);
  for (guint i = 0; i < n; i++)
    drawn += pixels[i] != 0;
  return drawn;
}

/* What is out of sight is drawn when it is scrolled to. */
static void
test_sight (void)
{
  VitWindow *window = harness_open_demo ();
  g_assert_true (harness_press (window, "<Alt>5"));
  harness_settle ();
  VitPage *page = vit_window_get_page (window);
  ChartSearch first = { "strain", NULL }, last = { "rheology", NULL };
  harness_walk (GTK_WIDGET (page), look_for_chart, &first);
  harness_walk (GTK_WIDGET (page), look_for_chart, &last);
  g_assert_true (first.chart && last.chart);
  g_assert_cmpuint (count_drawn (window, first.chart), >, 1000);
  g_assert_cmpuint (count_drawn (window, last.chart), ==, 0);
  GtkAdjustment *vertical =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (page->scroller));
  gtk_adjustment_set_value (vertical, gtk_adjustment_get_upper (vertical));
  harness_settle ();
  g_assert_cmpuint (count_drawn (window, last.chart), >, 1000);
  gtk_adjustment_set_value (vertical, 0);
  harness_settle ();
  g_assert_cmpuint (count_drawn (window, first.chart), >, 1000);
  harness_close (window);
}

/* A figure with a plot for each run shows four runs at a time, in a view as on a map, and an export
 * of it says which. */
static void
test_paged_figures (void)
{
  VitWindow *window = harness_open_demo ();
  const char *const *paths = vit_run_get_paths (vit_study_get_run (window->study, 3));
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *label = g_strdup_printf ("copy %d", i);
      g_autoptr (VitRun) run = vit_run_new (paths);
      g_object_set (run, "label", label, "temperature", 100.0, NULL);
      vit_study_add_run (window->study, run);
    }
  guint n = vit_session_get_n_shown (window->session);
  g_assert_cmpuint (n, ==, 8);
  g_assert_true (harness_press (window, "<Alt>8"));
  harness_settle ();
  VitPage *page = vit_window_get_page (window);
  for (guint first = 0; first < n; first += VIT_PAGE_MAX_MAPS)
    {
      ChartSearch search = { "profile-time", NULL };
      harness_walk (GTK_WIDGET (page), look_for_chart, &search);
      g_autofree char *words = g_strdup_printf ("Runs %u – %u of 8", first + 1, first + 4);
      g_assert_nonnull (harness_find (GTK_WIDGET (page), GTK_TYPE_LABEL, words));
      g_autofree char *name = g_strdup_printf ("profile-time-runs-%u-%u", first + 1, first + 4);
      VitExportSource source = vit_page_get_source (page);
      source.name = NULL;
      source.names[0] = search.name;
      source.n = 1;
      g_autofree char *told = vit_export_source_dup_name (&source);
      g_assert_cmpstr (told, ==, name);
      g_assert_cmpuint (vit_chart_view_count_plots (VIT_CHART_VIEW (search.chart)), ==, 4);
      GtkWidget *turner = harness_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "The runs after");
      g_assert_true (gtk_widget_get_sensitive (turner) == (first + VIT_PAGE_MAX_MAPS < n));
      g_signal_emit_by_name (turner, "clicked");
      harness_settle ();
    }
  harness_close (window);
}

static void
emit_every_option (VitStudy *study)
{
  gsize n;
  const VitOption *options = vit_option_list (&n);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *signal = g_strconcat ("option-changed::", options[i].group, NULL);
      g_signal_emit_by_name (study, signal, options[i].group, options[i].key);
    }
}

static void
look_for_choice (GtkWidget *widget, gpointer found)
{
  GListModel *model = GTK_IS_DROP_DOWN (widget) && gtk_widget_has_css_class (widget, "compact")
                          ? gtk_drop_down_get_model (GTK_DROP_DOWN (widget))
                          : NULL;
  if (GTK_IS_STRING_LIST (model) && g_list_model_get_n_items (model) == 2)
    *(GtkWidget **) found = widget;
}

static const char *
get_first (GtkWidget *choice)
{
  return gtk_string_list_get_string (
      GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (choice))), 0);
}

/* A run has one name everywhere, also when undo takes it back. */
static void
test_renamed (void)
{
  VitWindow *window = harness_open_demo ();
  GtkWidget *choice = NULL;
  harness_walk (GTK_WIDGET (vit_window_get_page (window)), look_for_choice, &choice);
  g_assert_nonnull (choice);
  g_autofree char *own = g_strdup (get_first (choice));
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (choice));
  g_object_set (vit_study_get_run (window->study, 0), "label", "two GPa", NULL);
  g_assert_cmpstr (get_first (choice), ==, "two GPa");
  harness_settle ();
  vit_undo_flush (window->undo);
  g_free (vit_undo_back (window->undo));
  harness_settle ();
  g_assert_cmpstr (vit_run_get_label (vit_study_get_run (window->study, 0)), ==, own);
  harness_walk (GTK_WIDGET (vit_window_get_page (window)), look_for_choice, &choice);
  g_assert_cmpstr (get_first (choice), ==, own);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), ==, chosen);
  harness_close (window);
}

/* Views that have gone, with a run or with the whole study, hear of no change any more. */
static void
test_gone (void)
{
  VitWindow *window = harness_open_demo ();
  g_autoptr (VitStudy) study = g_object_ref (window->study);
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    harness_press (window, specs[i].key);
  for (guint shown = 0; shown < 2; shown++)
    {
      g_object_set (vit_study_get_run (study, 1), "shown", shown, NULL);
      emit_every_option (study);
      harness_settle ();
      emit_every_option (study);
    }
  g_autoptr (VitStudy) other = vit_study_new ();
  vit_window_set_study (window, other);
  emit_every_option (study);
  harness_settle ();
  emit_every_option (study);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/pages/table", test_table);
  g_test_add_func ("/app/pages/all-figures", test_all_figures);
  g_test_add_func ("/app/pages/keys", test_keys);
  g_test_add_func ("/app/pages/options", test_options);
  g_test_add_func ("/app/pages/runs", test_runs);
  g_test_add_func ("/app/pages/intervals", test_intervals);
  g_test_add_func ("/app/pages/maximise", test_maximise);
  g_test_add_func ("/app/pages/paged-figures", test_paged_figures);
  g_test_add_func ("/app/pages/renamed", test_renamed);
  g_test_add_func ("/app/pages/gone", test_gone);
  g_test_add_func ("/app/pages/sight", test_sight);
  return harness_run ();
}
