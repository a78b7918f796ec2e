#include "ui/panels/run-row.h"

#include <math.h>

#include "core/base/job.h"
#include "ui/panels/colour-choice.h"
#include "ui/panels/name-label.h"
#include "ui/style/run-colour.h"
#include "ui/style/theme.h"

struct _VitRunRow
{
  GtkListBoxRow parent_instance;

  /* Widgets that the widget tree owns */
  GtkWidget *shown;
  GtkWidget *dot;
  VitNameLabel *label;
  GtkWidget *what;
  GtkWidget *progress;
  GtkWidget *cancel;
  GtkWidget *edit;
  GtkWidget *colour; /* the button around the dot */
  GtkWidget *menu;

  /* Owned references */
  VitSession *session;
  VitRun *run;
  GSignalGroup *session_signals;
  GSignalGroup *job_signals;
};

enum
{
  EDIT,
  REMOVE,
  MENU,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitRunRow, vit_run_row, GTK_TYPE_LIST_BOX_ROW)

/* GTK asks the X server for the pointer whenever a tooltip is set, even to what it is. */
static void
set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

/* Returns: a text such as "100 K · 2.3 GPa · 5324 atoms · 331 frames". */
static char *
describe_run (VitRun *run)
{
  g_autoptr (GString) text = g_string_new (NULL);
  VitTrajectory *trajectory = vit_run_get_trajectory (run);

  if (vit_run_get_temperature (run) > 0)
    g_string_append_printf (text, "%g K · ", vit_run_get_temperature (run));
  if (!isnan (vit_run_get_stress (run)))
    g_string_append_printf (text, "%g GPa · ", vit_run_get_stress (run));
  if (!isnan (vit_run_get_frequency (run)))
    g_string_append_printf (text, "%g GHz · ", vit_run_get_frequency (run) * 1e-9);
  if (trajectory)
    g_string_append_printf (text, "%zu atoms · %zu frames",
                            vit_trajectory_get_composition (trajectory)->n,
                            vit_trajectory_get_n_frames (trajectory));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_progress (VitRunRow *self, double fraction, const char *icon, const char *tooltip)
{
  gtk_widget_set_visible (self->progress, fraction >= 0);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), CLAMP (fraction, 0, 1));
  gtk_widget_set_visible (self->cancel, icon != NULL);
  if (icon)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->cancel), icon);
      set_tooltip (self->cancel, tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->cancel), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      tooltip, -1);
    }
}

static void
show_status (VitRunRow *self, const char *text, bool is_error)
{
  gtk_label_set_text (GTK_LABEL (self->what), text);
  set_tooltip (self->what, text);
  if (is_error)
    gtk_widget_add_css_class (self->what, "error");
  else
    gtk_widget_remove_css_class (self->what, "error");
}

static void
show_computing (VitRunRow *self, VitTmlSeries *tml)
{
  guint n = 0, ready = vit_tml_series_get_n_ready (tml);
  for (guint i = 0; i < vit_tml_series_get_n (tml); i++)
    n += vit_tml_series_get_state (tml, i) != VIT_TML_IMPOSSIBLE ? 1 : 0;

  bool cancelled = vit_analyses_is_cancelled (vit_session_get_analyses (self->session), self->run);
  if (ready < n && (cancelled || vit_tml_series_is_running (tml)))
    {
      g_autofree char *text =
          g_strdup_printf ("%s T_ML %u of %u", cancelled ? "stopped:" : "computing", ready, n);
      show_status (self, text, false);
      show_progress (self, (double) ready / n,
                     cancelled ? "media-playback-start-symbolic" : "process-stop-symbolic",
                     cancelled ? "Go on computing" : "Stop computing");
      return;
    }
  g_autofree char *text = describe_run (self->run);
  show_status (self, text, false);
  show_progress (self, -1, NULL, NULL);
}

/* Show the whole label and the paths of the files in a tooltip. */
static void
show_files (VitRunRow *self)
{
  const char *const *paths = vit_run_get_paths (self->run);
  guint n = paths ? g_strv_length ((char **) paths) : 0;
  g_autoptr (GString) text = g_string_new (vit_run_get_label (self->run));
  if (n > 0)
    g_string_append_printf (text, "\n%s", paths[0]);
  if (n > 1)
    g_string_append_printf (text, "\n… %s (%u files)", paths[n - 1], n);
  g_string_append (text, "\nClick twice to rename, drag to order");
  set_tooltip (GTK_WIDGET (self->label), text->str);
}

