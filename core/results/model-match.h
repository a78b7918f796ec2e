#pragma once

/* How a model and a run go together: which of the model's intervals the run has, what speaks
 * against the pair, and how well the model tells temperatures apart on just these intervals.
 * Immutable but for what is added to the warning; one thread at a time. */

#include "core/store/cache.h"
#include "core/tml/tml.h"

/**
 * VitModelMatch:
 * @intervals: (array length=n_intervals): Δt that T_ML is taken from, ps
 * @reduced: whether they are fewer or others than the model's own choice
 * @warning: (nullable): what a user should know, one sentence after another
 */
typedef struct
{
  double *intervals;
  size_t n_intervals;
  bool reduced;
  char *warning;
} VitModelMatch;

/**
 * vit_model_match_new:
 * @options: temperature, tolerance and, if they are chosen by hand, intervals
 * @error: %VIT_ERROR_MISMATCH if the run has none of the intervals, or another number of species
 */
VitModelMatch *vit_model_match_new (VitModel *model,
                                    VitTrajectory *trajectory,
                                    VitTimeline *timeline,
                                    const VitTmlOptions *options,
                                    GError **error);
void vit_model_match_free (VitModelMatch *match);

/** vit_model_match_warn: @text is added to the warning, unless it is there. */
void vit_model_match_warn (VitModelMatch *match, const char *text);

/**
 * vit_model_match_validate:
 * @intervals: of a match that is reduced, ps
 * @cache: (nullable): where the sentence is found again
 *
 * 10-fold cross-validation of the model on @intervals and on its own, in words.
 *
 * Returns: (transfer full) (nullable): the sentence
 */
char *vit_model_match_validate (VitModel *model,
                                const double *intervals,
                                size_t n_intervals,
                                VitCache *cache,
                                VitProgress *progress,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitModelMatch, vit_model_match_free)
