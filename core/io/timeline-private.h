#pragma once

/* How times of a timeline are computed. */

#include "core/io/timeline.h"

/**
 * VitTimeWalk: input and output of vit_time_walk()
 * @n: frames
 * @time: (nullable): the file's clock since the first frame, ps
 * @step: (nullable): steps since the first frame
 * @by_step: whether times are steps × @dt; else they are @time
 * @dt: ps per step; NaN if not known
 * @rewritten: whether the user says that a piece replaces what was written before
 * @appended: whether the user says that a piece continues the one before it
 * @times: (out): ps, one per frame
 * @used: (out): %false for frames that were written again later
 * @n_rewritten: (out): number of those
 * @first_rewritten: (out): the first frame of them; −1 for none
 * @anew: (out): the first frame at which steps or times begin anew; −1 for none
 * @n_anew: (out): number of such frames
 * @time_alone: (out): whether there only the time begins anew and the steps go on
 * @unsure: (out): the first frame that is taken for one that was written again although its atoms
 *   are nearer to where they are in the frame before it; −1 for none
 */
typedef struct
{
  size_t n;
  const double *time, *step;
  bool by_step;
  double dt;
  bool rewritten, appended;

  double *times;
  bool *used;
  size_t n_rewritten;
  ssize_t first_rewritten;
  ssize_t anew;
  size_t n_anew;
  bool time_alone;
  ssize_t unsure;
} VitTimeWalk;

/** vit_time_walk: puts the pieces of a run together. Reads two or three frames for each of the
 * first pieces. O(frames) */
void vit_time_walk (VitTimeWalk *walk, VitTrajectory *trajectory);
