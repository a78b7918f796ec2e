#pragma once

/* Strain, rotation and D²min of the atoms of a domain: the same bits as those of all atoms at once
 * (core/mechanics), for any number of ranks. */

#include "core/domain/halo.h"
#include "core/mechanics/nonaffine.h"

/**
 * vit_domain_nonaffine_new: (collective)
 * @domain: in the reference frame
 * @later: the current frame; its @x in the order of the domain's atoms, all finite
 * @options: as of vit_nonaffine_new(), but @with_gradient
 * @error: as of vit_nonaffine_new()
 *
 * Returns: (transfer full): of own atoms, in the order of the domain; counts are those of all ranks
 */
VitNonaffine *vit_domain_nonaffine_new (const VitDomain *domain,
                                        const VitNonaffineLater *later,
                                        const VitNonaffineOptions *options,
                                        VitProgress *progress,
                                        GError **error);
