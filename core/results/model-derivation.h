#pragma once

/* Derivations of the quality of the study's model and of the choices behind it, under the options
 * of the group "model". They belong to no run, except for the distances. Results are immutable; any
 * thread. */

#include "core/results/deriver.h"
#include "core/tml/selection.h"
#include "core/tml/validation-curves.h"

/** VIT_QUALITY_POINTS: maximum number of points in each curve of #VitModelQuality */
#define VIT_QUALITY_POINTS 10

/**
 * VitModelQuality:
 * @neighbours: quality against k; @n_neighbours points
 * @learning: quality against the number of instances; @n_learning points
 */
typedef struct
{
  VitQualityPoint neighbours[VIT_QUALITY_POINTS], learning[VIT_QUALITY_POINTS];
  size_t n_neighbours, n_learning;
} VitModelQuality;

/**
 * VitTrainingDistances: distances between instances of a model
 * @distances: (array length=n): from every instance to its k-th nearest neighbour, other time
 *   origins of the same atom excluded
 * @n: number of instances
 * @limit: 99 % quantile of @distances
 */
typedef struct
{
  float *distances;
  size_t n;
  float limit;
} VitTrainingDistances;

/**
 * VitModelDistances: distances of the atoms of a run from the training set of the model
 * @training: as @distances of #VitTrainingDistances
 * @n_training: number of instances
 * @run: distance of every atom at the playhead to its k-th nearest instance
 * @n_run: number of atoms
 * @time: ps
 * @beyond: share of the run's atoms that lie farther than 99 % of the training set
 */
typedef struct
{
  const float *training;
  float *run;
  size_t n_training, n_run;
  double time, beyond;
} VitModelDistances;

/** vit_validation_derivation: results are #VitValidation, 10 folds. */
extern const VitDerivation vit_validation_derivation;

/** vit_class_selection_derivation: results are #VitClassSelection; options "linkage", "metric". */
extern const VitDerivation vit_class_selection_derivation;

/** vit_feature_selection_derivation: results are #VitFeatureSelection. */
extern const VitDerivation vit_feature_selection_derivation;

/** vit_quality_derivation: results are #VitModelQuality. */
extern const VitDerivation vit_quality_derivation;

/** vit_training_distances_derivation: results are #VitTrainingDistances over the intervals that a
 * run has. */
extern const VitDerivation vit_training_distances_derivation;

/** vit_distances_derivation: results are #VitModelDistances of a run. */
extern const VitDerivation vit_distances_derivation;
