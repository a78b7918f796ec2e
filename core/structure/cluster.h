#pragma once

/* Clusters of marked atoms, and whether they wrap around the periodic box.
 *
 * A cluster wraps along a box vector if a path of neighbours leads from an atom to its image
 * displaced along that vector: a test of connectivity, not of extent. A diagonal cluster wraps
 * along each of the vectors that its path advances along.
 *
 * Results belong to the caller and are immutable: any thread may read them. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/**
 * VitCluster:
 * @size: number of atoms
 * @first: the lowest index of its atoms
 * @wraps: along each box vector
 * @dimension: number of independent winding vectors: 0 (compact), 1 (thread), 2 (sheet) or 3
 *   (network)
 */
typedef struct
{
  size_t size;
  size_t first;
  bool wraps[3];
  unsigned dimension;
} VitCluster;

/**
 * VitClusters:
 * @n: number of atoms
 * @labels: of each atom: index of its cluster, −1 if it is not marked
 * @n_clusters: number of clusters
 * @clusters: by descending size; ties by @first
 * @n_marked: atoms in clusters
 * @wraps: along each box vector: whether any cluster does
 * @wraps_all: whether one cluster wraps along all periodic box vectors
 */
typedef struct
{
  size_t n;
  int32_t *labels;
  size_t n_clusters;
  VitCluster *clusters;
  size_t n_marked;
  bool wraps[3];
  bool wraps_all;
} VitClusters;

/**
 * vit_clusters_new:
 * @cell: the box, any shape
 * @x: n × 3 positions in Å, wrapped or not
 * @n: number of atoms
 * @flags: n values: non-zero marks an atom
 * @cutoff: atoms up to this distance (Å) are connected
 * @progress: (nullable):
 * @error: as vit_neighbours_new_cutoff()
 *
 * Uses union–find with offsets over the marked atoms. The same for any number of threads. Cost O(n
 * + marked · neighbours).
 */
VitClusters *vit_clusters_new (const VitCell *cell,
                               const double *x,
                               size_t n,
                               const uint8_t *flags,
                               double cutoff,
                               VitProgress *progress,
                               GError **error);
void vit_clusters_free (VitClusters *clusters);

/**
 * VitPercolation:
 * @axis: along each box vector: the highest threshold at which a cluster wraps along it
 * @all: the highest threshold at which one cluster wraps along all that are periodic; T_perc
 *   for temperatures
 *
 * The threshold is the value of the atom that completes the path: the atoms with at least this
 * value wrap, those with higher values do not. NaN if not even all atoms wrap.
 */
typedef struct
{
  double axis[3];
  double all;
} VitPercolation;

/**
 * vit_percolation_thresholds:
 * @values: n values, for instance T_ML in K; atoms with NaN are excluded
 * @cutoff: atoms up to this distance (Å) are connected
 * @seed: of the shuffles
 * @n_shuffles: number of shuffles, may be 0
 * @own: (out): of the given values
 * @shuffled: (out) (nullable) (array length=n_shuffles): of random permutations of the values: the
 *   difference from @own is due to spatial correlation, not to the distribution of values
 * @error: as vit_neighbours_new_cutoff()
 *
 * Uses union–find in descending order of the values. The same for the same seed on every machine.
 * Cost O(n · neighbours) once and, for each threshold, O(n) and the neighbours of the atoms above
 * it.
 */
bool vit_percolation_thresholds (const VitCell *cell,
                                 const double *x,
                                 size_t n,
                                 const double *values,
                                 double cutoff,
                                 uint64_t seed,
                                 unsigned n_shuffles,
                                 VitPercolation *own,
                                 VitPercolation *shuffled,
                                 VitProgress *progress,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitClusters, vit_clusters_free)
