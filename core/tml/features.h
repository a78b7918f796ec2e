#pragma once

/* Feature vectors of atoms: x_j = lg(max(Δr²(t, Δt_j), 10⁻¹² Å²) / T) (docs/science.md §2). Any
 * thread. */

#include "core/base/progress.h"
#include "core/io/timeline.h"
#include "core/motion/displacement.h"

/** VIT_DEFAULT_TOLERANCE: tolerance of the time of a frame at t + Δt, as a fraction of Δt. */
#define VIT_DEFAULT_TOLERANCE 0.01

/**
 * vit_features_find_frames:
 * @start: frame at t
 * @intervals: Δt in ps
 * @tolerance: fraction of Δt; 0 is the default
 * @frames: (out caller-allocates): the frame at t + Δt, per interval
 * @missing: (out) (optional): the first interval without a frame
 *
 * Returns: whether every interval has a frame
 */
bool vit_features_find_frames (VitTimeline *timeline,
                               size_t start,
                               const double *intervals,
                               size_t n_intervals,
                               double tolerance,
                               size_t *frames,
                               double *missing);

/**
 * vit_features_filter_starts:
 * @interval: Δt in ps
 * @possible: (inout) (array length=frames): set to false for start times without a frame at
 *   @interval
 *
 * Returns: the number of possible start times left. O(frames)
 */
size_t vit_features_filter_starts (VitTimeline *timeline,
                                   double interval,
                                   double tolerance,
                                   bool *possible);

/**
 * vit_features_compute:
 * @start: frame at t
 * @frames: (array length=n_intervals): frames at t + Δt
 * @temperature: of the bath, K
 * @options: of displacements
 * @features: (out caller-allocates): atoms of the start frame × @n_intervals, row-major; NaN for an
 *   atom that is missing in a frame
 * @ambiguous: (out) (optional): first frame into which unwrapping is ambiguous, −1 if none
 *
 * Computed in double, rounded once to float32. O(atoms · intervals), and the frames are read
 */
bool vit_features_compute (VitTrajectory *trajectory,
                           size_t start,
                           const size_t *frames,
                           size_t n_intervals,
                           double temperature,
                           const VitMotionOptions *options,
                           float *features,
                           ssize_t *ambiguous,
                           VitProgress *progress,
                           GError **error);
