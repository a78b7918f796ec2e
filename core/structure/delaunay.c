#include "core/structure/delaunay.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/delaunay-private.h"

/* Relative difference of the sum of volumes from that of the box. */
#define VOLUME_TOLERANCE 1e-9

VitDelaunay *
vit_delaunay_new_empty (size_t n_atoms)
{
  VitDelaunay *delaunay = g_new0 (VitDelaunay, 1);
  delaunay->n_atoms = n_atoms;
  delaunay->centroids = g_malloc0_n (MAX (n_atoms, 1), sizeof *delaunay->centroids);
  return delaunay;
}

void
vit_delaunay_free (VitDelaunay *delaunay)
{
  if (!delaunay)
    return;
  g_free (delaunay->corners);
  g_free (delaunay->shifts);
  g_free (delaunay->centroids);
  g_free (delaunay);
}

/* ---- From cells ---- */

static bool
add_tetrahedron (VitDelaunay *delaunay,
                 const VitGrid *grid,
                 const VitVoronoiTetrahedron *from,
                 GError **error)
{
  size_t k = delaunay->n++;
  for (int c = 0; c < 4; c++)
    delaunay->corners[k][c] = grid->atom[from->rank[c]];
  for (int c = 0; c < 3; c++)
    for (int m = 0; m < 3; m++)
      {
        int64_t shift = from->image[c][m];
        if (grid->wraps)
          shift += grid->wraps[from->rank[0]][m] - grid->wraps[from->rank[c + 1]][m];
        delaunay->shifts[k][c][m] = (int16_t) shift;
        if (shift == (int16_t) shift)
          continue;
        g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                     "Neighbours lie %" G_GINT64_FORMAT " boxes apart as given", shift);
        return false;
      }
  return true;
}

bool
vit_delaunay_take_cells (VitDelaunay *delaunay, const VitVoronoiCells *cells, GError **error)
{
  size_t n = 0;
  for (size_t r = 0; r < cells->n_rows; r++)
    n += cells->rows[r].n_tetrahedra;
  delaunay->corners = g_malloc_n (MAX (n, 1), sizeof *delaunay->corners);
  delaunay->shifts = g_malloc_n (MAX (n, 1), sizeof *delaunay->shifts);
  for (size_t r = 0; r < cells->n_rows; r++)
    for (size_t k = 0; k < cells->rows[r].n_tetrahedra; k++)
      if (!add_tetrahedron (delaunay, cells->grid, &cells->rows[r].tetrahedra[k], error))
        return false;
  return true;
}

/* ---- Measures ---- */

static inline void
cross (const double a[3], const double b[3], double c[3])
{
  c[0] = a[1] * b[2] - a[2] * b[1];
  c[1] = a[2] * b[0] - a[0] * b[2];
  c[2] = a[0] * b[1] - a[1] * b[0];
}

static inline double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

bool
vit_delaunay_fills (const VitDelaunay *delaunay, const VitCell *cell, const double *x)
{
  double sum = 0, volume = vit_cell_volume (cell);
  for (size_t k = 0; k < delaunay->n; k++)
    {
      double edges[3][3], normal[3];
      vit_delaunay_get_edges (delaunay, cell, x, k, edges);
      cross (edges[0], edges[1], normal);
      sum += fabs (dot (normal, edges[2])) / 6;
    }
  return delaunay->n_atoms == 0 || fabs (sum - volume) <= VOLUME_TOLERANCE * volume;
}

/* Values of each tetrahedron: irregularity, or NaN where it is left out; volume; volume times the
 * divergence. */
typedef struct
{
  double omega, volume, flow;
} Measured;

typedef struct
{
  const VitDelaunay *delaunay;
  const VitCell *cell;
  const double *x;
  const uint8_t *types;
  const VitShells *shells;
  double longest;
  bool wants_q;
  Measured *measured;
} Measuring;

