#pragma once

/* Cells of any extent, next to empty space or in crowds, from a k-d tree of all atoms. Private to
 * core/structure.
 *
 * Nodes of the tree and of its periodic images are visited nearest first and skipped if no atom in
 * their bounding box can cut the cell. Immutable; builders belong to one thread each. */

#include "core/structure/voronoi-builder.h"

typedef struct _VitVoronoiTree VitVoronoiTree;

/* Builds the tree of all atoms of @grid, which is borrowed; its search must not have ended. Cost
 * O(n log n). Fails for a box that is very much longer than thick. */
VitVoronoiTree *vit_voronoi_tree_new (const VitGrid *grid, GError **error);
void vit_voronoi_tree_free (VitVoronoiTree *far);

/* As vit_voronoi_builder_build(), but never leaves a cell open. Of a grid of a part of the atoms
 * the cell is the right one if all atoms within twice the distance of its farthest corner are
 * there, to the bit. */
VitVoronoiState vit_voronoi_tree_build_cell (const VitVoronoiTree *far,
                                             VitVoronoiBuilder *builder,
                                             size_t i,
                                             GError **error);
