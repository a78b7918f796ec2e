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
