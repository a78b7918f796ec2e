#pragma once

/* The values of one per-atom quantity, divided into liquid-like and solid-like atoms, from which
 * distributions are drawn. */

#include "core/results/structure-sample.h"
#include "core/stats/histogram.h"

/**
 * VitQuantityDistribution:
 * @column: name of a quantity or of a column of the file
 * @has_tml: whether T_ML divides the atoms; without it there are no LA and no SA
 * @n_frames: number of start times or frames that are pooled
 * @times: (array length=n_frames): ps; NaN where it is not known
 * @stride: every @stride-th start time is pooled, to bound the memory
 * @n_without: start times that have no values, and @reason (nullable) why
 * @counts: atoms of each #VitSubset, summed over start times
 * @n: (array): number of them that have a value
 * @values: (array): their values, ascending
 * @means: (array): their means; NaN without values
 * @whole: whether all values are whole numbers
 */
typedef struct
{
  char *column;
  bool has_tml;
  size_t n_frames;
  double *times;
  size_t stride;
  size_t n_without;
  char *reason;
  size_t counts[VIT_N_SUBSETS];
  size_t n[VIT_N_SUBSETS];
  double *values[VIT_N_SUBSETS];
  double means[VIT_N_SUBSETS];
  bool whole;
} VitQuantityDistribution;

/** vit_quantity_distribution_column: (transfer none): the column that is distributed: that of the
 * option "structure", "quantity", or, if that is empty, the one that colours the atoms. */
const char *vit_quantity_distribution_column (const VitOptions *options);

/** vit_quantity_distribution_get_quantile: quantile of the values of all atoms, interpolated; NaN
 * without values. */
double vit_quantity_distribution_get_quantile (const VitQuantityDistribution *self, double share);

/**
 * vit_quantity_distribution_propose_width: width of bins: twice the interquartile range over the
 * cube root of the number of values (Freedman and Diaconis 1981); 0 if that range is 0. For whole
 * numbers it is a whole number, at least 1. O(1)
 */
double vit_quantity_distribution_propose_width (const VitQuantityDistribution *self);

/**
 * vit_quantity_distribution_fill:
 * @density: (out caller-allocates): one per bin; the integral over all bins is the fraction of the
 *   subset's values that lie inside
 *
 * A value on an edge belongs to the bin above it. O(bins · log n)
 */
void vit_quantity_distribution_fill (const VitQuantityDistribution *self,
                                     VitSubset subset,
                                     const VitBins *bins,
                                     double *density);

/** vit_quantity_derivation: results are #VitQuantityDistribution: for the start time nearest to the
 * playhead, or for all that are ready if the study's option "structure", "pool" is 1; see
 * #VitSampleFrames. */
extern const VitDerivation vit_quantity_derivation;
