#pragma once

/* Curves, bands and a heat map in one pair of axes: most figures consist of these. A plot holds
 * copies of its numbers and belongs to one thread. Drawing changes nothing, so that the same plot
 * can be drawn on screen and on paper. */

#include <math.h>

#include "core/stats/density2d.h"
#include "core/stats/linkage.h"
#include "ui/figure/canvas.h"

typedef struct _VitPlot VitPlot;

VitPlot *vit_plot_new (void);
void vit_plot_free (VitPlot *plot);

/**
 * VitPlotTag: what a plot is about, for code that handles the pointer
 * @kind: a name without markup, a static string
 * @owner: (nullable): an address that is compared and never dereferenced
 * @part: number of the part of @owner
 * @definition: (nullable): how the values on the axes are defined, where that can change; an
 *   interned string, so that equal definitions are equal pointers
 */
typedef struct
{
  const char *kind;
  gconstpointer owner;
  int part;
  const char *definition;
} VitPlotTag;

void vit_plot_set_tag (VitPlot *plot, const char *kind, gconstpointer owner, int part);

/** vit_plot_set_definition: how the values on the axes are defined, for the tag. */
void vit_plot_set_definition (VitPlot *plot, const char *definition);
const VitPlotTag *vit_plot_get_tag (const VitPlot *plot);

/** vit_plot_set_title: markup over the axes; none by default. */
void vit_plot_set_title (VitPlot *plot, const char *markup);

/** vit_plot_set_caption: text in markup below the axes that says how the numbers were obtained. */
void vit_plot_set_caption (VitPlot *plot, const char *markup);

/** vit_plot_set_x: @label: markup with the unit; a limit that is NaN is taken from the data. */
void vit_plot_set_x (VitPlot *plot, const char *label, double minimum, double maximum);
void vit_plot_set_y (VitPlot *plot, const char *label, double minimum, double maximum);

/** vit_plot_set_ranges_like: sets ends of an axis that has the label of @first's; NaN leaves an end
 * as it is. */
void vit_plot_set_ranges_like (
    VitPlot *plot, const VitPlot *first, double x0, double x1, double y0, double y1);

/** vit_plot_widen_axis: widens @range (NaN: empty) to the data along an axis that
 * vit_plot_set_ranges_like() would set. Returns: whether there are any */
bool vit_plot_widen_axis (const VitPlot *plot, const VitPlot *first, bool along_x, double range[2]);

/** vit_plot_set_y2: a second axis on the right. */
void vit_plot_set_y2 (VitPlot *plot, const char *label, double minimum, double maximum);

/** vit_plot_set_log: makes axes logarithmic; values that are not positive are not drawn. */
void vit_plot_set_log (VitPlot *plot, bool x, bool y);

/**
 * VitSeries:
 * @label: (nullable): markup; in the legend and as the head of the series' column in CSV
 * @name: (nullable): markup; head of the column in CSV in place of the label, where that is missing
 * or says too little
 * @width: width of the line, points; 0 draws no line
 * @dash: length of dashes and gaps, points; 0 draws a solid line
 * @fill: opacity of the area between line and axis; 0 leaves it out
 * @marker: radius of a dot at every point; 0 draws none
 * @steps: whether @y are the values of bins (a histogram with n + 1 edges as x)
 * @second: whether it belongs to the right axis
 * @error: (nullable): half-length of an error bar per point
 * @error_below: (nullable): its length downwards, where that differs from the length upwards
 * @band: whether the errors are a shaded band around the line instead of bars
 * @hollow: whether markers are open circles
 * @more: (nullable): a further column of CSV, one number per point; @more_name is its head
 */
typedef struct
{
  const char *label, *name;
  VitRgba colour;
  double width, dash, fill, marker;
  bool steps, second;
  const double *error, *error_below;
  bool band, hollow;
  const double *more;
  const char *more_name;
} VitSeries;

/** vit_plot_add: copies @x and @y; a histogram has one x more than y. */
void
vit_plot_add (VitPlot *plot, const VitSeries *series, const double *x, const double *y, size_t n);

/** vit_plot_add_x_mark: draws a line at x = @value; @label (nullable) stands beside it. */
void
vit_plot_add_x_mark (VitPlot *plot, double value, VitRgba colour, double dash, const char *label);
void
vit_plot_add_y_mark (VitPlot *plot, double value, VitRgba colour, double dash, const char *label);

/** vit_plot_add_diagonal: draws the line y = x. */
void vit_plot_add_diagonal (VitPlot *plot, VitRgba colour);

/**
 * vit_plot_set_map:
 * @values: n_x × n_y, y fastest; NaN leaves a cell empty
 * @x_edges: n_x + 1, ascending
 * @y_edges: n_y + 1, ascending
 * @label: label of the colour bar, in markup with its unit
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

/** VIT_MAP_MAX_MORE: greatest number of further columns of the table of a map. */
#define VIT_MAP_MAX_MORE 3

/** vit_plot_set_map_points: @x (array length=n_x): what the table of the map has in place of the
 * middles of its columns. */
