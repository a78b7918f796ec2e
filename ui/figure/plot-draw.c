#include <math.h>
#include <string.h>

#include "ui/figure/plot-private.h"
#include "ui/style/colormap.h"
#include "ui/style/number-format.h"

/* What drawing carries along. */
typedef struct
{
  const VitPlot *plot;
  VitCanvas *canvas;
  const VitTheme *theme;
  double font;  /* of labels */
  double small; /* of ticks, legend and caption */
  VitRect rect; /* of the whole figure */
  VitPlotArea area;
} Draw;

static double
height_of (Draw *d, double size)
{
  double height;
  vit_canvas_measure (d->canvas, size, "X", NULL, &height);
  return height;
}

/* Widest tick label of a vertical axis. */
static double
tick_width (Draw *d, double from, double to, double length)
{
  double first, widest = 0, width;
  double step = vit_nice_ticks (from, to, (int) MAX (2, length / (4 * d->small)), &first);
  char text[VIT_NUMBER_BYTES];
  for (double v = first; v <= to + 1e-9 * step; v += step)
    {
      vit_canvas_measure (d->canvas, d->small, vit_format_tick (v, step, text), &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

#define BAR_WIDTH (0.9 * d->font)

static void
lay_out (Draw *d)
{
  const VitPlot *plot = d->plot;
  double line = height_of (d, d->font), small = height_of (d, d->small), gap = 0.4 * d->font;
  double top = 0.5 * small + (plot->title ? line + gap : 0), right = 0.8 * d->font, bottom = small + gap, left = gap;

  vit_plot_get_ranges (plot, &d->area);
  double length = d->rect.height - top - bottom - line;
  bottom += (plot->x.label ? line + 0.5 * gap : 0) + (plot->caption ? small + gap : 0);
  left += tick_width (d, d->area.y0, d->area.y1, length) + gap + (plot->y.label ? line + 0.3 * gap : 0);
  if (plot->y2.label)
    right = tick_width (d, d->area.second0, d->area.second1, length) + line + 3 * gap;
  if (plot->map)
    right = BAR_WIDTH + tick_width (d, plot->map_minimum, plot->map_maximum, length) + line + 4 * gap;
  d->area.rect = (VitRect){ d->rect.x + left, d->rect.y + top, MAX (d->rect.width - left - right, 1),
                            MAX (d->rect.height - top - bottom, 1) };
}

/* ---- Axes ---- */

static void
draw_x_axis (Draw *d)
{
  const VitRect *r = &d->area.rect;
  double first, width, gap = 0.4 * d->font, bottom = r->y + r->height;
  char text[VIT_NUMBER_BYTES];
  int wanted = (int) MAX (2, r->width / (5 * d->small));
  double step = vit_nice_ticks (d->area.x0, d->area.x1, wanted, &first);
  vit_canvas_measure (d->canvas, d->small, vit_format_tick (d->area.x1, step, text), &width, NULL);
  if (width * 1.6 > r->width * step / (d->area.x1 - d->area.x0))
    step = vit_nice_ticks (d->area.x0, d->area.x1, MAX (1, wanted / 2), &first);

  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  for (double v = first; v <= d->area.x1 + 1e-9 * step; v += step)
    {
      double x = vit_plot_area_x (&d->area, v);
      vit_canvas_set_line (d->canvas, 0.8, 0);
      vit_canvas_line (d->canvas, x, bottom, x, bottom + 0.35 * d->small);
      vit_canvas_text (d->canvas, x, bottom + gap, 0.5, 0, d->small, false, vit_format_tick (v, step, text));
    }
  if (d->plot->x.label)
    vit_canvas_text (d->canvas, r->x + r->width / 2, bottom + gap + height_of (d, d->small), 0.5, 0, d->font, false,
                     d->plot->x.label);
}

static void
draw_y_axis (Draw *d, const Axis *axis, double from, double to, bool on_right)
{
  const VitRect *r = &d->area.rect;
  double first, gap = 0.4 * d->font, x = on_right ? r->x + r->width : r->x, side = on_right ? 1 : -1;
  char text[VIT_NUMBER_BYTES];
  double step = vit_nice_ticks (from, to, (int) MAX (2, r->height / (4 * d->small)), &first);

  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  for (double v = first; v <= to + 1e-9 * step; v += step)
    {
      double y = r->y + r->height * (1 - (v - from) / (to - from));
      vit_canvas_set_line (d->canvas, 0.8, 0);
      vit_canvas_line (d->canvas, x, y, x + side * 0.35 * d->small, y);
      vit_canvas_text (d->canvas, x + side * gap, y, on_right ? 0 : 1, 0.5, d->small, false,
                       vit_format_tick (v, step, text));
    }
  if (!axis->label)
    return;
  double offset = gap + tick_width (d, from, to, r->height) + 0.3 * gap;
  vit_canvas_text (d->canvas, x + side * offset, r->y + r->height / 2, 0.5, on_right ? 0 : 1, d->font, true, axis->label);
}

/* ---- The heat map ---- */

static void
draw_map (Draw *d)
{
  const VitPlot *plot = d->plot;
  if (!plot->map)
    return;
  /* At the resolution of the picture, so that bins of unequal width come out right. */
  int width = (int) CLAMP (ceil (d->area.rect.width * 2), 1, 4096), height = (int) CLAMP (ceil (d->area.rect.height * 2), 1, 4096);
  g_autofree uint8_t *rgba = g_malloc0 ((size_t) width * (size_t) height * 4);
  uint8_t table[256][4];
  vit_colormap_fill (plot->map_name, table);
  g_autofree ssize_t *row_bin = g_new (ssize_t, height);
  for (int py = 0; py < height; py++)
    {
      double y = d->area.y1 - (d->area.y1 - d->area.y0) * (py + 0.5) / height;
      size_t j = 0;
      while (j < plot->map_y && y >= plot->y_edges[j + 1])
        j++;
      row_bin[py] = y >= plot->y_edges[0] && j < plot->map_y ? (ssize_t) j : -1;
    }
  size_t i = 0;
  for (int px = 0; px < width; px++)
    {
      double x = d->area.x0 + (d->area.x1 - d->area.x0) * (px + 0.5) / width;
      if (x < plot->x_edges[0])
        continue;
      while (i < plot->map_x && x >= plot->x_edges[i + 1])
        i++;
      if (i == plot->map_x)
        break;
      for (int py = 0; py < height; py++)
        {
          if (row_bin[py] < 0)
            continue;
          int k = vit_colormap_index ((double) plot->map[i * plot->map_y + (size_t) row_bin[py]], plot->map_minimum,
                                      plot->map_maximum);
          if (k >= 0)
            memcpy (rgba + 4 * ((size_t) py * (size_t) width + (size_t) px), table[k], 4);
        }
    }
  vit_canvas_image (d->canvas, rgba, width, height, d->area.rect, false);
}

static void
draw_bar (Draw *d)
{
  const VitPlot *plot = d->plot;
  if (!plot->map)
    return;
  const VitRect *r = &d->area.rect;
  VitRect bar = { r->x + r->width + 0.8 * d->font, r->y, BAR_WIDTH, r->height };
  uint8_t table[256][4], column[256][4];
  vit_colormap_fill (plot->map_name, table);
  for (int i = 0; i < 256; i++)
    memcpy (column[i], table[255 - i], 4);
  vit_canvas_image (d->canvas, column[0], 1, 256, bar, true);
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_set_line (d->canvas, 0.6, 0);
  vit_canvas_stroke_rect (d->canvas, bar);

  Draw beside = *d;
  Axis axis = { plot->map_label, plot->map_minimum, plot->map_maximum };
  beside.area.rect = bar;
  draw_y_axis (&beside, &axis, plot->map_minimum, plot->map_maximum, true);
}

/* ---- Series ---- */

static double
series_y (const Draw *d, const Series *series, double y)
{
  const VitRect *r = &d->area.rect;
  if (!series->style.second)
    return vit_plot_area_y (&d->area, y);
  return r->y + r->height * (1 - (y - d->area.second0) / (d->area.second1 - d->area.second0));
}

static size_t
make_points (const Draw *d, const Series *series, VitPoint *points)
{
  size_t n = 0;
  for (size_t i = 0; i < series->n; i++)
    {
      points[n++] = (VitPoint){ vit_plot_area_x (&d->area, series->x[i]), series_y (d, series, series->y[i]) };
      if (series->style.steps)
        points[n++] = (VitPoint){ vit_plot_area_x (&d->area, series->x[i + 1]), series_y (d, series, series->y[i]) };
    }
  return n;
}

static void
fill_series (Draw *d, const Series *series, VitPoint *points, size_t n)
{
  double floor_y = series_y (d, series, MAX (0, series->style.second ? d->area.second0 : d->area.y0));
  vit_canvas_set_alpha (d->canvas, series->style.colour, series->style.fill);
  for (size_t begin = 0; begin < n;)
    {
      while (begin < n && !isfinite (points[begin].y))
        begin++;
      size_t end = begin;
      while (end < n && isfinite (points[end].y))
        end++;
      if (end > begin + 1)
        {
          g_autofree VitPoint *shape = g_new (VitPoint, end - begin + 2);
          memcpy (shape + 1, points + begin, (end - begin) * sizeof *points);
          shape[0] = (VitPoint){ points[begin].x, floor_y };
          shape[end - begin + 1] = (VitPoint){ points[end - 1].x, floor_y };
          vit_canvas_polygon (d->canvas, shape, end - begin + 2);
        }
      begin = end;
    }
}

static void
draw_errors (Draw *d, const Series *series)
{
  double cap = 0.25 * d->small;
  vit_canvas_set_line (d->canvas, 0.9, 0);
  for (size_t i = 0; series->error && i < series->n; i++)
    {
      if (!isfinite (series->y[i]) || !(series->error[i] > 0))
        continue;
      double x = vit_plot_area_x (&d->area, series->x[i]);
      double low = series_y (d, series, series->y[i] - series->error[i]);
      double high = series_y (d, series, series->y[i] + series->error[i]);
      vit_canvas_line (d->canvas, x, low, x, high);
      vit_canvas_line (d->canvas, x - cap, low, x + cap, low);
      vit_canvas_line (d->canvas, x - cap, high, x + cap, high);
    }
}

static void
draw_series (Draw *d, const Series *series)
{
  g_autofree VitPoint *points = g_new (VitPoint, 2 * series->n);
  size_t n = make_points (d, series, points);
  if (series->style.fill > 0)
    fill_series (d, series, points, n);
  vit_canvas_set_colour (d->canvas, series->style.colour);
  draw_errors (d, series);
  if (series->style.width > 0)
    {
      vit_canvas_set_line (d->canvas, series->style.width, series->style.dash);
      vit_canvas_polyline (d->canvas, points, n);
    }
  for (size_t i = 0; series->style.marker > 0 && i < n; i++)
    if (isfinite (points[i].x) && isfinite (points[i].y))
      vit_canvas_fill_circle (d->canvas, points[i].x, points[i].y, series->style.marker);
}

static void
draw_mark (Draw *d, const Mark *mark)
{
  const VitRect *r = &d->area.rect;
  if (mark->value < (mark->vertical ? d->area.x0 : d->area.y0) || mark->value > (mark->vertical ? d->area.x1 : d->area.y1))
    return;
  vit_canvas_set_colour (d->canvas, mark->colour);
  vit_canvas_set_line (d->canvas, mark->dash > 0 ? 1 : 1.4, mark->dash);
  if (mark->vertical)
    {
      double x = vit_plot_area_x (&d->area, mark->value);
      vit_canvas_line (d->canvas, x, r->y, x, r->y + r->height);
      bool left = x > r->x + 0.85 * r->width;
      if (mark->label)
        vit_canvas_text (d->canvas, x + (left ? -1 : 1) * 0.3 * d->small, r->y + 0.2 * d->small, left ? 1 : 0, 0, d->small,
                         false, mark->label);
      return;
    }
  double y = vit_plot_area_y (&d->area, mark->value);
  vit_canvas_line (d->canvas, r->x, y, r->x + r->width, y);
  if (mark->label)
    vit_canvas_text (d->canvas, r->x + r->width - 0.4 * d->small, y, 1, y < r->y + 1.5 * d->small ? 0 : 1, d->small, false,
                     mark->label);
}

/* ---- The legend: in the corner where least is drawn ---- */

static double
count_under (Draw *d, VitRect box)
{
  double count = 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      for (size_t i = 0; i < series->n; i++)
        {
          double x = vit_plot_area_x (&d->area, series->x[i]), y = series_y (d, series, series->y[i]);
          bool inside = x >= box.x && x <= box.x + box.width && y <= box.y + box.height && y >= box.y;
          count += inside ? (series->style.width > 1 ? 3 : 1) / (double) series->n : 0;
        }
    }
  return count;
}

static void
draw_legend (Draw *d)
{
  double widest = 0, line = height_of (d, d->small), gap = 0.5 * d->small, key = 1.6 * d->small, width;
  guint n = 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      if (!series->label)
        continue;
      vit_canvas_measure (d->canvas, d->small, series->label, &width, NULL);
      widest = MAX (widest, width);
      n++;
    }
  if (n == 0)
    return;
  const VitRect *r = &d->area.rect;
  VitRect box = { 0, 0, widest + key + 3 * gap, n * line + gap }, best = box;
  double least = INFINITY;
  for (int corner = 0; corner < 4; corner++)
    {
      box.x = corner % 2 == 0 ? r->x + r->width - box.width - gap : r->x + gap;
      box.y = corner < 2 ? r->y + gap : r->y + r->height - box.height - gap;
      double count = count_under (d, box);
      if (count < least - 1e-9)
        {
          least = count;
          best = box;
        }
    }
  vit_canvas_set_alpha (d->canvas, d->theme->background, 0.8);
  vit_canvas_fill_rect (d->canvas, best);
  double y = best.y + 0.5 * gap + 0.5 * line;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      if (!series->label)
        continue;
      vit_canvas_set_colour (d->canvas, series->style.colour);
      vit_canvas_set_line (d->canvas, MAX (series->style.width, 1), series->style.dash);
      if (series->style.width > 0)
        vit_canvas_line (d->canvas, best.x + gap, y, best.x + gap + key, y);
      if (series->style.marker > 0)
        vit_canvas_fill_circle (d->canvas, best.x + gap + key / 2, y, series->style.marker);
      vit_canvas_set_colour (d->canvas, d->theme->foreground);
      vit_canvas_text (d->canvas, best.x + 2 * gap + key, y, 0, 0.5, d->small, false, series->label);
      y += line;
    }
}

