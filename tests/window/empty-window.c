/* A window of GTK with a label and nothing else: what a start takes on this machine, whatever the
 * program. With VITRINE_TRACE=turns it writes its long turns, as the program does. */

#include <gtk/gtk.h>

#include "core/base/turns.h"

static gboolean
quit (gpointer application)
{
  g_application_quit (application);
  return G_SOURCE_REMOVE;
}

static void
on_activate (GtkApplication *application)
{
  GtkWidget *window = gtk_application_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 700);
  gtk_window_set_child (GTK_WINDOW (window), gtk_label_new ("Empty"));
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (1000, quit, application);
}

int
main (int argc, char **argv)
{
  vit_turns_watch ();
  g_autoptr (GtkApplication) application =
      gtk_application_new ("org.vitrine.Empty", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
