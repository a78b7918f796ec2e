#pragma once

/* What the files of a chart view share. */

#include "ui/views/chart-view.h"

/** vit_chart_new_reading: (transfer full) (nullable): what is at a point of a plot, in markup. */
char *vit_chart_new_reading (VitSession *session,
                             const VitFigureSpec *spec,
                             const VitFigurePanel *panel,
                             double x,
                             double y);

/** vit_chart_select_inside: atoms whose (q6, w6) lie inside a polygon of data points. */
void vit_chart_select_inside (VitSession *session,
                              const VitFigureSpec *spec,
                              const VitPlotTag *tag,
                              const double (*polygon)[2],
                              size_t n);

/** vit_chart_drag_at: moves the line of a plot that has one that can be dragged: the cut of a
 * dendrogram, the threshold of intervals. Returns: whether it has. */
bool vit_chart_drag_at (VitSession *session, const VitFigureSpec *spec, double y);

/** vit_chart_select_at: what a click on a plot picks: atoms of a polyhedron. Returns: whether this
 * plot has anything to be picked. */
bool vit_chart_select_at (
    VitSession *session, const VitFigureSpec *spec, const VitPlotTag *tag, double x, double y);
