#include "ui/views/colour-bar.h"

#include <math.h>

#include "core/results/column.h"
#include "ui/style/colormap.h"
#include "ui/style/number-format.h"
#include "ui/style/theme.h"

/* Height of the tip of a bar, px. */
#define TIP 7

void
vit_draw_markup (
    GtkWidget *widget, cairo_t *cr, double x, double y, double align, const char *markup)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_markup (layout, markup, -1);
  int width, height;
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - align * width, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

/* Centre the text at @x, shifted so that it stays inside a bar @room wide. Skip it if it would
 * touch the text before, which ends at @taken. */
static void
draw_tick_label (GtkWidget *widget,
                 cairo_t *cr,
                 double x,
                 double y,
                 double room,
                 const char *markup,
                 double *taken)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_markup (layout, markup, -1);
  int width, height;
  pango_layout_get_pixel_size (layout, &width, &height);
  double left = fmax (fmin (x - width / 2.0, room - width - 1), 1);
  if (left < *taken + 3)
    return;
  *taken = left + width;
  cairo_move_to (cr, left, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
fill_table (const VitColouring *c, const char *const *names, uint8_t table[256][4])
{
  if (names)
    vit_colormap_fill_bands (c->map, c->minimum, c->maximum, table);
  else
    vit_colormap_fill (c->map, table);
}

/* Draw colours of @table from one end to the other, the first at the top or the right. A strip
 * reaches to the far end, under those that follow: edges that fall between pixels then blend
 * neighbours and not what is behind the bar. */
static void
draw_ramp (
    cairo_t *cr, uint8_t table[256][4], double x, double y, double width, double height, bool flat)
{
  double length = flat ? width : height;
  for (int i = 0; i < (int) length; i++)
    {
      int k = (int) lround (255.0 * (1 - (i + 0.5) / length));
      const uint8_t *c = table[CLAMP (k, 0, 255)];
      cairo_set_source_rgb (cr, c[0] / 255.0, c[1] / 255.0, c[2] / 255.0);
      cairo_rectangle (cr, x, flat ? y : y + i, flat ? width - i : width,
                       flat ? height : height - i);
      cairo_fill (cr);
    }
}

/* A triangle on an end of the bar, from one of its corners to the other. */
static void
draw_tip (cairo_t *cr,
          const uint8_t colour[4],
          double x0,
          double y0,
          double x1,
          double y1,
          double dx,
          double dy)
{
  cairo_new_path (cr);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, (x0 + x1) / 2 + dx, (y0 + y1) / 2 + dy);
  cairo_line_to (cr, x1, y1);
  cairo_set_source_rgb (cr, colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
  cairo_fill (cr);
}

static char *
new_bar_title (const VitColouring *c, int power)
{
  g_autofree char *label = c->difference ? vit_column_dup_difference_label (c->column)
                                         : vit_column_dup_short_label (c->column);
  g_autofree char *scaled = vit_label_with_power (label, power);
  return g_strdup_printf ("<small>%s</small>", scaled);
}

/* Whole numbers have no ticks between them, and each name has one. */
static double
widen_step (const VitColouring *c, const char *const *names, double step)
{
  bool whole = vit_column_is_whole (c->column);
  return names && !whole ? 1 : whole ? fmax (step, 1) : step;
}

/* @v without its power of ten. In two steps: 10 to the power of 310 is no number. */
static double
scale (double v, int power)
{
  return v * pow (10, -power / 2) * pow (10, -(power - power / 2));
}

static char *
dup_tick (double v, double step, int power, const char *const *names)
{
  char number[VIT_NUMBER_BYTES];
  int k = (int) lround (v) - 1, n = names ? (int) g_strv_length ((char **) names) : 0;
  bool named = k >= 0 && k < n && fabs (v - k - 1) < 1e-6 && *names[k];
  return named ? g_markup_printf_escaped ("<small>%s</small>", names[k])
               : g_strdup_printf ("<small>%s</small>",
                                  vit_format_tick (scale (v, power), scale (step, power), number));
}

void
vit_colour_bar_draw (GtkWidget *widget,
                     cairo_t *cr,
                     int height,
                     const VitColouring *c,
                     VitColourEnds ends,
                     double t_g,
                     const char *const *names)
{
  const VitTheme *theme = vit_theme_get_current ();
  double s = vit_theme_get_text_scale ();
  double top = 26 * s, bottom = height - 14 * s, x = 4, bar = 12 * s;
  double step = widen_step (
      c, names, vit_nice_step ((c->maximum - c->minimum) / MAX (2, (bottom - top) / (48 * s))));
  int power = vit_common_power (c->minimum, c->maximum, step);
  /* What the numbers are multiplied by has a line of its own. */
  top += (ends.above ? TIP * s : 0) + (power != 0 ? 16 * s : 0);
  bottom -= ends.below ? TIP * s : 0;
  if (bottom - top < 20 || !(c->maximum > c->minimum))
    return;

  uint8_t table[256][4];
  fill_table (c, names, table);
  draw_ramp (cr, table, x, top, bar, bottom - top, false);
  if (ends.above)
    draw_tip (cr, table[255], x, top, x + bar, top, 0, -TIP * s);
  if (ends.below)
    draw_tip (cr, table[0], x, bottom, x + bar, bottom, 0, TIP * s);
  cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green, theme->foreground.blue);
  double y_g = bottom - (bottom - top) * (t_g - c->minimum) / (c->maximum - c->minimum);
  bool mark = t_g > c->minimum && t_g < c->maximum;
  g_autofree char *title = new_bar_title (c, 0);
  vit_draw_markup (widget, cr, 0, 10 * s, 0, title);
  if (power != 0)
    {
      g_autofree char *factor = g_strdup_printf ("<small>× 10<sup>%s%d</sup></small>",
                                                 power < 0 ? "\u2212" : "", abs (power));
      vit_draw_markup (widget, cr, 0, 26 * s, 0, factor);
    }
  cairo_set_line_width (cr, 1);
  for (double v = ceil (c->minimum / step - 1e-9) * step; v <= c->maximum + 1e-9 * step; v += step)
    {
      double y = bottom - (bottom - top) * (v - c->minimum) / (c->maximum - c->minimum);
      cairo_move_to (cr, x + bar, y);
      cairo_line_to (cr, x + bar + 4, y);
      cairo_stroke (cr);
      if (mark && fabs (y - y_g) < 11 * s)
        continue;
      g_autofree char *label = dup_tick (v, step, power, names);
      vit_draw_markup (widget, cr, x + bar + 7, y, 0, label);
    }
  if (!mark)
    return;
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x - 3, y_g);
  cairo_line_to (cr, x + bar + 5, y_g);
  cairo_stroke (cr);
  g_autofree char *label = g_strdup_printf ("<small><b>%.0f</b> <i>T</i><sub>g</sub></small>", t_g);
  vit_draw_markup (widget, cr, x + bar + 7, y_g, 0, label);
}

