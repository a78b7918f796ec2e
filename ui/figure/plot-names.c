/* Named points and marks: their names stand where least is hidden. */

#include <math.h>

#include "ui/figure/plot-private.h"

static double
get_overlap (VitRect a, VitRect b)
{
  double x = MIN (a.x + a.width, b.x + b.width) - MAX (a.x, b.x),
         y = MIN (a.y + a.height, b.y + b.height) - MAX (a.y, b.y);
  return x > 0 && y > 0 ? x * y : 0;
}

/* Returns: the length of the part of a line that lies in @box. */
static double
get_length_inside (VitPoint a, VitPoint b, VitRect box)
{
  double part[2];
  return vit_line_clip (a, b, box, part) ? (part[1] - part[0]) * hypot (b.x - a.x, b.y - a.y) : 0;
}

static double
measure_crossed (VitPlotDraw *d, VitRect name)
{
  double length = 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      VitPoint last = { NAN, NAN };
      double half =
          0.5 * vit_figure_style_fit_line (vit_canvas_get_style (d->canvas), series->style.width);
      VitRect box = { name.x - half, name.y - half, name.width + 2 * half, name.height + 2 * half };
      for (size_t i = 0; series->style.width > 0 && i < series->n; i++)
        {
          VitPoint p = { vit_plot_area_x (&d->area, series->x[i]),
                         vit_plot_series_y (d, series, series->y[i]) };
          if (isfinite (p.x + p.y + last.x + last.y))
            length += get_length_inside (last, p, box);
          if (series->style.steps && isfinite (p.x + p.y))
            {
              VitPoint end = { vit_plot_area_x (&d->area, series->x[i + 1]), p.y };
              length += get_length_inside (p, end, box);
              p = end;
            }
          last = p;
        }
    }
  return length;
}

/* Returns: how much of a name at @box would be hidden by other names, circles and curves, or lie
 * outside the axes; square points, weighted. */
static double
measure_hidden (VitPlotDraw *d, VitRect box, const VitRect *taken, guint n_taken, double radius)
{
  double hidden = 4 * (box.width * box.height - get_overlap (box, d->area.rect));
  for (guint k = 0; k < n_taken; k++)
    hidden += get_overlap (box, taken[k]);
  for (guint p = 0; p < d->plot->points->len; p++)
    {
      const Point *point = &g_array_index (d->plot->points, Point, p);
      double x = vit_plot_area_x (&d->area, point->x), y = vit_plot_area_y (&d->area, point->y);
      hidden += 2 * get_overlap (box, (VitRect){ x - radius, y - radius, 2 * radius, 2 * radius });
    }
  return hidden + 2 * measure_crossed (d, box);
}

/* Distances of a name from its circle that are tried. */
#define N_DISTANCES 4

/* Try the places beside, above and below the circle, and take the one where least of the name is
 * hidden. */
static VitRect
place_name (VitPlotDraw *d,
            const Point *point,
            double size,
            double radius,
            const VitRect *taken,
            guint n_taken)
{
  double width, height, least = INFINITY;
  double x = vit_plot_area_x (&d->area, point->x), y = vit_plot_area_y (&d->area, point->y);
  vit_canvas_measure (d->canvas, size, point->label, &width, &height);
  height *= 0.94;
  VitRect best = { 0 };
  for (int place = 0; place < 6 * N_DISTANCES; place++)
    {
      int k = place % 6, away = place / 6;
      bool left = k & 1, below = k < 4 ? (point->y < 0) != (k >= 2) : point->y < 0;
      double aside = 0.7 * radius + 2 + 0.5 * away * height, along = (0.12 + 0.5 * away) * height;
      VitRect box = { left ? x - aside - width : x + aside, below ? y + along : y - along - height,
                      width, height };
      if (k >= 4)
        box = (VitRect){ x - width / 2,
                         (k == 4) == (point->y < 0) ? y + radius + 1 + 0.5 * away * height
                                                    : y - radius - 1 - height - 0.5 * away * height,
                         width, height };
      double hidden =
          measure_hidden (d, box, taken, n_taken, radius) + 0.05 * away * width * height;
      if (hidden < least - 1e-9)
        {
          least = hidden;
          best = box;
        }
    }
  return best;
}

