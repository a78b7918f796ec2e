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
  VitFigure **children;
  int n_children, columns;
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
vit_figure_new_page (VitFigure **children, int n, int columns)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->children = g_memdup2 (children, (gsize) n * sizeof *children);
  figure->n_children = n;
  figure->columns = MAX (columns, 1);
  return figure;
}

void
vit_figure_free (VitFigure *figure)
{
  if (!figure)
    return;
  for (int i = 0; i < figure->n_children; i++)
    vit_figure_free (figure->children[i]);
  g_free (figure->children);
  vit_plot_free (figure->plot);
  vit_pictures_free (figure->pictures);
  g_free (figure);
}

VitPlot *
vit_figure_get_plot (VitFigure *figure)
{
  return figure->plot;
}

/* Several maps side by side take the width of a page, and what is below stands in one row. */
static bool
has_wide_top (VitFigure *figure, double width, double font_size)
{
  return figure->n_children > 2 && figure->children[0]->pictures &&
         vit_pictures_get_shape (figure->children[0]->pictures, width, font_size) > 1.5;
}

static void
draw_grid (VitFigure *figure,
           int first,
           int columns,
           VitCanvas *canvas,
           VitRect rect,
           double font_size,
           double resolution,
           const VitTheme *theme)
{
  int n = figure->n_children - first;
  if (n <= 0)
    return;
  int rows = (n + columns - 1) / columns;
  double gap = font_size, width = (rect.width - (columns - 1) * gap) / columns;
  double height = (rect.height - (rows - 1) * gap) / rows;
  for (int i = 0; i < n; i++)
    {
      VitRect place = { rect.x + (i % columns) * (width + gap),
                        rect.y + (i / columns) * (height + gap), width, height };
      vit_figure_draw (figure->children[first + i], canvas, place, font_size, resolution, theme,
                       NULL);
    }
}

void
vit_figure_draw (VitFigure *figure,
                 VitCanvas *canvas,
                 VitRect rect,
                 double font_size,
                 double resolution,
                 const VitTheme *theme,
                 VitPlotArea *area)
{
  g_return_if_fail (figure && canvas && theme);
  if (figure->plot)
    vit_plot_draw (figure->plot, canvas, rect, font_size, theme, area);
  if (figure->pictures)
    vit_pictures_draw (figure->pictures, canvas, rect, font_size, resolution, theme);
  int first = 0;
  if (has_wide_top (figure, rect.width, font_size))
    {
      double top =
          MIN (rect.width / vit_figure_get_shape (figure->children[0], rect.width, font_size),
               0.6 * rect.height);
      vit_figure_draw (figure->children[0], canvas, (VitRect){ rect.x, rect.y, rect.width, top },
                       font_size, resolution, theme, NULL);
      rect.y += top + font_size;
      rect.height -= top + font_size;
      first = 1;
    }
  draw_grid (figure, first, first > 0 ? figure->n_children - 1 : figure->columns, canvas, rect,
             font_size, resolution, theme);
}

char *
vit_figure_dup_csv (VitFigure *figure)
{
  if (figure->plot)
    return vit_plot_dup_csv (figure->plot);
  return figure->pictures ? vit_pictures_dup_csv (figure->pictures) : NULL;
}

double
vit_figure_get_shape (VitFigure *figure, double width, double font_size)
{
  if (figure->pictures)
    return vit_pictures_get_shape (figure->pictures, width, font_size);
  if (figure->n_children > 0)
    {
      if (has_wide_top (figure, width, font_size))
        return 1 / (1 / vit_figure_get_shape (figure->children[0], width, font_size) +
                    0.95 / (figure->n_children - 1));
      int rows = (figure->n_children + figure->columns - 1) / figure->columns;
      return 1.25 * figure->columns / rows;
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
