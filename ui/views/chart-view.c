#include "ui/views/chart-view.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/symbol.h"
#include "core/base/turns.h"
#include "ui/figure/figure-notes.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/left-out.h"
#include "ui/views/chart-private.h"
#include "ui/views/chart-sight.h"

/* Around a figure, pixels. */
#define MARGIN 2

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitChartView, vit_chart_view, GTK_TYPE_WIDGET)

void
vit_chart_view_emit_changed (VitChartView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vit_session_fill_request (VitSession *session, VitGalleryRequest *request, GPtrArray *runs)
{
  bool all = runs->len == 0;
  for (guint i = 0; all && i < vit_session_get_n_shown (session); i++)
    g_ptr_array_add (runs, vit_session_get_shown (session, i));
  request->analyses = vit_session_get_analyses (session);
  request->deriver = vit_session_get_deriver (session);
  request->set = vit_session_get_atom_set (session);
  request->runs = (VitRun **) runs->pdata;
  request->n_runs = runs->len;
  request->time = vit_session_get_time (session);
  request->slice = *vit_session_get_slice (session);
  request->colouring = *vit_session_get_colouring (session);
  vit_box_view_read (vit_session_get_study (session), &request->box);
  VitColourRange range = vit_session_get_range (session);
  if (range.mode == VIT_RANGE_PERCENTILES)
    {
      request->percentiles[0] = range.low;
      request->percentiles[1] = range.high;
    }
  request->filter = vit_filter_read (vit_study_get_options (vit_session_get_study (session)));
  request->dark = vit_theme_get_current ()->dark;
  request->atoms = *vit_session_get_followed (session);
}

/* Keep the last picture while results for the current request are being made, unless other results
 * than those shown have come in. */
static bool
needs_new_figure (VitChartView *self, const VitGalleryRequest *request)
{
  bool current;
  g_autofree char *results = NULL;
  g_autofree char *state = vit_gallery_describe (self->spec, request, &results, &current);
  self->busy = !current;
  bool same_results = g_strcmp0 (results, self->results) == 0;
  if (same_results && (g_strcmp0 (state, self->state) == 0 || (!current && self->figure)))
    return false;
  g_free (self->state);
  g_free (self->results);
  self->state = g_steal_pointer (&state);
  self->results = g_steal_pointer (&results);
  return true;
}

/* Whether what is missing is on its way, rather than impossible with what is given. */
static bool
is_waiting (VitChartView *self, const VitGalleryRequest *request)
{
  bool waiting = self->busy;
  for (guint i = 0; i < request->n_runs; i++)
    {
      VitRunState state = vit_run_get_state (request->runs[i]);
      waiting = waiting || state == VIT_RUN_CLOSED || state == VIT_RUN_OPENING;
    }
  return waiting;
}

static void
take_figure (VitChartView *self, VitFigure *figure, const GError *error, bool waiting)
{
  /* Keep the last picture while the results of the new one are being made. */
  if (figure || !waiting || !g_error_matches (error, VIT_ERROR, VIT_ERROR_MISSING) || !self->figure)
    {
      g_array_set_size (self->panels, 0);
      g_clear_pointer (&self->figure, vit_figure_free);
      self->figure = figure;
    }
  /* Drop the title, which the head of the card shows. Keep a caption only if it tells results. */
  if (figure && vit_figure_get_plot (figure))
    {
      vit_plot_set_title (vit_figure_get_plot (figure), NULL);
      if (self->spec->captioned)
        vit_plot_limit_caption (vit_figure_get_plot (figure), 0.25);
      else
        vit_plot_set_caption (vit_figure_get_plot (figure), NULL);
    }
}

/* Names of categories do not find room in a view that is too low: the page scrolls then. */
static gboolean
on_fit_height (gpointer data)
{
  VitChartView *self = data;
  self->fitting = 0;
  int width = gtk_widget_get_width (self->area);
  if (!self->figure || width <= 2 * MARGIN)
    return G_SOURCE_REMOVE;
  double least =
      vit_figure_get_least_height (self->figure, width - 2 * MARGIN, VIT_CHART_FONT_SIZE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area),
                                       least > 0 ? (int) ceil (least) + 2 * MARGIN : 0);
  return G_SOURCE_REMOVE;
}

/* Later: a size that is asked for while sizes are given is not heard. */
static void
queue_fit_height (VitChartView *self)
{
  if (self->fitting == 0)
    self->fitting = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, on_fit_height, self, NULL);
}

