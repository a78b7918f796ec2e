#include "core/stats/contour.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define NONE SIZE_MAX

/* The raster with a border of points below any level. Edges between points are numbered: 2 p to the
 * right of point p, 2 p + 1 above it. */
typedef struct
{
  const double *values;
  const VitRaster *raster;
  double level;
  size_t nx;
  size_t ny;
  size_t *next; /* by edge: the next edge of the line that enters a square here */
} Squares;

/* Sides of a square. */
enum
{
  BOTTOM,
  RIGHT,
  TOP,
  LEFT,
};

/* By corners that are high (bits: 1 lower left, 2 lower right, 4 upper right, 8 upper left): sides
 * where a line enters and leaves, with the high corners on its left; at most two lines. The saddles
 * 5 and 10 have their high corners apart; the last two rows have them joined. */
static const int8_t square_lines[18][4] = {
  { -1, -1, -1, -1 },      { BOTTOM, LEFT, -1, -1 },     { RIGHT, BOTTOM, -1, -1 },
  { RIGHT, LEFT, -1, -1 }, { TOP, RIGHT, -1, -1 },       { BOTTOM, LEFT, TOP, RIGHT },
  { TOP, BOTTOM, -1, -1 }, { TOP, LEFT, -1, -1 },        { LEFT, TOP, -1, -1 },
  { BOTTOM, TOP, -1, -1 }, { RIGHT, BOTTOM, LEFT, TOP }, { RIGHT, TOP, -1, -1 },
  { LEFT, RIGHT, -1, -1 }, { BOTTOM, RIGHT, -1, -1 },    { LEFT, BOTTOM, -1, -1 },
  { -1, -1, -1, -1 },      { BOTTOM, RIGHT, TOP, LEFT }, { LEFT, BOTTOM, RIGHT, TOP },
};

static double
value_at (const Squares *squares, size_t i, size_t j)
{
  if (i == 0 || j == 0 || i == squares->nx - 1 || j == squares->ny - 1)
    return -INFINITY;
  double value = squares->values[(j - 1) * squares->raster->nx + (i - 1)];
  return isnan (value) ? -INFINITY : value;
}

static void
point_at (const Squares *squares, size_t i, size_t j, double point[2])
{
  const VitRaster *raster = squares->raster;
  size_t a = CLAMP (i, 1, raster->nx) - 1, b = CLAMP (j, 1, raster->ny) - 1;
  point[0] = raster->x0 + (double) a * raster->dx;
  point[1] = raster->y0 + (double) b * raster->dy;
}

static size_t
edge_of (const Squares *squares, size_t i, size_t j, int side)
{
  size_t point = (side == TOP ? j + 1 : j) * squares->nx + (side == RIGHT ? i + 1 : i);
  return 2 * point + (side == LEFT || side == RIGHT);
}

/* @corners: bits of the high corners. */
static void
link_square (Squares *squares, size_t i, size_t j, unsigned corners)
{
  if (corners == 5 || corners == 10)
    {
      double mean = 0.25 * (value_at (squares, i, j) + value_at (squares, i + 1, j) +
                            value_at (squares, i + 1, j + 1) + value_at (squares, i, j + 1));
      if (mean >= squares->level)
        corners = corners == 5 ? 16 : 17;
    }
  for (int l = 0; l < 4 && square_lines[corners][l] >= 0; l += 2)
    squares->next[edge_of (squares, i, j, square_lines[corners][l])] =
        edge_of (squares, i, j, square_lines[corners][l + 1]);
}

/* Skips squares whose corners are all high or all low. */
static void
link_squares (Squares *squares)
{
  size_t nx = squares->nx, n = squares->raster->nx;
  g_autofree uint8_t *high = g_new0 (uint8_t, nx * squares->ny);
  for (size_t j = 0; j < squares->raster->ny; j++)
    {
      const double *values = squares->values + j * n;
      uint8_t *row = high + (j + 1) * nx + 1;
      for (size_t i = 0; i < n; i++)
        row[i] = values[i] >= squares->level;
    }
  for (size_t j = 0; j + 1 < squares->ny; j++)
    {
      const uint8_t *low_row = high + j * nx, *high_row = low_row + nx;
      for (size_t i = 0; i + 1 < nx; i++)
        {
          unsigned corners = (unsigned) (low_row[i] | low_row[i + 1] << 1 | high_row[i + 1] << 2 |
                                         high_row[i] << 3);
          if (corners != 0 && corners != 15)
            link_square (squares, i, j, corners);
        }
    }
}

