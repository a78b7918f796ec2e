#pragma once

/* The options of the Plasticity page in one line, with the scrubber of its interval. Main thread.
 */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_plasticity_bar_new: writes the options of the session's study. */
GtkWidget *vit_plasticity_bar_new (VitSession *session);