void vit_plot_set_map_points (VitPlot *plot, const double *x);

/** vit_plot_add_map_column: a further column of the table of the map; @values: as those of the map.
 */
void vit_plot_add_map_column (VitPlot *plot, const char *name, const double *values);

/**
 * vit_plot_set_names: the bins of the map have names, which replace the numbers of the ticks. The
 * values are written into the cells where there is room.
 * @x_names: (array zero-terminated=1): as many as the map has bins along x
 */
void vit_plot_set_names (VitPlot *plot, const char *const *x_names, const char *const *y_names);

/** vit_plot_set_tree: draws the dendrogram of @merges over the columns of a map, which are its @n
 * points in an order without crossings. */
void vit_plot_set_tree (VitPlot *plot, const VitMerge *merges, size_t n);

/**
 * vit_plot_set_contours:
 * @values: at the points of @raster, x fastest
 * @levels: ascending; a band of one colour lies between two levels. Nothing is drawn below the
 * first, and the band above the last has no upper end
 * @label: label of the colour bar, in markup with its unit
 *
 * A map as filled contours (vit_contour_new() documents the rule). NaN counts as lying below all
 * levels.
 */
void vit_plot_set_contours (VitPlot *plot,
                            const double *values,
                            const VitRaster *raster,
                            const double *levels,
                            size_t n_levels,
                            const char *colormap,
                            const char *label);

/** vit_plot_fill_below: what lies below the first level gets the colour of the first band. */
void vit_plot_fill_below (VitPlot *plot);

/** vit_plot_hide_bar: draws no colour bar: that of the plot beside it applies. */
void vit_plot_hide_bar (VitPlot *plot);

bool vit_plot_has_bar (const VitPlot *plot);

/** vit_plot_set_y_hidden: draws no numbers and no label at the y axis: those of the plot to the
 * left apply. */
void vit_plot_set_y_hidden (VitPlot *plot, bool hidden);

/** VitPlotMargins: room between a plot's edges and its axes, points */
typedef struct
{
  double left, right, top, bottom;
} VitPlotMargins;

/** vit_plot_measure_margins: those that the plot needs in @rect. */
VitPlotMargins
vit_plot_measure_margins (const VitPlot *plot, VitCanvas *canvas, VitRect rect, double font_size);

/** vit_plot_set_margins: the least that drawings have, so that axes of several plots are aligned;
 * 0 by default. */
void vit_plot_set_margins (VitPlot *plot, const VitPlotMargins *least);

bool vit_plot_has_legend (const VitPlot *plot);

/** vit_plot_has_same_legend: whether curves of the same names have the same colours in both. */
bool vit_plot_has_same_legend (const VitPlot *plot, const VitPlot *other);

/** vit_plot_hide_legend: draws no legend: the page has one (vit_figure_share_legend()). */
void vit_plot_hide_legend (VitPlot *plot);

/** vit_plot_add_point: draws an open circle with a name near it: below it where y is negative and
 * both places are equally free. */
void vit_plot_add_point (VitPlot *plot, double x, double y, VitRgba colour, const char *label);

/** VIT_BARS_MAX_MORE: greatest number of further columns of a set of bars. */
#define VIT_BARS_MAX_MORE 2

/**
 * VitBars: one bar in every category
 * @label: (nullable): markup, in the legend
 * @values: one per category; NaN draws none
 * @low, @high: (nullable): ends of error bars
 * @baseline: (nullable): values of a reference, drawn as a line across each bar
 * @notes: (nullable): markup at the end of each bar; for horizontal bars at the end of the longest
 * of the category
 * @more: (nullable): further columns of CSV, one number per category; @more_names are their heads
 * @dots: whether each value is a dot on a line from @low to @high in its colour, not a bar
 * @hollow: whether dots are open circles
 * @same_place: whether the set takes the place of the set before it; no category may have a bar of
 * both
 */
typedef struct
{
  const char *label;
  VitRgba colour;
  const double *values, *low, *high, *baseline;
  const char *const *notes;
  const double *more[VIT_BARS_MAX_MORE];
  const char *more_names[VIT_BARS_MAX_MORE];
  bool same_place, dots, hollow;
} VitBars;

/**
 * vit_plot_set_categories:
 * @names: (array zero-terminated=1): markup, from left to right; from top to bottom for horizontal
 * bars
 * @horizontal: whether bars are horizontal; then the values run along the x axis, else along the y
 * axis
 */
void vit_plot_set_categories (VitPlot *plot, const char *const *names, bool horizontal);

/** vit_plot_add_bars: adds a set of bars; sets stand side by side within each category. */
void vit_plot_add_bars (VitPlot *plot, const VitBars *bars);

/** VitPlotArea: the place and the ranges of the axes, which map data to points on the canvas;
 * @legend is the legend inside the axes, of width 0 if there is none. */
typedef struct
{
  VitRect rect, legend;
  double x0, x1, y0, y1, second0, second1;
  bool log_x, log_y;
} VitPlotArea;

/** vit_plot_fraction: where @v lies between two ends, 0 … 1, on a linear or logarithmic scale. */
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

