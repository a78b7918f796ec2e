#include "ui/panels/time-scrubber.h"

#include <math.h>
#include <string.h>

#include "ui/panels/help-topic.h"
#include "ui/panels/time-ruler.h"
#include "ui/panels/spin-value.h"
#include "ui/style/number-format.h"
#include "ui/style/run-colour.h"
#include "ui/style/theme.h"

/* Greatest number of lines beside the ruler. If there are more runs, the last line stands for the
 * rest, which its tooltip lists. */
#define MAX_LINES 4

struct _VitTimeScrubber
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkButton *play;
  GtkToggleButton *loop, *follow;
  GtkSpinButton *speed;
  VitTimeRuler *ruler;
  GtkStack *clock_stack; /* of the clock and of the entry for a typed time */
  GtkLabel *clock;
  GtkEntry *typed;
  GtkLabel *place;
  GtkBox *values;

  /* Owned references */
  VitSession *session;
  GSignalGroup *session_signals, *study_signals;

  guint tick;
  gint64 last_tick;
  bool updating;
};

G_DEFINE_FINAL_TYPE (VitTimeScrubber, vit_time_scrubber, GTK_TYPE_WIDGET)

/* Returns: whether the playhead is before the first or after the last start time. Sets @start to
 * the nearest start time, ps, if its T_ML is ready. */
static bool
is_outside_starts (VitTimeScrubber *self, VitRun *run, double *start)
{
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (self->session), run);
  guint n = tml ? vit_tml_series_get_n (tml) : 0;
  int index = vit_session_find_start (self->session, run);
  double time = vit_session_get_time (self->session);
  if (n == 0 || index < 0 || vit_tml_series_get_state (tml, (guint) index) != VIT_TML_READY)
    return false;
  if (start)
    *start = vit_tml_series_get_time (tml, (guint) index);
  return time < vit_tml_series_get_time (tml, 0) - 1e-6 ||
         time > vit_tml_series_get_time (tml, n - 1) + 1e-6;
}

static const VitLiquidRule *
get_rule (VitTimeScrubber *self)
{
  return vit_study_get_liquid_rule (vit_session_get_study (self->session));
}

static char *
dup_tooltip (VitTimeScrubber *self, VitRun *run)
{
  double start;
  const char *label = vit_run_get_name (run);
  g_autofree char *wait = vit_session_dup_wait (self->session, run);
  if (wait)
    return g_strdup_printf ("%s: %s", label, wait);
  return is_outside_starts (self, run, &start)
             ? g_strdup_printf ("%s; %s at %.4g ps, the nearest start time", label,
                                get_rule (self)->by_percentage ? "T_ML > T_g" : "LA", start)
             : g_strdup_printf ("%s; %s: liquid-like atoms; ε: strain along the loading%s\n"
                                "F1: more in the manual",
                                label, get_rule (self)->by_percentage ? "T_ML > T_g" : "LA",
                                vit_run_has_box_strain (run)
                                    ? ", of the boxes, against the first frame: there is no log"
                                    : "");
}