static void
collect_runs (VitChartView *self, GPtrArray *runs, VitGalleryRequest *request)
{
  guint n = vit_session_get_n_shown (self->session);
  if (self->run)
    g_ptr_array_add (runs, self->run);
  if (self->run || self->n_runs == 0 || n <= self->n_runs)
    return;
  request->first_run = self->first_run;
  request->n_of = n;
  for (guint i = self->first_run; i < MIN (self->first_run + self->n_runs, n); i++)
    g_ptr_array_add (runs, vit_session_get_shown (self->session, i));
}

/* Returns: whether other runs are left out than before. */
static bool
take_left_out (VitChartView *self, const VitGalleryRequest *request)
{
  bool changed = false;
  for (int why = 0; why < 2; why++)
    {
      char *text = self->figure ? vit_gallery_dup_left_out (self->spec, request, why) : NULL;
      changed = changed || g_strcmp0 (text, self->left_out[why]) != 0;
      g_free (self->left_out[why]);
      self->left_out[why] = text;
    }
  return changed;
}

static void
make_figure (VitChartView *self)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  VitGalleryRequest request = { 0 };
  collect_runs (self, runs, &request);
  vit_session_fill_request (self->session, &request, runs);
  bool busy = self->busy, same = !needs_new_figure (self, &request);
  vit_chart_view_watch_work (self);
  if (same)
    {
      if (busy != self->busy)
        g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  VitFigure *figure = vit_gallery_make (self->spec->name, &request, &error);
  take_figure (self, figure, error, is_waiting (self, &request));
  queue_fit_height (self);
  bool told = take_left_out (self, &request);
  const char *message = self->figure ? NULL : error->message;
  if (message)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->area),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
  bool changed = g_strcmp0 (message, self->message) != 0;
  if (changed)
    {
      g_free (self->message);
      self->message = g_strdup (message);
    }
  if (changed || told || busy != self->busy)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Plots whose axes are told. */
#define MOST_TOLD 4

/* Draws what does not move with the playhead, and finds the plots. */
static void
draw_figure (VitChartView *self, VitCanvas *canvas, int width, int height)
{
  g_array_set_size (self->panels, 0);
  vit_figure_draw (self->figure, canvas,
                   (VitRect){ MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN },
                   VIT_CHART_FONT_SIZE, 1, vit_theme_get_current (), self->panels);
}

/* Find the plots of a chart that has not been drawn, as it is out of sight. */
static void
find_plots (VitChartView *self)
{
  const cairo_rectangle_t nothing = { 0, 0, 1, 1 };
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &nothing);
  cairo_t *cr = cairo_create (surface);
  VitCanvas *canvas = vit_canvas_new_cairo (cr, NULL);
  draw_figure (self, canvas, gtk_widget_get_width (self->area), gtk_widget_get_height (self->area));
  vit_canvas_free (canvas);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static gboolean
on_describe (gpointer data)
{
  VitChartView *self = data;
  self->telling = 0;
  if (self->figure && self->panels->len == 0)
    find_plots (self);
  g_autoptr (GString) text = g_string_new (self->spec->title);
  for (guint i = 0; self->figure && i < MIN (self->panels->len, MOST_TOLD); i++)
    {
      const VitFigurePanel *panel = &g_array_index (self->panels, VitFigurePanel, i);
      bool timed = vit_chart_view_has_time_axis (self, vit_plot_get_tag (panel->plot));
      g_autofree char *summary = vit_plot_dup_summary (
          panel->plot, &panel->area, timed ? vit_session_get_time (self->session) : NAN);
      g_string_append_printf (text, ". %s", summary);
    }
  g_autofree char *region = vit_picked_region_dup_text (
      &self->drawn, self->panels, vit_session_get_atom_set (self->session), self->results);
  if (region)
    g_string_append_printf (text, ". In the region: %s", region);
  if (self->figure)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->area),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
  return G_SOURCE_REMOVE;
}

/* Later: nobody waits for it, and while time plays it would come in every frame. */
static void
queue_describe (VitChartView *self)
{
  if (self->telling == 0)
    self->telling = g_timeout_add (250, on_describe, self);
}

