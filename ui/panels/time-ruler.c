#include "ui/panels/time-ruler.h"

#include <math.h>

#include "ui/style/number-format.h"
#include "ui/style/run-colour.h"
#include "ui/style/theme.h"

/* Pixels: height of the labels under the curves, height of the bar of computed start times, margin
 * above, and margin on both sides. */
#define LABEL_HEIGHT (16 * vit_theme_get_text_scale ())
#define BUFFER_HEIGHT 4
#define TOP_MARGIN 4
#define SIDE_MARGIN 10

struct _VitTimeRuler
{
  GtkWidget parent_instance;

  VitSession *session;
  GSignalGroup *session_signals, *study_signals;
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (VitTimeRuler, vit_time_ruler, GTK_TYPE_WIDGET)

typedef struct
{
  double start, end;    /* ps */
  double width, height; /* size of the area of the curves, px */
  double strain_min, strain_max, sign;
} RulerScale;

static double
get_x (const RulerScale *scale, double time)
{
  return SIDE_MARGIN + (time - scale->start) / (scale->end - scale->start) * scale->width;
}

static bool
get_scale (VitTimeRuler *self, RulerScale *scale)
{
  if (!self->session)
    return false;
  vit_session_get_extent (self->session, &scale->start, &scale->end);
  scale->width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * SIDE_MARGIN;
  scale->height =
      gtk_widget_get_height (GTK_WIDGET (self)) - LABEL_HEIGHT - BUFFER_HEIGHT - 2 - TOP_MARGIN;
  if (!(scale->end > scale->start) || scale->width < 1 || scale->height < 1)
    return false;

  scale->sign =
      vit_options_get_strain_sign (vit_study_get_options (vit_session_get_study (self->session)));
  scale->strain_min = INFINITY;
  scale->strain_max = -INFINITY;
  for (guint r = 0; r < vit_session_get_n_shown (self->session); r++)
    {
      size_t n = 0;
      const double *strain = vit_run_get_strain (vit_session_get_shown (self->session, r), &n);
      for (size_t f = 0; strain && f < n; f++)
        {
          scale->strain_min = fmin (scale->strain_min, scale->sign * strain[f]);
          scale->strain_max = fmax (scale->strain_max, scale->sign * strain[f]);
        }
    }
  return true;
}

static void
set_colour (cairo_t *cr, const VitRgba *colour, double alpha)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
}

static double
get_y (const RulerScale *scale, double fraction)
{
  return TOP_MARGIN + (1 - fraction) * scale->height;
}

/* The liquid-like fraction as a filled curve, with gaps where start times have not been computed.
 */
static void
draw_fraction (
    VitTimeRuler *self, cairo_t *cr, const RulerScale *scale, VitRun *run, const VitRgba *colour)
{
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (self->session), run);
  guint n = tml ? vit_tml_series_get_n (tml) : 0;
  double base = get_y (scale, 0), first_x = NAN, last_x = NAN;

  cairo_new_path (cr);
  for (guint i = 0; i <= n; i++)
    {
      double fraction = i < n ? vit_session_get_liquid_fraction (self->session, run, i) : NAN;
      if (!isnan (fraction))
        {
          double x = get_x (scale, vit_tml_series_get_time (tml, i));
          if (isnan (first_x))
            {
              first_x = x;
              cairo_move_to (cr, x, get_y (scale, fraction));
            }
          else
            cairo_line_to (cr, x, get_y (scale, fraction));
          last_x = x;
        }
      else if (!isnan (first_x))
        {
          cairo_path_t *line = cairo_copy_path (cr);
          cairo_line_to (cr, last_x, base);
          cairo_line_to (cr, first_x, base);
          cairo_close_path (cr);
          set_colour (cr, colour, 0.18);
          cairo_fill (cr);
          cairo_append_path (cr, line);
          cairo_path_destroy (line);
          set_colour (cr, colour, 1);
          cairo_set_line_width (cr, 1.5);
          cairo_stroke (cr);
          first_x = NAN;
        }
    }
}

