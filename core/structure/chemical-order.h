#pragma once

/* Who surrounds whom: composition, coordination numbers and short-range order of a set of atoms,
 * and means of per-atom quantities by species.
 *
 * Results belong to the caller and are immutable: any thread may read them. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/geometry/neighbours.h"

/**
 * VitChemicalReference: where the fractions and mean coordination numbers that a random surrounding
 *   would have are taken from
 * @VIT_CHEMICAL_REFERENCE_ALL: all atoms; the expected partial numbers of a centre then add up to
 * its coordination number
 * @VIT_CHEMICAL_REFERENCE_SUBSET: the atoms of the subset alone
 *
 * The choice can change the sign of η of a subset: print it.
 */
typedef enum
{
  VIT_CHEMICAL_REFERENCE_ALL,
  VIT_CHEMICAL_REFERENCE_SUBSET,
} VitChemicalReference;

/**
 * VitChemicalOrder:
 * @n_types: number of species
 * @reference: as asked for
 * @n: atoms of the subset
 * @counts: of each species in the subset
 * @fractions: of each species in the subset
 * @reference_fractions: f_B
 * @z: Z_A, mean coordination number of the subset's atoms of each species; NaN without any
 * @z_partial: Z_AB: the part of it that is of species B, @n_types × @n_types (A, then B)
 * @reference_z: Z_B, and @reference_mean_z: ⟨Z⟩ = Σ f_A Z_A
 * @alpha: α_A(B) = 1 − Z_AB/(f_B Z_A), @n_types × @n_types; negative: favoured (Warren & Cowley)
 * @eta: η_A(B) = Z_AB ⟨Z⟩/(f_B Z_A Z_B) − 1, @n_types × @n_types; positive: favoured (Cargill &
 *   Spaepen 1981)
 *
 * What cannot be computed (a species that is not there, atoms without neighbours) is NaN.
 */
typedef struct
{
  unsigned n_types;
  VitChemicalReference reference;
  size_t n;
  size_t *counts;
  double *fractions;
  double *reference_fractions;
  double *z;
  double *z_partial;
  double *reference_z;
  double reference_mean_z;
  double *alpha;
  double *eta;
} VitChemicalOrder;

/**
 * vit_chemical_order_new:
 * @types: of each atom, 1 … @n_types
 * @n_types: number of species
 * @neighbours: of all atoms
 * @flags: (nullable): non-zero marks the atoms of the subset; %NULL takes all
 * @reference: see #VitChemicalReference
 * @error: %VIT_ERROR_MISMATCH for a type out of range
 *
 * Centres are the atoms of the subset, their neighbours are counted whether they belong to it or
 * not. For all atoms and a symmetric neighbour rule η_A(B) = η_B(A). Cost O(neighbours).
 */
VitChemicalOrder *vit_chemical_order_new (const uint8_t *types,
                                          unsigned n_types,
                                          const VitNeighbours *neighbours,
                                          const uint8_t *flags,
                                          VitChemicalReference reference,
                                          GError **error);

/**
 * vit_chemical_order_count:
 * @types: as checked by the caller
 * @partial: (out): atoms × @n_types: neighbours of each species. O(neighbours)
 */
void vit_chemical_order_count (const uint8_t *types,
                               unsigned n_types,
                               const VitNeighbours *neighbours,
                               uint16_t *partial);

/**
 * vit_chemical_order_new_from_counts:
 * @partial: n × @n_types, of one configuration or of several one behind the other (pooled)
 *
 * As vit_chemical_order_new(). Cost O(n).
 */
VitChemicalOrder *vit_chemical_order_new_from_counts (const uint8_t *types,
                                                      size_t n,
                                                      unsigned n_types,
                                                      const uint16_t *partial,
                                                      const uint8_t *flags,
                                                      VitChemicalReference reference,
                                                      GError **error);
void vit_chemical_order_free (VitChemicalOrder *order);

/** vit_chemical_order_expected: Z*_AB = f_B Z_A Z_B / ⟨Z⟩, what η compares with; types from 1. */
double vit_chemical_order_expected (const VitChemicalOrder *order, unsigned a, unsigned b);

/**
 * VitMean:
 * @n: values
 * @mean: NaN without any
 * @standard_error: standard deviation (n − 1) / √n; NaN below two values
 */
typedef struct
{
  size_t n;
  double mean;
  double standard_error;
} VitMean;

/**
 * vit_means_by_species:
 * @values: one per atom; NaN is left out
 * @types: of each atom, 1 … @n_types
 * @n: number of atoms
 * @flags: (nullable): non-zero marks the atoms that count; %NULL takes all
 * @n_types: number of species
 * @means: (out): @n_types + 1: all species together, then each
 *
 * For the table of fivefold fractions, volumes and coordination numbers.
 */
void vit_means_by_species (const double *values,
                           const uint8_t *types,
                           size_t n,
                           const uint8_t *flags,
                           unsigned n_types,
                           VitMean *means);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitChemicalOrder, vit_chemical_order_free)
