#include "ui/panels/option-bar-private.h"

#include <math.h>
#include <string.h>

#include "ui/panels/column-choice.h"
#include "ui/panels/drop-down.h"
#include "ui/panels/expression-entry.h"
#include "ui/panels/help-topic.h"
#include "ui/panels/spin-value.h"

#define SESSION "session"
#define STUDY VIT_OPTION_BAR_STUDY
#define GROUP "group"
#define AFFECTS "affects"

/* A control bound to an entry of the table of options; freed with the control. */
typedef struct
{
  VitStudy *study;
  const VitOption *option;
  VitAffects affects;
  GtkWidget *control, *row;  /* borrowed */
  char **values;             /* values of a drop-down's entries, or NULL */
  VitExpressionEntry *entry; /* beneath a drop-down whose last entry, without a value, is an
                                expression; or NULL */
  gulong handler;
  bool following; /* whether the control is taking the study's value: do not store it */
  bool typing;    /* an expression is to be given that has not been taken yet */
} OptionControl;

static void
option_control_free (gpointer data)
{
  OptionControl *self = data;
  g_clear_signal_handler (&self->handler, self->study);
  g_strfreev (self->values);
  g_object_unref (self->study);
  g_free (self);
}

static void
store_value (OptionControl *self, const char *value)
{
  if (!self->following)
    vit_study_set_option (self->study, self->option->group, self->option->key, value, NULL);
}

static double
get_factor (const VitOption *option)
{
  return option->factor > 0 ? option->factor : 1;
}

/* ---- From the study ---- */

static guint
find_value_index (OptionControl *self)
{
  const VitOptions *options = vit_study_get_options (self->study);
  g_autofree char *now = vit_option_format (self->option, options);
  for (guint i = 0; self->values[i]; i++)
    if (strcmp (self->values[i], now) == 0)
      return i;
  return self->entry ? g_strv_length (self->values) : 0;
}

/* Show the column among those that are offered, or as an expression. */
static void
follow_column (OptionControl *self, bool visible)
{
  guint index = find_value_index (self), expression = g_strv_length (self->values);
  const char *now = vit_option_get_text (self->option, vit_study_get_options (self->study));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), self->typing ? expression : index);
  if (index == expression && !self->typing)
    vit_expression_entry_set_text (self->entry, now);
  gtk_widget_set_visible (GTK_WIDGET (self->entry),
                          visible && (self->typing || index == expression));
}

static void
follow_study (OptionControl *self)
{
  const VitOptions *options = vit_study_get_options (self->study);
  const VitOption *option = self->option;
  /* What changes no result and no picture, such as a limit of an alarm, is always there. */
  bool visible = option->affects == VIT_AFFECTS_NOTHING ||
                 (vit_option_get_affects (option, options) & self->affects) != 0;
  self->following = true;
  if (self->entry)
    follow_column (self, visible);
  else if (GTK_IS_DROP_DOWN (self->control))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), find_value_index (self));
  else if (GTK_IS_SPIN_BUTTON (self->control))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control),
                               vit_option_get_number (option, options) * get_factor (option));
  else if (GTK_IS_CHECK_BUTTON (self->control))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->control),
                                 vit_option_get_number (option, options) != 0);
  else if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->control)),
                   vit_option_get_text (option, options)) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->control), vit_option_get_text (option, options));
  self->following = false;
  gtk_widget_set_visible (self->row, visible);
}

/* Every option of the group can make this one take effect or lose it. */
static void
on_option_changed (VitStudy *study, const char *group, const char *key, OptionControl *self)
{
  follow_study (self);
}

/* Takes @values; the control shows the option's value among them. */
static void
refill (OptionControl *self, char **values, const char *const *names)
{
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->control)));
  self->following = true;
  g_strfreev (self->values);
  self->values = values;
  vit_drop_down_set_strings (list, names);
  self->following = false;
  follow_study (self);
}

/* List the columns of the run that is shown now; the chosen one is an expression where that run
 * lacks it. */
