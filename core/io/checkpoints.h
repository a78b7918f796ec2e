#pragma once

/* States of a decompressor on the way through a packed file, kept on disk: from the nearest one the
 * content can be had again without going through the file from its start. Written once, by one
 * thread at a time; read by any. */

#include "core/io/source.h"

typedef struct _VitCheckpoints VitCheckpoints;

/**
 * VitCheckpoint:
 * @content: bytes of content before it
 * @place: of the state in the file of checkpoints
 * @n_stored: bytes there
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
 * VitCheckpointsSummary: what one pass over the packed file found
 * @stamp: of the file then
 * @fingerprint: of its bytes
 * @content: bytes of content
 * @damage: why the content ends early, or empty
 */
typedef struct
{
  VitSourceStamp stamp;
  uint8_t fingerprint[16];
  uint64_t content;
  char damage[120];
} VitCheckpointsSummary;

/** vit_checkpoints_new: (transfer full): none yet, for the file at @path. */
VitCheckpoints *vit_checkpoints_new (const char *path, const char *kind, GError **error);

/** vit_checkpoints_load: (transfer full) (nullable): those of an earlier pass over @path by the
 * same
 * @kind of decompressor, if there are any; whether they are still true is for the caller to say. */
VitCheckpoints *
vit_checkpoints_load (const char *path, const char *kind, VitCheckpointsSummary *summary);
void vit_checkpoints_free (VitCheckpoints *checkpoints);

/** vit_checkpoints_add: in the order of @content; a disk that is full loses the state silently. */
void
vit_checkpoints_add (VitCheckpoints *checkpoints, uint64_t content, const void *state, size_t n);

/** vit_checkpoints_commit: lets them be found by vit_checkpoints_load(); best effort. */
void vit_checkpoints_commit (VitCheckpoints *checkpoints, const VitCheckpointsSummary *summary);

/** vit_checkpoints_find: the last one that is not after @content; false if there is none. */
bool vit_checkpoints_find (VitCheckpoints *checkpoints, uint64_t content, VitCheckpoint *point);

/** vit_checkpoints_get_state: (transfer full) (nullable): @point->n bytes, or %NULL if they are
 * damaged. */
void *vit_checkpoints_get_state (VitCheckpoints *checkpoints, const VitCheckpoint *point);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitCheckpoints, vit_checkpoints_free)
