/* Figures are written as SVG, PDF or PNG, and their numbers as CSV. */

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"
#include "ui/figure/canvas-private.h"
#include "ui/figure/figure-private.h"

#define POINTS_PER_MM (72 / 25.4)

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
append_png_bytes (void *closure, const unsigned char *data, unsigned int n)
{
  g_byte_array_append (closure, data, n);
  return CAIRO_STATUS_SUCCESS;
}

static const VitTheme *
get_theme (const VitExportOptions *options)
{
  return options->dark ? vit_theme_get_dark () : vit_theme_get_paper ();
}

static void
draw_with_margin (VitFigure *figure,
                  VitCanvas *canvas,
                  double width,
                  double height,
                  const VitExportOptions *options)
{
  const VitTheme *theme = get_theme (options);
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
put_big_endian (guint8 *to, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (to, &value, 4);
}

/* cairo writes no pixel size: a pHYs chunk after the header (8 + 25 bytes) gives it. */
static void
add_resolution (GByteArray *png, double dpi)
{
  guint8 chunk[21] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's' };
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  guint32 per_metre = (guint32) lround (dpi / 0.0254);
  if (png->len < 33)
    return;
  put_big_endian (chunk + 8, per_metre);
  put_big_endian (chunk + 12, per_metre);
  chunk[16] = 1;
  put_big_endian (chunk + 17, (guint32) crc32 (0, chunk + 4, 13));
  g_byte_array_append (whole, png->data, 33);
  g_byte_array_append (whole, chunk, sizeof chunk);
  g_byte_array_append (whole, png->data + 33, png->len - 33);
  g_byte_array_set_size (png, 0);
  g_byte_array_append (png, whole->data, whole->len);
}

bool
vit_figure_check_pixels (VitFigure *figure, const VitExportOptions *options, GError **error)
{
  g_return_val_if_fail (figure && options, false);
  double width, height, scale = options->dpi / 72;
  vit_figure_measure (figure, options, &width, &height);
  double across = round (width * scale), down = round (height * scale);
  if (fmax (across, down) <= VIT_FIGURE_MAX_SIDE && across * down <= VIT_FIGURE_MAX_PIXELS)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "%.4g × %.4g mm at %g dpi are %.0f × %.0f pixels; a PNG has at most %d along a side "
               "and %.0f million in all: take a lower resolution or width",
               width / POINTS_PER_MM, height / POINTS_PER_MM, options->dpi, across, down,
               VIT_FIGURE_MAX_SIDE, VIT_FIGURE_MAX_PIXELS / 1e6);
  return false;
}

static bool
export_png (VitFigure *figure,
            const char *path,
            double width,
            double height,
            const VitExportOptions *options,
            GError **error)
{
  if (!vit_figure_check_pixels (figure, options, error))
    {
      g_prefix_error (error, "%s: ", path);
      return false;
    }
  double scale = options->dpi / 72;
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int) lround (width * scale), (int) lround (height * scale));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  bool ok = check_surface (surface, path, error);
  if (ok)
    {
      cairo_surface_set_device_scale (surface, scale, scale);
      cairo_t *cr = cairo_create (surface);
      /* The last row and column of pixels lie partly outside the figure: paint them as background
       * too. */
      const VitRgba ground = get_theme (options)->background;
      cairo_set_source_rgb (cr, ground.red, ground.green, ground.blue);
      cairo_paint (cr);
      VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_figure_get_style (figure));
      draw_with_margin (figure, canvas, width, height, options);
      vit_canvas_free (canvas);
      cairo_destroy (cr);
      ok = cairo_surface_write_to_png_stream (surface, append_png_bytes, bytes) ==
           CAIRO_STATUS_SUCCESS;
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
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (append_png_bytes, bytes, width, height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Vitrine");
  /* Leave the creation date out, so that the same figure gives the same file. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  cairo_t *cr = cairo_create (surface);
  VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_figure_get_style (figure));
  draw_with_margin (figure, canvas, width, height, options);
  vit_canvas_free (canvas);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  bool ok = check_surface (surface, path, error);
  cairo_surface_destroy (surface);
  return ok && vit_file_replace (path, bytes->data, bytes->len, error);
}

static double
find_height (VitFigure *figure, double width, const VitExportOptions *options)
{
  return options->height > 0 ? options->height * POINTS_PER_MM
                             : width / vit_figure_get_shape (figure, width, options->font_size);
}

void
vit_figure_measure (VitFigure *figure,
                    const VitExportOptions *options,
                    double *width,
                    double *height)
{
  g_return_if_fail (figure && options && width && height);
  *width = options->width * POINTS_PER_MM;
  *height = find_height (figure, *width, options);
}

/* Pixels per point of what a record is taken of, enough to see what a text stands on, and of a
 * large figure as many as are quickly drawn. */
#define RECORD_SCALE(width) CLAMP (1200 / (width), 0.5, 2)

VitFigureRecord *
vit_figure_record (VitFigure *figure, const VitExportOptions *options)
{
  g_return_val_if_fail (figure && options, NULL);
  VitFigureRecord *record = vit_figure_record_new ();
  vit_figure_measure (figure, options, &record->width, &record->height);
  double scale = RECORD_SCALE (record->width);
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int) ceil (record->width * scale), (int) ceil (record->height * scale));
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_figure_get_style (figure));
  vit_canvas_set_record (canvas, record);
  draw_with_margin (figure, canvas, record->width, record->height, options);
  vit_canvas_free (canvas);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return record;
}

