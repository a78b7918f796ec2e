#include "app/page-views.h"

#include <math.h>

#include "app/page-cards.h"
#include "app/page-heights.h"
#include "core/base/isolate.h"
#include "core/base/turns.h"
#include "core/results/plasticity-derivation.h"
#include "core/results/column.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/indicator-colours.h"
#include "ui/panels/drop-down.h"
#include "ui/views/chart-view.h"
#include "ui/views/colour-bar.h"
#include "ui/views/slice-view.h"

/* ---- Pieces of the work: one view each ---- */

typedef struct
{
  VitPage *page;
  int row;
  const char *name; /* of the figure */
  VitRun *run;      /* nullable */
  int column, line; /* of a measure of plasticity: 0 is T_ML */
  int n_lines;
} ViewPiece;

static void
free_piece (gpointer data)
{
  ViewPiece *piece = data;
  g_clear_object (&piece->run);
  g_free (piece);
}

/* Takes the reference to the run of @model. */
static void
queue_view (void (*add) (void *), ViewPiece model)
{
  ViewPiece *piece = g_new (ViewPiece, 1);
  *piece = model;
  vit_turn_queue_add (model.page->building, add, piece, free_piece);
}

/* Say why values are missing: at the edge where atoms are seen all the same. */
static void
show_words (VitSliceView *view, VitViewFrame *frame)
{
  g_autofree char *lack = vit_slice_view_dup_lack (view);
  g_autofree char *message = lack ? NULL : vit_slice_view_dup_message (view);
  if (lack)
    vit_view_frame_set_note (frame, lack);
  else
    vit_view_frame_set_message (frame, message);
}

static void
describe_slice (VitSliceView *view, VitViewFrame *frame)
{
  VitRun *run = vit_slice_view_get_run (view);
  g_autofree char *title = g_markup_escape_text (vit_run_get_label (run), -1);
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (view);
  vit_view_frame_set_title (frame, title, subtitle);
  show_words (view, frame);
  vit_view_frame_set_busy (frame, vit_slice_view_is_busy (view));
}

static void
describe_chart (VitChartView *view, VitViewFrame *frame)
{
  const VitFigureSpec *spec = vit_chart_view_get_spec (view);
  const char *message = vit_chart_view_get_message (view);
  vit_view_frame_set_title (frame, spec->short_title, vit_chart_view_get_left_out (view, FALSE));
  vit_view_frame_set_tooltip (frame, vit_chart_view_get_left_out (view, TRUE));
  vit_view_frame_set_message (frame, message);
  gboolean stopped;
  double work = vit_chart_view_get_work (view, &stopped);
  vit_view_frame_set_busy (frame, vit_chart_view_is_busy (view));
  vit_view_frame_set_work (frame, work, stopped);
}

/* A run may have failed that a figure shows beside others. */
void
vit_page_describe_charts (VitPage *self)
{
  for (guint i = 0; i < self->frames->len; i++)
    {
      GtkWidget *view = vit_view_frame_get_view (self->frames->pdata[i]);
      if (VIT_IS_CHART_VIEW (view))
        describe_chart (VIT_CHART_VIEW (view), self->frames->pdata[i]);
    }
}

static void
on_camera_steered (VitSliceView *leader, VitPage *self)
{
  self->steering = true;
  for (guint i = 0; i < self->maps->len; i++)
    if (self->maps->pdata[i] != leader)
      vit_slice_view_follow (self->maps->pdata[i], leader);
  g_autofree char *camera = vit_slice_view_dup_camera (leader);
  vit_study_set_option (vit_session_get_study (self->session), "view", "camera", camera, NULL);
  self->steering = false;
}

void
vit_page_take_camera (VitPage *self)
{
  const char *camera = vit_study_get_options (vit_session_get_study (self->session))->view.camera;
  for (guint i = 0; i < self->maps->len && !self->steering; i++)
    vit_slice_view_set_camera (self->maps->pdata[i], camera);
}

