/* Bars by category, and their legend. */

#include <math.h>

#include "ui/figure/plot-private.h"
#include "ui/style/number-format.h"

/* Fraction of a category's width that its bars fill. */
#define FILLED 0.78

/* Distance of the lines of a hatched bar, sizes of text. */
#define HATCH 0.4

static const Bars *
get_bars (const VitPlot *plot, guint k)
{
  return &g_array_index (plot->bars, Bars, k);
}

static void
widen_to_value (double value, double *low, double *high)
{
  if (!isfinite (value))
    return;
  *low = fmin (*low, value);
  *high = fmax (*high, value);
}

void
vit_plot_widen_bars (const VitPlot *plot, double *low, double *high)
{
  guint n = g_strv_length (plot->categories);
  bool notes = false;
  for (guint k = 0; k < plot->bars->len; k++)
    for (guint i = 0; i < n; i++)
      {
        const Bars *bars = get_bars (plot, k);
        widen_to_value (bars->values[i], low, high);
        if (bars->low)
          widen_to_value (bars->low[i], low, high);
        if (bars->high)
          widen_to_value (bars->high[i], low, high);
        if (bars->baseline)
          widen_to_value (bars->baseline[i], low, high);
        notes = notes || bars->notes;
      }
  /* Leave room for the notes at the ends of the bars. */
  if (notes)
    *high += (plot->horizontal ? 0.28 : 0.1) * (*high - *low);
}

/* The rectangle of a bar, points. */
typedef struct
{
  double from, to;     /* extent along the axis of the values */
  double begin, width; /* position and size across */
} BarPlace;

static double
get_position (const VitPlotDraw *d, double value)
{
  return d->plot->horizontal ? vit_plot_area_x (&d->area, value)
                             : vit_plot_area_y (&d->area, value);
}

/* Count the bars that stand side by side in a category, of the sets before @end. */
static guint
count_places (const VitPlot *plot, guint end)
{
  guint n = 0;
  for (guint k = 0; k < end; k++)
    n += k == 0 || !get_bars (plot, k)->same_place;
  return n;
}

static BarPlace
place_bar (const VitPlotDraw *d, guint category, guint set, double value)
{
  const VitPlot *plot = d->plot;
  const VitRect *r = &d->area.rect;
  double n = g_strv_length (plot->categories), sets = count_places (plot, plot->bars->len);
  double room = (plot->horizontal ? r->height : r->width) / n, width = room * FILLED / sets;
  double origin = plot->horizontal ? r->y : r->x;
  double zero = plot->horizontal ? d->area.x0 : d->area.y0;
  return (BarPlace){ get_position (d, MAX (zero, 0)), get_position (d, value),
                     origin + room * (category + (1 - FILLED) / 2) +
                         width * (count_places (plot, set + 1) - 1),
                     width };
}

static void
draw_bar_line (const VitPlotDraw *d, double a0, double c0, double a1, double c1)
{
  if (d->plot->horizontal)
    vit_canvas_line (d->canvas, a0, c0, a1, c1);
  else
    vit_canvas_line (d->canvas, c0, a0, c1, a1);
}

/* Returns: where the longest bar of category @i ends, with its error bar and baseline, points. */
static double
find_end (const VitPlotDraw *d, guint i)
{
  double end = get_position (d, 0);
  for (guint k = 0; k < d->plot->bars->len; k++)
    {
      const Bars *bars = get_bars (d->plot, k);
      const double *const all[] = { bars->values, bars->high, bars->baseline };
      for (gsize m = 0; m < G_N_ELEMENTS (all); m++)
        if (all[m] && isfinite (all[m][i]))
          end = fmax (end, get_position (d, all[m][i]));
    }
  return end;
}

/* Horizontal bars share one note per category: there is no room for one per bar. */
static void
draw_note (VitPlotDraw *d, const Bars *bars, guint i, const BarPlace *p)
{
  double gap = 0.35 * d->small;
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  if (d->plot->horizontal)
    {
      const VitRect *r = &d->area.rect;
      double room = r->height / g_strv_length (d->plot->categories), width;
      double size = MIN (0.9 * d->small, 0.85 * room), x = find_end (d, i) + gap;
      double y = r->y + room * (i + 0.5), height;
      vit_canvas_measure (d->canvas, size, bars->notes[i], &width, &height);
      if (x > r->x + r->width - width - gap)
        {
          /* The bar runs to the end of the axis or beyond: the note stands on it. */
          x = r->x + r->width - width - gap;
          height = MIN (height, room);
          vit_canvas_set_colour (d->canvas, d->theme->background);
          vit_canvas_fill_rect (d->canvas,
                                (VitRect){ x - gap / 2, y - height / 2, width + gap, height });
          vit_canvas_set_colour (d->canvas, d->theme->foreground);
        }
      vit_canvas_text (d->canvas, x, y, 0, 0.5, size, false, bars->notes[i]);
      return;
    }
  double end = bars->high && isfinite (bars->high[i]) ? get_position (d, bars->high[i]) : p->to;
  vit_canvas_text (d->canvas, p->begin + p->width / 2, MIN (end, p->from) - gap, 0.5, 1,
                   0.9 * d->small, false, bars->notes[i]);
}

