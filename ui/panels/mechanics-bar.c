#include "ui/panels/mechanics-bar.h"

#include "ui/panels/ask-log.h"
#include "ui/panels/option-bar.h"

typedef struct
{
  VitStudy *study;
  const char *key;
} LogChoice;

static void
free_log_choice (gpointer data, GClosure *closure)
{
  LogChoice *choice = data;
  g_object_unref (choice->study);
  g_free (choice);
}

static LogChoice *
copy_log_choice (const LogChoice *choice)
{
  LogChoice *copy = g_new (LogChoice, 1);
  *copy = (LogChoice){ g_object_ref (choice->study), choice->key };
  return copy;
}

static void
on_log_chosen (GtkNativeDialog *dialog, int response, LogChoice *choice)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file ? g_file_get_path (file) : NULL;
      if (path)
        vit_study_set_option (choice->study, "mechanics", choice->key, path, NULL);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_choose_log (GtkButton *button, LogChoice *choice)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      gtk_button_get_label (button), window, GTK_FILE_CHOOSER_ACTION_OPEN, "Open", "Cancel");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  /* The dialog may outlive the button. */
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_log_chosen), copy_log_choice (choice),
                         free_log_choice, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static GtkWidget *
new_log_button (VitSession *session, const char *key)
{
  const VitOption *option = vit_option_find ("mechanics", key);
  GtkWidget *button = gtk_button_new_with_label (option->label);
  LogChoice *choice = g_new0 (LogChoice, 1);
  choice->study = g_object_ref (vit_session_get_study (session));
  choice->key = option->key;
  gtk_widget_add_css_class (button, "compact");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, option->tooltip);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_choose_log), choice, free_log_choice, 0);
  return button;
}

/* ---- Premises of the logs ---- */

typedef struct
{
  VitSession *session;
  VitStudyLog log;
} LogQuestion;

static void
free_log_question (gpointer data, GClosure *closure)
{
  LogQuestion *question = data;
  g_object_unref (question->session);
  g_free (question);
}

static void
on_ask_log (GtkButton *button, LogQuestion *question)
{
  vit_ask_log (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), question->session,
               question->log);
}

/* A log that is not there rests on nothing. */
static void
show_log_button (VitStudy *study, const char *group, const char *key, GtkWidget *button)
{
  VitStudyLog log = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "log"));
  g_autofree char *path = vit_study_dup_option_path (study, "mechanics", vit_study_log_key (log));
  gtk_widget_set_sensitive (button, path != NULL);
}

static GtkWidget *
new_premises_button (VitSession *session, VitStudyLog log)
{
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *button = gtk_button_new_from_icon_name ("document-properties-symbolic");
  LogQuestion *question = g_new (LogQuestion, 1);
  *question = (LogQuestion){ g_object_ref (session), log };
  g_autofree char *words = g_strdup_printf ("What the %s log rests on", vit_study_log_name (log));
  gtk_widget_add_css_class (button, "compact");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_object_set_data (G_OBJECT (button), "log", GINT_TO_POINTER (log));
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_ask_log), question, free_log_question,
                         0);
  g_signal_connect_object (study, "option-changed::mechanics", G_CALLBACK (show_log_button), button,
                           0);
  show_log_button (study, NULL, NULL, button);
  return button;
}

/* A log of the study: the file, and what it rests on. */
static void
add_log (GtkWidget *bar, VitSession *session, VitStudyLog log)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (box, "linked");
  gtk_box_append (GTK_BOX (box), new_log_button (session, vit_study_log_key (log)));
  gtk_box_append (GTK_BOX (box), new_premises_button (session, log));
  vit_option_bar_append (bar, box, vit_option_find ("mechanics", vit_study_log_key (log))->affects);
}

GtkWidget *
vit_mechanics_bar_new (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "mechanics");
  vit_option_bar_add (bar, "flip");
  vit_option_bar_add (bar, "rate-window");
  vit_option_bar_add (bar, "yield-offset");
  vit_option_bar_add (bar, "model");
  static const char *const windows[] = { "modulus-to", "yield-smoothing", "glass-from",
                                         "glass-to",   "liquid-from",     "liquid-to" };
  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    vit_option_bar_add (bar, windows[i]);
  for (VitStudyLog log = 0; log < VIT_N_STUDY_LOGS; log++)
    add_log (bar, session, log);
  return bar;
}
