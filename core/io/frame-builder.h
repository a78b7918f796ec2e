#pragma once

/* Turns the rows of a frame, in the order of the file, into a VitFrame ordered by id. Used by one
 * thread; readers of all formats end here. */

#include "core/io/reader.h"

/**
 * VitFrameBuilder: arrays of the rows, n each
 * @n: rows
 * @ids: (nullable): %NULL if the file has none
 * @types: 1, 2, ...
 * @species: (nullable) (array zero-terminated=1): names by type − 1
 * @fixed: (nullable): n × 3, with @decimals
 * @real: (nullable): n × 3, Å; exactly one of @fixed and @real is set
 * @is_like: the rows are known to be the context's atoms in their order; there are no @ids and
 *   @types then
 */
typedef struct
{
  size_t n;
  int64_t *ids;
  uint8_t *types;
  char **species;
  int32_t *fixed;
  int decimals;
  double *real;
  bool is_like;
} VitFrameBuilder;

void vit_frame_builder_clear (VitFrameBuilder *builder);

/**
 * vit_frame_builder_finish:
 * @order: (out) (transfer full) (optional) (nullable): rows by index of the frame; %NULL if as in
 * the file
 *
 * Takes the arrays. Counts what is not finite, orders by id, shares @context->like's atoms where
 * they are the same, and reports ids that occur twice or are not positive.
 */
VitFrame *vit_frame_builder_finish (VitFrameBuilder *builder,
                                    const VitCell *cell,
                                    const VitIndexEntry *entry,
                                    bool unwrapped,
                                    VitSource *source,
                                    const VitReadContext *context,
                                    uint32_t **order);

/** vit_frame_builder_can_be_like: whether rows can be compared with @like at all. */
bool vit_frame_builder_can_be_like (const VitFrameBuilder *builder, const VitAtoms *like);

/**
 * vit_frame_builder_types_from_names:
 * @names: interned species of every row
 *
 * Types from the names, in alphabetical order, where a file has no types.
 *
 * Returns: %false if there are more than 255
 */
bool vit_frame_builder_types_from_names (VitFrameBuilder *builder, char **names);

/** vit_frame_order: (transfer full) (nullable): rows by ascending id, stable; %NULL if they are so
 * already. */
uint32_t *vit_frame_order (const int64_t *ids, size_t n);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitFrameBuilder, vit_frame_builder_clear)