void
vit_plot_draw_points (VitPlotDraw *d)
{
  guint n = d->plot->points->len, n_taken = 0;
  g_autofree VitRect *taken = g_new (VitRect, MAX (n, 1));
  bool narrow = d->area.rect.width < 12 * d->font;
  double size = narrow ? 0.8 * d->small : d->small, radius = (narrow ? 0.22 : 0.32) * d->font;
  for (guint p = 0; p < n; p++)
    {
      const Point *point = &g_array_index (d->plot->points, Point, p);
      double x = vit_plot_area_x (&d->area, point->x), y = vit_plot_area_y (&d->area, point->y);
      if (!isfinite (x) || !isfinite (y))
        continue;
      /* A halo in the background's colour makes ring and name visible on any map. */
      vit_canvas_set_alpha (d->canvas, d->theme->background, 0.8);
      vit_canvas_set_stroke (d->canvas, VIT_STROKE_HALO, 0);
      vit_canvas_stroke_circle (d->canvas, x, y, radius);
      vit_canvas_set_colour (d->canvas, point->colour);
      vit_canvas_set_stroke (d->canvas, VIT_STROKE_RING, 0);
      vit_canvas_stroke_circle (d->canvas, x, y, radius);
      if (!point->label)
        continue;
      VitRect box = place_name (d, point, size, radius, taken, n_taken);
      vit_canvas_set_alpha (d->canvas, d->theme->background, 0.85);
      vit_canvas_fill_rect (
          d->canvas, (VitRect){ box.x - 0.1 * size, box.y, box.width + 0.2 * size, box.height });
      vit_canvas_set_colour (d->canvas, d->theme->foreground);
      vit_canvas_text (d->canvas, box.x, box.y + box.height / 2, 0, 0.5, size, false, point->label);
      taken[n_taken++] = box;
    }
}

/* ---- Marks ---- */

/* Place @k of the name of a mark whose line runs at @at: first where it stands by custom, then
 * further along the line, on either side. */
static VitRect
get_mark_place (VitPlotDraw *d, const Mark *mark, double at, int k, double width, double height)
{
  const VitRect *r = &d->area.rect;
  double aside = 0.3 * d->small, along = (k / 2) * height, shift = 0.6 * (k / 2) * height;
  if (mark->vertical)
    {
      bool left = at > r->x + 0.85 * r->width || at + width + 2 * aside > r->x + r->width;
      left = left != (k % 2 == 1);
      return (VitRect){ left ? at - aside - width : at + aside, r->y + 0.2 * d->small + along,
                        width, height };
    }
  bool below = (at < r->y + 1.5 * d->small) != (k % 2 == 1);
  double gap = vit_figure_style_width (vit_canvas_get_style (d->canvas), VIT_STROKE_MARK);
  return (VitRect){ r->x + r->width - 0.4 * d->small - width - 2 * shift,
                    below ? at + gap : at - gap - height, width, height };
}

/* Places along a mark that its name is tried at. */
#define N_MARK_PLACES 40

/* The name stands at the first place where no curve and no legend is. Where there is none, it
 * stands where they are least, on a ground that it can be read on. */
static void
draw_mark_label (VitPlotDraw *d, const Mark *mark, double at)
{
  const VitRect *r = &d->area.rect;
  double width, height, least = INFINITY;
  VitRect best = { 0 };
  vit_canvas_measure (d->canvas, d->small, mark->label, &width, &height);
  for (int k = 0; k < N_MARK_PLACES && least > 0; k++)
    {
      VitRect box = get_mark_place (d, mark, at, k, width, height);
      bool outside = box.x < r->x || box.x + width > r->x + r->width || box.y < r->y ||
                     box.y + height > r->y + r->height;
      double hidden = measure_crossed (d, box) + get_overlap (box, d->area.legend);
      if (k > 0 && (outside || hidden >= least))
        continue;
      least = outside ? 1e6 + hidden : hidden;
      best = box;
    }
  if (least > 0 && least < 1e6)
    {
      vit_canvas_set_alpha (d->canvas, d->theme->background, 0.85);
      vit_canvas_fill_rect (d->canvas, best);
      vit_canvas_set_colour (d->canvas, mark->colour);
    }
  vit_canvas_text (d->canvas, best.x, best.y, 0, 0, d->small, false, mark->label);
}

void
vit_plot_draw_mark (VitPlotDraw *d, const Mark *mark)
{
  const VitRect *r = &d->area.rect;
  if (mark->value < (mark->vertical ? d->area.x0 : d->area.y0) ||
      mark->value > (mark->vertical ? d->area.x1 : d->area.y1))
    return;
  vit_canvas_set_role (d->canvas, VIT_ROLE_MARK, 0);
  vit_canvas_set_colour (d->canvas, mark->colour);
  vit_canvas_set_stroke (d->canvas, mark->dash > 0 ? VIT_STROKE_MARK_DASHED : VIT_STROKE_MARK,
                         mark->dash);
  if (mark->vertical)
    {
      double x = vit_plot_area_x (&d->area, mark->value);
      vit_plot_draw_time (&d->area, d->canvas, x);
      if (!mark->label)
        return;
      draw_mark_label (d, mark, x);
      return;
    }
  double y = vit_plot_area_y (&d->area, mark->value);
  vit_canvas_line (d->canvas, r->x, y, r->x + r->width, y);
  if (mark->label)
    draw_mark_label (d, mark, y);
}
