#include "ui/views/chart-view.h"

#include <math.h>
#include <string.h>

/* Of labels, px. */
#define FONT_SIZE 11.0

struct _VitChartView
{
  GtkWidget parent_instance;

  GtkWidget *area;
  GtkWidget *tip;
  GtkLabel *tip_label;

  VitSession *session; /* borrowed: views go with their session */
  char *name;
  VitRun *run;
  GSignalGroup *session_signals;
  GSignalGroup *study_signals;

  VitFigure *figure;
  VitPlotArea plot;
  char *message;
  guint making; /* source that makes the figure anew */
  bool has_time_axis;
  bool follows_time; /* what is drawn, not only the playhead, depends on time */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitChartView, vit_chart_view, GTK_TYPE_WIDGET)

void
vit_session_fill_request (VitSession *session, VitGalleryRequest *request, GPtrArray *runs)
{
  bool all = runs->len == 0;
  for (guint i = 0; all && i < vit_session_get_n_shown (session); i++)
    g_ptr_array_add (runs, vit_session_get_shown (session, i));
  request->analyses = vit_session_get_analyses (session);
  request->runs = (VitRun **) runs->pdata;
  request->n_runs = runs->len;
  request->time = vit_session_get_time (session);
  request->slice = *vit_session_get_slice (session);
  request->colouring = *vit_session_get_colouring (session);
  request->dark = vit_theme_get_current ()->dark;
  vit_session_get_selection (session, NULL, &request->atom);
}

static void
make_figure (VitChartView *self)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  VitGalleryRequest request = { 0 };
  if (self->run)
    g_ptr_array_add (runs, self->run);
  vit_session_fill_request (self->session, &request, runs);
  g_clear_pointer (&self->figure, vit_figure_free);
  self->figure = vit_gallery_make (self->name, &request, &error);
  /* The head of the card says what a title would. */
  if (self->figure && vit_figure_get_plot (self->figure))
    {
      vit_plot_set_title (vit_figure_get_plot (self->figure), NULL);
      vit_plot_set_caption (vit_figure_get_plot (self->figure), NULL);
    }
  const char *message = self->figure ? NULL : error->message;
  if (g_strcmp0 (message, self->message) != 0)
    {
      g_free (self->message);
      self->message = g_strdup (message);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitChartView *self = data;
  if (!self->figure)
    return;
  const VitTheme *theme = vit_theme_get_current ();
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, theme->font);
  vit_figure_draw (self->figure, canvas, (VitRect){ 2, 2, width - 4, height - 4 }, FONT_SIZE, 1,
                   theme, &self->plot);
  if (!self->has_time_axis)
    return;
  double x = vit_plot_area_x (&self->plot, vit_session_get_time (self->session));
  const VitRect *r = &self->plot.rect;
  if (x < r->x || x > r->x + r->width)
    return;
  bool on_map = strcmp (self->name, "evolution") == 0;
  vit_canvas_set_colour (canvas, on_map ? (VitRgba){ 1, 1, 1, 1 } : theme->playhead);
  vit_canvas_set_line (canvas, 1.6, 0);
  vit_canvas_line (canvas, x, r->y, x, r->y + r->height);
}

/* ---- The pointer ---- */

