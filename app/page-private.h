#pragma once

/* What the files of a page share. */

#include "app/page.h"
#include "ui/views/view-frame.h"

struct _VitPage
{
  GtkWidget parent_instance;

  const VitPageSpec *spec;
  GtkWidget *scroller;
  GtkWidget *box;
  GtkWidget *options;
  GtkWidget *rows[VIT_PAGE_MAX_ROWS]; /* grids */
  int used[VIT_PAGE_MAX_ROWS];        /* columns of them */
  int n_rows;
  GPtrArray *frames; /* of VitViewFrame, borrowed */
  GPtrArray *maps;   /* of VitSliceView, borrowed: they turn and shift together */
  VitViewFrame *maximised;
  VitSession *session;
  GSignalGroup *session_signals;
  GSignalGroup *study_signals;
};

/* page-views.c: they append to row @row what is seen there */

/** vit_page_add_slices: a map for every shown run. */
void vit_page_add_slices (VitPage *page, int row);

/** vit_page_add_measures: T_ML of one run, and beside it one line of measures of plasticity for
 * every Δt. */
void vit_page_add_measures (VitPage *page, int row);

/** vit_page_add_chart: the figure @name of the gallery. */
void vit_page_add_chart (VitPage *page, int row, const char *name);

/** vit_page_count_intervals: at how many Δt the maps of plasticity are shown. */
int vit_page_count_intervals (VitPage *page);

/* page-export.c */

/** vit_page_new_actions: those that export the figure @name, as @view shows it. */
GSimpleActionGroup *vit_page_new_actions (VitPage *page, const char *name, GtkWidget *view);

/* page-heights.c */

/** vit_page_set_heights: of the rows, so that the panels of all shown runs can be read. */
void vit_page_set_heights (VitPage *page);

/* page.c */

/** vit_page_add_frame: a card around @view at the end of row @row. */
VitViewFrame *vit_page_add_frame (VitPage *page, int row, GtkWidget *view, const char *name);
