#include "ui/panels/ask-run.h"

#include <math.h>

#include "ui/panels/ask-window.h"
#include "ui/panels/file-folder.h"
#include "ui/panels/help-topic.h"
#include "ui/panels/premise-fields.h"

/* A dialog; it is freed with its window. */
typedef struct
{
  VitRun *run;
  GtkWidget *window;
  GtkWidget *label, *stress, *frequency, *log;
  VitPremiseFields *premises;
  GtkWidget *complaint;
  GtkFileChooserNative *chooser;
} RunDialog;

static void
run_dialog_free (gpointer data)
{
  RunDialog *ask = data;
  g_clear_object (&ask->chooser);
  g_object_unref (ask->run);
  vit_premise_fields_free (ask->premises);
  g_free (ask);
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
  vit_ask_window_complain (ask->complaint, message);
  gtk_widget_grab_focus (entry);
  return false;
}

static void
on_apply_clicked (GtkButton *button, RunDialog *ask)
{
  double stress, frequency;
  g_autoptr (VitPremises) given = vit_premises_new ();

  g_autoptr (GError) error = NULL;
  if (!vit_premise_fields_read (ask->premises, given, &error))
    {
      vit_ask_window_complain (ask->complaint, error->message);
      return;
    }
  if (!read_number (ask, ask->stress, "The stress", NAN, false, &stress) ||
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
  vit_file_folder_keep (GTK_FILE_CHOOSER (dialog));
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
  const char *const *paths = vit_run_get_paths (ask->run);
  vit_file_folder_begin (GTK_FILE_CHOOSER (ask->chooser), paths ? paths[0] : NULL);
  g_signal_connect (ask->chooser, "response", G_CALLBACK (on_log_chosen), ask);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (ask->chooser));
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
          at += vit_premise_fields_add (ask->premises, grid, at, (VitPremiseId) id);
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
      gtk_widget_grab_focus (vit_premise_fields_get (
          ask->premises, no_timestep ? VIT_PREMISE_TIMESTEP : VIT_PREMISE_TEMPERATURE));
      return;
    }
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      if (premise && premise->doubt)
        {
          gtk_widget_grab_focus (vit_premise_fields_get (ask->premises, id));
          return;
        }
    }
}

static void
build_dialog (RunDialog *ask, const char *why)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *choose = gtk_button_new_from_icon_name ("document-open-symbolic");
  g_autofree char *stress = format_number (vit_run_get_stress (ask->run), NAN);
  g_autofree char *frequency = format_number (vit_run_get_frequency (ask->run), NAN);

  ask->premises =
      vit_premise_fields_new (vit_run_get_premises (ask->run), vit_run_get_given (ask->run));
  gtk_grid_set_row_spacing (grid, 8);
  gtk_grid_set_column_spacing (grid, 10);
  ask->label = vit_add_entry (grid, 0, "Label", NULL, vit_run_get_label (ask->run));
  ask->stress = vit_add_entry (grid, 1, "Stress (GPa)", "optional", stress);
  ask->frequency = vit_add_entry (grid, 2, "Frequency (Hz)", "of cyclic loading", frequency);
  ask->log = vit_add_entry (grid, 3, "Log file", "strain and stress", vit_run_get_log (ask->run));
  gtk_widget_set_tooltip_text (choose, "Choose the log file");
  gtk_accessible_update_property (GTK_ACCESSIBLE (choose), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Choose the log file", -1);
  gtk_grid_attach (grid, choose, 2, 3, 1, 1);
  add_premises (ask, grid, 4);

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
  ask->complaint = vit_ask_window_fill (ask->window, box, G_CALLBACK (on_apply_clicked), ask);
  g_signal_connect (choose, "clicked", G_CALLBACK (on_choose_log_clicked), ask);
  focus_open_question (ask);
}

void
vit_ask_run (GtkWindow *parent, VitRun *run, const char *why)
{
  g_return_if_fail (VIT_IS_RUN (run));

  RunDialog *ask = g_new0 (RunDialog, 1);
  ask->run = g_object_ref (run);
  ask->window = vit_ask_window_new (parent, "Conditions of the run", ask, run_dialog_free);
  vit_help_topic_set_dialog (GTK_WINDOW (ask->window), "premises");
  build_dialog (ask, why);
  gtk_window_present (GTK_WINDOW (ask->window));
}
