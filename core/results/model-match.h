#pragma once

/* How a model fits a run: the intervals of the model that the run has, warnings about the pair, and
 * how well the model tells temperatures apart on these intervals alone. Immutable except for the
 * warning; one thread at a time. */

#include "core/store/cache.h"
#include "core/tml/tml.h"

/**
 * VitModelMatch:
 * @intervals: (array length=n_intervals): Δt of the features that T_ML is computed from, ps
 * @reduced: whether they differ from the model's own choice
 * @warning: (nullable): sentences for the user; what speaks against T_ML of this run
 * @note: (nullable): for captions: what speaks against T_ML in few words, which intervals it is
 * made of where they are not the model's own, and along which axes its displacements are raw
 */
typedef struct
{
  double *intervals;
  size_t n_intervals;
  bool reduced;
  char *warning, *note;
} VitModelMatch;

/**
 * vit_model_match_new:
 * @options: temperature, tolerance and, if the user chose them, intervals
 * @error: %VIT_ERROR_MISMATCH if the run has none of the intervals, the model lacks one that was
 *   chosen, or the numbers of species differ
 */
VitModelMatch *vit_model_match_new (VitModel *model,
                                    VitTrajectory *trajectory,
                                    VitTimeline *timeline,
                                    const VitTmlOptions *options,
                                    GError **error);
void vit_model_match_free (VitModelMatch *match);

/** vit_model_match_warn: adds @text to the warning unless it is in it. */
void vit_model_match_warn (VitModelMatch *match, const char *text);

/**
 * vit_model_match_validate:
 * @intervals: intervals of a reduced match, ps
 * @cache: (nullable): where the sentence is looked up and stored
 *
 * Reports a 10-fold cross-validation of the model on @intervals and on its own intervals.
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
