#pragma once

/* The options of the page Motion: densities of T_ML. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

GtkWidget *vit_motion_bar_new (VitSession *session);
