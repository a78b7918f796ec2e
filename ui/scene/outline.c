#include "ui/scene/outline.h"

#include <math.h>
#include <stdint.h>

/* Discs sorted into square bins. Bins are at least two radii wide, so that only discs of the nine
 * bins around a disc can overlap it. */
typedef struct
{
  double x0, y0, width;
  size_t nx, ny;
  size_t *start; /* nx × ny + 1 */
  size_t *disc;  /* n, by bin, ascending */
} DiscBins;

typedef struct
{
  double from, to;
} CoveredSpan;

static size_t
get_bin (double x, double x0, double width, size_t n)
{
  double k = floor ((x - x0) / width);
  return k < 0 ? 0 : MIN ((size_t) k, n - 1);
}

static void
disc_bins_init (DiscBins *bins, const double *xy, size_t n, double radius)
{
  double x1 = xy[0], y1 = xy[1];
  bins->x0 = x1;
  bins->y0 = y1;
  for (size_t i = 1; i < n; i++)
    {
      bins->x0 = fmin (bins->x0, xy[2 * i]);
      bins->y0 = fmin (bins->y0, xy[2 * i + 1]);
      x1 = fmax (x1, xy[2 * i]);
      y1 = fmax (y1, xy[2 * i + 1]);
    }
  /* Widen the bins where a few discs are far apart: most bins would be empty. */
  double span = fmax (x1 - bins->x0, y1 - bins->y0);
  bins->width = fmax (2 * radius, span / (2 * sqrt ((double) n) + 1));
  bins->nx = (size_t) ((x1 - bins->x0) / bins->width) + 1;
  bins->ny = (size_t) ((y1 - bins->y0) / bins->width) + 1;
  bins->start = g_new0 (size_t, bins->nx * bins->ny + 2);
  bins->disc = g_new (size_t, n);
  size_t *bin = g_new (size_t, n);
  for (size_t i = 0; i < n; i++)
    {
      bin[i] = get_bin (xy[2 * i + 1], bins->y0, bins->width, bins->ny) * bins->nx +
               get_bin (xy[2 * i], bins->x0, bins->width, bins->nx);
      bins->start[bin[i] + 2]++;
    }
  for (size_t b = 2; b < bins->nx * bins->ny + 2; b++)
    bins->start[b] += bins->start[b - 1];
  for (size_t i = 0; i < n; i++)
    bins->disc[bins->start[bin[i] + 1]++] = i;
  g_free (bin);
}

static int
compare_spans (const void *a, const void *b)
{
  double d = ((const CoveredSpan *) a)->from - ((const CoveredSpan *) b)->from;
  return d < 0 ? -1 : d > 0;
}

/* Append the angles of disc @i that disc @j covers. Returns: %false if disc @j has the same centre
 * and counts in its place. */
static bool
append_covered_spans (const double *xy, size_t i, size_t j, double radius, GArray *spans)
{
  double dx = xy[2 * j] - xy[2 * i], dy = xy[2 * j + 1] - xy[2 * i + 1];
  double distance = hypot (dx, dy);
  if (!(distance < 2 * radius))
    return true;
  if (distance == 0)
    return j > i;
  double middle = atan2 (dy, dx), half = acos (distance / (2 * radius));
  CoveredSpan span = { middle - half, middle + half };
  /* Split a span that crosses ±π, so that all angles lie within −π ... π. */
  if (span.from < -G_PI)
    {
      CoveredSpan head = { span.from + 2 * G_PI, G_PI };
      g_array_append_val (spans, head);
      span.from = -G_PI;
    }
  if (span.to > G_PI)
    {
      CoveredSpan tail = { -G_PI, span.to - 2 * G_PI };
      g_array_append_val (spans, tail);
      span.to = G_PI;
    }
  g_array_append_val (spans, span);
  return true;
}

/* Append the arcs of one disc: the gaps between its covered spans. @spans is sorted. */
static void
append_arcs (GArray *arcs, const double *xy, size_t i, double radius, GArray *spans)
{
  double x = xy[2 * i], y = xy[2 * i + 1];
  if (spans->len == 0)
    {
      VitArc circle = { x, y, radius, -G_PI, G_PI, i };
      g_array_append_val (arcs, circle);
      return;
    }
  qsort (spans->data, spans->len, sizeof (CoveredSpan), compare_spans);
  const CoveredSpan *span = (const CoveredSpan *) spans->data;
  double first = span[0].from, reached = span[0].to;
  for (guint k = 1; k < spans->len; k++)
    {
      if (span[k].from > reached)
        {
          VitArc arc = { x, y, radius, reached, span[k].from, i };
          g_array_append_val (arcs, arc);
        }
      reached = fmax (reached, span[k].to);
    }
  /* The last arc continues across ±π up to the first span. */
  if (first + 2 * G_PI > reached + 1e-12)
    {
      VitArc arc = { x, y, radius, reached, first + 2 * G_PI, i };
      g_array_append_val (arcs, arc);
    }
}

