#include <math.h>
#include <string.h>

#include "ui/figure/plot-private.h"
#include "ui/style/number-format.h"

#define CAPTION_SIZE(d) (0.92 * (d)->small)

double
vit_plot_y_width (VitPlotDraw *d, double length)
{
  const VitPlot *plot = d->plot;
  double gap = 0.4 * d->font, line = vit_plot_line_height (d, d->font);
  double numbers = plot->y.logarithmic ? vit_plot_log_tick_width (d, length)
                                       : vit_plot_tick_width (d, d->area.y0, d->area.y1,
                                                              vit_plot_y_names (plot), length);
  return numbers + gap + (plot->y.label ? line + 0.7 * gap : 0);
}

/* Set the room that labels need to the left and to the right of axes @length high, points. */
static void
measure_sides (VitPlotDraw *d, double length, double *left, double *right)
{
  const VitPlot *plot = d->plot;
  double gap = 0.4 * d->font, half;
  *left = gap + (plot->y_hidden ? 0 : vit_plot_y_width (d, length));
  VitTicks ticks = vit_nice_ticks (d->area.x0, d->area.x1, 5);
  char text[VIT_NUMBER_BYTES];
  vit_canvas_measure (d->canvas, d->small, vit_format_tick (d->area.x1, ticks.step, text), &half,
                      NULL);
  *right = MAX (0.8 * d->font, 0.55 * half);
  if (plot->y2.label)
    *right = vit_plot_tick_width (d, d->area.second0, d->area.second1, NULL, length) +
             vit_plot_line_height (d, d->font) + 3 * gap;
  if (plot->map && !plot->bar_hidden)
    *right = vit_plot_bar_width (d, length);
  *right += vit_plot_side_legend_width (d);
}

double
vit_plot_measure_beside (const VitPlot *plot, VitCanvas *canvas, double font_size, double length)
{
  VitPlotDraw d = {
    .plot = plot, .canvas = canvas, .font = font_size, .small = VIT_SMALL_TEXT * font_size
  };
  double left, right;
  vit_plot_get_ranges (plot, &d.area);
  measure_sides (&d, length, &left, &right);
  return left + right;
}

static void
lay_out_axes (VitPlotDraw *d)
{
  const VitPlot *plot = d->plot;
  double line = vit_plot_line_height (d, d->font), small = vit_plot_line_height (d, d->small),
         gap = 0.4 * d->font;
  double top = 0.5 * small +
               (plot->title && vit_canvas_get_style (d->canvas)->title ? line + gap : 0),
         right, bottom = small + gap, left;

  vit_plot_get_ranges (plot, &d->area);
  bottom += (plot->x.label ? line + 0.8 * gap : 0) +
            (d->caption->len > 0 ? d->caption->len * small + gap : 0);
  top += vit_plot_bar_legend_height (d) + vit_plot_tree_height (d) + d->legend_height;
  top = fmax (top, plot->margins.top);
  bottom = fmax (bottom, plot->margins.bottom);
  measure_sides (d, d->rect.height - top - bottom, &left, &right);
  if (plot->x_names)
    {
      /* Names that stand upright are higher. */
      bottom += vit_plot_x_names_height (d, d->rect.width - fmax (left, plot->margins.left) -
                                                fmax (right, plot->margins.right)) -
                small;
      measure_sides (d, d->rect.height - top - bottom, &left, &right);
    }
  left = fmax (left, plot->margins.left);
  right = fmax (right, plot->margins.right);
  d->area.rect =
      (VitRect){ d->rect.x + left, d->rect.y + top, MAX (d->rect.width - left - right, 1),
                 MAX (d->rect.height - top - bottom, 1) };
}

VitPlotMargins
vit_plot_measure_margins (const VitPlot *plot, VitCanvas *canvas, VitRect rect, double font_size)
{
  VitPlotDraw d = { .plot = plot,
                    .canvas = canvas,
                    .font = font_size,
                    .small = VIT_SMALL_TEXT * font_size,
                    .rect = rect };
  bool captioned = plot->caption && vit_canvas_get_style (canvas)->caption;
  g_autoptr (GPtrArray) caption = vit_canvas_wrap (
      canvas, CAPTION_SIZE (&d), captioned ? plot->caption : "", rect.width - 0.8 * font_size);
  d.caption = caption;
  lay_out_axes (&d);
  d.legend_height = vit_plot_place_legend (&d);
  if (d.legend_height > 0)
    lay_out_axes (&d);
  const VitRect *r = &d.area.rect;
  return (VitPlotMargins){ r->x - rect.x, rect.x + rect.width - r->x - r->width, r->y - rect.y,
                           rect.y + rect.height - r->y - r->height };
}

