#include "app/page.h"

#include "app/export-dialog.h"
#include "core/study/plasticity-derivation.h"
#include "core/study/quantity.h"
#include "ui/panels/drop-down.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"
#include "ui/views/view-frame.h"

/* More slices than this in a row are too small to be looked at. */
#define MAX_SLICES 4

struct _VitPage
{
  GtkWidget parent_instance;

  const VitPageSpec *spec;
  GtkWidget *scroller;
  GtkWidget *box;
  GtkWidget *options;
  GtkWidget *rows[VIT_PAGE_MAX_ROWS]; /* grids */
  int used[VIT_PAGE_MAX_ROWS];        /* columns of them */
  int n_rows;
  GPtrArray *frames; /* of VitViewFrame, borrowed */
  GPtrArray *maps;   /* of VitSliceView, borrowed: they turn and shift together */
  VitViewFrame *maximised;
  VitSession *session;
  GSignalGroup *session_signals;
  GSignalGroup *study_signals;
};

G_DEFINE_FINAL_TYPE (VitPage, vit_page, GTK_TYPE_WIDGET)

/* ---- Heads of the views ---- */

static void
describe_slice (VitSliceView *view, VitViewFrame *frame)
{
  VitRun *run = vit_slice_view_get_run (view);
  g_autofree char *title = g_markup_escape_text (vit_run_get_label (run), -1);
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (view);
  g_autofree char *message = vit_slice_view_dup_message (view);
  vit_view_frame_set_title (frame, title, subtitle);
  vit_view_frame_set_message (frame, message);
  vit_view_frame_set_busy (frame, vit_slice_view_is_busy (view));
}

static void
describe_chart (VitChartView *view, VitViewFrame *frame)
{
  vit_view_frame_set_message (frame, vit_chart_view_get_message (view));
}

/* ---- Maximising ---- */

static void
show_frames (VitPage *self)
{
  for (guint i = 0; i < self->frames->len; i++)
    {
      VitViewFrame *frame = self->frames->pdata[i];
      gtk_widget_set_visible (GTK_WIDGET (frame), !self->maximised || frame == self->maximised);
      vit_view_frame_set_maximised (frame, frame == self->maximised);
    }
  for (int r = 0; r < self->n_rows; r++)
    gtk_widget_set_visible (
        self->rows[r],
        !self->maximised || gtk_widget_is_ancestor (GTK_WIDGET (self->maximised), self->rows[r]));
}

static void
on_maximise (VitViewFrame *frame, VitPage *self)
{
  self->maximised = self->maximised == frame ? NULL : frame;
  show_frames (self);
}

void
vit_page_restore (VitPage *self)
{
  g_return_if_fail (VIT_IS_PAGE (self));
  self->maximised = NULL;
  show_frames (self);
}

/* ---- What a view exports ---- */

static VitExportSource
get_source (VitPage *self, const char *name, VitRun *run)
{
  return (VitExportSource){ .session = self->session, .names = { name }, .n = 1, .runs = { run } };
}

typedef struct
{
  VitPage *page;
  const char *name;
  GtkWidget *view;
} Exported;

/* NULL: all that are shown. */
static VitRun *
get_run (const Exported *exported)
{
  if (VIT_IS_SLICE_VIEW (exported->view))
    return vit_slice_view_get_run (VIT_SLICE_VIEW (exported->view));
  return vit_chart_view_get_run (VIT_CHART_VIEW (exported->view));
}

static void
free_exported (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_figure (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source, false);
}

static void
on_export_csv (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_figure (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source, true);
}