char *
vit_figure_dup_svg (VitFigure *figure, const VitExportOptions *options)
{
  g_return_val_if_fail (figure && options, NULL);
  double width = options->width * POINTS_PER_MM, height = find_height (figure, width, options);
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, vit_figure_get_style (figure));
  draw_with_margin (figure, canvas, width, height, options);
  return vit_canvas_finish_svg (canvas);
}

static bool
export_svg (VitFigure *figure, const char *path, const VitExportOptions *options, GError **error)
{
  g_autofree char *svg = vit_figure_dup_svg (figure, options);
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
                   "width (10 … 2000 mm), dpi (20 … 2400) or font-size (2 … 72 pt) out of range");
      return false;
    }
  double width = options->width * POINTS_PER_MM;
  double height = find_height (figure, width, options);
  switch (format)
    {
    case VIT_FORMAT_PNG:
      return export_png (figure, path, width, height, options, error);
    case VIT_FORMAT_PDF:
      return export_pdf (figure, path, width, height, options, error);
    case VIT_FORMAT_SVG:
      return export_svg (figure, path, options, error);
    case VIT_FORMAT_CSV:
      return export_csv (figure, path, error);
    }
  g_return_val_if_reached (false);
}

/* Returns: (transfer full): the pixels of an opaque surface. */
static uint8_t *
take_pixels (cairo_surface_t *surface)
{
  uint8_t *rgba = vit_surface_dup_rgba (surface);
  cairo_surface_destroy (surface);
  return rgba;
}

uint8_t *
vit_figure_preview (
    VitFigure *figure, const VitExportOptions *options, double scale, int *width, int *height)
{
  g_return_val_if_fail (figure && options && scale > 0 && width && height, NULL);
  double w, h;
  VitExportOptions own = *options;
  own.dpi = 72 * scale;
  vit_figure_measure (figure, options, &w, &h);
  *width = (int) CLAMP (ceil (w * scale), 1, 16000);
  *height = (int) CLAMP (ceil (h * scale), 1, 16000);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, *width, *height);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  const VitRgba ground = get_theme (options)->background;
  cairo_set_source_rgb (cr, ground.red, ground.green, ground.blue);
  cairo_paint (cr);
  VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_figure_get_style (figure));
  draw_with_margin (figure, canvas, w, h, &own);
  vit_canvas_free (canvas);
  cairo_destroy (cr);
  return take_pixels (surface);
}

uint8_t *
vit_figure_render (VitFigure *figure, int width, int height, double font_size, bool dark)
{
  g_return_val_if_fail (figure && width > 0 && height > 0, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  VitCanvas *canvas = vit_canvas_new_cairo (cr, vit_figure_get_style (figure));
  VitExportOptions options = { .dpi = 72, .font_size = font_size, .dark = dark };
  draw_with_margin (figure, canvas, width, height, &options);
  vit_canvas_free (canvas);
  cairo_destroy (cr);
  return take_pixels (surface);
}
