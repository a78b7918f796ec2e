#pragma once

/* Functions that the files of a chart view share. */

#include "ui/gallery/figure-spec.h"
#include "ui/views/chart-sight.h"
#include "ui/views/chart-view.h"

/* Font size of labels, pixels. */
#define VIT_CHART_FONT_SIZE (11.0 * vit_theme_get_text_scale ())

/**
 * VitRegionDrawn: the region that was drawn last in a chart; all zero for none
 * @set: the atoms that it picked
 * @results: number of the results that the plot showed then
 */
typedef struct
{
  VitAtomSet *set;
  char *results;
} VitRegionDrawn;

/** vit_region_drawn_set: @set: (nullable): what it picked; %NULL leaves no region. */
void vit_region_drawn_set (VitRegionDrawn *drawn, VitAtomSet *set, const char *results);
void vit_region_drawn_clear (VitRegionDrawn *drawn);

/**
 * vit_picked_region_draw: draws the region of the picked atoms in the plot of @panels whose axes
 * mean what those meant in which it was drawn; dashed where the plot shows other results, or none
 * that are known to be the same, as after the study was opened
 * @panels: (element-type VitFigurePanel): the plots on show
 * @picked: (nullable): the atoms that are picked now
 * @results: (nullable): number of the results on show
 */
void vit_picked_region_draw (const VitRegionDrawn *drawn,
                             VitCanvas *canvas,
                             const GArray *panels,
                             const VitAtomSet *picked,
                             const char *results);

/** vit_picked_region_dup_text: (transfer full) (nullable): the words that vit_picked_region_draw()
 * draws; %NULL if it draws nothing. */
char *vit_picked_region_dup_text (const VitRegionDrawn *drawn,
                                  const GArray *panels,
                                  const VitAtomSet *picked,
                                  const char *results);

/** vit_chart_draw_outline: @outline: (element-type VitPoint): a region that is being drawn, pixels.
 */
void vit_chart_draw_outline (VitCanvas *canvas, const GArray *outline);

/** vit_chart_new_reading: (transfer full) (nullable): the values at a point of a plot, in markup.
 */
char *vit_chart_new_reading (VitSession *session,
                             const VitFigureSpec *spec,
                             const VitFigurePanel *panel,
                             double x,
                             double y);

/** vit_chart_select_inside: picks the atoms that lie inside a polygon of data points, e.g. of (q6,
 * w̄6). */
void vit_chart_select_inside (VitSession *session,
                              const VitFigureSpec *spec,
                              const VitPlotTag *tag,
                              const double (*polygon)[2],
                              size_t n);

/** vit_chart_drag_at: moves the draggable line of a plot to @y: the cut of a dendrogram, the
 * threshold of intervals. Returns: whether the plot has such a line. */
bool vit_chart_drag_at (VitSession *session, const VitFigureSpec *spec, double y);

/** vit_chart_select_at: picks the atoms that a click on a plot means, e.g. those of a polyhedron.
 * Returns: whether there is anything to pick in this plot. */
bool vit_chart_select_at (
    VitSession *session, const VitFigureSpec *spec, const VitPlotTag *tag, double x, double y);

struct _VitChartView
{
  GtkWidget parent_instance;

  GtkWidget *area;
  VitChartSight sight;
  GtkWidget *tip;
  GtkLabel *tip_label;

  VitSession *session; /* borrowed: the session outlives its views */
  const VitFigureSpec *spec;
  VitRun *run;
  guint first_run, n_runs; /* of all that are shown; 0 runs: all */
  GSignalGroup *session_signals;
  GSignalGroup *study_signals;
  GSignalGroup *deriver_signals;

  VitFigure *figure;
  GArray *panels; /* element-type VitFigurePanel: where the plots were drawn */
  char *message;
  char *left_out[2];     /* nullable: runs that are not shown, without and with why */
  char *state, *results; /* inputs of the figure, from vit_gallery_describe() */
  guint fitting;         /* idle source that fits the least height */
  guint telling;         /* source that describes what was drawn */
  guint making;          /* idle source that makes the figure anew if needed */
  guint watching;        /* source that tells how far long work is */
  bool busy;             /* whether newer results are being made */
  bool stale;            /* whether to make the figure anew when the view is mapped */

  /* The plot in which the pointer was pressed. Copies: the figure may be made anew during the drag.
   */
  VitPlotTag held;
  VitPlotArea held_in;
  bool holds;
  GArray *outline; /* element-type VitPoint, px: the region that is being drawn */
  bool rectangle;

  VitRegionDrawn drawn; /* the region that was drawn last */
};

/** vit_chart_view_has_time_axis: of the plot with @tag: a page may have one in some of its plots
 * only. */
bool vit_chart_view_has_time_axis (VitChartView *view, const VitPlotTag *tag);

/** vit_chart_view_emit_changed: emits `changed`. */
void vit_chart_view_emit_changed (VitChartView *view);

/** vit_chart_view_watch_work: emits `changed` now and then while long work for the view lasts. */
void vit_chart_view_watch_work (VitChartView *view);

/** vit_chart_view_add_pointer: what the pointer does in the area of @view; the tip lies in
 * @overlay. */
void vit_chart_view_add_pointer (VitChartView *view, GtkOverlay *overlay);