static char *
new_reading (VitChartView *self, double x, double y)
{
  if (strcmp (self->name, "distribution") == 0)
    return g_strdup_printf ("<i>T</i><sub>ML</sub> = %.0f K\n%.2f·10<sup>−3</sup> K<sup>−1</sup>",
                            x, y);
  if (strcmp (self->name, "evolution") == 0 || strcmp (self->name, "mean") == 0)
    return g_strdup_printf ("<i>t</i> = %.4g ps\n<i>T</i><sub>ML</sub> = %.0f K", x, y);

  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "<i>t</i> = %.4g ps", x);
  for (guint i = 0; i < vit_session_get_n_shown (self->session); i++)
    {
      VitRun *run = vit_session_get_shown (self->session, i);
      VitTmlSeries *series = vit_analyses_get_tml (vit_session_get_analyses (self->session), run);
      int index = series ? vit_tml_series_find (series, x) : -1;
      double fraction =
          index >= 0 ? vit_session_get_liquid_fraction (self->session, run, (guint) index) : NAN;
      g_autofree char *label = vit_gallery_run_label (run);
      if (isfinite (fraction))
        g_string_append_printf (text, "\n%s: %.1f %% LA at %.4g ps", label, 100 * fraction,
                                vit_tml_series_get_time (series, (guint) index));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
hide_tip (VitChartView *self)
{
  gtk_widget_set_visible (self->tip, FALSE);
}

static void
on_motion (GtkEventControllerMotion *controller, double px, double py, VitChartView *self)
{
  double x, y;
  if (!self->figure || !vit_plot_locate (&self->plot, px, py, &x, &y))
    {
      hide_tip (self);
      return;
    }
  g_autofree char *text = new_reading (self, x, y);
  int width = gtk_widget_get_width (self->area);
  gtk_label_set_markup (self->tip_label, text);
  gtk_widget_set_margin_start (self->tip,
                               px > width / 2.0 ? MAX ((int) px - 180, 0) : (int) px + 14);
  gtk_widget_set_margin_top (self->tip, MAX ((int) py - 10, 0));
  gtk_widget_set_halign (self->tip, GTK_ALIGN_START);
  gtk_widget_set_visible (self->tip, TRUE);
}

static void
go_to (VitChartView *self, double px, double py)
{
  double x, y;
  if (self->has_time_axis && self->figure)
    {
      vit_plot_locate (&self->plot, px, py, &x, &y);
      vit_session_set_time (self->session, x);
    }
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, VitChartView *self)
{
  go_to (self, x, y);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, VitChartView *self)
{
  double x, y;
  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    go_to (self, x + dx, y + dy);
}

/* ---- From the session ---- */

static gboolean
on_make (gpointer data)
{
  VitChartView *self = data;
  self->making = 0;
  make_figure (self);
  gtk_widget_queue_draw (self->area);
  return G_SOURCE_REMOVE;
}

/* Once for all that has changed, before the next picture is drawn. */
static void
make_anew (VitChartView *self)
{
  if (self->making == 0)
    self->making = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, on_make, self, NULL);
}

static void
on_time_changed (VitChartView *self)
{
  if (self->follows_time)
    make_anew (self);
  else
    gtk_widget_queue_draw (self->area);
}

static void
on_results_changed (VitSession *session, VitRun *run, VitChartView *self)
{
  if (!self->run || run == self->run)
    make_anew (self);
}

const char *
vit_chart_view_get_message (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  return self->message;
}

GtkWidget *
vit_chart_view_new (VitSession *session, const char *name, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (session) && name, NULL);
  VitChartView *self = g_object_new (VIT_TYPE_CHART_VIEW, NULL);
  self->session = session;
  self->name = g_strdup (name);
  self->run = run ? g_object_ref (run) : NULL;
  self->follows_time = strcmp (name, "distribution") == 0;
  self->has_time_axis =
      strcmp (name, "distribution") != 0 && strcmp (name, "predicted-actual") != 0;
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, vit_session_get_study (session));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->area), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  make_anew (self);
  return GTK_WIDGET (self);
}

void
vit_chart_view_set_run (VitChartView *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_CHART_VIEW (self));
  if (g_set_object (&self->run, run))
    make_anew (self);
}

VitRun *
vit_chart_view_get_run (VitChartView *self)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  return self->run;
}

static void
vit_chart_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vit_chart_view_parent_class)->css_changed (widget, change);
  if (VIT_CHART_VIEW (widget)->session)
    make_anew (VIT_CHART_VIEW (widget));
}

static void
vit_chart_view_dispose (GObject *object)
{
  VitChartView *self = VIT_CHART_VIEW (object);
  GtkWidget *child;
  g_clear_handle_id (&self->making, g_source_remove);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_pointer (&self->figure, vit_figure_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (vit_chart_view_parent_class)->dispose (object);
}

static void
vit_chart_view_class_init (VitChartViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_chart_view_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = vit_chart_view_css_changed;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "chart-view");
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
vit_chart_view_init (VitChartView *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  gtk_widget_set_parent (overlay, GTK_WIDGET (self));
  self->area = gtk_drawing_area_new ();
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw, self, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->area);

  self->tip_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->tip_label, 0);
  self->tip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->tip), GTK_WIDGET (self->tip_label));
  gtk_widget_add_css_class (self->tip, "view-tip");
  gtk_widget_set_valign (self->tip, GTK_ALIGN_START);
  gtk_widget_set_can_target (self->tip, FALSE);
  gtk_widget_set_visible (self->tip, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->tip);

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (hide_tip), self);
  gtk_widget_add_controller (self->area, motion);
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (drag));

  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::time",
                                  G_CALLBACK (on_time_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::liquid-rule",
                                  G_CALLBACK (make_anew), self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed", G_CALLBACK (make_anew),
                                  self);
  g_signal_group_connect (self->session_signals, "results-changed", G_CALLBACK (on_results_changed),
                          self);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "notify::modified", G_CALLBACK (make_anew),
                                  self);
}