/* ---- Series ---- */

double
vit_plot_series_y (const VitPlotDraw *d, const Series *series, double y)
{
  const VitRect *r = &d->area.rect;
  if (!series->style.second)
    return vit_plot_area_y (&d->area, y);
  return r->y + r->height * (1 - (y - d->area.second0) / (d->area.second1 - d->area.second0));
}

static size_t
make_points (const VitPlotDraw *d, const Series *series, VitPoint *points)
{
  size_t n = 0;
  for (size_t i = 0; i < series->n; i++)
    {
      points[n++] = (VitPoint){ vit_plot_area_x (&d->area, series->x[i]),
                                vit_plot_series_y (d, series, series->y[i]) };
      if (series->style.steps)
        points[n++] = (VitPoint){ vit_plot_area_x (&d->area, series->x[i + 1]),
                                  vit_plot_series_y (d, series, series->y[i]) };
    }
  return n;
}

static void
fill_series (VitPlotDraw *d, const Series *series, VitPoint *points, size_t n)
{
  double floor_y =
      vit_plot_series_y (d, series, MAX (0, series->style.second ? d->area.second0 : d->area.y0));
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
draw_band (VitPlotDraw *d, const Series *series)
{
  g_autofree VitPoint *shape = g_new (VitPoint, 2 * series->n);
  size_t n = 0;
  for (size_t i = 0; i < series->n; i++)
    n += isfinite (series->y[i]) && isfinite (series->error[i]);
  size_t at = 0;
  for (size_t i = 0; i < series->n; i++)
    {
      if (!isfinite (series->y[i]) || !isfinite (series->error[i]))
        continue;
      double x = vit_plot_area_x (&d->area, series->x[i]);
      double low = series->y[i] - vit_series_get_below (series, i);
      if (d->area.log_y && !series->style.second)
        low = MAX (low, d->area.y0);
      shape[at] = (VitPoint){ x, vit_plot_series_y (d, series, low) };
      shape[2 * n - 1 - at] =
          (VitPoint){ x, vit_plot_series_y (d, series, series->y[i] + series->error[i]) };
      at++;
    }
  vit_canvas_set_alpha (d->canvas, series->style.colour, 0.18);
  vit_canvas_polygon (d->canvas, shape, 2 * n);
}

static void
draw_errors (VitPlotDraw *d, const Series *series)
{
  if (series->style.band)
    return;
  double cap = 0.25 * d->small;
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_ERROR, 0);
  for (size_t i = 0; series->error && i < series->n; i++)
    {
      if (!isfinite (series->y[i]) || !(series->error[i] > 0))
        continue;
      double x = vit_plot_area_x (&d->area, series->x[i]);
      double low = vit_plot_series_y (d, series, series->y[i] - vit_series_get_below (series, i));
      double high = vit_plot_series_y (d, series, series->y[i] + series->error[i]);
      vit_canvas_line (d->canvas, x, low, x, high);
      vit_canvas_line (d->canvas, x - cap, low, x + cap, low);
      vit_canvas_line (d->canvas, x - cap, high, x + cap, high);
    }
}

void
vit_plot_set_series_line (VitPlotDraw *d, const Series *series, double width)
{
  vit_canvas_set_line (d->canvas, width, series->style.dash);
  const VitColourRow *row =
      vit_figure_style_find (vit_canvas_get_style (d->canvas), series->style.colour);
  /* Dashes that a figure has itself mean something, and stay dashes. */
  if (row && row->pattern > 0 && series->style.dash == 0)
    vit_canvas_set_pattern (d->canvas, row->pattern);
  else if (row)
    vit_canvas_add_dots (d->canvas, row->pattern);
}

