#pragma once

/* The options of the Mechanics page on one line, and the logs that belong to the study. Main
 * thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_mechanics_bar_new: controls that follow and change the options of the session's study. */
GtkWidget *vit_mechanics_bar_new (VitSession *session);
