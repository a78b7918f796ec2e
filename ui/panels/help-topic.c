#include "ui/panels/help-topic.h"

#define KEY "help-topic"

void
vit_help_topic_set (GtkWidget *widget, const char *topic)
{
  g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (topic), g_free);
}

const char *
vit_help_topic_find (GtkWidget *widget)
{
  const char *topic = NULL;
  for (; widget && !topic; widget = gtk_widget_get_parent (widget))
    topic = g_object_get_data (G_OBJECT (widget), KEY);
  return topic;
}

static gboolean
on_help_wanted (GtkWidget *dialog, GVariant *arguments, gpointer data)
{
  GApplication *application = g_application_get_default ();
  if (application)
    g_action_group_activate_action (G_ACTION_GROUP (application), "help", NULL);
  return application != NULL;
}

void
vit_help_topic_set_dialog (GtkWindow *dialog, const char *topic)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  vit_help_topic_set (GTK_WIDGET (dialog), topic);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F1, 0),
                        gtk_callback_action_new (on_help_wanted, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (dialog), keys);
}
