#pragma once

/* How well a number per atom (an indicator) tells a target: scores of pooled samples, with bands
 * from a bootstrap over blocks of space and a null from shifts of the target (docs/science.md §12).
 *
 * A VitScoring holds what does not depend on the indicator. It is immutable: any number of
 * indicators may be scored at once, in any thread. Results are the same for any number of threads.
 */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/**
 * VitScoreField: the atoms of a frame
 * @run: fields of one run are the same atoms at several start times; runs are independent
 * @cell: the box
 * @x: @n × 3 positions, Å
 * @types: 1, 2, …
 * @target: NaN for an atom without one
 * @events: (nullable): 1 for an atom that is to be told from the others, else 0
 */
typedef struct
{
  unsigned run;
  const VitCell *cell;
  const double *x;
  size_t n;
  const uint8_t *types;
  const double *target;
  const uint8_t *events;
} VitScoreField;

/**
 * VitScoreOptions: all zero is the default
 * @edge: least edge of a block, Å; 0 is %VIT_SCORE_EDGE
 * @n_resamples: of the bootstrap; 0 is 500
 * @n_shifts: of the null; 0 is 20, negative none
 * @seed: of both
 */
typedef struct
{
  double edge;
  unsigned n_resamples;
  int n_shifts;
  uint64_t seed;
} VitScoreOptions;

/** VIT_SCORE_EDGE: edge of the blocks of the bootstrap, Å; a box has at least
 * VIT_SCORE_LEAST_BLOCKS. */
#define VIT_SCORE_EDGE 20.0
#define VIT_SCORE_LEAST_BLOCKS 8

/**
 * VitScore: what cannot be had is NaN
 * @n: atoms that have an indicator and a target
 * @events: events among them
 * @sign: −1 if the indicator is low at events (without events: if it falls with the target), else 1
 * @pearson, @spearman: correlation of indicator and target
 * @auc: area under the ROC curve of @sign × indicator: the chance that an event has more of it than
 *   another atom, ties ½ (Mann & Whitney 1947)
 * @average_precision: Σ (R_k − R_{k−1}) P_k over the thresholds, of @sign × indicator
 * @mcc: Matthews' coefficient at its best threshold of @sign × indicator
 * @threshold: that threshold, as a value of the indicator
 * @c: 1 − 2 × mean of the cumulative distribution at the events; positive if they are low in it
 * @pearson_low, @pearson_high, …: 95 % bands: expanded percentile intervals (Hesterberg 2015) of
 * the bootstrap over blocks, and at least as wide as the score's spread under the shifts of the
 * null: of AUC, or without events of the coefficients
 * @null_mean, @null_sd: of the AUC of the same @sign, without events of Pearson's coefficient,
 * under random shifts of the target
 */
typedef struct
{
  size_t n, events;
  int sign;
  double pearson, pearson_low, pearson_high;
  double spearman, spearman_low, spearman_high;
  double auc, auc_low, auc_high;
  double average_precision, mcc, threshold, c;
  double null_mean, null_sd;
} VitScore;

/** vit_score_new_blank: of so many atoms and events, without a score. */
VitScore vit_score_new_blank (size_t n, size_t events);

/** VitScoreGroup: of which atoms a score is; VIT_SCORE_ALL + t is species t alone. */
enum
{
  VIT_SCORE_CENTRED = -1, /* all, less the mean of their species in their field */
  VIT_SCORE_ALL = 0,
};

typedef struct _VitScoring VitScoring;

/**
 * vit_scoring_new:
 * @fields: at least one; what they point to is copied or not needed later
 * @error: %VIT_ERROR_INVALID: a field without atoms, or a box without volume; %VIT_ERROR_CANCELLED
 *
 * O(atoms · shifts)
 */
VitScoring *vit_scoring_new (const VitScoreField *fields,
                             size_t n_fields,
                             const VitScoreOptions *options,
                             VitProgress *progress,
                             GError **error);
VitScoring *vit_scoring_ref (VitScoring *scoring);
void vit_scoring_unref (VitScoring *scoring);

/** vit_scoring_get_n: atoms of all fields together. */
size_t vit_scoring_get_n (const VitScoring *scoring);

/** vit_scoring_get_n_types: the highest type. */
unsigned vit_scoring_get_n_types (const VitScoring *scoring);

/** vit_scoring_get_n_blocks: blocks of all runs together. */
size_t vit_scoring_get_n_blocks (const VitScoring *scoring);

/** vit_scoring_has_events: whether all fields have events. */
bool vit_scoring_has_events (const VitScoring *scoring);

/**
 * vit_scoring_score:
 * @indicator: (array): of the atoms of all fields, one field after the other; NaN for none
 * @group: #VitScoreGroup
 *
 * O(atoms log atoms + events · blocks + resamples · blocks²)
 */
bool vit_scoring_score (const VitScoring *scoring,
                        const double *indicator,
                        int group,
                        VitScore *score,
                        VitProgress *progress,
                        GError **error);

/**
 * VitScoreCurves: thresholds from the strictest to the laxest, of sign × indicator
 * @n: number of points
 * @thresholds: values of the indicator
 * @false_positives: share of the other atoms that are beyond the threshold
 * @recall: share of the events that are; with @false_positives the ROC curve
 * @precision: share of events among the atoms that are
 */
typedef struct
{
  size_t n;
  double *thresholds, *false_positives, *recall, *precision;
} VitScoreCurves;

/** vit_scoring_get_curves: about @most points evenly spaced along the ROC curve, the ends included;
 * %NULL without events. */
VitScoreCurves *
vit_scoring_get_curves (const VitScoring *scoring, const double *indicator, int group, size_t most);
void vit_score_curves_free (VitScoreCurves *curves);

/**
 * VitScoreDecile: the atoms between two tenths of the indicator's distribution
 * @n: atoms
 * @events: events among them
 * @share: @events / @n, with its Wilson interval of 95 %
 * @low, @high: lowest and highest value of the indicator
 * @mean: of the target
 */
typedef struct
{
  size_t n, events;
  double share, share_low, share_high;
  double low, high, mean;
} VitScoreDecile;

/** vit_scoring_get_deciles: @deciles (out): ten; atom of rank k (from 0) of n is in ⌊10 k / n⌋. */
void vit_scoring_get_deciles (const VitScoring *scoring,
                              const double *indicator,
                              int group,
                              VitScoreDecile deciles[10]);

/** vit_score_take_top: @events (out): 1 for the ⌊n · @percent / 100⌋ highest of the n finite
 * values, at least one, or for the lowest if @bottom; ties go to the lower index. Returns: how
 * many. */
size_t
vit_score_take_top (const double *values, size_t n, double percent, bool bottom, uint8_t *events);

/**
 * vit_score_matrix:
 * @indicators: (array length=k): each of @n values
 * @matrix: (out caller-allocates): k × k, Spearman's coefficient of the atoms that both have; NaN
 *   where one does not vary
 *
 * O(k² n), and k times the cost of ranks
 */
bool vit_score_matrix (const double *const *indicators,
                       size_t k,
                       size_t n,
                       double *matrix,
                       VitProgress *progress,
                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitScoring, vit_scoring_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitScoreCurves, vit_score_curves_free)
