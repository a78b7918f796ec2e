/* The pointer over a chart: values in a tip, the playhead, regions, clicks. */

#include <math.h>

#include "core/results/symbol.h"
#include "ui/views/chart-private.h"

/* A drag shorter than this is a click, pixels. */
#define CLICK_DISTANCE 4.0

/* Approximate width of a character of the tip, pixels. */
#define CHARACTER_WIDTH 8

bool
vit_chart_view_has_time_axis (VitChartView *self, const VitPlotTag *tag)
{
  return self->spec->time_axis || g_strcmp0 (tag->kind, "time") == 0;
}

/* Regions can be drawn in plots with a tag, which tells where their points come from. */
static bool
can_draw_region (VitChartView *self, const VitPlotTag *tag)
{
  return self->spec->regions && tag->kind;
}

/* Returns: the plot at a point of the widget, and the data there; %NULL between plots. */
static const VitFigurePanel *
find_panel (VitChartView *self, double px, double py, double *x, double *y)
{
  for (guint i = 0; self->figure && i < self->panels->len; i++)
    {
      const VitFigurePanel *panel = &g_array_index (self->panels, VitFigurePanel, i);
      if (vit_plot_locate (&panel->area, px, py, x, y))
        return panel;
    }
  return NULL;
}

static void
hide_tip (VitChartView *self)
{
  gtk_widget_set_visible (self->tip, FALSE);
}

/* (transfer full) (nullable): the label of an axis at a point of the widget, or all headings of a
 * table. */
static char *
dup_label (VitChartView *self, double px, double py)
{
  for (guint i = 0; self->figure && i < self->panels->len; i++)
    {
      const VitFigurePanel *panel = &g_array_index (self->panels, VitFigurePanel, i);
      const char *label = vit_plot_find_label (panel->plot, &panel->area, px, py);
      if (label)
        return g_strdup (label);
    }
  return self->figure ? vit_figure_dup_headings (self->figure) : NULL;
}

/* What the symbols of an axis stand for. */
static char *
explain_label (VitChartView *self, double px, double py)
{
  g_autofree char *label = dup_label (self, px, py);
  g_autofree char *text = label ? vit_symbol_explain (label) : NULL;
  return text ? g_strconcat (text, VIT_SYMBOL_MORE, NULL) : NULL;
}

char *
vit_chart_view_dup_topic_at (VitChartView *self, double px, double py)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self), NULL);
  graphene_point_t in_area;
  g_autofree char *label =
      gtk_widget_compute_point (GTK_WIDGET (self), self->area,
                                &GRAPHENE_POINT_INIT ((float) px, (float) py), &in_area)
          ? dup_label (self, (double) in_area.x, (double) in_area.y)
          : NULL;
  return label ? vit_symbol_find_topic (label) : NULL;
}

static void
on_motion (GtkEventControllerMotion *controller, double px, double py, VitChartView *self)
{
  double x, y;
  const VitFigurePanel *panel = find_panel (self, px, py, &x, &y);
  /* Show no tip while a region is being drawn: it would cover the region. */
  g_autofree char *text = self->outline->len > 0 ? NULL
                          : panel ? vit_chart_new_reading (self->session, self->spec, panel, x, y)
                                  : explain_label (self, px, py);
  if (!text)
    {
      hide_tip (self);
      return;
    }
  gtk_label_set_markup (self->tip_label, text);
  gtk_widget_set_halign (self->tip, GTK_ALIGN_START);
  /* A widget is measured as 0 × 0 while hidden, and margins count as part of its size. */
  gtk_widget_set_visible (self->tip, TRUE);
  gtk_widget_set_margin_start (self->tip, 0);
  gtk_widget_set_margin_top (self->tip, 0);
  int width = gtk_widget_get_width (self->area), wide, high;
  /* Wrap long names in a narrow view. */
  gtk_label_set_max_width_chars (self->tip_label, MAX (width / CHARACTER_WIDTH - 4, 12));
  gtk_widget_measure (self->tip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wide, NULL, NULL);
  gtk_widget_measure (self->tip, GTK_ORIENTATION_VERTICAL, wide, NULL, &high, NULL, NULL);
  int x_tip = px > width / 2.0 ? (int) px - wide - 14 : (int) px + 14;
  gtk_widget_set_margin_start (self->tip, CLAMP (x_tip, 0, MAX (width - wide, 0)));
  gtk_widget_set_margin_top (
      self->tip, CLAMP ((int) py - 10, 0, MAX (gtk_widget_get_height (self->area) - high, 0)));
}

