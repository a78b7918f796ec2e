/* What is drawn over a picture of a box: the directions of its axes in the lower right corner,
 * the scale of arrows in the upper right one, rings of followed atoms and what is measured between
 * them. */

#include <math.h>
#include <string.h>

#include "ui/figure/pictures.h"
#include "ui/style/colormap.h"

/* Length of an axis in the plane of the picture, in font sizes. */
#define AXIS_LENGTH 1.7

/* Size of texts, in font sizes. */
#define LABEL 0.78

/* An axis that points at the viewer has no room for a head and no place for its letter beside it.
 */
#define LEAST_LENGTH 0.25

static void
draw_arrow (VitCanvas *canvas, double x, double y, double dx, double dy, double head, double width)
{
  double length = hypot (dx, dy);
  if (length < 1e-9)
    return;
  double ux = dx / length, uy = dy / length;
  head = fmin (head, length);
  vit_canvas_set_line (canvas, width, 0);
  vit_canvas_line (canvas, x, y, x + dx - 0.7 * head * ux, y + dy - 0.7 * head * uy);
  const VitPoint points[3] = {
    { x + dx, y + dy },
    { x + dx - head * ux + 0.4 * head * uy, y + dy - head * uy - 0.4 * head * ux },
    { x + dx - head * ux - 0.4 * head * uy, y + dy - head * uy + 0.4 * head * ux },
  };
  vit_canvas_polygon (canvas, points, G_N_ELEMENTS (points));
}

static void
draw_axes (
    const VitPictureMarks *marks, VitCanvas *canvas, VitRect r, double font, const VitTheme *theme)
{
  /* In a small picture the corner is small, too. */
  double size = fmin (font, 0.07 * fmin (r.width, r.height));
  if (marks->n_axes == 0 || size < 0.4 * font)
    return;
  double reach = (AXIS_LENGTH + 1) * size, length = AXIS_LENGTH * size;
  double x = r.x + r.width - reach, y = r.y + r.height - reach;
  vit_canvas_set_alpha (canvas, theme->background, 0.7);
  vit_canvas_fill_circle (canvas, x, y, reach);
  vit_canvas_set_colour (canvas, theme->foreground);
  for (int k = 0; k < marks->n_axes; k++)
    {
      const VitPictureAxis *axis = &marks->axes[k];
      double along = hypot (axis->x, axis->y);
      double dx = length * axis->x, dy = -length * axis->y;
      g_autofree char *label = g_strdup_printf ("<i>%s</i>", axis->label);
      if (along < LEAST_LENGTH)
        {
          /* A dot in the middle; its letter stands where no other axis is. */
          vit_canvas_fill_circle (canvas, x, y, 0.14 * size);
          double away[2] = { 0, 0 };
          for (int other = 0; other < marks->n_axes; other++)
            {
              away[0] -= other != k ? marks->axes[other].x : 0;
              away[1] += other != k ? marks->axes[other].y : 0;
            }
          double far = fmax (hypot (away[0], away[1]), 1e-9);
          vit_canvas_text (canvas, x + 0.75 * size * away[0] / far, y + 0.75 * size * away[1] / far,
                           0.5, 0.5, 0.9 * size, false, label);
          continue;
        }
      draw_arrow (canvas, x, y, dx, dy, 0.55 * size, 0.11 * size);
      vit_canvas_text (canvas, x + dx + 0.55 * size * axis->x / along,
                       y + dy - 0.55 * size * axis->y / along, 0.5, 0.5, 0.9 * size, false, label);
    }
}

/* ---- Arrows ---- */

/* Length of the colours of arrows, in font sizes. */
#define STRIP 4.5

static void
draw_strip (VitCanvas *canvas,
            const VitPictureArrows *arrows,
            double right,
            double y,
            double font,
            const VitTheme *theme)
{
  uint8_t table[256][4];
  double size = LABEL * font, width;
  vit_colormap_fill (arrows->colormap, table);
  vit_canvas_measure (canvas, size, arrows->longest, &width, NULL);
  VitRect bar = { right - width - (STRIP + 0.3) * font, y - 0.25 * font, STRIP * font, 0.5 * font };
  vit_canvas_image (canvas, table[0], 256, 1, bar, true);
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_line (canvas, 0.06 * font, 0);
  vit_canvas_stroke_rect (canvas, bar);
  vit_canvas_text (canvas, bar.x - 0.3 * font, y, 1, 0.5, size, false, "0");
  vit_canvas_text (canvas, right, y, 1, 0.5, size, false, arrows->longest);
}

