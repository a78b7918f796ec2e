#include "ui/panels/ask-run.h"

#include <math.h>
#include <string.h>

/* A dialog; it is freed with its window. */
typedef struct
{
  VitRun *run;
  GtkWidget *window;
  GtkWidget *label, *stress, *frequency, *log;
  GtkWidget *premises[VIT_N_PREMISES]; /* entries, or drop-downs of choices */
  GtkWidget *complaint;
  GtkFileChooserNative *chooser;
} RunDialog;

static void
run_dialog_free (gpointer data)
{
  RunDialog *ask = data;
  g_clear_object (&ask->chooser);
  g_object_unref (ask->run);
  g_free (ask);
}

static GtkWidget *
add_entry (GtkGrid *grid, int row, const char *title, const char *hint, const char *text)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *entry = gtk_entry_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), text ? text : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 28);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, entry, 1, row, 1, 1);
  return entry;
}

static char *
format_number (double value, double unknown)
{
  if (isnan (value) || value == unknown)
    return g_strdup ("");
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.10g", value));
}

/* Set @value to the number in @entry, or to @unknown if the entry is empty. Returns: %false, with a
 * message in the dialog, if the text is not a number. */
static bool
read_number (RunDialog *ask,
             GtkWidget *entry,
             const char *what,
             double unknown,
             bool positive,
             double *value)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  char *end;

  *value = unknown;
  if (!*text)
    return true;
  g_strdelimit (text, ",", '.');
  *value = g_ascii_strtod (text, &end);
  if (*end == '\0' && isfinite (*value) && (!positive || *value > 0))
    return true;

  g_autofree char *message =
      g_strdup_printf (positive ? "%s must be a positive number." : "%s must be a number.", what);
  gtk_label_set_text (GTK_LABEL (ask->complaint), message);
  gtk_widget_set_visible (ask->complaint, TRUE);
  gtk_widget_grab_focus (entry);
  return false;
}

/* The value that the user gives a premise; empty for none. */
static const char *
get_given_text (RunDialog *ask, VitPremiseId id)
{
  const VitPremiseRow *row = vit_premise_get (id);
  if (!row->choices)
    return gtk_editable_get_text (GTK_EDITABLE (ask->premises[id]));
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (ask->premises[id]));
  return selected == 0 || selected == GTK_INVALID_LIST_POSITION ? "" : row->choices[selected - 1];
}

/* Take a comma for the point of a number, and blanks between names. */
static char *
tidy (const VitPremiseRow *row, const char *text)
{
  g_autofree char *own = g_strstrip (g_strdup (text));
  if (row->type == VIT_PREMISE_NUMBER)
    return g_strdelimit (g_steal_pointer (&own), ",", '.');
  if (row->type != VIT_PREMISE_LIST)
    return g_steal_pointer (&own);
  g_auto (GStrv) names = g_strsplit_set (own, ", ", -1);
  g_autoptr (GString) list = g_string_new (NULL);
  for (char **name = names; *name; name++)
    if (**name)
      g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", *name);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* Read all premises into @given. Returns: %false, with a message in the dialog, if one is none. */
static bool
read_premises (RunDialog *ask, VitPremises *given)
{
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      g_autofree char *text = tidy (row, get_given_text (ask, (VitPremiseId) id));
      g_autoptr (GError) error = NULL;
      if (vit_premises_parse (given, (VitPremiseId) id, text, &error))
        continue;
      gtk_label_set_text (GTK_LABEL (ask->complaint), error->message);
      gtk_widget_set_visible (ask->complaint, TRUE);
      gtk_widget_grab_focus (ask->premises[id]);
      return false;
    }
  return true;
}

static void
on_apply_clicked (GtkButton *button, RunDialog *ask)
{
  double stress, frequency;
  g_autoptr (VitPremises) given = vit_premises_new ();

  if (!read_premises (ask, given) ||
      !read_number (ask, ask->stress, "The stress", NAN, false, &stress) ||
      !read_number (ask, ask->frequency, "The frequency", NAN, true, &frequency))
    return;

  const char *log = gtk_editable_get_text (GTK_EDITABLE (ask->log));
  g_object_set (ask->run, "label", gtk_editable_get_text (GTK_EDITABLE (ask->label)), "stress",
                stress, "frequency", frequency, "log", *log ? log : NULL, NULL);
  vit_run_set_given (ask->run, given);
  gtk_window_close (GTK_WINDOW (ask->window));
}

