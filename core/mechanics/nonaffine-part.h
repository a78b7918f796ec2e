#pragma once

/* Deformation of the surroundings of a part of the atoms (core/geometry/grid.h). Any thread. */

#include "core/geometry/grid.h"
#include "core/mechanics/nonaffine.h"

/**
 * vit_nonaffine_new_part:
 * @layout: of the reference frame, with the cutoff as its search radius and an occupancy of
 *   %VIT_GRID_OCCUPANCY
 * @part: values of its halo atoms are undefined, and no flag of theirs is set
 * @x0: n × 3 positions in the reference frame as of vit_grid_new_part()
 * @later: the current frame, of the same atoms
 *
 * What vit_nonaffine_new() of all atoms gives, to the bit.
 */
VitNonaffine *vit_nonaffine_new_part (const VitGridLayout *layout,
                                      const VitGridPart *part,
                                      const double *x0,
                                      const VitNonaffineLater *later,
                                      size_t n,
                                      const VitNonaffineOptions *options,
                                      VitProgress *progress,
                                      GError **error);