void
vit_plot_draw (const VitPlot *plot, VitCanvas *canvas, VitRect rect, double font_size, const VitTheme *theme,
               VitPlotArea *area)
{
  g_return_if_fail (plot && canvas && theme && font_size > 0);
  Draw d = { .plot = plot, .canvas = canvas, .theme = theme, .font = font_size, .small = 0.88 * font_size, .rect = rect };
  lay_out (&d);
  const VitRect *r = &d.area.rect;
  if (area)
    *area = d.area;
  if (r->width < 8 || r->height < 8)
    return;

  vit_canvas_push_clip (canvas, *r);
  draw_map (&d);
  if (plot->diagonal)
    {
      vit_canvas_set_colour (canvas, plot->diagonal_colour);
      vit_canvas_set_line (canvas, 1, 4);
      double low = MAX (d.area.x0, d.area.y0), high = MIN (d.area.x1, d.area.y1);
      vit_canvas_line (canvas, vit_plot_area_x (&d.area, low), vit_plot_area_y (&d.area, low),
                       vit_plot_area_x (&d.area, high), vit_plot_area_y (&d.area, high));
    }
  for (guint s = 0; s < plot->series->len; s++)
    draw_series (&d, &g_array_index (plot->series, Series, s));
  for (guint m = 0; m < plot->marks->len; m++)
    draw_mark (&d, &g_array_index (plot->marks, Mark, m));
  vit_canvas_pop_clip (canvas);

  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_line (canvas, 0.8, 0);
  vit_canvas_stroke_rect (canvas, *r);
  draw_x_axis (&d);
  draw_y_axis (&d, &plot->y, d.area.y0, d.area.y1, false);
  if (plot->y2.label)
    draw_y_axis (&d, &plot->y2, d.area.second0, d.area.second1, true);
  draw_bar (&d);
  draw_legend (&d);
  vit_canvas_set_colour (canvas, theme->foreground);
  if (plot->title)
    vit_canvas_text (canvas, r->x + r->width / 2, rect.y, 0.5, 0, d.font, false, plot->title);
  vit_canvas_set_colour (canvas, theme->dim);
  if (plot->caption)
    vit_canvas_text (canvas, rect.x + 0.4 * d.font, rect.y + rect.height, 0, 1, d.small * 0.92, false, plot->caption);
}
