#pragma once

/* Times of the frames of a run in ps, 0 at its first frame (docs/science.md §1: the file's times,
 * else steps × timestep, else frames × timestep), its restarts put together. Frames that a restart
 * wrote again keep a time, but are not used: neither by vit_timeline_find() nor by curves and
 * results. Immutable, reference counted, any thread. */

#include "core/io/trajectory.h"

typedef struct _VitTimeline VitTimeline;

/**
 * vit_timeline_new:
 * @trajectory: the run
 * @given: (nullable): premises of the user's: clock, timestep, pieces; %NULL: those that the run
 *   was opened with
 * @judged: (nullable): receives the premises clock, timestep and pieces that the times rest on
 * @error: %VIT_ERROR_MISSING if the file has no times and no timestep is given (a run of one frame
 *   needs neither); %VIT_ERROR_INVALID if it lacks the clock that is given
 *
 * What speaks against a premise is its doubt in @judged; without @judged it is a warning. Where a
 * piece begins anew, its first frames are read.
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

/** vit_timeline_is_used: whether a frame counts; %false if a restart wrote it again later. */
bool vit_timeline_is_used (VitTimeline *timeline, size_t frame);

/** vit_timeline_get_n_used: number of frames that count. */
size_t vit_timeline_get_n_used (VitTimeline *timeline);

/** vit_timeline_get_frame_at: the frame at @rank, less than vit_timeline_get_n_used(), by ascending
 * time. */
size_t vit_timeline_get_frame_at (VitTimeline *timeline, size_t rank);

/** vit_timeline_get_clock_offset: reading of the file's own clock at time 0, ps; NaN without a
 * clock. */
double vit_timeline_get_clock_offset (VitTimeline *timeline);

/** vit_timeline_get_clock_factor: ps per unit of the file's own times; NaN where times do not come
 * from them. */
double vit_timeline_get_clock_factor (VitTimeline *timeline);

/** vit_timeline_add_warning: adds what another file says against the times, before the timeline is
 * handed out. */
void vit_timeline_add_warning (VitTimeline *timeline, const char *text);

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
