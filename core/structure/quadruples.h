#pragma once

/* Tetrahedra of mutual neighbours, and how far neighbours are from where the
 *first shell is . Pure functions; any thread. */

#include "core/geometry/neighbours.h"

/**
 * VitShells: distances σ_ab of the first shells, by type − 1: Å, symmetric; NaN
 * for a pair that has none
 */
typedef struct
{
  unsigned n_types;
  double *sigma;
} VitShells;

/** vit_shells_get: σ of two types (from 1), Å. */
static inline double
vit_shells_get (const VitShells *shells, unsigned a, unsigned b)
{
  return shells->sigma[(size_t) (a - 1) * shells->n_types + (b - 1)];
}

/**
 * vit_quadruples_measure:
 * @cell: the box
 * @x: n × 3 positions in Å, wrapped as those that the list was made of
 * @neighbours: of n atoms, by any rule
 * @symmetric: whether it is known that each atom is in the list of its
 * neighbours, with the opposite image, as by a cutoff or by faces; a list that
 * is not is looked at from both sides
 * @types: (nullable): of each atom
 * @shells: (nullable): of these types
 * @counts: (out caller-allocates): tetrahedra of mutual neighbours that contain
 * the atom
 * @tetrahedricity: (out caller-allocates) (nullable): mean over them of Σ (l_a
 * − l_b)²/(15 l̄²) of the six edges divided by their σ; NaN for an atom without
 * tetrahedra, or where a σ is missing. Needs @shells
 * @error: %VIT_ERROR_INVALID for an atom of more than 1024 neighbours;
 * %VIT_ERROR_CANCELLED
 *
 * Two atoms are mutual neighbours if each is in the list of the other, with
 * opposite images. Bit-identical for any number of threads. O(n · neighbours² +
 * tetrahedra)
 */
bool vit_quadruples_measure (const VitCell *cell,
                             const double *x,
                             const VitNeighbours *neighbours,
                             bool symmetric,
                             const uint8_t *types,
                             const VitShells *shells,
                             uint32_t *counts,
                             double *tetrahedricity,
                             VitProgress *progress,
                             GError **error);

/**
 * vit_bond_deviation:
 * @deviation: (out caller-allocates): mean over the neighbours of |r − σ|/σ;
 * NaN for an atom without neighbours, or where a σ is missing
 *
 * The other arguments as of vit_quadruples_measure(). O(n · neighbours)
 */
bool vit_bond_deviation (const VitCell *cell,
                         const double *x,
                         const VitNeighbours *neighbours,
                         const uint8_t *types,
                         const VitShells *shells,
                         double *deviation,
                         VitProgress *progress,
                         GError **error);
