#pragma once

/* Curves, bands and a heat map in one pair of axes: what most figures are made of. A plot holds
 * copies of its numbers and belongs to one thread; drawing changes nothing, so that the same plot
 * can be drawn on screen and on paper. */

#include "ui/figure/canvas.h"

typedef struct _VitPlot VitPlot;

VitPlot *vit_plot_new (void);
void vit_plot_free (VitPlot *plot);

/** vit_plot_set_title: markup over the axes; none by default. */
void vit_plot_set_title (VitPlot *plot, const char *markup);

/** vit_plot_set_caption: words in markup below the axes that say how the numbers were made. */
void vit_plot_set_caption (VitPlot *plot, const char *markup);

/** vit_plot_set_x: @label in markup with its unit; a range of NaN is that of the data. */
void vit_plot_set_x (VitPlot *plot, const char *label, double minimum, double maximum);
void vit_plot_set_y (VitPlot *plot, const char *label, double minimum, double maximum);

/** vit_plot_set_y2: a second axis on the right. */
void vit_plot_set_y2 (VitPlot *plot, const char *label, double minimum, double maximum);

/**
 * VitSeries:
 * @label: (nullable): in the legend and over its column of numbers; markup
 * @width: of the line, points; 0 draws none
 * @dash: of the line, points; 0 draws through
 * @fill: opacity of the area down to the axis; 0 leaves it out
 * @marker: radius of a dot at every point; 0 draws none
 * @steps: whether @y holds between the x (a histogram with n + 1 edges)
 * @second: whether it belongs to the right axis
 * @error: (nullable): half-length of an error bar per point
 */
typedef struct
{
  const char *label;
  VitRgba colour;
  double width, dash, fill, marker;
  bool steps, second;
  const double *error;
} VitSeries;

/** vit_plot_add: @x and @y are copied; a histogram has one x more than y. */
void
vit_plot_add (VitPlot *plot, const VitSeries *series, const double *x, const double *y, size_t n);

/** vit_plot_add_x_mark: a line at x = @value; @label (nullable) stands beside it. */
void
vit_plot_add_x_mark (VitPlot *plot, double value, VitRgba colour, double dash, const char *label);
void
vit_plot_add_y_mark (VitPlot *plot, double value, VitRgba colour, double dash, const char *label);

/** vit_plot_add_diagonal: y = x. */
void vit_plot_add_diagonal (VitPlot *plot, VitRgba colour);

/**
 * vit_plot_set_map:
 * @values: n_x × n_y, x by x; NaN stays empty
 * @x_edges: n_x + 1, ascending
 * @y_edges: n_y + 1, ascending
 * @label: of the colour bar, in markup with its unit
 */
void vit_plot_set_map (VitPlot *plot,
                       const float *values,
                       size_t n_x,
                       size_t n_y,
                       const double *x_edges,
                       const double *y_edges,
                       double minimum,
                       double maximum,
                       const char *colormap,
                       const char *label);

/**
 * vit_plot_set_names: the bins of the map stand for things that have names instead of a number:
 * ticks get them, and the numbers are written into the cells where there is room.
 * @x_names: (array zero-terminated=1): as many as the map has bins along x
 */
void vit_plot_set_names (VitPlot *plot, const char *const *x_names, const char *const *y_names);

/** VitPlotArea: where the axes stand: maps data to points */
typedef struct
{
  VitRect rect;
  double x0, x1, y0, y1, second0, second1;
} VitPlotArea;

static inline double
vit_plot_area_x (const VitPlotArea *area, double x)
{
  return area->rect.x + area->rect.width * (x - area->x0) / (area->x1 - area->x0);
}

static inline double
vit_plot_area_y (const VitPlotArea *area, double y)
{
  return area->rect.y + area->rect.height * (1 - (y - area->y0) / (area->y1 - area->y0));
}

/** vit_plot_draw: fills @rect of the canvas; @area (nullable) tells where the axes came to stand.
 */
void vit_plot_draw (const VitPlot *plot,
                    VitCanvas *canvas,
                    VitRect rect,
                    double font_size,
                    const VitTheme *theme,
                    VitPlotArea *area);

/** vit_plot_locate: whether the point lies in the axes, and which data it means. */
bool vit_plot_locate (const VitPlotArea *area, double px, double py, double *x, double *y);

/** vit_plot_dup_csv: (transfer full): the numbers as comma-separated values, one row per x, names
 * with units. */
char *vit_plot_dup_csv (const VitPlot *plot);

/** vit_markup_to_plain: (transfer full): without tags, subscripts after an underscore. */
char *vit_markup_to_plain (const char *markup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPlot, vit_plot_free)
