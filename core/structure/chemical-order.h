#pragma once

/* Chemical short-range order: composition, partial coordination numbers, and order parameters of a
 * set of atoms; means of per-atom quantities by species.
 *
 * Results belong to the caller and are immutable: any thread may read them. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/geometry/neighbours.h"

/**
 * VitChemicalReference: the atoms whose fractions and mean coordination numbers define random
 * mixing
 * @VIT_CHEMICAL_REFERENCE_ALL: all atoms; the expected partial coordination numbers of a centre
 *   then add up to its coordination number
 * @VIT_CHEMICAL_REFERENCE_SUBSET: the atoms of the subset
 *
 * The choice can change the sign of η of a subset: state it in captions.
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
 * @z_partial: Z_AB: partial coordination number, neighbours of species B, @n_types × @n_types (A,
 *   then B)
 * @reference_z: Z_B, and @reference_mean_z: ⟨Z⟩ = Σ f_A Z_A
 * @alpha: α_A(B) = 1 − Z_AB/(f_B Z_A), @n_types × @n_types; negative: favoured (Warren & Cowley)
 * @eta: η_A(B) = Z_AB ⟨Z⟩/(f_B Z_A Z_B) − 1, @n_types × @n_types; positive: favoured (Cargill &
 *   Spaepen 1981)
 *
 * Undefined values (of an absent species, or of atoms without neighbours) are NaN.
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
 * @species: (nullable) (array zero-terminated=1): names by type − 1, for errors
 * @neighbours: of all atoms
 * @flags: (nullable): non-zero marks the atoms of the subset; %NULL takes all
 * @reference: see #VitChemicalReference
 * @error: %VIT_ERROR_MISMATCH for a type out of range
 *
 * Centres are the atoms of the subset; neighbours are counted whether or not they belong to it. For
 * all atoms and a symmetric neighbour rule η_A(B) = η_B(A). Cost O(neighbours).
 */
VitChemicalOrder *vit_chemical_order_new (const uint8_t *types,
                                          unsigned n_types,
                                          const char *const *species,
                                          const VitNeighbours *neighbours,
                                          const uint8_t *flags,
                                          VitChemicalReference reference,
                                          GError **error);

/**
 * vit_chemical_order_count:
 * @types: valid types
 * @partial: (out): atoms × @n_types: neighbours of each species. O(neighbours)
 */
void vit_chemical_order_count (const uint8_t *types,
                               unsigned n_types,
                               const VitNeighbours *neighbours,
                               uint16_t *partial);

/**
 * vit_chemical_order_new_from_counts:
 * @partial: n × @n_types, of one configuration or of several, concatenated (pooled)
 *
 * As vit_chemical_order_new(). Cost O(n).
 */
VitChemicalOrder *vit_chemical_order_new_from_counts (const uint8_t *types,
                                                      size_t n,
                                                      unsigned n_types,
                                                      const char *const *species,
                                                      const uint16_t *partial,
                                                      const uint8_t *flags,
                                                      VitChemicalReference reference,
                                                      GError **error);
void vit_chemical_order_free (VitChemicalOrder *order);

/** vit_chemical_order_expected: Z*_AB = f_B Z_A Z_B / ⟨Z⟩, the reference of η; types from 1. */
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
 * @flags: (nullable): non-zero marks the atoms to average; %NULL takes all
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
