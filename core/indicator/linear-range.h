#pragma once

/* Where rows of features lie beside those that a linear model was fitted to. One thread at a time.
 */

#include "core/indicator/linear.h"

/**
 * VitLinearRange:
 * @n: rows of species that the model knows
 * @outside: share of them with a feature that is below or above all that were fitted, by more than
 *   a tenth of their range
 * @worst: the feature that most of them have outside
 * @distance: of the mean of a feature from that of the rows that were fitted, the largest, in their
 *   standard deviations
 * @farthest: that feature
 */
typedef struct
{
  const VitLinearModel *model;
  size_t n, n_outside, *by_feature, *counts;
  double *sums;
  double outside, distance;
  size_t worst, farthest;
} VitLinearRange;

void vit_linear_range_begin (VitLinearRange *range, const VitLinearModel *model);

/** vit_linear_range_add: @row: features of an atom of species @type. */
void vit_linear_range_add (VitLinearRange *range, const double *row, unsigned type);

/** vit_linear_range_end: fills in what was found. */
void vit_linear_range_end (VitLinearRange *range);
void vit_linear_range_clear (VitLinearRange *range);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitLinearRange, vit_linear_range_clear)