/* The values of a run at the playhead: "● LA 62.0 %   ε 2.9 %", the dot in the run's colour. */
static char *
new_run_text (VitTimeScrubber *self, VitRun *run)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int start = vit_session_find_start (self->session, run);
  double fraction =
      start >= 0 ? vit_session_get_liquid_fraction (self->session, run, (guint) start) : NAN;
  VitRgba colour = vit_run_colour_get (vit_session_get_study (self->session), run,
                                       vit_theme_get_current ()->dark);
  g_string_append_printf (
      text, "<span foreground='#%02x%02x%02x'>●</span> ", (unsigned) lround (colour.red * 255),
      (unsigned) lround (colour.green * 255), (unsigned) lround (colour.blue * 255));
  /* Dim the fraction where it is that of the nearest start time. */
  const char *name = vit_liquid_rule_get_fraction_name (get_rule (self));
  if (isfinite (fraction))
    g_string_append_printf (text, "<span alpha='%s'>%s %.1f %%</span>",
                            is_outside_starts (self, run, NULL) ? "55%" : "100%", name,
                            100 * fraction);
  else
    g_string_append_printf (text, "%s –", name);

  size_t n = 0;
  const double *strain = vit_run_get_strain (run, &n);
  VitTimeline *timeline = vit_run_get_timeline (run);
  if (strain && timeline && n > 0)
    {
      double sign = vit_options_get_strain_sign (
          vit_study_get_options (vit_session_get_study (self->session)));
      size_t frame = vit_timeline_find_nearest (timeline, vit_session_get_time (self->session));
      double value = frame < n ? sign * strain[frame] : NAN;
      if (!isnan (value))
        {
          char number[VIT_NUMBER_BYTES];
          g_string_append_printf (text, "   <i>ε</i>%s %s %%",
                                  vit_run_has_box_strain (run) ? "<sub>box</sub>" : "",
                                  vit_format_reading ("%.2f", 100 * value, number));
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* GTK asks the X server for the pointer whenever a tooltip is set, even to what it is. */
static void
set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

/* One line for all runs from @first on; its tooltip lists them. */
static void
show_rest (VitTimeScrubber *self, GtkWidget *label, guint first)
{
  guint n = vit_session_get_n_shown (self->session);
  g_autofree char *text = g_strdup_printf ("and %u more runs", n - first);
  g_autoptr (GString) rest = g_string_new (NULL);
  for (guint i = first; i < n; i++)
    {
      VitRun *run = vit_session_get_shown (self->session, i);
      g_autofree char *line = new_run_text (self, run);
      g_autofree char *name = g_markup_escape_text (vit_run_get_name (run), -1);
      g_string_append_printf (rest, "%s%s   %s", i > first ? "\n" : "", line, name);
    }
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_markup (label, rest->str);
}

static void
update_values (VitTimeScrubber *self)
{
  guint n = vit_session_get_n_shown (self->session);
  guint n_lines = n > MAX_LINES ? MAX_LINES - 1 : n;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->values));

  for (guint i = 0; i < MIN (n, MAX_LINES); i++)
    {
      if (!child)
        {
          child = gtk_label_new (NULL);
          gtk_label_set_xalign (GTK_LABEL (child), 0);
          gtk_widget_add_css_class (child, "caption");
          gtk_widget_add_css_class (child, "numeric");
          gtk_box_append (self->values, child);
        }
      if (i < n_lines)
        {
          VitRun *run = vit_session_get_shown (self->session, i);
          g_autofree char *text = new_run_text (self, run);
          if (strcmp (gtk_label_get_label (GTK_LABEL (child)), text) != 0)
            gtk_label_set_markup (GTK_LABEL (child), text);
          g_autofree char *tooltip = dup_tooltip (self, run);
          set_tooltip (child, tooltip);
        }
      else
        show_rest (self, child, i);
      child = gtk_widget_get_next_sibling (child);
    }
  while (child)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);
      gtk_box_remove (self->values, child);
      child = next;
    }
}

static void
update_clock (VitTimeScrubber *self)
{
  double time = vit_session_get_time (self->session);
  g_autofree char *clock = g_strdup_printf ("%.1f ps", time);
  gtk_label_set_text (self->clock, clock);

  VitRun *run = vit_session_get_shown (self->session, 0);
  VitTimeline *timeline = run ? vit_run_get_timeline (run) : NULL;
  if (!timeline)
    {
      gtk_label_set_text (self->place, "");
      return;
    }
  size_t frame = vit_timeline_find_nearest (timeline, time);
  double nearest = vit_timeline_get_times (timeline)[frame];
  g_autoptr (GString) place = g_string_new (NULL);
  g_string_printf (place, "frame %zu of %zu", frame + 1, vit_timeline_get_n_frames (timeline));
  size_t other = nearest < time ? frame + 1 : frame - 1;
  if (vit_session_is_moving (self->session) && fabs (nearest - time) > 1e-6 &&
      other < vit_timeline_get_n_frames (timeline))
    g_string_printf (place, "between frames %zu and %zu", MIN (frame, other) + 1,
                     MAX (frame, other) + 1);
  else if (fabs (nearest - time) >= 0.05)
    g_string_append_printf (place, " (%.4g ps)", nearest);
  gtk_label_set_text (self->place, place->str);

  double offset = vit_timeline_get_clock_offset (timeline);
  g_autofree char *tooltip =
      !isnan (offset) && offset != 0
          ? g_strdup_printf ("The file's own clock shows %.10g ps", time + offset)
          : NULL;
  set_tooltip (GTK_WIDGET (self->clock), tooltip);
}

