#pragma once

/* What the files of a plot share. */

#include "ui/figure/plot.h"

typedef struct
{
  char *label;
  double minimum, maximum;
} Axis;

typedef struct
{
  VitSeries style;
  char *label;
  double *x, *y, *error;
  size_t n;
} Series;

typedef struct
{
  double value;
  bool vertical;
  VitRgba colour;
  double dash;
  char *label;
} Mark;

struct _VitPlot
{
  char *title, *caption;
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
} VitPlotDraw;

#define VIT_PLOT_BAR_WIDTH(d) (0.9 * (d)->font)

double vit_plot_line_height (VitPlotDraw *d, double size);

/** vit_plot_tick_width: of the widest label of a vertical axis that is @length high; @names
 * (nullable) stand for numbers. */
double vit_plot_tick_width (VitPlotDraw *d, double from, double to, char **names, double length);
void vit_plot_draw_x_axis (VitPlotDraw *d);
void vit_plot_draw_y_axis (
    VitPlotDraw *d, const char *label, double from, double to, char **names, bool on_right);

/** vit_plot_draw_map: the cells, if there are any. */
void vit_plot_draw_map (VitPlotDraw *d);

/** vit_plot_draw_bar: the colour bar of the map. */
void vit_plot_draw_bar (VitPlotDraw *d);
