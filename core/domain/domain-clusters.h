#pragma once

/* Clusters and percolation of the atoms of a domain: those of all atoms at once (core/structure),
 * for any number of ranks. Functions are collective.
 *
 * Each rank joins its own atoms to trees that know how they wind around the box. Where trees of two
 * ranks touch, the bond says by how many box vectors the roots are apart; rank 0 joins them. */

#include "core/domain/halo.h"
#include "core/geometry/neighbours.h"
#include "core/structure/cluster.h"

/** VitDomainBonds: lists of the neighbours of own atoms within a cutoff; indices refer to @halo. */
typedef struct
{
  VitHalo *halo;
  VitNeighbours *lists;
} VitDomainBonds;

/** vit_domain_bonds_new: (collective): @cutoff: Å. */
VitDomainBonds *vit_domain_bonds_new (const VitDomain *domain,
                                      double cutoff,
                                      VitProgress *progress,
                                      GError **error);
void vit_domain_bonds_free (VitDomainBonds *bonds);

/** VitDomainCluster: as #VitCluster; @first: the lowest id of its atoms. */
typedef struct
{
  uint64_t size;
  int64_t first;
  bool wraps[3];
  unsigned dimension;
} VitDomainCluster;

/**
 * VitDomainClusters:
 * @labels: of each own atom: index of its cluster, −1 if it is not marked
 * @n_clusters: clusters of all ranks
 * @clusters: (nullable): on rank 0 alone: by descending size; ties by @first
 * @n_marked: atoms of all ranks in clusters
 * @wraps: along each box vector: whether any cluster does
 * @wraps_all: whether one cluster wraps along all periodic box vectors
 */
typedef struct
{
  int64_t *labels;
  uint64_t n_clusters;
  VitDomainCluster *clusters;
  uint64_t n_marked;
  bool wraps[3];
  bool wraps_all;
} VitDomainClusters;

/** vit_domain_clusters_new: (collective): @flags: of own atoms, in the order of the domain:
 * non-zero marks an atom. */
VitDomainClusters *vit_domain_clusters_new (const VitDomainBonds *bonds, const uint8_t *flags);
void vit_domain_clusters_free (VitDomainClusters *clusters);

/**
 * vit_domain_percolation_thresholds: (collective)
 * @values: of own atoms, in the order of the domain; atoms with NaN are excluded
 * @percolation: (out): as of vit_percolation_thresholds()
 * @n_probes: (out): thresholds that were tried
 * @error: %VIT_ERROR_CANCELLED
 *
 * By bisection: whether the atoms above a threshold wrap, at a median of the values that are left.
 * O(log atoms) times the clusters of vit_domain_clusters_new().
 */
bool vit_domain_percolation_thresholds (const VitDomainBonds *bonds,
                                        const double *values,
                                        VitPercolation *percolation,
                                        unsigned *n_probes,
                                        VitProgress *progress,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDomainBonds, vit_domain_bonds_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDomainClusters, vit_domain_clusters_free)
