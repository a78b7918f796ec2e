#pragma once

/* Curves, bands and a heat map in one pair of axes: what most figures are made of. A plot holds
 * copies of its numbers and belongs to one thread; drawing changes nothing, so that the same plot
 * can be drawn on screen and on paper. */

#include <math.h>

#include "core/stats/density2d.h"
#include "ui/figure/canvas.h"

typedef struct _VitPlot VitPlot;

VitPlot *vit_plot_new (void);
void vit_plot_free (VitPlot *plot);

/**
 * VitPlotTag: what a plot is about, for those who point at it
 * @kind: plain, long-lived
 * @owner: (nullable): compared, never followed
 * @part: of the owner
 */
typedef struct
{
  const char *kind;
  gconstpointer owner;
  int part;
} VitPlotTag;

void vit_plot_set_tag (VitPlot *plot, const char *kind, gconstpointer owner, int part);
const VitPlotTag *vit_plot_get_tag (const VitPlot *plot);

/** vit_plot_set_title: markup over the axes; none by default. */
void vit_plot_set_title (VitPlot *plot, const char *markup);

/** vit_plot_set_caption: words in markup below the axes that say how the numbers were made. */
void vit_plot_set_caption (VitPlot *plot, const char *markup);

/** vit_plot_set_x: @label in markup with its unit; a range of NaN is that of the data. */
void vit_plot_set_x (VitPlot *plot, const char *label, double minimum, double maximum);
void vit_plot_set_y (VitPlot *plot, const char *label, double minimum, double maximum);

/** vit_plot_set_y2: a second axis on the right. */
void vit_plot_set_y2 (VitPlot *plot, const char *label, double minimum, double maximum);

/** vit_plot_set_log: logarithmic axes; what is not positive is not drawn. */
void vit_plot_set_log (VitPlot *plot, bool x, bool y);

/**
 * VitSeries:
 * @label: (nullable): in the legend and over its column of numbers; markup
 * @name: (nullable): over its column of numbers where the label says too little or is none; markup
 * @width: of the line, points; 0 draws none
 * @dash: of the line, points; 0 draws through
 * @fill: opacity of the area down to the axis; 0 leaves it out
 * @marker: radius of a dot at every point; 0 draws none
 * @steps: whether @y holds between the x (a histogram with n + 1 edges)
 * @second: whether it belongs to the right axis
 * @error: (nullable): half-length of an error bar per point
 * @error_below: (nullable): its length downwards, where that differs from upwards
 * @band: whether the errors are a shaded band around the line instead of bars
 * @hollow: whether markers are circles
 */
