#pragma once

/* Averages of per-atom values over the surroundings of each atom. Pure functions; any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/** VIT_SURROUNDINGS_REACH: widths ξ up to which atoms count, that distance included. */
#define VIT_SURROUNDINGS_REACH 3

/**
 * vit_surroundings_average:
 * @cell: the box, periodic along any of its vectors
 * @x: n × 3 positions in Å, wrapped or not
 * @width: ξ, Å, positive
 * @values: (array length=n_columns): columns of n values; NaN for an atom without one
 * @averages: (array length=n_columns): columns that receive the averages
 * @error: %VIT_ERROR_INVALID for a box without volume, positions that are not finite, a width that
 *   is not positive or too long for the box; %VIT_ERROR_CANCELLED
 *
 * Σ_j w_j v_j / Σ_j w_j with w = exp(−r²/2ξ²) over the atoms and images within 3 ξ, the atom itself
 * included. Atoms without a value are left out; NaN where none has one. Columns together cost
 * little more than one. Bit-identical for any number of threads and any processor. O(n ·
 * neighbours)
 */
bool vit_surroundings_average (const VitCell *cell,
                               const double *x,
                               size_t n,
                               double width,
                               const double *const *values,
                               double *const *averages,
                               size_t n_columns,
                               VitProgress *progress,
                               GError **error);