static void
on_export_movie (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_movie (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_copy (GTK_WIDGET (e->page), &source);
}

static GSimpleActionGroup *
new_actions (VitPage *self, const char *name, GtkWidget *view)
{
  static const struct
  {
    const char *name;
    void (*activate) (GSimpleAction *, GVariant *, gpointer);
  } actions[] = { { "export", on_export },
                  { "export-csv", on_export_csv },
                  { "export-movie", on_export_movie },
                  { "copy", on_copy } };
  GSimpleActionGroup *group = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);
      Exported *exported = g_new0 (Exported, 1);
      exported->page = self;
      exported->name = name;
      exported->view = view;
      g_signal_connect_data (action, "activate", G_CALLBACK (actions[i].activate), exported,
                             free_exported, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  return group;
}

/* ---- Building ---- */

static VitViewFrame *
add_view (VitPage *self, int row, GtkWidget *view, const char *name, VitRun *run)
{
  GtkWidget *frame = vit_view_frame_new (view);
  g_autoptr (GSimpleActionGroup) actions = new_actions (self, name, view);
  gtk_widget_insert_action_group (frame, "view", G_ACTION_GROUP (actions));
  gtk_widget_set_hexpand (frame, TRUE);
  gtk_widget_set_vexpand (frame, TRUE);
  g_signal_connect (frame, "maximise", G_CALLBACK (on_maximise), self);
  gtk_grid_attach (GTK_GRID (self->rows[row]), frame, self->used[row]++, 0, 1, 1);
  g_ptr_array_add (self->frames, frame);
  if (run)
    vit_view_frame_set_run (VIT_VIEW_FRAME (frame), vit_session_get_run_index (self->session, run));
  return VIT_VIEW_FRAME (frame);
}

static void
on_camera_steered (VitSliceView *leader, VitPage *self)
{
  for (guint i = 0; i < self->maps->len; i++)
    if (self->maps->pdata[i] != leader)
      vit_slice_view_follow (self->maps->pdata[i], leader);
}

static VitViewFrame *
add_map (VitPage *self, int row, GtkWidget *view, const char *name, VitRun *run)
{
  g_ptr_array_add (self->maps, view);
  g_signal_connect_object (view, "camera-steered", G_CALLBACK (on_camera_steered), self, 0);
  return add_view (self, row, view, name, run);
}

static void
add_slices (VitPage *self, int row)
{
  guint n = vit_session_get_n_shown (self->session);
  for (guint i = 0; i < MIN (n, MAX_SLICES); i++)
    {
      VitRun *run = vit_session_get_shown (self->session, i);
      GtkWidget *view = vit_slice_view_new (self->session, run);
      VitViewFrame *frame = add_map (self, row, view, "slice", run);
      g_signal_connect_object (view, "changed", G_CALLBACK (describe_slice), frame, 0);
      describe_slice (VIT_SLICE_VIEW (view), frame);
    }
}

/* The run that the maps of plasticity show: the one chosen, else the first. */
static VitRun *
get_plasticity_run (VitPage *self)
{
  g_autofree char *label =
      vit_study_get_option (vit_session_get_study (self->session), "plasticity", "run");
  for (guint i = 0; i < vit_session_get_n_shown (self->session); i++)
    if (g_strcmp0 (vit_run_get_label (vit_session_get_shown (self->session, i)), label) == 0)
      return vit_session_get_shown (self->session, i);
  return vit_session_get_shown (self->session, 0);
}

/* At how many Δt the maps of plasticity are shown. */
static int
count_intervals (VitPage *self)
{
  int n = 0;
  for (unsigned k = 0; k < VIT_PLASTICITY_N_INTERVALS; k++)
    n += vit_plasticity_get_interval (vit_session_get_study (self->session), k) > 0;
  return n;
}

static void
describe_measure (VitSliceView *view, VitViewFrame *frame)
{
  int measure = vit_slice_view_get_measure (view);
  const VitQuantity *quantity = vit_quantity_find (
      measure < 0 ? "t_ml" : vit_plasticity_measure_name ((VitPlasticityMeasure) measure));
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (view);
  g_autofree char *message = vit_slice_view_dup_message (view);
  /* Four of them side by side leave no room for more words: the colour bar names the measure, the
   * title of one of several lines its Δt. */
  VitPage *self = VIT_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (frame), VIT_TYPE_PAGE));
  double interval = measure >= 0 ? vit_slice_view_get_interval (view) : 0;
  g_autofree char *title = interval > 0 && self && count_intervals (self) > 1
                               ? g_strdup_printf ("%.3g ps", interval)
                               : g_strdup (quantity->symbol);
  /* The start time that is shown need not be where the playhead is. */
  int start = -1;
  VitRun *run = vit_slice_view_get_run (view);
  VitTmlSeries *tml = self && measure < 0
                          ? vit_analyses_get_tml (vit_session_get_analyses (self->session), run)
                          : NULL;
  if (tml)
    vit_session_get_result (self->session, run, &start);
  g_autofree char *when =
      start >= 0 ? g_strdup_printf ("%.4g ps", vit_tml_series_get_time (tml, (guint) start)) : NULL;
  vit_view_frame_set_title (frame, title, when);
  gtk_widget_set_tooltip_markup (GTK_WIDGET (frame), subtitle);
  vit_view_frame_set_message (frame, message);
  vit_view_frame_set_busy (frame, vit_slice_view_is_busy (view));
}

