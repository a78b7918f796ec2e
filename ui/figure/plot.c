#include "ui/figure/plot.h"

#include <math.h>
#include <string.h>

#include "ui/figure/plot-private.h"

static void
clear_series (gpointer data)
{
  Series *series = data;
  g_free (series->label);
  g_free (series->name);
  g_free (series->x);
  g_free (series->y);
  g_free (series->error);
  g_free (series->error_below);
  g_free (series->more);
  g_free (series->more_name);
}

static void
clear_mark (gpointer data)
{
  g_free (((Mark *) data)->label);
}

static void
clear_point (gpointer data)
{
  g_free (((Point *) data)->label);
}

static void
clear_bars (gpointer data)
{
  Bars *bars = data;
  g_free (bars->label);
  g_free (bars->values);
  g_free (bars->low);
  g_free (bars->high);
  g_free (bars->baseline);
  g_strfreev (bars->notes);
  for (int k = 0; k < VIT_BARS_MAX_MORE; k++)
    {
      g_free (bars->more[k]);
      g_free (bars->more_names[k]);
    }
}

VitPlot *
vit_plot_new (void)
{
  VitPlot *plot = g_new0 (VitPlot, 1);
  plot->series = g_array_new (FALSE, FALSE, sizeof (Series));
  g_array_set_clear_func (plot->series, clear_series);
  plot->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (plot->marks, clear_mark);
  plot->points = g_array_new (FALSE, FALSE, sizeof (Point));
  g_array_set_clear_func (plot->points, clear_point);
  plot->bars = g_array_new (FALSE, FALSE, sizeof (Bars));
  g_array_set_clear_func (plot->bars, clear_bars);
  plot->x.minimum = plot->x.maximum = plot->y.minimum = plot->y.maximum = NAN;
  plot->y2.minimum = plot->y2.maximum = NAN;
  return plot;
}

void
vit_plot_free (VitPlot *plot)
{
  if (!plot)
    return;
  g_array_unref (plot->series);
  g_array_unref (plot->marks);
  g_array_unref (plot->points);
  g_array_unref (plot->bars);
  g_free (plot->merges);
  g_strfreev (plot->categories);
  g_free (plot->levels);
  g_free (plot->title);
  g_free (plot->caption);
  g_free (plot->x.label);
  g_free (plot->y.label);
  g_free (plot->y2.label);
  g_free (plot->map);
  g_free (plot->x_edges);
  g_free (plot->y_edges);
  g_free (plot->map_name);
  g_free (plot->map_label);
  g_free (plot->map_points);
  for (int k = 0; k < VIT_MAP_MAX_MORE; k++)
    {
      g_free (plot->map_more[k]);
      g_free (plot->map_more_names[k]);
    }
  g_strfreev (plot->x_names);
  g_strfreev (plot->y_names);
  if (plot->free_csv_data)
    plot->free_csv_data (plot->csv_data);
  g_free (plot);
}

void
vit_plot_set_tag (VitPlot *plot, const char *kind, gconstpointer owner, int part)
{
  plot->tag = (VitPlotTag){ kind, owner, part, plot->tag.definition };
}

void
vit_plot_set_definition (VitPlot *plot, const char *definition)
{
  plot->tag.definition = g_intern_string (definition);
}

const VitPlotTag *
vit_plot_get_tag (const VitPlot *plot)
{
  return &plot->tag;
}

void
vit_plot_set_title (VitPlot *plot, const char *markup)
{
  g_free (plot->title);
  plot->title = g_strdup (markup);
}

void
vit_plot_set_caption (VitPlot *plot, const char *text)
{
  g_free (plot->caption);
  plot->caption = g_strdup (text);
}

void
vit_plot_limit_caption (VitPlot *plot, double share)
{
  plot->caption_share = share;
}

static void
set_axis (Axis *axis, const char *label, double minimum, double maximum)
{
  g_free (axis->label);
  axis->label = g_strdup (label);
  axis->minimum = minimum;
  axis->maximum = maximum;
}

