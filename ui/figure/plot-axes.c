/* Ticks, their labels and the labels of axes. */

#include <math.h>
#include <stdlib.h>

#include "ui/figure/plot-private.h"
#include "ui/style/number-format.h"

double
vit_plot_line_height (VitPlotDraw *d, double size)
{
  double height;
  vit_canvas_measure (d->canvas, size, "X", NULL, &height);
  return height;
}

/* Try more ticks than wanted where there would be a single one: one number tells no scale. */
static VitTicks
choose_ticks (double from, double to, int wanted, double length, double least_spacing)
{
  VitTicks ticks = vit_nice_ticks (from, to, wanted);
  for (int more = 2; more <= 4 && ticks.n < 2; more++)
    {
      VitTicks finer = vit_nice_ticks (from, to, more * wanted);
      if (length * finer.step / (to - from) < least_spacing)
        break;
      ticks = finer;
    }
  return ticks;
}

static VitTicks
choose_y_ticks (const VitPlotDraw *d, double from, double to, double length)
{
  double density = vit_canvas_get_style (d->canvas)->tick_density;
  int wanted = (int) MAX (length > 6 * d->small ? 3 : 2, density * length / (4 * d->small));
  return choose_ticks (from, to, wanted, length, 1.2 * d->small);
}

double
vit_plot_tick_width (VitPlotDraw *d, double from, double to, char **names, double length)
{
  double widest = 0, width;
  for (char **name = names; name && *name; name++)
    {
      vit_canvas_measure (d->canvas, d->small, *name, &width, NULL);
      widest = MAX (widest, width);
    }
  if (names)
    return widest;
  VitTicks ticks = choose_y_ticks (d, from, to, length);
  char text[VIT_NUMBER_BYTES];
  for (int i = 0; i < ticks.n; i++)
    {
      vit_canvas_measure (d->canvas, d->small,
                          vit_format_tick (vit_ticks_get (&ticks, i), ticks.step, text), &width,
                          NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

char **
vit_plot_y_names (const VitPlot *plot)
{
  return plot->categories ? plot->horizontal ? plot->categories : NULL : plot->y_names;
}

char **
vit_plot_x_names (const VitPlot *plot)
{
  return plot->categories ? plot->horizontal ? NULL : plot->categories : plot->x_names;
}

/* ---- Logarithmic axes: powers of ten, and 2 and 5 where there are few of them ---- */

typedef struct
{
  double value;
  int power;
  int digit; /* 1 … 9 */
  bool labelled;
} LogTick;

static GArray *
new_log_ticks (double from, double to, double length, double size)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (LogTick));
  double decades = log10 (to / from);
  int every = (int) MAX (1, ceil (decades * 3.2 * size / MAX (length, 1)));
  for (int power = (int) floor (log10 (from)); power <= (int) ceil (log10 (to)); power++)
    for (int digit = 1; digit <= 9; digit++)
      {
        LogTick tick = { digit * pow (10, power), power, digit, false };
        if (tick.value < from * (1 - 1e-9) || tick.value > to * (1 + 1e-9))
          continue;
        tick.labelled =
            digit == 1 ? power % every == 0 : decades < 1.5 && (digit == 2 || digit == 5);
        g_array_append_val (ticks, tick);
      }
  return ticks;
}

/* All labels become powers of ten if one of the numbers is too large or too small to be written
 * out. */
static bool
needs_powers_of_ten (GArray *ticks)
{
  for (guint i = 0; i < ticks->len; i++)
    {
      const LogTick *tick = &g_array_index (ticks, LogTick, i);
      if (tick->labelled && (tick->power < -2 || tick->power > 3))
        return true;
    }
  return false;
}

static char *
new_log_label (const LogTick *tick, bool powers)
{
  if (!powers)
    return g_strdup_printf ("%.*f", MAX (0, -tick->power), tick->value);
  const char *minus = tick->power < 0 ? "−" : "";
  if (tick->digit == 1)
    return g_strdup_printf ("10<sup>%s%d</sup>", minus, abs (tick->power));
  return g_strdup_printf ("%d·10<sup>%s%d</sup>", tick->digit, minus, abs (tick->power));
}

double
vit_plot_log_tick_width (VitPlotDraw *d, double length)
{
  double widest = 0, width;
  g_autoptr (GArray) ticks = new_log_ticks (d->area.y0, d->area.y1, length, 0.8 * d->small);
  bool powers = needs_powers_of_ten (ticks);
  for (guint i = 0; i < ticks->len; i++)
    {
      const LogTick *tick = &g_array_index (ticks, LogTick, i);
      g_autofree char *label = new_log_label (tick, powers);
      vit_canvas_measure (d->canvas, d->small, label, &width, NULL);
      widest = tick->labelled ? MAX (widest, width) : widest;
    }
  return widest;
}

static void
draw_log_axis (VitPlotDraw *d, bool along_x)
{
  const VitRect *r = &d->area.rect;
  double gap = 0.45 * d->font, bottom = r->y + r->height;
  g_autoptr (GArray) ticks =
      along_x ? new_log_ticks (d->area.x0, d->area.x1, r->width, 1.4 * d->small)
              : new_log_ticks (d->area.y0, d->area.y1, r->height, 0.8 * d->small);
  bool powers = needs_powers_of_ten (ticks);
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  for (guint i = 0; i < ticks->len; i++)
    {
      const LogTick *tick = &g_array_index (ticks, LogTick, i);
      double length = (tick->digit == 1 ? 0.35 : 0.2) * d->small;
      vit_canvas_set_stroke (d->canvas, tick->digit == 1 ? VIT_STROKE_TICK : VIT_STROKE_MINOR, 0);
      g_autofree char *label = tick->labelled ? new_log_label (tick, powers) : NULL;
      if (along_x)
        {
          double x = vit_plot_area_x (&d->area, tick->value);
          vit_canvas_line (d->canvas, x, bottom, x, bottom + length);
          if (label)
            vit_canvas_text (d->canvas, x, bottom + gap, 0.5, 0, d->small, false, label);
          continue;
        }
      double y = vit_plot_area_y (&d->area, tick->value);
      vit_canvas_line (d->canvas, r->x, y, r->x - length, y);
      if (label)
        vit_canvas_text (d->canvas, r->x - gap, y, 1, 0.5, d->small, false, label);
    }
}

/* Minor ticks have the length @length and begin at @edge. The axis runs from @from at @begin to @to
 * at @begin + @extent. */
static void
draw_minor_ticks (VitPlotDraw *d,
                  const VitTicks *ticks,
                  double from,
                  double to,
                  double begin,
                  double extent,
                  double edge,
                  double length,
                  bool along_x)
{
  double step = ticks->step / ticks->parts, per = extent / (to - from);
  if (fabs (step * per) < 0.45 * d->small)
    return;
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_MINOR, 0);
  double first = ceil (from / step - 1e-9);
  for (int i = 0; i < VIT_MAX_TICKS && (first + i) * step <= to + 1e-9 * step; i++)
    {
      double at = begin + ((first + i) * step - from) * per;
      if (fmod (fabs (first + i), ticks->parts) < 0.5)
        continue;
      if (along_x)
        vit_canvas_line (d->canvas, at, edge, at, edge + length);
      else
        vit_canvas_line (d->canvas, edge, at, edge + length, at);
    }
}

