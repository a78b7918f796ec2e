#pragma once

/* The pair entropy s2 of single atoms. Pure functions; any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/** VIT_PAIR_ENTROPY_REACH: widths σ at which a Gaussian is cut off: it is 2·10⁻¹¹ of its height
 * there. */
#define VIT_PAIR_ENTROPY_REACH 7

/**
 * VitPairEntropyOptions:
 * @reach: r_m, where the integral ends, Å
 * @width: σ of the Gaussian of each pair, Å
 * @step: dr: the integrand is taken at (k + ½) dr up to r_m, Å
 * @farthest: pairs farther apart than this, Å, do not count; 0: r_m + 5 σ
 * @total: whether there is one g(r) of all atoms, instead of one for each species around the atom
 */
typedef struct
{
  double reach, width, step, farthest;
  bool total;
} VitPairEntropyOptions;

/**
 * vit_pair_entropy:
 * @cell: the box, periodic along all its vectors
 * @x: n × 3 positions in Å, wrapped or not
 * @types: of each atom, 1 ... @n_types
 * @s2: (out caller-allocates): of each atom, k_B
 * @error: %VIT_ERROR_INVALID for a box without volume, positions that are not finite, lengths that
 *   are not positive, a step above 2 σ or more than 100,000 steps; %VIT_ERROR_UNSUPPORTED for a box
 * that is not periodic, which has no density; %VIT_ERROR_CANCELLED
 *
 * −2π Σ_b ρ_b ∫ (g ln g − g + 1) r² dr by the trapezoidal rule, with g a sum of Gaussians over the
 * neighbours of species b, divided by 4π ρ_b r² (Piaggi & Parrinello 2017, without smoothing over
 * time). The order of neighbours, and with it the last bits, depends on the order of atoms.
 * Bit-identical for any number of threads and any processor. O(n · (neighbours · σ/dr + r_m/dr))
 */
bool vit_pair_entropy (const VitCell *cell,
                       const double *x,
                       const uint8_t *types,
                       size_t n,
                       unsigned n_types,
                       const VitPairEntropyOptions *options,
                       double *s2,
                       VitProgress *progress,
                       GError **error);
