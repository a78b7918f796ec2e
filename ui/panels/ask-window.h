#pragma once

/* What dialogs share that ask for knowledge: a window with Apply, closed by Escape, and a line for
 * what is wrong. Main thread. */

#include <gtk/gtk.h>

/** vit_close_with_escape: as a dialog is closed. */
void vit_close_with_escape (GtkWindow *window);

/**
 * vit_ask_window_new:
 * @title: of the window
 * @data: of the dialog; freed with the window by @destroy
 *
 * Returns: (transfer none): a modal window over @parent (nullable), not yet shown
 */
GtkWidget *
vit_ask_window_new (GtkWindow *parent, const char *title, gpointer data, GDestroyNotify destroy);

/** vit_ask_window_fill: sets the content, with the line for what is wrong at its end, and a button
 * Apply that calls @on_apply (button, @data). Returns: (transfer none): that line, hidden */
GtkWidget *
vit_ask_window_fill (GtkWidget *window, GtkWidget *content, GCallback on_apply, gpointer data);

/** vit_ask_window_complain: shows what is wrong in the line from vit_ask_window_fill(). */
void vit_ask_window_complain (GtkWidget *line, const char *text);
