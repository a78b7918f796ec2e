#pragma once

/* Which temperatures make good classes and which intervals good features: the choices behind a
 * model (docs/science.md §2). A model trained on all candidates holds what both need. Results
 * belong to the caller; any thread. */

#include "core/stats/linkage.h"
#include "core/tml/model.h"

/**
 * VitClassSelection:
 * @n: candidate temperatures
 * @temperatures: K, ascending
 * @merges: n − 1, as of vit_linkage_new() on the mean feature vectors
 * @order: of the leaves of a dendrogram
 * @method: and @city_block: as asked for
 * @n_intervals: intervals whose standardised features were used
 */
typedef struct
{
  size_t n;
  double *temperatures;
  VitMerge *merges;
  size_t *order;
  VitLinkageMethod method;
  bool city_block;
  size_t n_intervals;
} VitClassSelection;

/**
 * vit_class_selection_new:
 * @intervals: (nullable) (array length=n_intervals): %NULL takes all candidates of the model
 * @error: %VIT_ERROR_INVALID for Ward's linkage with city-block distances
 *
 * Every interval is standardised over all instances, then classes are represented by their means.
 */
VitClassSelection *vit_class_selection_new (VitModel *model,
                                            const double *intervals,
                                            size_t n_intervals,
                                            VitLinkageMethod method,
                                            bool city_block,
                                            GError **error);
void vit_class_selection_free (VitClassSelection *selection);

/** vit_class_selection_default_cut: a tenth of the largest height. */
double vit_class_selection_default_cut (const VitClassSelection *selection);

/**
 * vit_class_selection_propose:
 * @cut: candidates that meet at or below this height make one class
 * @classes: (out caller-allocates): at most n temperatures, ascending: of each group the one whose
 *   mean is nearest to that of the group in temperature; the lower of two
 *
 * Returns: how many
 */
size_t
vit_class_selection_propose (const VitClassSelection *selection, double cut, double *classes);

/**
 * VitFeatureSelection:
 * @n: candidate intervals
 * @intervals: ps, ascending
 * @weights: ReliefF weight of each
 * @k: hits and misses per class
 * @n_sampled: instances that voted
 */
typedef struct
{
  size_t n;
  double *intervals;
  double *weights;
  unsigned k;
  size_t n_sampled;
} VitFeatureSelection;

/** VIT_RELIEFF_SAMPLE: instances that vote at most by default. */
#define VIT_RELIEFF_SAMPLE 4000

/** vit_feature_selection_new: of all candidate intervals, by the model's classes; k 0 is 10,
 * @n_sampled 0 is %VIT_RELIEFF_SAMPLE. */
VitFeatureSelection *vit_feature_selection_new (
    VitModel *model, unsigned k, size_t n_sampled, VitProgress *progress, GError **error);
void vit_feature_selection_free (VitFeatureSelection *selection);

/** vit_feature_selection_default_threshold: a quarter above the smallest weight: that of intervals
 * in which atoms of all temperatures move alike. */
double vit_feature_selection_default_threshold (const VitFeatureSelection *selection);

/** vit_temperature_from_path: (K) what a file or its folder is named after: T700, 700K, T_700;
 *  NaN if nothing like that is there. */
double vit_temperature_from_path (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitClassSelection, vit_class_selection_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFeatureSelection, vit_feature_selection_free)