void
vit_plot_draw_marker (VitPlotDraw *d, const Series *series, double x, double y)
{
  double radius = series->style.marker * vit_canvas_get_style (d->canvas)->line_scale;
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_MARKER, 0);
  if (series->style.hollow)
    vit_canvas_stroke_circle (d->canvas, x, y, radius);
  else
    vit_canvas_fill_circle (d->canvas, x, y, radius);
}

static void
draw_series (VitPlotDraw *d, const Series *series, int item)
{
  vit_canvas_set_role (d->canvas, VIT_ROLE_CURVE, item);
  vit_canvas_note_curve (d->canvas,
                         (VitRecordCurve){ .meant = series->style.colour,
                                           .dash = series->style.dash,
                                           .marker = series->style.marker,
                                           .width = series->style.width,
                                           .hollow = series->style.hollow },
                         series->label ? series->label : series->name);
  g_autofree VitPoint *points = g_new (VitPoint, 2 * series->n);
  size_t n = make_points (d, series, points);
  if (series->style.fill > 0)
    fill_series (d, series, points, n);
  if (series->error && series->style.band)
    draw_band (d, series);
  vit_canvas_set_colour (d->canvas, series->style.colour);
  draw_errors (d, series);
  if (series->style.width > 0)
    {
      vit_plot_set_series_line (d, series, series->style.width);
      vit_canvas_polyline (d->canvas, points, n);
    }
  for (size_t i = 0; series->style.marker > 0 && i < n; i++)
    if (isfinite (points[i].x) && isfinite (points[i].y))
      vit_plot_draw_marker (d, series, points[i].x, points[i].y);
  vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
}

void
vit_plot_draw_time (const VitPlotArea *area, VitCanvas *canvas, double x)
{
  const VitRect *r = &area->rect, *legend = &area->legend;
  double bottom = r->y + r->height;
  if (!(legend->width > 0 && x > legend->x && x < legend->x + legend->width))
    {
      vit_canvas_line (canvas, x, r->y, x, bottom);
      return;
    }
  if (legend->y > r->y)
    vit_canvas_line (canvas, x, r->y, x, legend->y);
  if (legend->y + legend->height < bottom)
    vit_canvas_line (canvas, x, legend->y + legend->height, x, bottom);
}

/* The title is centred on the axes, but stays within the figure; a long one is shrunk. */
static void
draw_title (VitPlotDraw *d)
{
  const VitRect *r = &d->rect, *axes = &d->area.rect;
  double width, size = d->font;
  vit_canvas_measure (d->canvas, size, d->plot->title, &width, NULL);
  /* The title may reach a little into the gap to the next figure. */
  if (width > r->width + 0.3 * size)
    {
      double fit = fmax (0.6, (r->width + 0.3 * size) / width);
      size *= fit;
      width *= fit;
    }
  /* Cut the middle out of a title that is still too long: it would overlap the next one. */
  g_autofree char *title =
      vit_canvas_shorten (d->canvas, size, d->plot->title, r->width + 0.6 * d->font);
  width = MIN (width, r->width + 0.6 * d->font);
  double middle = axes->x + axes->width / 2, low = r->x + width / 2 - 0.5 * d->font,
         high = r->x + r->width - width / 2 + 0.5 * d->font;
  vit_canvas_text (d->canvas, low < high ? CLAMP (middle, low, high) : r->x + r->width / 2, r->y,
                   0.5, 0, size, false, title);
}

static void
note_axes (VitPlotDraw *d)
{
  const VitPlot *plot = d->plot;
  vit_canvas_note_axis (d->canvas, "x", plot->x.label, vit_plot_x_names (plot) != NULL);
  /* Of an axis without numbers that of the plot to the left applies. */
  if (!plot->y_hidden)
    vit_canvas_note_axis (d->canvas, "y", plot->y.label, vit_plot_y_names (plot) != NULL);
  if (plot->y2.label)
    vit_canvas_note_axis (d->canvas, "y2", plot->y2.label, false);
  if (plot->map && !plot->bar_hidden)
    vit_canvas_note_axis (d->canvas, "scale", plot->map_label, false);
}

/* Height that a long caption leaves for the axes with their numbers and labels, em. */
#define LEAST_AXES 10

