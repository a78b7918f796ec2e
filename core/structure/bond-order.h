#pragma once

/* Bond-orientational order: Steinhardt's q_l and w_l of every atom, and the similarity s(i,j) of
 * neighbours.
 *
 * Results belong to the caller and are immutable: any thread may read them. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"
#include "core/geometry/neighbours.h"

/** VIT_BOND_ORDER_MAX_L: the highest order. */
#define VIT_BOND_ORDER_MAX_L 12

/** VIT_BOND_ORDER_CRYSTALLINE: bonds with s(i,j) above this are crystalline, by default. */
#define VIT_BOND_ORDER_CRYSTALLINE 0.7

/**
 * VitBondOrder:
 * @n: number of atoms
 * @l: order
 * @q: of each atom: q_l = √(4π/(2l+1) Σ_m |q_lm|²); NaN for an atom without neighbours
 * @w: of each atom: ŵ_l = Σ 3j(m₁,m₂,m₃) q_lm₁ q_lm₂ q_lm₃ / (Σ_m |q_lm|²)^{3/2}; NaN where q_l is
 *   zero or undefined
 * @components: n × (2l + 1): q_l0, then √2 Re q_lm and √2 Im q_lm for m = 1 ... l. Since q_l,−m =
 *   (−1)^m q*_lm these hold all of q_lm, and their dot product is Σ_m q_lm(i) q*_lm(j)
 */
typedef struct
{
  size_t n;
  unsigned l;
  double *q;
  double *w;
  double *components;
} VitBondOrder;

/**
 * vit_bond_order_new:
 * @cell: the box
 * @x: positions in Å that @neighbours was made from
 * @neighbours: the bonds
 * @weights: (nullable): one per entry of @neighbours, for instance areas of Voronoi faces; %NULL:
 *   equal weights
 * @l: order, even, 2 … %VIT_BOND_ORDER_MAX_L
 * @averaged: whether q_lm of an atom is the mean over itself and its neighbours
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for an invalid order, two atoms at the same position;
 *   %VIT_ERROR_CANCELLED
 *
 * q_lm(i) = Σ_j w_ij Y_lm(r̂_ij) / Σ_j w_ij with the Condon–Shortley phase (Steinhardt, Nelson &
 * Ronchetti 1983). With @averaged, as Lechner & Dellago 2008: q̄_lm(i) is the unweighted mean of
 * q_lm over i and its neighbours.
 *
 * Bit-identical for any number of threads and any processor. Cost O(neighbours · l).
 */
VitBondOrder *vit_bond_order_new (const VitCell *cell,
                                  const double *x,
                                  const VitNeighbours *neighbours,
                                  const float *weights,
                                  unsigned l,
                                  bool averaged,
                                  VitProgress *progress,
                                  GError **error);
void vit_bond_order_free (VitBondOrder *order);

/**
 * vit_bond_order_average:
 * @order: not averaged, of the same @neighbours
 *
 * Makes q_lm of each atom the mean over itself and its neighbours, and q and w those of it, as
 * @averaged of vit_bond_order_new() does.
 */
void vit_bond_order_average (VitBondOrder *order, const VitNeighbours *neighbours);

/**
 * vit_bond_order_similarity:
 * @order: of the same @neighbours
 * @s: (out): one per entry of @neighbours: s(i,j) = Re Σ_m q_lm(i) q*_lm(j) / (|q_l(i)| |q_l(j)|),
 *   −1 … 1; NaN where either is zero or undefined
 * @progress: (nullable):
 * @error: %VIT_ERROR_CANCELLED
 *
 * ten Wolde, Ruiz-Montero & Frenkel 1996.
 */
bool vit_bond_order_similarity (const VitBondOrder *order,
                                const VitNeighbours *neighbours,
                                float *s,
                                VitProgress *progress,
                                GError **error);

/**
 * vit_bond_order_count_crystalline:
 * @s: as from vit_bond_order_similarity()
 * @limit: for instance %VIT_BOND_ORDER_CRYSTALLINE
 * @counts: (out): of each atom: number of bonds with s above @limit
 */
void vit_bond_order_count_crystalline (const VitNeighbours *neighbours,
                                       const float *s,
                                       double limit,
                                       uint16_t *counts);

/**
 * vit_wigner_3j:
 * @l: 0 … %VIT_BOND_ORDER_MAX_L
 *
 * Returns: the Wigner 3j symbol (l l l; m₁ m₂ m₃); 0 unless m₁ + m₂ + m₃ = 0
 */
double vit_wigner_3j (unsigned l, int m1, int m2, int m3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitBondOrder, vit_bond_order_free)
