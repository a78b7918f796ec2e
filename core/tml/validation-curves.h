#pragma once

/* Quality of a model against the number of neighbours and of instances. Any thread. */

#include "core/tml/validation.h"

/**
 * VitQualityPoint:
 * @x: k, or number of training instances
 * @accuracy: fraction of instances whose neighbours are mostly of their own class
 * @error: root mean square of the difference between the mean T_ML of a class and its temperature,
 *   K
 * @spread: mean over classes of the standard deviation of T_ML, K
 */
typedef struct
{
  double x;
  double accuracy, error, spread;
} VitQualityPoint;

/**
 * vit_validation_neighbours:
 * @ks: (array length=n): numbers of neighbours
 * @points: (out) (array length=n):
 *
 * 10-fold cross-validation for all @ks, from one search for the largest.
 */
bool vit_validation_neighbours (VitModel *model,
                                const double *intervals,
                                size_t n_intervals,
                                const unsigned *ks,
                                size_t n,
                                uint64_t seed,
                                VitQualityPoint *points,
                                VitProgress *progress,
                                GError **error);

/**
 * vit_validation_learning_curve:
 * @n: maximum number of points
 * @points: (out) (array length=n): numbers of instances are evenly spaced in the logarithm
 *
 * A tenth of the atoms of every class is held out and predicted from increasing numbers of the
 * others.
 *
 * Returns: the number of points; 0 with @error
 */
size_t vit_validation_learning_curve (VitModel *model,
                                      const double *intervals,
                                      size_t n_intervals,
                                      size_t n,
                                      uint64_t seed,
                                      VitQualityPoint *points,
                                      VitProgress *progress,
                                      GError **error);
