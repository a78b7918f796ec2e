#pragma once

/* What the files of a figure share. */

#include "ui/figure/figure.h"

struct _VitFigure
{
  VitPlot *plot;
  VitPictures *pictures;
  VitTable *table;
  VitFigure **children;
  int n_children, columns;
  double narrowest; /* column, ems; 0 for any */
  int least_columns, group;
  double aspect; /* of the axes of an aligned page; 0 for another */
  bool shares_legend, wide;
  char *heading, *caption;
};

/* What drawing hands down. */
typedef struct
{
  VitCanvas *canvas;
  double font_size, resolution;
  const VitTheme *theme;
  GArray *panels;
} VitFigureDrawing;

/** vit_figure_wrap_caption: its lines; @line is the height of one. */
GPtrArray *vit_figure_wrap_caption (
    const char *caption, VitCanvas *canvas, double width, double font_size, double *line);

void vit_figure_draw_part (VitFigure *figure, VitRect rect, const VitFigureDrawing *to);

/** vit_figure_draw_page: of several figures. */
void vit_figure_draw_page (VitFigure *figure, VitRect rect, const VitFigureDrawing *to);
double vit_figure_get_page_shape (VitFigure *figure, double width, double font_size);
