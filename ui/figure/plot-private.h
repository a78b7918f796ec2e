#pragma once

/* What the files of a plot share. */

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
  char *label, *name;
  double *x, *y, *error, *error_below;
  size_t n;
} Series;

/* How far the error bar of point @i reaches down. */
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
  bool same_place;
} Bars;

struct _VitPlot
{
  char *title, *caption;
  double caption_share; /* of the height, at most; 0 without a limit */
  VitPlotTag tag;
  Axis x, y, y2;
  GArray *series; /* of Series */
  GArray *marks;  /* of Mark */
  bool diagonal;
  VitRgba diagonal_colour;
  float *map;
  size_t map_x, map_y;
  double *x_edges, *y_edges;
  double map_minimum, map_maximum;
  char *map_name, *map_label;
  char **x_names, **y_names; /* of the bins of the map, or NULL */
  double *levels;            /* of contours, or NULL */
  size_t n_levels;
  VitRaster raster;
  bool bar_hidden, y_hidden, legend_hidden, filled_below;
  GArray *points; /* of Point */
  char **categories;
  bool horizontal;
  GArray *bars; /* of Bars */
};

/** vit_plot_get_ranges: of the axes, from what was set or from the data. */
void vit_plot_get_ranges (const VitPlot *plot, VitPlotArea *area);

/* What drawing carries along. */
typedef struct
{
  const VitPlot *plot;
  VitCanvas *canvas;
  const VitTheme *theme;
  double font;        /* of labels */
  double small;       /* of ticks, legend and caption */
  VitRect rect;       /* of the whole figure */
  GPtrArray *caption; /* its lines; none if there is no caption */
  VitPlotArea area;
  double legend_height; /* above the axes, or 0 */
} VitPlotDraw;

#define VIT_PLOT_BAR_WIDTH(d) (0.9 * (d)->font)

double vit_plot_line_height (VitPlotDraw *d, double size);

/** vit_plot_tick_width: of the widest label of a vertical axis that is @length high; @names
 * (nullable) stand for numbers. */
double vit_plot_tick_width (VitPlotDraw *d, double from, double to, char **names, double length);
/** vit_plot_y_names, vit_plot_x_names: (nullable): names that stand for numbers along an axis. */
char **vit_plot_y_names (const VitPlot *plot);
char **vit_plot_x_names (const VitPlot *plot);

/** vit_plot_y_width: of numbers and label of the y axis. */
double vit_plot_y_width (VitPlotDraw *d, double length);

/** vit_plot_log_tick_width: of the labels of the logarithmic y axis. */
double vit_plot_log_tick_width (VitPlotDraw *d);
void vit_plot_draw_x_axis (VitPlotDraw *d);
void vit_plot_draw_y_axis (
    VitPlotDraw *d, const char *label, double from, double to, char **names, bool on_right);

/** vit_plot_draw_contours: the bands, if there are any. */
void vit_plot_draw_contours (VitPlotDraw *d);

/** vit_plot_draw_bars: of all categories. */
void vit_plot_draw_bars (VitPlotDraw *d);

/** vit_plot_widen_bars: the range of values that the bars take. */
void vit_plot_widen_bars (const VitPlot *plot, double *low, double *high);

/** vit_plot_series_y: pixels, on the axis that the series belongs to. */
double vit_plot_series_y (const VitPlotDraw *d, const Series *series, double y);
void vit_plot_draw_marker (VitPlotDraw *d, const Series *series, double x, double y);

/** vit_plot_place_legend: finds its place in the axes that are laid out.
 *
 * Returns: 0, or the height above them that it needs: then they have to be laid out again */
double vit_plot_place_legend (VitPlotDraw *d);
void vit_plot_draw_legend (VitPlotDraw *d);

/** vit_plot_draw_bar_legend: in one line above the axes, of vit_plot_bar_legend_height(). */
void vit_plot_draw_bar_legend (VitPlotDraw *d);
double vit_plot_bar_legend_height (VitPlotDraw *d);

/** vit_plot_bar_width: what the colour bar with its labels takes beside axes @length high. */
double vit_plot_bar_width (VitPlotDraw *d, double length);

/** vit_plot_draw_map: the cells, if there are any. */
void vit_plot_draw_map (VitPlotDraw *d);

/** vit_plot_draw_bar: the colour bar of the map. */
void vit_plot_draw_bar (VitPlotDraw *d);