static void
fill_columns (OptionControl *self, VitSession *session)
{
  g_auto (GStrv) columns = vit_column_choice_dup (session, false);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new (), names = g_strv_builder_new ();
  if (!*self->option->usual_text)
    g_strv_builder_add (values, "");
  g_strv_builder_addv (values, (const char **) columns);
  char **all = g_strv_builder_end (values);
  g_strv_builder_addv (names, (const char **) all);
  g_strv_builder_add (names, "Expression…");
  g_auto (GStrv) shown = g_strv_builder_end (names);
  refill (self, all, (const char *const *) shown);
}

static void on_runs_changed (GtkWidget *choice);

/* List the runs of the study, and the chosen one even where the study has lost it. */
static void
fill_runs (OptionControl *self)
{
  const char *now = vit_option_get_text (self->option, vit_study_get_options (self->study));
  bool found = !*now;
  g_autoptr (GStrvBuilder) values = g_strv_builder_new (), names = g_strv_builder_new ();
  g_strv_builder_add (values, "");
  g_strv_builder_add (names, self->option->zero ? self->option->zero : "–");
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    {
      VitRun *run = vit_study_get_run (self->study, i);
      const char *label = vit_run_get_label (run);
      found = found || strcmp (label, now) == 0;
      g_strv_builder_add (values, label);
      g_strv_builder_add (names, label);
      g_signal_handlers_disconnect_by_func (run, on_runs_changed, self->control);
      g_signal_connect_object (run, "notify::label", G_CALLBACK (on_runs_changed), self->control,
                               G_CONNECT_SWAPPED);
    }
  if (!found)
    {
      g_strv_builder_add (values, now);
      g_strv_builder_add (names, now);
    }
  g_auto (GStrv) shown = g_strv_builder_end (names);
  refill (self, g_strv_builder_end (values), (const char *const *) shown);
}

static void
on_runs_changed (GtkWidget *choice)
{
  fill_runs (g_object_get_data (G_OBJECT (choice), "option"));
}

static void
on_runs_shown (VitSession *session, GtkWidget *choice)
{
  fill_columns (g_object_get_data (G_OBJECT (choice), "option"), session);
}

static void
on_run_opened (VitSession *session, GParamSpec *pspec, GtkWidget *choice)
{
  on_runs_shown (session, choice);
}

/* ---- Making controls ---- */

const VitOption *
vit_option_bar_find (GtkWidget *bar, const char *key)
{
  const char *point = strchr (key, '.');
  g_autofree char *group = point ? g_strndup (key, (gsize) (point - key)) : NULL;
  if (group)
    return vit_option_find (group, point + 1);
  return vit_option_find (g_object_get_data (G_OBJECT (bar), GROUP), key);
}

GtkWidget *
vit_option_bar_new (VitSession *session, const char *group)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (bar, "option-bar");
  g_object_set_data_full (G_OBJECT (bar), SESSION, g_object_ref (session), g_object_unref);
  g_object_set_data_full (G_OBJECT (bar), STUDY, g_object_ref (vit_session_get_study (session)),
                          g_object_unref);
  g_object_set_data_full (G_OBJECT (bar), GROUP, g_strdup (group), g_free);
  return bar;
}

void
vit_option_bar_append (GtkWidget *bar, GtkWidget *widget, VitAffects affects)
{
  g_return_if_fail (GTK_IS_BOX (bar) && GTK_IS_WIDGET (widget));
  g_object_set_data (G_OBJECT (widget), AFFECTS, GSIZE_TO_POINTER (affects));
  gtk_box_append (GTK_BOX (bar), widget);
}

VitAffects
vit_option_bar_get_affects (GtkWidget *child)
{
  return GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (child), AFFECTS));
}

