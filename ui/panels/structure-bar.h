#pragma once

/* The options that the structure and chemistry of liquid-like atoms depend on, in one line: which
 * neighbours, which start times, what is compared with. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_structure_bar_new: of the Structure page; writes the options of the session's study. */
GtkWidget *vit_structure_bar_new (VitSession *session);

/** vit_chemistry_bar_new: of the Chemistry page. */
GtkWidget *vit_chemistry_bar_new (VitSession *session);
