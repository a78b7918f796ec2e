#pragma once

/* Selection of classes (temperatures) and features (intervals) of a model (docs/science.md §2),
 * from a model trained on all candidates. Results belong to the caller; any thread. */

#include "core/stats/linkage.h"
#include "core/tml/model.h"

/**
 * VitClassSelection:
 * @n: candidate temperatures
 * @temperatures: K, ascending
 * @merges: n − 1, as of vit_linkage_new() on the mean feature vectors
 * @order: leaves in the order of a dendrogram
 * @method: and @city_block: as asked for
 * @n_intervals: number of intervals used
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
 * Features are standardised over all instances; classes are represented by their means.
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
 * @cut: candidates merged at or below this height form one class
 * @classes: (out caller-allocates): at most n temperatures, ascending: of each group the member
 *   nearest to the group's mean temperature; ties go to the lower
 *
 * Returns: the number of classes
 */
size_t
vit_class_selection_propose (const VitClassSelection *selection, double cut, double *classes);

/**
 * VitFeatureSelection:
 * @n: candidate intervals
 * @intervals: ps, ascending
 * @weights: ReliefF weight of each
 * @k: number of nearest hits, and of nearest misses per class
 * @n_sampled: number of selected instances
 */
typedef struct
{
  size_t n;
  double *intervals;
  double *weights;
  unsigned k;
  size_t n_sampled;
} VitFeatureSelection;

/** VIT_RELIEFF_SAMPLE: default of the maximum number of selected instances. */
#define VIT_RELIEFF_SAMPLE 4000

/** vit_feature_selection_new: of all candidate intervals, by the model's classes; k 0 is 10,
 * @n_sampled 0 is %VIT_RELIEFF_SAMPLE. */
VitFeatureSelection *vit_feature_selection_new (
    VitModel *model, unsigned k, size_t n_sampled, VitProgress *progress, GError **error);
void vit_feature_selection_free (VitFeatureSelection *selection);

/** vit_feature_selection_default_threshold: 1.25 times the smallest weight, which is that of
 * intervals in which atoms of all temperatures move alike. */
double vit_feature_selection_default_threshold (const VitFeatureSelection *selection);

/** vit_temperature_from_path: K, from the name of a file or its folder: T700, 700K, T_700; NaN if
 * there is none. */
double vit_temperature_from_path (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitClassSelection, vit_class_selection_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFeatureSelection, vit_feature_selection_free)
