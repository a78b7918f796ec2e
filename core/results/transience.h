#pragma once

/* Persistence of liquid-like atoms (docs/science.md §3). Pure functions of results; any thread. */

#include "core/tml/tml.h"

/**
 * vit_persistence_between:
 * @from: T_ML at t
 * @to: T_ML at t + τ
 * @rule: which atoms are liquid-like
 *
 * P(t, τ) = ⟨n_i(t) n_i(t + τ)⟩ / (⟨n(t)⟩⟨n(t + τ)⟩) with n the indicator of liquid-like atoms,
 * over the atoms (matched by id) with a T_ML at both times. It is 1 if both times are uncorrelated,
 * 1/⟨n⟩ if all atoms stay. The product of both fractions, unlike ⟨n⟩², gives 1 for uncorrelated
 * times even if the fraction changes, as when a run yields.
 *
 * Returns: P(t, τ); NaN if there is no liquid-like atom at one of the times. O(n)
 */
double vit_persistence_between (const VitTmlResult *from,
                                const VitTmlResult *to,
                                const VitLiquidRule *rule);

/**
 * VitPersistencePoint:
 * @lag: τ, ps
 * @value: P(τ): over all pairs of start times this far apart, the mean of ⟨n n⟩ divided by the mean
 *   of ⟨n⟩⟨n⟩
 * @deviation: standard deviation of P(t, τ) over the pairs; NaN for a single pair
 * @n_pairs: pairs of start times
 */
typedef struct
{
  double lag;
  double value;
  double deviation;
  unsigned n_pairs;
} VitPersistencePoint;

/**
 * VitLiquidFlags: the liquid-like atoms at a start time, a bit per atom
 * @time: ps
 * @n: atoms
 * @ids: (array length=n): ids of the atoms, ascending; borrowed; start times with the same atoms
 *   share the array
 * @valid: bits of the atoms that have a T_ML
 * @liquid: bits of the liquid-like atoms
 */
typedef struct
{
  double time;
  size_t n;
  const int64_t *ids;
  uint64_t *valid, *liquid;
} VitLiquidFlags;

/** vit_liquid_flags_n_words: number of 64-bit words. */
static inline size_t
vit_liquid_flags_n_words (size_t n_atoms)
{
  return (n_atoms + 63) / 64;
}

/** vit_liquid_flags_init: flags the atoms of @result; their ids are borrowed from it. */
void vit_liquid_flags_init (VitLiquidFlags *flags,
                            const VitTmlResult *result,
                            const VitLiquidRule *rule);
void vit_liquid_flags_clear (VitLiquidFlags *flags);

/** vit_liquid_flags_persistence: like vit_persistence_curve(), for @n flagged start times. */
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