static void
draw_arrow_scale (VitCanvas *canvas,
                  const VitPictureArrows *arrows,
                  VitRect r,
                  double font,
                  const VitTheme *theme)
{
  bool has_arrow = arrows->length > 0, has_strip = *arrows->colormap;
  double wide = 0, width, pad = 0.4 * font, line = 1.15 * font;
  if (has_arrow)
    {
      vit_canvas_measure (canvas, LABEL * font, arrows->text, &width, NULL);
      wide = width + 0.4 * font + arrows->length * r.width;
    }
  if (has_strip)
    {
      vit_canvas_measure (canvas, LABEL * font, arrows->longest, &width, NULL);
      wide = fmax (wide, width + (STRIP + 1.3) * font);
    }
  /* In a picture that is this small it would hide much. */
  if ((!has_arrow && !has_strip) || wide > 0.7 * r.width)
    return;
  double right = r.x + r.width - pad, y = r.y + 0.5 * pad + line / 2;
  vit_canvas_set_alpha (canvas, theme->background, 0.75);
  vit_canvas_fill_rect (canvas, (VitRect){ right - wide - pad, r.y, wide + 2 * pad,
                                           (has_arrow + has_strip) * line + pad });
  vit_canvas_set_colour (canvas, theme->foreground);
  if (has_arrow)
    {
      vit_canvas_measure (canvas, LABEL * font, arrows->text, &width, NULL);
      double length = arrows->length * r.width;
      vit_canvas_text (canvas, right, y, 1, 0.5, LABEL * font, false, arrows->text);
      draw_arrow (canvas, right - width - 0.4 * font - length, y, length, 0, 0.6 * font,
                  0.16 * font);
      y += line;
    }
  if (has_strip)
    draw_strip (canvas, arrows, right, y, font, theme);
}

/* ---- Followed atoms ---- */

/* Widths of lines and of what sets them off, in font sizes. */
#define RING 0.17
#define RING_GROUND 0.35
#define STEP 0.11
#define STEP_GROUND 0.28

/* The texts that have been drawn over a picture. */
typedef struct
{
  VitCanvas *canvas;
  VitRect picture;
  double font;
  const VitTheme *theme;
  VitRect taken[VIT_PICTURE_MAX_RINGS + VIT_PICTURE_MAX_STEPS + VIT_PICTURE_MAX_WORDS];
  int n_taken;
} Labels;

static bool
is_free (const Labels *labels, VitRect r)
{
  for (int k = 0; k < labels->n_taken; k++)
    {
      const VitRect *t = &labels->taken[k];
      if (r.x < t->x + t->width && t->x < r.x + r.width && r.y < t->y + t->height &&
          t->y < r.y + r.height)
        return false;
    }
  return true;
}

/* A text on a ground that sets it off from the atoms, its middle at @x, @y, or a few lines above or
 * below if another text stands there. */
static void
draw_label (Labels *labels, double x, double y, const char *text, VitRgba colour)
{
  VitCanvas *canvas = labels->canvas;
  const VitRect *p = &labels->picture;
  double width, height, pad = 0.2 * labels->font, size = LABEL * labels->font;
  vit_canvas_measure (canvas, size, text, &width, &height);
  width += 2 * pad;
  VitRect r = { 0, 0, width, height };
  for (int try = 0; try < 17; try++)
    {
      double shift = (try % 2 == 0 ? -1 : 1) * ((try + 1) / 2) * 0.5 * height;
      r.x = CLAMP (x - width / 2, p->x, fmax (p->x + p->width - width, p->x));
      r.y = CLAMP (y + shift - height / 2, p->y, fmax (p->y + p->height - height, p->y));
      if (is_free (labels, r))
        break;
    }
  if (labels->n_taken < (int) G_N_ELEMENTS (labels->taken))
    labels->taken[labels->n_taken++] = r;
  vit_canvas_set_alpha (canvas, labels->theme->background, 0.85);
  vit_canvas_fill_rect (canvas, r);
  vit_canvas_set_colour (canvas, colour);
  vit_canvas_text (canvas, r.x + width / 2, r.y + height / 2, 0.5, 0.5, size, false, text);
}