static VitViewFrame *
add_map (VitPage *self, int row, GtkWidget *view, const char *name)
{
  const VitOptions *options = vit_study_get_options (vit_session_get_study (self->session));
  g_ptr_array_add (self->maps, view);
  vit_slice_view_set_camera (VIT_SLICE_VIEW (view), options->view.camera);
  /* The wheel scrolls a page that can be scrolled. */
  vit_slice_view_set_wheel_passes (VIT_SLICE_VIEW (view), self->spec->row_height > 0);
  g_signal_connect_object (view, "camera-steered", G_CALLBACK (on_camera_steered), self, 0);
  return vit_page_add_card (self, row, view, name);
}

/* ---- More runs than a row shows: they are paged in the order of the list ---- */

static void
on_turned (GtkButton *button, VitPage *self)
{
  self->first_map = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "first"));
  vit_page_build (self);
}

static GtkWidget *
new_turner (VitPage *self, const char *icon, const char *what, guint first, gboolean possible)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_sensitive (button, possible);
  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  g_object_set_data (G_OBJECT (button), "first", GUINT_TO_POINTER (first));
  g_signal_connect (button, "clicked", G_CALLBACK (on_turned), self);
  return button;
}

/* Below maps or plots of runs: which runs they show, and in the tooltip which they do not. */
static void
add_turners (void *data)
{
  const ViewPiece *piece = data;
  VitPage *self = piece->page;
  guint n = vit_session_get_n_shown (self->session);
  guint first = self->first_map, end = MIN (first + VIT_PAGE_MAX_MAPS, n);
  g_autofree char *text = g_strdup_printf ("Runs %u – %u of %u", first + 1, end, n);
  g_autoptr (GString) others = g_string_new ("Not shown here:");
  for (guint i = 0; i < n; i++)
    if (i < first || i >= end)
      g_string_append_printf (others, "\n%s",
                              vit_run_get_label (vit_session_get_shown (self->session, i)));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (text);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (label, others->str);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), new_turner (self, "go-previous-symbolic", "The runs before",
                                             first - MIN (first, VIT_PAGE_MAX_MAPS), first > 0));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), new_turner (self, "go-next-symbolic", "The runs after",
                                             first + VIT_PAGE_MAX_MAPS, end < n));
  gtk_grid_attach (GTK_GRID (self->rows[piece->row]), box, 0, 1, self->used[piece->row], 1);
}

/* Queue the buttons below the views of a row, which have been queued. */
static void
queue_turners (VitPage *self, int row)
{
  if (vit_session_get_n_shown (self->session) > VIT_PAGE_MAX_MAPS)
    queue_view (add_turners, (ViewPiece){ .page = self, .row = row });
}

/* Runs may have gone since. */
static void
keep_part (VitPage *self)
{
  if (self->first_map >= vit_session_get_n_shown (self->session))
    self->first_map = 0;
}

static void
add_slice (void *data)
{
  const ViewPiece *piece = data;
  VitPage *self = piece->page;
  VIT_TURN_PART ("slice", NULL);
  GtkWidget *view = vit_slice_view_new (self->session, piece->run);
  VitViewFrame *frame = add_map (self, piece->row, view, piece->name);
  vit_view_frame_set_run (frame, vit_session_get_study (self->session), piece->run);
  vit_view_frame_keep_free (frame, VIT_COLOUR_BAR_UPRIGHT);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_slice), frame, 0);
  describe_slice (VIT_SLICE_VIEW (view), frame);
}

void
vit_page_add_slices (VitPage *self, int row, const char *name)
{
  guint n = vit_session_get_n_shown (self->session);
  keep_part (self);
  for (guint i = self->first_map; i < MIN (n, self->first_map + VIT_PAGE_MAX_MAPS); i++)
    queue_view (add_slice,
                (ViewPiece){ .page = self,
                             .row = row,
                             .name = name,
                             .run = g_object_ref (vit_session_get_shown (self->session, i)) });
  queue_turners (self, row);
}

/* Run of the maps of plasticity: the chosen one, else the first. */
static VitRun *
get_plasticity_run (VitPage *self)
{
  const char *label = vit_study_get_options (vit_session_get_study (self->session))->plasticity.run;
  for (guint i = 0; i < vit_session_get_n_shown (self->session); i++)
    if (g_strcmp0 (vit_run_get_label (vit_session_get_shown (self->session, i)), label) == 0)
      return vit_session_get_shown (self->session, i);
  return vit_session_get_shown (self->session, 0);
}

