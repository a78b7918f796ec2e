#include "ui/figure/canvas.h"

#include <math.h>
#include <string.h>

#include "ui/figure/canvas-private.h"
#include "ui/figure/plot.h"
#include "ui/figure/record-private.h"

bool
vit_line_clip (VitPoint a, VitPoint b, VitRect box, double part[2])
{
  double dx = b.x - a.x, dy = b.y - a.y;
  const double step[4] = { -dx, dx, -dy, dy }, room[4] = { a.x - box.x, box.x + box.width - a.x,
                                                           a.y - box.y, box.y + box.height - a.y };
  part[0] = 0, part[1] = 1;
  for (int k = 0; k < 4; k++)
    {
      if (step[k] == 0 && room[k] < 0)
        return false;
      if (step[k] < 0)
        part[0] = fmax (part[0], room[k] / step[k]);
      else if (step[k] > 0)
        part[1] = fmin (part[1], room[k] / step[k]);
    }
  return part[1] >= part[0];
}

static VitCanvas *
new_canvas (const VitCanvasClass *klass, const VitFigureStyle *style)
{
  VitCanvas *canvas = g_new0 (VitCanvas, 1);
  canvas->klass = klass;
  canvas->style = style ? *style : *vit_figure_style_get_usual ();
  canvas->clips = g_array_new (FALSE, FALSE, sizeof (VitRect));
  canvas->line_width = canvas->resolution = 1;
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
vit_canvas_new_cairo (cairo_t *cr, const VitFigureStyle *style)
{
  g_return_val_if_fail (cr, NULL);
  VitCanvas *canvas = new_canvas (&vit_canvas_cairo_class, style);
  canvas->cr = cairo_reference (cr);
  return canvas;
}

/* Families as CSS has them, with a generic one at the end. */
static char *
dup_css_families (const char *families)
{
  g_auto (GStrv) names = g_strsplit (families, ",", -1);
  g_autoptr (GString) css = g_string_new (NULL);
  for (char **name = names; *name; name++)
    {
      g_autofree char *escaped = g_markup_escape_text (g_strstrip (*name), -1);
      bool one_word = strcspn (escaped, " &;'") == strlen (escaped);
      g_string_append_printf (css, one_word ? "%s, " : "'%s', ", escaped);
    }
  g_string_append (css, "sans-serif");
  return g_string_free (g_steal_pointer (&css), FALSE);
}

static void
append_length (GString *svg, const char *name, double points)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (svg, " %s=\"%spt\"", name,
                          g_ascii_formatd (text, sizeof text, "%.7g", points));
}

