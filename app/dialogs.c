#include "app/dialogs.h"

#include "app/window-private.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/file-folder.h"
#include "ui/panels/file-folder.h"
#include "ui/panels/help-topic.h"

typedef struct
{
  GtkWindow *window;
  VitAnswer answer;
  gpointer data;
  gboolean answered;
} Question;

static void
give_answer (Question *question, int index)
{
  if (question->answered)
    return;
  question->answered = TRUE;
  if (question->answer)
    question->answer (index, question->data);
}

static void
on_button (GtkButton *button, Question *question)
{
  int index = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "index"));
  GtkWindow *window = question->window;
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  give_answer (question, index);
  gtk_window_destroy (window);
}

static gboolean
on_closed (Question *question)
{
  give_answer (question, -1);
  return FALSE;
}

void
vit_ask (GtkWindow *parent,
         const char *title,
         const char *text,
         const char *const *buttons,
         int destructive,
         VitAnswer answer,
         gpointer data)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *window = gtk_window_new ();
  question->window = GTK_WINDOW (window);
  question->answer = answer;
  question->data = data;
  gtk_window_set_title (question->window, title);
  gtk_window_set_transient_for (question->window, parent);
  gtk_window_set_modal (question->window, TRUE);
  gtk_window_set_resizable (question->window, FALSE);
  vit_close_with_escape (GTK_WINDOW (window));

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 24);
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 52);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);

  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *usual = NULL;
  gtk_widget_set_halign (row, GTK_ALIGN_END);
  for (int i = 0; buttons[i]; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (buttons[i]);
      if (i == destructive)
        gtk_widget_add_css_class (button, "destructive-action");
      else if (!buttons[i + 1])
        {
          gtk_widget_add_css_class (button, "suggested-action");
          gtk_window_set_default_widget (question->window, button);
          usual = button;
        }
      g_object_set_data (G_OBJECT (button), "index", GINT_TO_POINTER (i));
      g_signal_connect (button, "clicked", G_CALLBACK (on_button), question);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_box_append (GTK_BOX (box), row);
  gtk_window_set_child (question->window, box);
  /* Return presses the button that has the focus, which would be the first. */
  if (usual)
    gtk_window_set_focus (question->window, usual);

  g_signal_connect_swapped (window, "close-request", G_CALLBACK (on_closed), question);
  g_object_set_data_full (G_OBJECT (window), "question", question, g_free);
  gtk_window_present (question->window);
}

typedef struct
{
  GtkFileChooserNative *native;
  VitChosen chosen;
  gpointer data;
} Choice;

static void
on_response (GtkNativeDialog *dialog, int response, Choice *choice)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      vit_file_folder_keep (GTK_FILE_CHOOSER (dialog));
      choice->chosen (files, choice->data);
    }
  g_object_unref (choice->native);
  g_free (choice);
}

/* (nullable): of the study that @window, or the one it belongs to, shows. */
static const char *
get_study_path (GtkWindow *window)
{
  while (window && !VIT_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  VitStudy *study = window ? VIT_WINDOW (window)->study : NULL;
  return study ? vit_study_get_path (study) : NULL;
}

void
vit_choose_files (GtkWindow *parent,
                  const char *title,
                  GtkFileChooserAction action,
                  gboolean several,
                  const VitFileKind *kinds,
                  gsize n_kinds,
                  const char *suggestion,
                  VitChosen chosen,
                  gpointer data)
{
  Choice *choice = g_new0 (Choice, 1);
  choice->chosen = chosen;
  choice->data = data;
  choice->native = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (choice->native);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (choice->native), TRUE);
  gtk_file_chooser_set_select_multiple (chooser, several);
  for (gsize i = 0; i < n_kinds; i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      gtk_file_filter_set_name (filter, kinds[i].name);
      for (gsize k = 0; k < G_N_ELEMENTS (kinds[i].patterns) && kinds[i].patterns[k]; k++)
        gtk_file_filter_add_pattern (filter, kinds[i].patterns[k]);
      gtk_file_chooser_add_filter (chooser, filter);
    }
  /* A file that is proposed says where it is. */
  if (!suggestion || !g_path_is_absolute (suggestion))
    vit_file_folder_begin (chooser, get_study_path (parent));
  else
    {
      g_autoptr (GFile) file = g_file_new_for_path (suggestion);
      gtk_file_chooser_set_file (chooser, file, NULL);
    }
  if (suggestion && action == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      g_autofree char *name = g_path_get_basename (suggestion);
      gtk_file_chooser_set_current_name (chooser, name);
    }
  g_signal_connect (choice->native, "response", G_CALLBACK (on_response), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->native));
}

/* ---- Training ---- */

static gboolean
on_escape (GtkWidget *window, GVariant *arguments, gpointer data)
{
  VitJob *const *job = data;
  if (!*job)
    gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

GtkWindow *
vit_training_window_new (GtkWindow *parent,
                         const char *title,
                         const char *topic,
                         int width,
                         int height,
                         VitJob *const *job,
                         GtkButton **train)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  vit_help_topic_set_dialog (window, topic);
  gtk_window_set_title (window, title);
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, TRUE);
  gtk_window_set_default_size (window, width, height);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (on_escape, (gpointer) job, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  GtkWidget *header = gtk_header_bar_new ();
  *train = GTK_BUTTON (gtk_button_new_with_label ("Train and Save…"));
  gtk_widget_add_css_class (GTK_WIDGET (*train), "suggested-action");
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), GTK_WIDGET (*train));
  gtk_window_set_titlebar (window, header);
  return window;
}