static void
draw_circle (VitPlotDraw *d, const Bars *bars, double x, double y, double radius)
{
  vit_canvas_set_colour (d->canvas, bars->colour);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_MARKER, 0);
  if (bars->hollow)
    vit_canvas_stroke_circle (d->canvas, x, y, radius);
  else
    vit_canvas_fill_circle (d->canvas, x, y, radius);
}

/* The band does not cross an open circle. */
static void
draw_dot (VitPlotDraw *d, const Bars *bars, guint set, guint i, const BarPlace *p)
{
  double middle = p->begin + p->width / 2, radius = MIN (0.34 * p->width, 0.3 * d->small);
  vit_canvas_set_role (d->canvas, VIT_ROLE_BAR, (int) set);
  vit_canvas_set_colour (d->canvas, bars->colour);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_ERROR, 0);
  if (bars->low && bars->high && isfinite (bars->low[i]) && isfinite (bars->high[i]))
    {
      double a = get_position (d, bars->low[i]), b = get_position (d, bars->high[i]);
      double gap = bars->hollow ? radius : 0, to = p->to, sign = b > a ? 1 : -1;
      if (sign * (to - gap * sign - a) > 0)
        draw_bar_line (d, a, middle, to - gap * sign, middle);
      if (sign * (b - to - gap * sign) > 0)
        draw_bar_line (d, to + gap * sign, middle, b, middle);
    }
  draw_circle (d, bars, d->plot->horizontal ? p->to : middle, d->plot->horizontal ? middle : p->to,
               radius);
  vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
}

/* Lines across @r, from its lower left to its upper right, or the other way. */
static void
draw_hatch (VitPlotDraw *d, VitRect r, double step, bool falling)
{
  double end = r.width + r.height;
  for (double t = step / 2; t < end; t += step)
    {
      double x0 = fmax (t - r.height, 0), x1 = fmin (t, r.width), y0 = t - x0, y1 = t - x1;
      vit_canvas_line (d->canvas, falling ? r.x + r.width - x0 : r.x + x0, r.y + y0,
                       falling ? r.x + r.width - x1 : r.x + x1, r.y + y1);
    }
}

/* A bar, or its sample in a legend. Where colours alone do not tell bars apart, the second set is
 * an outline, and those behind it are hatched. */
static void
fill_bar (VitPlotDraw *d, const Bars *bars, VitRect r)
{
  const VitColourRow *row = vit_figure_style_find (vit_canvas_get_style (d->canvas), bars->colour);
  int pattern = row ? row->pattern : 0;
  vit_canvas_set_colour (d->canvas, bars->colour);
  if (pattern == 0)
    {
      vit_canvas_fill_rect (d->canvas, r);
      return;
    }
  double line = vit_figure_style_width (vit_canvas_get_style (d->canvas), VIT_STROKE_ERROR),
         step = HATCH * d->small * (pattern == VIT_N_PATTERNS - 1 ? 0.5 : 1);
  VitRect inside = { r.x + line / 2, r.y + line / 2, r.width - line, r.height - line };
  if (inside.width <= 0 || inside.height <= 0)
    {
      vit_canvas_fill_rect (d->canvas, r);
      return;
    }
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_ERROR, 0);
  vit_canvas_stroke_rect (d->canvas, inside);
  if (pattern == 2 || pattern >= 4)
    draw_hatch (d, inside, step, false);
  if (pattern >= 3)
    draw_hatch (d, inside, step, true);
}

static void
draw_bar (VitPlotDraw *d, const Bars *bars, guint set, guint i)
{
  double value = bars->values[i];
  if (!isfinite (value))
    return;
  BarPlace p = place_bar (d, i, set, value);
  if (bars->dots)
    {
      draw_dot (d, bars, set, i, &p);
      return;
    }
  double low = MIN (p.from, p.to), length = fabs (p.to - p.from), middle = p.begin + p.width / 2;
  vit_canvas_set_role (d->canvas, VIT_ROLE_BAR, (int) set);
  fill_bar (d, bars,
            d->plot->horizontal ? (VitRect){ low, p.begin, length, p.width }
                                : (VitRect){ p.begin, low, p.width, length });
  vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_ERROR, 0);
  if (bars->low && bars->high && isfinite (bars->low[i]) && isfinite (bars->high[i]))
    {
      double a = get_position (d, bars->low[i]), b = get_position (d, bars->high[i]),
             cap = MIN (0.25 * p.width, 0.3 * d->small);
      draw_bar_line (d, a, middle, b, middle);
      draw_bar_line (d, a, middle - cap, a, middle + cap);
      draw_bar_line (d, b, middle - cap, b, middle + cap);
    }
  if (bars->baseline && isfinite (bars->baseline[i]))
    {
      double at = get_position (d, bars->baseline[i]);
      vit_canvas_set_stroke (d->canvas, VIT_STROKE_BASELINE, 0);
      draw_bar_line (d, at, p.begin, at, p.begin + p.width);
    }
}

