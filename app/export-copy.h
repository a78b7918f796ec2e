#pragma once

/* A figure or page as a picture to the clipboard. Main thread; drawn in the background. */

#include "app/export-source.h"

/** vit_export_copy: to the clipboard of @widget. */
void vit_export_copy (GtkWidget *widget, const VitExportSource *source);