static void
add_measure (VitPage *self, int row, GtkWidget *view, int column, int line, int n_lines)
{
  VitViewFrame *frame = add_map (self, row, view, "plasticity-grid", NULL);
  vit_slice_view_lay_bar_flat (VIT_SLICE_VIEW (view));
  GtkGrid *grid = GTK_GRID (self->rows[row]);
  GtkLayoutChild *child = gtk_layout_manager_get_layout_child (
      gtk_widget_get_layout_manager (GTK_WIDGET (grid)), GTK_WIDGET (frame));
  g_object_set (child, "column", column, "row", line, "row-span", n_lines, NULL);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_measure), frame, 0);
  describe_measure (VIT_SLICE_VIEW (view), frame);
}

/* T_ML, and beside it one line of measures for every Δt. */
static void
add_measures (VitPage *self, int row)
{
  static const VitPlasticityMeasure measures[] = { VIT_PLASTICITY_MISES, VIT_PLASTICITY_D2MIN,
                                                   VIT_PLASTICITY_ROTATION };
  VitRun *run = get_plasticity_run (self);
  int n_lines = count_intervals (self);
  add_measure (self, row, vit_slice_view_new (self->session, run), 0, 0, n_lines);
  int line = 0;
  for (unsigned k = 0; k < VIT_PLASTICITY_N_INTERVALS; k++)
    {
      if (!(vit_plasticity_get_interval (vit_session_get_study (self->session), k) > 0))
        continue;
      for (int i = 0; i < (int) G_N_ELEMENTS (measures); i++)
        add_measure (self, row, vit_slice_view_new_measure (self->session, run, measures[i], k),
                     i + 1, line, 1);
      line++;
    }
}

static void
on_run_chosen (GtkDropDown *choice, GParamSpec *pspec, VitChartView *view)
{
  VitPage *self = g_object_get_data (G_OBJECT (view), "page");
  guint i = gtk_drop_down_get_selected (choice);
  if (i < vit_session_get_n_shown (self->session))
    vit_chart_view_set_run (view, vit_session_get_shown (self->session, i));
}

/* A figure of one run: which one is chosen in its head. */
static void
add_run_choice (VitPage *self, VitChartView *view, VitViewFrame *frame, const char *title)
{
  guint n = vit_session_get_n_shown (self->session);
  g_object_set_data (G_OBJECT (view), "page", self);
  vit_chart_view_set_run (view, vit_session_get_shown (self->session, n - 1));
  if (n < 2)
    return;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; i < n; i++)
    g_strv_builder_add (names, vit_run_get_label (vit_session_get_shown (self->session, i)));
  g_auto (GStrv) labels = g_strv_builder_end (names);
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) labels);
  g_autofree char *what = g_strdup_printf ("Run of %s", title);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), n - 1);
  vit_drop_down_shorten (GTK_DROP_DOWN (choice), 16);
  gtk_widget_add_css_class (choice, "compact");
  gtk_widget_set_tooltip_text (choice, "The run that is shown");
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_run_chosen), view, 0);
  vit_view_frame_add_control (frame, choice);
}

static void
add_chart (VitPage *self, int row, const char *name)
{
  const VitGalleryEntry *entry = vit_gallery_find (name);
  GtkWidget *view = vit_chart_view_new (self->session, name, NULL);
  VitViewFrame *frame = add_view (self, row, view, name, NULL);
  vit_view_frame_set_title (frame, entry->short_title, NULL);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_chart), frame, 0);
  if (entry->per_run)
    add_run_choice (self, VIT_CHART_VIEW (view), frame, entry->title);
}

