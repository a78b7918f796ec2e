#pragma once

/* How good the study's model is, and the choices behind it, as results that follow from it and the
 * study's group "model". They belong to no run, except for the distances. Any thread for the
 * results. */

#include "core/results/deriver.h"
#include "core/tml/selection.h"
#include "core/tml/validation-curves.h"

/** VIT_QUALITY_POINTS: at most in each curve of #VitModelQuality */
#define VIT_QUALITY_POINTS 10

/**
 * VitModelQuality:
 * @neighbours: against k; @n_neighbours of them
 * @learning: against the number of instances; @n_learning of them
 */
typedef struct
{
  VitQualityPoint neighbours[VIT_QUALITY_POINTS], learning[VIT_QUALITY_POINTS];
  size_t n_neighbours, n_learning;
} VitModelQuality;

/**
 * VitTrainingDistances: how far instances of a model lie from each other
 * @distances: of every instance to its k-th other one (no other origin of its atom)
 * @n: instances
 * @limit: 99 % lie no farther
 */
typedef struct
{
  float *distances;
  size_t n;
  float limit;
} VitTrainingDistances;

/**
 * VitModelDistances: how far atoms of a stressed run lie from what the model knows
 * @training: distance of every instance to its k-th other one (no other origin of its atom)
 * @n_training: instances
 * @run: distance of every atom at the playhead
 * @n_run: atoms
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

/** vit_training_distances_derivation: results are #VitTrainingDistances in the intervals that a run
 * has. */
extern const VitDerivation vit_training_distances_derivation;

/** vit_distances_derivation: results are #VitModelDistances of a run. */
extern const VitDerivation vit_distances_derivation;
