/* Buttons that choose the file of an option. */

#include "ui/panels/file-folder.h"
#include "ui/panels/help-topic.h"
#include "ui/panels/option-bar-private.h"

typedef struct
{
  VitStudy *study;
  const VitOption *option;
} FileChoice;

static void
free_choice (gpointer data, GClosure *closure)
{
  FileChoice *choice = data;
  g_object_unref (choice->study);
  g_free (choice);
}

static FileChoice *
new_choice (VitStudy *study, const VitOption *option)
{
  FileChoice *choice = g_new (FileChoice, 1);
  *choice = (FileChoice){ g_object_ref (study), option };
  return choice;
}

static void
on_chosen (GtkNativeDialog *dialog, int response, FileChoice *choice)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file ? g_file_get_path (file) : NULL;
      vit_file_folder_keep (GTK_FILE_CHOOSER (dialog));
      if (path)
        vit_study_set_option (choice->study, choice->option->group, choice->option->key, path,
                              NULL);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_choose (GtkButton *button, FileChoice *choice)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      gtk_button_get_label (button), window, GTK_FILE_CHOOSER_ACTION_OPEN, "Open", "Cancel");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  vit_file_folder_begin (GTK_FILE_CHOOSER (dialog), vit_study_get_path (choice->study));
  /* The dialog may outlive the button. */
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_chosen),
                         new_choice (choice->study, choice->option), free_choice, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

GtkWidget *
vit_option_bar_new_file (GtkWidget *bar, const char *key)
{
  const VitOption *option = vit_option_bar_find (bar, key);
  g_return_val_if_fail (option && option->type == VIT_OPTION_FILE, NULL);
  GtkWidget *button = gtk_button_new_with_label (option->label);
  gtk_widget_add_css_class (button, "compact");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, option->tooltip);
  g_autofree char *topic = g_strdup_printf ("option-%s.%s", option->group, option->key);
  vit_help_topic_set (button, topic);
  g_signal_connect_data (
      button, "clicked", G_CALLBACK (on_choose),
      new_choice (g_object_get_data (G_OBJECT (bar), VIT_OPTION_BAR_STUDY), option), free_choice,
      0);
  return button;
}
