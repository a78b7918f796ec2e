/* Names of curves beside the curves themselves, in place of a legend. */

#include <math.h>

#include "ui/figure/plot-private.h"

/* Places along a curve that are tried, and distances of a name from it, in heights of a line. */
#define N_ANCHORS 48
static const double distances[] = { 0.15, 0.6, 1.4 };

/* Cost, in points, of a name that is as near to another curve as to its own. */
#define AMBIGUOUS 12.0

/* What is told apart in one axes by names alone. */
#define MOST_NAMES 16

bool
vit_plot_draws_direct (const VitPlotDraw *d)
{
  if (vit_canvas_get_style (d->canvas)->legend != VIT_LEGEND_DIRECT || d->plot->legend_hidden)
    return false;
  guint n = 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    n += g_array_index (d->plot->series, Series, s).label != NULL;
  return n > 0 && n <= MOST_NAMES;
}

/* A curve on the canvas. */
typedef struct
{
  VitPoint *points;
  gsize n;
} Track;

static Track
make_track (const VitPlotDraw *d, const Series *series)
{
  Track track = { g_new (VitPoint, 2 * series->n + 1), 0 };
  for (gsize i = 0; i < series->n; i++)
    {
      double y = vit_plot_series_y (d, series, series->y[i]);
      track.points[track.n++] = (VitPoint){ vit_plot_area_x (&d->area, series->x[i]), y };
      if (series->style.steps)
        track.points[track.n++] = (VitPoint){ vit_plot_area_x (&d->area, series->x[i + 1]), y };
    }
  return track;
}

static double
get_distance (VitPoint p, VitPoint a, VitPoint b)
{
  double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
  double t = square > 0 ? CLAMP (((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0, 1) : 0;
  return hypot (a.x + t * dx - p.x, a.y + t * dy - p.y);
}

/* Set how near a box's middle comes to a curve. Returns: whether the curve crosses the box. */
static bool
look_at_track (const Track *track, VitRect box, double *nearest)
{
  bool crossed = false;
  double part[2];
  VitPoint middle = { box.x + box.width / 2, box.y + box.height / 2 };
  *nearest = INFINITY;
  for (gsize i = 0; i < track->n; i++)
    {
      VitPoint a = track->points[i], b = track->points[i + 1 < track->n ? i + 1 : i];
      if (!isfinite (a.x + a.y + b.x + b.y))
        continue;
      *nearest = fmin (*nearest, get_distance (middle, a, b));
      crossed = crossed || vit_line_clip (a, b, box, part);
    }
  return crossed;
}

static bool
overlaps (VitRect a, VitRect b)
{
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* The cost of a name at @box: what it hides, or how easily it is taken for another's. */
static double
rate_place (VitPlotDraw *d,
            const Track *tracks,
            guint own,
            VitRect box,
            const VitRect *taken,
            guint n_taken)
{
  const VitRect *r = &d->area.rect;
  double cost = 0, to_own, nearest;
  if (box.x < r->x + 1 || box.y < r->y + 1 || box.x + box.width > r->x + r->width - 1 ||
      box.y + box.height > r->y + r->height - 1)
    return INFINITY;
  for (guint k = 0; k < n_taken; k++)
    cost += overlaps (box, taken[k]) ? 1000 : 0;
  cost += look_at_track (&tracks[own], box, &to_own) ? 200 : 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      if (s == own || tracks[s].n == 0)
        continue;
      cost += look_at_track (&tracks[s], box, &nearest) ? 200 : 0;
      cost += AMBIGUOUS * fmax (0, 1.5 * to_own / fmax (nearest, 0.1) - 0.5);
    }
  return cost;
}

/* Find where the name of a curve stands; @anchor is the point of the curve that it belongs to. */
static double
place_name (VitPlotDraw *d,
            const Track *tracks,
            guint own,
            double width,
            double height,
            const VitRect *taken,
            guint n_taken,
            VitRect *best,
            VitPoint *anchor)
{
  const Track *track = &tracks[own];
  double least = INFINITY;
  gsize every = MAX (track->n / N_ANCHORS, 1);
  for (gsize i = 0; i < track->n; i += every)
    {
      VitPoint p = track->points[i];
      if (!isfinite (p.x + p.y))
        continue;
      for (gsize k = 0; k < 8 * G_N_ELEMENTS (distances); k++)
        {
          double away = distances[k / 8] * height, side = k % 8;
          double dx = side < 3   ? 1
                      : side < 6 ? -1
                                 : 0,
                 dy = (int) side % 3 == 0   ? 0
                      : (int) side % 3 == 1 ? -1
                                            : 1;
          if (side >= 6)
            dy = side == 6 ? -1 : 1;
          VitRect box = { p.x + dx * away -
                              (dx > 0   ? 0
                               : dx < 0 ? width
                                        : width / 2),
                          p.y + dy * away -
                              (dy > 0   ? 0
                               : dy < 0 ? height
                                        : height / 2),
                          width, height };
          double cost = rate_place (d, tracks, own, box, taken, n_taken) + 2 * away / height;
          if (cost >= least)
            continue;
          least = cost;
          *best = box;
          *anchor = p;
        }
    }
  return least;
}

void
vit_plot_draw_direct (VitPlotDraw *d)
{
  if (!vit_plot_draws_direct (d))
    return;
  guint n = d->plot->series->len, n_taken = 0;
  g_autofree Track *tracks = g_new0 (Track, n);
  g_autofree VitRect *taken = g_new (VitRect, n);
  for (guint s = 0; s < n; s++)
    tracks[s] = make_track (d, &g_array_index (d->plot->series, Series, s));
  for (guint s = 0; s < n; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      double width, height;
      VitRect box = { 0 };
      VitPoint anchor = { 0 };
      if (!series->label)
        continue;
      vit_canvas_measure (d->canvas, d->small, series->label, &width, &height);
      if (!isfinite (
              place_name (d, tracks, s, width, 0.85 * height, taken, n_taken, &box, &anchor)))
        continue;
      /* A name that stands apart is led to its curve. */
      VitPoint edge = { CLAMP (anchor.x, box.x, box.x + box.width),
                        CLAMP (anchor.y, box.y, box.y + box.height) };
      vit_canvas_set_role (d->canvas, VIT_ROLE_KEY, (int) s);
      vit_canvas_set_colour (d->canvas, series->style.colour);
      vit_canvas_set_stroke (d->canvas, VIT_STROKE_LEADER, 0);
      if (hypot (edge.x - anchor.x, edge.y - anchor.y) > 0.5 * height)
        vit_canvas_line (d->canvas, anchor.x, anchor.y, edge.x, edge.y);
      vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
      vit_canvas_set_colour (d->canvas, d->theme->foreground);
      vit_canvas_text (d->canvas, box.x, box.y + box.height / 2, 0, 0.5, d->small, false,
                       series->label);
      vit_canvas_note_direct (d->canvas, (int) s);
      taken[n_taken++] = box;
    }
  for (guint s = 0; s < n; s++)
    g_free (tracks[s].points);
}
