/* The heat map of a plot and its colour bar. */

#include <math.h>
#include <string.h>

#include "core/stats/contour.h"
#include "ui/figure/plot-private.h"
#include "ui/style/colormap.h"
#include "ui/style/colour-vision.h"
#include "ui/style/number-format.h"

/* Numbers are black or white, whichever is read better. */
static void
draw_cell_numbers (VitPlotDraw *d, uint8_t table[256][4])
{
  const VitPlot *plot = d->plot;
  double cell_x = d->area.rect.width / plot->map_x, cell_y = d->area.rect.height / plot->map_y,
         width;
  VitTicks ticks = vit_nice_ticks (plot->map_minimum, plot->map_maximum, 100);
  char text[VIT_NUMBER_BYTES];
  g_autofree char *little =
      g_strdup_printf ("&lt; %s", vit_format_tick (ticks.step, ticks.step, text));
  vit_canvas_measure (d->canvas, d->small, vit_format_tick (plot->map_maximum, ticks.step, text),
                      &width, NULL);
  if (width > 0.9 * cell_x || d->small > 0.8 * cell_y)
    return;
  vit_canvas_set_role (d->canvas, VIT_ROLE_VALUE, 0);
  for (size_t i = 0; i < plot->map_x; i++)
    for (size_t j = 0; j < plot->map_y; j++)
      {
        double value = (double) plot->map[i * plot->map_y + j];
        int k = vit_colormap_index (value, plot->map_minimum, plot->map_maximum);
        if (k < 0 || value == 0)
          continue;
        const VitRgba black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 };
        const VitRgba cell = { table[k][0] / 255.0, table[k][1] / 255.0, table[k][2] / 255.0, 1 };
        vit_canvas_set_colour (
            d->canvas,
            vit_colour_contrast (black, cell) > vit_colour_contrast (white, cell) ? black : white);
        vit_canvas_text (d->canvas, d->area.rect.x + ((double) i + 0.5) * cell_x,
                         d->area.rect.y + d->area.rect.height - ((double) j + 0.5) * cell_y, 0.5,
                         0.5, d->small, false,
                         fabs (value) < ticks.step / 2 ? little
                                                       : vit_format_tick (value, ticks.step, text));
      }
  vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
}

/* The inverse of vit_plot_fraction(). */
static double
get_value_at (double fraction, double from, double to, bool logarithmic)
{
  return logarithmic ? from * pow (to / from, fraction) : from + (to - from) * fraction;
}

void
vit_plot_draw_map (VitPlotDraw *d)
{
  const VitPlot *plot = d->plot;
  if (!plot->map)
    return;
  /* Paint pixels instead of one per bin, so that bins of unequal width come out right. */
  double per = fmax (2, vit_canvas_get_resolution (d->canvas));
  int width = (int) CLAMP (ceil (d->area.rect.width * per), 1, 12000),
      height = (int) CLAMP (ceil (d->area.rect.height * per), 1, 12000);
  g_autofree uint8_t *rgba = g_malloc0 ((size_t) width * (size_t) height * 4);
  uint8_t table[256][4];
  vit_colormap_fill_on (plot->map_name, d->theme->dark, table);
  g_autofree ssize_t *row_bin = g_new (ssize_t, height);
  for (int py = 0; py < height; py++)
    {
      double y = get_value_at (1 - (py + 0.5) / height, d->area.y0, d->area.y1, d->area.log_y);
      size_t j = 0;
      while (j < plot->map_y && y >= plot->y_edges[j + 1])
        j++;
      row_bin[py] = y >= plot->y_edges[0] && j < plot->map_y ? (ssize_t) j : -1;
    }
  size_t i = 0;
  for (int px = 0; px < width; px++)
    {
      double x = get_value_at ((px + 0.5) / width, d->area.x0, d->area.x1, d->area.log_x);
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
          int k = vit_colormap_index ((double) plot->map[i * plot->map_y + (size_t) row_bin[py]],
                                      plot->map_minimum, plot->map_maximum);
          if (k >= 0)
            memcpy (rgba + 4 * ((size_t) py * (size_t) width + (size_t) px), table[k], 4);
        }
    }
  vit_canvas_image (d->canvas, rgba, width, height, d->area.rect, false);
  if (plot->x_names)
    draw_cell_numbers (d, table);
}

