#pragma once

/* Boundary crossings between neighbouring frames, as they are kept for programs to come: in the
 * user's cache folder as long as they are few, and in the store that is filled. They are found
 * again by the content of both frames. Any thread. */

#include "core/io/trajectory.h"

/**
 * VitCrossing: a boundary crossing of an atom between two frames
 * @shift: vectors of the later box, as it is printed
 * @lost: missing in either frame, or without a finite position
 */
typedef struct
{
  int64_t id;
  int16_t shift[3];
  bool lost;
} VitCrossing;

/**
 * VitCrossings: all of a frame and the one that it continues
 * @crossings: (array length=n) (nullable):
 * @ambiguous: whether an atom moved by nearly half a box edge
 * @has_key: whether @key, of the content of both frames, was known when they were found
 * @is_shared: whether they come from a store
 * @is_kept: whether they are where this program would keep them
 */
typedef struct
{
  VitCrossing *crossings;
  guint n;
  bool ambiguous, has_key, is_shared, is_kept;
  uint8_t key[16];
} VitCrossings;

/** VitCrossingsStore: what earlier programs found of a run. */
typedef struct _VitCrossingsStore VitCrossingsStore;

/** vit_crossings_store_new: (transfer full) (nullable): reads all of it. */
VitCrossingsStore *vit_crossings_store_new (VitTrajectory *trajectory);
void vit_crossings_store_free (VitCrossingsStore *store);

/** vit_crossings_get_key: the key of a frame and the one that it continues; %false where their
 * content is not known without reading it. */
bool
vit_crossings_get_key (VitTrajectory *trajectory, size_t before, size_t frame, uint8_t key[16]);

/** vit_crossings_recall: @found: (out caller-allocates): (transfer full): what is there of these
 * two frames. */
bool vit_crossings_recall (const VitCrossingsStore *store,
                           VitTrajectory *trajectory,
                           size_t before,
                           size_t frame,
                           VitCrossings *found);

/** vit_crossings_keep: keeps those that have a key; in the store, those that no store has. A
 * failure, such as a full disk, is ignored: they are found again later. */
void vit_crossings_keep (VitTrajectory *trajectory, const VitCrossings *all, size_t n);
