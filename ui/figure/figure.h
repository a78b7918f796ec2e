#pragma once

/* One figure of any kind, and its way into a file. A figure holds all it needs: it may be handed to
 * another thread, and is used by one at a time. */

#include "ui/figure/pictures.h"
#include "ui/figure/plot.h"
#include "ui/figure/table.h"

typedef struct _VitFigure VitFigure;

/** vit_figure_new_plot: takes @plot. */
VitFigure *vit_figure_new_plot (VitPlot *plot);

/** vit_figure_new_pictures: takes @pictures. */
VitFigure *vit_figure_new_pictures (VitPictures *pictures);

/** vit_figure_new_table: takes @table. */
VitFigure *vit_figure_new_table (VitTable *table);

/**
 * vit_figure_new_page:
 * @children: (array length=n): figures, taken; from left to right, then down
 * @columns: of the grid; fewer are taken where the figures would have no room for their axes
 */
VitFigure *vit_figure_new_page (VitFigure **children, int n, int columns);

/** vit_figure_set_heading: markup above a page. */
void vit_figure_set_heading (VitFigure *page, const char *markup);

/** vit_figure_set_narrowest: where a column would be narrower than @ems of the font, and there is
 * the height for it, half as many stand in a row, but never fewer than @columns. */
void vit_figure_set_narrowest (VitFigure *page, double ems, int columns);

/** vit_figure_set_group: so many parts that belong together stay in one row as long as it has room
 * for them. */
void vit_figure_set_group (VitFigure *page, int n);

/** vit_figure_align: the axes of all plots of the page are equally wide, @aspect times their height
 * where there is room for it, and only those at the left have numbers at their y axis. */
void vit_figure_align (VitFigure *page, double aspect);

/** vit_figure_share_legend: the legend of the first plot stands over all of them, instead of those
 * in the plots. */
void vit_figure_share_legend (VitFigure *page);

/** vit_figure_set_wide: as part of a page below maps it takes a row of its own. */
void vit_figure_set_wide (VitFigure *figure);

/** vit_figure_set_caption: words in markup below a page. */
void vit_figure_set_caption (VitFigure *page, const char *markup);
void vit_figure_free (VitFigure *figure);

/** vit_figure_get_plot: (transfer none) (nullable): if it is one. */
VitPlot *vit_figure_get_plot (VitFigure *figure);

/** VitFigurePanel: a plot in a figure and where it came to stand. */
typedef struct
{
  VitPlot *plot;
  VitPlotArea area;
} VitFigurePanel;

/** vit_figure_draw: @resolution is pixels per point of pictures; @panels (nullable) (element-type
 * VitFigurePanel): every plot that is drawn is added. */
void vit_figure_draw (VitFigure *figure,
                      VitCanvas *canvas,
                      VitRect rect,
                      double font_size,
                      double resolution,
                      const VitTheme *theme,
                      GArray *panels);

/** vit_figure_dup_csv: (transfer full) (nullable): its numbers. */
char *vit_figure_dup_csv (VitFigure *figure);

/** vit_figure_get_shape: width / height that suits it, at a width of @width points. */
double vit_figure_get_shape (VitFigure *figure, double width, double font_size);

typedef enum
{
  VIT_FORMAT_SVG,
  VIT_FORMAT_PDF,
  VIT_FORMAT_PNG,
  VIT_FORMAT_CSV,
} VitFormat;

/**
 * VitExportOptions:
 * @width, @height: mm; a height of 0 is what suits the figure
 * @dpi: of PNG files and of pictures inside SVG and PDF
 * @font_size: points
 * @dark: on a dark background
 */
typedef struct
{
  double width, height;
  double dpi;
  double font_size;
  bool dark;
} VitExportOptions;

/** VIT_EXPORT_OPTIONS_DEFAULT: a column and a half of a journal. */
#define VIT_EXPORT_OPTIONS_DEFAULT ((VitExportOptions){ .width = 140, .dpi = 300, .font_size = 9 })

/** vit_format_from_path: by the ending of a name; %false if it is none of the formats. */
bool vit_format_from_path (const char *path, VitFormat *format);

/** vit_figure_export: into a file that is there whole or not at all. */
bool vit_figure_export (VitFigure *figure,
                        const char *path,
                        VitFormat format,
                        const VitExportOptions *options,
                        GError **error);

/** vit_figure_render: (transfer full): pixels of @width × @height, 4 bytes each, opaque, rows from
 * above (RGBA). */
uint8_t *
vit_figure_render (VitFigure *figure, int width, int height, double font_size_px, bool dark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFigure, vit_figure_free)
