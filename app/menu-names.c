#include "app/menu-names.h"

#include <gtk/gtk.h>
#include <string.h>

static void
name_item (GtkWidget *item)
{
  g_autofree char *text = NULL;
  g_object_get (item, "text", &text, NULL);
  if (!text || !*text)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
name_items (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    name_items (child);
  if (strcmp (G_OBJECT_TYPE_NAME (widget), "GtkModelButton") != 0)
    return;
  name_item (widget);
  /* GTK takes the name away again where keys of the item, or its text, change. */
  g_signal_handlers_disconnect_by_func (widget, name_item, NULL);
  g_signal_connect (widget, "notify::accel", G_CALLBACK (name_item), NULL);
  g_signal_connect (widget, "notify::text", G_CALLBACK (name_item), NULL);
}

static gboolean
on_map (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GObject *mapped = g_value_get_object (values);
  if (GTK_IS_POPOVER_MENU (mapped))
    name_items (GTK_WIDGET (mapped));
  return G_SOURCE_CONTINUE;
}

void
vit_menu_names_start (void)
{
  if (gtk_check_version (4, 10, 0))
    return;
  /* Signals are there with their class. */
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
}
