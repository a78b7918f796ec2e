#include "core/structure/isosurface.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/isosurface-private.h"

/* Vertices that one task places. */
#define GRAIN 512

/* Relative distance from the level at which a vertex is placed: 10⁻⁵ widths or less. */
#define TOLERANCE 1e-6
#define MAX_STEPS 12

void
vit_isosurface_free (VitIsosurface *surface)
{
  if (!surface)
    return;
  g_free (surface->positions);
  g_free (surface->normals);
  g_free (surface->values);
  g_free (surface->triangles);
  g_free (surface);
}

typedef struct
{
  const VitGaussianField *field;
  const VitIsosurfaceGrid *grid;
  const VitCrossing *crossings;
  double level;
  double lengths[3];  /* Å from a node to the next */
  double faces[6][3]; /* normals of the flat pieces */
  GArray **near;      /* by worker */
  double *x, *normals;
  float *values; /* nullable */
} Placing;

/* Set @x to where ρ has the level on an edge of the grid, and @gradient to that of ρ. Newton's
 * method on ln ρ, which is smoother, within what is known to be inside and outside. */
static void
find_place (
    const Placing *placing, const VitCrossing *crossing, GArray *near, double x[3], double slope[3])
{
  const VitIsosurfaceGrid *grid = placing->grid;
  int dir = crossing->dir;
  int32_t other[3] = { crossing->node[0], crossing->node[1], crossing->node[2] };
  other[dir]++;
  double a = vit_isosurface_grid_height (grid, crossing->node);
  double b = vit_isosurface_grid_height (grid, other), level = placing->level;
  double t = a != b ? CLAMP ((level - a) / (b - a), 0, 1) : 0.5;
  double inside = a > b ? 0 : 1, outside = 1 - inside, along[3];
  for (int k = 0; k < 3; k++)
    along[k] = grid->span[dir] / (double) grid->n[dir] * grid->h[dir][k];
  vit_isosurface_grid_locate (grid, crossing->node, dir, 0.5, x);
  vit_gaussian_field_gather (placing->field, x, placing->field->reach + placing->lengths[dir] / 2,
                             near);
  for (int step = 0; step < MAX_STEPS; step++)
    {
      vit_isosurface_grid_locate (grid, crossing->node, dir, t, x);
      double height = vit_gaussian_field_sum (placing->field, near, x, slope, NULL);
      if (fabs (height - level) <= TOLERANCE * level)
        break;
      *(height > level ? &inside : &outside) = t;
      double grade = (slope[0] * along[0] + slope[1] * along[1] + slope[2] * along[2]) / height;
      double next = t - log (height / level) / grade;
      if (!(next > fmin (inside, outside) && next < fmax (inside, outside)))
        next = 0.5 * (inside + outside);
      t = next;
    }
  /* A field that is flat here at least falls along the edge. */
  if (!(slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2] > 0))
    for (int k = 0; k < 3; k++)
      slope[k] = a > b ? -along[k] : along[k];
}

static bool
place_vertices (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Placing *placing = data;
  GArray *near = placing->near[worker];
  for (size_t i = begin; i < end; i++)
    {
      const VitCrossing *crossing = &placing->crossings[i];
      double *x = placing->x + 3 * i, *normal = placing->normals + 3 * i, slope[3], value;
      if (crossing->dir < 3)
        find_place (placing, crossing, near, x, slope);
      else
        {
          vit_isosurface_grid_locate (placing->grid, crossing->node, 3, 0, x);
          vit_gaussian_field_gather (placing->field, x, placing->field->reach, near);
        }
      if (crossing->flat >= 0)
        memcpy (normal, placing->faces[crossing->flat], 3 * sizeof *normal);
      else
        {
          double length = sqrt (slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]);
          for (int k = 0; k < 3; k++)
            normal[k] = -slope[k] / length;
        }
      if (placing->values)
        {
          vit_gaussian_field_sum (placing->field, near, x, NULL, &value);
          placing->values[i] = (float) value;
        }
    }
  return true;
}

