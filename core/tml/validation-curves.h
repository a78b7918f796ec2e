#pragma once

/* How the quality of a model depends on the number of neighbours and of instances. Any thread. */

#include "core/tml/validation.h"

/**
 * VitQualityPoint:
 * @x: k, or instances that were learned from
 * @accuracy: share of instances whose neighbours' majority is their class
 * @error: root mean square of the difference between the mean T_ML of a class and its temperature,
 * K
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
 * 10-fold cross-validation for all of them from one search for the largest.
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
 * @n: points wanted
 * @points: (out) (array length=n): the number of instances rises evenly in its logarithm
 *
 * A tenth of the atoms of every class is held back and predicted from more and more of the others.
 *
 * Returns: how many points there are; 0 with @error
 */
size_t vit_validation_learning_curve (VitModel *model,
                                      const double *intervals,
                                      size_t n_intervals,
                                      size_t n,
                                      uint64_t seed,
                                      VitQualityPoint *points,
                                      VitProgress *progress,
                                      GError **error);
