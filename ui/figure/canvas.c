#include "ui/figure/canvas.h"

#include <math.h>
#include <string.h>

#include "ui/figure/canvas-private.h"

static VitCanvas *
new_canvas (const VitCanvasClass *klass, const char *font)
{
  VitCanvas *canvas = g_new0 (VitCanvas, 1);
  canvas->klass = klass;
  canvas->font = g_strdup (font);
  canvas->line_width = 1;
  canvas->colour = (VitRgba){ 0, 0, 0, 1 };

  /* Turn hinting off, so that metrics do not depend on the resolution. */
  canvas->pango = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (canvas->pango, options);
  pango_cairo_context_set_resolution (canvas->pango, 72);
  pango_context_set_round_glyph_positions (canvas->pango, FALSE);
  cairo_font_options_destroy (options);
  return canvas;
}

VitCanvas *
vit_canvas_new_cairo (cairo_t *cr, const char *font)
{
  g_return_val_if_fail (cr && font, NULL);
  VitCanvas *canvas = new_canvas (&vit_canvas_cairo_class, font);
  canvas->cr = cairo_reference (cr);
  return canvas;
}

VitCanvas *
vit_canvas_new_svg (double width, double height, const char *font)
{
  g_return_val_if_fail (font, NULL);
  VitCanvas *canvas = new_canvas (&vit_canvas_svg_class, font);
  canvas->svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  g_string_append_printf (
      canvas->svg,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
      "width=\"%.0fpt\" height=\"%.0fpt\" viewBox=\"0 0 %.0f %.0f\" font-family=\"%s, "
      "sans-serif\">\n",
      width, height, width, height, font);
  return canvas;
}

void
vit_canvas_free (VitCanvas *canvas)
{
  if (!canvas)
    return;
  g_clear_object (&canvas->pango);
  g_clear_pointer (&canvas->cr, cairo_destroy);
  if (canvas->svg)
    g_string_free (canvas->svg, TRUE);
  g_free (canvas->font);
  g_free (canvas);
}

char *
vit_canvas_finish_svg (VitCanvas *canvas)
{
  g_return_val_if_fail (canvas && canvas->svg, NULL);
  g_string_append (canvas->svg, "</svg>\n");
  return g_string_free (g_steal_pointer (&canvas->svg), FALSE);
}

void
vit_canvas_set_colour (VitCanvas *canvas, VitRgba colour)
{
  canvas->colour = colour;
}

void
vit_canvas_set_alpha (VitCanvas *canvas, VitRgba colour, double alpha)
{
  colour.alpha *= alpha;
  canvas->colour = colour;
}

void
vit_canvas_set_line (VitCanvas *canvas, double width, double dash)
{
  canvas->line_width = width;
  canvas->dash = dash;
}

static bool
are_finite (const VitPoint *points, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!(isfinite (points[i].x) && isfinite (points[i].y)))
      return false;
  return true;
}

void
vit_canvas_polyline (VitCanvas *canvas, const VitPoint *points, size_t n)
{
  for (size_t begin = 0; begin < n;)
    {
      while (begin < n && !(isfinite (points[begin].x) && isfinite (points[begin].y)))
        begin++;
      size_t end = begin;
      while (end < n && isfinite (points[end].x) && isfinite (points[end].y))
        end++;
      if (end > begin + 1)
        canvas->klass->path (canvas, points + begin, end - begin, false, false);
      begin = end;
    }
}

void
vit_canvas_polygon (VitCanvas *canvas, const VitPoint *points, size_t n)
{
  if (n > 2 && are_finite (points, n))
    canvas->klass->path (canvas, points, n, true, true);
}

void
vit_canvas_rings (VitCanvas *canvas, const VitPoint *points, const size_t *starts, size_t n_rings)
{
  if (n_rings > 0 && are_finite (points, starts[n_rings]))
    canvas->klass->rings (canvas, points, starts, n_rings);
}

void
vit_canvas_line (VitCanvas *canvas, double x0, double y0, double x1, double y1)
{
  const VitPoint points[2] = { { x0, y0 }, { x1, y1 } };
  if (are_finite (points, 2))
    canvas->klass->path (canvas, points, 2, false, false);
}

static void
rect_path (VitCanvas *canvas, VitRect r, bool fill)
{
  const VitPoint points[4] = {
    { r.x, r.y }, { r.x + r.width, r.y }, { r.x + r.width, r.y + r.height }, { r.x, r.y + r.height }
  };
  if (are_finite (points, 4))
    canvas->klass->path (canvas, points, 4, true, fill);
}

void
vit_canvas_fill_rect (VitCanvas *canvas, VitRect rect)
{
  rect_path (canvas, rect, true);
}

void
vit_canvas_stroke_rect (VitCanvas *canvas, VitRect rect)
{
  rect_path (canvas, rect, false);
}

void
vit_canvas_fill_circle (VitCanvas *canvas, double x, double y, double radius)
{
  if (isfinite (x) && isfinite (y))
    canvas->klass->circle (canvas, x, y, radius, true);
}