void
vit_plot_set_x (VitPlot *plot, const char *label, double minimum, double maximum)
{
  set_axis (&plot->x, label, minimum, maximum);
}

void
vit_plot_set_y (VitPlot *plot, const char *label, double minimum, double maximum)
{
  set_axis (&plot->y, label, minimum, maximum);
}

static void
set_ends (Axis *axis, const char *like, double low, double high)
{
  if (g_strcmp0 (axis->label, like) != 0)
    return;
  axis->minimum = isfinite (low) ? low : axis->minimum;
  axis->maximum = isfinite (high) ? high : axis->maximum;
}

void
vit_plot_set_ranges_like (
    VitPlot *plot, const VitPlot *first, double x0, double x1, double y0, double y1)
{
  g_return_if_fail (plot && first);
  set_ends (&plot->x, first->x.label, x0, x1);
  set_ends (&plot->y, first->y.label, y0, y1);
}

void
vit_plot_set_y2 (VitPlot *plot, const char *label, double minimum, double maximum)
{
  set_axis (&plot->y2, label, minimum, maximum);
}

void
vit_plot_add (VitPlot *plot, const VitSeries *style, const double *x, const double *y, size_t n)
{
  g_return_if_fail (plot && style && x && y);
  if (n == 0)
    return;
  Series series = { .style = *style,
                    .label = g_strdup (style->label),
                    .name = g_strdup (style->name),
                    .x = g_memdup2 (x, (n + style->steps) * sizeof (double)),
                    .y = g_memdup2 (y, n * sizeof (double)),
                    .error = g_memdup2 (style->error, style->error ? n * sizeof (double) : 0),
                    .error_below = g_memdup2 (style->error_below,
                                              style->error_below ? n * sizeof (double) : 0),
                    .more = g_memdup2 (style->more, style->more ? n * sizeof (double) : 0),
                    .more_name = g_strdup (style->more_name),
                    .n = n };
  series.style.label = series.style.name = NULL;
  series.style.error = series.style.error_below = series.style.more = NULL;
  series.style.more_name = NULL;
  g_array_append_val (plot->series, series);
}

static void
add_mark (
    VitPlot *plot, double value, bool vertical, VitRgba colour, double dash, const char *label)
{
  Mark mark = { value, vertical, colour, dash, g_strdup (label) };
  g_array_append_val (plot->marks, mark);
}

void
vit_plot_add_x_mark (VitPlot *plot, double value, VitRgba colour, double dash, const char *label)
{
  add_mark (plot, value, true, colour, dash, label);
}

void
vit_plot_add_y_mark (VitPlot *plot, double value, VitRgba colour, double dash, const char *label)
{
  add_mark (plot, value, false, colour, dash, label);
}

void
vit_plot_add_diagonal (VitPlot *plot, VitRgba colour)
{
  plot->diagonal = true;
  plot->diagonal_colour = colour;
}

void
vit_plot_set_map (VitPlot *plot,
                  const float *values,
                  size_t n_x,
                  size_t n_y,
                  const double *x_edges,
                  const double *y_edges,
                  double minimum,
                  double maximum,
                  const char *colormap,
                  const char *label)
{
  g_return_if_fail (plot && values && n_x > 0 && n_y > 0 && !plot->map);
  plot->map = g_memdup2 (values, n_x * n_y * sizeof (float));
  plot->map_x = n_x;
  plot->map_y = n_y;
  plot->x_edges = g_memdup2 (x_edges, (n_x + 1) * sizeof (double));
  plot->y_edges = g_memdup2 (y_edges, (n_y + 1) * sizeof (double));
  plot->map_minimum = minimum;
  plot->map_maximum = maximum;
  plot->map_name = g_strdup (colormap);
  plot->map_label = g_strdup (label);
}

void
vit_plot_set_map_points (VitPlot *plot, const double *x)
{
  g_return_if_fail (plot && plot->map && x && !plot->map_points);
  plot->map_points = g_memdup2 (x, plot->map_x * sizeof *x);
}

