#include <math.h>
#include <string.h>

#include "ui/figure/canvas-private.h"

/* SVG numbers have a decimal point in every locale. Three decimals are enough: units are points. */
static void
add_number (GString *svg, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  value = round (value * 1000) / 1000;
  g_string_append (svg, g_ascii_formatd (text, sizeof text, "%.10g", value == 0 ? 0 : value));
}

static void
add_attribute (GString *svg, const char *name, double value)
{
  g_string_append_printf (svg, " %s=\"", name);
  add_number (svg, value);
  g_string_append_c (svg, '"');
}

static void
add_fill_or_stroke (VitCanvas *canvas, bool fill)
{
  GString *svg = canvas->svg;
  const VitRgba *c = &canvas->colour;
  char colour[8];
  g_snprintf (colour, sizeof colour, "#%02x%02x%02x", (unsigned) lround (255 * c->red),
              (unsigned) lround (255 * c->green), (unsigned) lround (255 * c->blue));
  if (fill)
    {
      g_string_append_printf (svg, " fill=\"%s\"", colour);
      if (c->alpha < 1)
        add_attribute (svg, "fill-opacity", c->alpha);
      return;
    }
  g_string_append_printf (svg, " fill=\"none\" stroke=\"%s\" stroke-linejoin=\"round\"", colour);
  add_attribute (svg, "stroke-width", canvas->line_width);
  if (c->alpha < 1)
    add_attribute (svg, "stroke-opacity", c->alpha);
  for (int i = 0; i < canvas->n_dashes; i++)
    {
      g_string_append (svg, i == 0 ? " stroke-dasharray=\"" : " ");
      add_number (svg, canvas->dashes[i]);
    }
  if (canvas->n_dashes > 0)
    g_string_append_c (svg, '"');
}

static void
add_path_points (GString *svg, const VitPoint *points, size_t n)
{
  for (size_t i = 0; i < n; i++)
    {
      g_string_append (svg, i == 0 ? "M" : "L");
      add_number (svg, points[i].x);
      g_string_append_c (svg, ' ');
      add_number (svg, points[i].y);
    }
}

static void
fill_rings (VitCanvas *canvas, const VitPoint *points, const size_t *starts, size_t n_rings)
{
  g_string_append (canvas->svg, "<path fill-rule=\"evenodd\" d=\"");
  for (size_t k = 0; k < n_rings; k++)
    {
      add_path_points (canvas->svg, points + starts[k], starts[k + 1] - starts[k]);
      g_string_append_c (canvas->svg, 'Z');
    }
  g_string_append_c (canvas->svg, '"');
  add_fill_or_stroke (canvas, true);
  g_string_append (canvas->svg, "/>\n");
}

static void
draw_path (VitCanvas *canvas, const VitPoint *points, size_t n, bool closed, bool fill)
{
  g_string_append (canvas->svg, "<path d=\"");
  add_path_points (canvas->svg, points, n);
  g_string_append (canvas->svg, closed ? "Z\"" : "\"");
  add_fill_or_stroke (canvas, fill);
  g_string_append (canvas->svg, "/>\n");
}

static void
draw_circle (VitCanvas *canvas, double x, double y, double radius, bool fill)
{
  g_string_append (canvas->svg, "<circle");
  add_attribute (canvas->svg, "cx", x);
  add_attribute (canvas->svg, "cy", y);
  add_attribute (canvas->svg, "r", radius);
  add_fill_or_stroke (canvas, fill);
  g_string_append (canvas->svg, "/>\n");
}

static void
add_rect_attributes (GString *svg, VitRect r)
{
  add_attribute (svg, "x", r.x);
  add_attribute (svg, "y", r.y);
  add_attribute (svg, "width", r.width);
  add_attribute (svg, "height", r.height);
}

static void
push_svg_clip (VitCanvas *canvas, VitRect rect)
{
  unsigned id = ++canvas->n_ids;
  g_string_append_printf (canvas->svg, "<clipPath id=\"clip%u\"><rect", id);
  add_rect_attributes (canvas->svg, rect);
  g_string_append_printf (canvas->svg, "/></clipPath>\n<g clip-path=\"url(#clip%u)\">\n", id);
}

static void
pop_svg_clip (VitCanvas *canvas)
{
  g_string_append (canvas->svg, "</g>\n");
}