void
vit_canvas_stroke_circle (VitCanvas *canvas, double x, double y, double radius)
{
  if (isfinite (x) && isfinite (y))
    canvas->klass->circle (canvas, x, y, radius, false);
}

void
vit_canvas_push_clip (VitCanvas *canvas, VitRect rect)
{
  canvas->klass->push_clip (canvas, rect);
}

void
vit_canvas_pop_clip (VitCanvas *canvas)
{
  canvas->klass->pop_clip (canvas);
}

void
vit_canvas_image (
    VitCanvas *canvas, const uint8_t *rgba, int width, int height, VitRect rect, bool smooth)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  uint8_t *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image);
  if (!data)
    {
      cairo_surface_destroy (image);
      return;
    }
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const uint8_t *from = rgba + 4 * ((size_t) y * (size_t) width + (size_t) x);
        uint32_t pixel =
            (uint32_t) from[3] << 24 | (uint32_t) from[0] << 16 | (uint32_t) from[1] << 8 | from[2];
        memcpy (data + (size_t) y * (size_t) stride + 4 * (size_t) x, &pixel, 4);
      }
  cairo_surface_mark_dirty (image);
  canvas->klass->image (canvas, image, rect, smooth);
  cairo_surface_destroy (image);
}

static PangoLayout *
new_layout (VitCanvas *canvas, double size, const char *markup)
{
  PangoLayout *layout = pango_layout_new (canvas->pango);
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font, canvas->font);
  pango_font_description_set_size (font, (int) lround (size * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_markup (layout, markup, -1);
  return layout;
}

void
vit_canvas_measure (
    VitCanvas *canvas, double size, const char *markup, double *width, double *height)
{
  g_autoptr (PangoLayout) layout = new_layout (canvas, size, markup);
  int w, h;
  pango_layout_get_size (layout, &w, &h);
  if (width)
    *width = (double) w / PANGO_SCALE;
  if (height)
    *height = (double) h / PANGO_SCALE;
}

/* ---- Characters that no font has ---- */

/* Length of a list of them beyond which no more are named, bytes. */
#define LONGEST_LIST 100

static GMutex missing_lock;
static GTree *missing; /* code points, in order */

static int
compare_code_points (gconstpointer a, gconstpointer b)
{
  guint p = GPOINTER_TO_UINT (a), q = GPOINTER_TO_UINT (b);
  return p < q ? -1 : p > q;
}

static void
note_missing (PangoLayout *layout)
{
  if (pango_layout_get_unknown_glyphs_count (layout) == 0)
    return;
  g_mutex_lock (&missing_lock);
  if (!missing)
    missing = g_tree_new (compare_code_points);
  for (GSList *l = pango_layout_get_lines_readonly (layout); l; l = l->next)
    for (GSList *r = ((PangoLayoutLine *) l->data)->runs; r; r = r->next)
      {
        const PangoGlyphString *glyphs = ((PangoGlyphItem *) r->data)->glyphs;
        for (int i = 0; i < glyphs->num_glyphs; i++)
          {
            PangoGlyph glyph = glyphs->glyphs[i].glyph;
            guint code = glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
            if (glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG))
              g_tree_insert (missing, GUINT_TO_POINTER (code), GUINT_TO_POINTER (code));
          }
      }
  g_mutex_unlock (&missing_lock);
}

static gboolean
append_code_point (gpointer key, gpointer value, gpointer data)
{
  GString *text = data;
  gunichar code = GPOINTER_TO_UINT (key);
  g_string_append (text, text->len > 0 ? ", " : "");
  if (g_unichar_validate (code) && g_unichar_isprint (code))
    {
      g_string_append_unichar (text, code);
      g_string_append_c (text, ' ');
    }
  g_string_append_printf (text, "U+%04X", code);
  return text->len > LONGEST_LIST;
}

char *
vit_canvas_dup_missing_text (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_mutex_lock (&missing_lock);
  if (missing)
    g_tree_foreach (missing, append_code_point, names);
  g_mutex_unlock (&missing_lock);
  return names->len == 0
             ? NULL
             : g_strdup_printf ("No font of this computer has %s: boxes are drawn in their place. "
                                "Packages such as fonts-wqy-microhei and fonts-noto bring more.",
                                names->str);
}

void
vit_canvas_text (VitCanvas *canvas,
                 double x,
                 double y,
                 double align,
                 double valign,
                 double size,
                 bool turned,
                 const char *markup)
{
  g_return_if_fail (canvas && markup);
  if (!*markup || !isfinite (x) || !isfinite (y))
    return;
  g_autoptr (PangoLayout) layout = new_layout (canvas, size, markup);
  int w, h;
  note_missing (layout);
  pango_layout_get_size (layout, &w, &h);
  double width = (double) w / PANGO_SCALE, height = (double) h / PANGO_SCALE;
  double baseline = (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
  if (turned)
    {
      y += align * width;
      x -= valign * height;
    }
  else
    {
      x -= align * width;
      y -= valign * height;
    }
  canvas->klass->text (canvas, x, y, width, height, baseline, size, align, turned, markup, layout);
}

/* The longest unit, as in "GPa", in characters. */
#define MAX_UNIT 3

/* The length of the unit at @p: a short word or sign up to a blank, a stop or a tag; 0 for none. */
static gsize
measure_unit (const char *p)
{
  if (g_ascii_isdigit (*p) || g_ascii_ispunct (*p))
    return *p == '%' ? 1 : 0;
  gsize bytes = strcspn (p, " ,;:.)<");
  return g_utf8_strlen (p, (gssize) bytes) <= MAX_UNIT ? bytes : 0;
}

static bool
is_relation (const char *p)
{
  static const char *const signs[] = { "=", "±", "×", "&gt;", "&lt;" };
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (p, signs[i]))
      return true;
  return false;
}

