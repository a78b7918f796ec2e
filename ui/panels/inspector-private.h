#pragma once

/* What the files of the inspector share. */

#include "ui/panels/atom-panel.h"
#include "ui/panels/box-bar.h"
#include "ui/panels/expression-entry.h"
#include "ui/panels/filter-bar.h"
#include "ui/panels/inspector.h"

struct _VitInspector
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *scroller;
  GtkWidget *map_options, *page_options;
  GtkLabel *page_title;
  GtkDropDown *face;
  GtkDropDown *axis;
  GtkScale *position;
  GtkLabel *position_value;
  GtkSpinButton *thickness;
  GtkDropDown *column;
  GtkBox *expression_place, *developing_place, *bodies_place;
  VitBoxBar *box_bar;
  VitFilterBar *filter;
  GtkDropDown *map;
  GtkDropDown *range;
  GtkWidget *percentiles;
  GtkSpinButton *low_percentile, *high_percentile;
  GtkSpinButton *minimum;
  GtkSpinButton *maximum;
  GtkButton *fit;
  GtkCheckButton *outline, *interpolated, *by_element;
  GtkLabel *cutoff;
  VitAtomPanel *atom;
  VitExpressionEntry *expression; /* not of the template */
  GtkWidget *options;             /* of the page on show, within page_options */

  /* Owned references */
  VitSession *session;
  GSignalGroup *session_signals;
  GtkStringList *columns;

  guint scrolling;    /* id of a tick callback, or 0 */
  int frames_to_wait; /* number of frames before it scrolls */
  bool compares;      /* whether the page shows differences, which the colours are then of */
  bool updating;
  bool typing; /* an expression is to be given that has not been taken yet */
};

/** vit_inspector_get_snapshot: (nullable): that of the @index-th shown run. */
VitSnapshot *vit_inspector_get_snapshot (VitInspector *inspector, guint index);

/* inspector-colours.c: from the session to the controls of the colours, and back */

void vit_inspector_show_colouring (VitInspector *inspector);
void vit_inspector_fill_columns (VitInspector *inspector);
void vit_inspector_edit_colouring (VitInspector *inspector);
void vit_inspector_edit_column (VitInspector *inspector);
void vit_inspector_take_expression (VitInspector *inspector, const char *text);
void vit_inspector_edit_range (VitInspector *inspector);
void vit_inspector_edit_percentiles (VitInspector *inspector);
void vit_inspector_edit_range_mode (VitInspector *inspector);

/** vit_inspector_fit_range: locks the range to round numbers around what is shown. */
void vit_inspector_fit_range (VitInspector *inspector);
