/* The values at a point of a plot, as text. */

#include <math.h>
#include <string.h>

#include "ui/figure/plot-private.h"
#include "ui/style/number-format.h"

/* Greatest distance from the pointer to a point of a series that is read out, points. */
#define GREATEST_DISTANCE 24.0

/* "time <i>t</i> (ps)" and 5 give "time <i>t</i> = 5 ps". */
static void
append_value (GString *text, const char *label, double value)
{
  const char *unit = label ? strrchr (label, '(') : NULL;
  gsize length = label ? strlen (label) : 0;
  bool has_unit = unit && unit > label + 1 && unit[-1] == ' ' && label[length - 1] == ')';
  if (length > 0)
    g_string_append_printf (text, "%.*s = ", (int) (has_unit ? unit - 1 - label : (gssize) length),
                            label);
  char number[VIT_NUMBER_BYTES];
  bool whole = fabs (value) >= 1e4 && fabs (value) < 1e7;
  g_string_append (text, vit_format_reading (whole ? "%.0f" : "%.4g", value, number));
  if (has_unit)
    g_string_append_printf (text, " %.*s", (int) (label + length - 1 - (unit + 1)), unit + 1);
}

/* Returns: x of a point, or the middle of a bin of a histogram. */
static double
get_point_x (const Series *series, size_t i)
{
  return series->style.steps ? 0.5 * (series->x[i] + series->x[i + 1]) : series->x[i];
}

/* Find the point of a series nearest to (@px, @py) on the canvas; %NULL if none is near. */
static const Series *
find_nearest (const VitPlot *plot, const VitPlotArea *area, double px, double py, size_t *index)
{
  const Series *nearest = NULL;
  double least = GREATEST_DISTANCE;
  for (guint s = 0; s < plot->series->len; s++)
    {
      const Series *series = &g_array_index (plot->series, Series, s);
      if (!(series->style.width > 0) && !(series->style.marker > 0))
        continue;
      for (size_t i = 0; i < series->n; i++)
        {
          double dx = vit_plot_area_x (area, get_point_x (series, i)) - px,
                 dy = vit_plot_area_series_y (area, series->style.second, series->y[i]) - py;
          double distance = hypot (dx, dy);
          if (distance < least)
            {
              least = distance;
              nearest = series;
              *index = i;
            }
        }
    }
  return nearest;
}

char *
vit_plot_dup_reading (const VitPlot *plot, const VitPlotArea *area, double x, double y)
{
  g_return_val_if_fail (plot && area, NULL);
  GString *text = g_string_new (NULL);
  size_t i = 0;
  const Series *series = plot->map ? NULL
                                   : find_nearest (plot, area, vit_plot_area_x (area, x),
                                                   vit_plot_area_y (area, y), &i);
  const char *name = series ? series->name ? series->name : series->label : NULL;
  if (name)
    g_string_append_printf (text, "<b>%s</b>\n", name);
  append_value (text, plot->x.label, series ? get_point_x (series, i) : x);
  g_string_append_c (text, '\n');
  append_value (text, series && series->style.second ? plot->y2.label : plot->y.label,
                series ? series->y[i] : y);
  if (series && series->error && isfinite (series->error[i]))
    {
      double up = series->error[i], down = vit_series_get_below (series, i);
      if (series->error_below)
        {
          char low[VIT_NUMBER_BYTES], high[VIT_NUMBER_BYTES];
          g_string_append_printf (text, " (%s … %s)",
                                  vit_format_reading ("%.3g", series->y[i] - down, low),
                                  vit_format_reading ("%.3g", series->y[i] + up, high));
        }
      else if (up > 0)
        g_string_append_printf (text, " ± %.2g", up);
    }
  double value = plot->map && !plot->x_names ? vit_plot_get_value (plot, x, y) : NAN;
  if (isfinite (value))
    {
      g_string_append_c (text, '\n');
      append_value (text, plot->map_label, value);
    }
  return g_string_free (text, FALSE);
}

char *
vit_plot_dup_cell_reading (const VitPlot *plot, double x, double y)
{
  for (size_t i = 0; plot->x_names && i < plot->map_x; i++)
    for (size_t j = 0; j < plot->map_y; j++)
      {
        double value = (double) plot->map[i * plot->map_y + j];
        if (!(x >= plot->x_edges[i] && x < plot->x_edges[i + 1] && y >= plot->y_edges[j] &&
              y < plot->y_edges[j + 1]))
          continue;
        GString *text = g_string_new (NULL);
        g_string_append_printf (text, "%s: %s\n%s: %s\n", plot->x.label ? plot->x.label : "",
                                plot->x_names[i], plot->y.label ? plot->y.label : "",
                                plot->y_names[j]);
        append_value (text, plot->map_label, isfinite (value) ? value : 0);
        return g_string_free (text, FALSE);
      }
  return NULL;
}
