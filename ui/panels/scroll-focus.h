#pragma once

/* Scrolling: to the widget that gets the keys, and over numbers. Main thread. */

#include <gtk/gtk.h>

/**
 * vit_scroll_follow_focus:
 * @scroller: a window of scrolled widgets, with its child
 *
 * Scrolls so far that the widget with the focus is seen. In place of GtkViewport's own way, which
 * also scrolls to entries of an open list: the list then moves away under the pointer.
 */
void vit_scroll_follow_focus (GtkScrolledWindow *scroller);

/**
 * vit_scroll_over_numbers:
 * @scroller: a window of scrolled widgets
 *
 * Lets the wheel scroll where the pointer is over a spin button or a scale, in place of changing
 * it.
 */
void vit_scroll_over_numbers (GtkScrolledWindow *scroller);