/* Interpolates the point where the level crosses an edge. */
static void
cross_edge (const Squares *squares, size_t edge, double point[2])
{
  size_t i = edge / 2 % squares->nx, j = edge / 2 / squares->nx;
  size_t k = edge % 2 ? i : i + 1, l = edge % 2 ? j + 1 : j;
  double a = value_at (squares, i, j), b = value_at (squares, k, l), from[2], to[2];
  point_at (squares, i, j, from);
  point_at (squares, k, l, to);
  /* On the border, move the line to the inner point itself. */
  double t = isinf (a) ? 1 : isinf (b) ? 0 : (squares->level - a) / (b - a);
  for (int m = 0; m < 2; m++)
    point[m] = from[m] + t * (to[m] - from[m]);
}

static double
ring_area (double (*points)[2], size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    {
      const double *a = points[k], *b = points[(k + 1) % n], *o = points[0];
      sum += (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1]);
    }
  return 0.5 * sum;
}

/* Follows a line until it closes, unlinking its edges. */
static void
trace_ring (Squares *squares, size_t edge, GArray *starts, GArray *points, GArray *areas)
{
  guint first = points->len;
  while (squares->next[edge] != NONE)
    {
      double point[2], *last;
      cross_edge (squares, edge, point);
      last = points->len > first ? &g_array_index (points, double, 2 * (points->len - 1)) : NULL;
      if (!last || last[0] != point[0] || last[1] != point[1])
        g_array_append_val (points, point);
      size_t next = squares->next[edge];
      squares->next[edge] = NONE;
      edge = next;
    }
  double (*ring)[2] = (double (*)[2]) (void *) points->data + first;
  guint n = points->len - first;
  if (n > 1 && ring[0][0] == ring[n - 1][0] && ring[0][1] == ring[n - 1][1])
    n--;
  double area = n > 2 ? ring_area (ring, n) : 0;
  g_array_set_size (points, area != 0 ? first + n : first);
  if (area == 0)
    return;
  size_t end = points->len;
  g_array_append_val (starts, end);
  g_array_append_val (areas, area);
}

VitContour *
vit_contour_new (const double *values, const VitRaster *raster, double level)
{
  g_return_val_if_fail (values != NULL && raster->nx > 0 && raster->ny > 0, NULL);
  g_return_val_if_fail (isfinite (level), NULL);
  Squares squares = {
    .values = values, .raster = raster, .level = level, .nx = raster->nx + 2, .ny = raster->ny + 2
  };
  size_t n_edges = 2 * squares.nx * squares.ny, zero = 0;
  g_autofree size_t *next = squares.next = g_new (size_t, n_edges);
  for (size_t e = 0; e < n_edges; e++)
    next[e] = NONE;
  link_squares (&squares);

  GArray *starts = g_array_new (FALSE, FALSE, sizeof (size_t));
  GArray *points = g_array_new (FALSE, FALSE, 2 * sizeof (double));
  GArray *areas = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_val (starts, zero);
  for (size_t e = 0; e < n_edges; e++)
    if (next[e] != NONE)
      trace_ring (&squares, e, starts, points, areas);
  VitContour *contour = g_new0 (VitContour, 1);
  contour->level = level;
  contour->n_rings = areas->len;
  contour->starts = (size_t *) (void *) g_array_free (starts, FALSE);
  contour->points = (double (*)[2]) (void *) g_array_free (points, FALSE);
  contour->areas = (double *) (void *) g_array_free (areas, FALSE);
  return contour;
}

void
vit_contour_free (VitContour *contour)
{
  if (!contour)
    return;
  g_free (contour->starts);
  g_free (contour->points);
  g_free (contour->areas);
  g_free (contour);
}
