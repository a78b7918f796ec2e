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
  int least_columns;
  double aspect; /* of the axes of an aligned page; 0 for another */
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

void vit_figure_draw_part (VitFigure *figure, VitRect rect, const VitFigureDrawing *to);

/** vit_figure_draw_page: of several figures. */
void vit_figure_draw_page (VitFigure *figure, VitRect rect, const VitFigureDrawing *to);
double vit_figure_get_page_shape (VitFigure *figure, double width, double font_size);
