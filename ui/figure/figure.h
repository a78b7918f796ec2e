#pragma once

/* One figure of any kind, and its export into a file. A figure owns all its data: it may be handed
 * to another thread, and only one thread uses it at a time. */

#include "ui/figure/figure-record.h"
#include "ui/figure/pictures.h"
#include "ui/figure/plot.h"
#include "ui/figure/table.h"

typedef struct _VitFigure VitFigure;

/** vit_figure_new_plot: takes ownership of @plot. */
VitFigure *vit_figure_new_plot (VitPlot *plot);

/** vit_figure_new_pictures: takes ownership of @pictures. */
VitFigure *vit_figure_new_pictures (VitPictures *pictures);

/** vit_figure_new_table: takes ownership of @table. */
VitFigure *vit_figure_new_table (VitTable *table);

/**
 * vit_figure_new_page:
 * @children: (array length=n): figures (transfer full), row by row from left to right
 * @columns: columns of the grid; fewer are used where the axes would have no room
 */
VitFigure *vit_figure_new_page (VitFigure **children, int n, int columns);

/** VitGridPlace: cells of a grid, from 0 on */
typedef struct
{
  int row, column, rows, columns;
} VitGridPlace;

/**
 * vit_figure_new_grid:
 * @children: (array length=n): panels (transfer full), in the order of their letters
 * @places: (array length=n): their cells, which lie in @rows × @columns
 *
 * Axes of plots are aligned along rows and columns; each panel has its letter, and is a group of
 * that name in an SVG
 */
VitFigure *vit_figure_new_grid (
    VitFigure **children, const VitGridPlace *places, int n, int rows, int columns);

/** vit_figure_share_grid_legend: one legend over all panels whose curves have the same names and
 * colours, if there are two. */
void vit_figure_share_grid_legend (VitFigure *grid);

/** vit_figure_share_grid_scale: one colour bar beneath all maps of the same scale, if there are
 * two. */
void vit_figure_share_grid_scale (VitFigure *grid);

/** vit_figure_set_heading: markup above a page. */
void vit_figure_set_heading (VitFigure *page, const char *markup);

/** vit_figure_set_narrowest: where a column would be narrower than @ems of the font and the page is
 * high enough, there are fewer columns and more rows, but never fewer columns than @columns. */
void vit_figure_set_narrowest (VitFigure *page, double ems, int columns);

/** vit_figure_set_group: groups of @n successive parts belong together: a row holds whole groups
 * where it has room for them. */
void vit_figure_set_group (VitFigure *page, int n);

/** vit_figure_align: the axes of all plots of the page are equally wide, @aspect times their height
 * where there is room for it, and only the leftmost plots have numbers at their y axis. */
void vit_figure_align (VitFigure *page, double aspect);

/** vit_figure_share_legend: the legend of the first plot stands over all plots and replaces their
 * own. */
void vit_figure_share_legend (VitFigure *page);

/** vit_figure_set_wide: the figure takes a whole row where it is part of a page that begins with
 * maps. */
void vit_figure_set_wide (VitFigure *figure);

/** vit_figure_set_caption: text in markup below a page. */
void vit_figure_set_caption (VitFigure *page, const char *markup);

/** vit_figure_set_style: @style: (nullable): copied; of the figure and all its parts. Until the
 * next, it holds wherever the figure is laid out and drawn; %NULL for the usual one. */
void vit_figure_set_style (VitFigure *figure, const VitFigureStyle *style);

/** vit_figure_get_style: (transfer none): for the canvas that it is drawn on. */
const VitFigureStyle *vit_figure_get_style (const VitFigure *figure);

/** vit_figure_dup_beyond: (transfer full) (nullable): which data lie wholly beyond the ends that
 * vit_figure_set_ranges() would set, and where they are; plain text. */
char *vit_figure_dup_beyond (VitFigure *figure, double x0, double x1, double y0, double y1);

/** vit_figure_set_ranges: ends of the axes of every plot whose axis has the label of the first
 * plot's; NaN leaves an end as it is. */
void vit_figure_set_ranges (VitFigure *figure, double x0, double x1, double y0, double y1);

/** vit_figure_set_title: markup; of a plot its title, of a page its heading. */
void vit_figure_set_title (VitFigure *figure, const char *markup);

/** vit_figure_dup_caption: (transfer full): all captions of the figure and its parts, in markup,
 * each once, a line each. */
char *vit_figure_dup_caption (const VitFigure *figure);

/** vit_figure_extend_caption: adds text in markup at the end of the caption of a figure of any
 * kind, after a semicolon. */
void vit_figure_extend_caption (VitFigure *figure, const char *markup);
void vit_figure_free (VitFigure *figure);

