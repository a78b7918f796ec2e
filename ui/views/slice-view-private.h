#pragma once

/* What the files of a slice view share. */

#include "ui/session/session.h"
#include "ui/views/atom-view.h"
#include "ui/views/slice-view.h"

struct _VitSliceView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *overlay;
  VitAtomView *atoms;
  GtkWidget *marks; /* scale bar and slice handle over the atoms */
  GtkWidget *bar;   /* colour bar */
  GtkWidget *tip;
  GtkLabel *tip_label;

  VitSession *session; /* borrowed: views go with their session */
  VitRun *run;
  VitSnapshot *snapshot;
  GSignalGroup *session_signals;
  GSignalGroup *deriver_signals, *study_signals; /* of a measure */

  int measure;     /* #VitPlasticityMeasure, or −1 */
  double largest;  /* end of its scale */
  double interval; /* Δt of what is shown, ps */
  unsigned place;  /* of Δt among those of vit_plasticity_dup_intervals() */
  char *problem;
  bool waiting; /* for a measure of the frame that is shown */
};

/** vit_slice_view_shows_regions: whether regions are coloured by their track. */
bool vit_slice_view_shows_regions (VitSliceView *view);

/** vit_slice_view_emit_changed: its words have. */
void vit_slice_view_emit_changed (VitSliceView *view);

/* slice-view-colouring.c */

/** vit_slice_view_get_colouring: by what the atoms of this view are coloured. */
VitColouring vit_slice_view_get_colouring (VitSliceView *view);

/* What has changed in the session or the study goes to the atoms. */
void vit_slice_view_show_outline (VitSliceView *view);
void vit_slice_view_show_sizes (VitSliceView *view);
void vit_slice_view_show_colouring (VitSliceView *view);
void vit_slice_view_show_regions (VitSliceView *view);
void vit_slice_view_show_measure (VitSliceView *view);

/* slice-view-marks.c: of drawing areas whose @data is the view */
void
vit_slice_view_draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data);
void
vit_slice_view_draw_marks (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data);