void
vit_plot_draw (const VitPlot *plot,
               VitCanvas *canvas,
               VitRect rect,
               double font_size,
               const VitTheme *theme,
               VitPlotArea *area)
{
  g_return_if_fail (plot && canvas && theme && font_size > 0);
  VitPlotDraw d = { .plot = plot,
                    .canvas = canvas,
                    .theme = theme,
                    .font = font_size,
                    .small = VIT_SMALL_TEXT * font_size,
                    .rect = rect };
  const VitFigureStyle *style = vit_canvas_get_style (canvas);
  double room = (rect.height - LEAST_AXES * font_size) / vit_plot_line_height (&d, d.small);
  g_autoptr (GPtrArray) caption = vit_canvas_wrap_to (
      canvas, CAPTION_SIZE (&d), plot->caption && style->caption ? plot->caption : "",
      rect.width - 0.8 * font_size,
      plot->caption_share > 0 ? G_MAXINT : (guint) CLAMP (room, 1, G_MAXINT));
  if (plot->caption_share > 0 &&
      caption->len * vit_plot_line_height (&d, d.small) > plot->caption_share * rect.height)
    g_ptr_array_set_size (caption, 0);
  d.caption = caption;
  lay_out_axes (&d);
  d.legend_height = vit_plot_place_legend (&d);
  if (d.legend_height > 0)
    lay_out_axes (&d);
  const VitRect *r = &d.area.rect;
  if (area)
    *area = d.area;
  vit_canvas_begin_panel (canvas, *r, font_size);
  if (r->width < 8 || r->height < 8)
    return;
  note_axes (&d);

  vit_canvas_push_clip (canvas, *r);
  if (plot->levels)
    vit_plot_draw_contours (&d);
  else
    vit_plot_draw_map (&d);
  vit_plot_draw_bars (&d);
  if (plot->diagonal)
    {
      vit_canvas_set_colour (canvas, plot->diagonal_colour);
      vit_canvas_set_stroke (canvas, VIT_STROKE_DIAGONAL, 4);
      double low = MAX (d.area.x0, d.area.y0), high = MIN (d.area.x1, d.area.y1);
      vit_canvas_line (canvas, vit_plot_area_x (&d.area, low), vit_plot_area_y (&d.area, low),
                       vit_plot_area_x (&d.area, high), vit_plot_area_y (&d.area, high));
    }
  for (guint s = 0; s < plot->series->len; s++)
    draw_series (&d, &g_array_index (plot->series, Series, s), (int) s);
  for (guint m = 0; m < plot->marks->len; m++)
    vit_plot_draw_mark (&d, &g_array_index (plot->marks, Mark, m));
  vit_canvas_set_role (canvas, VIT_ROLE_PLAIN, 0);
  vit_plot_draw_points (&d);
  vit_plot_draw_direct (&d);
  vit_canvas_pop_clip (canvas);

  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_stroke (canvas, VIT_STROKE_FRAME, 0);
  vit_canvas_stroke_rect (canvas, *r);
  vit_plot_draw_x_axis (&d);
  vit_plot_draw_y_axis (&d, plot->y.label, d.area.y0, d.area.y1, vit_plot_y_names (plot), false);
  if (plot->y2.label)
    vit_plot_draw_y_axis (&d, plot->y2.label, d.area.second0, d.area.second1, NULL, true);
  if (!plot->bar_hidden)
    vit_plot_draw_bar (&d);
  vit_plot_draw_legend (&d);
  vit_plot_draw_bar_legend (&d);
  vit_plot_draw_tree (&d);
  vit_canvas_set_colour (canvas, theme->foreground);
  if (plot->title && style->title)
    draw_title (&d);
  vit_canvas_set_role (canvas, VIT_ROLE_CAPTION, 0);
  vit_canvas_set_colour (canvas, theme->dim);
  for (guint i = 0; i < caption->len; i++)
    vit_canvas_text (canvas, rect.x + 0.4 * d.font,
                     rect.y + rect.height -
                         (caption->len - 1 - i) * vit_plot_line_height (&d, d.small),
                     0, 1, CAPTION_SIZE (&d), false, caption->pdata[i]);
  vit_canvas_set_role (canvas, VIT_ROLE_PLAIN, 0);
}