static void
describe_measure (VitSliceView *view, VitViewFrame *frame)
{
  int measure = vit_slice_view_get_measure (view);
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (view);
  /* Titles are short, as four maps stand side by side: the colour bar names the measure, the title
   * of one of several lines its Δt, what is beneath it the run. */
  VitPage *self = VIT_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (frame), VIT_TYPE_PAGE));
  double interval = measure >= 0 ? vit_slice_view_get_interval (view) : 0;
  g_autofree char *column = vit_slice_view_dup_column (view);
  g_autofree char *symbol =
      vit_column_is_formula (column) ? g_strdup ("<i>c</i>") : vit_column_dup_symbol (column);
  g_autofree char *title = interval > 0 && self && vit_page_count_intervals (self) > 1
                               ? g_strdup_printf ("%.3g ps", interval)
                               : g_strdup (symbol);
  /* The atoms that are drawn need not be those of the time at the playhead. */
  VitRun *run = vit_slice_view_get_run (view);
  double time = vit_slice_view_get_time (view);
  g_autofree char *label = g_markup_escape_text (vit_run_get_name (run), -1);
  g_autofree char *what = measure < 0 && isfinite (time)
                              ? g_strdup_printf ("%.3g ps · %s", time, label)
                              : g_strdup (label);
  vit_view_frame_set_title (frame, title, what);
  g_autofree char *tooltip = g_strdup_printf ("%s · %s", label, subtitle);
  vit_view_frame_set_tooltip (frame, tooltip);
  show_words (view, frame);
  vit_view_frame_set_busy (frame, vit_slice_view_is_busy (view));
}

static void
add_measure (void *data)
{
  const ViewPiece *piece = data;
  VitPage *self = piece->page;
  VIT_TURN_PART ("measure", NULL);
  GtkWidget *view = piece->column == 0
                        ? vit_slice_view_new (self->session, piece->run)
                        : vit_slice_view_new_measure (self->session, piece->run,
                                                      vit_plasticity_shown[piece->column - 1],
                                                      (unsigned) piece->line);
  VitViewFrame *frame = add_map (self, piece->row, view, piece->name);
  vit_view_frame_set_run (frame, vit_session_get_study (self->session), piece->run);
  vit_slice_view_lay_bar_flat (VIT_SLICE_VIEW (view));
  GtkGrid *grid = GTK_GRID (self->rows[piece->row]);
  GtkLayoutChild *child = gtk_layout_manager_get_layout_child (
      gtk_widget_get_layout_manager (GTK_WIDGET (grid)), GTK_WIDGET (frame));
  g_object_set (child, "column", piece->column, "row", piece->line, "row-span", piece->n_lines,
                NULL);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_measure), frame, 0);
  describe_measure (VIT_SLICE_VIEW (view), frame);
}

void
vit_page_add_measures (VitPage *self, int row, const char *name)
{
  VitRun *run = get_plasticity_run (self);
  int n_lines = vit_page_count_intervals (self);
  queue_view (add_measure, (ViewPiece){ self, row, name, g_object_ref (run), 0, 0, n_lines });
  for (int k = 0; k < n_lines; k++)
    for (int i = 0; i < VIT_PLASTICITY_N_SHOWN; i++)
      queue_view (add_measure, (ViewPiece){ self, row, name, g_object_ref (run), i + 1, k, 1 });
}

static void
describe_difference (VitSliceView *view, VitViewFrame *frame)
{
  const VitDifference *difference = vit_slice_view_get_difference (view);
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (view);
  g_autofree char *first = difference ? vit_isolate (difference->labels[0]) : NULL,
                  *second = difference ? vit_isolate (difference->labels[1]) : NULL;
  g_autofree char *title = !difference ? g_strdup ("Difference")
                           : difference->same_run
                               ? g_markup_escape_text (first, -1)
                               : g_markup_printf_escaped ("%s − %s", first, second);
  vit_view_frame_set_title (frame, title, subtitle);
  show_words (view, frame);
  vit_view_frame_set_busy (frame, vit_slice_view_is_busy (view));
}

