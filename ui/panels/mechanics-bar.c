#include "ui/panels/mechanics-bar.h"

#include "ui/panels/ask-log.h"
#include "ui/panels/option-bar.h"

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
  gtk_box_append (GTK_BOX (box), vit_option_bar_new_file (bar, vit_study_log_key (log)));
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
