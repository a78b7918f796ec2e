#pragma once

/* Times of the frames of a run in ps, 0 at its first frame (docs/science.md §1: TIME − TIME(first),
 * else (step − first step) × the user's timestep). Immutable, reference counted, any thread. */

#include "core/io/trajectory.h"

typedef struct _VitTimeline VitTimeline;

/**
 * vit_timeline_new:
 * @trajectory: the run
 * @timestep: ps per step as the user gave it, or 0 if he did not
 * @error: %VIT_ERROR_MISSING if the file has no clock and @timestep is 0 (runs of one frame need
 * none)
 *
 * Returns: (transfer full): the times
 */
VitTimeline *vit_timeline_new (VitTrajectory *trajectory, double timestep, GError **error);
VitTimeline *vit_timeline_ref (VitTimeline *timeline);
void vit_timeline_unref (VitTimeline *timeline);

/** vit_timeline_get_n_frames: as many as the trajectory has. */
size_t vit_timeline_get_n_frames (VitTimeline *timeline);

/** vit_timeline_get_times: (transfer none): ps, one per frame; need not be monotonic. */
const double *vit_timeline_get_times (VitTimeline *timeline);

/** vit_timeline_get_clock_offset: what the file's own clock shows at time 0, ps; NaN without a
 * clock. */
double vit_timeline_get_clock_offset (VitTimeline *timeline);

/** vit_timeline_get_warning: (transfer none) (nullable): TIME and steps disagree, time goes back,
 * ... */
const char *vit_timeline_get_warning (VitTimeline *timeline);

/**
 * vit_timeline_find:
 * @time: ps
 * @tolerance: ps
 *
 * Returns: the frame nearest to @time, or -1 if none lies within @tolerance; the earlier one on a
 *   tie. O(log n)
 */
ssize_t vit_timeline_find (VitTimeline *timeline, double time, double tolerance);

/**
 * vit_timeline_find_from:
 * @hint: (inout): 0 at first; kept from call to call
 *
 * vit_timeline_find() for many times one after the other: O(1) for one near the one before.
 */
ssize_t vit_timeline_find_from (VitTimeline *timeline, double time, double tolerance, size_t *hint);

/** vit_timeline_find_nearest: the frame nearest to @time, whatever the distance. */
size_t vit_timeline_find_nearest (VitTimeline *timeline, double time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTimeline, vit_timeline_unref)
