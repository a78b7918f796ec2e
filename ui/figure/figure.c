#include "ui/figure/figure.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"

#define POINTS_PER_MM (72 / 25.4)

struct _VitFigure
{
  VitPlot *plot;
  VitPictures *pictures;
  VitTable *table;
  VitFigure **children;
  int n_children, columns;
  double *weights; /* of columns, or NULL */
  bool shares_bar, wide;
  char *caption;
};

VitFigure *
vit_figure_new_plot (VitPlot *plot)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->plot = plot;
  return figure;
}

VitFigure *
vit_figure_new_pictures (VitPictures *pictures)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->pictures = pictures;
  return figure;
}

VitFigure *
vit_figure_new_table (VitTable *table)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->table = table;
  return figure;
}

VitFigure *
vit_figure_new_page (VitFigure **children, int n, int columns)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->children = g_memdup2 (children, (gsize) n * sizeof *children);
  figure->n_children = n;
  figure->columns = MAX (columns, 1);
  return figure;
}

void
vit_figure_set_weights (VitFigure *page, const double *weights)
{
  g_free (page->weights);
  page->weights = g_memdup2 (weights, (gsize) page->columns * sizeof *weights);
}

void
vit_figure_share_bar (VitFigure *page)
{
  page->shares_bar = true;
  for (int i = 0; i < page->n_children; i++)
    if (page->children[i]->plot)
      {
        vit_plot_hide_bar (page->children[i]->plot);
        if (i % page->columns > 0)
          vit_plot_hide_y (page->children[i]->plot);
      }
}

void
vit_figure_set_wide (VitFigure *figure)
{
  figure->wide = true;
}

void
vit_figure_set_caption (VitFigure *page, const char *markup)
{
  g_free (page->caption);
  page->caption = g_strdup (markup);
}

void
vit_figure_free (VitFigure *figure)
{
  if (!figure)
    return;
  for (int i = 0; i < figure->n_children; i++)
    vit_figure_free (figure->children[i]);
  g_free (figure->children);
  g_free (figure->weights);
  g_free (figure->caption);
  vit_plot_free (figure->plot);
  vit_pictures_free (figure->pictures);
  vit_table_free (figure->table);
  g_free (figure);
}

VitPlot *
vit_figure_get_plot (VitFigure *figure)
{
  return figure->plot;
}

/* What drawing hands down. */
typedef struct
{
  VitCanvas *canvas;
  double font_size, resolution;
  const VitTheme *theme;
  GArray *panels;
} Drawing;

static void draw_figure (VitFigure *figure, VitRect rect, const Drawing *to);

/* Several maps side by side take the width of a page, so do wide figures, and what is left stands
 * in one row below them. */
static bool
has_wide_top (VitFigure *figure, double width, double font_size)
{
  return figure->n_children > 2 && figure->children[0]->pictures &&
         vit_pictures_get_shape (figure->children[0]->pictures, width, font_size) > 1.5;
}

/* Of a page with a wide top. */
static bool
is_wide (const VitFigure *figure, int child)
{
  return child == 0 || figure->children[child]->wide;
}

/* A plot narrower than so many sizes of its font has more words than curves. */
#define NARROWEST_PLOT 16

static int
get_columns (const VitFigure *figure, double width, double font_size)
{
  return figure->wide
             ? CLAMP ((int) (width / (NARROWEST_PLOT * font_size)), 1, figure->columns)
             : figure->columns;
}

/* Axes of 3 : 2 with what stands round them. */
static double
get_wide_shape (const VitFigure *figure, double width, double font_size)
{
  int columns = get_columns (figure, width, font_size);
  int rows = (figure->n_children + columns - 1) / columns;
  double axes = (width - 9 * font_size) / columns - font_size;
  return width / (rows * (axes / 1.5 + 6 * font_size) + 2 * font_size);
}

static double
get_weight (const VitFigure *figure, int column)
{
  return figure->weights ? figure->weights[column] : 1;
}

