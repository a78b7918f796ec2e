#pragma once

/* One lattice, many bases (docs/science.md §1): the vectors that a file prints for its box are one
 * basis of a periodic lattice, and a simulation that shears its box replaces them by another basis
 * of the same lattice without moving an atom. Values and pure functions, any thread. */

#include <stdint.h>

#include "core/geometry/cell.h"

/**
 * VitBasis: a change of basis, the matrix of whole numbers ((1, xy, xz), (0, 1, yz), (0, 0, 1))
 * @xy: number of a that are added to b
 * @xz: number of a that are added to c
 * @yz: number of b that are added to c
 *
 * With the box vectors as columns of h, the other basis is h N. All zero is no change.
 */
typedef struct
{
  int64_t xy, xz, yz;
} VitBasis;

/** VIT_BASIS_N_STEPS: changes of basis that are compared from one frame to the next. */
#define VIT_BASIS_N_STEPS 27

/** vit_basis_is_identity: whether there is no change. */
bool vit_basis_is_identity (VitBasis basis);

/** vit_basis_multiply: @a @b; no change if the numbers become absurd (broken boxes). */
VitBasis vit_basis_multiply (VitBasis a, VitBasis b);

/** vit_basis_invert: the change that takes @basis back. */
VitBasis vit_basis_invert (VitBasis basis);

/** vit_basis_apply: @basis @n, where @n counts vectors of h N and the result vectors of h. */
void vit_basis_apply (VitBasis basis, const int64_t n[3], int64_t result[3]);

/** vit_basis_continue: (out caller-allocates): the box with the vectors h N. */
void vit_basis_continue (const VitCell *cell, VitBasis basis, VitCell *continued);

/** VitBoxShape: lengths and tilts of a box that is turned so that a lies along x, and b in the
 * plane of x and y, Å */
typedef struct
{
  double lx, ly, lz, xy, xz, yz;
} VitBoxShape;

/** vit_cell_get_shape: of any box, those that LAMMPS would print of it. Flips leave lengths as they
 * are and change tilts by whole lengths. */
VitBoxShape vit_cell_get_shape (const VitCell *cell);

/**
 * vit_basis_list_steps:
 * @before: printed box of the frame before
 * @after: printed box of a frame
 * @steps: (out): changes of basis of @after that may continue @before, at least one, the nearest
 *   tilts first
 *
 * The tilts of @after are brought nearest to those of @before by whole vectors: c by b, then c by
 * a, and b by a; its 26 neighbours follow. Only vectors along periodic directions are added.
 *
 * Returns: the number of steps
 */
int vit_basis_list_steps (const VitCell *before,
                          const VitCell *after,
                          VitBasis steps[VIT_BASIS_N_STEPS]);

/**
 * vit_basis_find_step:
 * @step: (out): the M of vit_basis_list_steps() with the smallest ‖h M h₀⁻¹ − 1‖
 *
 * Returns: whether it is clear, that is, no other step comes within 20 % of it. A step of half an
 *   edge cannot be told from the boxes alone
 */
bool vit_basis_find_step (const VitCell *before, const VitCell *after, VitBasis *step);

/**
 * vit_cell_get_flow:
 * @from: box at t
 * @to: box at t + Δt, as printed
 * @basis: change of basis of @to that continues @from
 * @map: (out): the matrix A that moves a point with the box: x = o₀ + y goes to o₀ + shift + A y
 * @shift: (out): displacement of the origin
 *
 * Only the periodic vectors carry atoms along: along the other edges of the box A does not stretch
 * and the origin does not move, since an edge that is not periodic (shrink-wrapped, say) is no
 * strain.
 *
 * Returns: whether A differs from 1
 */
bool vit_cell_get_flow (
    const VitCell *from, const VitCell *to, VitBasis basis, double map[3][3], double shift[3]);
