#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/structure/isosurface-private.h"

/* Node layers that one task fills. */
#define LAYERS 4

void
vit_isosurface_grid_clear (VitIsosurfaceGrid *grid)
{
  g_clear_pointer (&grid->inside, g_free);
  g_clear_pointer (&grid->height, g_free);
}

void
vit_isosurface_grid_locate (
    const VitIsosurfaceGrid *grid, const int32_t node[3], int dir, double t, double x[3])
{
  double s[3];
  for (int k = 0; k < 3; k++)
    s[k] = grid->from[k] +
           grid->span[k] * (((double) node[k] + (k == dir ? t : 0)) / (double) grid->n[k]);
  for (int k = 0; k < 3; k++)
    x[k] = s[0] * grid->h[0][k] + s[1] * grid->h[1][k] + s[2] * grid->h[2][k];
}

/* Set the number of steps for a spacing. Returns: the number of nodes, beyond faces included. */
static double
set_steps (VitIsosurfaceGrid *grid, const double lengths[3], double spacing)
{
  double nodes = 1;
  grid->spacing = 0;
  for (int k = 0; k < 3; k++)
    {
      double n = fmax (ceil (grid->span[k] * lengths[k] / spacing - 1e-9), 1);
      grid->n[k] = (size_t) fmin (n, 1e9);
      grid->size[k] = grid->n[k] + (grid->closed[k] ? 3 : 1);
      grid->spacing = fmax (grid->spacing, grid->span[k] * lengths[k] / (double) grid->n[k]);
      nodes *= (double) grid->size[k];
    }
  return nodes;
}

/* The Gaussian is resolved, and so is the sphere around a single atom if there is one. */
static double
get_usual_spacing (const VitIsosurfaceInput *input)
{
  double radius = input->level < 1 ? sqrt (2 * log (1 / input->level)) : INFINITY;
  return input->width * CLAMP (radius / 2.35, 0.25, 0.5);
}

static void
choose_grid (VitIsosurfaceGrid *grid,
             const VitIsosurfaceInput *input,
             const VitGaussianField *field)
{
  double lengths[3];
  vit_cell_lengths (input->cell, lengths);
  memcpy (grid->h, input->cell->h, sizeof grid->h);
  for (int k = 0; k < 3; k++)
    {
      grid->closed[k] = input->cell->periodic[k];
      double beyond = field->reach / field->widths[k];
      grid->from[k] = grid->closed[k] ? 0 : field->lo[k] - beyond;
      grid->span[k] = grid->closed[k] ? 1 : field->hi[k] - field->lo[k] + 2 * beyond;
    }
  double wanted = input->spacing > 0 ? input->spacing : get_usual_spacing (input), spacing = wanted;
  double most = (double) (input->max_nodes > 0 ? input->max_nodes : VIT_ISOSURFACE_MAX_NODES);
  /* At 8 nodes or less there is nothing left to be saved. */
  for (double nodes; (nodes = set_steps (grid, lengths, spacing)) > fmax (most, 64);)
    spacing *= fmax (cbrt (nodes / fmax (most, 64)), 1.02);
  grid->coarsened = spacing > wanted;
}

typedef struct
{
  const VitGaussianField *field;
  VitIsosurfaceGrid *grid;
  double level;
  double steps[3][3]; /* Å from a node to the next */
  double start[3];    /* of node 0, Å */
} Filling;

/* Add an atom to a row of nodes. Along it the exponent is a quadratic function, so that each
 * Gaussian follows from the one before by two multiplications. */
static void
add_to_row (const Filling *fill, const double d[3], double weight, double *row)
{
  const double *a = fill->steps[0];
  double aa = a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
  double ad = a[0] * d[0] + a[1] * d[1] + a[2] * d[2];
  double dd = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  double reach = fill->field->reach, root = ad * ad - aa * (dd - reach * reach);
  if (!(root > 0))
    return;
  root = sqrt (root);
  double n = (double) fill->grid->n[0];
  double low = ceil ((-ad - root) / aa), high = floor ((-ad + root) / aa);
  if (low > n || high < 0)
    return;
  size_t first = low > 0 ? (size_t) low : 0, last = high < n ? (size_t) high : (size_t) n;
  double e = fill->field->exponent, at = (double) first;
  double g = weight * exp (e * (dd + 2 * at * ad + at * at * aa));
  double ratio = exp (e * (2 * ad + (2 * at + 1) * aa)), change = exp (2 * e * aa);
  for (size_t i = first; i <= last; i++)
    {
      row[i] += g;
      g *= ratio;
      ratio *= change;
    }
}