void
vit_plot_add_map_column (VitPlot *plot, const char *name, const double *values)
{
  g_return_if_fail (plot && plot->map && name && values);
  int k = 0;
  while (k < VIT_MAP_MAX_MORE && plot->map_more[k])
    k++;
  g_return_if_fail (k < VIT_MAP_MAX_MORE);
  plot->map_more[k] = g_memdup2 (values, plot->map_x * plot->map_y * sizeof *values);
  plot->map_more_names[k] = g_strdup (name);
}

void
vit_plot_set_contours (VitPlot *plot,
                       const double *values,
                       const VitRaster *raster,
                       const double *levels,
                       size_t n_levels,
                       const char *colormap,
                       const char *label)
{
  g_return_if_fail (plot && values && raster && n_levels > 1);
  g_autofree float *map = g_new (float, raster->nx * raster->ny);
  g_autofree double *x = g_new (double, raster->nx + 1), *y = g_new (double, raster->ny + 1);
  for (size_t i = 0; i <= raster->nx; i++)
    x[i] = raster->x0 + ((double) i - 0.5) * raster->dx;
  for (size_t j = 0; j <= raster->ny; j++)
    y[j] = raster->y0 + ((double) j - 0.5) * raster->dy;
  for (size_t i = 0; i < raster->nx; i++)
    for (size_t j = 0; j < raster->ny; j++)
      map[i * raster->ny + j] = (float) values[j * raster->nx + i];
  vit_plot_set_map (plot, map, raster->nx, raster->ny, x, y, levels[0], levels[n_levels - 1],
                    colormap, label);
  plot->raster = *raster;
  plot->levels = g_memdup2 (levels, n_levels * sizeof *levels);
  plot->n_levels = n_levels;
}

void
vit_plot_hide_bar (VitPlot *plot)
{
  plot->bar_hidden = true;
}

bool
vit_plot_has_bar (const VitPlot *plot)
{
  return plot->map && !plot->bar_hidden;
}

void
vit_plot_set_y_hidden (VitPlot *plot, bool hidden)
{
  plot->y_hidden = hidden;
}

void
vit_plot_fill_below (VitPlot *plot)
{
  plot->filled_below = true;
}

void
vit_plot_set_margins (VitPlot *plot, const VitPlotMargins *least)
{
  plot->margins = *least;
}

bool
vit_plot_has_legend (const VitPlot *plot)
{
  for (guint s = 0; s < plot->series->len; s++)
    if (g_array_index (plot->series, Series, s).label)
      return true;
  return false;
}

/* Returns: the next named curve from @s on, or NULL. */
static const Series *
find_named (const VitPlot *plot, guint *s)
{
  for (; *s < plot->series->len; (*s)++)
    if (g_array_index (plot->series, Series, *s).label)
      return &g_array_index (plot->series, Series, (*s)++);
  return NULL;
}

bool
vit_plot_has_same_legend (const VitPlot *plot, const VitPlot *other)
{
  guint a = 0, b = 0;
  g_return_val_if_fail (plot && other, false);
  for (;;)
    {
      const Series *one = find_named (plot, &a), *two = find_named (other, &b);
      if (!one || !two)
        return !one && !two && a > 0;
      if (strcmp (one->label, two->label) != 0 ||
          memcmp (&one->style.colour, &two->style.colour, sizeof one->style.colour) != 0)
        return false;
    }
}

void
vit_plot_hide_legend (VitPlot *plot)
{
  plot->legend_hidden = true;
}

void
vit_plot_add_point (VitPlot *plot, double x, double y, VitRgba colour, const char *label)
{
  Point point = { x, y, colour, g_strdup (label) };
  g_array_append_val (plot->points, point);
}

void
vit_plot_set_categories (VitPlot *plot, const char *const *names, bool horizontal)
{
  g_return_if_fail (plot && names && !plot->categories);
  plot->categories = g_strdupv ((char **) names);
  plot->horizontal = horizontal;
}

