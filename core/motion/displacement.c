#include "core/motion/displacement.h"

#include <math.h>

#include "core/base/error.h"
#include "core/geometry/neighbours.h"

#define DEFAULT_CAGE_CUTOFF 3.85

/* Index in @to of every atom of @from; −1 if it is missing. NULL if all indices are equal. */
static bool
find_atoms_by_id (const VitFrame *from, const VitFrame *to, ssize_t **match, GError **error)
{
  const VitAtoms *a = from->atoms, *b = to->atoms;
  *match = NULL;
  if (!a->unique || !b->unique)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "step %" G_GINT64_FORMAT
                   ": an id occurs more than once, so atoms cannot be followed",
                   a->unique ? to->step : from->step);
      return false;
    }
  if (a->has_ids != b->has_ids || (!a->has_ids && a->n != b->n))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "steps %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
                   ": without ids in both, atoms whose number changes "
                   "cannot be followed",
                   from->step, to->step);
      return false;
    }
  if (a == b || !a->has_ids)
    return true;
  *match = g_new (ssize_t, MAX (a->n, 1));
  for (size_t i = 0; i < a->n; i++)
    (*match)[i] = vit_atoms_find (b, a->ids[i]);
  return true;
}

/* A = H(to) H(from)⁻¹, which maps a point that moves with the box. */
static void
get_deformation (const VitCell *from, const VitCell *to, double map[3][3])
{
  double g[3][3];
  vit_cell_inverse (from, g);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        map[i][j] = 0;
        for (int k = 0; k < 3; k++)
          map[i][j] += to->h[k][i] * g[k][j];
      }
}

static bool
same_vectors (const VitCell *a, const VitCell *b)
{
  for (int k = 0; k < 3; k++)
    for (int j = 0; j < 3; j++)
      if (a->h[k][j] != b->h[k][j])
        return false;
  return true;
}

/* x1 − x0 in double, or exactly if both are decimals of the same scale. */
static void
subtract_positions (const VitFrame *from,
                    size_t i,
                    const VitFrame *to,
                    size_t j,
                    double power,
                    double difference[3])
{
  if (power > 0)
    {
      for (size_t k = 0; k < 3; k++)
        difference[k] = (double) ((int64_t) to->fixed[3 * j + k] - from->fixed[3 * i + k]) / power;
      return;
    }
  double x0[3], x1[3];
  vit_frame_get_position (from, i, x0);
  vit_frame_get_position (to, j, x1);
  for (int k = 0; k < 3; k++)
    difference[k] = x1[k] - x0[k];
}

/* The displacement of a point that moves with the box: (A − 1) (x₀ − o₀) + o₁ − o₀. */
static void
subtract_flow (
    const VitFrame *from, const VitFrame *to, size_t i, double map[3][3], bool deforms, double d[3])
{
  double x0[3];
  if (deforms)
    vit_frame_get_position (from, i, x0);
  for (int j = 0; j < 3; j++)
    {
      d[j] -= to->cell.origin[j] - from->cell.origin[j];
      for (int k = 0; deforms && k < 3; k++)
        d[j] -= (map[j][k] - (j == k ? 1 : 0)) * (x0[k] - from->cell.origin[k]);
    }
}

static void
set_displacements (const VitFrame *from,
                   const VitFrame *to,
                   const ssize_t *match,
                   const int32_t *images,
                   bool with_box,
                   double *d)
{
  double map[3][3];
  bool deforms = with_box && !same_vectors (&from->cell, &to->cell);
  if (deforms)
    get_deformation (&from->cell, &to->cell, map);
  double power =
      from->fixed && to->fixed && from->decimals == to->decimals ? pow (10, from->decimals) : 0;

  for (size_t i = 0; i < from->atoms->n; i++)
    {
      double *di = d + 3 * i;
      ssize_t other = match ? match[i] : (ssize_t) i;
      if (other < 0 || (images && images[3 * i] == VIT_IMAGE_UNKNOWN))
        {
          di[0] = di[1] = di[2] = NAN;
          continue;
        }
      subtract_positions (from, i, to, (size_t) other, power, di);
      if (images)
        for (int k = 0; k < 3; k++)
          for (int j = 0; j < 3; j++)
            di[j] += images[3 * i + (size_t) k] * to->cell.h[k][j];
      if (with_box)
        subtract_flow (from, to, i, map, deforms, di);
    }
}

static void
subtract_drift (double *d, size_t n)
{
  double sum[3] = { 0 };
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (d[3 * i]) && isfinite (d[3 * i + 1]) && isfinite (d[3 * i + 2]))
      {
        for (size_t j = 0; j < 3; j++)
          sum[j] += d[3 * i + j];
        count++;
      }
  for (size_t i = 0; count > 0 && i < n; i++)
    for (size_t j = 0; j < 3; j++)
      d[3 * i + j] -= sum[j] / (double) count;
}

static bool
subtract_cage (
    const VitFrame *from, double cutoff, double *d, VitProgress *progress, GError **error)
{
  size_t n = from->atoms->n;
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (from, x);
  g_autoptr (VitNeighbours) neighbours = vit_neighbours_new_cutoff (
      &from->cell, x, n, cutoff > 0 ? cutoff : DEFAULT_CAGE_CUTOFF, progress, error);
  if (!neighbours)
    return false;

  g_autofree double *raw = g_memdup2 (d, MAX (3 * n, 1) * sizeof (double));
  for (size_t i = 0; i < n; i++)
    {
      double mean[3] = { 0 };
      size_t count = 0;
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        {
          const double *dj = raw + 3 * (size_t) neighbours->indices[k];
          if (!isfinite (dj[0]) || neighbours->indices[k] == i)
            continue;
          for (int j = 0; j < 3; j++)
            mean[j] += dj[j];
          count++;
        }
      for (size_t j = 0; count > 0 && j < 3; j++)
        d[3 * i + j] -= mean[j] / (double) count;
    }
  return true;
}

bool
vit_displacement_compute (const VitFrame *from,
                          const VitFrame *to,
                          const int32_t *images,
                          const VitMotionOptions *options,
                          double *d,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (from && to && options && d, false);
  g_autofree ssize_t *match = NULL;
  if (!find_atoms_by_id (from, to, &match, error))
    return false;
  set_displacements (from, to, match, images, options->frame == VIT_MOTION_BOX, d);
  if (!options->keep_drift)
    subtract_drift (d, from->atoms->n);
  return options->frame != VIT_MOTION_CAGE ||
         subtract_cage (from, options->cage_cutoff, d, progress, error);
}
