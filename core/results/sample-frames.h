#pragma once

/* The frames that the atoms of a sample are taken from: those of one start time or of all, and
 * without T_ML frames as they are. */

#include "core/results/analyses.h"

/**
 * VitSampleFrames:
 * @starts: (nullable): T_ML at the frames; %NULL: the atoms are not divided
 * @frames: (array length=n)
 * @times: (array length=n): ps; NaN where it is not known
 *
 * Its owner's; immutable.
 */
typedef struct
{
  VitTmlStarts *starts;
  size_t n;
  size_t *frames;
  double *times;
} VitSampleFrames;

/**
 * vit_sample_frames_new:
 * @pooled: all start times that are computed; without T_ML at most 20 even frames of the run
 * @time: ps: else the start time or frame that is nearest
 * @error: %VIT_ERROR_MISSING: the run is not open
 *
 * O(start times). Main thread.
 */
VitSampleFrames *vit_sample_frames_new (
    VitAnalyses *analyses, VitRun *run, bool pooled, double time, GError **error);
void vit_sample_frames_free (VitSampleFrames *frames);

/** vit_sample_frames_describe: tells them from others of the same trajectory while that lives. */
void vit_sample_frames_describe (const VitSampleFrames *frames, GString *key);
