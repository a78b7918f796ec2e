#pragma once

/* The dialog of montages: panels are added, dragged on a grid, made wider or higher, and seen as
 * they will be exported. What is done is kept in the study at once, and can be undone there. Main
 * thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_montage_dialog_open: with the first montage of the study, or a new one. */
void vit_montage_dialog_open (GtkWindow *parent, VitSession *session);
