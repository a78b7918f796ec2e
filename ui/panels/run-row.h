#pragma once

/* A row of the list of runs: shown, colour, name, what is known of the run, how far it is computed.
 * A GtkListBoxRow; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_RUN_ROW (vit_run_row_get_type ())
G_DECLARE_FINAL_TYPE (VitRunRow, vit_run_row, VIT, RUN_ROW, GtkListBoxRow)

/** vit_run_row_new: @menu: (nullable): of what can be done to the run. Emits `edit` and `remove`
 * when these buttons are clicked, and `menu` when the menu opens or closes. */
GtkWidget *vit_run_row_new (VitSession *session, VitRun *run, GMenuModel *menu);

/** vit_run_row_get_run: (transfer none): */
VitRun *vit_run_row_get_run (VitRunRow *row);

/** vit_run_row_rename: the name becomes a field. */
void vit_run_row_rename (VitRunRow *row);

/** vit_run_row_choose_colour: opens the choice of colours. */
void vit_run_row_choose_colour (VitRunRow *row);

/** vit_run_row_has_menu_open: whether its menu is open. */
gboolean vit_run_row_has_menu_open (VitRunRow *row);
