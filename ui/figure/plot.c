#include "ui/figure/plot.h"

#include <math.h>
#include <string.h>

#include "ui/figure/plot-private.h"

static void
clear_series (gpointer data)
{
  Series *series = data;
  g_free (series->label);
  g_free (series->x);
  g_free (series->y);
  g_free (series->error);
}

static void
clear_mark (gpointer data)
{
  g_free (((Mark *) data)->label);
}

VitPlot *
vit_plot_new (void)
{
  VitPlot *plot = g_new0 (VitPlot, 1);
  plot->series = g_array_new (FALSE, FALSE, sizeof (Series));
  g_array_set_clear_func (plot->series, clear_series);
  plot->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (plot->marks, clear_mark);
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
  g_strfreev (plot->x_names);
  g_strfreev (plot->y_names);
  g_free (plot);
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
                    .x = g_memdup2 (x, (n + style->steps) * sizeof (double)),
                    .y = g_memdup2 (y, n * sizeof (double)),
                    .error = style->error ? g_memdup2 (style->error, n * sizeof (double)) : NULL,
                    .n = n };
  series.style.label = NULL;
  series.style.error = NULL;
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
vit_plot_set_names (VitPlot *plot, const char *const *x_names, const char *const *y_names)
{
  g_return_if_fail (plot && plot->map && !plot->x_names && x_names && y_names);
  g_return_if_fail (g_strv_length ((char **) x_names) == plot->map_x &&
                    g_strv_length ((char **) y_names) == plot->map_y);
  plot->x_names = g_strdupv ((char **) x_names);
  plot->y_names = g_strdupv ((char **) y_names);
}

/* ---- Ranges ---- */

static void
widen (double *low, double *high, double value)
{
  if (!isfinite (value))
    return;
  *low = isnan (*low) || value < *low ? value : *low;
  *high = isnan (*high) || value > *high ? value : *high;
}

static void
settle (const Axis *axis, double low, double high, bool pad, double *from, double *to)
{
  if (isnan (low))
    {
      low = 0;
      high = 1;
    }
  double margin = pad ? 0.05 * (high - low) : 0;
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
  double x0 = NAN, x1 = NAN, y0 = NAN, y1 = NAN, s0 = NAN, s1 = NAN;
  for (guint s = 0; s < plot->series->len; s++)
    {
      const Series *series = &g_array_index (plot->series, Series, s);
      for (size_t i = 0; i < series->n + series->style.steps; i++)
        widen (&x0, &x1, series->x[i]);
      for (size_t i = 0; i < series->n; i++)
        {
          double e = series->error && isfinite (series->error[i]) ? series->error[i] : 0;
          for (int sign = -1; sign <= 1; sign += 2)
            widen (series->style.second ? &s0 : &y0, series->style.second ? &s1 : &y1,
                   series->y[i] + sign * e);
        }
    }
  if (plot->map)
    {
      widen (&x0, &x1, plot->x_edges[0]);
      widen (&x0, &x1, plot->x_edges[plot->map_x]);
      widen (&y0, &y1, plot->y_edges[0]);
      widen (&y0, &y1, plot->y_edges[plot->map_y]);
    }
  settle (&plot->x, x0, x1, false, &area->x0, &area->x1);
  settle (&plot->y, y0, y1, plot->map == NULL, &area->y0, &area->y1);
  settle (&plot->y2, s0, s1, true, &area->second0, &area->second1);
}

bool
vit_plot_locate (const VitPlotArea *area, double px, double py, double *x, double *y)
{
  const VitRect *r = &area->rect;
  if (!(r->width > 0 && r->height > 0))
    return false;
  *x = area->x0 + (area->x1 - area->x0) * (px - r->x) / r->width;
  *y = area->y1 - (area->y1 - area->y0) * (py - r->y) / r->height;
  return px >= r->x && px <= r->x + r->width && py >= r->y && py <= r->y + r->height;
}
