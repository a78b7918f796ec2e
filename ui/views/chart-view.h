#pragma once

/* A figure of the gallery as a widget. It is drawn anew when results or options change. A figure
 * with a time axis shows the playhead, which click and drag move. The pointer reads out values.
 * Main thread. */

#include <gtk/gtk.h>

#include "ui/gallery/gallery.h"
#include "ui/session/session.h"

#define VIT_TYPE_CHART_VIEW (vit_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (VitChartView, vit_chart_view, VIT, CHART_VIEW, GtkWidget)

/**
 * vit_chart_view_new:
 * @name: name of a figure of the gallery
 * @run: (nullable): the run of a figure of one run; %NULL takes all shown runs
 *
 * Emits `changed` when its message has changed, or whether it is busy.
 */
GtkWidget *vit_chart_view_new (VitSession *session, const char *name, VitRun *run);

/** vit_chart_view_set_run: shows another run from now on. */
void vit_chart_view_set_run (VitChartView *view, VitRun *run);
VitRun *vit_chart_view_get_run (VitChartView *view);

/** vit_chart_view_set_part: of all that are shown, a chart of all runs shows at most @n from the
 * place @first on. */
void vit_chart_view_set_part (VitChartView *view, guint first, guint n);

/**
 * vit_chart_view_pick_region: picks the atoms in a region, as if it had been drawn with the pointer
 * @polygon: (array length=n): its corners, in data of the first plot of the figure in which regions
 *   can be drawn
 *
 * Returns: whether there is such a plot
 */
bool vit_chart_view_pick_region (VitChartView *view, const double (*polygon)[2], size_t n);

/** vit_chart_view_dup_region_text: (transfer full) (nullable): what stands beside the region that
 * is drawn; %NULL if none is. */
char *vit_chart_view_dup_region_text (VitChartView *view);

/** vit_chart_view_place: where a point of the first plot is, @data in its axes. @x, @y: (out): px
 * of the widget. Returns: whether there is a plot, and the point lies on it */
bool vit_chart_view_place (VitChartView *view, const double data[2], double *x, double *y);

/** vit_chart_view_locate: the inverse of vit_chart_view_place(), at the point or at the nearest one
 * within the axes; @inside: (out): whether it is that point. Returns: whether there is a plot */
bool vit_chart_view_locate (VitChartView *view, double x, double y, double data[2], bool *inside);

/** vit_chart_view_count_plots: how many plots there were room for when it was drawn last. */
guint vit_chart_view_count_plots (VitChartView *view);

/** vit_chart_view_get_spec: the specification of the figure. */
const VitFigureSpec *vit_chart_view_get_spec (VitChartView *view);

/** vit_chart_view_is_busy: whether results newer than those of the figure on show are being made.
 */
gboolean vit_chart_view_is_busy (VitChartView *view);

/** vit_chart_view_get_work: how far long work for its results is, 0 … 1; below 0 without any.
 * @stopped: (out): whether it was stopped */
double vit_chart_view_get_work (VitChartView *view, gboolean *stopped);

/** vit_chart_view_toggle_work: stops that work, or lets it go on. */
void vit_chart_view_toggle_work (VitChartView *view);

/** vit_chart_view_dup_topic_at: (transfer full) (nullable): where the manual has the symbol that is
 * drawn at a point of the view, as in the label of an axis. */
char *vit_chart_view_dup_topic_at (VitChartView *view, double x, double y);

/** vit_chart_view_get_left_out: (nullable): in markup, which runs the figure shows not; @why: with
 * the reasons. */
const char *vit_chart_view_get_left_out (VitChartView *view, gboolean why);

/** vit_chart_view_get_message: (nullable): why there is no figure. */
const char *vit_chart_view_get_message (VitChartView *view);

/** vit_session_fill_request: fills @request with what the session shows. If @runs is empty, it gets
 * the shown runs; the request borrows it. */
void vit_session_fill_request (VitSession *session, VitGalleryRequest *request, GPtrArray *runs);
