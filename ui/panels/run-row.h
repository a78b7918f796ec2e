#pragma once

/* A run in the study panel: whether it is shown, its colour and label, its conditions or the
 * progress of computing, and buttons to cancel, resume and edit. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_RUN_ROW (vit_run_row_get_type ())
G_DECLARE_FINAL_TYPE (VitRunRow, vit_run_row, VIT, RUN_ROW, GtkListBoxRow)

/** vit_run_row_new: a row for @run; emits `edit` and `remove` when the user asks for it. */
GtkWidget *vit_run_row_new (VitSession *session, VitRun *run);
VitRun *vit_run_row_get_run (VitRunRow *row);