static void
draw_step (
    VitCanvas *canvas, VitRect r, const VitPictureStep *step, double font, const VitTheme *theme)
{
  double x0 = r.x + step->x0 * r.width, y0 = r.y + step->y0 * r.width,
         x1 = r.x + step->x1 * r.width, y1 = r.y + step->y1 * r.width;
  vit_canvas_set_alpha (canvas, theme->background, 0.8);
  vit_canvas_set_line (canvas, STEP_GROUND * font, 0);
  vit_canvas_line (canvas, x0, y0, x1, y1);
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_line (canvas, STEP * font, 0);
  vit_canvas_line (canvas, x0, y0, x1, y1);
}

/* Returns: the radius, in points. */
static double
draw_ring (
    VitCanvas *canvas, VitRect r, const VitPictureRing *ring, double font, const VitTheme *theme)
{
  double x = r.x + ring->x * r.width, y = r.y + ring->y * r.width,
         radius = ring->radius * r.width + 0.15 * font;
  vit_canvas_set_alpha (canvas, theme->background, 0.8);
  vit_canvas_set_line (canvas, RING_GROUND * font, 0);
  vit_canvas_stroke_circle (canvas, x, y, radius);
  vit_canvas_set_colour (canvas, vit_theme_get_run_colour (ring->number - 1, theme->dark));
  vit_canvas_set_line (canvas, RING * font, ring->hidden ? 0.23 * font : 0);
  vit_canvas_stroke_circle (canvas, x, y, radius);
  return radius;
}

static void
draw_followed (
    const VitPictureMarks *marks, VitCanvas *canvas, VitRect r, double font, const VitTheme *theme)
{
  Labels labels = { canvas, r, font, theme, { { 0 } }, 0 };
  double radii[VIT_PICTURE_MAX_RINGS];
  for (int k = 0; k < marks->n_steps; k++)
    draw_step (canvas, r, &marks->steps[k], font, theme);
  for (int k = 0; k < marks->n_rings; k++)
    radii[k] = draw_ring (canvas, r, &marks->rings[k], font, theme);
  for (int k = 0; k < marks->n_rings; k++)
    {
      const VitPictureRing *ring = &marks->rings[k];
      double away = 0.75 * radii[k] + 0.46 * font;
      g_autofree char *number = g_strdup_printf ("<b>%d</b>", ring->number);
      draw_label (&labels, r.x + ring->x * r.width + away, r.y + ring->y * r.width - away, number,
                  vit_theme_get_run_colour (ring->number - 1, theme->dark));
    }
  for (int k = 0; k < marks->n_steps; k++)
    {
      const VitPictureStep *step = &marks->steps[k];
      if (*step->text)
        draw_label (&labels, r.x + (step->x0 + step->x1) / 2 * r.width,
                    r.y + (step->y0 + step->y1) / 2 * r.width, step->text, theme->foreground);
    }
  for (int k = 0; k < marks->n_words; k++)
    draw_label (&labels, r.x + marks->words[k].x * r.width,
                r.y + marks->words[k].y * r.width + 0.9 * font, marks->words[k].text,
                theme->foreground);
}

void
vit_picture_marks_draw (
    const VitPictureMarks *marks, VitCanvas *canvas, VitRect r, double font, const VitTheme *theme)
{
  g_return_if_fail (marks && canvas && theme);
  vit_canvas_push_clip (canvas, r);
  draw_followed (marks, canvas, r, font, theme);
  vit_canvas_pop_clip (canvas);
  draw_axes (marks, canvas, r, font, theme);
  draw_arrow_scale (canvas, &marks->arrows, r, font, theme);
}