static void
clear (VitPage *self)
{
  GtkWidget *child;
  g_ptr_array_set_size (self->frames, 0);
  g_ptr_array_set_size (self->maps, 0);
  self->maximised = NULL;
  for (int r = 0; r < self->n_rows; r++)
    {
      while ((child = gtk_widget_get_first_child (self->rows[r])))
        gtk_grid_remove (GTK_GRID (self->rows[r]), child);
      gtk_widget_set_visible (self->rows[r], TRUE);
      self->used[r] = 0;
    }
}

static void
show_nothing (VitPage *self)
{
  GtkWidget *label = gtk_label_new ("No run is shown. Add one, or tick one on the left.");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_grid_attach (GTK_GRID (self->rows[0]), label, 0, 0, 1, 1);
  for (int r = 1; r < self->n_rows; r++)
    gtk_widget_set_visible (self->rows[r], FALSE);
}

/* The runs on show, and the one that they are compared with. */
static guint
count_samples (VitPage *self)
{
  guint n = vit_session_get_n_shown (self->session);
  VitRun *baseline = vit_analyses_get_baseline (vit_session_get_analyses (self->session));
  for (guint i = 0; i < n; i++)
    if (vit_session_get_shown (self->session, i) == baseline)
      return n;
  return n + (baseline ? 1 : 0);
}

static guint
count_cyclic (VitPage *self)
{
  guint n = 0;
  for (guint i = 0; i < vit_session_get_n_shown (self->session); i++)
    n += vit_run_get_frequency (vit_session_get_shown (self->session, i)) > 0;
  return n;
}

/* How many times a row's height it takes to show the panels of all runs of a figure. */
static double
count_lines (VitPage *self, const char *name)
{
  static const struct
  {
    const char *name;
    guint per_run, in_a_line; /* panels */
  } figures[] = { { "polyhedra", 2, 4 },
                  { "sij", 1, 2 },
                  { "composition", 1, 4 },
                  { "alpha", 1, 2 },
                  { "plasticity-density", 1, 2 } };
  guint n = vit_session_get_n_shown (self->session);
  if (strcmp (name, "q6-w6") == 0)
    return count_samples (self);
  /* Two lines of panels. */
  if (strcmp (name, "clusters") == 0 || (strcmp (name, "cycles") == 0 && count_cyclic (self) > 0))
    return 1.25;
  if (strcmp (name, "loops") == 0)
    return MAX ((count_cyclic (self) + 1) / 2, 1);
  /* Rows of a table are less high than plots. */
  if (strcmp (name, "cn-table") == 0)
    return 0.25 + 0.8 * count_samples (self);
  if (strcmp (name, "plasticity-grid") == 0)
    return count_intervals (self);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (strcmp (name, figures[i].name) == 0)
      return (n * figures[i].per_run + figures[i].in_a_line - 1) / figures[i].in_a_line;
  return 1;
}

static void
set_heights (VitPage *self)
{
  gboolean even = !self->spec->grows_with_runs;
  for (int r = 0; r < self->n_rows && self->spec->row_height > 0; r++)
    {
      double lines = count_lines (self, self->spec->rows[r][0].name);
      even = even && lines == 1;
      gtk_widget_set_size_request (self->rows[r], -1, (int) (self->spec->row_height * lines));
    }
  /* Rows of a page that scrolls have heights of their own. */
  gtk_box_set_homogeneous (GTK_BOX (gtk_widget_get_parent (self->rows[0])), even);
}

static void
on_structure_option (VitStudy *study, const char *group, const char *key, VitPage *self)
{
  if (strcmp (key, "baseline") == 0 && vit_session_get_n_shown (self->session) > 0)
    set_heights (self);
}