static void
on_log_chosen (GtkNativeDialog *dialog, int response, RunDialog *ask)
{
  if (response != GTK_RESPONSE_ACCEPT)
    return;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = g_file_get_path (file);
  if (path)
    gtk_editable_set_text (GTK_EDITABLE (ask->log), path);
}

static void
on_choose_log_clicked (GtkButton *button, RunDialog *ask)
{
  g_clear_object (&ask->chooser);
  ask->chooser =
      gtk_file_chooser_native_new ("Log or column file of the run", GTK_WINDOW (ask->window),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, "_Choose", "_Cancel");
  g_signal_connect (ask->chooser, "response", G_CALLBACK (on_log_chosen), ask);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (ask->chooser));
}

/* What the program takes a premise to be while the user says nothing, as in "metal, says the file".
 */
static char *
describe_judged (VitRun *run, VitPremiseId id)
{
  static const char *const sources[] = { [VIT_SOURCE_DEFAULT] = "assumed",
                                         [VIT_SOURCE_FILE] = "says the file",
                                         [VIT_SOURCE_LOG] = "says the log",
                                         [VIT_SOURCE_NAME] = "says its name" };
  const VitPremise *premise = vit_premises_look_up (vit_run_get_premises (run), id);
  if (!premise || premise->source == VIT_SOURCE_USER)
    return g_strdup ("as found");
  if (!premise->value)
    return g_strdup ("not known");
  return g_strdup_printf ("%s, %s", premise->value, sources[premise->source]);
}

static GtkWidget *
new_choice (const VitPremiseRow *row, const char *judged, const char *given)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint selected = 0;
  gtk_string_list_append (words, judged);
  for (guint k = 0; row->choices[k]; k++)
    {
      gtk_string_list_append (words, row->choices[k]);
      if (g_strcmp0 (given, row->choices[k]) == 0)
        selected = k + 1;
    }
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&words)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  return choice;
}

static GtkWidget *
new_doubt (const char *sentence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *text = gtk_label_new (sentence);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 36);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_add_css_class (box, "doubt");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), text);
  return box;
}

/* A row of the table of premises, with the doubt about it below. Returns: the number of rows taken.
 */