/* Whether what the blank at @p parts belongs together: a number and its unit or symbol, or both
 * sides of a relation. @from: where the word before it begins, or one before that. */
static bool
belongs_together (const char *from, const char *p)
{
  const char *blank = g_strrstr_len (from, p - from, " "), *word = blank ? blank + 1 : from;
  bool symbol = p > word && g_ascii_isdigit (p[1]) && measure_unit (word) == (gsize) (p - word);
  bool unit = p > from && g_ascii_isdigit (p[-1]) && measure_unit (p + 1) > 0;
  return symbol || unit || is_relation (p + 1) || is_relation (word);
}

/* A line may end at a space that lies neither inside a tag nor between an opening and a closing
 * tag, and that parts nothing that belongs together unless @anywhere. */
static const char *
next_break (const char *p, bool anywhere)
{
  const char *from = p;
  int depth = 0;
  for (bool tag = false; *p; p++)
    {
      if (*p == '<')
        {
          tag = true;
          depth += p[1] == '/' ? -1 : 1;
        }
      else if (*p == '>')
        tag = false;
      else if (*p == ' ' && !tag && depth == 0 && (anywhere || !belongs_together (from, p)))
        break;
    }
  return p;
}

GPtrArray *
vit_canvas_wrap (VitCanvas *canvas, double size, const char *markup, double width)
{
  g_return_val_if_fail (canvas && markup, NULL);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) line = g_string_new (NULL);
  for (const char *p = markup; *p;)
    {
      const char *end = next_break (p, false);
      gsize before = line->len;
      double w;
      g_autofree char *piece = g_strndup (p, (gsize) (end - p));
      vit_canvas_measure (canvas, size, piece, &w, NULL);
      if (w > width)
        end = next_break (p, true);
      if (before > 0)
        g_string_append_c (line, ' ');
      g_string_append_len (line, p, end - p);
      vit_canvas_measure (canvas, size, line->str, &w, NULL);
      if (w > width && before > 0)
        {
          g_string_truncate (line, before);
          g_ptr_array_add (lines, g_strdup (line->str));
          g_string_truncate (line, 0);
          g_string_append_len (line, p, end - p);
        }
      p = *end ? end + 1 : end;
    }
  if (line->len > 0)
    g_ptr_array_add (lines, g_strdup (line->str));
  return lines;
}

GPtrArray *
vit_canvas_wrap_to (VitCanvas *canvas, double size, const char *markup, double width, guint most)
{
  GPtrArray *lines = vit_canvas_wrap (canvas, size, markup, width);
  g_return_val_if_fail (lines && most > 0, lines);
  if (lines->len <= most)
    return lines;
  double ellipsis;
  vit_canvas_measure (canvas, size, " …", &ellipsis, NULL);
  g_ptr_array_unref (lines);
  lines = vit_canvas_wrap (canvas, size, markup, width - ellipsis);
  g_ptr_array_set_size (lines, (int) most);
  char *last = lines->pdata[most - 1];
  lines->pdata[most - 1] = g_strconcat (last, " …", NULL);
  g_free (last);
  return lines;
}

/* Keep the first and the last characters of @plain, @kept of @n in all, with an ellipsis between.
 */
static char *
cut_middle (const char *plain, glong n, glong kept)
{
  g_autofree char *head = g_utf8_substring (plain, 0, (kept + 1) / 2);
  g_autofree char *cut =
      g_strconcat (head, "…", g_utf8_offset_to_pointer (plain, n - kept / 2), NULL);
  return g_markup_escape_text (cut, -1);
}

char *
vit_canvas_shorten (VitCanvas *canvas, double size, const char *markup, double width)
{
  g_return_val_if_fail (canvas && markup, NULL);
  g_autofree char *plain = NULL;
  double w;
  vit_canvas_measure (canvas, size, markup, &w, NULL);
  if (w <= width || !pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, NULL))
    return g_strdup (markup);
  glong n = g_utf8_strlen (plain, -1), fits = 1, too_many = n;
  while (fits + 1 < too_many)
    {
      glong kept = (fits + too_many) / 2;
      g_autofree char *tried = cut_middle (plain, n, kept);
      vit_canvas_measure (canvas, size, tried, &w, NULL);
      if (w <= width)
        fits = kept;
      else
        too_many = kept;
    }
  return cut_middle (plain, n, fits);
}
