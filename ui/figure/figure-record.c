#include "ui/figure/figure-record.h"

#include <math.h>
#include <string.h>

#include "ui/figure/plot.h"
#include "ui/figure/record-private.h"
#include "ui/style/colour-vision.h"

static void
clear_text (gpointer data)
{
  g_free (((VitRecordText *) data)->text);
}

static void
clear_line (gpointer data)
{
  g_free (((VitRecordLine *) data)->points);
}

static void
clear_curve (gpointer data)
{
  g_free (((VitRecordCurve *) data)->label);
}

static void
clear_axis (gpointer data)
{
  g_free (((VitRecordAxis *) data)->label);
}

static void
clear_font (gpointer data)
{
  g_free (((VitRecordFont *) data)->family);
  g_string_free (((VitRecordFont *) data)->characters, TRUE);
}

static GArray *
new_list (guint size, GDestroyNotify clear)
{
  GArray *list = g_array_new (FALSE, TRUE, size);
  g_array_set_clear_func (list, clear);
  return list;
}

VitFigureRecord *
vit_figure_record_new (void)
{
  VitFigureRecord *record = g_new0 (VitFigureRecord, 1);
  record->panels = g_array_new (FALSE, TRUE, sizeof (VitRecordPanel));
  record->texts = new_list (sizeof (VitRecordText), clear_text);
  record->lines = new_list (sizeof (VitRecordLine), clear_line);
  record->curves = new_list (sizeof (VitRecordCurve), clear_curve);
  record->images = g_array_new (FALSE, TRUE, sizeof (VitRecordImage));
  record->axes = new_list (sizeof (VitRecordAxis), clear_axis);
  record->fonts = new_list (sizeof (VitRecordFont), clear_font);
  return record;
}

void
vit_figure_record_free (VitFigureRecord *record)
{
  if (!record)
    return;
  g_array_unref (record->panels);
  g_array_unref (record->texts);
  g_array_unref (record->lines);
  g_array_unref (record->curves);
  g_array_unref (record->images);
  g_array_unref (record->axes);
  g_array_unref (record->fonts);
  g_free (record);
}

void
vit_record_path (VitFigureRecord *record,
                 const VitPoint *points,
                 gsize n,
                 bool closed,
                 double width,
                 double dash,
                 VitRgba colour,
                 VitRole role,
                 int item,
                 const VitRect *clip)
{
  VitRecordLine line = { .n = n + (closed && width > 0 ? 1 : 0),
                         .width = width,
                         .dash = dash,
                         .colour = colour,
                         .role = role,
                         .panel = (int) record->panels->len,
                         .item = item,
                         .clip = clip ? *clip : (VitRect){ -1e6, -1e6, 2e6, 2e6 } };
  line.points = g_new (VitPoint, line.n);
  memcpy (line.points, points, n * sizeof *points);
  if (line.n > n)
    line.points[n] = points[0];
  g_array_append_val (record->lines, line);
}

void
vit_record_image (VitFigureRecord *record, VitRect rect, int width, int height, bool smooth)
{
  VitRecordImage image = { rect, width, height, smooth };
  g_array_append_val (record->images, image);
}

void
vit_record_axis (VitFigureRecord *record, const char *name, const char *label, bool named)
{
  VitRecordAxis axis = { label ? vit_markup_to_plain (label) : NULL, name,
                         (int) record->panels->len, named };
  g_array_append_val (record->axes, axis);
}

/* ---- Texts ---- */

static VitRecordFont *
find_font (VitFigureRecord *record, PangoFont *font)
{
  g_autoptr (PangoFontDescription) description = pango_font_describe (font);
  const char *family = pango_font_description_get_family (description);
  for (guint i = 0; i < record->fonts->len; i++)
    {
      VitRecordFont *known = &g_array_index (record->fonts, VitRecordFont, i);
      if (g_strcmp0 (known->family, family) == 0)
        return known;
    }
  cairo_scaled_font_t *scaled = pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (font));
  VitRecordFont own = { .family = g_strdup (family),
                        .outline =
                            scaled && cairo_scaled_font_get_type (scaled) == CAIRO_FONT_TYPE_FT,
                        .characters = g_string_new (NULL) };
  g_array_append_val (record->fonts, own);
  return &g_array_index (record->fonts, VitRecordFont, record->fonts->len - 1);
}

static void
note_characters (VitRecordFont *font, const char *text, int bytes)
{
  for (const char *p = text; p < text + bytes; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (!g_unichar_isspace (c) && !g_utf8_strchr (font->characters->str, -1, c))
        g_string_append_unichar (font->characters, c);
    }
}