/* Append the control behind its label, a wide one beneath it. A switch has its label inside. */
static GtkWidget *
append_labelled (GtkWidget *bar,
                 GtkWidget *control,
                 GtkWidget *beneath,
                 const VitOption *option,
                 VitAffects affects)
{
  bool wide = GTK_IS_ENTRY (control);
  GtkWidget *row =
      gtk_box_new (wide ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, wide ? 0 : 8);
  if (option->type != VIT_OPTION_SWITCH)
    {
      GtkWidget *text = gtk_label_new (NULL);
      gtk_label_set_markup (GTK_LABEL (text), option->label);
      gtk_label_set_xalign (GTK_LABEL (text), 0);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_widget_add_css_class (text, "caption");
      gtk_box_append (GTK_BOX (row), text);
    }
  gtk_widget_add_css_class (row, "inspector-row");
  gtk_widget_set_tooltip_text (row, option->tooltip);
  gtk_box_append (GTK_BOX (row), control);
  if (beneath)
    {
      GtkWidget *upper = row;
      row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
      gtk_box_append (GTK_BOX (row), upper);
      gtk_box_append (GTK_BOX (row), beneath);
    }
  vit_option_bar_append (bar, row, option->affects & affects);
  return row;
}

/* Bind a control to an option; takes ownership of @values. Another widget may stand beneath it. */
static OptionControl *
bind_option_over (GtkWidget *bar,
                  GtkWidget *control,
                  GtkWidget *beneath,
                  const VitOption *option,
                  VitAffects affects,
                  char **values)
{
  OptionControl *self = g_new0 (OptionControl, 1);
  g_autofree char *label = NULL;
  pango_parse_markup (option->label, -1, 0, NULL, &label, NULL, NULL);
  self->study = g_object_ref (g_object_get_data (G_OBJECT (bar), STUDY));
  self->option = option;
  self->affects = affects;
  self->control = control;
  self->values = values;
  gtk_widget_add_css_class (control, "compact");
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  vit_drop_down_set_name (control, label);
  self->row = append_labelled (bar, control, beneath, option, affects);
  g_autofree char *name = g_strconcat (option->group, ".", option->key, NULL);
  gtk_widget_set_name (self->row, name);
  g_object_set_data_full (G_OBJECT (control), "option", self, option_control_free);
  g_autofree char *topic = g_strdup_printf ("option-%s.%s", option->group, option->key);
  vit_help_topic_set (self->row, topic);
  g_autofree char *signal = g_strconcat ("option-changed::", option->group, NULL);
  self->handler = g_signal_connect (self->study, signal, G_CALLBACK (on_option_changed), self);
  follow_study (self);
  return self;
}

static OptionControl *
bind_option (
    GtkWidget *bar, GtkWidget *control, const VitOption *option, VitAffects affects, char **values)
{
  return bind_option_over (bar, control, NULL, option, affects, values);
}

static void
on_value_chosen (GtkDropDown *choice, GParamSpec *pspec, OptionControl *self)
{
  guint i = gtk_drop_down_get_selected (choice);
  if (i < g_strv_length (self->values))
    store_value (self, self->values[i]);
}

static GtkWidget *
add_drop_down (GtkWidget *bar,
               const VitOption *option,
               VitAffects affects,
               const char *const *values,
               const char *const *names)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (names);
  OptionControl *self = bind_option (bar, choice, option, affects, g_strdupv ((char **) values));
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_value_chosen), self);
  return choice;
}

static GtkWidget *
add_choice (GtkWidget *bar, const VitOption *option, VitAffects affects)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new (), names = g_ptr_array_new ();
  for (const VitOptionChoice *c = option->choices; c->word; c++)
    {
      g_ptr_array_add (values, (gpointer) c->word);
      g_ptr_array_add (names, (gpointer) c->name);
    }
  g_ptr_array_add (values, NULL);
  g_ptr_array_add (names, NULL);
  GtkWidget *choice = add_drop_down (bar, option, affects, (const char *const *) values->pdata,
                                     (const char *const *) names->pdata);
  vit_drop_down_show_markup (GTK_DROP_DOWN (choice), NULL);
  return choice;
}

static GtkWidget *
add_run_choice (GtkWidget *bar, const VitOption *option, VitAffects affects)
{
  static const char *const none[] = { "", NULL };
  VitStudy *study = g_object_get_data (G_OBJECT (bar), STUDY);
  GtkWidget *choice = add_drop_down (bar, option, affects, none, none);
  vit_drop_down_shorten (GTK_DROP_DOWN (choice), 20);
  g_signal_connect_object (study, "items-changed", G_CALLBACK (on_runs_changed), choice,
                           G_CONNECT_SWAPPED);
  on_runs_changed (choice);
  return choice;
}