void
vit_plot_add_bars (VitPlot *plot, const VitBars *bars)
{
  g_return_if_fail (plot && plot->categories && bars->values);
  gsize n = g_strv_length (plot->categories), bytes = n * sizeof (double);
  Bars own = { .label = g_strdup (bars->label),
               .colour = bars->colour,
               .values = g_memdup2 (bars->values, bytes),
               .low = bars->low ? g_memdup2 (bars->low, bytes) : NULL,
               .high = bars->high ? g_memdup2 (bars->high, bytes) : NULL,
               .baseline = bars->baseline ? g_memdup2 (bars->baseline, bytes) : NULL,
               .notes = g_strdupv ((char **) bars->notes),
               .same_place = bars->same_place,
               .dots = bars->dots,
               .hollow = bars->hollow };
  for (int k = 0; k < VIT_BARS_MAX_MORE; k++)
    {
      own.more[k] = bars->more[k] ? g_memdup2 (bars->more[k], bytes) : NULL;
      own.more_names[k] = g_strdup (bars->more_names[k]);
    }
  g_array_append_val (plot->bars, own);
}

void
vit_plot_set_log (VitPlot *plot, bool x, bool y)
{
  plot->x.logarithmic = x;
  plot->y.logarithmic = y;
}

void
vit_plot_set_names (VitPlot *plot, const char *const *x_names, const char *const *y_names)
{
  g_return_if_fail (plot && plot->map && !plot->x_names && x_names && y_names);
  g_return_if_fail (g_strv_length ((char **) x_names) == plot->map_x &&
                    g_strv_length ((char **) y_names) == plot->map_y);
  plot->x_names = g_strdupv ((char **) x_names);
  plot->y_names = g_strdupv ((char **) y_names);
}

const char *
vit_plot_get_title (const VitPlot *plot)
{
  return plot->title;
}

const char *
vit_plot_get_caption (const VitPlot *plot)
{
  return plot->caption;
}

/* Width and height of the cell of a map that has a name, at least, em; and from how many names on
 * they are many. */
#define NAME_WIDTH 0.5
#define NAME_HEIGHT 0.45
#define MANY_NAMES 8

double
vit_plot_get_least_width (const VitPlot *plot, double font_size)
{
  double width = 11.5 + (plot->y2.label ? 5 : 0) + (plot->map && !plot->bar_hidden ? 5 : 0);
  /* A map whose columns have names shows every second of them, at least. */
  if (plot->x_names)
    width += fmax (0, NAME_WIDTH * (double) plot->map_x - 6);
  return width * font_size;
}

double
vit_plot_get_least_height (const VitPlot *plot, double font_size)
{
  bool bars = plot->categories && plot->horizontal;
  if (plot->x_names)
    return (NAME_HEIGHT * (double) plot->map_y + 8 + (plot->n_leaves > 1 ? 4 : 0)) * font_size;
  return bars ? (1.1 * g_strv_length (plot->categories) + 6.5) * font_size : 0;
}

double
vit_plot_get_shape (const VitPlot *plot, double width, double font_size)
{
  if (plot->levels)
    return 1.05;
  /* Cells of a map of many names are about as high as wide. */
  if (plot->x_names && plot->map_x > MANY_NAMES)
    return 0.95;
  if (!plot->categories || !plot->horizontal)
    return 1.45;
  /* Each category is high enough to be read, and to tell its bars apart. */
  double each = fmax (1.5, 0.55 * plot->bars->len + 0.5);
  return width / ((each * g_strv_length (plot->categories) + 6.5) * font_size);
}

const char *
vit_plot_get_map_label (const VitPlot *plot)
{
  return plot->map_label ? plot->map_label : "";
}

