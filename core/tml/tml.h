#pragma once

/* The machine-learned temperature of every atom at a start time (docs/science.md §2). Results are
 * immutable, reference counted, any thread. */

#include "core/io/timeline.h"
#include "core/io/trajectory.h"
#include "core/tml/model.h"

/**
 * VitTmlOptions: options of applying a model to a run
 * @temperature: of the bath, K; must be given
 * @intervals: (nullable) (array length=n_intervals): Δt in ps; %NULL takes the model's default
 *   intervals
 * @n_intervals: length of @intervals
 * @tolerance: of the time of a frame at t + Δt, as a fraction of Δt; 0 is 0.01
 * @live: whether the run is still being written: where intervals are %NULL, those that it will have
 * are waited for (vit_model_awaited_intervals())
 *
 * Displacements have the options of the model.
 */
typedef struct
{
  double temperature;
  const double *intervals;
  size_t n_intervals;
  double tolerance;
  bool live;
} VitTmlOptions;

/**
 * VitTmlResult:
 * @atoms: of the start frame
 * @frame: the start frame
 * @time: start time, ps
 * @t_ml: (array length=atoms->n): K; NaN for an atom that is missing in a frame
 * @feature_mean: (array length=atoms->n): mean of the features; orders atoms of equal @t_ml
 * @distance_k: (array length=atoms->n): distance to the k-th training instance
 * @n_valid: atoms with a value
 * @ambiguous: first frame into which unwrapping may have gone wrong, −1 if none
 */
typedef struct
{
  gatomicrefcount refs;
  VitAtoms *atoms;
  size_t frame;
  double time;
  float *t_ml;
  float *feature_mean;
  float *distance_k;
  size_t n_valid;
  ssize_t ambiguous;
} VitTmlResult;

VitTmlResult *vit_tml_result_ref (VitTmlResult *result);
void vit_tml_result_unref (VitTmlResult *result);

/**
 * vit_tml_compute:
 * @starts: (array length=n_starts): start frames
 * @options: temperature, intervals (%NULL: the model's default ones), tolerance
 * @results: (out caller-allocates): one per start frame; owned by the caller
 * @ambiguous: (out) (optional): first frame into which unwrapping is ambiguous, −1 if none
 * @error: %VIT_ERROR_NOT_FOUND if an interval has no frame; an error of reading
 *
 * All start times are one batch of queries: faster than one by one, with the same results.
 */
bool vit_tml_compute (VitModel *model,
                      VitTrajectory *trajectory,
                      VitTimeline *timeline,
                      const size_t *starts,
                      size_t n_starts,
                      const VitTmlOptions *options,
                      VitTmlResult **results,
                      ssize_t *ambiguous,
                      VitProgress *progress,
                      GError **error);

/**
 * vit_tml_get_key:
 * @start: start frame
 * @key: 32 bytes that name the result: frames read, model, options, version of the kernel
 */
bool vit_tml_get_key (VitModel *model,
                      VitTrajectory *trajectory,
                      VitTimeline *timeline,
                      size_t start,
                      const VitTmlOptions *options,
                      uint8_t key[32],
                      GError **error);

/** vit_tml_knows_key: whether vit_tml_get_key() would read no frame. */
bool vit_tml_knows_key (VitModel *model,
                        VitTrajectory *trajectory,
                        VitTimeline *timeline,
                        size_t start,
                        const VitTmlOptions *options);

/** vit_tml_result_serialise: (transfer full): for the cache. */
GBytes *vit_tml_result_serialise (const VitTmlResult *result);

/** vit_tml_result_deserialise: (transfer full) (nullable): %NULL if @bytes does not fit @atoms. */
VitTmlResult *
vit_tml_result_deserialise (GBytes *bytes, VitAtoms *atoms, size_t frame, double time);

/** vit_tml_result_get_liquid_fraction: fraction of valid atoms with T_ML > @t_g. O(n) */
double vit_tml_result_get_liquid_fraction (const VitTmlResult *result, double t_g);

/** vit_tml_result_get_mean: mean T_ML over valid atoms, K. O(n) */
double vit_tml_result_get_mean (const VitTmlResult *result);

/**
 * VitLiquidRule: which atoms are liquid-like (LA) and solid-like (SA)
 * @by_percentage: %false: T_ML above and below @t_g; %true: the most and least mobile @percentage
 * @t_g: K, 685 by default
 * @percentage: 10 by default
 * @within_species: whether the percentage is taken of each species, so that both subsets have the
 *   composition of the whole; statistics that compare a subset with all atoms then compare within
 *   each species (%false by default)
 */
typedef struct
{
  bool by_percentage;
  double t_g;
  double percentage;
  bool within_species;
} VitLiquidRule;

#define VIT_LIQUID_RULE_DEFAULT                                                                    \
  ((VitLiquidRule){ .by_percentage = false, .t_g = 685.0, .percentage = 10.0 })

/**
 * vit_tml_result_classify:
 * @liquid: (out caller-allocates) (nullable): per atom, whether it is LA
 * @solid: (out caller-allocates) (nullable): per atom, whether it is SA
 *
 * By percentage: ordered by T_ML, then mean of the features, then id; n = ⌊percentage/100 · N⌋.
 * O(n log n)
 */
void vit_tml_result_classify (const VitTmlResult *result,
                              const VitLiquidRule *rule,
                              bool *liquid,
                              bool *solid);

/** vit_liquid_rule_equal: whether two rules are the same. */
bool vit_liquid_rule_equal (const VitLiquidRule *a, const VitLiquidRule *b);

/** vit_liquid_rule_dup_text: (transfer full): the rule in markup, for captions. */
char *vit_liquid_rule_dup_text (const VitLiquidRule *rule);

/** vit_liquid_rule_get_fraction_name: (transfer none): what the part of atoms above T_g is called,
 * in markup: "LA", unless the rule is a percentage and other atoms are LA. */
const char *vit_liquid_rule_get_fraction_name (const VitLiquidRule *rule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTmlResult, vit_tml_result_unref)
