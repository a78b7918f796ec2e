#include "core/tml/features.h"

#include <math.h>
#include <stdlib.h>

#include "core/motion/unwrap.h"

#define FLOOR 1e-12

/* The frame at t + @interval; −1 if there is none. */
static ssize_t
find_frame (VitTimeline *timeline, size_t start, double interval, double tolerance, size_t *hint)
{
  if (!(tolerance > 0))
    tolerance = VIT_DEFAULT_TOLERANCE;
  /* The absolute tolerance allows for times that were printed in decimals. */
  ssize_t frame =
      vit_timeline_find_from (timeline, vit_timeline_get_times (timeline)[start] + interval,
                              tolerance * interval + 1e-9, hint);
  return frame == (ssize_t) start ? -1 : frame;
}

size_t
vit_features_filter_starts (VitTimeline *timeline,
                            double interval,
                            double tolerance,
                            bool *possible)
{
  size_t hint = 0, left = 0;
  for (size_t i = 0; i < vit_timeline_get_n_frames (timeline); i++)
    {
      possible[i] = possible[i] && vit_timeline_is_used (timeline, i) &&
                    find_frame (timeline, i, interval, tolerance, &hint) >= 0;
      left += possible[i];
    }
  return left;
}

bool
vit_features_find_frames (VitTimeline *timeline,
                          size_t start,
                          const double *intervals,
                          size_t n_intervals,
                          double tolerance,
                          size_t *frames,
                          double *missing)
{
  size_t hint = start;
  for (size_t j = 0; j < n_intervals; j++)
    {
      ssize_t frame = find_frame (timeline, start, intervals[j], tolerance, &hint);
      if (frame < 0)
        {
          if (missing)
            *missing = intervals[j];
          return false;
        }
      frames[j] = (size_t) frame;
    }
  return true;
}

static void
fill_column (const double *d, size_t n, double temperature, float *features, size_t stride)
{
  for (size_t i = 0; i < n; i++)
    {
      const double *di = d + 3 * i;
      double r2 = di[0] * di[0] + di[1] * di[1] + di[2] * di[2];
      features[i * stride] =
          isfinite (r2) ? (float) log10 ((r2 > FLOOR ? r2 : FLOOR) / temperature) : NAN;
    }
}

/* Sorts intervals by frame, so that unwrapping goes through the run once. */
static size_t *
order_by_frame (const size_t *frames, size_t n)
{
  size_t *order = g_new (size_t, n);
  for (size_t i = 0; i < n; i++)
    {
      size_t k = i;
      for (; k > 0 && frames[order[k - 1]] > frames[i]; k--)
        order[k] = order[k - 1];
      order[k] = i;
    }
  return order;
}

static void
spread_missing (float *features, size_t n, size_t dim)
{
  for (size_t i = 0; i < n; i++)
    {
      bool whole = true;
      for (size_t j = 0; j < dim; j++)
        whole = whole && isfinite (features[i * dim + j]);
      for (size_t j = 0; !whole && j < dim; j++)
        features[i * dim + j] = NAN;
    }
}

bool
vit_features_compute (VitTrajectory *trajectory,
                      size_t start,
                      const size_t *frames,
                      size_t n_intervals,
                      double temperature,
                      const VitMotionOptions *options,
                      float *features,
                      ssize_t *ambiguous,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (trajectory && frames && n_intervals > 0 && temperature > 0 && features,
                        false);
  g_autoptr (VitFrame) from = vit_trajectory_read_frame (trajectory, start, error);
  if (!from)
    return false;

  size_t n = from->atoms->n;
  g_autofree size_t *order = order_by_frame (frames, n_intervals);
  g_autofree double *d = g_new (double, MAX (3 * n, 1));
  g_autofree int32_t *images = NULL;
  size_t at = start; /* the frame that the images belong to */
  if (ambiguous)
    *ambiguous = -1;
  for (size_t k = 0; k < n_intervals; k++)
    {
      size_t j = order[k];
      if (!vit_progress_check (progress, error))
        return false;
      g_autoptr (VitFrame) to = vit_trajectory_read_frame (trajectory, frames[j], error);
      if (!to || !vit_motion_can_follow (trajectory, from, to, error))
        return false;
      bool wrapped = !from->unwrapped || !to->unwrapped;
      if (wrapped && !images)
        images = g_new0 (int32_t, MAX (3 * n, 1));
      if (wrapped && !vit_unwrap_advance (trajectory, from->atoms, at, frames[j], images, ambiguous,
                                          progress, error))
        return false;
      at = wrapped ? frames[j] : at;
      VitMotionBases bases = vit_motion_get_bases (trajectory, start, frames[j]);
      if (!vit_displacement_compute (from, to, &bases, wrapped ? images : NULL, options, d,
                                     progress, error))
        return false;
      fill_column (d, n, temperature, features + j, n_intervals);
    }
  spread_missing (features, n, n_intervals);
  return true;
}