double
vit_plot_get_value (const VitPlot *plot, double x, double y)
{
  for (size_t i = 0; plot->map && i < plot->map_x; i++)
    for (size_t j = 0; x >= plot->x_edges[i] && x < plot->x_edges[i + 1] && j < plot->map_y; j++)
      if (y >= plot->y_edges[j] && y < plot->y_edges[j + 1])
        return (double) plot->map[i * plot->map_y + j];
  return NAN;
}

/* ---- Ranges ---- */

/* A logarithmic axis ends a little beyond the data; without data it spans one decade. */
static void
choose_log_range (const Axis *axis, double low, double high, double *from, double *to)
{
  if (!(low > 0) || !isfinite (high))
    {
      low = 1;
      high = 10;
    }
  *from = axis->minimum > 0 ? axis->minimum : low / pow (high / low, 0.04);
  *to = axis->maximum > 0 ? axis->maximum : high * pow (high / low, 0.04);
  if (!(*to > *from * 1.0001))
    {
      *from /= 2;
      *to = *from * 4;
    }
}

static void
choose_range (const Axis *axis, double low, double high, bool pad, double *from, double *to)
{
  if (axis->logarithmic)
    {
      choose_log_range (axis, low, high, from, to);
      return;
    }
  if (isnan (low))
    {
      low = 0;
      high = 1;
    }
  /* One value alone stays clear of the end of an axis that begins elsewhere. */
  double begin = high > low || isnan (axis->minimum) ? low : axis->minimum;
  double margin = pad ? 0.05 * (high - begin) : 0;
  *from = isnan (axis->minimum) ? low - margin : axis->minimum;
  *to = isnan (axis->maximum) ? high + margin : axis->maximum;
  if (!(*to > *from))
    {
      double half = fabs (*from) > 0 ? 0.1 * fabs (*from) : 0.5;
      *from -= isnan (axis->minimum) ? half : 0;
      *to = *from + 2 * half;
    }
}

void
vit_plot_get_ranges (const VitPlot *plot, VitPlotArea *area)
{
  double x[2] = { NAN, NAN }, y[2] = { NAN, NAN }, second[2] = { NAN, NAN };
  bool log_x = plot->x.logarithmic, log_y = plot->y.logarithmic;
  vit_plot_widen_data (plot, x, y, second);
  area->log_x = log_x;
  area->log_y = log_y;
  if (plot->categories)
    {
      double low = 0, high = 0, n = MAX (g_strv_length (plot->categories), 1);
      vit_plot_widen_bars (plot, &low, &high);
      const Axis *values = plot->horizontal ? &plot->x : &plot->y;
      double from, to, margin = 0.05 * (high - low);
      choose_range (values, low < 0 ? low - margin : 0, high > 0 ? high + margin : 0, false, &from,
                    &to);
      /* The first category of horizontal bars is at the top. */
      VitPlotArea lying = { .rect = area->rect, .x0 = from, .x1 = to, .y0 = n, .second1 = 1 };
      VitPlotArea standing = { .rect = area->rect, .x1 = n, .y0 = from, .y1 = to, .second1 = 1 };
      *area = plot->horizontal ? lying : standing;
      return;
    }
  choose_range (&plot->x, x[0], x[1], false, &area->x0, &area->x1);
  choose_range (&plot->y, y[0], y[1], plot->map == NULL, &area->y0, &area->y1);
  choose_range (&plot->y2, second[0], second[1], true, &area->second0, &area->second1);
}

bool
vit_plot_locate (const VitPlotArea *area, double px, double py, double *x, double *y)
{
  const VitRect *r = &area->rect;
  if (!(r->width > 0 && r->height > 0))
    return false;
  double u = (px - r->x) / r->width, v = 1 - (py - r->y) / r->height;
  *x = area->log_x ? area->x0 * pow (area->x1 / area->x0, u) : area->x0 + (area->x1 - area->x0) * u;
  *y = area->log_y ? area->y0 * pow (area->y1 / area->y0, v) : area->y0 + (area->y1 - area->y0) * v;
  return px >= r->x && px <= r->x + r->width && py >= r->y && py <= r->y + r->height;
}
