#pragma once

/* The fields of a page, for its files: page-cards.h, page-heights.h, page-views.h. */

#include "app/page.h"
#include "core/base/turn-queue.h"
#include "ui/views/view-frame.h"

struct _VitPage
{
  GtkWidget parent_instance;

  const VitPageSpec *spec;
  const VitActionTable *actions;
  GtkWidget *scroller;
  GtkWidget *box;
  GtkWidget *options;                 /* owned; the inspector shows it */
  bool has_common;                    /* whether one of them acts on no view alone */
  GtkWidget *rows[VIT_PAGE_MAX_ROWS]; /* grids */
  int used[VIT_PAGE_MAX_ROWS];        /* columns of them */
  int n_rows;
  GPtrArray *frames; /* of VitViewFrame, borrowed */
  GPtrArray *maps;   /* of VitSliceView, borrowed: they turn and shift together */
  guint first_map;   /* place of the run of the first map among those shown */
  VitViewFrame *maximised;
  const char *alone[2];   /* nullable: figures whose views alone are shown, if there are any */
  VitViewFrame *focus;    /* borrowed */
  gboolean missing;       /* whether its views are made when it is seen */
  guint removal;          /* source that takes away the cards of a page that is not seen */
  VitTurnQueue *building; /* what a page that is seen is made of */
  VitSession *leaving;    /* of views that are still taken away, or NULL */
  VitSession *session;
  GSignalGroup *session_signals;
  GSignalGroup *study_signals;
  bool steering;       /* whether the camera of one of its maps is passed on */
  guint revealing;     /* tick callback that scrolls to a figure, or 0 */
  guint turning;       /* tick callback of the turntable, or 0 */
  gint64 last_turn;    /* µs */
  GdkSurface *watched; /* weak reference: stops the turntable while it is minimised */
};

/** vit_page_build: makes all views anew; of a page that is not seen, when it is. */
void vit_page_build (VitPage *page);
