#pragma once

/* The atoms of one frame, divided over ranks: each owns those in its part of the box.
 *
 * Parts are the cells of a grid of ranks with equal shares of the box vectors (of the extent of the
 * atoms along a vector that is not periodic). A domain is one rank's view; it is immutable, and
 * used by one thread. */

#include "core/base/communicator.h"
#include "core/domain/route.h"
#include "core/geometry/grid.h"

/**
 * VitAtomRows: atoms as they are read, in any order, on any rank
 * @n: of this rank
 * @ids: any 64-bit values, each on one rank once
 * @x: n × 3 positions in Å, finite, wrapped or not
 * @types: 1, 2, …
 * @n_columns: other numbers of each atom, the same on all ranks
 * @columns: n × @n_columns
 */
typedef struct
{
  size_t n;
  int64_t *ids;
  double *x;
  uint8_t *types;
  size_t n_columns;
  double *columns;
} VitAtomRows;

void vit_atom_rows_clear (VitAtomRows *rows);

/** vit_atom_rows_sort: by ascending id. */
void vit_atom_rows_sort (VitAtomRows *rows);

/** vit_atom_rows_send: (collective): sends each row along; @received: (out caller-allocates): what
 * has come. */
void vit_atom_rows_send (const VitRoute *route, const VitAtomRows *rows, VitAtomRows *received);

/**
 * VitDomain:
 * @communicator: borrowed
 * @cell: the box
 * @bounds: of the atoms of all ranks
 * @n_ranks: along each box vector; their product is the number of ranks
 * @atoms: of this rank, by ascending id
 */
typedef struct
{
  VitCommunicator *communicator;
  VitCell cell;
  VitGridBounds bounds;
  int n_ranks[3];
  VitAtomRows atoms;
} VitDomain;

/**
 * vit_domain_new: (collective)
 * @rows: (transfer full): of this rank; cleared
 * @error: %VIT_ERROR_INVALID for a box without volume; %VIT_ERROR_MISMATCH if an id occurs twice
 *
 * Sends each atom to the rank that owns its place.
 */
VitDomain *vit_domain_new (VitCommunicator *communicator,
                           const VitCell *cell,
                           VitAtomRows *rows,
                           GError **error);

/** vit_domain_new_subset: (collective): a domain of the atoms of @domain for which @kept is not 0,
 * divided as they are. */
VitDomain *vit_domain_new_subset (const VitDomain *domain, const uint8_t *kept, GError **error);
void vit_domain_free (VitDomain *domain);

/** vit_domain_find_owner: the rank that owns the place @x (Å). */
unsigned vit_domain_find_owner (const VitDomain *domain, const double x[3]);

/** vit_domain_get_home: a rank for each id, the same on all ranks, whoever owns the atom: where
 * what several ranks know of it meets. */
unsigned vit_domain_get_home (const VitDomain *domain, int64_t id);

/**
 * vit_domain_find_layout: (collective): the layout of vit_grid_new() of the atoms of all ranks.
 */
bool vit_domain_find_layout (const VitDomain *domain,
                             double search_radius,
                             VitGridLayout *layout,
                             GError **error);

/** vit_domain_find_relative_layout: (collective): that of vit_grid_new_relative(). */
bool vit_domain_find_relative_layout (const VitDomain *domain,
                                      double search_radius,
                                      double most,
                                      VitGridLayout *layout,
                                      double *unit,
                                      GError **error);

/**
 * vit_domain_match: (collective)
 * @rows: (transfer full): the same atoms in another frame, of this rank as read; cleared
 * @x: (out caller-allocates): n × 3: their positions there, in the order of the domain's atoms
 * @found: (out caller-allocates): n: whether there is one of that id
 * @error: %VIT_ERROR_MISMATCH if an id occurs twice
 */
bool vit_domain_match (
    const VitDomain *domain, VitAtomRows *rows, double *x, uint8_t *found, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitAtomRows, vit_atom_rows_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDomain, vit_domain_free)