static void
fill_layer (const Filling *fill, size_t layer, double *heights)
{
  const VitGaussianField *field = fill->field;
  const VitIsosurfaceGrid *grid = fill->grid;
  size_t n_rows = grid->n[1] + 1, n_columns = grid->n[0] + 1;
  memset (heights, 0, n_rows * n_columns * sizeof *heights);
  double s2 = grid->from[2] + grid->span[2] * ((double) layer / (double) grid->n[2]);
  double per_row = grid->span[1] / (double) grid->n[1];
  double near2 = field->reach / field->widths[2], near1 = field->reach / field->widths[1];
  for (size_t i = 0; i < field->n; i++)
    {
      const double *p = field->x + 3 * i, *g = field->inverse[2], *h = field->inverse[1];
      if (fabs (g[0] * p[0] + g[1] * p[1] + g[2] * p[2] - s2) > near2)
        continue;
      double s1 = h[0] * p[0] + h[1] * p[1] + h[2] * p[2] - grid->from[1];
      double low = ceil ((s1 - near1) / per_row), high = floor ((s1 + near1) / per_row);
      if (high < 0 || low > (double) grid->n[1])
        continue;
      size_t first = low > 0 ? (size_t) low : 0;
      size_t last = high < (double) grid->n[1] ? (size_t) high : grid->n[1];
      for (size_t row = first; row <= last; row++)
        {
          double d[3];
          for (int k = 0; k < 3; k++)
            d[k] = fill->start[k] + (double) row * fill->steps[1][k] +
                   (double) layer * fill->steps[2][k] - p[k];
          add_to_row (fill, d, field->weights[i], heights + row * n_columns);
        }
    }
}

static bool
fill_layers (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Filling *fill = data;
  VitIsosurfaceGrid *grid = fill->grid;
  size_t n_rows = grid->n[1] + 1, n_columns = grid->n[0] + 1;
  g_autofree double *heights = g_new (double, n_rows *n_columns);
  for (size_t layer = begin; layer < end; layer++)
    {
      fill_layer (fill, layer, heights);
      float *out = grid->height + layer * n_rows * n_columns;
      size_t c = layer + grid->closed[2];
      for (size_t row = 0; row < n_rows; row++)
        {
          uint8_t *inside = grid->inside +
                            (c * grid->size[1] + row + grid->closed[1]) * grid->size[0] +
                            grid->closed[0];
          for (size_t i = 0; i < n_columns; i++)
            {
              out[row * n_columns + i] = (float) heights[row * n_columns + i];
              inside[i] = heights[row * n_columns + i] > fill->level;
            }
        }
    }
  return true;
}

bool
vit_isosurface_grid_init (VitIsosurfaceGrid *grid,
                          const VitIsosurfaceInput *input,
                          const VitGaussianField *field,
                          VitProgress *progress,
                          GError **error)
{
  *grid = (VitIsosurfaceGrid){ 0 };
  choose_grid (grid, input, field);
  grid->inside = g_new0 (uint8_t, grid->size[0] * grid->size[1] * grid->size[2]);
  grid->height = g_new (float, (grid->n[0] + 1) * (grid->n[1] + 1) * (grid->n[2] + 1));
  Filling fill = { field, grid, input->level, { { 0 } }, { 0 } };
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      {
        fill.steps[k][i] = grid->span[k] / (double) grid->n[k] * grid->h[k][i];
        fill.start[i] += grid->from[k] * grid->h[k][i];
      }
  return vit_parallel_for (grid->n[2] + 1, LAYERS, fill_layers, &fill, progress, error);
}