static void
draw_grid (VitFigure *figure,
           VitFigure **children,
           int n,
           int columns,
           VitRect rect,
           const Drawing *to)
{
  if (n <= 0)
    return;
  int rows = (n + columns - 1) / columns;
  double gap = to->font_size, height = (rect.height - (rows - 1) * gap) / rows, total = 0, bar = 0,
         axis = 0;
  VitPlot *scale = figure->shares_bar ? figure->children[0]->plot : NULL;
  if (scale)
    {
      bar = vit_plot_measure_bar (scale, to->canvas, to->font_size, height);
      axis = vit_plot_measure_y (scale, to->canvas, to->font_size, height);
    }
  double width = rect.width - (columns - 1) * gap - bar - axis;
  for (int c = 0; c < columns; c++)
    total += get_weight (figure, c);
  for (int row = 0; row < rows; row++)
    {
      VitRect place = { rect.x, rect.y + row * (height + gap), 0, height };
      guint before = to->panels ? to->panels->len : 0;
      for (int c = 0; c < columns && row * columns + c < n; c++)
        {
          place.width = width * get_weight (figure, c) / total + (c == 0 ? axis : 0);
          draw_figure (children[row * columns + c], place, to);
          place.x += place.width + gap;
        }
      place.x = rect.x + rect.width - bar - 0.4 * gap;
      place.width = bar;
      if (scale)
        vit_plot_draw_bar_beside (
            scale, to->canvas, place, to->font_size, to->theme,
            to->panels && to->panels->len > before
                ? &g_array_index (to->panels, VitFigurePanel, before).area.rect
                : NULL);
    }
}

/* Height of the row below the wide ones. */
static double
measure_row (const VitFigure *figure, double width)
{
  int n = 0;
  for (int i = 0; i < figure->n_children; i++)
    n += !is_wide (figure, i);
  return n > 0 ? width * MIN (0.95 / n, 0.36) : 0;
}

static double
measure_wide (VitFigure *figure, double width, double font_size)
{
  double height = 0;
  for (int i = 0; i < figure->n_children; i++)
    if (is_wide (figure, i))
      height += width / vit_figure_get_shape (figure->children[i], width, font_size);
  return height;
}

/* Each wide one as high as it likes to be, in proportion where that is too much. */
static void
draw_below_wide (VitFigure *figure, VitRect rect, const Drawing *to)
{
  double gap = to->font_size, wide = measure_wide (figure, rect.width, gap),
         row = measure_row (figure, rect.width);
  g_autofree VitFigure **rest = g_new (VitFigure *, figure->n_children);
  int n_rest = 0, n_wide = 0;
  for (int i = 0; i < figure->n_children; i++)
    n_wide += is_wide (figure, i);
  double factor = MIN (1, (rect.height - n_wide * gap) / (wide + row));
  for (int i = 0; i < figure->n_children; i++)
    {
      VitFigure *child = figure->children[i];
      if (!is_wide (figure, i))
        {
          rest[n_rest++] = child;
          continue;
        }
      double height = factor * rect.width / vit_figure_get_shape (child, rect.width, gap);
      draw_figure (child, (VitRect){ rect.x, rect.y, rect.width, height }, to);
      rect.y += height + gap;
      rect.height -= height + gap;
    }
  draw_grid (figure, rest, n_rest, n_rest, rect, to);
}

static void
draw_page (VitFigure *figure, VitRect rect, const Drawing *to)
{
  double small = 0.8 * to->font_size, line;
  if (figure->caption)
    {
      g_autoptr (GPtrArray) lines =
          vit_canvas_wrap (to->canvas, small, figure->caption, rect.width - 0.8 * to->font_size);
      vit_canvas_measure (to->canvas, small, "X", NULL, &line);
      vit_canvas_set_colour (to->canvas, to->theme->dim);
      for (guint i = 0; i < lines->len; i++)
        vit_canvas_text (to->canvas, rect.x + 0.4 * to->font_size,
                         rect.y + rect.height - (lines->len - 1 - i) * line, 0, 1, small, false,
                         lines->pdata[i]);
      rect.height -= lines->len * line + 0.4 * to->font_size;
    }
  int columns = get_columns (figure, rect.width, to->font_size);
  for (int i = 0; figure->wide && i < figure->n_children; i++)
    if (i % columns > 0)
      vit_plot_hide_y (figure->children[i]->plot);
    else
      vit_plot_show_y (figure->children[i]->plot);
  if (has_wide_top (figure, rect.width, to->font_size))
    draw_below_wide (figure, rect, to);
  else
    draw_grid (figure, figure->children, figure->n_children, columns, rect, to);
}

static void
draw_figure (VitFigure *figure, VitRect rect, const Drawing *to)
{
  if (figure->plot)
    {
      VitFigurePanel panel = { .plot = figure->plot };
      vit_plot_draw (figure->plot, to->canvas, rect, to->font_size, to->theme, &panel.area);
      if (to->panels)
        g_array_append_val (to->panels, panel);
    }
  if (figure->pictures)
    vit_pictures_draw (figure->pictures, to->canvas, rect, to->font_size, to->resolution,
                       to->theme);
  if (figure->table)
    vit_table_draw (figure->table, to->canvas, rect, to->font_size, to->theme);
  if (figure->n_children > 0)
    draw_page (figure, rect, to);
}