/* Set the sizes of letters and of indices, points, and note the fonts. */
static void
look_at_runs (VitFigureRecord *record, PangoLayout *layout, VitRecordText *text)
{
  const char *bytes = pango_layout_get_text (layout);
  double smallest = INFINITY;
  for (GSList *l = pango_layout_get_lines_readonly (layout); l; l = l->next)
    for (GSList *r = ((PangoLayoutLine *) l->data)->runs; r; r = r->next)
      {
        const PangoItem *item = ((PangoGlyphItem *) r->data)->item;
        g_autoptr (PangoFontDescription) description = pango_font_describe (item->analysis.font);
        double size = (double) pango_font_description_get_size (description) / PANGO_SCALE;
        text->bold =
            text->bold || pango_font_description_get_weight (description) >= PANGO_WEIGHT_BOLD;
        text->size = fmax (text->size, size);
        smallest = fmin (smallest, size);
        note_characters (find_font (record, item->analysis.font), bytes + item->offset,
                         item->length);
      }
  text->index_size = smallest < text->size - 0.01 ? smallest : 0;
}

/* The worst twentieth of what lies beneath @ink. */
#define WORST 0.05

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Returns: the contrast of a text with the pixels that it is about to cover; 0 without pixels. */
static double
measure_contrast (cairo_t *cr, VitRect ink, VitRgba colour)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  if (cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_IMAGE)
    return 0;
  cairo_surface_flush (surface);
  const uint8_t *data = cairo_image_surface_get_data (surface);
  int width = cairo_image_surface_get_width (surface),
      height = cairo_image_surface_get_height (surface),
      stride = cairo_image_surface_get_stride (surface);
  double x0 = ink.x, y0 = ink.y, x1 = ink.x + ink.width, y1 = ink.y + ink.height, sx, sy;
  cairo_user_to_device (cr, &x0, &y0);
  cairo_user_to_device (cr, &x1, &y1);
  cairo_surface_get_device_scale (surface, &sx, &sy);
  /* Pixels that lie in it by more than half. */
  int left = CLAMP ((int) lround (x0 * sx), 0, width),
      right = CLAMP ((int) lround (x1 * sx), 0, width),
      top = CLAMP ((int) lround (y0 * sy), 0, height),
      bottom = CLAMP ((int) lround (y1 * sy), 0, height);
  gsize n = 0, room = (gsize) (right - left) * (gsize) (bottom - top);
  if (right <= left || bottom <= top)
    return 0;
  g_autofree double *contrasts = g_new (double, room);
  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++)
      {
        uint32_t pixel;
        memcpy (&pixel, data + (gsize) y * (gsize) stride + 4 * (gsize) x, 4);
        const VitRgba under = { (pixel >> 16 & 255) / 255.0, (pixel >> 8 & 255) / 255.0,
                                (pixel & 255) / 255.0, 1 };
        const VitRgba over = { colour.red * colour.alpha + under.red * (1 - colour.alpha),
                               colour.green * colour.alpha + under.green * (1 - colour.alpha),
                               colour.blue * colour.alpha + under.blue * (1 - colour.alpha), 1 };
        contrasts[n++] = vit_colour_contrast (over, under);
      }
  qsort (contrasts, n, sizeof *contrasts, compare_doubles);
  return contrasts[(gsize) (WORST * (double) n)];
}

void
vit_record_text (VitFigureRecord *record,
                 PangoLayout *layout,
                 double x,
                 double y,
                 bool turned,
                 VitRgba colour,
                 VitRole role,
                 const VitRect *clip,
                 cairo_t *cr)
{
  PangoRectangle ink;
  VitRecordText text = { .text = g_strdup (pango_layout_get_text (layout)),
                         .colour = colour,
                         .role = role,
                         .clip = clip ? *clip : (VitRect){ -1e6, -1e6, 2e6, 2e6 },
                         .panel = (int) record->panels->len };
  look_at_runs (record, layout, &text);
  pango_layout_get_extents (layout, &ink, NULL);
  double left = (double) ink.x / PANGO_SCALE, top = (double) ink.y / PANGO_SCALE,
         width = (double) ink.width / PANGO_SCALE, height = (double) ink.height / PANGO_SCALE;
  text.ink = turned ? (VitRect){ x + top, y - left - width, height, width }
                    : (VitRect){ x + left, y + top, width, height };
  if (cr)
    text.contrast = measure_contrast (cr, text.ink, colour);
  g_array_append_val (record->texts, text);
}
