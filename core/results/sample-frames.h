#pragma once

/* The frames that the atoms of a sample are taken from: those of one start time or of all; without
 * T_ML, frames of the run. */

#include "core/results/analyses.h"

/**
 * VitSampleFrames:
 * @starts: (nullable): T_ML at the frames; %NULL: the atoms are not divided
 * @frames: (array length=n)
 * @times: (array length=n): ps; NaN where it is not known
 *
 * Owned by the caller; immutable.
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
 * @pooled: whether to take all computed start times; without T_ML at most 20 evenly spaced frames
 *   of the run
 * @time: ps; unless @pooled, the nearest start time or frame is taken
 * @error: %VIT_ERROR_MISSING: the run is not open
 *
 * O(start times). Main thread.
 */
VitSampleFrames *vit_sample_frames_new (
    VitAnalyses *analyses, VitRun *run, bool pooled, double time, GError **error);
void vit_sample_frames_free (VitSampleFrames *frames);

/** vit_sample_frames_describe: appends a text that identifies the frames among those of the same
 * trajectory, as long as it exists. */
void vit_sample_frames_describe (const VitSampleFrames *frames, GString *key);
