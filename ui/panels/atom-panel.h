#pragma once

/* The picked atom: its species, its values at the playhead, and its T_ML against time. A GtkWidget;
 * main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_ATOM_PANEL (vit_atom_panel_get_type ())
G_DECLARE_FINAL_TYPE (VitAtomPanel, vit_atom_panel, VIT, ATOM_PANEL, GtkWidget)

GtkWidget *vit_atom_panel_new (void);
void vit_atom_panel_set_session (VitAtomPanel *panel, VitSession *session);

/** vit_atom_panel_set_pickable: @pickable: whether the views on show have atoms to click. */
void vit_atom_panel_set_pickable (VitAtomPanel *panel, bool pickable);
