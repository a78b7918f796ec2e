#pragma once

/* The members of a plot, for the files that draw it, read it out and write its numbers. */

#include "ui/figure/canvas-private.h"
#include "ui/figure/plot.h"

typedef struct
{
  char *label;
  double minimum, maximum;
  bool logarithmic;
} Axis;

typedef struct
{
  VitSeries style;
  char *label, *name, *more_name;
  double *x, *y, *error, *error_below, *more;
  size_t n;
} Series;

/* Returns: length of the error bar of point @i downwards. */
static inline double
vit_series_get_below (const Series *series, size_t i)
{
  return series->error_below ? series->error_below[i] : series->error[i];
}

typedef struct
{
  double value;
  bool vertical;
  VitRgba colour;
  double dash;
  char *label;
} Mark;

typedef struct
{
  double x, y;
  VitRgba colour;
  char *label;
} Point;

typedef struct
{
  char *label;
  VitRgba colour;
  double *values, *low, *high, *baseline;
  char **notes;
  double *more[VIT_BARS_MAX_MORE];
  char *more_names[VIT_BARS_MAX_MORE];
  bool same_place, dots, hollow;
} Bars;

struct _VitPlot
{
  char *title, *caption;
  double caption_share; /* greatest fraction of the height; 0 for no limit */
  VitPlotTag tag;
  Axis x, y, y2;
  GArray *series; /* element-type Series */
  GArray *marks;  /* element-type Mark */
  bool diagonal;
  VitRgba diagonal_colour;
  float *map;
  size_t map_x, map_y;
  double *x_edges, *y_edges;
  double map_minimum, map_maximum;
  char *map_name, *map_label;
  double *map_points; /* x of its columns in tables, or NULL */
  double *map_more[VIT_MAP_MAX_MORE];
  char *map_more_names[VIT_MAP_MAX_MORE];
  char **x_names, **y_names; /* names of the bins of the map, or NULL */
  VitMerge *merges;          /* of the tree over the map, or NULL */
  size_t n_leaves;
  double *levels; /* levels of the contours, or NULL */
  size_t n_levels;
  VitRaster raster;
  VitPlotMargins margins; /* the least */
  bool bar_hidden, y_hidden, legend_hidden, filled_below;
  GArray *points; /* element-type Point */
  char **categories;
  bool horizontal;
  GArray *bars;                           /* element-type Bars */
  char *(*make_csv) (gconstpointer data); /* nullable */
  gpointer csv_data;
  GDestroyNotify free_csv_data;
};

/** vit_plot_get_ranges: sets the ranges of the axes from what was set or from the data. */
void vit_plot_get_ranges (const VitPlot *plot, VitPlotArea *area);

/* The state of one drawing of a plot. Lengths are in points. */
typedef struct
{
  const VitPlot *plot;
  VitCanvas *canvas;
  const VitTheme *theme;
  double font;        /* font size of labels */
  double small;       /* font size of ticks, legend and caption */
  VitRect rect;       /* the whole figure */
  GPtrArray *caption; /* lines; empty if there is no caption */
  VitPlotArea area;
  double legend_height; /* height of a legend above the axes, or 0 */
  double legend_room;   /* width that its names are cut to; 0: that of the axes */
  bool legend_wide;     /* whether it is as wide as the figure */
} VitPlotDraw;

#define VIT_PLOT_BAR_WIDTH(d) (0.9 * (d)->font)

double vit_plot_line_height (VitPlotDraw *d, double size);

/** vit_plot_tick_width: width of the widest tick label of a vertical axis that is @length high;
 * @names (nullable) are shown instead of numbers. */
double vit_plot_tick_width (VitPlotDraw *d, double from, double to, char **names, double length);

/** vit_plot_x_names_height: of the names of the columns of a map that is @extent wide: of a line,
 * or of the longest where they stand upright. */
double vit_plot_x_names_height (VitPlotDraw *d, double extent);
/** vit_plot_y_names, vit_plot_x_names: (nullable): names that are shown instead of numbers along an
 * axis. */
char **vit_plot_y_names (const VitPlot *plot);
char **vit_plot_x_names (const VitPlot *plot);

/** vit_plot_y_width: width of numbers and label of the y axis. */
double vit_plot_y_width (VitPlotDraw *d, double length);

/** vit_plot_log_tick_width: width of the widest tick label of a logarithmic y axis @length high. */
double vit_plot_log_tick_width (VitPlotDraw *d, double length);
void vit_plot_draw_x_axis (VitPlotDraw *d);
void vit_plot_draw_y_axis (
    VitPlotDraw *d, const char *label, double from, double to, char **names, bool on_right);

/** vit_plot_draw_mark, vit_plot_draw_points: with their names. */
void vit_plot_draw_mark (VitPlotDraw *d, const Mark *mark);
void vit_plot_draw_points (VitPlotDraw *d);

/** vit_plot_draw_contours: draws the bands; the plot must have levels. */
void vit_plot_draw_contours (VitPlotDraw *d);

/** vit_plot_draw_bars: draws the bars of all categories. */
void vit_plot_draw_bars (VitPlotDraw *d);

/** vit_plot_widen_bars: widens a range so that it contains all that the bars show. */
void vit_plot_widen_bars (const VitPlot *plot, double *low, double *high);

/** vit_plot_series_y: the y of a value on the canvas, points, by the axis that the series belongs
 * to. */
double vit_plot_series_y (const VitPlotDraw *d, const Series *series, double y);
/** vit_plot_set_series_line: sets the line of a series, @width wide, with its line style. */
void vit_plot_set_series_line (VitPlotDraw *d, const Series *series, double width);

/** vit_plot_widen_data: widens the ranges (NaN: empty) to all data of either axis, and of the right
 * one. */
void vit_plot_widen_data (const VitPlot *plot, double x[2], double y[2], double second[2]);

/** vit_plot_draws_direct: whether the names of curves stand at them. */
bool vit_plot_draws_direct (const VitPlotDraw *d);
void vit_plot_draw_direct (VitPlotDraw *d);

/** vit_plot_side_legend_width: room for a legend beside the axes; 0 if it stands elsewhere. */
double vit_plot_side_legend_width (VitPlotDraw *d);
void vit_plot_draw_marker (VitPlotDraw *d, const Series *series, double x, double y);

/** vit_plot_place_legend: finds the place of the legend; the axes must be laid out.
 *
 * Returns: 0, or the height that the legend needs above the axes, which have to be laid out again
 * then */
double vit_plot_place_legend (VitPlotDraw *d);
void vit_plot_draw_legend (VitPlotDraw *d);

/** vit_plot_draw_bar_legend: draws the legend of bars on one line above the axes,
 * vit_plot_bar_legend_height() high. */
void vit_plot_draw_bar_legend (VitPlotDraw *d);
double vit_plot_bar_legend_height (VitPlotDraw *d);

/** vit_plot_bar_width: width of the colour bar with its labels beside axes @length high. */
double vit_plot_bar_width (VitPlotDraw *d, double length);

/** vit_plot_draw_tree: draws the tree over the axes, vit_plot_tree_height() high. */
void vit_plot_draw_tree (VitPlotDraw *d);
double vit_plot_tree_height (VitPlotDraw *d);

/** vit_plot_draw_map: draws the cells, if there are any. */
void vit_plot_draw_map (VitPlotDraw *d);

/** vit_plot_draw_bar: draws the colour bar of the map, if there is one. */
void vit_plot_draw_bar (VitPlotDraw *d);