void
vit_figure_draw (VitFigure *figure,
                 VitCanvas *canvas,
                 VitRect rect,
                 double font_size,
                 double resolution,
                 const VitTheme *theme,
                 GArray *panels)
{
  g_return_if_fail (figure && canvas && theme);
  g_autoptr (GArray) own = panels ? NULL : g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  Drawing to = { canvas, font_size, resolution, theme, panels ? panels : own };
  draw_figure (figure, rect, &to);
}

/* The tables of a page's parts stand one below the other, each under its title. */
char *
vit_figure_dup_csv (VitFigure *figure)
{
  if (figure->plot)
    return vit_plot_dup_csv (figure->plot);
  if (figure->pictures)
    return vit_pictures_dup_csv (figure->pictures);
  if (figure->table)
    return vit_table_dup_csv (figure->table);
  g_autoptr (GString) all = g_string_new (NULL);
  for (int i = 0; i < figure->n_children; i++)
    {
      g_autofree char *csv = vit_figure_dup_csv (figure->children[i]);
      if (!csv)
        continue;
      if (all->len > 0)
        g_string_append_c (all, '\n');
      if (figure->children[i]->plot && vit_plot_get_title (figure->children[i]->plot))
        {
          g_autofree char *title =
              vit_markup_to_plain (vit_plot_get_title (figure->children[i]->plot));
          g_string_append_printf (all, "# %s\n", title);
        }
      g_string_append (all, csv);
    }
  return all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
}

/* Every row is as high as the highest of its figures likes to be. */
static double
measure_grid (VitFigure *figure, double width, double font_size)
{
  double height = figure->caption ? 2.2 * font_size : 0, total = 0;
  for (int c = 0; c < figure->columns; c++)
    total += get_weight (figure, c);
  for (int first = 0; first < figure->n_children; first += figure->columns)
    {
      double highest = 0;
      for (int c = 0; c < figure->columns && first + c < figure->n_children; c++)
        {
          double own = width * get_weight (figure, c) / total;
          highest = MAX (highest,
                         own / vit_figure_get_shape (figure->children[first + c], own, font_size));
        }
      height += highest + font_size;
    }
  return height;
}

double
vit_figure_get_shape (VitFigure *figure, double width, double font_size)
{
  if (figure->pictures)
    return vit_pictures_get_shape (figure->pictures, width, font_size);
  if (figure->table)
    return vit_table_get_shape (figure->table, width, font_size);
  if (figure->plot)
    return vit_plot_get_shape (figure->plot);
  if (figure->n_children > 0)
    {
      if (has_wide_top (figure, width, font_size))
        return width / (measure_wide (figure, width, font_size) + measure_row (figure, width) +
                        2 * font_size);
      if (figure->wide)
        return get_wide_shape (figure, width, font_size);
      return width / measure_grid (figure, width, font_size);
    }
  return 1.45;
}

/* ---- Export ---- */

bool
vit_format_from_path (const char *path, VitFormat *format)
{
  static const struct
  {
    const char *ending;
    VitFormat format;
  } endings[] = { { ".svg", VIT_FORMAT_SVG },
                  { ".pdf", VIT_FORMAT_PDF },
                  { ".png", VIT_FORMAT_PNG },
                  { ".csv", VIT_FORMAT_CSV } };
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i].ending))
      {
        *format = endings[i].format;
        return true;
      }
  return false;
}

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int n)
{
  g_byte_array_append (closure, data, n);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_whole (VitFigure *figure,
            VitCanvas *canvas,
            double width,
            double height,
            const VitExportOptions *options)
{
  const VitTheme *theme = options->dark ? vit_theme_get_dark () : vit_theme_get_paper ();
  double margin = 0.5 * options->font_size;
  vit_canvas_set_colour (canvas, theme->background);
  vit_canvas_fill_rect (canvas, (VitRect){ 0, 0, width, height });
  vit_figure_draw (figure, canvas,
                   (VitRect){ margin, margin, width - 2 * margin, height - 2 * margin },
                   options->font_size, options->dpi / 72, theme, NULL);
}

static bool
check_surface (cairo_surface_t *surface, const char *path, GError **error)
{
  cairo_status_t status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: %s", path,
               cairo_status_to_string (status));
  return false;
}

static void
put_word (guint8 *to, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (to, &value, 4);
}

/* cairo does not say how large a pixel is: a pHYs chunk behind the header (8 + 25 bytes) does. */
static void
add_resolution (GByteArray *png, double dpi)
{
  guint8 chunk[21] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's' };
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  guint32 per_metre = (guint32) lround (dpi / 0.0254);
  if (png->len < 33)
    return;
  put_word (chunk + 8, per_metre);
  put_word (chunk + 12, per_metre);
  chunk[16] = 1;
  put_word (chunk + 17, (guint32) crc32 (0, chunk + 4, 13));
  g_byte_array_append (whole, png->data, 33);
  g_byte_array_append (whole, chunk, sizeof chunk);
  g_byte_array_append (whole, png->data + 33, png->len - 33);
  g_byte_array_set_size (png, 0);
  g_byte_array_append (png, whole->data, whole->len);
}

