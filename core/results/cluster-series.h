#pragma once

/* Liquid-like regions of a run against start time (docs/science.md §3). Results are immutable; any
 * thread.
 */

#include "core/structure/cluster-tracking.h"
#include "core/structure/cluster.h"
#include "core/results/deriver.h"
#include "core/results/transience.h"

/**
 * VitClusterPoint: one start time
 * @time: ps
 * @n_atoms: atoms of the frame
 * @n_valid: atoms that have a T_ML
 * @n_liquid: liquid-like atoms
 * @n_clusters: regions
 * @largest: atoms in the largest region
 * @n_percolating: atoms in regions that wrap along some box vector
 * @wraps: box vectors along which at least one region wraps
 * @wraps_all: whether one region wraps along all three
 * @t_perc: highest threshold at which one region wraps along all three, K
 * @t_perc_shuffled: mean of @t_perc when T_ML is shuffled among the atoms, and @t_perc_spread its
 *   standard deviation, K
 * @deviation: standard deviation of T_ML, K
 * @decay_length: decay length of the spatial correlation of T_ML, Å; NaN if it does not decay
 * @tracks: (array length=n_clusters): number that a region keeps through time
 * @labels: (array length=n_atoms): region of each atom, −1 for none
 * @sizes: (array length=n_clusters): atoms of each region, descending
 * @events: events since the previous start time
 * @ids: (array length=n_atoms): ids of the atoms, ascending: the trajectory's, or @own_ids
 * @own_ids: (nullable): ids, if the atoms of the frame are not those of the trajectory
 * @valid: bits of the atoms that have a T_ML, as in #VitLiquidFlags
 */
typedef struct
{
  double time;
  size_t n_atoms, n_valid, n_liquid, n_clusters, largest, n_percolating;
  bool wraps[3], wraps_all;
  double t_perc, t_perc_shuffled, t_perc_spread;
  double deviation, decay_length;
  int64_t *tracks;
  int32_t *labels;
  size_t *sizes;
  VitTrackEvents events;
  const int64_t *ids;
  int64_t *own_ids;
  uint64_t *valid;
} VitClusterPoint;

/**
 * VitClusterSeries:
 * @n: start times that were ready
 * @points: ascending in time
 * @persistence: (array length=n_lags): P(τ)
 * @cutoff: distance within which atoms are connected, Å
 * @rule: which atoms are liquid-like
 * @atoms: atoms of the trajectory
 */
typedef struct
{
  size_t n;
  VitClusterPoint *points;
  VitPersistencePoint *persistence;
  size_t n_lags;
  double cutoff;
  VitLiquidRule rule;
  VitAtoms *atoms;
} VitClusterSeries;

/** VIT_REGION_COLOURS: number of colours for regions, which keep their colour through time. */
#define VIT_REGION_COLOURS 12

/** vit_cluster_point_fill_colours: @values (array length=n_atoms): 0.5 … 11.5 by the track of each
 * atom's region; NaN for none. */
void vit_cluster_point_fill_colours (const VitClusterPoint *point, double *values);

/** vit_cluster_point_fill_tracks: @values (array length=n_atoms): the number that the region of
 * each atom keeps through time; NaN for none. */
void vit_cluster_point_fill_tracks (const VitClusterPoint *point, double *values);

/**
 * VitClusterInput: the inputs of a series
 * @starts: ascending in time
 * @rule: which atoms are liquid-like
 * @cutoff: distance within which atoms are connected, Å
 * @options: the options that @rule and @cutoff come from, as text of vit_options_describe()
 * @cache: (nullable): where each point is stored on its own
 */
typedef struct
{
  VitTrajectory *trajectory;
  VitTmlStarts *starts;
  VitLiquidRule rule;
  double cutoff;
  char *options;
  VitCache *cache;
} VitClusterInput;

/**
 * vit_cluster_series_new:
 *
 * A point that is on disk needs neither its frame nor T_ML. O(n · atoms · (neighbours + log atoms))
 * for the others. The result is the same for any number of threads.
 */
VitClusterSeries *
vit_cluster_series_new (const VitClusterInput *input, VitProgress *progress, GError **error);
void vit_cluster_series_free (VitClusterSeries *series);

/** vit_cluster_series_find: the point nearest to @time; %NULL in an empty series. */
const VitClusterPoint *vit_cluster_series_find (const VitClusterSeries *series, double time);

/** vit_cluster_derivation: results are #VitClusterSeries of all start times that are ready. */
extern const VitDerivation vit_cluster_derivation;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitClusterSeries, vit_cluster_series_free)