VitCanvas *
vit_canvas_new_svg (double width, double height, const VitFigureStyle *style)
{
  VitCanvas *canvas = new_canvas (&vit_canvas_svg_class, style);
  g_autofree char *families = dup_css_families (canvas->style.families);
  char w[G_ASCII_DTOSTR_BUF_SIZE], h[G_ASCII_DTOSTR_BUF_SIZE];
  canvas->svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  g_string_append (canvas->svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                                "xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
  append_length (canvas->svg, "width", width);
  append_length (canvas->svg, "height", height);
  g_string_append_printf (canvas->svg, " viewBox=\"0 0 %s %s\" font-family=\"%s\">\n",
                          g_ascii_formatd (w, sizeof w, "%.7g", width),
                          g_ascii_formatd (h, sizeof h, "%.7g", height), families);
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
  g_array_unref (canvas->clips);
  g_free (canvas);
}

char *
vit_canvas_finish_svg (VitCanvas *canvas)
{
  g_return_val_if_fail (canvas && canvas->svg, NULL);
  g_string_append (canvas->svg, "</svg>\n");
  return g_string_free (g_steal_pointer (&canvas->svg), FALSE);
}

const VitFigureStyle *
vit_canvas_get_style (const VitCanvas *canvas)
{
  return &canvas->style;
}

void
vit_canvas_set_style (VitCanvas *canvas, const VitFigureStyle *style)
{
  canvas->style = *style;
}

void
vit_canvas_set_resolution (VitCanvas *canvas, double resolution)
{
  canvas->resolution = resolution;
}

double
vit_canvas_get_resolution (const VitCanvas *canvas)
{
  return canvas->resolution;
}

void
vit_canvas_set_record (VitCanvas *canvas, VitFigureRecord *record)
{
  canvas->record = record;
}

void
vit_canvas_set_role (VitCanvas *canvas, VitRole role, int item)
{
  canvas->role = role;
  canvas->item = item;
}

void
vit_canvas_begin_panel (VitCanvas *canvas, VitRect rect, double font)
{
  VitRecordPanel panel = { rect, font };
  if (canvas->record)
    g_array_append_val (canvas->record->panels, panel);
}

void
vit_canvas_note_axis (VitCanvas *canvas, const char *name, const char *label, bool named)
{
  if (canvas->record)
    vit_record_axis (canvas->record, name, label, named);
}

void
vit_canvas_note_curve (VitCanvas *canvas, VitRecordCurve curve, const char *label)
{
  if (!canvas->record)
    return;
  const VitColourRow *row = vit_figure_style_find (&canvas->style, curve.meant);
  curve.label = label ? vit_markup_to_plain (label) : NULL;
  curve.colour = row ? row->to : curve.meant;
  curve.pattern = row ? row->pattern : 0;
  if (curve.bars && curve.marker > 0)
    curve.pattern = 0;
  if (curve.dash > 0)
    curve.pattern = MIN (curve.pattern, VIT_MOST_DOTS);
  curve.panel = (int) canvas->record->panels->len;
  curve.item = canvas->item;
  g_array_append_val (canvas->record->curves, curve);
}

void
vit_canvas_note_direct (VitCanvas *canvas, int item)
{
  for (guint i = 0; canvas->record && i < canvas->record->curves->len; i++)
    {
      VitRecordCurve *curve = &g_array_index (canvas->record->curves, VitRecordCurve, i);
      if (curve->panel == (int) canvas->record->panels->len && curve->item == item && !curve->bars)
        curve->direct = true;
    }
}

void
vit_canvas_begin_group (VitCanvas *canvas, const char *name)
{
  if (!canvas->svg)
    return;
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_string_append_printf (canvas->svg, "<g id=\"%s\">\n", escaped);
}

void
vit_canvas_end_group (VitCanvas *canvas)
{
  if (canvas->svg)
    g_string_append (canvas->svg, "</g>\n");
}

/* Colours of curves may be exchanged, those of all else never. */
static const VitColourRow *
find_row (const VitCanvas *canvas, VitRgba colour)
{
  bool curve = canvas->role == VIT_ROLE_CURVE || canvas->role == VIT_ROLE_BAR ||
               canvas->role == VIT_ROLE_KEY;
  return curve && canvas->style.n_rows > 0 ? vit_figure_style_find (&canvas->style, colour) : NULL;
}

void
vit_canvas_set_colour (VitCanvas *canvas, VitRgba colour)
{
  const VitColourRow *row = find_row (canvas, colour);
  if (row)
    colour = (VitRgba){ row->to.red, row->to.green, row->to.blue, colour.alpha };
  canvas->colour = colour;
}

void
vit_canvas_set_alpha (VitCanvas *canvas, VitRgba colour, double alpha)
{
  colour.alpha *= alpha;
  vit_canvas_set_colour (canvas, colour);
}

void
vit_canvas_set_line (VitCanvas *canvas, double width, double dash)
{
  canvas->line_width = vit_figure_style_fit_line (&canvas->style, width);
  canvas->n_dashes = dash > 0 ? 2 : 0;
  dash *= canvas->style.line_scale;
  canvas->dashes[0] = dash;
  canvas->dashes[1] = 0.75 * dash;
}

void
vit_canvas_set_stroke (VitCanvas *canvas, VitStroke line, double dash)
{
  vit_canvas_set_line (canvas, 1, dash);
  canvas->line_width = vit_figure_style_width (&canvas->style, line);
}

void
vit_canvas_set_pattern (VitCanvas *canvas, int pattern)
{
  canvas->n_dashes = vit_figure_style_pattern (pattern, canvas->line_width, canvas->dashes);
}

void
vit_canvas_add_dots (VitCanvas *canvas, int n)
{
  double dot = 1.2 * fmax (canvas->line_width, 0.8), gap = canvas->dashes[1];
  if (canvas->n_dashes != 2)
    return;
  for (int i = 0; i < MIN (n, VIT_MOST_DOTS); i++)
    {
      canvas->dashes[canvas->n_dashes++] = dot;
      canvas->dashes[canvas->n_dashes++] = gap;
    }
}

/* ---- Drawing, and its record ---- */

/* (nullable) */
static const VitRect *
get_clip (const VitCanvas *canvas)
{
  guint n = canvas->clips->len;
  return n > 0 ? &g_array_index (canvas->clips, VitRect, n - 1) : NULL;
}

static double
get_dash (const VitCanvas *canvas)
{
  return canvas->n_dashes > 0 ? canvas->dashes[0] / canvas->style.line_scale : 0;
}

static void
draw_path (VitCanvas *canvas, const VitPoint *points, size_t n, bool closed, bool fill)
{
  if (canvas->record)
    vit_record_path (canvas->record, points, n, closed, fill ? 0 : canvas->line_width,
                     fill ? 0 : get_dash (canvas), canvas->colour, canvas->role, canvas->item,
                     get_clip (canvas));
  canvas->klass->path (canvas, points, n, closed, fill);
}

static void
draw_circle (VitCanvas *canvas, double x, double y, double radius, bool fill)
{
  const VitPoint cross[4] = {
    { x - radius, y }, { x, y - radius }, { x + radius, y }, { x, y + radius }
  };
  if (!isfinite (x) || !isfinite (y))
    return;
  if (canvas->record)
    vit_record_path (canvas->record, cross, G_N_ELEMENTS (cross), true,
                     fill ? 0 : canvas->line_width, 0, canvas->colour, canvas->role, canvas->item,
                     get_clip (canvas));
  canvas->klass->circle (canvas, x, y, radius, fill);
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
        draw_path (canvas, points + begin, end - begin, false, false);
      begin = end;
    }
}

