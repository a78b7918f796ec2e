#include "ui/figure/canvas-private.h"

#include <string.h>

static void
set_source (VitCanvas *canvas)
{
  cairo_set_source_rgba (canvas->cr, canvas->colour.red, canvas->colour.green, canvas->colour.blue,
                         canvas->colour.alpha);
}

static void
fill_or_stroke (VitCanvas *canvas, bool fill)
{
  set_source (canvas);
  if (fill)
    {
      cairo_fill (canvas->cr);
      return;
    }
  cairo_set_line_width (canvas->cr, canvas->line_width);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (canvas->cr, canvas->dashes, canvas->n_dashes, 0);
  cairo_stroke (canvas->cr);
}

static void
draw_path (VitCanvas *canvas, const VitPoint *points, size_t n, bool closed, bool fill)
{
  cairo_new_path (canvas->cr);
  for (size_t i = 0; i < n; i++)
    cairo_line_to (canvas->cr, points[i].x, points[i].y);
  if (closed)
    cairo_close_path (canvas->cr);
  fill_or_stroke (canvas, fill);
}

static void
fill_rings (VitCanvas *canvas, const VitPoint *points, const size_t *starts, size_t n_rings)
{
  cairo_new_path (canvas->cr);
  for (size_t k = 0; k < n_rings; k++)
    {
      cairo_new_sub_path (canvas->cr);
      for (size_t i = starts[k]; i < starts[k + 1]; i++)
        cairo_line_to (canvas->cr, points[i].x, points[i].y);
      cairo_close_path (canvas->cr);
    }
  cairo_set_fill_rule (canvas->cr, CAIRO_FILL_RULE_EVEN_ODD);
  fill_or_stroke (canvas, true);
  cairo_set_fill_rule (canvas->cr, CAIRO_FILL_RULE_WINDING);
}

static void
draw_circle (VitCanvas *canvas, double x, double y, double radius, bool fill)
{
  cairo_new_path (canvas->cr);
  cairo_arc (canvas->cr, x, y, radius, 0, 2 * G_PI);
  fill_or_stroke (canvas, fill);
}

static void
push_cairo_clip (VitCanvas *canvas, VitRect r)
{
  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, r.x, r.y, r.width, r.height);
  cairo_clip (canvas->cr);
}

static void
pop_cairo_clip (VitCanvas *canvas)
{
  cairo_restore (canvas->cr);
}

static void
draw_image (VitCanvas *canvas, cairo_surface_t *surface, VitRect r, bool smooth)
{
  cairo_t *cr = canvas->cr;
  cairo_save (cr);
  cairo_rectangle (cr, r.x, r.y, r.width, r.height);
  cairo_translate (cr, r.x, r.y);
  cairo_scale (cr, r.width / cairo_image_surface_get_width (surface),
               r.height / cairo_image_surface_get_height (surface));
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
  /* Pad at the edges: a smoothed picture would fade into its surroundings there. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_fill (cr);
  cairo_restore (cr);
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
  cairo_save (canvas->cr);
  set_source (canvas);
  cairo_move_to (canvas->cr, x, y);
  if (turned)
    cairo_rotate (canvas->cr, -G_PI / 2);
  pango_cairo_show_layout (canvas->cr, layout);
  cairo_restore (canvas->cr);
  cairo_new_path (canvas->cr);
}

const VitCanvasClass vit_canvas_cairo_class = {
  .path = draw_path,
  .rings = fill_rings,
  .circle = draw_circle,
  .push_clip = push_cairo_clip,
  .pop_clip = pop_cairo_clip,
  .image = draw_image,
  .text = draw_text,
};

uint8_t *
vit_surface_dup_rgba (cairo_surface_t *surface)
{
  cairo_surface_flush (surface);
  int width = cairo_image_surface_get_width (surface),
      height = cairo_image_surface_get_height (surface);
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
  return rgba;
}
