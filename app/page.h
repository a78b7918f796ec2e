#pragma once

/* A page of the window: linked views in rows, each in a card that can be exported and can fill the
 * page. A row of the table in pages.c says which views it has. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "app/action.h"
#include "app/export-source.h"
#include "ui/gallery/figure-spec.h"
#include "ui/session/session.h"

#define VIT_TYPE_PAGE (vit_page_get_type ())
G_DECLARE_FINAL_TYPE (VitPage, vit_page, VIT, PAGE, GtkWidget)

#define VIT_PAGE_MAX_ROWS 6

#define VIT_PAGE_MAX_VIEWS 5

/** VIT_PAGE_MAX_MAPS: maps in a row: more are too small to be looked at. */
#define VIT_PAGE_MAX_MAPS 4

/**
 * VitPageView:
 * @name: of the gallery, which says how it is seen; a chart of one run gets a choice of runs in its
 *   head; live maps of one run are those of the option "plasticity", "run"
 */
typedef struct
{
  const char *name;
} VitPageView;

/**
 * VitPageSpec: constant
 * @name: plain
 * @title: for people
 * @key: accelerator that shows it
 * @row_height: least height of a row, px; a page with one scrolls where the window is lower
 * @grows_with_runs: whether the first row is that much higher for every further run
 * @uneven: whether views of a row may differ in width, so that none is squeezed
 * @lone_up: whether the first view of the last row moves up beside a lone run's map
 * @options: (nullable): makes the options of its views, for the inspector
 * @options_title: (nullable): what stands over them; %NULL takes @title
 * @maps_first: whether the options of maps are listed before these
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *key;
  int row_height;
  gboolean grows_with_runs;
  gboolean uneven;
  gboolean lone_up;
  GtkWidget *(*options) (VitSession *session);
  const char *options_title;
  gboolean maps_first;
  VitPageView rows[VIT_PAGE_MAX_ROWS][VIT_PAGE_MAX_VIEWS];
} VitPageSpec;

/** vit_page_new: @actions has those of its cards. */
GtkWidget *vit_page_new (const VitPageSpec *spec, const VitActionTable *actions);

void vit_page_set_session (VitPage *page, VitSession *session);

/** vit_page_has_map: whether atoms are on it. */
gboolean vit_page_has_map (VitPage *page);

/** vit_page_compares: whether its atoms are those of a difference of two runs or times. */
gboolean vit_page_compares (VitPage *page);

/** vit_page_get_spec: its row of the table. */
const VitPageSpec *vit_page_get_spec (VitPage *page);

/** vit_page_get_options: (transfer none) (nullable): the options of its views, arranged by view. */
GtkWidget *vit_page_get_options (VitPage *page);

/** vit_page_get_options_title: (nullable): stands over the first of them; %NULL where that has the
 * title of a view. */
const char *vit_page_get_options_title (VitPage *page);

/** vit_page_get_focus: (nullable): the figure that was clicked or has the keyboard; the signal
 * `focus-changed` tells when it is another. */
const VitFigureSpec *vit_page_get_focus (VitPage *page);

/** vit_page_grab_view: gives the keys to the view that had them last, else to the first. Returns:
 * whether there is one that takes them */
gboolean vit_page_grab_view (VitPage *page);

/** vit_page_restore: shows all views again after one was maximised. Returns: whether one was. */
gboolean vit_page_restore (VitPage *page);

/** vit_page_show_alone: shows the views of two figures (nullable) alone, also those that are made
 * later; %NULL, or figures that are not on the page, show all. */
void vit_page_show_alone (VitPage *page, const char *figure, const char *other);

/** vit_page_reveal: scrolls to the views of @figure (nullable), also to those that come in the next
 * half second. */
void vit_page_reveal (VitPage *page, const char *figure);

/** vit_page_turn: turns the whole box of its maps by @degrees to the right. */
void vit_page_turn (VitPage *page, double degrees);

/** vit_page_get_source: all its figures, for an export. */
VitExportSource vit_page_get_source (VitPage *page);
