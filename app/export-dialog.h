#pragma once

/* The dialog that asks how a figure or movie is to be written, and shows how far that is. Main
 * thread; nothing here waits. */

#include "app/export-source.h"

/** vit_export_figure: @numbers proposes a CSV file. */
void vit_export_figure (GtkWindow *parent, const VitExportSource *source, bool numbers);
void vit_export_movie (GtkWindow *parent, const VitExportSource *source);
