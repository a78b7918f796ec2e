#pragma once

/* A thin drawing surface with two back-ends: cairo (screen, PNG, PDF) and SVG text. Both measure
 * text with the same unhinted Pango context, so that a figure looks the same everywhere, and both
 * keep text as text. Coordinates and line widths are in points, y downwards. One thread at a time.
 */

#include <cairo.h>
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/style/figure-style.h"
#include "ui/style/theme.h"

typedef struct _VitCanvas VitCanvas;

typedef struct
{
  double x, y;
} VitPoint;

typedef struct
{
  double x, y, width, height;
} VitRect;

/** vit_line_clip: Returns: whether a line from @a to @b meets @box, edges included; @part: (out):
 * from which to which part of its length (Liang and Barsky 1984). */
bool vit_line_clip (VitPoint a, VitPoint b, VitRect box, double part[2]);

/** vit_canvas_new_cairo: draws on @cr, which must outlive it; @style: (nullable): copied; %NULL for
 * the usual one. */
VitCanvas *vit_canvas_new_cairo (cairo_t *cr, const VitFigureStyle *style);

/** vit_surface_dup_rgba: (transfer full): the pixels of an opaque surface of 32 bits, 4 bytes each,
 * rows from top to bottom. */
uint8_t *vit_surface_dup_rgba (cairo_surface_t *surface);

/** vit_canvas_new_svg: collects a document of @width × @height points. */
VitCanvas *vit_canvas_new_svg (double width, double height, const VitFigureStyle *style);
void vit_canvas_free (VitCanvas *canvas);

/** vit_canvas_finish_svg: (transfer full): the document; afterwards the canvas can only be freed.
 */
char *vit_canvas_finish_svg (VitCanvas *canvas);

/**
 * vit_canvas_dup_missing_text:
 *
 * Returns: (transfer full) (nullable): a sentence about the characters that any canvas of the
 * process has drawn and that no font has; they are drawn as boxes. %NULL if there are none. Any
 * thread
 */
char *vit_canvas_dup_missing_text (void);

/** vit_canvas_get_style: (transfer none): */
const VitFigureStyle *vit_canvas_get_style (const VitCanvas *canvas);

/** vit_canvas_set_style: for what is drawn from now on; copied. */
void vit_canvas_set_style (VitCanvas *canvas, const VitFigureStyle *style);

/** vit_canvas_set_resolution: pixels per point of images that figures make themselves. */
void vit_canvas_set_resolution (VitCanvas *canvas, double resolution);
double vit_canvas_get_resolution (const VitCanvas *canvas);

/** vit_canvas_begin_group: what follows, until vit_canvas_end_group(), is one group of that name
 * in an SVG. */
void vit_canvas_begin_group (VitCanvas *canvas, const char *name);
void vit_canvas_end_group (VitCanvas *canvas);

/** vit_canvas_set_colour: the colour of everything drawn from now on. */
void vit_canvas_set_colour (VitCanvas *canvas, VitRgba colour);
void vit_canvas_set_alpha (VitCanvas *canvas, VitRgba colour, double alpha);

/** vit_canvas_set_line: @dash is the length of dashes and gaps; 0 draws a solid line. The style
 * may make the line wider. */
void vit_canvas_set_line (VitCanvas *canvas, double width, double dash);

/** vit_canvas_set_stroke: a line of a kind, as wide as the style has it. */
void vit_canvas_set_stroke (VitCanvas *canvas, VitStroke line, double dash);

/** vit_canvas_set_pattern: the line that is set gets a line style, see
 * vit_figure_style_pattern(). */
void vit_canvas_set_pattern (VitCanvas *canvas, int pattern);

/** VIT_MOST_DOTS: between the dashes of a line. */
#define VIT_MOST_DOTS ((VIT_MAX_DASHES - 2) / 2)

/** vit_canvas_add_dots: the dashed line that is set gets @n dots between its dashes, #VIT_MOST_DOTS
 * at most. */
void vit_canvas_add_dots (VitCanvas *canvas, int n);

/** vit_canvas_polyline: points that are not finite break the line. */
void vit_canvas_polyline (VitCanvas *canvas, const VitPoint *points, size_t n);
void vit_canvas_polygon (VitCanvas *canvas, const VitPoint *points, size_t n);

/** vit_canvas_rings: fills what lies inside an odd number of closed rings; ring k has the points
 * @starts[k] … @starts[k + 1] − 1. */
void
vit_canvas_rings (VitCanvas *canvas, const VitPoint *points, const size_t *starts, size_t n_rings);
void vit_canvas_line (VitCanvas *canvas, double x0, double y0, double x1, double y1);
void vit_canvas_fill_rect (VitCanvas *canvas, VitRect rect);
void vit_canvas_stroke_rect (VitCanvas *canvas, VitRect rect);
void vit_canvas_fill_circle (VitCanvas *canvas, double x, double y, double radius);
void vit_canvas_stroke_circle (VitCanvas *canvas, double x, double y, double radius);

/** vit_canvas_push_clip: drawing is limited to @rect until the matching vit_canvas_pop_clip(). */
void vit_canvas_push_clip (VitCanvas *canvas, VitRect rect);
void vit_canvas_pop_clip (VitCanvas *canvas);

/**
 * vit_canvas_image:
 * @rgba: @width × @height × 4 bytes, premultiplied, rows from top to bottom
 * @smooth: whether an enlarged image is interpolated
 */
void vit_canvas_image (
    VitCanvas *canvas, const uint8_t *rgba, int width, int height, VitRect rect, bool smooth);

/**
 * vit_canvas_text:
 * @x, @y: the point that @align and @valign refer to
 * @align: 0 puts the beginning of the text at @x, 0.5 its middle, 1 its end
 * @valign: 0 puts the top of the text at @y, 0.5 its middle, 1 its bottom
 * @size: in points
 * @turned: whether the text runs upwards (rotated by 90° to the left)
 * @markup: Pango markup; only the tags i, b, sub and sup
 */
void vit_canvas_text (VitCanvas *canvas,
                      double x,
                      double y,
                      double align,
                      double valign,
                      double size,
                      bool turned,
                      const char *markup);

/** vit_canvas_measure: width and height of a text in points. */
void vit_canvas_measure (
    VitCanvas *canvas, double size, const char *markup, double *width, double *height);

/** vit_canvas_wrap: (transfer full) (element-type utf8): the lines of a text. No line is wider than
 * @width unless a single word is. A number is not parted from its unit, nor a sign such as = from
 * what stands on its sides, where that fits. */
GPtrArray *vit_canvas_wrap (VitCanvas *canvas, double size, const char *markup, double width);

/** vit_canvas_wrap_to: vit_canvas_wrap() with an ellipsis at the end of line @most if there are
 * more.
 */
GPtrArray *
vit_canvas_wrap_to (VitCanvas *canvas, double size, const char *markup, double width, guint most);

/** vit_canvas_shorten: (transfer full): a text that is not wider than @width: a longer one loses
 * its tags, and what is farthest from its numbers; its middle, if it has none or they are too long.
 * At least a letter and an ellipsis are left. */
char *vit_canvas_shorten (VitCanvas *canvas, double size, const char *markup, double width);

/** vit_canvas_shorten_among: (transfer full): vit_canvas_shorten() where others stand beside it:
 * what tells it from them is kept. @others: (array length=n_others): plain texts */
char *vit_canvas_shorten_among (VitCanvas *canvas,
                                double size,
                                const char *markup,
                                double width,
                                const char *const *others,
                                guint n_others);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitCanvas, vit_canvas_free)
