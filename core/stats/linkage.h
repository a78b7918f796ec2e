#pragma once

/* Agglomerative hierarchical clustering. Results belong to the caller; pure functions, any thread.
 */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum
{
  VIT_LINKAGE_AVERAGE,
  VIT_LINKAGE_SINGLE,
  VIT_LINKAGE_COMPLETE,
  VIT_LINKAGE_WARD,
} VitLinkageMethod;

/**
 * VitMerge:
 * @a, @b: the merged clusters, @a < @b: points are 0 … n − 1, the cluster of merge i is n + i
 * @height: their distance, as SciPy defines it
 * @size: points in the new cluster
 */
typedef struct
{
  size_t a, b;
  double height;
  size_t size;
} VitMerge;

/** vit_linkage_method_from_name: average, single, complete, ward. */
bool vit_linkage_method_from_name (const char *name, VitLinkageMethod *method);

/** vit_linkage_method_get_name: (transfer none): average, single, complete, ward. */
const char *vit_linkage_method_get_name (VitLinkageMethod method);

/**
 * vit_linkage_new:
 * @points: n × @dim
 * @city_block: city-block instead of Euclidean distances; not for Ward's method
 *
 * Returns: (array length=n − 1): the merges, ascending in height; ties go to the clusters of lower
 *   number. O(n³)
 */
VitMerge *vit_linkage_new (
    const double *points, size_t n, size_t dim, VitLinkageMethod method, bool city_block);

/** vit_linkage_order: @leaves (out): the n points in the order of a dendrogram without crossings.
 */
void vit_linkage_order (const VitMerge *merges, size_t n, size_t *leaves);

/**
 * vit_linkage_cut:
 * @labels: (out): n: clusters of points merged at or below @height, numbered by their first point
 *
 * Returns: the number of clusters
 */
size_t vit_linkage_cut (const VitMerge *merges, size_t n, double height, size_t *labels);