static void
on_expression_taken (OptionControl *self, const char *text)
{
  self->typing = false;
  store_value (self, text);
  follow_study (self);
}

/* What is shown stays until there is an expression; it is a proposal for one. */
static void
on_column_chosen (GtkDropDown *choice, GParamSpec *pspec, OptionControl *self)
{
  const VitOptions *options = vit_study_get_options (self->study);
  const char *now = vit_option_get_text (self->option, options);
  guint i = gtk_drop_down_get_selected (choice);
  if (self->following || i == GTK_INVALID_LIST_POSITION)
    return;
  self->typing = i >= g_strv_length (self->values);
  if (!self->typing)
    {
      store_value (self, self->values[i]);
      follow_study (self);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->entry), TRUE);
  vit_expression_entry_propose (self->entry, *now ? now : options->view.colour_column);
}

/* No entry has what was searched for. */
static void
on_column_typed (GtkDropDown *choice, const char *typed, void *data)
{
  OptionControl *self = data;
  self->typing = true;
  follow_study (self);
  gtk_widget_set_visible (GTK_WIDGET (self->entry), TRUE);
  vit_expression_entry_take (self->entry, typed);
}

GtkWidget *
vit_option_bar_add_columns (GtkWidget *bar, const char *key)
{
  static const char *const none[] = { "", NULL };
  const VitOption *option = vit_option_bar_find (bar, key);
  g_return_val_if_fail (option && option->type == VIT_OPTION_TEXT, NULL);
  VitSession *session = g_object_get_data (G_OBJECT (bar), SESSION);
  GtkWidget *choice = gtk_drop_down_new_from_strings (none);
  g_autofree char *name = g_strconcat ("Expression: ", option->tooltip, NULL);
  GtkWidget *entry = vit_expression_entry_new (name, "volume - mean(volume, element)", false);
  OptionControl *self = bind_option_over (bar, choice, entry, option, VIT_AFFECTS_EVERYTHING,
                                          g_strdupv ((char **) none));
  self->entry = VIT_EXPRESSION_ENTRY (entry);
  vit_expression_entry_set_session (self->entry, session);
  g_signal_connect_swapped (self->entry, "taken", G_CALLBACK (on_expression_taken), self);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_column_chosen), self);
  vit_drop_down_show_markup (GTK_DROP_DOWN (choice), vit_column_choice_dup_markup);
  vit_drop_down_explain (GTK_DROP_DOWN (choice), vit_column_choice_explain);
  vit_drop_down_search (GTK_DROP_DOWN (choice), vit_column_choice_dup_searched);
  vit_drop_down_offer_expression (GTK_DROP_DOWN (choice), on_column_typed, self);
  g_signal_connect_object (session, "shown-changed", G_CALLBACK (on_runs_shown), choice, 0);
  g_signal_connect_object (session, "notify::extent", G_CALLBACK (on_run_opened), choice, 0);
  on_runs_shown (session, choice);
  return choice;
}

static void
on_number_changed (GtkSpinButton *spin, OptionControl *self)
{
  double factor = get_factor (self->option);
  double now = vit_option_get_number (self->option, vit_study_get_options (self->study));
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  store_value (self, g_ascii_formatd (text, sizeof text, "%.10g",
                                      vit_spin_value (spin, now * factor) / factor));
}

/* A number that stands for something else is shown as its word, and read as it. */
static gboolean
on_number_shown (GtkSpinButton *spin, OptionControl *self)
{
  if (gtk_spin_button_get_value (spin) != 0)
    return FALSE;
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (spin)), self->option->zero) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), self->option->zero);
  return TRUE;
}

static int
on_number_read (GtkSpinButton *spin, double *value, OptionControl *self)
{
  if (g_ascii_strcasecmp (gtk_editable_get_text (GTK_EDITABLE (spin)), self->option->zero) != 0)
    return FALSE;
  *value = 0;
  return TRUE;
}