static void
build (VitPage *self)
{
  clear (self);
  guint n = self->session ? vit_session_get_n_shown (self->session) : 0;
  if (n == 0)
    {
      show_nothing (self);
      return;
    }
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      {
        const VitPageView *view = &self->spec->rows[r][k];
        /* Two by two. */
        gboolean up = self->spec->lone_up && n == 1 && r == self->n_rows - 1 && k == 0;
        if (strcmp (view->name, "slice") == 0)
          add_slices (self, r);
        else if (strcmp (view->name, "plasticity-grid") == 0)
          add_measures (self, r);
        else
          add_chart (self, up ? 0 : r, view->name);
      }
  set_heights (self);
}

/* Another run in the maps of plasticity, or another number of Δt, means other views. */
static void
on_plasticity_option (VitStudy *study, const char *group, const char *key, VitPage *self)
{
  if (strcmp (key, "run") != 0 && strcmp (key, "second-interval") != 0 &&
      strcmp (key, "third-interval") != 0)
    return;
  for (int r = 0; r < self->n_rows; r++)
    if (strcmp (self->spec->rows[r][0].name, "plasticity-grid") == 0)
      build (self);
}

static void
add_options (VitPage *self)
{
  g_clear_pointer (&self->options, gtk_widget_unparent);
  if (!self->session || !self->spec->options)
    return;
  self->options = self->spec->options (self->session);
  gtk_box_prepend (GTK_BOX (self->box), self->options);
}

void
vit_page_set_session (VitPage *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_PAGE (self));
  clear (self);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, session ? vit_session_get_study (session) : NULL);
  add_options (self);
  build (self);
}

/* ---- The page as a whole ---- */

gboolean
vit_page_shows (VitPage *self, const char *name)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), FALSE);
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      if (strcmp (self->spec->rows[r][k].name, name) == 0)
        return TRUE;
  return FALSE;
}

static VitExportSource
page_source (VitPage *self)
{
  VitExportSource source = { .session = self->session, .name = self->spec->name };
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      if (source.n < VIT_EXPORT_MAX_FIGURES)
        source.names[source.n++] = self->spec->rows[r][k].name;
  return source;
}

static GtkWindow *
get_window (VitPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

void
vit_page_export (VitPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_figure (get_window (self), &source, false);
}

void
vit_page_export_movie (VitPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_movie (get_window (self), &source);
}

void
vit_page_copy (VitPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_copy (GTK_WIDGET (self), &source);
}

static void
vit_page_dispose (GObject *object)
{
  VitPage *self = VIT_PAGE (object);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  if (self->scroller)
    clear (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vit_page_parent_class)->dispose (object);
}

static void
vit_page_class_init (VitPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "page");
}

static void
vit_page_init (VitPage *self)
{
  self->frames = g_ptr_array_new ();
  self->maps = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_margin_start (self->box, 8);
  gtk_widget_set_margin_end (self->box, 8);
  gtk_widget_set_margin_top (self->box, 8);
  gtk_widget_set_margin_bottom (self->box, 8);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed", G_CALLBACK (build), self);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect (self->study_signals, "option-changed::plasticity",
                          G_CALLBACK (on_plasticity_option), self);
  g_signal_group_connect (self->study_signals, "option-changed::structure",
                          G_CALLBACK (on_structure_option), self);
}

GtkWidget *
vit_page_new (const VitPageSpec *spec)
{
  VitPage *self = g_object_new (VIT_TYPE_PAGE, NULL);
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->spec = spec;
  gtk_widget_set_vexpand (rows, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  spec->row_height > 0 ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
  while (self->n_rows < VIT_PAGE_MAX_ROWS && spec->rows[self->n_rows][0].name)
    {
      GtkWidget *row = gtk_grid_new ();
      gtk_grid_set_column_homogeneous (GTK_GRID (row), !spec->uneven);
      gtk_grid_set_column_spacing (GTK_GRID (row), 8);
      gtk_grid_set_row_spacing (GTK_GRID (row), 8);
      gtk_widget_set_vexpand (row, TRUE);
      gtk_box_append (GTK_BOX (rows), row);
      self->rows[self->n_rows++] = row;
    }
  gtk_box_append (GTK_BOX (self->box), rows);
  return GTK_WIDGET (self);
}