static void
add_difference (void *data)
{
  const ViewPiece *piece = data;
  VitPage *self = piece->page;
  VIT_TURN_PART ("difference", NULL);
  VitRun *runs[2];
  if (!vit_difference_get_runs (vit_session_get_analyses (self->session), runs, NULL))
    runs[0] = vit_session_get_shown (self->session, 0);
  GtkWidget *view = vit_slice_view_new_difference (self->session, runs[0]);
  VitViewFrame *frame = add_map (self, piece->row, view, piece->name);
  vit_view_frame_keep_free (frame, VIT_COLOUR_BAR_UPRIGHT);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_difference), frame, 0);
  describe_difference (VIT_SLICE_VIEW (view), frame);
}

void
vit_page_add_difference (VitPage *self, int row, const char *name)
{
  queue_view (add_difference, (ViewPiece){ .page = self, .row = row, .name = name });
}

static void
describe_indicator (VitSliceView *view, VitViewFrame *frame)
{
  VitIndicatorPart part;
  const VitIndicatorMaps *maps = vit_slice_view_get_indicator (view, &part);
  static const char *const waiting[] = { "indicator", "target", "hits and misses" };
  g_autofree char *title =
      maps ? vit_indicator_maps_dup_title (maps, part) : g_strdup (waiting[part]);
  g_autofree char *hits = maps ? vit_indicator_maps_dup_hits (maps) : NULL;
  g_autofree char *slice = vit_slice_view_dup_subtitle (view);
  g_autofree char *label =
      g_markup_escape_text (vit_run_get_name (vit_slice_view_get_run (view)), -1);
  g_autofree char *tooltip =
      g_strdup_printf ("%s · %s%s%s", label, slice, hits ? "\n" : "", hits ? hits : "");
  /* The start time need not be at the playhead. */
  g_autofree char *what = maps && part == VIT_INDICATOR_ITSELF
                              ? g_strdup_printf ("%.4g ps · %s", maps->snapshots[part]->time, label)
                          : maps && part == VIT_INDICATOR_TARGET && isfinite (maps->interval)
                              ? g_strdup_printf ("Δ<i>t</i> = %.3g ps · %s", maps->interval, label)
                              : g_strdup (label);
  vit_view_frame_set_title (frame, title, what);
  vit_view_frame_set_tooltip (frame, tooltip);
  show_words (view, frame);
  vit_view_frame_set_busy (frame, vit_slice_view_is_busy (view));
}

static void
add_indicator (void *data)
{
  const ViewPiece *piece = data;
  VitPage *self = piece->page;
  VIT_TURN_PART ("indicator", NULL);
  GtkWidget *view =
      vit_slice_view_new_indicator (self->session, piece->run, (VitIndicatorPart) piece->column);
  VitViewFrame *frame = add_map (self, piece->row, view, piece->name);
  vit_view_frame_set_run (frame, vit_session_get_study (self->session), piece->run);
  vit_slice_view_lay_bar_flat (VIT_SLICE_VIEW (view));
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_indicator), frame, 0);
  describe_indicator (VIT_SLICE_VIEW (view), frame);
}

void
vit_page_add_indicator (VitPage *self, int row, const char *name)
{
  VitRun *run = get_plasticity_run (self);
  for (int part = 0; part < VIT_INDICATOR_N_PARTS; part++)
    queue_view (
        add_indicator,
        (ViewPiece){
            .page = self, .row = row, .name = name, .run = g_object_ref (run), .column = part });
}

static void
on_run_chosen (GtkDropDown *choice, GParamSpec *pspec, VitChartView *view)
{
  VitPage *self = g_object_get_data (G_OBJECT (view), "page");
  guint i = gtk_drop_down_get_selected (choice);
  if (i >= vit_session_get_n_shown (self->session))
    return;
  VitRun *run = vit_session_get_shown (self->session, i);
  vit_chart_view_set_run (view, run);
  vit_study_set_option (vit_session_get_study (self->session), "view", "figure-run",
                        vit_run_get_label (run), NULL);
}

