#pragma once

/* The options of the Indicators page. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_indicators_bar_new: controls that follow and change the options of the session's study. */
GtkWidget *vit_indicators_bar_new (VitSession *session);
