/* Another program, for drags between windows: a source of files and a place that takes files. What
 * it has taken, and in which types it was offered, is written to standard output.
 *
 * usage: drag-partner FILE… */

#include <gtk/gtk.h>
#include <stdio.h>

#define SIDE 120

static char **files;

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, void *data)
{
  g_autoptr (GString) list = g_string_new (NULL);
  for (char **file = files; *file; file++)
    {
      g_autoptr (GFile) f = g_file_new_for_commandline_arg (*file);
      g_autofree char *uri = g_file_get_uri (f);
      g_string_append_printf (list, "%s\r\n", uri);
    }
  g_autoptr (GBytes) bytes = g_bytes_new (list->str, list->len);
  return gdk_content_provider_new_for_bytes ("text/uri-list", bytes);
}

static gboolean
on_accept (GtkDropTarget *target, GdkDrop *drop, void *data)
{
  g_autofree char *formats = gdk_content_formats_to_string (gdk_drop_get_formats (drop));
  printf ("offered %s\n", formats);
  fflush (stdout);
  return TRUE;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, void *data)
{
  for (GSList *l = g_value_get_boxed (value); l; l = l->next)
    {
      g_autofree char *path = g_file_get_path (l->data);
      printf ("took %s\n", path);
    }
  fflush (stdout);
  return TRUE;
}

static void
on_activate (GtkApplication *application)
{
  GtkWidget *window = gtk_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *from = gtk_label_new ("from"), *to = gtk_label_new ("to");
  gtk_window_set_title (GTK_WINDOW (window), "Partner");
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_widget_set_size_request (from, SIDE, SIDE);
  gtk_widget_set_size_request (to, SIDE, SIDE);
  gtk_box_append (GTK_BOX (box), from);
  gtk_box_append (GTK_BOX (box), to);
  GtkDragSource *drag = gtk_drag_source_new ();
  g_signal_connect (drag, "prepare", G_CALLBACK (on_prepare), NULL);
  gtk_widget_add_controller (from, GTK_EVENT_CONTROLLER (drag));
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (drop, "accept", G_CALLBACK (on_accept), NULL);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), NULL);
  gtk_widget_add_controller (to, GTK_EVENT_CONTROLLER (drop));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  files = argv + 1;
  g_autoptr (GtkApplication) application =
      gtk_application_new ("org.vitrine.Partner", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