void
vit_plot_draw_bars (VitPlotDraw *d)
{
  const VitPlot *plot = d->plot;
  guint n = plot->categories ? g_strv_length (plot->categories) : 0;
  /* A bar that is longer than the axis is cut at its end. */
  if (plot->horizontal)
    vit_canvas_push_clip (d->canvas, d->area.rect);
  for (guint set = 0; set < plot->bars->len; set++)
    {
      const Bars *bars = get_bars (plot, set);
      vit_canvas_set_role (d->canvas, VIT_ROLE_BAR, (int) set);
      vit_canvas_note_curve (d->canvas,
                             (VitRecordCurve){ .meant = bars->colour,
                                               .bars = true,
                                               .hollow = bars->hollow,
                                               .marker = bars->dots ? 0.3 * d->small : 0 },
                             bars->label);
      vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
      for (guint i = 0; i < n; i++)
        draw_bar (d, bars, set, i);
    }
  if (plot->horizontal)
    vit_canvas_pop_clip (d->canvas);
  for (guint set = 0; set < plot->bars->len; set++)
    for (guint i = 0; i < n; i++)
      {
        const Bars *bars = get_bars (plot, set);
        BarPlace p = place_bar (d, i, set, bars->values[i]);
        if (bars->notes && bars->notes[i] && isfinite (bars->values[i]))
          draw_note (d, bars, i, &p);
      }
  double zero = n > 0 ? get_position (d, 0) : 0;
  const VitRect *r = &d->area.rect;
  if (n == 0)
    return;
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_ZERO, 0);
  if (plot->horizontal)
    vit_canvas_line (d->canvas, zero, r->y, zero, r->y + r->height);
  else
    vit_canvas_line (d->canvas, r->x, zero, r->x + r->width, zero);
}

/* ---- Legend ---- */

double
vit_plot_bar_legend_height (VitPlotDraw *d)
{
  for (guint k = 0; k < d->plot->bars->len; k++)
    if (get_bars (d->plot, k)->label)
      return 1.2 * vit_plot_line_height (d, d->small);
  return 0;
}

void
vit_plot_draw_bar_legend (VitPlotDraw *d)
{
  double height = vit_plot_bar_legend_height (d), x = d->area.rect.x, width;
  double y = d->area.rect.y - 0.55 * height, key = 0.8 * d->small;
  for (guint k = 0; k < d->plot->bars->len; k++)
    {
      const Bars *bars = get_bars (d->plot, k);
      if (!bars->label)
        continue;
      vit_canvas_set_role (d->canvas, VIT_ROLE_KEY, 0);
      vit_canvas_set_colour (d->canvas, bars->colour);
      if (bars->dots)
        draw_circle (d, bars, x + key / 2, y, 0.4 * key);
      else
        fill_bar (d, bars, (VitRect){ x, y - key / 2, key, key });
      vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
      vit_canvas_set_colour (d->canvas, d->theme->foreground);
      vit_canvas_text (d->canvas, x + 1.4 * key, y, 0, 0.5, d->small, false, bars->label);
      vit_canvas_measure (d->canvas, d->small, bars->label, &width, NULL);
      x += 1.4 * key + width + 1.2 * d->small;
    }
}

char *
vit_plot_dup_bar_reading (const VitPlot *plot, double x, double y)
{
  double at = plot->horizontal ? y : x;
  if (!plot->categories || !(at >= 0) || at >= g_strv_length (plot->categories))
    return NULL;
  guint i = (guint) at;
  GString *text = g_string_new (NULL);
  const char *axis = plot->horizontal ? plot->y.label : plot->x.label;
  g_string_append_printf (text, "<b>%s%s%s</b>", axis ? axis : "", axis ? ": " : "",
                          plot->categories[i]);
  if (plot->bars->len == 0 && !plot->horizontal && plot->y.label)
    g_string_append_printf (text, "\n%s %.3g", plot->y.label, y);
  for (guint k = 0; k < plot->bars->len; k++)
    {
      const Bars *bars = get_bars (plot, k);
      if (isnan (bars->values[i]))
        continue;
      char number[VIT_NUMBER_BYTES], other[VIT_NUMBER_BYTES];
      g_string_append_printf (text, "\n%s %s", bars->label ? bars->label : "",
                              vit_format_reading ("%.3g", bars->values[i], number));
      if (bars->low && bars->high && isfinite (bars->low[i]))
        g_string_append_printf (text, " (%s … %s)",
                                vit_format_reading ("%.3g", bars->low[i], number),
                                vit_format_reading ("%.3g", bars->high[i], other));
      if (bars->baseline && isfinite (bars->baseline[i]))
        g_string_append_printf (text, ", baseline %s",
                                vit_format_reading ("%.3g", bars->baseline[i], number));
    }
  return g_string_free (text, FALSE);
}
