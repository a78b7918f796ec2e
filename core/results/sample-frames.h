#pragma once

/* The frames that the atoms of a sample are taken from: those of one start time or of all; without
 * T_ML, frames of the run. Also sources of per-atom quantities at these frames. */

#include "core/results/quantity-source.h"

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

/**
 * VitSampleSources: where per-atom quantities of the frames of a sample come from
 * @has_tml: whether the frames are start times with T_ML
 * @stride: every @stride-th frame is taken, to bound the memory
 * @times: (array length=n): ps; NaN where it is not known
 * @sources: (array length=n)
 */
typedef struct
{
  bool has_tml;
  size_t n, stride;
  double *times;
  VitQuantitySource **sources;
} VitSampleSources;

/**
 * vit_sample_sources_new:
 * @frames: (transfer full):
 * @most: atoms of all frames together that are taken at most, but for one frame
 * @wish: what the sources have to know
 * @key: receives a text that identifies the sources
 *
 * Main thread.
 */
VitSampleSources *vit_sample_sources_new (VitSampleFrames *frames,
                                          VitAnalyses *analyses,
                                          VitRun *run,
                                          size_t most,
                                          const VitQuantityWish *wish,
                                          GString *key);
void vit_sample_sources_free (VitSampleSources *sources);

/** VitSampleFunc: takes what it wants of one frame; an error leaves the frame out. */
typedef bool (*VitSampleFunc) (
    VitQuantitySource *source, double time, gpointer data, VitProgress *progress, GError **error);

/**
 * vit_sample_sources_visit:
 * @n_without: (out): frames that are left out, such as the last one for displacements
 * @reason: (out) (transfer full) (nullable): why the first of them is
 * @error: that of the last frame, if all are left out; %VIT_ERROR_CANCELLED
 *
 * Calls @func for every frame. Any thread, but one at a time.
 */
bool vit_sample_sources_visit (VitSampleSources *sources,
                               VitSampleFunc func,
                               gpointer data,
                               size_t *n_without,
                               char **reason,
                               VitProgress *progress,
                               GError **error);
