#pragma once

/* A T_ML model: the instances of the training runs at known temperatures, with the features of
 * every candidate interval. Immutable, reference counted, any thread (docs/science.md §2). */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/io/timeline.h"
#include "core/motion/displacement.h"

typedef struct _VitModel VitModel;

/** VIT_MODEL_SUFFIX: suffix of model files. */
#define VIT_MODEL_SUFFIX ".vitmodel"

typedef enum
{
  VIT_SCALING_NONE,
  VIT_SCALING_STANDARDISE,
} VitScaling;

typedef enum
{
  VIT_METRIC_EUCLIDEAN,
  VIT_METRIC_CITYBLOCK,
} VitMetric;

/**
 * VitModelOptions: options of training, stored in the model
 * @k: number of neighbours, 50 by default
 * @scaling: of the features
 * @metric: of their distance
 * @motion: options of displacements
 */
typedef struct
{
  unsigned k;
  VitScaling scaling;
  VitMetric metric;
  VitMotionOptions motion;
} VitModelOptions;

/** VIT_MODEL_OPTIONS_DEFAULT: docs/science.md §2. */
#define VIT_MODEL_OPTIONS_DEFAULT ((VitModelOptions){ .k = 50 })

/**
 * vit_model_load:
 * @path: a model file
 * @error: not a model, a newer version, or a wrong checksum
 *
 * Returns: (transfer full): the model
 */
VitModel *vit_model_load (const char *path, GError **error);

/** vit_model_save: writes to a temporary name, syncs and renames. */
bool vit_model_save (VitModel *model, const char *path, GError **error);

VitModel *vit_model_ref (VitModel *model);
void vit_model_unref (VitModel *model);

/** vit_model_get_options: (transfer none): the options of training. */
const VitModelOptions *vit_model_get_options (VitModel *model);

/** vit_model_get_intervals: (transfer none): all candidate Δt in ps, ascending. */
const double *vit_model_get_intervals (VitModel *model, size_t *n_intervals);

/** vit_model_get_default_intervals: (transfer none): the default Δt in ps. */
const double *vit_model_get_default_intervals (VitModel *model, size_t *n_intervals);

/** vit_model_get_classes: (transfer none): class temperatures in K, ascending. */
const double *vit_model_get_classes (VitModel *model, size_t *n_classes);

/** vit_model_get_n_instances: atoms times time origins of all classes. */
size_t vit_model_get_n_instances (VitModel *model);

/** vit_model_get_species: (transfer none) (array zero-terminated=1): names by type − 1, "" if
 * unknown. */
const char *const *vit_model_get_species (VitModel *model);

/** vit_model_get_composition: (transfer none): atomic fraction by type − 1. */
const double *vit_model_get_composition (VitModel *model, size_t *n_species);

/** vit_model_get_provenance: (transfer none): text for people: files, origins, dates, program
 * version. */
const char *vit_model_get_provenance (VitModel *model);

/** vit_model_get_key: 16 bytes that identify the content; for the keys of cached results. */
void vit_model_get_key (VitModel *model, uint8_t key[16]);

/** vit_model_get_labels: (transfer none): class index of every instance. */
const uint16_t *vit_model_get_labels (VitModel *model);

/** vit_model_get_groups: (transfer none): atom of every instance; the same for all its time
 * origins. */
const uint32_t *vit_model_get_groups (VitModel *model);

/**
 * vit_model_copy_features:
 * @intervals: candidates of the model, ps, in any order
 * @features: (out caller-allocates): instances × @n_intervals, row-major, scaled as the options say
 * @error: %VIT_ERROR_INVALID for an interval that is not a candidate
 *
 * O(instances · @n_intervals)
 */
bool vit_model_copy_features (
    VitModel *model, const double *intervals, size_t n_intervals, float *features, GError **error);

/**
 * vit_model_predict:
 * @intervals: candidates of the model, ps
 * @features: n × @n_intervals, row-major, not scaled
 * @t_ml: (out caller-allocates): K; NaN for a row with a feature that is not finite
 * @distance_k: (out caller-allocates) (nullable): distance to the k-th neighbour
 *
 * T_ML is the mean class temperature of the k nearest instances. The search structure is made at
 * the first call with these intervals and kept. Other threads that need it wait meanwhile, and can
 * be cancelled. Cost: see vit_knn_query().
 */
bool vit_model_predict (VitModel *model,
                        const double *intervals,
                        size_t n_intervals,
                        const float *features,
                        size_t n,
                        float *t_ml,
                        float *distance_k,
                        VitProgress *progress,
                        GError **error);

/**
 * vit_model_check_run:
 * @trajectory: the run
 * @warning: (out) (transfer full) (nullable): other species names, composition off by more than 5
 * at.%
 * @error: %VIT_ERROR_MISMATCH for another number of species
 */
bool
vit_model_check_run (VitModel *model, VitTrajectory *trajectory, char **warning, GError **error);

/** vit_model_awaited_intervals: (transfer full): as vit_model_usable_intervals() for a run that is
 * still being written: intervals longer than the run so far are kept, as it will have them. */
double *
vit_model_awaited_intervals (VitModel *model, VitTimeline *timeline, double tolerance, size_t *n);

/**
 * vit_model_usable_intervals:
 * @timeline: of a run
 * @n: (out): how many
 *
 * Returns: (transfer full): the default intervals for which the run has frames from at least one
 *   start time; if there are none, those of all candidates
 */
double *
vit_model_usable_intervals (VitModel *model, VitTimeline *timeline, double tolerance, size_t *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitModel, vit_model_unref)
