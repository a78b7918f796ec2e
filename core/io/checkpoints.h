#pragma once

/* States of a decompressor along a packed file, kept on disk, and in the store of results where one
 * is in use (core/store/shared-files.h). From the nearest one, content is unpacked again without
 * starting at the beginning of the file. Written once, by one thread at a time; read by any thread.
 */

#include <glib.h>

#include "core/io/lost-parts.h"
#include "core/io/stamp.h"

typedef struct _VitCheckpoints VitCheckpoints;

/**
 * VitCheckpoint:
 * @content: bytes of content before the state
 * @place: offset of the state in the file of checkpoints
 * @n_stored: bytes of the packed state in that file
 * @n: bytes of the state
 */
typedef struct
{
  uint64_t content;
  uint64_t place;
  uint32_t n_stored;
  uint32_t n;
} VitCheckpoint;

/**
 * VitCheckpointsSummary: the findings of one pass over the packed file
 * @stamp: stamp of the file at that time
 * @fingerprint: hash of its first and last bytes
 * @content: bytes of content
 * @damage: why the content ends early, or empty
 * @lost: what is left out of it
 */
typedef struct
{
  VitSourceStamp stamp;
  uint8_t fingerprint[16];
  uint64_t content;
  char damage[120];
  VitLostParts lost;
} VitCheckpointsSummary;

/** vit_checkpoints_new: (transfer full): an empty set for the file at @path. */
VitCheckpoints *vit_checkpoints_new (const char *path, const char *kind, GError **error);

/** vit_checkpoints_load: (transfer full) (nullable): the checkpoints of an earlier pass over @path
 * by the same @kind of decompressor: the user's own if they are of @stamp, else those of a store,
 * which are of @stamp, too. The caller has to check the fingerprint in
 * @summary against the present file. */
VitCheckpoints *vit_checkpoints_load (const char *path,
                                      const char *kind,
                                      const VitSourceStamp *stamp,
                                      VitCheckpointsSummary *summary);
void vit_checkpoints_free (VitCheckpoints *checkpoints);

/** vit_checkpoints_add: adds a state, in the order of @content; a full disk loses it silently. */
void
vit_checkpoints_add (VitCheckpoints *checkpoints, uint64_t content, const void *state, size_t n);

/** vit_checkpoints_commit: makes them available to vit_checkpoints_load(); best effort. */
void vit_checkpoints_commit (VitCheckpoints *checkpoints, const VitCheckpointsSummary *summary);

/** vit_checkpoints_find: finds the last checkpoint that is not after @content; %false if there is
 * none. */
bool vit_checkpoints_find (VitCheckpoints *checkpoints, uint64_t content, VitCheckpoint *point);

/** vit_checkpoints_get_state: (transfer full) (nullable): @point->n bytes, or %NULL if they are
 * damaged. */
void *vit_checkpoints_get_state (VitCheckpoints *checkpoints, const VitCheckpoint *point);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitCheckpoints, vit_checkpoints_free)
