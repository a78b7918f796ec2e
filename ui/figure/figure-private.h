#pragma once

/* The members of a figure, for the files of this folder that draw it. */

#include "ui/figure/canvas-private.h"
#include "ui/figure/figure.h"

struct _VitFigure
{
  VitPlot *plot;
  VitPictures *pictures;
  VitTable *table;
  VitFigure **children;
  int n_children, columns;
  double narrowest; /* least width of a column, ems; 0 for no limit */
  int least_columns, group;
  double aspect; /* width / height of the axes of an aligned page; 0 for any other page */
  bool shares_legend, wide;
  VitGridPlace *places;     /* of children on a grid, or NULL */
  int rows;                 /* of the grid */
  const VitPlot *legend;    /* of which the grid shows the legend, or NULL */
  const VitPictures *scale; /* likewise the colour bar */
  char *heading, *caption;
  GPtrArray *notes;            /* nullable: VitNote of a plot */
  const VitFigureStyle *style; /* of the whole figure, which owns it; NULL for the usual one */
  VitFigureStyle *own_style;
};

/* The arguments that all functions that draw a part share. */
typedef struct
{
  VitCanvas *canvas;
  double font_size, resolution;
  const VitTheme *theme;
  GArray *panels;
} VitFigureDrawing;

/** vit_figure_draw_plot_notes: over the plot at @area; @notes (nullable). */
void vit_figure_draw_plot_notes (const GPtrArray *notes,
                                 const VitPlotArea *area,
                                 const VitFigureDrawing *to);

/** vit_figure_wrap_caption: the lines of a caption; @line is set to the height of one line. */
GPtrArray *vit_figure_wrap_caption (
    const char *caption, VitCanvas *canvas, double width, double font_size, double *line);

void vit_figure_draw_part (VitFigure *figure, VitRect rect, const VitFigureDrawing *to);

/** vit_figure_draw_grid: draws panels on a grid. */
void vit_figure_draw_grid (VitFigure *grid, VitRect rect, const VitFigureDrawing *to);
double vit_figure_get_grid_shape (VitFigure *grid, double width, double font);

/** vit_figure_draw_page: draws a figure that consists of several. */
void vit_figure_draw_page (VitFigure *figure, VitRect rect, const VitFigureDrawing *to);
double vit_figure_get_page_shape (VitFigure *figure, double width, double font_size);
double vit_figure_get_least_page_height (const VitFigure *figure, double width, double font_size);