/** vit_plot_area_series_y: y on the canvas of a value along the left axis, or along the right one
 * if @second. */
static inline double
vit_plot_area_series_y (const VitPlotArea *area, bool second, double y)
{
  if (!second)
    return vit_plot_area_y (area, y);
  double fraction = (y - area->second0) / (area->second1 - area->second0);
  return area->rect.y + area->rect.height * (1 - fraction);
}

/** vit_plot_draw: fills @rect of the canvas; @area: (out) (optional): the place and ranges of the
 * axes. */
void vit_plot_draw (const VitPlot *plot,
                    VitCanvas *canvas,
                    VitRect rect,
                    double font_size,
                    const VitTheme *theme,
                    VitPlotArea *area);

/** vit_plot_draw_time: draws a line from top to bottom of the axes at @x of the canvas, with the
 * colour and width that are set; it passes behind the legend. */
void vit_plot_draw_time (const VitPlotArea *area, VitCanvas *canvas, double x);

/** vit_plot_measure_beside: room that labels need beside axes @length high, on both sides together,
 * points. */
double
vit_plot_measure_beside (const VitPlot *plot, VitCanvas *canvas, double font_size, double length);

/** vit_plot_draw_legend_row: draws the legend from left to right at the top of @rect, on as many
 * lines as it needs; nothing is drawn without a @theme. Returns: its height. */
double vit_plot_draw_legend_row (
    const VitPlot *plot, VitCanvas *canvas, VitRect rect, double font_size, const VitTheme *theme);

/** vit_plot_dup_summary: (transfer full): title, axes with their ranges, and curves, in plain
 * words;
 * @at: x of the playhead, where curves have their values told; NaN: none */
char *vit_plot_dup_summary (const VitPlot *plot, const VitPlotArea *area, double at);

/** vit_plot_find_label: (transfer none) (nullable): the label, in markup, of the axis or the colour
 * bar that a point outside of the axes lies at. */
const char *
vit_plot_find_label (const VitPlot *plot, const VitPlotArea *area, double px, double py);

const char *vit_plot_get_title (const VitPlot *plot);

/** vit_plot_get_caption: (nullable): the caption in markup. */
const char *vit_plot_get_caption (const VitPlot *plot);

/** vit_plot_get_shape: width / height that suits the plot at a width of @width points. */
double vit_plot_get_shape (const VitPlot *plot, double width, double font_size);

/** vit_plot_get_least_height: points; in a lower plot names of horizontal bars do not find room; 0
 * for other plots. */
double vit_plot_get_least_height (const VitPlot *plot, double font_size);

/** vit_plot_get_least_width: points; in a narrower plot axes, numbers and bars are crowded. */
double vit_plot_get_least_width (const VitPlot *plot, double font_size);

/** vit_plot_get_value: value of the map at a point of the data; NaN outside, or without a map. */
double vit_plot_get_value (const VitPlot *plot, double x, double y);

/** vit_plot_get_map_label: the label of the map's values in markup; empty without a map. */
const char *vit_plot_get_map_label (const VitPlot *plot);

/** vit_plot_limit_caption: leaves the caption out of drawings in which it would take more than
 * @share of the height; by default it is always drawn. */
void vit_plot_limit_caption (VitPlot *plot, double share);

/** vit_plot_dup_reading: (transfer full): name and numbers of the nearest point of a curve, with
 * their units, in markup; where no point is near, the position itself and the value of the map. */
char *vit_plot_dup_reading (const VitPlot *plot, const VitPlotArea *area, double x, double y);

/** vit_plot_dup_cell_reading: (transfer full) (nullable): the names and the value of the cell at a
 * point of the data, in markup; %NULL for a map without names. */
char *vit_plot_dup_cell_reading (const VitPlot *plot, double x, double y);

/** vit_plot_dup_bar_reading: (transfer full) (nullable): name and values of the category at a point
 * of the data, in markup. */
char *vit_plot_dup_bar_reading (const VitPlot *plot, double x, double y);

/** vit_plot_locate: sets @x and @y to the data at a point of the canvas. Returns: whether the point
 * lies in the axes. */
bool vit_plot_locate (const VitPlotArea *area, double px, double py, double *x, double *y);

/**
 * vit_plot_set_csv:
 * @make: (transfer full): writes the numbers of @data as CSV, any thread
 *
 * The numbers that the plot stands for, where they are not those that are drawn, such as all points
 * of a thinned cloud. They are written when somebody asks for them. Takes ownership of @data.
 */
void
vit_plot_set_csv (VitPlot *plot, char *(*make) (gconstpointer), gpointer data, GDestroyNotify free);

/** vit_plot_dup_csv: (transfer full): the numbers as comma-separated values, one row per x; heads
 * have units. */
char *vit_plot_dup_csv (const VitPlot *plot);

/** vit_markup_to_plain: (transfer full): the text without tags; an underscore precedes subscripts,
 * and raised digits become the Unicode characters for them. */
char *vit_markup_to_plain (const char *markup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPlot, vit_plot_free)
