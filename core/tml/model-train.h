#pragma once

/* Training a model from equilibrium runs (docs/science.md §2). Any thread. */

#include "core/io/timeline.h"
#include "core/tml/model.h"

/**
 * VitTrainingRun:
 * @trajectory: an equilibrium run
 * @timeline: its times
 * @temperature: its class, K
 */
typedef struct
{
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  double temperature;
} VitTrainingRun;

/**
 * VitTrainingOptions:
 * @model: options that the model stores
 * @origins: (nullable) (array length=n_origins): start times in ps; %NULL is the first frame alone
 * @intervals: (nullable) (array length=n_intervals): the default Δt in ps; %NULL is 0.2 … 200 of
 *   docs/science.md §2
 * @per_class: maximum number of instances of a class; 0 takes that of the smallest class
 * @seed: of the choice of instances in a class with more
 */
typedef struct
{
  VitModelOptions model;
  const double *origins;
  size_t n_origins;
  const double *intervals;
  size_t n_intervals;
  size_t per_class;
  uint64_t seed;
} VitTrainingOptions;

/**
 * vit_model_train:
 * @runs: one or more per class
 * @error: %VIT_ERROR_MISMATCH if the runs differ in species, %VIT_ERROR_NOT_FOUND if an interval or
 *   origin has no frame
 *
 * Computes the features of every candidate interval (0.01 … 200 ps) that all runs have from all
 * origins, with equal numbers of instances per class. The same for any number of threads.
 */
VitModel *vit_model_train (const VitTrainingRun *runs,
                           size_t n_runs,
                           const VitTrainingOptions *options,
                           VitProgress *progress,
                           GError **error);
