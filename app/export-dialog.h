#pragma once

/* Asking how a figure or movie is to be written, and writing it in the background. Main thread;
 * nothing here waits. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** VIT_EXPORT_MAX_FIGURES: figures of one page. */
#define VIT_EXPORT_MAX_FIGURES 12

/**
 * VitExportSource:
 * @names: (array length=n): figures of the gallery; several make a page
 * @name: (nullable): of the page, for the file that is proposed
 * @runs: run of each; %NULL shows all that are shown
 */
typedef struct
{
  VitSession *session;
  const char *name;
  const char *names[VIT_EXPORT_MAX_FIGURES];
  int n;
  VitRun *runs[VIT_EXPORT_MAX_FIGURES];
} VitExportSource;

/** vit_export_figure: @numbers proposes a CSV file. */
void vit_export_figure (GtkWindow *parent, const VitExportSource *source, bool numbers);
void vit_export_movie (GtkWindow *parent, const VitExportSource *source);

/** vit_export_copy: as a picture to the clipboard of @widget. */
void vit_export_copy (GtkWidget *widget, const VitExportSource *source);
