/* The colour bar beside or beneath a grid of pictures. */

#include <math.h>
#include <string.h>

#include "ui/figure/pictures-private.h"
#include "ui/style/colormap.h"
#include "ui/style/number-format.h"

/* Height of the tip of a bar, in heights of its text. */
#define TIP 0.5

static void
fill_table (const VitPictures *self, uint8_t table[256][4])
{
  if (self->names)
    vit_colormap_fill_bands (self->colormap, self->minimum, self->maximum, table);
  else
    vit_colormap_fill (self->colormap, table);
}

/* Returns: @text, or the name that stands for the number. */
static const char *
format_tick (const VitPictures *self, double v, double step, char text[VIT_NUMBER_BYTES])
{
  int k = (int) lround (v) - 1, n = self->names ? (int) g_strv_length (self->names) : 0;
  bool named = k >= 0 && k < n && fabs (v - k - 1) < 1e-6 && *self->names[k];
  return named ? self->names[k] : vit_format_tick (v, step, text);
}

/* Ticks of the colour bar, at whole numbers where there are no others; every name has one where
 * there is room for so many lines of text. */
static VitTicks
choose_ticks (const VitPictures *self, int wanted, double lines)
{
  VitTicks ticks = vit_nice_ticks (self->minimum, self->maximum, wanted);
  bool named = self->names && self->maximum - self->minimum <= lines;
  if ((!self->whole && !named) || ticks.n == 0 || (ticks.step >= 1 && !named))
    return ticks;
  double first = ceil (self->minimum), last = floor (self->maximum);
  return (VitTicks){ first, 1, (int) fmax (last - first + 1, 0), 1 };
}

/* Whether anything that was drawn lies beyond the ends of the scale. */
static void
find_beyond (const VitPictures *self, bool *below, bool *above)
{
  double slack = 1e-9 * (self->maximum - self->minimum);
  *below = *above = false;
  for (int i = 0; self->ends && i < self->rows * self->columns; i++)
    {
      double low, high;
      if (!self->pictures[i].data)
        continue;
      self->ends (self->pictures[i].data, &low, &high);
      *below = *below || low < self->minimum - slack;
      *above = *above || high > self->maximum + slack;
    }
}

/* A triangle on an end of the bar, from one of its corners to the other. */
static void
draw_tip (VitCanvas *canvas,
          const uint8_t colour[4],
          double x0,
          double y0,
          double x1,
          double y1,
          double dx,
          double dy,
          const VitTheme *theme)
{
  const VitPoint corners[] = {
    { x0, y0 }, { (x0 + x1) / 2 + dx, (y0 + y1) / 2 + dy }, { x1, y1 }, { x0, y0 }
  };
  vit_canvas_set_colour (canvas,
                         (VitRgba){ colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0, 1 });
  vit_canvas_polygon (canvas, corners, 3);
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_stroke (canvas, VIT_STROKE_BAR, 0);
  vit_canvas_polyline (canvas, corners, 4);
}

void
vit_pictures_draw_upright_bar (
    const VitPictures *self, VitCanvas *canvas, VitRect bar, double font, const VitTheme *theme)
{
  uint8_t table[256][4], column[256][4];
  double small = VIT_SMALL_TEXT * font, span = self->maximum - self->minimum;
  fill_table (self, table);
  /* The tips stand in the room of the bar. */
  bool below, above;
  find_beyond (self, &below, &above);
  bar.y += above ? TIP * font : 0;
  bar.height -= (above + below) * TIP * font;
  for (int i = 0; i < 256; i++)
    memcpy (column[i], table[255 - i], 4);
  vit_canvas_image (canvas, column[0], 1, 256, bar, !self->names);
  if (above)
    draw_tip (canvas, table[255], bar.x, bar.y, bar.x + bar.width, bar.y, 0, -TIP * font, theme);
  if (below)
    draw_tip (canvas, table[0], bar.x, bar.y + bar.height, bar.x + bar.width, bar.y + bar.height, 0,
              TIP * font, theme);
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_stroke (canvas, VIT_STROKE_BAR, 0);
  vit_canvas_stroke_rect (canvas, bar);

  VitTicks ticks =
      choose_ticks (self, (int) MAX (2, bar.height / (3.2 * small)), bar.height / (1.1 * small));
  double y_mark = bar.y + bar.height * (1 - (self->mark - self->minimum) / span);
  bool marked = self->mark > self->minimum && self->mark < self->maximum;
  char text[VIT_NUMBER_BYTES];
  for (int i = 0; i < ticks.n; i++)
    {
      double v = vit_ticks_get (&ticks, i),
             y = bar.y + bar.height * (1 - (v - self->minimum) / span);
      vit_canvas_line (canvas, bar.x + bar.width, y, bar.x + bar.width + 0.3 * small, y);
      if (!marked || fabs (y - y_mark) > 1.2 * small)
        vit_canvas_text (canvas, bar.x + bar.width + 0.5 * small, y, 0, 0.5, small, false,
                         format_tick (self, v, ticks.step, text));
    }
  if (marked)
    {
      vit_canvas_set_stroke (canvas, VIT_STROKE_BAR_MARK, 0);
      vit_canvas_line (canvas, bar.x - 0.25 * small, y_mark, bar.x + bar.width + 0.35 * small,
                       y_mark);
      vit_canvas_text (canvas, bar.x + bar.width + 0.5 * small, y_mark, 0, 0.5, small, false,
                       self->mark_label);
    }
  /* Above the number at the upper end of the bar. */
  vit_canvas_text (canvas, bar.x, bar.y - 0.62 * small - (above ? TIP * font : 0), 0, 1, font,
                   false, self->label);
}

