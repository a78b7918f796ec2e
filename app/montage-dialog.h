#pragma once

/* The dialog of montages: panels are added, dragged on a grid, made wider or higher, and seen as
 * they will be exported. What is done is kept in the study at once, and can be undone there. Main
 * thread. */

#include "app/export-source.h"

/** vit_montage_dialog_open: with the montage that was shown last, else the first of the study, or a
 * new one. */
void vit_montage_dialog_open (GtkWindow *parent, VitSession *session);

/** vit_montage_dialog_add: opens it, with the view @source as a new panel of that montage: its run,
 * and the time of the playhead where the figure shows one. */
void vit_montage_dialog_add (GtkWidget *widget, const VitExportSource *source);
