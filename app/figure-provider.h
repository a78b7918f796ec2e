#pragma once

/* A figure for whoever takes it, as a picture, as SVG or as a file: each is made when it is asked
 * for, in the background. A GdkContentProvider; main thread. */

#include <gtk/gtk.h>

#include "ui/figure/figure.h"

/** vit_figure_provider_new: (transfer full): takes @figure. @name: of the file, without an ending.
 */
GdkContentProvider *vit_figure_provider_new (VitFigure *figure, const char *name);
