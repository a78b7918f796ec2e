#pragma once

/* What the files of the dialog of montages share: montage-dialog.c is its frame and keeps the
 * montage, montage-cells.c the grid of its panels. Private to them. */

#include "app/export-dialog.h"
#include "app/export-preview.h"
#include "core/study/montage.h"
#include "ui/gallery/figure-spec.h"

typedef struct
{
  GtkWindow *window;
  GtkWidget *grid; /* of cells */
  GtkDropDown *names, *figures, *runs;
  GtkMenuButton *rename;
  GtkEntry *name;
  GtkLabel *problem; /* of a name */
  GtkSpinButton *rows, *columns;
  GtkCheckButton *legend, *scale;
  GtkWidget *export, *copy;
  VitExportSource source;
  VitExportPreview *preview;
  VitMontage *montage;
  int dragged; /* panel, or −1 */
  bool filling;
} VitMontageDialog;

/** VIT_FOLLOWS_ANY_TIME: what makes a figure another at another time. */
#define VIT_FOLLOWS_ANY_TIME                                                                       \
  (VIT_FOLLOWS_START | VIT_FOLLOWS_START_UNLESS_POOLED | VIT_FOLLOWS_TIME |                        \
   VIT_FOLLOWS_TIME_OF_CYCLES)

/** vit_montage_dialog_keep: the montage has changed: the study takes it, and what shows it follows;
 * the grid of cells if @cells. */
void vit_montage_dialog_keep (VitMontageDialog *dialog, bool cells);

/** vit_montage_cells_new: the grid; panels are dragged on it, and moved by keys. */
GtkWidget *vit_montage_cells_new (VitMontageDialog *dialog);

/** vit_montage_cells_fill: shows the montage. */
void vit_montage_cells_fill (VitMontageDialog *dialog);

/** vit_montage_cells_find: the panel on a cell, or −1. */
int vit_montage_cells_find (const VitMontageDialog *dialog, int row, int column);
