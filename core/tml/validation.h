#pragma once

/* Cross-validation of a model: the paper's Fig. 1 (docs/science.md §2). Any thread. */

#include "core/tml/model.h"

/** VIT_VALIDATION_QUANTILES: number of quantiles; VIT_VALIDATION_PARTS: their probabilities. */
#define VIT_VALIDATION_QUANTILES 5
#define VIT_VALIDATION_PARTS                                                                       \
  {                                                                                                \
    0.05, 0.25, 0.5, 0.75, 0.95                                                                    \
  }

/**
 * VitValidation:
 * @n_classes: number of classes
 * @classes: true temperatures, K
 * @mean: mean predicted T_ML, per class
 * @deviation: standard deviation of it, per class
 * @counts: instances, per class
 * @confusion: n_classes × n_classes: instances of the true class (row) whose neighbours are mostly
 *   of the predicted class (column); ties go to the lower temperature
 * @error_rate: fraction of instances off the diagonal
 * @t_ml: predicted T_ML of every instance, K
 * @quantiles: n_classes × VIT_VALIDATION_QUANTILES of them, K
 */
typedef struct
{
  size_t n_classes;
  double *classes, *mean, *deviation;
  size_t *counts, *confusion;
  double error_rate;
  float *t_ml;
  double *quantiles;
} VitValidation;

void vit_validation_free (VitValidation *validation);

/**
 * vit_validation_cross:
 * @intervals: candidates of the model, ps
 * @n_folds: 2 or more, 10 by default; 0 excludes only the atom itself with all its time origins
 * @seed: of the folds
 *
 * Stratified cross-validation; all instances of an atom are in one fold.
 */
VitValidation *vit_validation_cross (VitModel *model,
                                     const double *intervals,
                                     size_t n_intervals,
                                     unsigned n_folds,
                                     uint64_t seed,
                                     VitProgress *progress,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitValidation, vit_validation_free)
