#pragma once

/* The window that lists keys: those of the actions, and those of a map that has the focus. Main
 * thread. */

#include "app/action.h"

/** vit_shortcuts_window_show: */
void vit_shortcuts_window_show (const VitActionTable *table, GtkWindow *parent);

/** vit_shortcuts_window_dup_ui: (transfer full): its text for GtkBuilder. */
char *vit_shortcuts_window_dup_ui (const VitActionTable *table);
