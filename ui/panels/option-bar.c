#include "ui/panels/option-bar.h"

#include <math.h>
#include <string.h>

#include "ui/panels/drop-down.h"

#define STUDY "study"
#define GROUP "group"
#define KEY "key"
#define VALUES "values"
#define UNIT "unit"       /* what is stored for 1; absent: 1 */
#define SHOW "show"       /* a Show */
#define SHOWING "showing" /* absent: it is the user who changes the control */
#define USUAL "usual"     /* number that holds while the option is not set */

/* Makes a control show what its option says now. */
typedef void (*Show) (GtkWidget *control);

static VitStudy *
get_study (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), STUDY);
}

static void
store (GtkWidget *widget, const char *value)
{
  /* What a control is shown must not come back rounded, or clamped to its range. */
  if (!g_object_get_data (G_OBJECT (widget), SHOWING))
    vit_study_set_option (get_study (widget), g_object_get_data (G_OBJECT (widget), GROUP),
                          g_object_get_data (G_OBJECT (widget), KEY), value);
}

static char *
dup_stored (GtkWidget *control)
{
  return vit_study_get_option (get_study (control), g_object_get_data (G_OBJECT (control), GROUP),
                               g_object_get_data (G_OBJECT (control), KEY));
}

static double
get_stored_number (GtkWidget *control, double fallback)
{
  return vit_study_get_option_double (get_study (control),
                                      g_object_get_data (G_OBJECT (control), GROUP),
                                      g_object_get_data (G_OBJECT (control), KEY), fallback);
}

static void
show_option (GtkWidget *control)
{
  Show show = (Show) g_object_get_data (G_OBJECT (control), SHOW);
  g_object_set_data (G_OBJECT (control), SHOWING, control);
  show (control);
  g_object_set_data (G_OBJECT (control), SHOWING, NULL);
}

static void
on_option_changed (VitStudy *study, const char *group, const char *key, GtkWidget *control)
{
  if (strcmp (group, g_object_get_data (G_OBJECT (control), GROUP)) == 0 &&
      strcmp (key, g_object_get_data (G_OBJECT (control), KEY)) == 0)
    show_option (control);
}

/* Shows the option now, and whenever something else sets it. */
static void
follow_option (GtkWidget *control, Show show)
{
  g_object_set_data (G_OBJECT (control), SHOW, (gpointer) show);
  show_option (control);
  g_signal_connect_object (get_study (control), "option-changed", G_CALLBACK (on_option_changed),
                           control, 0);
}

/* Tells a control its study, and the option that it sets. */
static void
bind_option (GtkWidget *bar, GtkWidget *control, const char *key, const char *label)
{
  GObject *to = G_OBJECT (control), *from = G_OBJECT (bar);
  g_object_set_data_full (to, STUDY, g_object_ref (g_object_get_data (from, STUDY)),
                          g_object_unref);
  g_object_set_data_full (to, GROUP, g_strdup (g_object_get_data (from, GROUP)), g_free);
  g_object_set_data_full (to, KEY, g_strdup (key), g_free);
  gtk_widget_add_css_class (control, "compact");
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
append (GtkWidget *bar, GtkWidget *control, const char *label, const char *tooltip)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  if (label)
    {
      GtkWidget *text = gtk_label_new (label);
      gtk_widget_add_css_class (text, "caption");
      gtk_box_append (GTK_BOX (pair), text);
    }
  gtk_widget_set_tooltip_text (pair, tooltip);
  gtk_box_append (GTK_BOX (pair), control);
  GtkWidget *child = gtk_flow_box_child_new ();
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), pair);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (GTK_FLOW_BOX (bar), child);
}

GtkWidget *
vit_option_bar_new (VitSession *session, const char *group)
{
  GtkWidget *bar = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (bar), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (bar), 12);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (bar), 10);
  gtk_widget_add_css_class (bar, "option-bar");
  g_object_set_data_full (G_OBJECT (bar), STUDY, g_object_ref (vit_session_get_study (session)),
                          g_object_unref);
  g_object_set_data_full (G_OBJECT (bar), GROUP, g_strdup (group), g_free);
  return bar;
}

static void
on_chosen (GtkDropDown *choice, GParamSpec *pspec, gpointer data)
{
  char **values = g_object_get_data (G_OBJECT (choice), VALUES);
  guint i = gtk_drop_down_get_selected (choice);
  if (i < g_strv_length (values))
    store (GTK_WIDGET (choice), i == 0 ? NULL : values[i]);
}

/* An option that is not set, or has a value that is none of the choices, is the first. */
static void
show_choice (GtkWidget *choice)
{
  char **values = g_object_get_data (G_OBJECT (choice), VALUES);
  g_autofree char *now = dup_stored (choice);
  guint selected = 0;
  for (guint i = 0; now && values[i]; i++)
    if (strcmp (values[i], now) == 0)
      selected = i;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
}

static GtkWidget *
add_choice (GtkWidget *bar,
            const char *key,
            const char *label,
            const char *tooltip,
            const char *const *values,
            const char *const *names)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (names);
  bind_option (bar, choice, key, label);
  g_object_set_data_full (G_OBJECT (choice), VALUES, g_strdupv ((char **) values),
                          (GDestroyNotify) g_strfreev);
  follow_option (choice, show_choice);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_chosen), NULL);
  append (bar, choice, label, tooltip);
  return choice;
}

