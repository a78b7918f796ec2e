#pragma once

/* Neighbour lists of a part of the atoms (core/geometry/grid.h). Any thread. */

#include "core/geometry/grid.h"
#include "core/geometry/neighbours.h"

/**
 * vit_neighbours_new_cutoff_part:
 * @layout: with the cutoff as its search radius and an occupancy of %VIT_GRID_OCCUPANCY
 * @part: whose halo atoms get empty lists
 * @x: n × 3 positions as of vit_grid_new_part()
 *
 * The lists that vit_neighbours_new_cutoff() of all atoms gives, with indices of the part.
 */
VitNeighbours *vit_neighbours_new_cutoff_part (const VitGridLayout *layout,
                                               const VitGridPart *part,
                                               const double *x,
                                               size_t n,
                                               VitProgress *progress,
                                               GError **error);
