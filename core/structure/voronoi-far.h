#pragma once

/* Cells of any reach: next to empty space, or in crowds. Private to core/structure.
 *
 * Atoms lie in a tree of boxes; of each box it is asked whether it comes near to any corner of the
 * cell as it is so far, nearest boxes first, through as many images of the periodic box as that
 * takes. Immutable once made, except what belongs to a maker. */

#include "core/structure/voronoi-maker.h"

typedef struct _VitVoronoiFar VitVoronoiFar;

/* The distance in Å that is enough for any cell: the longest diagonal of the box. A cell reaches at
 * most half of it far, since images of its own atom close it. */
double vit_voronoi_far_enough (const VitCell *cell);

/* Of all atoms of @grid, which is borrowed; its search must not have ended. Cost O(n log n). Fails
 * for a box that is very much longer than thick. */
VitVoronoiFar *vit_voronoi_far_new (const VitGrid *grid, GError **error);
void vit_voronoi_far_free (VitVoronoiFar *far);

/* As vit_voronoi_maker_make(), but never leaves a cell open. */
VitVoronoiState
vit_voronoi_far_make (const VitVoronoiFar *far, VitVoronoiMaker *maker, size_t i, GError **error);