typedef struct
{
  const char *label, *name;
  VitRgba colour;
  double width, dash, fill, marker;
  bool steps, second;
  const double *error, *error_below;
  bool band, hollow;
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

/**
 * vit_plot_set_contours:
 * @values: at the points of @raster, x fastest
 * @levels: ascending; between two of them lies a band of one colour, below the first nothing is
 *   drawn, above the last the band goes on
 * @label: of the colour bar, in markup with its unit
 *
 * A map as filled contours (vit_contour_new() documents the rule). NAN counts as below.
 */
void vit_plot_set_contours (VitPlot *plot,
                            const double *values,
                            const VitRaster *raster,
                            const double *levels,
                            size_t n_levels,
                            const char *colormap,
                            const char *label);

/** vit_plot_fill_below: what is below the first level has the colour of the first band, too. */
void vit_plot_fill_below (VitPlot *plot);

/** vit_plot_hide_bar: the colour bar is that of another plot beside it. */
void vit_plot_hide_bar (VitPlot *plot);

bool vit_plot_has_bar (const VitPlot *plot);

/** vit_plot_set_y_hidden: numbers and label of the y axis are those of the plot to the left. */
void vit_plot_set_y_hidden (VitPlot *plot, bool hidden);

/** vit_plot_hide_legend: the legend is left to the page (vit_figure_share_legend()). */
void vit_plot_hide_legend (VitPlot *plot);

/** vit_plot_add_point: an open circle with a name beside it, below it where y is negative. */
void vit_plot_add_point (VitPlot *plot, double x, double y, VitRgba colour, const char *label);

/** VIT_BARS_MAX_MORE: further columns of a set of bars */
#define VIT_BARS_MAX_MORE 2

/**
 * VitBars: one bar in every category
 * @label: (nullable): in the legend; markup
 * @values: one per category; NaN draws none
 * @low, @high: (nullable): ends of error bars
 * @baseline: (nullable): values of a reference, drawn as a line across each bar
 * @notes: (nullable): markup at the end of each bar, or of the longest in its category where they
 * lie
 * @more: (nullable): further numbers of each category, for tables: names as @more_names
 * @same_place: whether it stands where the set before it stands: no category has a bar of both
 */
typedef struct
{
  const char *label;
  VitRgba colour;
  const double *values, *low, *high, *baseline;
  const char *const *notes;
  const double *more[VIT_BARS_MAX_MORE];
  const char *more_names[VIT_BARS_MAX_MORE];
  bool same_place;
} VitBars;

/**
 * vit_plot_set_categories:
 * @names: (array zero-terminated=1): markup, from left to right, or from above
 * @horizontal: whether bars lie; then the x axis has the values, else the y axis
 */
void vit_plot_set_categories (VitPlot *plot, const char *const *names, bool horizontal);

/** vit_plot_add_bars: sets of bars stand side by side within each category. */
void vit_plot_add_bars (VitPlot *plot, const VitBars *bars);

/** VitPlotArea: where the axes stand: maps data to points; @legend stands inside them, or has no
 * width */
typedef struct
{
  VitRect rect, legend;
  double x0, x1, y0, y1, second0, second1;
  bool log_x, log_y;
} VitPlotArea;

/** vit_plot_fraction: where @v lies between two ends, on a plain or logarithmic scale. */
static inline double
vit_plot_fraction (double v, double from, double to, bool logarithmic)
{
  if (logarithmic)
    return v > 0 ? log (v / from) / log (to / from) : NAN;
  return (v - from) / (to - from);
}

static inline double
vit_plot_area_x (const VitPlotArea *area, double x)
{
  return area->rect.x + area->rect.width * vit_plot_fraction (x, area->x0, area->x1, area->log_x);
}

static inline double
vit_plot_area_y (const VitPlotArea *area, double y)
{
  return area->rect.y +
         area->rect.height * (1 - vit_plot_fraction (y, area->y0, area->y1, area->log_y));
}

/** vit_plot_area_series_y: of a number along the left axis, or the right one. */
static inline double
vit_plot_area_series_y (const VitPlotArea *area, bool second, double y)
{
  if (!second)
    return vit_plot_area_y (area, y);
  double fraction = (y - area->second0) / (area->second1 - area->second0);
  return area->rect.y + area->rect.height * (1 - fraction);
}

/** vit_plot_draw: fills @rect of the canvas; @area (nullable) tells where the axes came to stand.
 */
void vit_plot_draw (const VitPlot *plot,
                    VitCanvas *canvas,
                    VitRect rect,
                    double font_size,
                    const VitTheme *theme,
                    VitPlotArea *area);

/** vit_plot_draw_time: a line from top to bottom of the axes at @x of the canvas, in the colour and
 * width that are set; it passes behind the legend. */
void vit_plot_draw_time (const VitPlotArea *area, VitCanvas *canvas, double x);

/** vit_plot_measure_beside: what stands beside axes @length high, on both sides together. */
double
vit_plot_measure_beside (const VitPlot *plot, VitCanvas *canvas, double font_size, double length);

/** vit_plot_draw_legend_row: the legend from left to right at the top of @rect, in as many lines as
 * it takes; nothing is drawn without a @theme. Returns: its height. */
double vit_plot_draw_legend_row (
    const VitPlot *plot, VitCanvas *canvas, VitRect rect, double font_size, const VitTheme *theme);

const char *vit_plot_get_title (const VitPlot *plot);

/** vit_plot_get_caption: (nullable): in markup. */
const char *vit_plot_get_caption (const VitPlot *plot);

/** vit_plot_get_shape: width / height that suits it, at a width of @width points. */
double vit_plot_get_shape (const VitPlot *plot, double width, double font_size);

/** vit_plot_get_least_width: below which its axes, numbers and bars crowd each other. */
double vit_plot_get_least_width (const VitPlot *plot, double font_size);

/** vit_plot_get_value: of the map at a point of the data; NaN outside or without one. */
double vit_plot_get_value (const VitPlot *plot, double x, double y);

/** vit_plot_get_map_label: what these values are, in markup; empty without a map. */
const char *vit_plot_get_map_label (const VitPlot *plot);

/** vit_plot_limit_caption: the caption is left out of drawings in which it would take more than
 * @share of the height; without a limit it never is. */
void vit_plot_limit_caption (VitPlot *plot, double share);

/** vit_plot_dup_reading: (transfer full): name and numbers of the point of a curve that is near,
 * with their units, in markup; where none is, the place itself and the value of the map. */
char *vit_plot_dup_reading (const VitPlot *plot, const VitPlotArea *area, double x, double y);

/** vit_plot_dup_cell_reading: (transfer full) (nullable): of a map with names: which cell it is. */
char *vit_plot_dup_cell_reading (const VitPlot *plot, double x, double y);

/** vit_plot_dup_bar_reading: (transfer full) (nullable): name and values of the category at a point
 * of the data, in markup. */
char *vit_plot_dup_bar_reading (const VitPlot *plot, double x, double y);

/** vit_plot_locate: whether the point lies in the axes, and which data it means. */
bool vit_plot_locate (const VitPlotArea *area, double px, double py, double *x, double *y);

/** vit_plot_dup_csv: (transfer full): the numbers as comma-separated values, one row per x, names
 * with units. */
char *vit_plot_dup_csv (const VitPlot *plot);

/** vit_markup_to_plain: (transfer full): without tags; subscripts after an underscore, raised
 * digits as the characters for them. */
char *vit_markup_to_plain (const char *markup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPlot, vit_plot_free)
