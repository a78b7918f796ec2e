#pragma once

/* Help: which page of the manual belongs to what the user looks at, and how it is shown. Main
 * thread. */

#include "app/window.h"

/** vit_help_find_topic: (transfer full): of the symbol under the pointer, else of what has the
 * keys, else of the view in focus, else of the page; of a dialog its own, or the contents. */
char *vit_help_find_topic (GtkWindow *window);

/** vit_help_show: opens the manual at @topic: in the program itself, else its HTML in what shows
 * that; if neither is there, it is said where the manual is. */
void vit_help_show (GtkWindow *parent, const char *topic);