static void
draw_strain (
    VitTimeRuler *self, cairo_t *cr, const RulerScale *scale, VitRun *run, const VitRgba *colour)
{
  size_t n = 0;
  const double *strain = vit_run_get_strain (run, &n);
  VitTimeline *timeline = vit_run_get_timeline (run);
  double span = scale->strain_max - scale->strain_min;
  static const double dashes[] = { 3, 2 }, dots[] = { 1, 3 };

  if (!strain || !timeline || !(span > 0))
    return;
  const double *times = vit_timeline_get_times (timeline);
  cairo_new_path (cr);
  for (size_t f = 0; f < n; f++)
    if (!isnan (strain[f]))
      cairo_line_to (cr, get_x (scale, times[f]),
                     TOP_MARGIN +
                         (scale->strain_max - scale->sign * strain[f]) / span * scale->height);
  cairo_set_dash (cr, vit_run_has_box_strain (run) ? dots : dashes, 2, 0);
  cairo_set_line_width (cr, 1.2);
  set_colour (cr, colour, 0.8);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* What a run that is being written has yet to reach for: after its last start time. */
static void
draw_waiting (VitTimeRuler *self,
              cairo_t *cr,
              const RulerScale *scale,
              VitRun *run,
              const VitRgba *colour,
              double y,
              double height)
{
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (self->session), run);
  VitTimeline *timeline = vit_run_get_timeline (run);
  size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
  if (!tml || n == 0 || !vit_run_is_live (run))
    return;
  const double *times = vit_timeline_get_times (timeline);
  double final = vit_tml_series_get_final (tml);
  double from =
      get_x (scale, isnan (final) ? times[vit_timeline_get_frame_at (timeline, 0)] : final);
  double to = get_x (scale, times[vit_timeline_get_frame_at (timeline, n - 1)]);
  set_colour (cr, colour, 0.35);
  for (double x = from + 2; x < to; x += 6)
    cairo_rectangle (cr, x, y, MIN (3, to - x), height);
  cairo_fill (cr);
}

/* One mark for each computed start time, as wide as its share of the time axis. */
static void
draw_buffer (VitTimeRuler *self,
             cairo_t *cr,
             const RulerScale *scale,
             VitRun *run,
             const VitRgba *colour,
             double y,
             double height)
{
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (self->session), run);
  guint n = tml ? vit_tml_series_get_n (tml) : 0;

  for (guint i = 0; i < n; i++)
    {
      if (vit_tml_series_get_state (tml, i) != VIT_TML_READY)
        continue;
      double time = vit_tml_series_get_time (tml, i);
      double before = i > 0 ? vit_tml_series_get_time (tml, i - 1) : time;
      double after = i + 1 < n ? vit_tml_series_get_time (tml, i + 1) : time;
      double x0 = get_x (scale, (time + before) / 2), x1 = get_x (scale, (time + after) / 2);
      cairo_rectangle (cr, x0, y, MAX (x1 - x0, 1.5), height);
    }
  set_colour (cr, colour, 0.9);
  cairo_fill (cr);
  draw_waiting (self, cr, scale, run, colour, y, height);
}

