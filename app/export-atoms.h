#pragma once

/* The dialog that exports the atoms of a run that are shown, with chosen columns. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_export_atoms: as `vitrine-cli atoms` writes them, of the frame that is seen. */
void vit_export_atoms (GtkWindow *parent, VitSession *session);
