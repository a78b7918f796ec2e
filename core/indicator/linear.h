#pragma once

/* Linear models of rows of features: ridge regression of a number, logistic regression of a class,
 * with a quadratic penalty (docs/science.md §13). Pure functions, any thread; the same bits for any
 * number of threads. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"

/** VitLinearKind:
 * @VIT_LINEAR_RIDGE: minimises Σ (y − b − w·u)²/n + λ |w|²: λ n is the alpha of scikit-learn's
 * Ridge
 * @VIT_LINEAR_LOGISTIC: minimises Σ ln(1 + exp(∓(b + w·u)))/n + λ |w|²/2, for events and others:
 * the C of scikit-learn's LogisticRegression is 1/(λ n)
 *
 * u: features less their mean, over their standard deviation (divided by n), of the species in the
 * rows that are fitted. The bias has no penalty.
 */
typedef enum
{
  VIT_LINEAR_RIDGE,
  VIT_LINEAR_LOGISTIC,
} VitLinearKind;

/** VIT_LINEAR_MAX_FOLDS: parts that are held out in turn. */
#define VIT_LINEAR_MAX_FOLDS 60

/**
 * VitLinearRows:
 * @n: rows
 * @p: features
 * @features: @n × @p, finite
 * @target: numbers, or 0 and 1 of classes; finite
 * @types: (nullable): species, 1 … @n_types; %NULL: all are 1
 * @n_nulls: other targets, fitted with the same penalty
 * @nulls: (array length=n_nulls): each of @n
 * @n_folds: parts to be held out; 0: no cross-validation
 * @folds: (nullable): of each row: its part, or %VIT_LINEAR_NO_FOLD
 * @zones: (nullable): of each row: bits of the parts that it is in or too near to
 */
typedef struct
{
  size_t n, p;
  const double *features;
  const double *target;
  const uint8_t *types;
  unsigned n_types;
  unsigned n_nulls;
  const double *const *nulls;
  unsigned n_folds;
  const uint8_t *folds;
  const uint64_t *zones;
} VitLinearRows;

#define VIT_LINEAR_NO_FOLD UINT8_MAX

/**
 * VitLinearOptions:
 * @per_species: each species has weights of its own; else all have one set, with a bias each
 * @penalty: λ; 0: the best of vit_linear_list_penalties() by cross-validation within the rows that
 *   are fitted, or of all folds for the model of all rows
 * @keep_parts: whether the models that have not seen a part are kept
 */
typedef struct
{
  VitLinearKind kind;
  bool per_species;
  double penalty;
  bool keep_parts;
} VitLinearOptions;

/** vit_linear_list_penalties: (transfer none): the λ that are tried. */
const double *vit_linear_list_penalties (size_t *n);

/**
 * VitLinearModel: score of an atom of species t: biases[t − 1] + Σ_k weights[(t − 1) p + k] x_k
 * @n_rows: (array length=n_types): rows that were fitted; a species without any has no model
 * @penalties: (array length=n_types): λ
 * @means, @scales: (array): n_types × p: of the features that were fitted; a scale of 0 is a
 * feature that does not vary there and has no weight
 * @lows, @highs: (array): n_types × p: their range
 */
typedef struct
{
  VitLinearKind kind;
  size_t p;
  unsigned n_types;
  bool per_species;
  size_t *n_rows;
  double *penalties, *biases, *weights, *means, *scales, *lows, *highs;
} VitLinearModel;

VitLinearModel *vit_linear_model_new_empty (VitLinearKind kind, size_t p, unsigned n_types);
void vit_linear_model_free (VitLinearModel *model);

/** vit_linear_model_apply: @scores (out): of @n rows; NaN where a feature is not finite or the
 * species has no model. */
void vit_linear_model_apply (const VitLinearModel *model,
                             const double *features,
                             const uint8_t *types,
                             size_t n,
                             double *scores);

/** vit_linear_rate: area under the ROC curve of classes, ties ½, or Pearson's coefficient of
 * numbers; NaN where there is none. */
double vit_linear_rate (VitLinearKind kind, const double *scores, const double *target, size_t n);

/**
 * VitLinearScore: of a group of rows, over the parts that were held out: the mean of Pearson's
 * coefficient, of classes of the AUC, never pooled over the parts
 * @n_folds: parts that have a score
 * @error: standard error of the mean
 * @null_mean, @null_sd: of the same means of the other targets
 * @null_max: the highest
 */
typedef struct
{
  unsigned n_folds;
  double mean, error;
  double null_mean, null_sd, null_max;
} VitLinearScore;

/**
 * VitLinearValidation:
 * @scores: (array length=n_types + 1): of all rows, and of each species
 * @predictions: (array): of each row from the model that has not seen its part; NaN for none
 * @parts: (nullable) (array length=n_folds): of each part the model that has not seen it, if they
 *   are kept; a species without rows beside it has no model. Their ranges are not filled in
 * @least_share: of the rows that are left to be fitted, of the worst part
 */
typedef struct
{
  unsigned n_types, n_folds;
  VitLinearScore *scores;
  VitLinearModel **parts;
  double *predictions;
  double least_share;
} VitLinearValidation;

void vit_linear_validation_free (VitLinearValidation *validation);

/**
 * vit_linear_train:
 * @validation: (out) (transfer full) (optional): needs folds
 * @error: %VIT_ERROR_INAPPLICABLE: too few rows, a target that does not vary, nothing left beside
 * the part that is held out; %VIT_ERROR_CANCELLED
 *
 * Fits all rows, and, held out in turn, each part. Cost O(n p²) of sums, which serve all parts of
 * ridge regression, and O(parts · penalties · p³).
 */
VitLinearModel *vit_linear_train (const VitLinearRows *rows,
                                  const VitLinearOptions *options,
                                  VitLinearValidation **validation,
                                  VitProgress *progress,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLinearModel, vit_linear_model_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLinearValidation, vit_linear_validation_free)
