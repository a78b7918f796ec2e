#pragma once

/* Descriptions of the surroundings of an atom by many numbers, for linear models (docs/science.md
 * §13): radial and angular functions (Behler & Parrinello 2007; Cubuk et al. 2015). Pure functions;
 * any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/** VIT_RADIAL_FUNCTIONS: per species of the neighbour; VIT_RADIAL_REACH: of σ_AA. */
#define VIT_RADIAL_FUNCTIONS 19
#define VIT_RADIAL_REACH 2.8

/** VIT_ANGULAR_FUNCTIONS: per pair of species of neighbours; VIT_ANGULAR_REACH: of σ_AA. */
#define VIT_ANGULAR_FUNCTIONS 22
#define VIT_ANGULAR_REACH 2.5

/** vit_radial_count, vit_angular_count: number of features of an alloy of @n_types species. */
size_t vit_radial_count (unsigned n_types);
size_t vit_angular_count (unsigned n_types);

/** vit_radial_dup_name, vit_angular_dup_name: (transfer full): of feature @k: "g_Cu_0.7",
 * "psi_Cu_Zr_3"; @species (nullable): names by type − 1. */
char *vit_radial_dup_name (size_t k, unsigned n_types, const char *const *species);
char *vit_angular_dup_name (size_t k, unsigned n_types, const char *const *species);

/**
 * vit_radial_features:
 * @cell: the box
 * @x: n × 3 positions in Å, wrapped or not
 * @types: of each atom, 1 … @n_types
 * @sigma: σ_AA, Å, the same for every centre
 * @columns: (array length=vit_radial_count()): each receives n values
 * @error: as vit_neighbours_new_cutoff()
 *
 * G_b(μ) = Σ_{j of b} exp(−(r − μ)²/2δ²) with μ = 0.7, 0.8 … 2.5 σ and δ = 0.1 σ over r < 2.8 σ;
 * feature b · 19 + m. Bit-identical for any number of threads. O(n · neighbours)
 */
bool vit_radial_features (const VitCell *cell,
                          const double *x,
                          const uint8_t *types,
                          size_t n,
                          unsigned n_types,
                          double sigma,
                          double *const *columns,
                          VitProgress *progress,
                          GError **error);

/**
 * vit_angular_features:
 *
 * Ψ_bc = Σ_{j<k} exp(−(r_ij² + r_ik² + r_jk²)/ξ²)(1 + λ cos θ)^ζ over the pairs of neighbours of
 * species b and c, both within 2.5 σ of i, with the 22 triples (ξ, λ, ζ) of Cubuk et al.; feature
 * pair · 22 + m, pairs 11, 12 … 22, 23 …. The other arguments as of vit_radial_features(). O(n ·
 * neighbours²)
 */
bool vit_angular_features (const VitCell *cell,
                           const double *x,
                           const uint8_t *types,
                           size_t n,
                           unsigned n_types,
                           double sigma,
                           double *const *columns,
                           VitProgress *progress,
                           GError **error);
