#include "core/motion/displacement.h"

#include <math.h>

#include "core/base/error.h"
#include "core/geometry/neighbours.h"

/* Neighbours of the cage (docs/science.md §1), Å. It is part of what a model was trained with, so
 * that no option of a study may move it. */
#define DEFAULT_CAGE_CUTOFF 3.85

bool
vit_displacement_match (const VitFrame *from, const VitFrame *to, ssize_t **match, GError **error)
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

/* Flow is how a point moves that moves with the box: y = x − o₀ by shift + (A − 1) y. */
typedef struct
{
  const VitCell *from, *to;
  bool deforms;
  double map[3][3]; /* A, if it differs from 1 */
  double shift[3];
  VitBasis basis; /* of the images */
  bool flips;
} Flow;

static void
get_flow (const VitFrame *from, const VitFrame *to, const VitMotionBases *bases, Flow *flow)
{
  VitBasis between = { 0 };
  *flow = (Flow){ .from = &from->cell, .to = &to->cell };
  if (bases)
    {
      between = vit_basis_multiply (bases->to, vit_basis_invert (bases->from));
      flow->basis = bases->to;
      flow->flips = !vit_basis_is_identity (bases->to);
    }
  flow->deforms = vit_cell_get_flow (flow->from, flow->to, between, flow->map, flow->shift);
}

static void
subtract_flow (const VitFrame *from, size_t i, const Flow *flow, double d[3])
{
  double x0[3];
  if (flow->deforms)
    vit_frame_get_position (from, i, x0);
  for (int j = 0; j < 3; j++)
    {
      d[j] -= flow->shift[j];
      for (int k = 0; flow->deforms && k < 3; k++)
        d[j] -= (flow->map[j][k] - (j == k ? 1 : 0)) * (x0[k] - flow->from->origin[k]);
    }
}

static void
add_image (const Flow *flow, const int32_t image[3], double d[3])
{
  int64_t printed[3] = { image[0], image[1], image[2] };
  if (flow->flips)
    vit_basis_apply (flow->basis, printed, printed);
  for (int k = 0; k < 3; k++)
    for (int j = 0; j < 3; j++)
      d[j] += (double) printed[k] * flow->to->h[k][j];
}

static void
set_displacements (const VitFrame *from,
                   const VitFrame *to,
                   const ssize_t *match,
                   const int32_t *images,
                   const Flow *flow,
                   bool with_box,
                   double *d)
{
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
        add_image (flow, images + 3 * i, di);
      if (with_box)
        subtract_flow (from, i, flow, di);
    }
}

void
vit_drift_add (VitDrift *drift, const double *d, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (isfinite (d[3 * i]) && isfinite (d[3 * i + 1]) && isfinite (d[3 * i + 2]))
      {
        for (size_t j = 0; j < 3; j++)
          vit_exact_sum_add (&drift->sum[j], d[3 * i + j]);
        drift->n++;
      }
}

void
vit_drift_subtract (const VitDrift *drift, double *d, size_t n)
{
  double mean[3] = { 0, 0, 0 };
  for (int j = 0; drift->n > 0 && j < 3; j++)
    mean[j] = vit_exact_sum_get (&drift->sum[j]) / (double) drift->n;
  for (size_t i = 0; drift->n > 0 && i < n; i++)
    for (size_t j = 0; j < 3; j++)
      d[3 * i + j] -= mean[j];
}

/* The displacement of a neighbour's image beyond that of the neighbour itself: (A − 1) of the box
 * vectors between them. */
static void
get_image_displacement (const Flow *flow, const int16_t shifts[3], double d[3])
{
  double y[3];
  for (int j = 0; j < 3; j++)
    y[j] = shifts[0] * flow->from->h[0][j] + shifts[1] * flow->from->h[1][j] +
           shifts[2] * flow->from->h[2][j];
  for (int j = 0; j < 3; j++)
    d[j] = flow->map[j][0] * y[0] + flow->map[j][1] * y[1] + flow->map[j][2] * y[2] - y[j];
}

static bool
subtract_cage (const VitFrame *from,
               const Flow *flow,
               double cutoff,
               double *d,
               VitProgress *progress,
               GError **error)
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
          double image[3] = { 0 };
          if (flow->deforms)
            get_image_displacement (flow, neighbours->shifts[k], image);
          for (int j = 0; j < 3; j++)
            mean[j] += dj[j] + image[j];
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
                          const VitMotionBases *bases,
                          const int32_t *images,
                          const VitMotionOptions *options,
                          double *d,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (from && to && options && d, false);
  g_autofree ssize_t *match = NULL;
  if (!vit_displacement_match (from, to, &match, error))
    return false;
  Flow flow;
  get_flow (from, to, bases, &flow);
  set_displacements (from, to, match, images, &flow, options->frame == VIT_MOTION_BOX, d);
  if (!options->keep_drift)
    {
      VitDrift drift = { 0 };
      vit_drift_add (&drift, d, from->atoms->n);
      vit_drift_subtract (&drift, d, from->atoms->n);
    }
  return options->frame != VIT_MOTION_CAGE ||
         subtract_cage (from, &flow, options->cage_cutoff, d, progress, error);
}
