#pragma once

/* What plot.c, plot-draw.c and plot-csv.c share. */

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
};

/** vit_plot_get_ranges: of the axes, from what was set or from the data. */
void vit_plot_get_ranges (const VitPlot *plot, VitPlotArea *area);
