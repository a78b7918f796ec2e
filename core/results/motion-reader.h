#pragma once

/* Reads the frames of a run ahead of the playhead, so that atoms can be shown between them. Jobs
 * read through the frame cache and keep the motion between neighbouring frames near the playhead
 * in memory, up to a budget. Main thread; it owns its jobs. */

#include "core/io/timeline.h"
#include "core/motion/interpolation.h"

typedef struct _VitMotionReader VitMotionReader;

/** VIT_MOTION_BYTES: memory that the motions of a run may take, bytes. A run whose atoms need more
 * for three of them has none. */
#define VIT_MOTION_BYTES (192 * 1024 * 1024)

/** vit_motion_reader_new: @landed is called with @data when another motion is there. */
VitMotionReader *vit_motion_reader_new (VitTrajectory *trajectory,
                                        VitTimeline *timeline,
                                        void (*landed) (void *data),
                                        void *data);
void vit_motion_reader_free (VitMotionReader *reader);

/** vit_motion_reader_fits: whether its frames and times are those of @trajectory and @timeline. */
bool
vit_motion_reader_fits (VitMotionReader *reader, VitTrajectory *trajectory, VitTimeline *timeline);

/**
 * vit_motion_reader_follow:
 * @time: of the playhead, ps
 * @ahead: time that passes while a motion is read, ps; 0 if the playhead does not run by itself
 *
 * Begins to read what is shown at @time and, if nothing is missing there, what comes next.
 */
void vit_motion_reader_follow (VitMotionReader *reader, double time, double ahead);

/**
 * VitMotionPoint: a point of the motion between two frames
 * @motion: (nullable): %NULL for none
 * @part: 0 at the earlier frame … 1 at the later one
 * @time: ps
 * @frame: the nearer frame
 * @on_frame: whether the atoms are those of @frame
 */
typedef struct
{
  VitInterpolation *motion;
  double part, time;
  size_t frame;
  bool on_frame;
} VitMotionPoint;

/**
 * vit_motion_reader_find:
 * @point: (out): borrows from the reader until the next vit_motion_reader_follow()
 *
 * The point of the motions in memory that is nearest to @time (ps): @time itself unless frames come
 * late.
 *
 * Returns: whether there is one
 */
bool vit_motion_reader_find (VitMotionReader *reader, double time, VitMotionPoint *point);