static void
draw_labels (VitTimeRuler *self, cairo_t *cr, const RulerScale *scale, const VitTheme *theme)
{
  double step = vit_nice_step ((scale->end - scale->start) /
                               MAX (2, scale->width / (80 * vit_theme_get_text_scale ())));
  double y = gtk_widget_get_height (GTK_WIDGET (self)) - LABEL_HEIGHT;

  set_colour (cr, &theme->dim, 1);
  cairo_set_line_width (cr, 1);
  for (double t = ceil (scale->start / step) * step; t <= scale->end + step * 1e-6; t += step)
    {
      int width;
      char number[VIT_NUMBER_BYTES];
      g_autofree char *text = g_strdup (vit_format_tick (t, step, number));
      g_autofree char *label =
          t + step > scale->end ? g_strconcat (text, " ps", NULL) : g_steal_pointer (&text);
      double x = get_x (scale, t);
      pango_layout_set_text (self->layout, label, -1);
      pango_layout_get_pixel_size (self->layout, &width, NULL);
      cairo_move_to (cr, CLAMP (x - width / 2.0, 0, scale->width + 2 * SIDE_MARGIN - width), y + 1);
      pango_cairo_show_layout (cr, self->layout);
      cairo_new_path (cr);
      cairo_move_to (cr, floor (x) + 0.5, y - 2);
      cairo_line_to (cr, floor (x) + 0.5, y + 1);
      cairo_stroke (cr);
    }
}

static void
draw_playhead (VitTimeRuler *self, cairo_t *cr, const RulerScale *scale, const VitTheme *theme)
{
  double x = floor (get_x (scale, vit_session_get_time (self->session))) + 0.5;
  double bottom = TOP_MARGIN + scale->height + BUFFER_HEIGHT + 2;

  set_colour (cr, &theme->playhead, 1);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x, TOP_MARGIN);
  cairo_line_to (cr, x, bottom);
  cairo_stroke (cr);
  cairo_arc (cr, x, TOP_MARGIN + 1, 4, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* A flag at the time of each alarm, in the colour of its run. */
static void
draw_alarms (VitTimeRuler *self, cairo_t *cr, const RulerScale *scale, const VitTheme *theme)
{
  VitAlarms *alarms = vit_session_get_alarms (self->session);
  double bottom = TOP_MARGIN + scale->height;
  for (guint r = 0; alarms && r < vit_session_get_n_shown (self->session); r++)
    {
      VitRun *run = vit_session_get_shown (self->session, r);
      VitRgba colour = vit_run_colour_get (vit_session_get_study (self->session), run, theme->dark);
      size_t n;
      const VitAlarm *all = vit_alarms_get (alarms, run, &n);
      set_colour (cr, &colour, 1);
      cairo_set_line_width (cr, 1);
      for (size_t i = 0; i < n; i++)
        {
          double x = floor (get_x (scale, all[i].time)) + 0.5;
          cairo_move_to (cr, x, bottom);
          cairo_line_to (cr, x, bottom - 16);
          cairo_stroke (cr);
          cairo_move_to (cr, x, bottom - 16);
          cairo_line_to (cr, x + 8, bottom - 12.5);
          cairo_line_to (cr, x, bottom - 9);
          cairo_close_path (cr);
          cairo_fill (cr);
        }
    }
}

static void
draw_ruler (VitTimeRuler *self, cairo_t *cr, const RulerScale *scale, const VitTheme *theme)
{
  guint n = vit_session_get_n_shown (self->session);
  double buffer_y = TOP_MARGIN + scale->height + 1;

  set_colour (cr, &theme->grid, 1);
  cairo_rectangle (cr, SIDE_MARGIN, buffer_y, scale->width, BUFFER_HEIGHT);
  cairo_fill (cr);
  for (guint r = 0; r < n; r++)
    {
      VitRun *run = vit_session_get_shown (self->session, r);
      VitRgba colour = vit_run_colour_get (vit_session_get_study (self->session), run,
                                           vit_theme_get_current ()->dark);
      draw_fraction (self, cr, scale, run, &colour);
      draw_strain (self, cr, scale, run, &colour);
      draw_buffer (self, cr, scale, run, &colour, buffer_y + (double) BUFFER_HEIGHT * r / n,
                   (double) BUFFER_HEIGHT / n);
    }
  draw_alarms (self, cr, scale, theme);
  draw_labels (self, cr, scale, theme);
  draw_playhead (self, cr, scale, theme);
}

static void
vit_time_ruler_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VitTimeRuler *self = VIT_TIME_RULER (widget);
  RulerScale scale;

  if (!get_scale (self, &scale))
    return;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  draw_ruler (self, cr, &scale, vit_theme_get_current ());
  cairo_destroy (cr);
}