static bool
export_png (VitFigure *figure,
            const char *path,
            double width,
            double height,
            const VitExportOptions *options,
            GError **error)
{
  double scale = options->dpi / 72;
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int) lround (width * scale), (int) lround (height * scale));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  bool ok = check_surface (surface, path, error);
  if (ok)
    {
      cairo_surface_set_device_scale (surface, scale, scale);
      cairo_t *cr = cairo_create (surface);
      VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_theme_get_paper ()->font);
      draw_whole (figure, canvas, width, height, options);
      vit_canvas_free (canvas);
      cairo_destroy (cr);
      ok = cairo_surface_write_to_png_stream (surface, collect, bytes) == CAIRO_STATUS_SUCCESS;
      if (ok)
        {
          add_resolution (bytes, options->dpi);
          ok = vit_file_replace (path, bytes->data, bytes->len, error);
        }
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: the picture could not be made", path);
    }
  cairo_surface_destroy (surface);
  return ok;
}

static bool
export_pdf (VitFigure *figure,
            const char *path,
            double width,
            double height,
            const VitExportOptions *options,
            GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (collect, bytes, width, height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Vitrine");
  /* No date: the same figure is the same file. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  cairo_t *cr = cairo_create (surface);
  VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_theme_get_paper ()->font);
  draw_whole (figure, canvas, width, height, options);
  vit_canvas_free (canvas);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  bool ok = check_surface (surface, path, error);
  cairo_surface_destroy (surface);
  return ok && vit_file_replace (path, bytes->data, bytes->len, error);
}

static bool
export_svg (VitFigure *figure,
            const char *path,
            double width,
            double height,
            const VitExportOptions *options,
            GError **error)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, vit_theme_get_paper ()->font);
  draw_whole (figure, canvas, width, height, options);
  g_autofree char *svg = vit_canvas_finish_svg (canvas);
  return vit_file_replace (path, svg, strlen (svg), error);
}

static bool
export_csv (VitFigure *figure, const char *path, GError **error)
{
  g_autofree char *csv = vit_figure_dup_csv (figure);
  if (csv)
    return vit_file_replace (path, csv, strlen (csv), error);
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "%s: this figure has no table of numbers: export its parts", path);
  return false;
}

bool
vit_figure_export (VitFigure *figure,
                   const char *path,
                   VitFormat format,
                   const VitExportOptions *options,
                   GError **error)
{
  g_return_val_if_fail (figure && path && options, false);
  if (!(options->width >= 10 && options->width <= 2000 && options->font_size >= 2 &&
        options->font_size <= 72 && options->dpi >= 20 && options->dpi <= 2400 &&
        options->height <= 2000))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "width (10 … 2000 mm), dpi (20 … 2400) or font size (2 … 72 pt) out of range");
      return false;
    }
  double width = options->width * POINTS_PER_MM;
  double height = options->height > 0
                      ? options->height * POINTS_PER_MM
                      : width / vit_figure_get_shape (figure, width, options->font_size);
  switch (format)
    {
    case VIT_FORMAT_PNG:
      return export_png (figure, path, width, height, options, error);
    case VIT_FORMAT_PDF:
      return export_pdf (figure, path, width, height, options, error);
    case VIT_FORMAT_SVG:
      return export_svg (figure, path, width, height, options, error);
    case VIT_FORMAT_CSV:
      return export_csv (figure, path, error);
    }
  g_return_val_if_reached (false);
}

uint8_t *
vit_figure_render (VitFigure *figure, int width, int height, double font_size, bool dark)
{
  g_return_val_if_fail (figure && width > 0 && height > 0, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_theme_get_paper ()->font);
  VitExportOptions options = { .dpi = 72, .font_size = font_size, .dark = dark };
  draw_whole (figure, canvas, width, height, &options);
  vit_canvas_free (canvas);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const uint8_t *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  uint8_t *rgba = g_malloc ((gsize) width * (gsize) height * 4);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        uint32_t pixel;
        memcpy (&pixel, data + (gsize) y * (gsize) stride + 4 * (gsize) x, 4);
        uint8_t *to = rgba + 4 * ((gsize) y * (gsize) width + (gsize) x);
        to[0] = (uint8_t) (pixel >> 16);
        to[1] = (uint8_t) (pixel >> 8);
        to[2] = (uint8_t) pixel;
        to[3] = 255;
      }
  cairo_surface_destroy (surface);
  return rgba;
}