/* A warning where premises are in doubt, and which. */
static void
show_doubts (VitRunRow *self)
{
  g_autoptr (GString) text = g_string_new ("Conditions of the run");
  const VitPremises *premises = vit_run_get_premises (self->run);
  size_t n = vit_premises_count_doubts (premises);
  if (n > 0)
    g_string_append_printf (text, ": %zu in doubt", n);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      g_autofree char *doubt = vit_premises_describe_doubt (premises, (VitPremiseId) id);
      if (doubt)
        g_string_append_printf (text, "\n%s", doubt);
    }
  gtk_button_set_icon_name (GTK_BUTTON (self->edit),
                            n > 0 ? "dialog-warning-symbolic" : "document-properties-symbolic");
  set_tooltip (self->edit, text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->str, -1);
}

/* What is said of each of several rows names the run. */
static void
show_name (VitRunRow *self)
{
  const char *label = vit_run_get_label (self->run);
  const char *name = vit_run_get_name (self->run);
  g_autofree char *colour = g_strdup_printf ("Colour of %s", name),
                  *more = g_strdup_printf ("More for %s", name);
  vit_name_label_set_text (self->label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shown), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->colour), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  colour, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, more,
                                  -1);
  if (vit_run_get_group (self->run))
    gtk_widget_add_css_class (GTK_WIDGET (self), "grouped");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "grouped");
}

static void
vit_run_row_update (VitRunRow *self)
{
  VitAnalyses *analyses = vit_session_get_analyses (self->session);
  VitTmlSeries *tml = vit_analyses_get_tml (analyses, self->run);
  VitRunState state = vit_run_get_state (self->run);
  VitJob *job = vit_run_get_job (self->run);

  show_name (self);
  show_files (self);
  show_doubts (self);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->shown), vit_run_get_shown (self->run));
  g_signal_group_set_target (self->job_signals, job);
  gtk_widget_queue_draw (self->dot);

  if (state == VIT_RUN_OPENING)
    {
      show_status (self, job && vit_job_get_stage (job) ? vit_job_get_stage (job) : "opening",
                   false);
      show_progress (self, job ? vit_job_get_fraction (job) : 0, "process-stop-symbolic",
                     "Stop opening");
    }
  else if (state == VIT_RUN_CLOSED)
    {
      show_status (self, "not shown", false);
      show_progress (self, -1, NULL, NULL);
    }
  else if (tml)
    show_computing (self, tml);
  else
    {
      const char *obstacle = vit_analyses_get_obstacle (analyses, self->run);
      show_status (self, obstacle ? obstacle : "", state == VIT_RUN_FAILED);
      show_progress (self, -1, NULL, NULL);
    }
}

static void
draw_dot (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitRunRow *self = VIT_RUN_ROW (data);
  VitRgba colour = vit_run_colour_get (vit_session_get_study (self->session), self->run,
                                       vit_theme_get_current ()->dark);
  cairo_arc (cr, width / 2.0, height / 2.0, MIN (width, height) / 2.0 - 1, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue,
                         vit_run_get_shown (self->run) ? 1 : 0.5);
  cairo_fill (cr);
}

static void
on_shown_toggled (GtkCheckButton *button, VitRunRow *self)
{
  g_object_set (self->run, "shown", gtk_check_button_get_active (button), NULL);
}

static void
on_cancel_clicked (GtkButton *button, VitRunRow *self)
{
  VitAnalyses *analyses = vit_session_get_analyses (self->session);
  VitJob *job = vit_run_get_job (self->run);

  if (vit_run_get_state (self->run) == VIT_RUN_OPENING && job)
    {
      vit_job_cancel (job);
      g_object_set (self->run, "shown", FALSE, NULL);
    }
  else if (vit_analyses_is_cancelled (analyses, self->run))
    vit_analyses_resume (analyses, self->run);
  else
    vit_analyses_cancel (analyses, self->run);
  vit_run_row_update (self);
}

static void
on_edit_clicked (GtkButton *button, VitRunRow *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
on_remove_clicked (GtkButton *button, VitRunRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
on_renamed (VitRunRow *self, const char *name)
{
  g_autofree char *own =
      vit_study_dup_free_label (vit_session_get_study (self->session), self->run, name);
  g_object_set (self->run, "label", own, NULL);
}

static void
make_colour_choice (GtkMenuButton *button, gpointer data)
{
  VitRunRow *self = data;
  gtk_menu_button_set_popover (
      button, vit_colour_choice_new (vit_session_get_study (self->session), self->run));
}

static void
on_menu_toggled (VitRunRow *self)
{
  g_signal_emit (self, signals[MENU], 0);
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, VitRunRow *self)
{
  if (n_press == 1)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) == GDK_BUTTON_SECONDARY)
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu));
}

static void
on_results_changed (VitSession *session, VitRun *run, VitRunRow *self)
{
  if (run == self->run)
    vit_run_row_update (self);
}