/* Least size of names beside bins that are low, of the usual size. */
#define SMALLEST_NAME 0.7

/* Names of columns of a map that are narrower than these are stand upright; a few are better
 * skipped than turned. */
#define FEW_NAMES 4

static double
find_widest (VitPlotDraw *d, char **names)
{
  double widest = 0, width;
  for (; *names; names++)
    {
      vit_canvas_measure (d->canvas, d->small, *names, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

double
vit_plot_x_names_height (VitPlotDraw *d, double extent)
{
  char **names = d->plot->x_names;
  guint n = names ? g_strv_length (names) : 0;
  double widest = n > FEW_NAMES ? find_widest (d, names) : 0;
  return n > FEW_NAMES && (widest + 0.3 * d->small) * n > extent
             ? widest
             : vit_plot_line_height (d, d->small);
}

/* Each name stands at the middle of its bin. Names of low bins, or of narrow columns, whose names
 * stand upright, are smaller; names that would overlap all the same are skipped. */
static void
draw_bin_names (VitPlotDraw *d,
                char **names,
                double begin,
                double extent,
                double edge,
                double gap,
                bool along_x)
{
  guint n = g_strv_length (names), every = 1;
  double each = fabs (extent) / n, line = vit_plot_line_height (d, d->small);
  bool turned = along_x && vit_plot_x_names_height (d, extent) > line;
  double size =
      along_x && !turned ? d->small : CLAMP (each / 1.1, SMALLEST_NAME * d->small, d->small);
  every = (guint) MAX (
      1,
      ceil ((along_x && !turned ? find_widest (d, names) + 0.3 * size : 1.1 * size) / each - 1e-9));
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  for (guint i = 0; i < n; i += every)
    {
      double at = begin + extent * (i + 0.5) / n;
      if (turned)
        vit_canvas_text (d->canvas, at, edge + gap, 1, 0.5, size, true, names[i]);
      else if (along_x)
        vit_canvas_text (d->canvas, at, edge + gap, 0.5, 0, size, false, names[i]);
      else
        vit_canvas_text (d->canvas, edge - gap, at, 1, 0.5, size, false, names[i]);
    }
}

/* The label is centred on the axis; shrink it where it would leave the plot. @before and @after are
 * how far it may extend beyond the two ends of the axis, points. */
static double
fit_label (VitPlotDraw *d, const char *label, double length, double before, double after)
{
  double width, room = length + 2 * MAX (MIN (before, after), 0);
  vit_canvas_measure (d->canvas, d->font, label, &width, NULL);
  return width > room ? d->font * MAX (0.7, room / width) : d->font;
}

static void
draw_x_label (VitPlotDraw *d, double top)
{
  const VitRect *r = &d->area.rect;
  if (!d->plot->x.label)
    return;
  double size = fit_label (d, d->plot->x.label, r->width, r->x - d->rect.x,
                           d->rect.x + d->rect.width - r->x - r->width);
  vit_canvas_text (d->canvas, r->x + r->width / 2, top + 1.1 * vit_plot_line_height (d, d->small),
                   0.5, 0, size, false, d->plot->x.label);
}

void
vit_plot_draw_x_axis (VitPlotDraw *d)
{
  const VitRect *r = &d->area.rect;
  double width, gap = 0.45 * d->font, bottom = r->y + r->height;
  if (d->plot->x.logarithmic)
    {
      draw_log_axis (d, true);
      draw_x_label (d, bottom + gap);
      return;
    }
  if (vit_plot_x_names (d->plot))
    {
      draw_bin_names (d, vit_plot_x_names (d->plot), r->x, r->width, bottom, gap, true);
      draw_x_label (d, bottom + gap + vit_plot_x_names_height (d, r->width) -
                           vit_plot_line_height (d, d->small));
      return;
    }
  char text[VIT_NUMBER_BYTES];
  int wanted =
      (int) MAX (2, vit_canvas_get_style (d->canvas)->tick_density * r->width / (5 * d->small));
  VitTicks ticks = vit_nice_ticks (d->area.x0, d->area.x1, wanted);
  vit_canvas_measure (d->canvas, d->small, vit_format_tick (d->area.x1, ticks.step, text), &width,
                      NULL);
  if (width * 1.3 > r->width * ticks.step / (d->area.x1 - d->area.x0))
    ticks = vit_nice_ticks (d->area.x0, d->area.x1, MAX (1, wanted / 2));
  if (ticks.n < 2)
    ticks = choose_ticks (d->area.x0, d->area.x1, wanted, r->width, width + 0.5 * d->small);
  /* A single number is better than two that touch. */
  if (width + 0.2 * d->small > r->width * ticks.step / (d->area.x1 - d->area.x0))
    ticks = vit_nice_ticks (d->area.x0, d->area.x1, 1);

  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_TICK, 0);
  for (int i = 0; i < ticks.n; i++)
    {
      double v = vit_ticks_get (&ticks, i), x = vit_plot_area_x (&d->area, v);
      vit_canvas_line (d->canvas, x, bottom, x, bottom + 0.35 * d->small);
      vit_canvas_text (d->canvas, x, bottom + gap, 0.5, 0, d->small, false,
                       vit_format_tick (v, ticks.step, text));
    }
  draw_minor_ticks (d, &ticks, d->area.x0, d->area.x1, r->x, r->width, bottom, 0.2 * d->small,
                    true);
  draw_x_label (d, bottom + gap);
}

void
vit_plot_draw_y_axis (
    VitPlotDraw *d, const char *label, double from, double to, char **names, bool on_right)
{
  const VitRect *r = &d->area.rect;
  double gap = 0.45 * d->font, x = on_right ? r->x + r->width : r->x, side = on_right ? 1 : -1;
  char text[VIT_NUMBER_BYTES];
  VitTicks ticks = choose_y_ticks (d, from, to, r->height);

  bool logarithmic = d->plot->y.logarithmic && !on_right, hidden = d->plot->y_hidden && !on_right;
  /* Bins of a map run from the bottom to the top, categories from the top to the bottom. */
  if (names && d->plot->categories)
    draw_bin_names (d, names, r->y, r->height, x, gap, false);
  else if (names)
    draw_bin_names (d, names, r->y + r->height, -r->height, x, gap, false);
  if (logarithmic)
    draw_log_axis (d, false);
  if (names || logarithmic)
    ticks.n = 0;
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_TICK, 0);
  for (int i = 0; i < ticks.n; i++)
    {
      double v = vit_ticks_get (&ticks, i), y = r->y + r->height * (1 - (v - from) / (to - from));
      vit_canvas_line (d->canvas, x, y, x + side * 0.35 * d->small, y);
      if (!hidden)
        vit_canvas_text (d->canvas, x + side * gap, y, on_right ? 0 : 1, 0.5, d->small, false,
                         vit_format_tick (v, ticks.step, text));
    }
  if (!names && !logarithmic)
    draw_minor_ticks (d, &ticks, from, to, r->y + r->height, -r->height, x, side * 0.2 * d->small,
                      false);
  if (!label || hidden)
    return;
  double offset = gap + 0.6 * gap +
                  (logarithmic ? vit_plot_log_tick_width (d, r->height)
                               : vit_plot_tick_width (d, from, to, names, r->height));
  double size = fit_label (d, label, r->height, r->y - d->rect.y,
                           d->rect.y + d->rect.height - r->y - r->height);
  vit_canvas_text (d->canvas, x + side * offset, r->y + r->height / 2, 0.5, on_right ? 0 : 1, size,
                   true, label);
}