static double
get_irregularity (const Measuring *self, const uint32_t corners[4], const double edges[3][3])
{
  double deviation = 0, sigmas = 0;
  bool is_long = false;
  for (int a = 0; a < 4; a++)
    for (int b = a + 1; b < 4; b++)
      {
        double d[3];
        for (int j = 0; j < 3; j++)
          d[j] = edges[b - 1][j] - (a > 0 ? edges[a - 1][j] : 0);
        double r = sqrt (dot (d, d)), sigma = vit_shells_get (self->shells, self->types[corners[a]],
                                                              self->types[corners[b]]);
        deviation += fabs (r - sigma);
        sigmas += sigma;
        is_long = is_long || (self->longest > 0 && r > self->longest * sigma);
      }
  return is_long ? INFINITY : deviation / sigmas;
}

/* The gradient of what is 1 at a corner and 0 at the others is a cross product of two edges over
 * six times the volume. */
static double
get_flow (const Measuring *self, const uint32_t corners[4], double normals[3][3])
{
  const double (*c)[3] = (const double (*)[3]) self->delaunay->centroids;
  double sum = 0;
  for (int k = 0; k < 3; k++)
    for (int j = 0; j < 3; j++)
      sum += normals[k][j] * (c[corners[k + 1]][j] - c[corners[0]][j]);
  return sum / 6;
}

static bool
measure_some (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Measuring *self = data;
  for (size_t k = begin; k < end; k++)
    {
      double edges[3][3], normals[3][3];
      const uint32_t *corners = self->delaunay->corners[k];
      Measured *to = &self->measured[k];
      vit_delaunay_get_edges (self->delaunay, self->cell, self->x, k, edges);
      to->omega = self->shells ? get_irregularity (self, corners, (const double (*)[3]) edges) : 0;
      if (!self->wants_q)
        continue;
      cross (edges[1], edges[2], normals[0]);
      cross (edges[2], edges[0], normals[1]);
      cross (edges[0], edges[1], normals[2]);
      double volume = dot (normals[0], edges[0]) / 6, flow = get_flow (self, corners, normals);
      to->volume = fabs (volume);
      to->flow = volume < 0 ? -flow : flow;
    }
  return true;
}

/* Sums of the tetrahedra of one atom. */
typedef struct
{
  double omega, n, volume, flow;
} AtomSums;

static void
gather (
    const VitDelaunay *delaunay, const Measured *measured, double *omega, double *q, double *sum)
{
  g_autofree AtomSums *sums = g_new0 (AtomSums, MAX (delaunay->n_atoms, 1));
  double all = 0;
  for (size_t k = 0; k < delaunay->n; k++)
    {
      const Measured *from = &measured[k];
      bool counts = !isinf (from->omega);
      all += from->flow;
      for (int c = 0; c < 4; c++)
        {
          AtomSums *to = &sums[delaunay->corners[k][c]];
          to->omega += counts ? from->omega : 0;
          to->n += counts;
          to->volume += from->volume;
          to->flow += from->flow;
        }
    }
  for (size_t i = 0; i < delaunay->n_atoms; i++)
    {
      if (omega)
        omega[i] = sums[i].n > 0 ? sums[i].omega / sums[i].n : NAN;
      if (q)
        q[i] = sums[i].volume > 0 ? sums[i].flow / sums[i].volume : NAN;
    }
  if (sum)
    *sum = all;
}

bool
vit_delaunay_measure (const VitDelaunay *delaunay,
                      const VitCell *cell,
                      const double *x,
                      const uint8_t *types,
                      const VitShells *shells,
                      double longest,
                      double *omega,
                      double *q,
                      double *sum,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (delaunay && cell && (x || delaunay->n_atoms == 0), false);
  g_return_val_if_fail (!omega || (types && shells), false);
  g_autofree Measured *measured = g_new0 (Measured, MAX (delaunay->n, 1));
  Measuring self = { .delaunay = delaunay,
                     .cell = cell,
                     .x = x,
                     .types = types,
                     .shells = omega ? shells : NULL,
                     .longest = longest,
                     .wants_q = q || sum,
                     .measured = measured };
  if (!vit_parallel_for (delaunay->n, MAX (256, delaunay->n / 256), measure_some, &self, progress,
                         error))
    return false;
  gather (delaunay, measured, omega, q, sum);
  return true;
}
