#pragma once

/* How long liquid-like atoms stay so (docs/science.md §3). Pure functions of results; any
 * thread. */

#include "core/tml/tml.h"

/**
 * vit_persistence_between:
 * @from: T_ML at t
 * @to: T_ML at t + τ
 * @rule: which atoms are liquid-like
 *
 * P(t, τ) = ⟨n_i(t) n_i(t + τ)⟩ / (⟨n(t)⟩⟨n(t + τ)⟩) with n the indicator of liquid-like atoms,
 * over the atoms (matched by id) with a T_ML in both: 1 if being liquid-like at one time says
 * nothing of the other, 1/⟨n⟩ if all stay. Where a run yields, the product of both fractions keeps
 * 1 for what is uncorrelated; ⟨n⟩² would not.
 *
 * Returns: NaN where there is no liquid-like atom at one of the times. O(n)
 */
double vit_persistence_between (const VitTmlResult *from,
                                const VitTmlResult *to,
                                const VitLiquidRule *rule);

/**
 * VitPersistencePoint:
 * @lag: τ, ps
 * @value: P(τ): the mean of the joint indicators of all pairs of start times this far apart, over
 *   the mean of the products of their fractions
 * @deviation: standard deviation of P(t, τ) over the pairs; NaN for a single one
 * @n_pairs: of start times
 */
typedef struct
{
  double lag;
  double value;
  double deviation;
  unsigned n_pairs;
} VitPersistencePoint;

/**
 * VitLiquidFlags: which atoms are liquid-like at a start time, a bit each
 * @time: ps
 * @n: atoms
 * @ids: (array length=n): of the atoms, ascending; borrowed; the same array where two start times
 *   share their atoms
 * @valid: which have a T_ML
 * @liquid: which are liquid-like
 */
typedef struct
{
  double time;
  size_t n;
  const int64_t *ids;
  uint64_t *valid, *liquid;
} VitLiquidFlags;

/** vit_liquid_flags_n_words: of 64 bits. */
static inline size_t
vit_liquid_flags_n_words (size_t n_atoms)
{
  return (n_atoms + 63) / 64;
}

/** vit_liquid_flags_init: of the atoms of @result; their ids are borrowed from it. */
void vit_liquid_flags_init (VitLiquidFlags *flags,
                            const VitTmlResult *result,
                            const VitLiquidRule *rule);
void vit_liquid_flags_clear (VitLiquidFlags *flags);

/** vit_liquid_flags_persistence: vit_persistence_curve() of @n start times that are flagged. */
VitPersistencePoint *vit_liquid_flags_persistence (
    const VitLiquidFlags *flags, size_t n, size_t *n_points, VitProgress *progress, GError **error);

/**
 * vit_persistence_curve:
 * @results: (array length=n) (element-type nullable): T_ML at several start times, in any order;
 *   %NULL ones are left out
 * @n_points: (out): length of the curve
 *
 * Lags that differ by less than a hundredth (or 1 fs) count as one.
 *
 * Returns: (transfer full) (array length=n_points) (nullable): ascending in τ, from 0; g_free() it;
 *   %NULL if cancelled. O(n² · atoms), 64 atoms at once where two results share their atoms
 */
VitPersistencePoint *vit_persistence_curve (VitTmlResult *const *results,
                                            size_t n,
                                            const VitLiquidRule *rule,
                                            size_t *n_points,
                                            VitProgress *progress,
                                            GError **error);

/** vit_tml_result_get_deviation: standard deviation of T_ML over valid atoms (divided by their
 * number), K; NaN without any. O(n) */
double vit_tml_result_get_deviation (const VitTmlResult *result);