static void
move_playhead (VitTimeRuler *self, double x)
{
  RulerScale scale;
  if (get_scale (self, &scale))
    vit_session_set_time (self->session, scale.start + (x - SIDE_MARGIN) / scale.width *
                                                           (scale.end - scale.start));
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, VitTimeRuler *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->session)
    {
      vit_session_set_playing (self->session, false);
      vit_session_set_scrubbing (self->session, true);
    }
  move_playhead (self, x);
}

static void
on_drag_end (VitTimeRuler *self)
{
  if (self->session)
    vit_session_set_scrubbing (self->session, false);
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, VitTimeRuler *self)
{
  double x, y;
  gtk_gesture_drag_get_start_point (drag, &x, &y);
  move_playhead (self, x + dx);
}

/* What the flags stand for; %NULL without any. */
static char *
dup_alarms (VitTimeRuler *self)
{
  VitAlarms *alarms = vit_session_get_alarms (self->session);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint r = 0; alarms && r < vit_session_get_n_shown (self->session); r++)
    {
      VitRun *run = vit_session_get_shown (self->session, r);
      size_t n;
      const VitAlarm *all = vit_alarms_get (alarms, run, &n);
      for (size_t i = 0; i < n; i++)
        {
          g_autofree char *one = vit_alarm_dup_text (&all[i]);
          g_string_append_printf (text, "%sAlarm of %s: %s", text->len > 0 ? "\n" : "",
                                  vit_run_get_name (run), one);
        }
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
update_description (VitTimeRuler *self)
{
  if (!self->session)
    return;
  double start, end, time = vit_session_get_time (self->session);
  vit_session_get_extent (self->session, &start, &end);
  g_autofree char *place = g_strdup_printf ("%.1f ps of %.1f to %.1f ps", time, start, end);
  g_autofree char *alarms = dup_alarms (self);
  g_autofree char *text = g_strconcat (place, alarms ? "; " : NULL, alarms, NULL);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self)), alarms) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), alarms);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, time,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, start,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, end,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
update_ruler (VitTimeRuler *self)
{
  update_description (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vit_time_ruler_set_session (VitTimeRuler *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_TIME_RULER (self));
  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, session ? vit_session_get_study (session) : NULL);
  update_ruler (self);
}

GtkWidget *
vit_time_ruler_new (void)
{
  return g_object_new (VIT_TYPE_TIME_RULER, NULL);
}

static void
vit_time_ruler_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 150 : 56 + (int) LABEL_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 600 : 68 + (int) LABEL_HEIGHT;
}

static void
vit_time_ruler_dispose (GObject *object)
{
  VitTimeRuler *self = VIT_TIME_RULER (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (vit_time_ruler_parent_class)->dispose (object);
}

static void
vit_time_ruler_class_init (VitTimeRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vit_time_ruler_dispose;
  widget_class->snapshot = vit_time_ruler_snapshot;
  widget_class->measure = vit_time_ruler_measure;
  gtk_widget_class_set_css_name (widget_class, "time-ruler");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
vit_time_ruler_init (VitTimeRuler *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Time", -1);
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 8");
  pango_layout_set_font_description (self->layout, font);

  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "end", G_CALLBACK (on_drag_end), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));

  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "option-changed::mechanics",
                                  G_CALLBACK (update_ruler), self);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::time", G_CALLBACK (update_ruler),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::alarms",
                                  G_CALLBACK (update_ruler), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::extent",
                                  G_CALLBACK (update_ruler), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::liquid-rule",
                                  G_CALLBACK (update_ruler), self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed", G_CALLBACK (update_ruler),
                                  self);
  g_signal_group_connect_data (self->session_signals, "results-changed", G_CALLBACK (update_ruler),
                               self, NULL, G_CONNECT_SWAPPED);
}
