#pragma once

/* Times of the frames of a run in ps, 0 at its first frame (docs/science.md §1: TIME − TIME(first),
 * else (step − first step) × the user's timestep). Immutable, reference counted, any thread. */

#include "core/io/trajectory.h"

typedef struct _VitTimeline VitTimeline;

/**
 * vit_timeline_new:
 * @trajectory: the run
 * @given: (nullable): premises of the user's: clock, timestep, pieces; %NULL: those that the run
 *   was opened with
 * @judged: (nullable): receives the premises clock, timestep and pieces that the times rest on
 * @error: %VIT_ERROR_MISSING if the file has no clock and no timestep is given (a run of one frame
 *   needs neither)
 *
 * Returns: (transfer full): the times
 */
VitTimeline *vit_timeline_new (VitTrajectory *trajectory,
                               const VitPremises *given,
                               VitPremises *judged,
                               GError **error);
VitTimeline *vit_timeline_ref (VitTimeline *timeline);
void vit_timeline_unref (VitTimeline *timeline);

/** vit_timeline_get_n_frames: number of frames, that of the trajectory. */
size_t vit_timeline_get_n_frames (VitTimeline *timeline);

/** vit_timeline_get_times: (transfer none): times, ps, one per frame; they need not be
 * monotonic. */
const double *vit_timeline_get_times (VitTimeline *timeline);

/** vit_timeline_get_clock_offset: reading of the file's own clock at time 0, ps; NaN without a
 * clock. */
double vit_timeline_get_clock_offset (VitTimeline *timeline);

/** vit_timeline_get_warning: (transfer none) (nullable): warnings for people, such as that TIME and
 * steps disagree or that time goes back. */
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
 * vit_timeline_find() for many times in sequence: O(1) for a time near the one before.
 */
ssize_t vit_timeline_find_from (VitTimeline *timeline, double time, double tolerance, size_t *hint);

/** vit_timeline_find_nearest: the frame nearest to @time, whatever the distance. */
size_t vit_timeline_find_nearest (VitTimeline *timeline, double time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTimeline, vit_timeline_unref)