static void
draw_chart (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitChartView *self = data;
  if (!self->figure)
    return;
  queue_describe (self);
  if (!vit_chart_sight_check (&self->sight))
    return;
  VIT_TURN_PART ("chart", self->spec->name);
  const VitTheme *theme = vit_theme_get_current ();
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, NULL);
  draw_figure (self, canvas, width, height);
  if (self->outline->len == 0)
    vit_picked_region_draw (&self->drawn, canvas, self->panels,
                            vit_session_get_atom_set (self->session), self->results);
  vit_chart_draw_outline (canvas, self->outline);
  for (guint i = 0; i < self->panels->len; i++)
    {
      if (!vit_chart_view_has_time_axis (
              self, vit_plot_get_tag (g_array_index (self->panels, VitFigurePanel, i).plot)))
        continue;
      const VitPlotArea *plot = &g_array_index (self->panels, VitFigurePanel, i).area;
      double x = vit_plot_area_x (plot, vit_session_get_time (self->session));
      const VitRect *r = &plot->rect;
      if (!(x >= r->x && x <= r->x + r->width))
        continue;
      bool on_map = self->spec->bright_playhead;
      vit_canvas_set_colour (canvas, on_map ? (VitRgba){ 1, 1, 1, 1 } : theme->playhead);
      vit_canvas_set_line (canvas, 1.6, 0);
      vit_plot_draw_time (plot, canvas, x);
    }
}

/* ---- From the session ---- */

static gboolean
on_make_figure (gpointer data)
{
  VitChartView *self = data;
  self->making = 0;
  VitFigure *before = self->figure;
  make_figure (self);
  if (self->figure != before)
    gtk_widget_queue_draw (self->area);
  return G_SOURCE_REMOVE;
}

/* Collect all changes until just before the next frame is drawn, then check once whether the figure
 * must be made anew. */
static void
queue_new_figure (VitChartView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->stale = true;
      return;
    }
  if (self->making == 0)
    self->making = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, on_make_figure, self, NULL);
}

/* Draw the playhead and the picked region over the figure, which may itself depend on them. */
static void
on_playhead_or_selection_changed (VitChartView *self)
{
  gtk_widget_queue_draw (self->area);
  queue_new_figure (self);
}

/* Names and colours of runs stand in legends. */
static void
on_run_changed (VitStudy *study, VitRun *run, const char *name, VitChartView *self)
{
  if (strcmp (name, "label") == 0 || strcmp (name, "colour") == 0)
    queue_new_figure (self);
}

/* Ignore most of the group "view": the session notifies of changes of time, slice and colouring. */
static void
on_option_changed (VitStudy *study, const char *group, const char *key, VitChartView *self)
{
  if (strcmp (group, "view") != 0 || g_str_has_prefix (key, "filter"))
    queue_new_figure (self);
}

static void
on_results_changed (VitSession *session, VitRun *run, VitChartView *self)
{
  if (!self->run || run == self->run)
    queue_new_figure (self);
}

/* A run turns out to be one that is being written: what was made of it as a short one that has
 * ended does not stay until there is something newer. */
static void
on_live_changed (VitChartView *self)
{
  g_array_set_size (self->panels, 0);
  g_clear_pointer (&self->figure, vit_figure_free);
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->results, g_free);
  gtk_widget_queue_draw (self->area);
  queue_new_figure (self);
}

gboolean
vit_chart_view_is_busy (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), FALSE);
  return self->busy;
}

const char *
vit_chart_view_get_message (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  return self->message;
}

const char *
vit_chart_view_get_left_out (VitChartView *self, gboolean why)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  return self->left_out[why ? 1 : 0];
}

char *
vit_chart_view_dup_region_text (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  return vit_picked_region_dup_text (&self->drawn, self->panels,
                                     vit_session_get_atom_set (self->session), self->results);
}

GtkWidget *
vit_chart_view_new (VitSession *session, const char *name, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (session) && name && vit_gallery_find (name), NULL);
  VitChartView *self = g_object_new (VIT_TYPE_CHART_VIEW, NULL);
  self->session = session;
  self->spec = vit_gallery_find (name);
  self->run = run ? g_object_ref (run) : NULL;
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, vit_session_get_study (session));
  g_signal_group_set_target (self->deriver_signals, vit_session_get_deriver (session));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->area), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  self->stale = true;
  return GTK_WIDGET (self);
}

bool
vit_chart_view_place (VitChartView *self, const double data[2], double *x, double *y)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), false);
  if (!self->figure || self->panels->len == 0)
    return false;
  const VitPlotArea *area = &g_array_index (self->panels, VitFigurePanel, 0).area;
  VitPoint place;
  bool within = vit_plot_area_place (area, data, &place);
  *x = place.x;
  *y = place.y;
  return within;
}

bool
vit_chart_view_locate (VitChartView *self, double x, double y, double data[2], bool *inside)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self) && inside, false);
  if (!self->figure || self->panels->len == 0)
    return false;
  const VitPlotArea *area = &g_array_index (self->panels, VitFigurePanel, 0).area;
  const VitRect *r = &area->rect;
  *inside = vit_plot_locate (area, x, y, &data[0], &data[1]);
  return *inside || vit_plot_locate (area, CLAMP (x, r->x, r->x + r->width),
                                     CLAMP (y, r->y, r->y + r->height), &data[0], &data[1]);
}