GtkWidget *
vit_option_bar_add_choice (GtkWidget *bar,
                           const char *key,
                           const char *label,
                           const char *tooltip,
                           const char *const *values,
                           const char *const *names)
{
  GtkWidget *choice = add_choice (bar, key, label, tooltip, values, names);
  vit_drop_down_show_markup (GTK_DROP_DOWN (choice), NULL);
  return choice;
}

GtkWidget *
vit_option_bar_add_runs (
    GtkWidget *bar, const char *key, const char *label, const char *tooltip, const char *none)
{
  VitStudy *study = get_study (bar);
  g_autoptr (GPtrArray) values = g_ptr_array_new (), names = g_ptr_array_new ();
  g_ptr_array_add (values, (gpointer) "");
  g_ptr_array_add (names, (gpointer) none);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      const char *run = vit_run_get_label (vit_study_get_run (study, i));
      g_ptr_array_add (values, (gpointer) run);
      g_ptr_array_add (names, (gpointer) run);
    }
  g_ptr_array_add (values, NULL);
  g_ptr_array_add (names, NULL);
  GtkWidget *choice = add_choice (bar, key, label, tooltip, (const char *const *) values->pdata,
                                  (const char *const *) names->pdata);
  vit_drop_down_shorten (GTK_DROP_DOWN (choice), 20);
  return choice;
}

static double
get_unit (GtkSpinButton *spin)
{
  const double *unit = g_object_get_data (G_OBJECT (spin), UNIT);
  return unit ? *unit : 1;
}

static void
on_number (GtkSpinButton *spin, gpointer data)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  store (GTK_WIDGET (spin), g_ascii_formatd (text, sizeof text, "%.10g",
                                             gtk_spin_button_get_value (spin) * get_unit (spin)));
}

static void
show_number (GtkWidget *spin)
{
  const double *usual = g_object_get_data (G_OBJECT (spin), USUAL);
  double value = get_stored_number (spin, *usual) / get_unit (GTK_SPIN_BUTTON (spin));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
}

static GtkWidget *
add_spin (GtkWidget *bar,
          const char *key,
          const char *label,
          const char *tooltip,
          GtkWidget *spin,
          int digits,
          double fallback)
{
  bind_option (bar, spin, key, label);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), (guint) digits);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 5);
  g_object_set_data_full (G_OBJECT (spin), USUAL, g_memdup2 (&fallback, sizeof fallback), g_free);
  follow_option (spin, show_number);
  g_signal_connect (spin, "value-changed", G_CALLBACK (on_number), NULL);
  append (bar, spin, label, tooltip);
  return spin;
}

GtkWidget *
vit_option_bar_add_number (GtkWidget *bar,
                           const char *key,
                           const char *label,
                           const char *tooltip,
                           double low,
                           double high,
                           double step,
                           int digits,
                           double fallback)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (low, high, step);
  return add_spin (bar, key, label, tooltip, spin, digits, fallback);
}

GtkWidget *
vit_option_bar_add_percent (GtkWidget *bar,
                            const char *key,
                            const char *label,
                            const char *tooltip,
                            double low,
                            double high,
                            double step,
                            int digits,
                            double fallback)
{
  static const double percent = 0.01;
  GtkWidget *spin = gtk_spin_button_new_with_range (low, high, step);
  g_object_set_data (G_OBJECT (spin), UNIT, (gpointer) &percent);
  return add_spin (bar, key, label, tooltip, spin, digits, fallback);
}

static void
take_text (GtkWidget *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  store (entry, *text ? text : NULL);
}

static void
show_text (GtkWidget *entry)
{
  g_autofree char *now = dup_stored (entry);
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), now ? now : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), now ? now : "");
}

static void
on_text_left (GtkEventControllerFocus *focus, GtkWidget *entry)
{
  take_text (entry);
}

GtkWidget *
vit_option_bar_add_text (GtkWidget *bar,
                         const char *key,
                         const char *label,
                         const char *tooltip,
                         const char *example,
                         int width_chars)
{
  GtkWidget *entry = gtk_entry_new ();
  bind_option (bar, entry, key, label);
  follow_option (entry, show_text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width_chars);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), example);
  g_signal_connect (entry, "activate", G_CALLBACK (take_text), NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "leave", G_CALLBACK (on_text_left), entry);
  gtk_widget_add_controller (entry, focus);
  append (bar, entry, label, tooltip);
  return entry;
}

static void
on_toggled (GtkCheckButton *check, gpointer data)
{
  store (GTK_WIDGET (check), gtk_check_button_get_active (check) ? "1" : NULL);
}

static void
show_switch (GtkWidget *check)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), get_stored_number (check, 0) != 0);
}

GtkWidget *
vit_option_bar_add_switch (GtkWidget *bar, const char *key, const char *label, const char *tooltip)
{
  GtkWidget *check = gtk_check_button_new (), *words = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (words), label);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), words);
  bind_option (bar, check, key, gtk_label_get_text (GTK_LABEL (words)));
  follow_option (check, show_switch);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), NULL);
  append (bar, check, NULL, tooltip);
  return check;
}
