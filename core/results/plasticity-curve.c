/* Correlation of plasticity with T_ML, against the interval. */

#include <math.h>

#include "core/indicator/blocks.h"
#include "core/results/plasticity-private.h"
#include "core/tml/features.h"

/* Find the frame at t + @interval within the tolerance; −1 if there is none. */
static ssize_t
find_later (VitTimeline *timeline, size_t start, double interval, double tolerance)
{
  size_t frame;
  return vit_features_find_frames (timeline, start, &interval, 1, tolerance, &frame, NULL)
             ? (ssize_t) frame
             : -1;
}

/* Copy T_ML in the order of the reference frame's atoms. */
static void
order_t_ml (const VitTmlResult *result, const VitAtoms *atoms, double *t_ml)
{
  bool same = result->atoms == atoms;
  for (size_t i = 0; i < atoms->n; i++)
    {
      ssize_t j = same ? (ssize_t) i : vit_atoms_find (result->atoms, atoms->ids[i]);
      t_ml[i] = j >= 0 ? (double) result->t_ml[j] : NAN;
    }
}

/* Assign each atom of the reference frame to a block for the bootstrap. */
static uint32_t *
new_blocks (VitTrajectory *trajectory, size_t from, double edge, size_t *n_blocks, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, from, error);
  if (!frame)
    return NULL;
  VitBlocks of_box;
  vit_blocks_init_edge (&of_box, &frame->cell, edge, 8);
  uint32_t *blocks = g_new (uint32_t, MAX (frame->atoms->n, 1));
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      double x[3];
      vit_frame_get_position (frame, i, x);
      blocks[i] = (uint32_t) vit_blocks_find (&of_box, x);
    }
  *n_blocks = vit_blocks_count (&of_box);
  return blocks;
}

static bool
correlate_with_t_ml (const VitPlasticity *plasticity,
                     const VitTmlResult *result,
                     const VitCorrelationOptions *options,
                     VitPlasticityPoint *point,
                     VitProgress *progress,
                     GError **error)
{
  size_t n = plasticity->atoms->n;
  g_autofree double *t_ml = g_new (double, MAX (n, 1));
  order_t_ml (result, plasticity->atoms, t_ml);
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    if (!vit_correlation_compute (t_ml, plasticity->values[m], n, options, &point->rho[m], progress,
                                  error))
      return false;
  point->n_flagged = plasticity->n_flagged;
  return true;
}

/* Fill the points of at most %VIT_PLASTICITY_SEVERAL frames. */
static bool
fill_points (VitTrajectory *trajectory,
             const VitTmlResult *result,
             const VitPlasticityCurveOptions *options,
             const VitCorrelationOptions *correlation,
             VitCache *cache,
             VitPlasticityPoint **points,
             size_t n,
             GError **error)
{
  VitPlasticity *found[VIT_PLASTICITY_SEVERAL] = { NULL };
  size_t to[VIT_PLASTICITY_SEVERAL];
  for (size_t k = 0; k < n; k++)
    to[k] = (size_t) points[k]->to;
  bool good =
      n == 0 || vit_plasticity_get_several (trajectory, (size_t) points[0]->from, to, n,
                                            &options->plasticity, cache, found, NULL, error);
  for (size_t k = 0; k < n; k++)
    {
      good = good && correlate_with_t_ml (found[k], result, correlation, points[k], NULL, error);
      g_clear_pointer (&found[k], vit_plasticity_unref);
    }
  return good;
}

/* Find the frames of all points. Returns: whether there are any. */
static bool
find_frames (VitTimeline *timeline,
             ssize_t from,
             const double *intervals,
             size_t n_intervals,
             double tolerance,
             VitPlasticityPoint *points)
{
  bool any = false;
  for (size_t k = 0; k < n_intervals; k++)
    {
      VitPlasticityPoint *point = &points[k];
      *point = (VitPlasticityPoint){ .interval = intervals[k], .from = from, .to = -1 };
      for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
        point->rho[m] = (VitCorrelation){ .rho = NAN, .lo = NAN, .hi = NAN };
      if (from >= 0)
        point->to = find_later (timeline, (size_t) from, intervals[k], tolerance);
      any = any || point->to >= 0;
    }
  return any;
}

bool
vit_plasticity_curve (VitTrajectory *trajectory,
                      VitTimeline *timeline,
                      const VitTmlResult *result,
                      const double *intervals,
                      size_t n_intervals,
                      const VitPlasticityCurveOptions *options,
                      VitCache *cache,
                      VitPlasticityPoint *points,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (trajectory && timeline && result && options && points, false);
  g_return_val_if_fail (intervals || n_intervals == 0, false);
  VitCorrelationOptions correlation = options->correlation;
  g_autofree uint32_t *blocks = NULL;
  ssize_t from = options->delay > 0
                     ? find_later (timeline, result->frame, options->delay, options->tolerance)
                     : (ssize_t) result->frame;
  if (!find_frames (timeline, from, intervals, n_intervals, options->tolerance, points))
    return vit_progress_step (progress, n_intervals, n_intervals, error);
  if (!vit_plasticity_check_cutoff (&options->plasticity, error))
    return false;
  if (options->block >= 0)
    {
      double edge = options->block > 0 ? options->block : VIT_PLASTICITY_BLOCK;
      blocks = new_blocks (trajectory, (size_t) from, edge, &correlation.n_blocks, error);
      if (!blocks)
        return false;
      correlation.blocks = blocks;
    }
  VitPlasticityPoint *next[VIT_PLASTICITY_SEVERAL];
  size_t n = 0;
  for (size_t k = 0; k < n_intervals; k++)
    {
      if (points[k].to >= 0)
        next[n++] = &points[k];
      if (n < VIT_PLASTICITY_SEVERAL && k + 1 < n_intervals)
        continue;
      if (!fill_points (trajectory, result, options, &correlation, cache, next, n, error) ||
          !vit_progress_step (progress, k + 1, n_intervals, error))
        return false;
      n = 0;
    }
  return true;
}