static GtkWidget *
add_spin_button (GtkWidget *bar, const VitOption *option, VitAffects affects)
{
  double factor = get_factor (option), step = option->step;
  /* For a limit that is excluded, the greatest value is one step below it. */
  double high = option->maximum * factor - (option->below_maximum ? step : 0);
  GtkWidget *spin = gtk_spin_button_new_with_range (option->minimum * factor, high, step);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), (guint) option->digits);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 5);
  OptionControl *self = bind_option (bar, spin, option, affects, NULL);
  g_signal_connect (spin, "value-changed", G_CALLBACK (on_number_changed), self);
  if (option->zero)
    {
      gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), FALSE);
      g_signal_connect (spin, "output", G_CALLBACK (on_number_shown), self);
      g_signal_connect (spin, "input", G_CALLBACK (on_number_read), self);
      on_number_shown (GTK_SPIN_BUTTON (spin), self);
    }
  return spin;
}

static void
store_text (OptionControl *self)
{
  store_value (self, gtk_editable_get_text (GTK_EDITABLE (self->control)));
}

static GtkWidget *
add_text_entry (GtkWidget *bar, const VitOption *option, VitAffects affects)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), option->example);
  OptionControl *self = bind_option (bar, entry, option, affects, NULL);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (store_text), self);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (store_text), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static void
on_toggled (GtkCheckButton *check, OptionControl *self)
{
  store_value (self, gtk_check_button_get_active (check) ? "1" : "0");
}

static GtkWidget *
add_check_button (GtkWidget *bar, const VitOption *option, VitAffects affects)
{
  GtkWidget *check = gtk_check_button_new (), *words = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (words), option->label);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), words);
  OptionControl *self = bind_option (bar, check, option, affects, NULL);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), self);
  return check;
}

GtkWidget *
vit_option_bar_add_for (GtkWidget *bar, const char *key, VitAffects affects)
{
  const VitOption *option = vit_option_bar_find (bar, key);
  g_return_val_if_fail (option, NULL);
  switch (option->type)
    {
    case VIT_OPTION_SWITCH:
      return add_check_button (bar, option, affects);
    case VIT_OPTION_CHOICE:
      return add_choice (bar, option, affects);
    case VIT_OPTION_RUN:
      return add_run_choice (bar, option, affects);
    case VIT_OPTION_INTEGER:
    case VIT_OPTION_NUMBER:
      return add_spin_button (bar, option, affects);
    default:
      return add_text_entry (bar, option, affects);
    }
}

GtkWidget *
vit_option_bar_add (GtkWidget *bar, const char *key)
{
  return vit_option_bar_add_for (bar, key, VIT_AFFECTS_EVERYTHING);
}

void
vit_option_bar_set_values (GtkWidget *choice, const char *const *values, const char *const *names)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (choice) && values && names);
  OptionControl *self = g_object_get_data (G_OBJECT (choice), "option");
  g_autofree char *now = vit_option_format (self->option, vit_study_get_options (self->study));
  g_autoptr (GStrvBuilder) all = g_strv_builder_new (), shown = g_strv_builder_new ();
  g_strv_builder_addv (all, (const char **) values);
  g_strv_builder_addv (shown, (const char **) names);
  if (!g_strv_contains (values, now))
    {
      g_autofree char *name = g_markup_escape_text (now, -1);
      g_strv_builder_add (all, now);
      g_strv_builder_add (shown, name);
    }
  g_auto (GStrv) entries = g_strv_builder_end (shown);
  refill (self, g_strv_builder_end (all), (const char *const *) entries);
}

GtkWidget *
vit_option_bar_add_values (GtkWidget *bar,
                           const char *key,
                           const char *const *values,
                           const char *const *names)
{
  const VitOption *option = vit_option_bar_find (bar, key);
  g_return_val_if_fail (option, NULL);
  GtkWidget *choice = add_drop_down (bar, option, VIT_AFFECTS_EVERYTHING, values, names);
  vit_drop_down_show_markup (GTK_DROP_DOWN (choice), NULL);
  return choice;
}
