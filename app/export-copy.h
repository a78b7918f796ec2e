#pragma once

/* A figure or page to the clipboard: as a picture, as SVG, and as the text of its CSV where it has
 * numbers. Main thread; drawn in the background. */

#include "app/export-source.h"

/** vit_export_copy: to the clipboard of @widget. */
void vit_export_copy (GtkWidget *widget, const VitExportSource *source);
