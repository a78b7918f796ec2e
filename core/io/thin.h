#pragma once

/* Runs with fewer frames: which frames of a run were looked at, and files that have these alone.
 * Frames are taken over byte by byte, so that their keys, and those of results, stay. */

#include "core/io/trajectory.h"

/** vit_trajectory_record_use: from now on it is remembered which frames are read, or go into the
 * key of a result; what was remembered before is forgotten. Before other threads use the run. */
void vit_trajectory_record_use (VitTrajectory *trajectory);

/** vit_trajectory_get_used: (transfer full) (array): for every frame, whether it was used since the
 * recording began. All of a run count where a change of the basis of its box, or a box that is only
 * in some frames, makes frames depend on others; the first always does. */
bool *vit_trajectory_get_used (VitTrajectory *trajectory);

/**
 * VitThinFile: a file of a run with fewer frames
 * @path: of the whole file
 * @bytes: (nullable): the frames that are kept, each a zstd frame of its own; %NULL if it is kept
 * as it is
 * @n_kept, @n_of: frames
 */
typedef struct
{
  const char *path;
  GBytes *bytes;
  size_t n_kept, n_of;
} VitThinFile;

/**
 * vit_trajectory_thin:
 * @kept: (array): for every frame, whether it is kept
 * @most: bytes that a file may have when it is packed
 * @error: %VIT_ERROR_UNSUPPORTED beyond that
 *
 * Returns: (transfer full) (element-type VitThinFile): the files of the run of which any frame is
 *   kept. O(bytes kept), all of them in memory, packed
 */
GPtrArray *vit_trajectory_thin (VitTrajectory *trajectory,
                                const bool *kept,
                                uint64_t most,
                                VitProgress *progress,
                                GError **error);