void
vit_pictures_draw_flat_bar (
    const VitPictures *self, VitCanvas *canvas, VitRect bar, double font, const VitTheme *theme)
{
  uint8_t table[256][4];
  double small = VIT_SMALL_TEXT * font, span = self->maximum - self->minimum;
  fill_table (self, table);
  bool below, above;
  find_beyond (self, &below, &above);
  bar.x += below ? TIP * font : 0;
  bar.width -= (above + below) * TIP * font;
  vit_canvas_image (canvas, table[0], 256, 1, bar, !self->names);
  double right = bar.x + bar.width, foot = bar.y + bar.height;
  if (above)
    draw_tip (canvas, table[255], right, bar.y, right, foot, TIP * font, 0, theme);
  if (below)
    draw_tip (canvas, table[0], bar.x, bar.y, bar.x, foot, -TIP * font, 0, theme);
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_stroke (canvas, VIT_STROKE_BAR, 0);
  vit_canvas_stroke_rect (canvas, bar);

  VitTicks ticks =
      choose_ticks (self, (int) MAX (2, bar.width / (5.5 * small)), bar.width / (2.5 * small));
  double x_mark = bar.x + bar.width * (self->mark - self->minimum) / span;
  double bottom = bar.y + bar.height;
  bool marked = self->mark > self->minimum && self->mark < self->maximum;
  char text[VIT_NUMBER_BYTES];
  double widest = 0, width, beside = 0;
  for (int i = 0; i < ticks.n; i++)
    {
      vit_canvas_measure (canvas, small,
                          format_tick (self, vit_ticks_get (&ticks, i), ticks.step, text), &width,
                          NULL);
      widest = MAX (widest, width);
    }
  if (marked && self->mark_label)
    vit_canvas_measure (canvas, small, self->mark_label, &beside, NULL);
  /* Skip numbers that would touch each other, every second one or more. */
  double needed = self->names ? widest + 0.25 * small : 1.25 * widest + 0.5 * small;
  int every = (int) MAX (1, ceil (needed / (bar.width * ticks.step / span)));
  for (int i = 0; i < ticks.n; i++)
    {
      double v = vit_ticks_get (&ticks, i), x = bar.x + bar.width * (v - self->minimum) / span;
      vit_canvas_line (canvas, x, bottom, x, bottom + 0.3 * small);
      if (i % every > 0)
        continue;
      /* Align the numbers at the ends so that they do not leave the column. */
      double align = x > bar.x + bar.width - small ? 1 : x < bar.x + small ? 0 : 0.5;
      const char *number = format_tick (self, v, ticks.step, text);
      vit_canvas_measure (canvas, small, number, &width, NULL);
      double middle = x + (0.5 - align) * width;
      if (!marked || fabs (middle - x_mark) > 0.5 * (width + beside) + 0.4 * small)
        vit_canvas_text (canvas, x, bottom + 0.4 * small, align, 0, small, false, number);
    }
  if (marked)
    {
      vit_canvas_set_stroke (canvas, VIT_STROKE_BAR_MARK, 0);
      vit_canvas_line (canvas, x_mark, bar.y - 0.25 * small, x_mark, bottom + 0.35 * small);
      vit_canvas_text (canvas, x_mark, bottom + 0.4 * small, 0.5, 0, small, false,
                       self->mark_label);
    }
  vit_canvas_text (canvas, bar.x + bar.width / 2, bar.y - 0.3 * small, 0.5, 1, font, false,
                   self->label);
}
