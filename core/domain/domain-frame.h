#pragma once

/* The atoms of one rank as a frame, for functions of frames; and their displacements. */

#include "core/domain/domain.h"
#include "core/io/frame.h"
#include "core/motion/displacement.h"

/**
 * vit_domain_frame_new:
 * @atoms: by ascending id
 * @decimals: positions are exactly so many; −1 if not
 *
 * Returns: (transfer full): a copy of them
 */
VitFrame *vit_domain_frame_new (
    const VitCell *cell, const VitAtomRows *atoms, bool unwrapped, int64_t step, int decimals);

/**
 * VitDomainMoment: the atoms of a domain in a frame
 * @cell: its box
 * @x: n × 3 positions, Å, in the order of the domain's atoms; NaN for a missing one
 * @decimals: as of vit_domain_frame_new()
 * @basis: change of basis of @cell that continues the first
 */
typedef struct
{
  const VitCell *cell;
  const double *x;
  int decimals;
  VitBasis basis;
} VitDomainMoment;

/**
 * vit_domain_displacements: (collective)
 * @options: not relative to cages
 * @d: (out caller-allocates): n × 3, Å: as vit_displacement_compute() of all atoms, to the bit;
 *   positions are unwrapped
 */
bool vit_domain_displacements (const VitDomain *domain,
                               const VitDomainMoment *from,
                               const VitDomainMoment *to,
                               const VitMotionOptions *options,
                               double *d,
                               GError **error);
