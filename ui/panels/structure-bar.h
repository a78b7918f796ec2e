#pragma once

/* The options that structure and chemistry of liquid-like atoms depend on, one below the other:
 * neighbours, start times, and the run to compare with. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_structure_bar_new: those of the Structure page; its controls follow and change the
 * options of the session's study. */
GtkWidget *vit_structure_bar_new (VitSession *session);

/** vit_chemistry_bar_new: the same for the Chemistry page. */
GtkWidget *vit_chemistry_bar_new (VitSession *session);