/** vit_figure_get_plot: (transfer none) (nullable): the plot; %NULL for other kinds of figures. */
VitPlot *vit_figure_get_plot (VitFigure *figure);

/** vit_figure_dup_headings: (transfer full) (nullable): headings of the columns of a table, in
 * markup, a line each; %NULL for other kinds of figures. */
char *vit_figure_dup_headings (VitFigure *figure);

/** VitFigurePanel: a plot in a figure and the place where it was drawn. */
typedef struct
{
  VitPlot *plot;
  VitPlotArea area;
} VitFigurePanel;

/** vit_figure_draw: @resolution: pixels per point of pictures; @panels: (nullable) (element-type
 * VitFigurePanel): an entry is appended for every plot that is drawn. */
void vit_figure_draw (VitFigure *figure,
                      VitCanvas *canvas,
                      VitRect rect,
                      double font_size,
                      double resolution,
                      const VitTheme *theme,
                      GArray *panels);

/** vit_figure_dup_panels_csv: (transfer full) (element-type utf8): the numbers of each part that
 * has any, with its caption and title. */
GPtrArray *vit_figure_dup_panels_csv (VitFigure *figure);

/** vit_figure_dup_csv: (transfer full) (nullable): the numbers of the figure as CSV. */
char *vit_figure_dup_csv (VitFigure *figure);

/** vit_figure_get_shape: width / height that suits the figure at a width of @width points. */
double vit_figure_get_shape (VitFigure *figure, double width, double font_size);

/** vit_figure_get_least_height: the height below which names of categories do not find room at a
 * width of @width points; 0 where there is no such limit. */
double vit_figure_get_least_height (const VitFigure *figure, double width, double font_size);

typedef enum
{
  VIT_FORMAT_SVG,
  VIT_FORMAT_PDF,
  VIT_FORMAT_PNG,
  VIT_FORMAT_CSV,
} VitFormat;

/**
 * VitExportOptions:
 * @width, @height: mm; a height of 0 takes the one that suits the figure
 * @dpi: dots per inch of PNG files and of pictures inside SVG and PDF
 * @font_size: points
 * @dark: whether the background is dark
 */
typedef struct
{
  double width, height;
  double dpi;
  double font_size;
  bool dark;
} VitExportOptions;

/** VIT_EXPORT_OPTIONS_DEFAULT: 140 mm wide, one and a half columns of a journal. */
#define VIT_EXPORT_OPTIONS_DEFAULT ((VitExportOptions){ .width = 140, .dpi = 300, .font_size = 9 })

/** vit_figure_measure: @width, @height: (out): points, of a file with these options. */
void vit_figure_measure (VitFigure *figure,
                         const VitExportOptions *options,
                         double *width,
                         double *height);

/** vit_figure_preview: (transfer full): an opaque RGBA picture of what a file with these options
 * shows, of @scale pixels a point. */
uint8_t *vit_figure_preview (
    VitFigure *figure, const VitExportOptions *options, double scale, int *width, int *height);

/** vit_figure_record: (transfer full): what a file with these options shows. It is drawn for it,
 * with its pictures as large as in the file. */
VitFigureRecord *vit_figure_record (VitFigure *figure, const VitExportOptions *options);

/** vit_format_from_path: tells the format by the ending of @path; %false if it is none of the
 * formats. */
bool vit_format_from_path (const char *path, VitFormat *format);

/** VIT_FIGURE_MAX_SIDE, VIT_FIGURE_MAX_PIXELS: pixels of a PNG along a side, and in all. */
#define VIT_FIGURE_MAX_SIDE 32767
#define VIT_FIGURE_MAX_PIXELS 400e6

/** vit_figure_check_pixels: @error: %VIT_ERROR_UNSUPPORTED if a PNG of the figure would have more
 * pixels than it may. */
bool vit_figure_check_pixels (VitFigure *figure, const VitExportOptions *options, GError **error);

/** vit_figure_export: writes a file; if that fails, no incomplete file is left behind. */
bool vit_figure_export (VitFigure *figure,
                        const char *path,
                        VitFormat format,
                        const VitExportOptions *options,
                        GError **error);

/** vit_figure_dup_svg: (transfer full): the SVG document that an export writes. */
char *vit_figure_dup_svg (VitFigure *figure, const VitExportOptions *options);

/** vit_figure_render: (transfer full): an opaque RGBA picture, 4 bytes per pixel, @width × @height,
 * rows from top to bottom. */
uint8_t *
vit_figure_render (VitFigure *figure, int width, int height, double font_size_px, bool dark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFigure, vit_figure_free)