static void
move_playhead (VitChartView *self, double px)
{
  double x, y;
  if (!self->holds || !vit_chart_view_has_time_axis (self, &self->held))
    return;
  vit_plot_locate (&self->held_in, px, 0, &x, &y);
  vit_session_set_scrubbing (self->session, true);
  vit_session_set_time (self->session, x);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double px, double py, VitChartView *self)
{
  double x, y;
  g_array_set_size (self->outline, 0);
  self->holds = false;
  const VitFigurePanel *panel = find_panel (self, px, py, &x, &y);
  /* In a view with a single plot the playhead can be dragged from outside the axes as well. */
  if (!panel && self->spec->time_axis && self->figure && self->panels->len == 1)
    panel = &g_array_index (self->panels, VitFigurePanel, 0);
  if (!panel)
    return;
  self->held = *vit_plot_get_tag (panel->plot);
  self->held_in = panel->area;
  self->holds = true;
  move_playhead (self, px);
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  self->rectangle = (state & GDK_SHIFT_MASK) != 0;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, VitChartView *self)
{
  double x, y;
  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  move_playhead (self, x + dx);
  double u, v;
  if (self->holds)
    {
      vit_plot_locate (&self->held_in, x + dx, y + dy, &u, &v);
      if (vit_chart_drag_at (self->session, self->spec, v))
        return;
    }
  if (!self->holds || !can_draw_region (self, &self->held))
    return;
  const VitRect *r = &self->held_in.rect;
  VitPoint from = { x, y },
           to = { CLAMP (x + dx, r->x, r->x + r->width), CLAMP (y + dy, r->y, r->y + r->height) };
  if (self->rectangle)
    {
      const VitPoint corners[] = { from, { to.x, from.y }, to, { from.x, to.y }, from };
      g_array_set_size (self->outline, 0);
      g_array_append_vals (self->outline, corners, G_N_ELEMENTS (corners));
    }
  else
    {
      if (self->outline->len == 0)
        g_array_append_val (self->outline, from);
      g_array_append_val (self->outline, to);
    }
  hide_tip (self);
  gtk_widget_queue_draw (self->area);
}

static void
on_drag_over (VitChartView *self)
{
  vit_session_set_scrubbing (self->session, false);
}

static void
pick_inside (VitChartView *self, const VitPlotTag *tag, const double (*polygon)[2], size_t n)
{
  vit_chart_select_inside (self->session, self->spec, tag, polygon, n);
  vit_region_drawn_set (&self->drawn, vit_session_get_atom_set (self->session), self->results);
}

static void
select_outline (VitChartView *self)
{
  guint n = self->outline->len;
  g_autofree double (*polygon)[2] = g_malloc_n (MAX (n, 1), sizeof *polygon);
  for (guint i = 0; i < n; i++)
    {
      const VitPoint *point = &g_array_index (self->outline, VitPoint, i);
      vit_plot_locate (&self->held_in, point->x, point->y, &polygon[i][0], &polygon[i][1]);
    }
  pick_inside (self, &self->held, (const double (*)[2]) polygon, n);
}

/* The outline of a region ends where it began. */
static bool
is_click (VitChartView *self, double dx, double dy)
{
  bool click = hypot (dx, dy) < CLICK_DISTANCE;
  for (guint i = 1; i < self->outline->len; i++)
    {
      const VitPoint *from = &g_array_index (self->outline, VitPoint, 0),
                     *point = &g_array_index (self->outline, VitPoint, i);
      click = click && hypot (point->x - from->x, point->y - from->y) < CLICK_DISTANCE;
    }
  return click;
}

/* A click that hits nothing to pick clears the selection. */
static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, VitChartView *self)
{
  double px, py, x, y;
  if (!self->holds || !gtk_gesture_drag_get_start_point (gesture, &px, &py))
    return;
  if (is_click (self, dx, dy))
    {
      vit_plot_locate (&self->held_in, px, py, &x, &y);
      if (!vit_chart_select_at (self->session, self->spec, &self->held, x, y) &&
          can_draw_region (self, &self->held))
        vit_session_set_atom_set (self->session, NULL);
    }
  else if (can_draw_region (self, &self->held))
    select_outline (self);
  self->holds = false;
  g_array_set_size (self->outline, 0);
  gtk_widget_queue_draw (self->area);
}

bool
vit_chart_view_pick_region (VitChartView *self, const double (*polygon)[2], size_t n)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self) && polygon, false);
  for (guint i = 0; i < self->panels->len; i++)
    {
      const VitFigurePanel *panel = &g_array_index (self->panels, VitFigurePanel, i);
      const VitPlotTag tag = *vit_plot_get_tag (panel->plot);
      if (!can_draw_region (self, &tag))
        continue;
      pick_inside (self, &tag, polygon, n);
      gtk_widget_queue_draw (self->area);
      return true;
    }
  return false;
}

void
vit_chart_view_add_pointer (VitChartView *self, GtkOverlay *overlay)
{
  self->outline = g_array_new (FALSE, FALSE, sizeof (VitPoint));
  self->tip_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->tip_label, 0);
  gtk_label_set_wrap (self->tip_label, TRUE);
  self->tip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->tip), GTK_WIDGET (self->tip_label));
  gtk_widget_add_css_class (self->tip, "view-tip");
  gtk_widget_set_valign (self->tip, GTK_ALIGN_START);
  gtk_widget_set_can_target (self->tip, FALSE);
  gtk_widget_set_visible (self->tip, FALSE);
  gtk_overlay_add_overlay (overlay, self->tip);

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (hide_tip), self);
  gtk_widget_add_controller (self->area, motion);
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect_swapped (drag, "end", G_CALLBACK (on_drag_over), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_over), self);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (drag));
}
