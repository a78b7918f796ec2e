#pragma once

/* The atoms of a rank and those around them that belong to others: what a search of neighbours
 * needs. One rank's view; immutable, used by one thread. */

#include "core/domain/domain.h"

/**
 * VitHalo:
 * @domain: borrowed
 * @layout: bins of the search
 * @part: bins of this rank's atoms
 * @n: atoms, own and of the halo
 * @ids: ascending
 * @x: n × 3 positions, Å
 * @is_halo: 1 for atoms of others
 * @n_own: own atoms
 * @own: of each own atom, in the order of the domain: its index here
 * @n_arrived: atoms of the halo
 * @arrived: of each, by the rank that owns it: its index here
 * @arrived_counts: of each rank: its atoms among them
 * @sent: own atoms, in the order of the domain, that others have in their halos, by rank
 * @sent_counts: of each rank: how many it has
 */
typedef struct
{
  const VitDomain *domain;
  VitGridLayout layout;
  VitGridPart part;
  size_t n;
  int64_t *ids;
  double *x;
  uint8_t *is_halo;
  size_t n_own;
  size_t *own;
  size_t n_arrived;
  size_t *arrived;
  size_t *arrived_counts;
  size_t *sent;
  size_t *sent_counts;
} VitHalo;

/** vit_halo_new: (collective): the atoms of the bins of this rank's atoms and their neighbourhoods,
 * images included; @all: all atoms of all ranks for this one, whatever the others want. */
VitHalo *vit_halo_new (const VitDomain *domain, const VitGridLayout *layout, bool all);
void vit_halo_free (VitHalo *halo);

/** vit_halo_find_part: replaces the layout by another, of a shorter search radius. */
void vit_halo_find_part (VitHalo *halo, const VitGridLayout *layout);

/** vit_halo_fill: (collective): @values: n elements, those of own atoms set: sets the others to
 * what their owners have. */
void vit_halo_fill (const VitHalo *halo, void *values, size_t element_size);

/** vit_halo_dup_owners: (transfer full): the rank that owns each atom. */
unsigned *vit_halo_dup_owners (const VitHalo *halo);

/** vit_halo_take_own: @values: n elements: moves those of own atoms to its beginning, in the order
 * of the domain. */
void vit_halo_take_own (const VitHalo *halo, void *values, size_t element_size);

/** vit_halo_find: index of an atom by id; SIZE_MAX if it is not here. O(log n) */
size_t vit_halo_find (const VitHalo *halo, int64_t id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitHalo, vit_halo_free)