guint
vit_chart_view_count_plots (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), 0);
  if (self->figure && self->panels->len == 0)
    find_plots (self);
  return self->panels->len;
}

const VitFigureSpec *
vit_chart_view_get_spec (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  return self->spec;
}

void
vit_chart_view_set_run (VitChartView *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_CHART_VIEW (self));
  if (g_set_object (&self->run, run))
    queue_new_figure (self);
}

void
vit_chart_view_set_part (VitChartView *self, guint first, guint n)
{
  g_return_if_fail (VIT_IS_CHART_VIEW (self));
  self->first_run = first;
  self->n_runs = n;
  queue_new_figure (self);
}

VitRun *
vit_chart_view_get_run (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  return self->run;
}

static void
vit_chart_view_map (GtkWidget *widget)
{
  VitChartView *self = VIT_CHART_VIEW (widget);
  GTK_WIDGET_CLASS (vit_chart_view_parent_class)->map (widget);
  if (!self->stale)
    return;
  self->stale = false;
  queue_new_figure (self);
}

static void
vit_chart_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vit_chart_view_parent_class)->css_changed (widget, change);
  if (VIT_CHART_VIEW (widget)->session)
    queue_new_figure (VIT_CHART_VIEW (widget));
}

static void
vit_chart_view_dispose (GObject *object)
{
  VitChartView *self = VIT_CHART_VIEW (object);
  GtkWidget *child;
  g_clear_handle_id (&self->making, g_source_remove);
  g_clear_handle_id (&self->telling, g_source_remove);
  g_clear_handle_id (&self->watching, g_source_remove);
  g_clear_handle_id (&self->fitting, g_source_remove);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->deriver_signals);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  vit_chart_sight_clear (&self->sight);
  g_clear_pointer (&self->figure, vit_figure_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->left_out[0], g_free);
  g_clear_pointer (&self->left_out[1], g_free);
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->results, g_free);
  g_clear_pointer (&self->panels, g_array_unref);
  g_clear_pointer (&self->outline, g_array_unref);
  vit_region_drawn_clear (&self->drawn);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (vit_chart_view_parent_class)->dispose (object);
}

static void
vit_chart_view_class_init (VitChartViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_chart_view_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = vit_chart_view_css_changed;
  GTK_WIDGET_CLASS (klass)->map = vit_chart_view_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "chart-view");
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
vit_chart_view_init (VitChartView *self)
{
  self->panels = g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  GtkWidget *overlay = gtk_overlay_new ();
  gtk_widget_set_parent (overlay, GTK_WIDGET (self));
  /* GTK from 4.14 on hides widgets without a role from assistive technologies. */
  self->area =
      g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw_chart, self, NULL);
  vit_chart_sight_init (&self->sight, self->area);
  g_signal_connect_swapped (self->area, "resize", G_CALLBACK (queue_fit_height), self);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->area);

  vit_chart_view_add_pointer (self, GTK_OVERLAY (overlay));

  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::time",
                                  G_CALLBACK (on_playhead_or_selection_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::liquid-rule",
                                  G_CALLBACK (queue_new_figure), self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed",
                                  G_CALLBACK (queue_new_figure), self);
  g_signal_group_connect (self->session_signals, "results-changed", G_CALLBACK (on_results_changed),
                          self);
  g_signal_group_connect_swapped (self->session_signals, "notify::live",
                                  G_CALLBACK (on_live_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::slice",
                                  G_CALLBACK (queue_new_figure), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::colouring",
                                  G_CALLBACK (queue_new_figure), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-atom",
                                  G_CALLBACK (queue_new_figure), self);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "notify::modified",
                                  G_CALLBACK (queue_new_figure), self);
  g_signal_group_connect (self->study_signals, "run-changed", G_CALLBACK (on_run_changed), self);
  g_signal_group_connect (self->study_signals, "option-changed", G_CALLBACK (on_option_changed),
                          self);
  g_signal_group_connect_swapped (self->session_signals, "notify::atom-set",
                                  G_CALLBACK (on_playhead_or_selection_changed), self);
  self->deriver_signals = g_signal_group_new (VIT_TYPE_DERIVER);
  g_signal_group_connect_swapped (self->deriver_signals, "changed", G_CALLBACK (queue_new_figure),
                                  self);
}
