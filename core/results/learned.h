#pragma once

/* Learned indicators: trained on tables of indicators, applied to frames (docs/science.md §13).
 * Immutable models; any thread. */

#include "core/indicator/learned-model.h"
#include "core/results/indicator-table.h"
#include "core/results/quantity.h"
#include "core/results/run-shells.h"

/** Names of sets of features, beside names of quantities and columns. */
#define VIT_LEARNED_SET_INDICATORS "indicators"
#define VIT_LEARNED_SET_RADIAL "radial"
#define VIT_LEARNED_SET_ANGULAR "angular"

/** VIT_LEARNED_WIDTHS: every feature is averaged over the surroundings by these ξ, too, Å. */
#define VIT_LEARNED_WIDTHS                                                                         \
  {                                                                                                \
    2.0, 3.5                                                                                       \
  }

/**
 * VitLearnWish:
 * @radial, @angular: sets of functions that are added to the columns of the table
 * @per_species: each species of the centre has weights of its own
 * @penalty: λ; 0: by cross-validation
 * @n_shifts: of the null; 0 is 20, negative none
 * @sigma: σ_AA, Å; 0: needed for none of the sets
 * @cutoff: r_c, Å, for the record
 * @target: its name, for the record, with what belongs to it
 * @runs: (array): names of the training files by run
 */
typedef struct
{
  bool radial, angular, per_species;
  double penalty;
  int n_shifts;
  double sigma, cutoff;
  const char *target, *options;
  double top, interval;
  bool bottom;
  const char *const *runs;
} VitLearnWish;

/** vit_learn_take_features: (transfer full): the columns in a list of sets and names with commas
 * between; @wish receives the other sets. */
char **vit_learn_take_features (const char *text, VitLearnWish *wish);

/** vit_learn_check_features: whether none of the columns is the target, or an average of it, which
 * tells itself. */
bool vit_learn_check_features (char *const *columns, const char *target, GError **error);

/** vit_learn_find_sigma: σ_AA of the first species of a run: the first maximum of its g(r), Å. Main
 * thread; reads frames. */
bool vit_learn_find_sigma (
    VitAnalyses *analyses, VitRun *run, double *sigma, VitProgress *progress, GError **error);

/** vit_learn_take_sigma: the same of the shells of a run. Any thread. */
bool
vit_learn_take_sigma (VitRunShells *of_run, double *sigma, VitProgress *progress, GError **error);

/**
 * vit_learn_train:
 * @table: indicators and target; its columns are freed on the way, and more notes are added
 * @error: as vit_linear_train()
 *
 * Runs that start from the same glass count as one.
 */
VitLearnedModel *vit_learn_train (VitIndicatorTable *table,
                                  const VitLearnWish *wish,
                                  VitProgress *progress,
                                  GError **error);

/** vit_learned_model_get: (transfer full): the model in a file, read once for each of its stamps.
 * Any thread. */
VitLearnedModel *vit_learned_model_get (const char *path, GError **error);

/** vit_learned_is_of_run: whether the learned indicator of these options was trained on a run. */
bool vit_learned_is_of_run (const VitOptions *options, VitRun *run);

/** vit_learned_wish, vit_learned_take: the quantity `learned`: of the model that the option "model"
 * of the indicators names. */
void vit_learned_wish (const VitQuantity *self, const VitOptions *options, VitQuantityWish *wish);
bool vit_learned_take (const VitQuantity *self,
                       VitQuantitySource *source,
                       double *values,
                       VitProgress *progress,
                       GError **error);

/** vit_learned_model_wish: adds what its features need. */
void vit_learned_model_wish (const VitLearnedModel *model,
                             const VitOptions *options,
                             VitQuantityWish *wish);

/**
 * vit_learned_model_compute:
 * @values: (out caller-allocates): score of each atom; NaN where it has none
 *
 * A note of the source says where the frame lies outside what the model was trained on.
 */
bool vit_learned_model_compute (const VitLearnedModel *model,
                                VitQuantitySource *source,
                                double *values,
                                VitProgress *progress,
                                GError **error);
