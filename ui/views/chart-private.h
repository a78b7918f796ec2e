#pragma once

/* Functions that the files of a chart view share. */

#include "ui/views/chart-view.h"

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
