#include "ui/panels/ask-log.h"

#include "core/results/mechanics-derivation.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/help-topic.h"
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
  vit_ask_window_complain (ask->complaint, error->message);
  return false;
}

static void
on_apply_clicked (GtkButton *button, LogDialog *ask)
{
  if (apply (ask))
    gtk_window_close (GTK_WINDOW (ask->window));
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
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  int at = 0;
  gtk_grid_set_row_spacing (grid, 8);
  gtk_grid_set_column_spacing (grid, 10);
  ask->fields = vit_premise_fields_new (judged, vit_study_get_log_given (ask->study, ask->log));
  for (int id = 0; id < VIT_N_PREMISES; id++)
    if (vit_study_log_takes (ask->log, (VitPremiseId) id))
      at += vit_premise_fields_add (ask->fields, grid, at, (VitPremiseId) id);
  ask->complaint =
      vit_ask_window_fill (ask->window, GTK_WIDGET (grid), G_CALLBACK (on_apply_clicked), ask);
}

void
vit_ask_log (GtkWindow *parent, VitSession *session, VitStudyLog log)
{
  g_return_if_fail (VIT_IS_SESSION (session) && (size_t) log < VIT_N_STUDY_LOGS);
  LogDialog *ask = g_new0 (LogDialog, 1);
  g_autofree char *title = g_strdup_printf ("What the %s log rests on", vit_study_log_name (log));
  ask->study = g_object_ref (vit_session_get_study (session));
  ask->log = log;
  ask->window = vit_ask_window_new (parent, title, ask, log_dialog_free);
  vit_help_topic_set_dialog (GTK_WINDOW (ask->window), "premises");
  build (ask, get_judged (session, log));
  gtk_window_present (GTK_WINDOW (ask->window));
}