/* Returns: which of the shown runs such figures show: the chosen one, else the last. */
static guint
find_figure_run (VitPage *self)
{
  const char *label =
      vit_study_get_options (vit_session_get_study (self->session))->view.figure_run;
  guint n = vit_session_get_n_shown (self->session);
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (vit_run_get_label (vit_session_get_shown (self->session, i)), label) == 0)
      return i;
  return n - 1;
}

static GStrv
dup_shown_labels (VitSession *session)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; i < vit_session_get_n_shown (session); i++)
    g_strv_builder_add (names, vit_run_get_label (vit_session_get_shown (session, i)));
  return g_strv_builder_end (names);
}

/* A name is changed by hand or by undo. */
static void
on_run_renamed (VitStudy *study, VitRun *run, const char *name, GtkDropDown *choice)
{
  VitChartView *view = g_object_get_data (G_OBJECT (choice), "view");
  VitPage *self = g_object_get_data (G_OBJECT (view), "page");
  guint chosen = gtk_drop_down_get_selected (choice);
  g_auto (GStrv) labels = NULL;
  if (strcmp (name, "label") != 0 || !self->session)
    return;
  labels = dup_shown_labels (self->session);
  /* Runs come and go with the page being made anew. */
  if (g_strv_length (labels) != g_list_model_get_n_items (gtk_drop_down_get_model (choice)))
    return;
  g_signal_handlers_block_by_func (choice, on_run_chosen, view);
  vit_drop_down_set_strings (GTK_STRING_LIST (gtk_drop_down_get_model (choice)),
                             (const char *const *) labels);
  gtk_drop_down_set_selected (choice, chosen);
  g_signal_handlers_unblock_by_func (choice, on_run_chosen, view);
}

/* Choice of the run, in the head of a figure that shows one. */
static void
add_run_choice (VitPage *self, VitChartView *view, VitViewFrame *frame, const char *title)
{
  guint n = vit_session_get_n_shown (self->session), chosen = find_figure_run (self);
  vit_chart_view_set_run (view, vit_session_get_shown (self->session, chosen));
  if (n < 2)
    return;
  g_auto (GStrv) labels = dup_shown_labels (self->session);
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) labels);
  g_autofree char *what = g_strdup_printf ("Run of %s", title);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  vit_drop_down_shorten (GTK_DROP_DOWN (choice), 16);
  gtk_widget_add_css_class (choice, "compact");
  gtk_widget_set_tooltip_text (choice, "The run that is shown");
  vit_drop_down_set_name (choice, what);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_run_chosen), view, 0);
  g_object_set_data (G_OBJECT (choice), "view", view);
  g_signal_connect_object (vit_session_get_study (self->session), "run-changed",
                           G_CALLBACK (on_run_renamed), choice, 0);
  vit_view_frame_add_control (frame, choice);
}

static void
add_chart (void *data)
{
  const ViewPiece *piece = data;
  VitPage *self = piece->page;
  VIT_TURN_PART ("card", piece->name);
  const VitFigureSpec *entry = vit_gallery_find (piece->name);
  GtkWidget *view = vit_chart_view_new (self->session, piece->name, NULL);
  VitViewFrame *frame = vit_page_add_card (self, piece->row, view, piece->name);
  g_object_set_data (G_OBJECT (view), "page", self);
  describe_chart (VIT_CHART_VIEW (view), frame);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_chart), frame, 0);
  g_signal_connect_object (frame, "work-toggled", G_CALLBACK (vit_chart_view_toggle_work), view,
                           G_CONNECT_SWAPPED);
  if (entry->paged)
    vit_chart_view_set_part (VIT_CHART_VIEW (view), self->first_map, VIT_PAGE_MAX_MAPS);
  if (entry->per_run)
    add_run_choice (self, VIT_CHART_VIEW (view), frame, entry->title);
}

void
vit_page_add_chart (VitPage *self, int row, const char *name)
{
  keep_part (self);
  queue_view (add_chart, (ViewPiece){ .page = self, .row = row, .name = name });
  if (vit_gallery_find (name)->paged)
    queue_turners (self, row);
}
