/* Where the data of a plot lie, whatever its axes show. */

#include <math.h>
#include <string.h>

#include "ui/figure/plot-private.h"

static void
widen_range (double *low, double *high, double value)
{
  if (!isfinite (value))
    return;
  *low = isnan (*low) || value < *low ? value : *low;
  *high = isnan (*high) || value > *high ? value : *high;
}

void
vit_plot_widen_data (const VitPlot *plot, double x[2], double y[2], double second[2])
{
  bool log_x = plot->x.logarithmic, log_y = plot->y.logarithmic;
  for (guint s = 0; s < plot->series->len; s++)
    {
      const Series *series = &g_array_index (plot->series, Series, s);
      for (size_t i = 0; i < series->n + series->style.steps; i++)
        if (!log_x || series->x[i] > 0)
          widen_range (&x[0], &x[1], series->x[i]);
      for (size_t i = 0; i < series->n; i++)
        {
          double up = series->error ? series->error[i] : 0,
                 down = series->error ? vit_series_get_below (series, i) : 0;
          const double ends[2] = { series->y[i] - (isfinite (down) ? down : 0),
                                   series->y[i] + (isfinite (up) ? up : 0) };
          for (int k = 0; k < 2; k++)
            if (series->style.second)
              widen_range (&second[0], &second[1], ends[k]);
            else if (!log_y || ends[k] > 0)
              widen_range (&y[0], &y[1], ends[k]);
        }
    }
  if (!plot->map)
    return;
  widen_range (&x[0], &x[1], plot->x_edges[0]);
  widen_range (&x[0], &x[1], plot->x_edges[plot->map_x]);
  widen_range (&y[0], &y[1], plot->y_edges[0]);
  widen_range (&y[0], &y[1], plot->y_edges[plot->map_y]);
}

bool
vit_plot_widen_axis (const VitPlot *plot, const VitPlot *first, bool along_x, double range[2])
{
  const char *label = along_x ? plot->x.label : plot->y.label,
             *wanted = along_x ? first->x.label : first->y.label;
  double x[2] = { NAN, NAN }, y[2] = { NAN, NAN }, second[2] = { NAN, NAN };
  if (plot->categories || g_strcmp0 (label, wanted) != 0)
    return false;
  vit_plot_widen_data (plot, x, y, second);
  for (int k = 0; k < 2; k++)
    widen_range (&range[0], &range[1], along_x ? x[k] : y[k]);
  return isfinite (range[0]);
}
