#include "ui/panels/ask-window.h"

#define MARGIN 16

void
vit_close_with_escape (GtkWindow *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}

GtkWidget *
vit_ask_window_new (GtkWindow *parent, const char *title, gpointer data, GDestroyNotify destroy)
{
  GtkWidget *window = gtk_window_new ();
  g_object_set_data_full (G_OBJECT (window), "ask", data, destroy);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  vit_close_with_escape (GTK_WINDOW (window));
  return window;
}

GtkWidget *
vit_ask_window_fill (GtkWidget *window, GtkWidget *content, GCallback on_apply, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *line = gtk_label_new (NULL),
            *header = gtk_header_bar_new (), *apply = gtk_button_new_with_label ("Apply");
  gtk_widget_add_css_class (line, "error");
  gtk_widget_set_visible (line, FALSE);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_box_append (GTK_BOX (box), content);
  gtk_box_append (GTK_BOX (box), line);
  gtk_widget_set_margin_top (box, MARGIN);
  gtk_widget_set_margin_bottom (box, MARGIN);
  gtk_widget_set_margin_start (box, MARGIN);
  gtk_widget_set_margin_end (box, MARGIN);
  gtk_widget_add_css_class (apply, "suggested-action");
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), apply);
  gtk_window_set_titlebar (GTK_WINDOW (window), header);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_widget (GTK_WINDOW (window), apply);
  g_signal_connect (apply, "clicked", on_apply, data);
  return line;
}

void
vit_ask_window_complain (GtkWidget *line, const char *text)
{
  gtk_label_set_text (GTK_LABEL (line), text);
  gtk_widget_set_visible (line, TRUE);
}
