#pragma once

/* The window that the manual is read in: contents, search, pages with links and pictures, and the
 * way back. There is one for all windows of the program. Main thread. */

#include <gtk/gtk.h>

/** vit_manual_window_show: opens the manual, or raises it, at @topic (nullable); a topic that it
 * does not have is answered with the contents. @error: there are no pages */
gboolean vit_manual_window_show (GtkWindow *parent, const char *topic, GError **error);