static void
update_time (VitTimeScrubber *self)
{
  update_clock (self);
  update_values (self);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitTimeScrubber *self = VIT_TIME_SCRUBBER (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->last_tick)
    vit_session_tick (self->session, (double) (now - self->last_tick) * 1e-6);
  self->last_tick = now;
  return G_SOURCE_CONTINUE;
}

static void
stop_ticking (VitTimeScrubber *self)
{
  if (self->tick)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static void
update_playing (VitTimeScrubber *self)
{
  bool playing = vit_session_get_playing (self->session);
  const char *label = playing ? "Pause" : "Play";

  gtk_button_set_icon_name (self->play, playing ? "media-playback-pause-symbolic"
                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);

  stop_ticking (self);
  self->last_tick = 0;
  if (playing)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
update_options (VitTimeScrubber *self)
{
  self->updating = true;
  gtk_toggle_button_set_active (self->loop, vit_session_get_loop (self->session));
  gtk_spin_button_set_value (self->speed, vit_session_get_speed (self->session));
  bool follows = vit_session_get_follow_end (self->session);
  gtk_toggle_button_set_active (self->follow, follows);
  gtk_widget_set_visible (GTK_WIDGET (self->follow),
                          follows || vit_session_is_live (self->session));
  self->updating = false;
}

static void
on_options_edited (VitTimeScrubber *self)
{
  if (self->updating || !self->session)
    return;
  vit_session_set_loop (self->session, gtk_toggle_button_get_active (self->loop));
  vit_session_set_speed (self->session,
                         vit_spin_value (self->speed, vit_session_get_speed (self->session)));
  vit_session_set_follow_end (self->session, gtk_toggle_button_get_active (self->follow));
}

static void
on_play_clicked (VitTimeScrubber *self)
{
  if (self->session)
    vit_session_set_playing (self->session, !vit_session_get_playing (self->session));
}

static void
on_back_clicked (VitTimeScrubber *self)
{
  if (self->session)
    vit_session_step (self->session, -1);
}

static void
on_forward_clicked (VitTimeScrubber *self)
{
  if (self->session)
    vit_session_step (self->session, 1);
}

static void
on_results_changed (VitSession *session, VitRun *run, VitTimeScrubber *self)
{
  update_time (self);
}

/* ---- A time that is typed ---- */

/* Returns: ps; NaN for what is no time. The point is that of files. */
static double
read_time (const char *text)
{
  static const struct
  {
    const char *unit;
    double factor;
  } units[] = { { "", 1 }, { "ps", 1 }, { "ns", 1e3 }, { "fs", 1e-3 } };
  g_autofree char *typed = g_strstrip (g_strdup (text));
  char *end;
  /* A minus sign is copied from an axis as it stands there. */
  bool minus = g_str_has_prefix (typed, "\u2212");
  const char *digits = minus ? typed + strlen ("\u2212") : typed;
  double value = g_ascii_strtod (digits, &end);
  g_strchug (end);
  for (gsize i = 0; end > digits && i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].unit) == 0)
      return (minus ? -value : value) * units[i].factor;
  return NAN;
}

static void
show_clock (VitTimeScrubber *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->typed), "error");
  gtk_stack_set_visible_child (self->clock_stack, GTK_WIDGET (self->clock));
}

static void
on_time_typed (VitTimeScrubber *self)
{
  double start, end, time = read_time (gtk_editable_get_text (GTK_EDITABLE (self->typed)));
  if (!self->session)
    return;
  vit_session_get_extent (self->session, &start, &end);
  if (time >= start - 1e-9 && time <= end + 1e-9)
    {
      vit_session_set_playing (self->session, false);
      vit_session_set_time (self->session, time);
      gtk_widget_grab_focus (GTK_WIDGET (self->ruler));
      show_clock (self);
      return;
    }
  g_autofree char *why = g_strdup_printf ("A time from %.10g to %.10g ps", start, end);
  gtk_widget_add_css_class (GTK_WIDGET (self->typed), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->typed), why);
  gtk_label_set_text (self->place, why);
}