static int
add_premise (RunDialog *ask, GtkGrid *grid, int at, VitPremiseId id)
{
  const VitPremiseRow *row = vit_premise_get (id);
  const VitPremise *premise = vit_premises_look_up (vit_run_get_premises (ask->run), id);
  const char *given = vit_premises_get_text (vit_run_get_given (ask->run), id);
  g_autofree char *judged = describe_judged (ask->run, id);
  g_autofree char *title =
      row->unit ? g_strdup_printf ("%s (%s)", row->title, row->unit) : g_strdup (row->title);
  if (row->choices)
    {
      GtkWidget *label = gtk_label_new (title);
      ask->premises[id] = new_choice (row, judged, given);
      gtk_label_set_xalign (GTK_LABEL (label), 1);
      gtk_label_set_mnemonic_widget (GTK_LABEL (label), ask->premises[id]);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_accessible_update_property (GTK_ACCESSIBLE (ask->premises[id]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      gtk_grid_attach (grid, label, 0, at, 1, 1);
      gtk_grid_attach (grid, ask->premises[id], 1, at, 1, 1);
    }
  else
    ask->premises[id] = add_entry (grid, at, title, judged, given);
  gtk_widget_set_tooltip_text (ask->premises[id], row->words);
  if (!premise || !premise->doubt)
    return 1;
  gtk_grid_attach (grid, new_doubt (premise->doubt), 1, at + 1, 1, 1);
  return 2;
}

static void
add_heading (GtkGrid *grid, int at, const char *text)
{
  GtkWidget *heading = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_set_margin_top (heading, 8);
  gtk_grid_attach (grid, heading, 0, at, 3, 1);
}

/* What numbers rest on and the files may not say: first what motion rests on, then loading. */
static void
add_premises (RunDialog *ask, GtkGrid *grid, int at)
{
  for (int of_loading = 0; of_loading < 2; of_loading++)
    {
      add_heading (grid, at++, of_loading ? "The log" : "What the numbers rest on");
      for (int id = 0; id < VIT_N_PREMISES; id++)
        if (((vit_premise_get ((VitPremiseId) id)->groups & ~VIT_PREMISES_OF_LOG) == 0) ==
            of_loading)
          at += add_premise (ask, grid, at, (VitPremiseId) id);
    }
}

/* The field that the user was most likely sent here for: it may lie below what is seen. */
static void
focus_open_question (RunDialog *ask)
{
  const VitPremises *premises = vit_run_get_premises (ask->run);
  const VitPremise *timestep = vit_premises_look_up (premises, VIT_PREMISE_TIMESTEP);
  bool no_timestep = timestep && !timestep->value;
  if (no_timestep || !(vit_run_get_temperature (ask->run) > 0))
    {
      gtk_widget_grab_focus (
          ask->premises[no_timestep ? VIT_PREMISE_TIMESTEP : VIT_PREMISE_TEMPERATURE]);
      return;
    }
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      if (premise && premise->doubt)
        {
          gtk_widget_grab_focus (ask->premises[id]);
          return;
        }
    }
}

static void
build_dialog (RunDialog *ask, const char *why)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *header = gtk_header_bar_new ();
  GtkWidget *apply = gtk_button_new_with_label ("Apply");
  GtkWidget *choose = gtk_button_new_from_icon_name ("document-open-symbolic");
  g_autofree char *stress = format_number (vit_run_get_stress (ask->run), NAN);
  g_autofree char *frequency = format_number (vit_run_get_frequency (ask->run), NAN);

  gtk_grid_set_row_spacing (grid, 8);
  gtk_grid_set_column_spacing (grid, 10);
  ask->label = add_entry (grid, 0, "Label", NULL, vit_run_get_label (ask->run));
  ask->stress = add_entry (grid, 1, "Stress (GPa)", "optional", stress);
  ask->frequency = add_entry (grid, 2, "Frequency (Hz)", "of cyclic loading", frequency);
  ask->log = add_entry (grid, 3, "Log file", "strain and stress", vit_run_get_log (ask->run));
  gtk_widget_set_tooltip_text (choose, "Choose the log file");
  gtk_accessible_update_property (GTK_ACCESSIBLE (choose), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Choose the log file", -1);
  gtk_grid_attach (grid, choose, 2, 3, 1, 1);
  add_premises (ask, grid, 4);

  ask->complaint = gtk_label_new (NULL);
  gtk_widget_add_css_class (ask->complaint, "error");
  gtk_widget_set_visible (ask->complaint, FALSE);
  gtk_label_set_wrap (GTK_LABEL (ask->complaint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (ask->complaint), 0);

  if (why)
    {
      GtkWidget *label = gtk_label_new (why);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), label);
    }
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 560);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (grid));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_margin_end (GTK_WIDGET (grid), 12);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), ask->complaint);
  gtk_widget_set_margin_top (box, 16);
  gtk_widget_set_margin_bottom (box, 16);
  gtk_widget_set_margin_start (box, 16);
  gtk_widget_set_margin_end (box, 16);

  gtk_widget_add_css_class (apply, "suggested-action");
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), apply);
  gtk_window_set_titlebar (GTK_WINDOW (ask->window), header);
  gtk_window_set_child (GTK_WINDOW (ask->window), box);
  gtk_window_set_default_widget (GTK_WINDOW (ask->window), apply);
  g_signal_connect (apply, "clicked", G_CALLBACK (on_apply_clicked), ask);
  g_signal_connect (choose, "clicked", G_CALLBACK (on_choose_log_clicked), ask);
  focus_open_question (ask);
}

static gboolean
on_key_pressed (
    GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, RunDialog *ask)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_window_close (GTK_WINDOW (ask->window));
  return GDK_EVENT_STOP;
}

void
vit_ask_run (GtkWindow *parent, VitRun *run, const char *why)
{
  g_return_if_fail (VIT_IS_RUN (run));

  RunDialog *ask = g_new0 (RunDialog, 1);
  ask->run = g_object_ref (run);
  ask->window = gtk_window_new ();
  g_object_set_data_full (G_OBJECT (ask->window), "ask-run", ask, run_dialog_free);
  gtk_window_set_title (GTK_WINDOW (ask->window), "Conditions of the run");
  gtk_window_set_transient_for (GTK_WINDOW (ask->window), parent);
  gtk_window_set_modal (GTK_WINDOW (ask->window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (ask->window), TRUE);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), ask);
  gtk_widget_add_controller (ask->window, keys);
  build_dialog (ask, why);
  gtk_window_present (GTK_WINDOW (ask->window));
}
