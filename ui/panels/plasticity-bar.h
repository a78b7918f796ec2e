#pragma once

/* The options of the Plasticity page on one line, with the scale of its interval. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_plasticity_bar_new: controls that follow and change the options of the session's study. */
GtkWidget *vit_plasticity_bar_new (VitSession *session);
