#pragma once

/* The controls of the whole box: where it is seen from, its turntable, and its options. Its buttons
 * press the actions `win.camera`. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_BOX_BAR (vit_box_bar_get_type ())
G_DECLARE_FINAL_TYPE (VitBoxBar, vit_box_bar, VIT, BOX_BAR, GtkWidget)

/** vit_box_bar_set_session: @session: (nullable): */
void vit_box_bar_set_session (VitBoxBar *bar, VitSession *session);