static void
on_typing_left (VitTimeScrubber *self)
{
  show_clock (self);
  if (self->session)
    update_clock (self);
}

static gboolean
on_typing_key (GtkEventControllerKey *keys,
               guint key,
               guint code,
               GdkModifierType state,
               VitTimeScrubber *self)
{
  if (key != GDK_KEY_Escape)
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->ruler));
  return TRUE;
}

void
vit_time_scrubber_type_time (VitTimeScrubber *self)
{
  g_return_if_fail (VIT_IS_TIME_SCRUBBER (self));
  if (!self->session)
    return;
  char text[VIT_NUMBER_BYTES];
  vit_format_number (vit_session_get_time (self->session), 8, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->typed), "A time in ps, or with fs or ns");
  gtk_editable_set_text (GTK_EDITABLE (self->typed), text);
  gtk_stack_set_visible_child (self->clock_stack, GTK_WIDGET (self->typed));
  gtk_widget_grab_focus (GTK_WIDGET (self->typed));
}

static void
let_time_be_typed (VitTimeScrubber *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "released", G_CALLBACK (vit_time_scrubber_type_time), self);
  gtk_widget_add_controller (GTK_WIDGET (self->clock), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->clock), "text");
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_typing_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self->typed), focus);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_typing_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->typed), keys);
}

void
vit_time_scrubber_set_session (VitTimeScrubber *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_TIME_SCRUBBER (self));
  if (!g_set_object (&self->session, session))
    return;

  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, session ? vit_session_get_study (session) : NULL);
  vit_time_ruler_set_session (self->ruler, session);
  gtk_widget_set_sensitive (GTK_WIDGET (self), session != NULL);
  if (!session)
    {
      stop_ticking (self);
      return;
    }
  update_options (self);
  update_playing (self);
  update_time (self);
}

GtkWidget *
vit_time_scrubber_new (void)
{
  return g_object_new (VIT_TYPE_TIME_SCRUBBER, NULL);
}

static void
vit_time_scrubber_dispose (GObject *object)
{
  VitTimeScrubber *self = VIT_TIME_SCRUBBER (object);

  stop_ticking (self);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIT_TYPE_TIME_SCRUBBER);
  G_OBJECT_CLASS (vit_time_scrubber_parent_class)->dispose (object);
}

/* The dots have the colours of the runs, which depend on the theme. */
static void
vit_time_scrubber_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  VitTimeScrubber *self = VIT_TIME_SCRUBBER (widget);
  GTK_WIDGET_CLASS (vit_time_scrubber_parent_class)->css_changed (widget, change);
  if (self->session)
    update_values (self);
}

static void
vit_time_scrubber_class_init (VitTimeScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VIT_TYPE_TIME_RULER);
  widget_class->css_changed = vit_time_scrubber_css_changed;
  G_OBJECT_CLASS (klass)->dispose = vit_time_scrubber_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "time-scrubber");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vitrine/Vitrine/time-scrubber.ui");
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, box);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, play);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, loop);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, follow);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, speed);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, ruler);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, clock_stack);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, clock);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, typed);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, place);
  gtk_widget_class_bind_template_child (widget_class, VitTimeScrubber, values);
  gtk_widget_class_bind_template_callback (widget_class, on_play_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_forward_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_options_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_time_typed);
}

static void
vit_time_scrubber_init (VitTimeScrubber *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vit_help_topic_set (GTK_WIDGET (self), "playhead");
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  let_time_be_typed (self);

  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "option-changed::mechanics",
                                  G_CALLBACK (update_time), self);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::time", G_CALLBACK (update_time),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::playing",
                                  G_CALLBACK (update_playing), self);
  g_signal_group_connect_swapped (self->session_signals, "moved", G_CALLBACK (update_clock), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::loop",
                                  G_CALLBACK (update_options), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::speed",
                                  G_CALLBACK (update_options), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::follow-end",
                                  G_CALLBACK (update_options), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::live",
                                  G_CALLBACK (update_options), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::extent", G_CALLBACK (update_time),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::liquid-rule",
                                  G_CALLBACK (update_time), self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed", G_CALLBACK (update_time),
                                  self);
  g_signal_group_connect (self->session_signals, "results-changed", G_CALLBACK (on_results_changed),
                          self);
}
