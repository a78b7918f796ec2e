#pragma once

/* Turns the rows of a frame, in the order of the file, into a VitFrame ordered by id. Used by one
 * thread; readers of all formats end here. */

#include "core/io/reader.h"

/**
 * VitFrameBuilder: arrays of the rows, n each
 * @n: number of rows
 * @ids: (nullable): %NULL if the file has none
 * @types: 1, 2, ...
 * @species: (nullable) (array zero-terminated=1): names by type − 1
 * @by_name: whether the types were numbered by @species
 * @fixed: (nullable): n × 3, with @decimals
 * @real: (nullable): n × 3, Å; exactly one of @fixed and @real is set
 * @is_like: whether the rows are known to be the context's atoms in their order; then there are no
 *   @ids and @types
 */
typedef struct
{
  size_t n;
  int64_t *ids;
  uint8_t *types;
  char **species;
  bool by_name;
  int32_t *fixed;
  int decimals;
  double *real;
  bool is_like;
} VitFrameBuilder;

void vit_frame_builder_clear (VitFrameBuilder *builder);

/**
 * vit_frame_builder_finish:
 * @order: (out) (transfer full) (optional) (nullable): row of each atom of the frame; %NULL if the
 *   order is that of the file
 *
 * Takes ownership of the arrays. Counts positions that are not finite, orders by id, shares the
 * atoms of @context->like if they are the same, and reports ids that occur twice or are not
 * positive.
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
 * Makes types from the names, for a file without types: those of the context's names, then others
 * in alphabetical order, numbers by their value.
 *
 * Returns: %false if there are more than 255 names
 */
bool vit_frame_builder_types_from_names (VitFrameBuilder *builder,
                                         char **names,
                                         const VitReadContext *context);

/** vit_frame_order: (transfer full) (nullable): rows by ascending id, stable; %NULL if they are in
 * that order. */
uint32_t *vit_frame_order (const int64_t *ids, size_t n);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitFrameBuilder, vit_frame_builder_clear)
