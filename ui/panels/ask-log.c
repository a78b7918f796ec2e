#include "ui/panels/ask-log.h"

#include "core/results/mechanics-derivation.h"
#include "ui/panels/premise-fields.h"

/* A dialog; it is freed with its window. */
typedef struct
{
  VitStudy *study;
  VitStudyLog log;
  GtkWidget *window, *complaint;
  VitPremiseFields *fields;
} LogDialog;

static void
log_dialog_free (gpointer data)
{
  LogDialog *ask = data;
  g_object_unref (ask->study);
  vit_premise_fields_free (ask->fields);
  g_free (ask);
}

/* Returns: whether what the user gives was taken, else with a message in the dialog. */
static bool
apply (LogDialog *ask)
{
  g_autoptr (VitPremises) given = vit_premises_new ();
  g_autoptr (GError) error = NULL;
  bool ok = vit_premise_fields_read (ask->fields, given, &error);
  for (int id = 0; id < VIT_N_PREMISES && ok; id++)
    {
      const char *text = vit_premises_get_text (given, (VitPremiseId) id);
      if (vit_study_log_takes (ask->log, (VitPremiseId) id))
        ok = vit_study_set_log_premise (ask->study, ask->log, (VitPremiseId) id, text ? text : "",
                                        &error);
    }
  if (ok)
    return true;
  gtk_label_set_text (GTK_LABEL (ask->complaint), error->message);
  gtk_widget_set_visible (ask->complaint, TRUE);
  return false;
}

static void
on_apply_clicked (GtkButton *button, LogDialog *ask)
{
  if (apply (ask))
    gtk_window_close (GTK_WINDOW (ask->window));
}

static gboolean
on_key_pressed (
    GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, LogDialog *ask)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_window_close (GTK_WINDOW (ask->window));
  return GDK_EVENT_STOP;
}

/* What was found in the log, if it has been read. */
static const VitPremises *
get_judged (VitSession *session, VitStudyLog log)
{
  const VitDerivation *derivation =
      log == VIT_STUDY_LOG_QUENCH ? &vit_cooling_derivation : &vit_stress_strain_derivation;
  const VitReferenceLog *found =
      vit_deriver_get (vit_session_get_deriver (session), derivation, NULL, 0, NULL);
  return found ? found->premises : NULL;
}

static void
build (LogDialog *ask, const VitPremises *judged)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *header = gtk_header_bar_new (), *button = gtk_button_new_with_label ("Apply");
  int at = 0;
  gtk_grid_set_row_spacing (grid, 8);
  gtk_grid_set_column_spacing (grid, 10);
  ask->fields = vit_premise_fields_new (judged, vit_study_get_log_given (ask->study, ask->log));
  for (int id = 0; id < VIT_N_PREMISES; id++)
    if (vit_study_log_takes (ask->log, (VitPremiseId) id))
      at += vit_premise_fields_add (ask->fields, grid, at, (VitPremiseId) id);
  ask->complaint = gtk_label_new (NULL);
  gtk_widget_add_css_class (ask->complaint, "error");
  gtk_widget_set_visible (ask->complaint, FALSE);
  gtk_label_set_wrap (GTK_LABEL (ask->complaint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (ask->complaint), 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (grid));
  gtk_box_append (GTK_BOX (box), ask->complaint);
  gtk_widget_set_margin_top (box, 16);
  gtk_widget_set_margin_bottom (box, 16);
  gtk_widget_set_margin_start (box, 16);
  gtk_widget_set_margin_end (box, 16);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), button);
  gtk_window_set_titlebar (GTK_WINDOW (ask->window), header);
  gtk_window_set_child (GTK_WINDOW (ask->window), box);
  gtk_window_set_default_widget (GTK_WINDOW (ask->window), button);
  g_signal_connect (button, "clicked", G_CALLBACK (on_apply_clicked), ask);
}

void
vit_ask_log (GtkWindow *parent, VitSession *session, VitStudyLog log)
{
  g_return_if_fail (VIT_IS_SESSION (session) && (size_t) log < VIT_N_STUDY_LOGS);
  LogDialog *ask = g_new0 (LogDialog, 1);
  g_autofree char *title = g_strdup_printf ("What the %s log rests on", vit_study_log_name (log));
  ask->study = g_object_ref (vit_session_get_study (session));
  ask->log = log;
  ask->window = gtk_window_new ();
  g_object_set_data_full (G_OBJECT (ask->window), "ask-log", ask, log_dialog_free);
  gtk_window_set_title (GTK_WINDOW (ask->window), title);
  gtk_window_set_transient_for (GTK_WINDOW (ask->window), parent);
  gtk_window_set_modal (GTK_WINDOW (ask->window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (ask->window), TRUE);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), ask);
  gtk_widget_add_controller (ask->window, keys);
  build (ask, get_judged (session, log));
  gtk_window_present (GTK_WINDOW (ask->window));
}