/* Colour of the band above level @k: the bands divide the colour map evenly. */
static VitRgba
get_band_colour (const VitPlot *plot, uint8_t table[256][4], size_t k)
{
  size_t last = plot->n_levels - 1;
  const uint8_t *c = table[k >= last ? 255 : (255 * (2 * k + 1)) / (2 * last)];
  return (VitRgba){ c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, 1 };
}

void
vit_plot_draw_contours (VitPlotDraw *d)
{
  const VitPlot *plot = d->plot;
  uint8_t table[256][4];
  vit_colormap_fill_on (plot->map_name, d->theme->dark, table);
  g_autofree double *values = g_new (double, plot->map_x * plot->map_y);
  for (size_t i = 0; i < plot->map_x; i++)
    for (size_t j = 0; j < plot->map_y; j++)
      values[j * plot->map_x + i] = (double) plot->map[i * plot->map_y + j];
  if (plot->filled_below)
    {
      vit_canvas_set_colour (d->canvas, get_band_colour (plot, table, 0));
      vit_canvas_fill_rect (d->canvas, d->area.rect);
    }
  /* filled_below is 0 or 1: the area that has been filled covers the contour of the first level. */
  for (size_t k = plot->filled_below; k < plot->n_levels; k++)
    {
      g_autoptr (VitContour) contour = vit_contour_new (values, &plot->raster, plot->levels[k]);
      size_t n = contour->starts[contour->n_rings];
      g_autofree VitPoint *points = g_new (VitPoint, n + 1);
      for (size_t i = 0; i < n; i++)
        points[i] = (VitPoint){ vit_plot_area_x (&d->area, contour->points[i][0]),
                                vit_plot_area_y (&d->area, contour->points[i][1]) };
      vit_canvas_set_colour (d->canvas, get_band_colour (plot, table, k));
      vit_canvas_rings (d->canvas, points, contour->starts, contour->n_rings);
      vit_canvas_set_colour (d->canvas, (VitRgba){ 0, 0, 0, 0.45 });
      vit_canvas_set_stroke (d->canvas, VIT_STROKE_CONTOUR, 0);
      for (size_t r = 0; r < contour->n_rings; r++)
        {
          size_t first = contour->starts[r], count = contour->starts[r + 1] - first;
          g_autofree VitPoint *ring = g_new (VitPoint, count + 1);
          memcpy (ring, points + first, count * sizeof *ring);
          ring[count] = ring[0];
          vit_canvas_polyline (d->canvas, ring, count + 1);
        }
    }
}

double
vit_plot_bar_width (VitPlotDraw *d, double length)
{
  const VitPlot *plot = d->plot;
  return VIT_PLOT_BAR_WIDTH (d) +
         vit_plot_tick_width (d, plot->map_minimum, plot->map_maximum, NULL, length) +
         vit_plot_line_height (d, d->font) + 1.6 * d->font;
}

/* Contours have a colour bar of bands, heat maps a continuous one. */
static void
fill_bar (VitPlotDraw *d, VitRect bar)
{
  const VitPlot *plot = d->plot;
  uint8_t table[256][4], column[256][4];
  vit_colormap_fill_on (plot->map_name, d->theme->dark, table);
  if (!plot->levels)
    {
      for (int i = 0; i < 256; i++)
        memcpy (column[i], table[255 - i], 4);
      vit_canvas_image (d->canvas, column[0], 1, 256, bar, true);
      return;
    }
  double span = plot->map_maximum - plot->map_minimum;
  for (size_t k = 0; k + 1 < plot->n_levels; k++)
    {
      double from = (plot->levels[k] - plot->map_minimum) / span;
      double to = (plot->levels[k + 1] - plot->map_minimum) / span;
      vit_canvas_set_colour (d->canvas, get_band_colour (plot, table, k));
      vit_canvas_fill_rect (d->canvas, (VitRect){ bar.x, bar.y + bar.height * (1 - to), bar.width,
                                                  bar.height * (to - from) });
    }
}

void
vit_plot_draw_bar (VitPlotDraw *d)
{
  const VitPlot *plot = d->plot;
  if (!plot->map)
    return;
  const VitRect *r = &d->area.rect;
  VitRect bar = { r->x + r->width + 0.8 * d->font, r->y, VIT_PLOT_BAR_WIDTH (d), r->height };
  fill_bar (d, bar);
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_BAR, 0);
  vit_canvas_stroke_rect (d->canvas, bar);

  VitPlotDraw beside = *d;
  beside.area.rect = bar;
  vit_plot_draw_y_axis (&beside, plot->map_label, plot->map_minimum, plot->map_maximum, NULL, true);
}
