#pragma once

/* Tracking of clusters from one time to the next by shared atoms. Pure, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * VitTrackEvents: changes between two times
 * @born: clusters that share no atom with an earlier one
 * @died: clusters that share no atom with a later one
 * @merged: clusters that were merged into one that continues another track
 * @split: clusters that share most atoms with an earlier one that continues in another cluster
 */
typedef struct
{
  size_t born, died, merged, split;
} VitTrackEvents;

/**
 * vit_clusters_track:
 * @before: (array length=n_atoms): cluster of each atom, −1 for none
 * @tracks_before: (array length=n_before): track of each cluster
 * @after: (array length=n_atoms): likewise, later
 * @next_track: (inout): the number that the next new track gets
 * @tracks_after: (out) (array length=n_after): a cluster continues the track of the earlier one
 *   with which it shares most atoms, if that one also shares most with it; otherwise it begins a
 *   new track. Ties go to the lower number
 * @events: (out) (nullable):
 *
 * O(n_atoms log n_atoms)
 */
void vit_clusters_track (const int32_t *before,
                         const int64_t *tracks_before,
                         size_t n_before,
                         const int32_t *after,
                         size_t n_after,
                         size_t n_atoms,
                         int64_t *next_track,
                         int64_t *tracks_after,
                         VitTrackEvents *events);