GArray *
vit_outline_of_discs (const double *xy, size_t n, double radius)
{
  g_return_val_if_fail (n == 0 || xy != NULL, NULL);
  g_return_val_if_fail (radius > 0, NULL);
  GArray *arcs = g_array_new (FALSE, FALSE, sizeof (VitArc));
  if (n == 0)
    return arcs;

  DiscBins bins;
  disc_bins_init (&bins, xy, n, radius);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CoveredSpan));
  for (size_t i = 0; i < n; i++)
    {
      g_array_set_size (spans, 0);
      bool open = true;
      size_t bx = get_bin (xy[2 * i], bins.x0, bins.width, bins.nx);
      size_t by = get_bin (xy[2 * i + 1], bins.y0, bins.width, bins.ny);
      for (size_t v = by > 0 ? by - 1 : 0; open && v <= by + 1 && v < bins.ny; v++)
        for (size_t u = bx > 0 ? bx - 1 : 0; open && u <= bx + 1 && u < bins.nx; u++)
          {
            size_t b = v * bins.nx + u;
            for (size_t k = bins.start[b]; open && k < bins.start[b + 1]; k++)
              if (bins.disc[k] != i)
                open = append_covered_spans (xy, i, bins.disc[k], radius, spans);
          }
      if (open)
        append_arcs (arcs, xy, i, radius, spans);
    }
  g_free (bins.start);
  g_free (bins.disc);
  return arcs;
}

/* The starting point of an arc, for finding the arc that continues another. */
typedef struct
{
  double x, y;
  guint arc;
} ArcStart;

static int
compare_starts (const void *a, const void *b)
{
  double d = ((const ArcStart *) a)->x - ((const ArcStart *) b)->x;
  return d < 0 ? -1 : d > 0;
}

/* Returns: the arc that begins at (@x, @y); @n if there is none. */
static guint
find_arc_from (const ArcStart *starts, guint n, double x, double y, double tolerance)
{
  guint low = 0, high = n;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (starts[middle].x < x - tolerance)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < n && starts[low].x <= x + tolerance; low++)
    if (fabs (starts[low].y - y) <= tolerance)
      return starts[low].arc;
  return n;
}

/* Contribution of an arc to the enclosed area, ∮ (x dy − y dx) / 2; the sum is negative around a
 * hole. */
static double
get_swept_area (const VitArc *a)
{
  return 0.5 * a->radius *
         (a->x * (sin (a->to) - sin (a->from)) - a->y * (cos (a->to) - cos (a->from)) +
          a->radius * (a->to - a->from));
}

void
vit_outline_drop_small_holes (GArray *arcs, double area)
{
  g_return_if_fail (arcs != NULL);
  guint n = arcs->len;
  const VitArc *arc = (const VitArc *) arcs->data;
  g_autofree ArcStart *starts = g_new (ArcStart, n + 1);
  g_autofree guint *loop = g_new (guint, n + 1);
  g_autofree uint8_t *state = g_new0 (uint8_t, n + 1); /* 1: traced, 2: to be dropped */
  for (guint i = 0; i < n; i++)
    starts[i] = (ArcStart){ arc[i].x + arc[i].radius * cos (arc[i].from),
                            arc[i].y + arc[i].radius * sin (arc[i].from), i };
  qsort (starts, n, sizeof *starts, compare_starts);
  for (guint first = 0; first < n; first++)
    {
      guint length = 0, i = first;
      double enclosed = 0;
      while (i < n && !state[i])
        {
          state[i] = 1;
          loop[length++] = i;
          enclosed += get_swept_area (&arc[i]);
          i = find_arc_from (starts, n, arc[i].x + arc[i].radius * cos (arc[i].to),
                             arc[i].y + arc[i].radius * sin (arc[i].to), 1e-6 * arc[i].radius);
        }
      /* Keep a chain that rounding errors have left open. */
      if (length > 0 && i == first && enclosed < 0 && -enclosed < area)
        for (guint k = 0; k < length; k++)
          state[loop[k]] = 2;
    }
  guint kept = 0;
  for (guint i = 0; i < n; i++)
    if (state[i] != 2)
      g_array_index (arcs, VitArc, kept++) = arc[i];
  g_array_set_size (arcs, kept);
}

void
vit_outline_keep_discs (GArray *arcs, size_t n)
{
  g_return_if_fail (arcs != NULL);
  guint kept = 0;
  for (guint i = 0; i < arcs->len; i++)
    if (g_array_index (arcs, VitArc, i).disc < n)
      g_array_index (arcs, VitArc, kept++) = g_array_index (arcs, VitArc, i);
  g_array_set_size (arcs, kept);
}
