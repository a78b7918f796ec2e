#pragma once

/* Packing a study with its results (core/study/study-pack.h). Main thread. */

#include "core/results/work.h"

/**
 * VitWorkPack: what is packed, and what came of it
 * @whole: whether runs are taken along with all their frames, not with those of start times alone
 * @n_bytes: (out): that the pack has
 * @n_results: (out): results that go along: all of the store
 * @n_kept, @n_of: (out): frames that are kept, of all runs
 * @notes: (out) (element-type utf8): what is not as it was
 */
typedef struct
{
  bool whole;
  uint64_t n_bytes;
  size_t n_results, n_kept, n_of;
  GPtrArray *notes;
} VitWorkPack;

/**
 * vit_work_pack:
 * @work: of a study with a store of results, whose runs are open
 * @path: of the pack
 *
 * Nothing is computed but r_c, where it is not known yet. Frames keep their bytes, and with these
 * the decimals of the file and the keys of results; each run has the index of all its frames.
 * O(bytes of the frames that are kept, and of the results), in bounded memory, with as much room
 * again in the cache folder.
 */
bool vit_work_pack (
    VitWork *work, const char *path, VitWorkPack *pack, VitProgress *progress, GError **error);