static void
find_flat_normals (const VitGaussianField *field, double normals[6][3])
{
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      {
        /* The rows of the inverse are perpendicular to the faces, and have the length 1 / width. */
        normals[2 * k + 1][i] = field->inverse[k][i] * field->widths[k];
        normals[2 * k][i] = -normals[2 * k + 1][i];
      }
}

static float *
dup_floats (const double *from, size_t n)
{
  float *to = g_new (float, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    to[i] = (float) from[i];
  return to;
}

static bool
place_all (VitIsosurface *surface,
           const VitIsosurfaceInput *input,
           const VitGaussianField *field,
           const VitIsosurfaceGrid *grid,
           const GArray *crossings,
           VitProgress *progress,
           GError **error)
{
  size_t n = crossings->len;
  unsigned n_threads = vit_parallel_get_n_threads ();
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  g_autofree double *normals = g_new (double, MAX (3 * n, 1));
  surface->n_vertices = n;
  surface->values = input->values ? g_new (float, MAX (n, 1)) : NULL;
  Placing placing = { .field = field,
                      .grid = grid,
                      .crossings = (const VitCrossing *) crossings->data,
                      .level = input->level,
                      .near = g_new (GArray *, n_threads),
                      .x = x,
                      .normals = normals,
                      .values = surface->values };
  vit_cell_lengths (input->cell, placing.lengths);
  for (int k = 0; k < 3; k++)
    placing.lengths[k] *= grid->span[k] / (double) grid->n[k];
  find_flat_normals (field, placing.faces);
  for (unsigned k = 0; k < n_threads; k++)
    placing.near[k] = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  bool ok = vit_parallel_for (n, GRAIN, place_vertices, &placing, progress, error);
  for (unsigned k = 0; k < n_threads; k++)
    g_array_unref (placing.near[k]);
  g_free (placing.near);
  if (!ok)
    return false;
  vit_isosurface_measure (surface, input->cell, x, normals, placing.crossings);
  surface->positions = dup_floats (x, 3 * n);
  surface->normals = dup_floats (normals, 3 * n);
  return true;
}

static bool
check_input (const VitIsosurfaceInput *input, GError **error)
{
  if (!vit_cell_is_valid (input->cell))
    g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "the box has no volume");
  else if (!(input->width > 0) || !isfinite (input->width) || !(input->level > 0) ||
           !isfinite (input->level) || !(input->spacing >= 0))
    g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                 "a surface needs a width and a level above 0");
  else
    return true;
  return false;
}

VitIsosurface *
vit_isosurface_new (const VitIsosurfaceInput *input, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (input && input->cell && (input->n == 0 || (input->x && input->weights)),
                        NULL);
  if (!check_input (input, error))
    return NULL;
  g_autoptr (VitIsosurface) surface = g_new0 (VitIsosurface, 1);
  VitGaussianField field = { 0 };
  VitIsosurfaceGrid grid = { 0 };
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (VitCrossing));
  g_autoptr (GArray) triangles = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  g_autoptr (GArray) flat = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  const char *stage = "Finding surfaces";
  vit_progress_set_range (progress, 0, 0.4, stage);
  bool ok = vit_gaussian_field_init (&field, input, progress, error) &&
            vit_isosurface_grid_init (&grid, input, &field, progress, error);
  vit_progress_set_range (progress, 0.4, 0.5, stage);
  ok = ok && vit_isosurface_cubes_trace (&grid, crossings, triangles, flat, progress, error);
  if (ok)
    {
      surface->n_surface = triangles->len / 3;
      g_array_append_vals (triangles, flat->data, flat->len);
      surface->n_triangles = triangles->len / 3;
      surface->triangles = (uint32_t *) g_array_free (g_steal_pointer (&triangles), FALSE);
      surface->spacing = grid.spacing;
      surface->coarsened = grid.coarsened;
    }
  vit_progress_set_range (progress, 0.5, 1, stage);
  ok = ok && place_all (surface, input, &field, &grid, crossings, progress, error);
  vit_gaussian_field_clear (&field);
  vit_isosurface_grid_clear (&grid);
  return ok ? g_steal_pointer (&surface) : NULL;
}
