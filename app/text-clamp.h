#pragma once

/* A text that is no wider in a wide window than can be read. Main thread. */

#include <gtk/gtk.h>

/**
 * vit_text_clamp_new:
 * @text: (transfer floating): whose height follows from its width
 * @line: width of a line, pixels at the usual size of text
 * @margin: of @text, on each side, pixels
 *
 * Returns: (transfer floating): a widget that holds @text, at its left
 */
GtkWidget *vit_text_clamp_new (GtkWidget *text, int line, int margin);
