#pragma once

/* A story in one file that runs without its data: a pack with the frames that its scenes need, the
 * results, and all that these rest on. Main thread. */

#include "ui/story/story-stage.h"

/**
 * VitStoryPack: what is packed, and what came of it
 * @whole: whether runs are taken along with all their frames
 * @most: bytes that the pack may have
 * @n_bytes: (out): that it has
 * @n_results: (out): results that go along
 * @n_kept, @n_of: (out): frames that are kept, of all runs
 * @notes: (out) (element-type utf8): what could not be made, and what differs in the pack
 */
typedef struct
{
  bool whole;
  uint64_t most;
  uint64_t n_bytes;
  guint n_results;
  size_t n_kept, n_of;
  GPtrArray *notes;
} VitStoryPack;

/**
 * vit_story_pack:
 * @stage: with runs that are open
 * @path: of the pack
 * @error: %VIT_ERROR_UNSUPPORTED if it would be larger than @pack->most
 *
 * Makes every scene with its claims and its truth, and what moves in it, and takes along the frames
 * that were read for that. The story is then made again of these, so that the pack has all results,
 * and its pictures are compared; what differs is noted. The cost of the scenes, twice.
 */
bool vit_story_pack (VitStoryStage *stage,
                     const char *path,
                     VitStoryPack *pack,
                     VitProgress *progress,
                     GError **error);

/** vit_story_stage_make_all: makes every scene, its claims, its truth and what moves in it, for
 * their results. @pictures (nullable) (element-type utf8): gets the picture of each scene as SVG;
 * @notes (nullable): what could not be made. */
bool vit_story_stage_make_all (VitStoryStage *stage,
                               GPtrArray *pictures,
                               GPtrArray *notes,
                               VitProgress *progress,
                               GError **error);
