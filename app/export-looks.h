#pragma once

/* Controls for how a figure is to look on paper: one for each setting of the table. Main thread. */

#include <gtk/gtk.h>

#include "ui/journal/check.h"

typedef struct _VitExportLooks VitExportLooks;

/**
 * vit_export_looks_new:
 * @initial: what is set already
 * @changed: called when something else is set
 */
VitExportLooks *
vit_export_looks_new (const VitFigureSettings *initial, void (*changed) (void *data), void *data);
void vit_export_looks_free (VitExportLooks *looks);

/** vit_export_looks_attach: adds the controls to @grid from @row on. Returns: the next free row. */
int vit_export_looks_attach (VitExportLooks *looks, GtkGrid *grid, int row);

/** vit_export_looks_show: shows the controls, or hides them where there is nothing to look at. */
void vit_export_looks_show (VitExportLooks *looks, bool shown);

/** vit_export_looks_get: (transfer none): what is set; a text that is no value of its setting is
 * left out, and its control says why. */
const VitFigureSettings *vit_export_looks_get (const VitExportLooks *looks);

/** vit_export_looks_mend: sets what a mend sets. */
void vit_export_looks_mend (VitExportLooks *looks, const VitMend *mend);
