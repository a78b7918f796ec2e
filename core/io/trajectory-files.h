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

/** vit_trajectory_file_set_suspect: the index is not used again. Any thread. */
void vit_trajectory_file_set_suspect (VitTrajectoryFile *file);

/** vit_sort_file_names: in place, numbers in names by value: dump.9 before dump.10. */
void vit_sort_file_names (char **paths);

/** vit_expand_patterns: (transfer full): names with `*`, `?` or `[` that are no files become what
 * they match, in the order of the numbers in the names. */
char **vit_expand_patterns (const char *const *paths, GError **error);
