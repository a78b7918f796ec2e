#pragma once

/* The files of a run: patterns expanded, each with its source, format and index. Used by
 * trajectory.c; immutable once indexed, except that sources of runs of many files are opened on
 * demand. */

#include "core/io/reader.h"

/**
 * VitTrajectoryFile:
 * @path: as the user named it, or as the pattern gave it
 * @source: (nullable): kept open, unless the run has too many files
 * @reader: its format
 * @index: its frames
 * @stamp: when it was indexed
 * @begun: frames of the run that were begun before this file
 * @suspect: a frame whose rows were jumped over turned out to be damaged: what was taken for its
 * end may not be it
 * @use_cache: what is learned of its frames is stored
 * @seen: stamp at which what is known of frames was true. With @lock, as all that follows
 * @wants_keys: frames that are read are hashed on the way
 * @fresh: the file had changed so shortly before it was indexed that it may have again since
 * @learned: something that is not stored yet
 * @made: the index was made, or went on, and is not stored yet
 * @changed: the file is not the one that was indexed, whatever was appended
 */
typedef struct
{
  char *path;
  VitSource *source;
  const VitReader *reader;
  VitIndex *index;
  VitSourceStamp stamp;
  size_t begun;
  gint suspect;
  bool use_cache;
  GMutex lock;
  VitSourceStamp seen;
  bool wants_keys;
  bool fresh;
  bool learned;
  bool made;
  bool changed;
} VitTrajectoryFile;

void vit_trajectory_file_free (VitTrajectoryFile *file);

/** vit_trajectory_file_get_source: (transfer full): the source, opened again if it was let go. */
VitSource *vit_trajectory_file_get_source (VitTrajectoryFile *file, GError **error);

/**
 * vit_trajectory_file_open:
 * @count_rows: of every frame, see VitTrajectoryOptions
 * @old: (nullable): what was known of it; goes on from there if the file has only grown
 *
 * Opens and indexes one file, from the cache if @use_cache.
 */
VitTrajectoryFile *vit_trajectory_file_open (const char *path,
                                             const VitTrajectoryFile *old,
                                             bool count_rows,
                                             bool use_cache,
                                             VitProgress *progress,
                                             GError **error);

/** vit_trajectory_file_look: whether the file has been changed, other than by growth, since that
 * was asked last: what is known of its frames is doubtful then. Any thread, O(1) if it has not. */
bool vit_trajectory_file_look (VitTrajectoryFile *file);

/** vit_trajectory_file_save: stores what was learned. Any thread. */
void vit_trajectory_file_save (VitTrajectoryFile *file);

/** vit_trajectory_file_set_suspect: the index is not used again. Any thread. */
void vit_trajectory_file_set_suspect (VitTrajectoryFile *file);

/** vit_sort_file_names: in place, numbers in names by value: dump.9 before dump.10. */
void vit_sort_file_names (char **paths);

/** vit_expand_patterns: (transfer full): names with `*`, `?` or `[` that are no files become what
 * they match, in the order of the numbers in the names. */
char **vit_expand_patterns (const char *const *paths, GError **error);
