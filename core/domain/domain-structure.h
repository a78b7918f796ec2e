#pragma once

/* Voronoi cells and bond order of the atoms of a domain: the same bits as those of all atoms at
 * once (core/structure), for any number of ranks. Functions are collective. */

#include "core/domain/halo.h"
#include "core/structure/bond-order.h"
#include "core/structure/voronoi.h"

/**
 * VitDomainVoronoi:
 * @halo: the atoms that indices refer to
 * @voronoi: cells of own atoms; those of the halo are empty
 * @reach: width of the halo, Å; infinite where it holds all atoms
 * @n_dropped: faces of all ranks that were dropped by the threshold
 */
typedef struct
{
  VitHalo *halo;
  VitVoronoi *voronoi;
  double reach;
  uint64_t n_dropped;
} VitDomainVoronoi;

/**
 * vit_domain_voronoi_new: (collective)
 * @face_threshold: as of vit_voronoi_new()
 * @error: as of vit_voronoi_new()
 *
 * Each rank builds the cells of its atoms from these and a halo of 3.2 times the edge of the mean
 * cube of an atom, which is doubled for all while a cell anywhere reaches farther. Whether a face
 * is there from both sides, and kept by both, the two owners tell each other.
 */
VitDomainVoronoi *vit_domain_voronoi_new (const VitDomain *domain,
                                          double face_threshold,
                                          VitProgress *progress,
                                          GError **error);
void vit_domain_voronoi_free (VitDomainVoronoi *self);

/**
 * vit_domain_bond_order_new: (collective)
 * @weighted: whether bonds have the areas of their faces as weights
 * @l: order
 * @averaged: as of vit_bond_order_new()
 * @error: as of vit_bond_order_new()
 *
 * Returns: (transfer full): of the atoms of the halo that @self has, components set for all
 */
VitBondOrder *vit_domain_bond_order_new (const VitDomainVoronoi *self,
                                         bool weighted,
                                         unsigned l,
                                         bool averaged,
                                         VitProgress *progress,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDomainVoronoi, vit_domain_voronoi_free)
