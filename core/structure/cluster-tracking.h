#pragma once

/* Following clusters from one time to the next by the atoms that they share. Pure, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * VitTrackEvents: what happened on the way
 * @born: clusters that share no atom with any before
 * @died: clusters whose atoms are in none any more
 * @merged: clusters that went into one which carries on another's track
 * @split: clusters that share most with one before which carries on elsewhere
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
 * @tracks_after: (out) (array length=n_after): a cluster carries on the track of the one that it
 *   shares most atoms with, if that one too shares most with it; ties go to the lower number;
 *   otherwise it begins a new one
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