/* Returns: the step between ticks of a bar @length px wide at which their numbers do not touch. */
static double
find_tick_step (GtkWidget *widget, const VitColouring *c, double length)
{
  double span = c->maximum - c->minimum,
         step = vit_nice_step (span / MAX (2, length / (52 * vit_theme_get_text_scale ())));
  for (int i = 0; i < 4; i++)
    {
      int width = 0, widest = 0;
      const double ends[2] = { floor (c->maximum / step) * step, ceil (c->minimum / step) * step };
      for (int k = 0; k < 2; k++)
        {
          int power = vit_common_power (c->minimum, c->maximum, step);
          g_autofree char *label = dup_tick (ends[k], step, power, NULL);
          g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
          pango_layout_set_markup (layout, label, -1);
          pango_layout_get_pixel_size (layout, &width, NULL);
          widest = MAX (widest, width);
        }
      if (widest + 6 <= length * step / span)
        break;
      step = vit_nice_step (2.6 * step);
    }
  return step;
}

void
vit_colour_bar_draw_flat (GtkWidget *widget,
                          cairo_t *cr,
                          int width,
                          const VitColouring *c,
                          VitColourEnds ends,
                          double t_g,
                          const char *const *names)
{
  const VitTheme *theme = vit_theme_get_current ();
  double s = vit_theme_get_text_scale ();
  double left = 12, right = width - 12, top = 18 * s, bar = 8 * s;
  left += ends.below ? TIP * s : 0;
  right -= ends.above ? TIP * s : 0;
  if (right - left < 40 || !(c->maximum > c->minimum))
    return;
  uint8_t table[256][4];
  fill_table (c, names, table);
  draw_ramp (cr, table, left, top, right - left, bar, true);
  if (ends.above)
    draw_tip (cr, table[255], right, top, right, top + bar, TIP * s, 0);
  if (ends.below)
    draw_tip (cr, table[0], left, top, left, top + bar, -TIP * s, 0);
  cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green, theme->foreground.blue);
  double span = c->maximum - c->minimum, x_g = left + (right - left) * (t_g - c->minimum) / span;
  bool mark = t_g > c->minimum && t_g < c->maximum;
  double step = widen_step (c, names, find_tick_step (widget, c, right - left)), taken = -INFINITY;
  int power = vit_common_power (c->minimum, c->maximum, step);
  g_autofree char *title = new_bar_title (c, power);
  vit_draw_markup (widget, cr, width / 2.0, 8 * s, 0.5, title);
  cairo_set_line_width (cr, 1);
  for (double v = ceil (c->minimum / step - 1e-9) * step; v <= c->maximum + 1e-9 * step; v += step)
    {
      double x = left + (right - left) * (v - c->minimum) / span;
      cairo_move_to (cr, x, top + bar);
      cairo_line_to (cr, x, top + bar + 3);
      cairo_stroke (cr);
      if (mark && fabs (x - x_g) < 30 * s)
        continue;
      g_autofree char *label = dup_tick (v, step, power, names);
      draw_tick_label (widget, cr, x, top + bar + 11 * s, width, label, &taken);
    }
  if (!mark)
    return;
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x_g, top - 3);
  cairo_line_to (cr, x_g, top + bar + 4);
  cairo_stroke (cr);
  vit_draw_markup (widget, cr, x_g, top + bar + 11 * s, 0.5, "<small><i>T</i><sub>g</sub></small>");
}