static cairo_status_t
collect_png_bytes (void *closure, const unsigned char *data, unsigned int n)
{
  g_byte_array_append (closure, data, n);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_image (VitCanvas *canvas, cairo_surface_t *surface, VitRect rect, bool smooth)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  cairo_surface_write_to_png_stream (surface, collect_png_bytes, png);
  g_autofree char *base64 = g_base64_encode (png->data, png->len);
  g_string_append (canvas->svg, "<image preserveAspectRatio=\"none\"");
  add_rect_attributes (canvas->svg, rect);
  if (!smooth)
    g_string_append (canvas->svg, " image-rendering=\"pixelated\"");
  g_string_append_printf (canvas->svg, " xlink:href=\"data:image/png;base64,%s\"/>\n", base64);
}

/* ---- Text: Pango's markup becomes tspans ---- */

/* The state of a text while its markup is being written. */
typedef struct
{
  int italic, bold, sub, sup;
  double shift; /* how far down the baseline has been moved so far, points */
} TextRun;

static const char *
read_tag (const char *p, TextRun *run)
{
  bool closing = p[1] == '/';
  const char *name = p + (closing ? 2 : 1);
  int by = closing ? -1 : 1;
  if (g_str_has_prefix (name, "sub>"))
    run->sub += by;
  else if (g_str_has_prefix (name, "sup>"))
    run->sup += by;
  else if (g_str_has_prefix (name, "i>"))
    run->italic += by;
  else if (g_str_has_prefix (name, "b>"))
    run->bold += by;
  const char *end = strchr (p, '>');
  return end ? end + 1 : p + strlen (p);
}

/* Append markup; a character that XML has no reference for, such as an escape, is replaced. */
static void
append_markup (GString *svg, const char *text, size_t n)
{
  const char *end = text + n;
  for (const char *reference; (reference = g_strstr_len (text, end - text, "&#x"));)
    {
      char *after;
      guint64 code = g_ascii_strtoull (reference + 3, &after, 16);
      bool known = code >= 0x20 || code == '\t' || code == '\n' || code == '\r';
      g_string_append_len (svg, text, (known ? after : reference) - text);
      if (!known)
        g_string_append (svg, "\357\277\275");
      text = !known && *after == ';' ? after + 1 : after;
    }
  g_string_append_len (svg, text, end - text);
}

static void
add_text_run (
    GString *svg, TextRun *run, double size, double index_size, const char *text, size_t n)
{
  if (n == 0)
    return;
  double wanted = run->sub > 0 ? 0.22 * size : run->sup > 0 ? -0.38 * size : 0;
  g_string_append (svg, "<tspan");
  if (wanted != run->shift)
    add_attribute (svg, "dy", wanted - run->shift);
  run->shift = wanted;
  if (run->sub > 0 || run->sup > 0)
    add_attribute (svg, "font-size", index_size);
  if (run->italic > 0)
    g_string_append (svg, " font-style=\"italic\"");
  if (run->bold > 0)
    g_string_append (svg, " font-weight=\"bold\"");
  g_string_append_c (svg, '>');
  append_markup (svg, text, n);
  g_string_append (svg, "</tspan>");
}

static void
draw_text (VitCanvas *canvas,
           double x,
           double y,
           double width,
           double height,
           double baseline,
           double size,
           double align,
           bool turned,
           const char *markup,
           PangoLayout *layout)
{
  GString *svg = canvas->svg;
  TextRun run = { 0 };
  /* A text of several runs begins where it does: LibreOffice 7 anchors each run by itself. */
  if (strchr (markup, '<'))
    align = 0;
  g_string_append (svg, "<text xml:space=\"preserve\"");
  if (turned)
    {
      g_string_append (svg, " transform=\"translate(");
      add_number (svg, x + baseline);
      g_string_append_c (svg, ' ');
      add_number (svg, y - align * width);
      g_string_append (svg, ") rotate(-90)\"");
    }
  else
    {
      add_attribute (svg, "x", x + align * width);
      add_attribute (svg, "y", y + baseline);
    }
  /* Anchor the text by its alignment, so that it stays in place where the font is substituted. */
  if (align > 0)
    g_string_append (svg, align < 1 ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
  add_attribute (svg, "font-size", size);
  add_fill_or_stroke (canvas, true);
  g_string_append_c (svg, '>');
  for (const char *p = markup; *p;)
    {
      const char *tag = strchr (p, '<');
      add_text_run (svg, &run, size, vit_figure_style_fit_index (&canvas->style, size), p,
                    tag ? (size_t) (tag - p) : strlen (p));
      p = tag ? read_tag (tag, &run) : p + strlen (p);
    }
  g_string_append (svg, "</text>\n");
}

const VitCanvasClass vit_canvas_svg_class = {
  .path = draw_path,
  .rings = fill_rings,
  .circle = draw_circle,
  .push_clip = push_svg_clip,
  .pop_clip = pop_svg_clip,
  .image = draw_image,
  .text = draw_text,
};
