#pragma once

/* The values of one per-atom quantity, divided into liquid-like and solid-like atoms: what its
 * distributions are drawn from. */

#include "core/results/structure-sample.h"
#include "core/stats/histogram.h"

/**
 * VitQuantityDistribution:
 * @column: a quantity, or a column of the file
 * @has_tml: whether T_ML divides the atoms; without it there are no LA and no SA
 * @n_frames: start times, or frames, that are pooled
 * @times: (array length=n_frames): ps; NaN where it is not known
 * @stride: every so many of the start times are pooled, so that memory suffices
 * @n_without: start times that have no values, @reason (nullable) says why
 * @counts: atoms of each #VitSubset, each once for every start time
 * @n: (array): of them, those that have a value
 * @values: (array): these values, ascending
 * @means: (array): of these values; NaN of none
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

/** vit_quantity_distribution_column: (transfer none): the column that is distributed: the option
 * "structure", "quantity", and where that is empty the one that colours the atoms. */
const char *vit_quantity_distribution_column (const VitOptions *options);

/** vit_quantity_distribution_get_quantile: of all atoms' values, interpolated; NaN of none. */
double vit_quantity_distribution_get_quantile (const VitQuantityDistribution *self, double share);

/**
 * vit_quantity_distribution_propose_width: of bins: twice the interquartile range over the cube
 * root of the number of values (Freedman and Diaconis 1981); 0 where that range is 0. Of whole
 * numbers it is a whole number, at least 1. O(1)
 */
double vit_quantity_distribution_propose_width (const VitQuantityDistribution *self);

/**
 * vit_quantity_distribution_fill:
 * @density: (out caller-allocates): one per bin: its integral over all bins is the part of the
 *   subset's values that lie inside
 *
 * A value on an edge counts above it. O(bins · log n)
 */
void vit_quantity_distribution_fill (const VitQuantityDistribution *self,
                                     VitSubset subset,
                                     const VitBins *bins,
                                     double *density);

/** vit_quantity_derivation: results are #VitQuantityDistribution: of the start time nearest to the
 *  playhead, or of all that are ready if the study's option "structure", "pool" is 1; see
 *  #VitSampleFrames. */
extern const VitDerivation vit_quantity_derivation;
