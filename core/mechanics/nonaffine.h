#pragma once

/* Deformation of the surroundings of every atom between two frames: strain, rotation and non-affine
 * displacement (docs/science.md §4).
 *
 * Results belong to the caller and are immutable: any thread may read them. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/basis.h"

/**
 * VitNonaffineOptions:
 * @cutoff: r_c in the reference frame, Å
 * @per_neighbour: whether D²min is divided by the number of neighbours
 * @with_gradient: whether F is stored
 * @basis: change of basis of the current box that continues the reference box; all zero if both are
 *   printed in one basis
 * @dimension: of space: 2 leaves z out, so that F, D²min and E are 2 × 2; 0 is 3
 */
typedef struct
{
  double cutoff;
  bool per_neighbour;
  bool with_gradient;
  VitBasis basis;
  int dimension;
} VitNonaffineOptions;

/**
 * VitNonaffineFlags:
 * @VIT_NONAFFINE_FEW: fewer than three neighbours, or coplanar ones (fewer than two, or collinear
 *   ones, in two dimensions): all values are undefined
 * @VIT_NONAFFINE_INVERTED: det F ≤ 0, or 0 to rounding: a neighbourhood turned inside out. The
 *   rotation alone is undefined
 */
typedef enum
{
  VIT_NONAFFINE_FEW = 1 << 0,
  VIT_NONAFFINE_INVERTED = 1 << 1,
} VitNonaffineFlags;

/**
 * VitNonaffine:
 * @n: number of atoms
 * @d2min: D²min, Å²
 * @mises: von Mises strain η; in two dimensions √(E_xy² + (E_xx − E_yy)²/4)
 * @volumetric: tr E / 3; in two dimensions tr E / 2
 * @rotation: θ, degrees
 * @gradient: (nullable): F of each atom, @gradient[i][row][column]
 * @flags: #VitNonaffineFlags of each atom; undefined values are NaN
 * @n_few: atoms with %VIT_NONAFFINE_FEW, to be excluded from statistics
 * @n_inverted: atoms with %VIT_NONAFFINE_INVERTED, which are no part of statistics of the rotation
 * @n_ambiguous: atoms with a neighbour whose relative displacement is nearly half the box, so that
 *   its image is ambiguous; always 0 for continuous coordinates
 */
typedef struct
{
  size_t n;
  double *d2min;
  double *mises;
  double *volumetric;
  double *rotation;
  double (*gradient)[3][3];
  uint8_t *flags;
  size_t n_few;
  size_t n_inverted;
  size_t n_ambiguous;
} VitNonaffine;

/**
 * vit_nonaffine_new:
 * @reference: box of the reference frame
 * @x0: n × 3 positions in it, Å, wrapped or not
 * @current: box of the current frame
 * @x1: n × 3 positions in it, Å, in the order of @x0
 * @n: number of atoms
 * @continuous: whether @x1 continues the paths from @x0, as unwrapped coordinates do; otherwise
 *   both may be wrapped anyhow
 * @options: (nullable): all zero is the default of docs/science.md §4
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for a box without volume, positions that are not finite or a cutoff
 *   too long for the box; %VIT_ERROR_CANCELLED
 *
 * With d⁰ the bonds to all neighbours within r_c in the reference frame (decided in double) and d
 * the same bonds in the current one: V = Σ d⁰ d⁰ᵀ, W = Σ d d⁰ᵀ, F = W V⁻¹; D²min = Σ |F d⁰ − d|²
 * (Falk and Langer 1998), E = (FᵀF − 1)/2, its second invariant η (Shimizu, Ogata and Li 2007) and
 * the angle of R in F = R U.
 *
 * Every bond keeps its image: across a face of the box it moves with the vectors of the continued
 * box. If coordinates are wrapped, a bond takes the image that moved least against the flow of the
 * box, which is correct as long as that is less than half the box.
 *
 * Bit-identical for any number of threads. Cost O(n · neighbours), about 200 bytes an atom.
 */
VitNonaffine *vit_nonaffine_new (const VitCell *reference,
                                 const double *x0,
                                 const VitCell *current,
                                 const double *x1,
                                 size_t n,
                                 bool continuous,
                                 const VitNonaffineOptions *options,
                                 VitProgress *progress,
                                 GError **error);

/**
 * VitNonaffineLater: a current frame
 * @cell: its box
 * @x: n × 3 positions in it, Å, in the order of those of the reference frame
 * @continuous: as of vit_nonaffine_new()
 * @basis: as in #VitNonaffineOptions
 */
typedef struct
{
  const VitCell *cell;
  const double *x;
  bool continuous;
  VitBasis basis;
} VitNonaffineLater;

/**
 * vit_nonaffine_new_several:
 * @later: (array length=n_later): current frames of one reference frame
 * @options: their @basis is that of each frame instead
 * @results: (out caller-allocates) (array length=n_later) (transfer full): %NULL on errors
 *
 * What vit_nonaffine_new() gives for each of them, to the bit: neighbours are searched once for
 * every four of them. About 300 bytes an atom and 90 an atom and frame
 */
bool vit_nonaffine_new_several (const VitCell *reference,
                                const double *x0,
                                size_t n,
                                const VitNonaffineLater *later,
                                size_t n_later,
                                const VitNonaffineOptions *options,
                                VitNonaffine **results,
                                VitProgress *progress,
                                GError **error);
void vit_nonaffine_free (VitNonaffine *nonaffine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitNonaffine, vit_nonaffine_free)
