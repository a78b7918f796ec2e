#pragma once

/* Blocks of a box: parallelepipeds of equal size, for bands and cross-validation over space
 * (docs/science.md §12). Atoms near each other are alike, so that blocks are drawn or held out, not
 * atoms. Values; pure functions, any thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/geometry/cell.h"

/**
 * VitBlocks:
 * @cell: the box
 * @inverse: vit_cell_inverse() of it
 * @counts: blocks along each box vector
 */
typedef struct
{
  VitCell cell;
  double inverse[3][3];
  unsigned counts[3];
} VitBlocks;

/** vit_blocks_init_edge: as many blocks as have an @edge of that length in Å or more along each
 * vector; where these are fewer than @least, the longest edges are divided further. */
void vit_blocks_init_edge (VitBlocks *blocks, const VitCell *cell, double edge, size_t least);

/** vit_blocks_init_counts: @counts blocks along the box vectors. */
void vit_blocks_init_counts (VitBlocks *blocks, const VitCell *cell, const unsigned counts[3]);

/** vit_blocks_count: number of blocks. */
size_t vit_blocks_count (const VitBlocks *blocks);

/** vit_blocks_find: the block of a point in Å, wrapped or not. A point outside a box that is not
 * periodic is in the nearest block. */
size_t vit_blocks_find (const VitBlocks *blocks, const double x[3]);

/**
 * vit_blocks_zone:
 * @guard: Å
 *
 * Returns: whether a point lies in block @block or nearer to it than @guard, measured along the
 *   normals of its faces, through periodic faces of the box, too
 */
bool vit_blocks_zone (const VitBlocks *blocks, size_t block, const double x[3], double guard);
