#pragma once

/* The files of a run: patterns expanded, each with its source, format and index. Used by
 * trajectory.c; immutable once indexed, except that sources of runs of many files are opened on
 * demand. */

#include "core/io/reader.h"

/**
 * VitTrajectoryFile:
 * @path: path that the user gave, or that a pattern expanded to
 * @source: (nullable): kept open, unless the run has too many files
 * @reader: reader of its format
 * @index: index of its frames
 * @stamp: stamp when it was indexed
 * @ends: of a packed file: hash of its first and last 64 KiB as packed, then
 * @begun: number of frames of the run that were begun before this file
 * @continued: whether it is the file that was opened before, written on or as it was
 * @stamp_is_fresh: whether @stamp was taken so soon after a change that another one may have left
 *   the same stamp
 * @uncertain: whether it has the stamp of the file that was opened before, which may hide a change
 * @suspect: whether a frame whose rows were jumped over turned out to be damaged, so that its end
 *   may be wrong
 * @is_excerpt: whether it has some of its frames alone (excerpt.h); it does not change
 * @use_cache: whether what is learned about its frames is stored
 * @seen: stamp at which the knowledge about frames was valid. Protected by @lock, as are all fields
 *   below
 * @wants_keys: whether frames are hashed while they are read
 * @fresh: whether the file had changed so recently when it was indexed that its stamp may hide
 *   another change
 * @learned: whether something was learned that is not stored yet
 * @made: whether the index was made or continued and is not stored yet
 * @ends_early: whether it has grown and stops within packed data, the rest of which is waited for
 * @changed: whether the file is not the one that was indexed, apart from appended frames
 */
typedef struct
{
  char *path;
  VitSource *source;
  const VitReader *reader;
  VitIndex *index;
  VitSourceStamp stamp;
  uint8_t ends[16];
  size_t begun;
  bool continued;
  bool stamp_is_fresh;
  bool uncertain;
  gint suspect;
  bool is_excerpt;
  bool use_cache;
  GMutex lock;
  VitSourceStamp seen;
  bool wants_keys;
  bool fresh;
  bool learned;
  bool made;
  bool ends_early;
  bool changed;
} VitTrajectoryFile;

void vit_trajectory_file_free (VitTrajectoryFile *file);

/** vit_trajectory_file_get_source: (transfer full): the source, opened again if it was closed. */
VitSource *vit_trajectory_file_get_source (VitTrajectoryFile *file, GError **error);

/** vit_trajectory_file_get_source_of: the same for reading a frame; %VIT_ERROR_INAPPLICABLE if it
 * was not taken along. */
VitSource *vit_trajectory_file_get_source_of (VitTrajectoryFile *file,
                                              const VitIndexEntry *entry,
                                              GError **error);

/**
 * vit_trajectory_file_open:
 * @count_rows: whether to count the rows of every frame, see VitTrajectoryOptions
 * @old: (nullable): the file as it was opened before; if it has only grown, its index is continued
 *
 * Opens one file and indexes it; the index comes from the cache if @use_cache.
 */
VitTrajectoryFile *vit_trajectory_file_open (const char *path,
                                             const VitTrajectoryFile *old,
                                             bool count_rows,
                                             bool use_cache,
                                             VitProgress *progress,
                                             GError **error);

/** vit_trajectory_file_look: whether the file has changed, other than by growth, since the last
 * call; its keys then become doubtful. Any thread. O(1) if it has not changed. */
bool vit_trajectory_file_look (VitTrajectoryFile *file);

/** vit_trajectory_file_save: stores what was learned. Any thread. */
void vit_trajectory_file_save (VitTrajectoryFile *file);

/** vit_trajectory_file_set_suspect: marks the index as suspect, so that it is not used again. Any
 * thread. */
void vit_trajectory_file_set_suspect (VitTrajectoryFile *file);