static GtkWidget *
new_flat_button (const char *icon, const char *label, GCallback clicked, VitRunRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
new_ellipsized_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_colour_button (VitRunRow *self)
{
  self->dot = gtk_drawing_area_new ();
  gtk_widget_set_size_request (self->dot, 12, 12);
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->dot), draw_dot, self, NULL);
  self->colour = gtk_menu_button_new ();
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->colour), FALSE);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->colour), self->dot);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->colour), make_colour_choice, self,
                                         NULL);
  gtk_widget_set_tooltip_text (self->colour, "Colour of the run");
  gtk_widget_add_css_class (self->colour, "small");
  gtk_widget_set_valign (self->colour, GTK_ALIGN_CENTER);
  return self->colour;
}

static GtkWidget *
new_menu_button (VitRunRow *self)
{
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->menu), FALSE);
  gtk_widget_set_tooltip_text (self->menu, "Name, colour, group and order");
  gtk_widget_add_css_class (self->menu, "small");
  gtk_widget_set_valign (self->menu, GTK_ALIGN_CENTER);
  return self->menu;
}

static void
build_row (VitRunRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *bottom = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->shown = gtk_check_button_new ();
  gtk_widget_set_tooltip_text (self->shown, "Show this run");
  self->label = VIT_NAME_LABEL (vit_name_label_new ("Name of the run"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  g_signal_connect_swapped (self->label, "renamed", G_CALLBACK (on_renamed), self);
  gtk_box_append (GTK_BOX (top), self->shown);
  gtk_box_append (GTK_BOX (top), new_colour_button (self));
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->label));
  self->edit = new_flat_button ("document-properties-symbolic", "Conditions of the run",
                                G_CALLBACK (on_edit_clicked), self);
  gtk_box_append (GTK_BOX (top), self->edit);
  gtk_box_append (GTK_BOX (top),
                  new_flat_button ("list-remove-symbolic", "Remove the run from the study",
                                   G_CALLBACK (on_remove_clicked), self));
  gtk_box_append (GTK_BOX (top), new_menu_button (self));

  self->what = new_ellipsized_label ("caption");
  gtk_label_set_max_width_chars (GTK_LABEL (self->what), 22);
  self->cancel =
      new_flat_button ("process-stop-symbolic", "Stop", G_CALLBACK (on_cancel_clicked), self);
  gtk_box_append (GTK_BOX (bottom), self->what);
  gtk_box_append (GTK_BOX (bottom), self->cancel);
  self->progress = gtk_progress_bar_new ();

  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), bottom);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "run-row");
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
vit_run_row_new (VitSession *session, VitRun *run, GMenuModel *menu)
{
  VitRunRow *self = g_object_new (VIT_TYPE_RUN_ROW, NULL);
  self->session = g_object_ref (session);
  self->run = g_object_ref (run);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), menu);
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->menu));
  if (popover)
    g_signal_connect_object (popover, "notify::visible", G_CALLBACK (on_menu_toggled), self,
                             G_CONNECT_SWAPPED);

  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect (self->session_signals, "results-changed", G_CALLBACK (on_results_changed),
                          self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed",
                                  G_CALLBACK (vit_run_row_update), self);
  g_signal_group_set_target (self->session_signals, session);
  self->job_signals = g_signal_group_new (VIT_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify", G_CALLBACK (vit_run_row_update),
                                  self);
  g_signal_connect_object (run, "notify", G_CALLBACK (vit_run_row_update), self, G_CONNECT_SWAPPED);

  vit_run_row_update (self);
  g_signal_connect (self->shown, "toggled", G_CALLBACK (on_shown_toggled), self);
  return GTK_WIDGET (self);
}

VitRun *
vit_run_row_get_run (VitRunRow *self)
{
  g_return_val_if_fail (VIT_IS_RUN_ROW (self), NULL);
  return self->run;
}

void
vit_run_row_rename (VitRunRow *self)
{
  g_return_if_fail (VIT_IS_RUN_ROW (self));
  vit_name_label_edit (self->label);
}

void
vit_run_row_choose_colour (VitRunRow *self)
{
  g_return_if_fail (VIT_IS_RUN_ROW (self));
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->colour));
}

gboolean
vit_run_row_has_menu_open (VitRunRow *self)
{
  g_return_val_if_fail (VIT_IS_RUN_ROW (self), FALSE);
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->menu));
  return popover && gtk_widget_get_visible (GTK_WIDGET (popover));
}

static void
vit_run_row_dispose (GObject *object)
{
  VitRunRow *self = VIT_RUN_ROW (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (vit_run_row_parent_class)->dispose (object);
}

static void
vit_run_row_class_init (VitRunRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_run_row_dispose;
  signals[EDIT] = g_signal_new ("edit", VIT_TYPE_RUN_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[REMOVE] = g_signal_new ("remove", VIT_TYPE_RUN_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[MENU] = g_signal_new ("menu", VIT_TYPE_RUN_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
vit_run_row_init (VitRunRow *self)
{
  build_row (self);
}