void
vit_canvas_polygon (VitCanvas *canvas, const VitPoint *points, size_t n)
{
  if (n > 2 && are_finite (points, n))
    draw_path (canvas, points, n, true, true);
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
    draw_path (canvas, points, 2, false, false);
}

static void
rect_path (VitCanvas *canvas, VitRect r, bool fill)
{
  const VitPoint points[4] = {
    { r.x, r.y }, { r.x + r.width, r.y }, { r.x + r.width, r.y + r.height }, { r.x, r.y + r.height }
  };
  if (are_finite (points, 4))
    draw_path (canvas, points, 4, true, fill);
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
  draw_circle (canvas, x, y, radius, true);
}

void
vit_canvas_stroke_circle (VitCanvas *canvas, double x, double y, double radius)
{
  draw_circle (canvas, x, y, radius, false);
}

void
vit_canvas_push_clip (VitCanvas *canvas, VitRect rect)
{
  VitRect within = rect;
  if (canvas->clips->len > 0)
    {
      VitRect outer = g_array_index (canvas->clips, VitRect, canvas->clips->len - 1);
      within.x = MAX (rect.x, outer.x);
      within.y = MAX (rect.y, outer.y);
      within.width = MAX (MIN (rect.x + rect.width, outer.x + outer.width) - within.x, 0);
      within.height = MAX (MIN (rect.y + rect.height, outer.y + outer.height) - within.y, 0);
    }
  g_array_append_val (canvas->clips, within);
  canvas->klass->push_clip (canvas, rect);
}

void
vit_canvas_pop_clip (VitCanvas *canvas)
{
  g_array_set_size (canvas->clips, MAX (canvas->clips->len, 1) - 1);
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
  if (canvas->record)
    vit_record_image (canvas->record, rect, width, height, smooth);
  canvas->klass->image (canvas, image, rect, smooth);
  cairo_surface_destroy (image);
}

/* Write indices as spans of a size that the style allows, raised or lowered. */
static char *
dup_fitted_indices (const VitFigureStyle *style, double size, const char *markup)
{
  static const struct
  {
    const char *tag, *end;
    double rise;
  } indices[] = { { "<sub>", "</sub>", -0.22 }, { "<sup>", "</sup>", 0.38 } };
  g_autoptr (GString) text = g_string_new (markup);
  for (gsize i = 0; i < G_N_ELEMENTS (indices); i++)
    {
      g_autofree char *span =
          g_strdup_printf ("<span size=\"%ld\" rise=\"%ld\">",
                           lround (vit_figure_style_fit_index (style, size) * PANGO_SCALE),
                           lround (indices[i].rise * size * PANGO_SCALE));
      g_string_replace (text, indices[i].tag, span, 0);
      g_string_replace (text, indices[i].end, "</span>", 0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static PangoLayout *
new_layout (VitCanvas *canvas, double size, const char *markup)
{
  PangoLayout *layout = pango_layout_new (canvas->pango);
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font, canvas->style.families);
  pango_font_description_set_size (font, (int) lround (size * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  bool fitted = canvas->style.smallest_index > 0 && (strstr (markup, "<su"));
  g_autofree char *own = fitted ? dup_fitted_indices (&canvas->style, size, markup) : NULL;
  pango_layout_set_markup (layout, own ? own : markup, -1);
  return layout;
}

void
vit_canvas_measure (
    VitCanvas *canvas, double size, const char *markup, double *width, double *height)
{
  g_autoptr (PangoLayout) layout =
      new_layout (canvas, vit_figure_style_fit (&canvas->style, size), markup);
  int w, h;
  pango_layout_get_size (layout, &w, &h);
  if (width)
    *width = (double) w / PANGO_SCALE;
  if (height)
    *height = (double) h / PANGO_SCALE;
}

static bool
is_coloured (VitRgba c)
{
  return fmax (c.red, fmax (c.green, c.blue)) - fmin (c.red, fmin (c.green, c.blue)) > 0.02;
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
  size = canvas->role == VIT_ROLE_LETTER ? size : vit_figure_style_fit (&canvas->style, size);
  g_autoptr (PangoLayout) layout = new_layout (canvas, size, markup);
  int w, h;
  vit_canvas_note_missing (layout);
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
  VitRgba colour = canvas->colour;
  if (canvas->style.plain_text && is_coloured (colour))
    canvas->colour = canvas->style.ink;
  if (canvas->record)
    vit_record_text (canvas->record, layout, x, y, turned, canvas->colour, canvas->role,
                     get_clip (canvas), canvas->cr);
  canvas->klass->text (canvas, x, y, width, height, baseline, size, align, turned, markup, layout);
  canvas->colour = colour;
}
