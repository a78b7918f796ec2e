#pragma once

/* Exact k nearest neighbours of many queries among rows of few dimensions.
 *
 * Distances are those of the float32 values, evaluated in double; ties go to the lower index. The
 * result therefore depends neither on the number of threads nor on the method. An index is
 * immutable, reference counted, and may be queried by many threads. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"

typedef struct _VitKnn VitKnn;

typedef enum
{
  VIT_KNN_EUCLIDEAN,
  VIT_KNN_CITYBLOCK,
} VitKnnMetric;

/**
 * vit_knn_new:
 * @rows: n × @dim, row-major; copied
 * @n: number of rows, less than 2³¹
 * @dim: 1 … 64
 * @error: %VIT_ERROR_INVALID for rows that are not finite
 *
 * Takes 6 dim + 5 bytes per row and O(n log n) time. Extreme outliers are legal, but make the
 * search slow.
 */
VitKnn *vit_knn_new (const float *rows,
                     size_t n,
                     unsigned dim,
                     VitKnnMetric metric,
                     VitProgress *progress,
                     GError **error);
VitKnn *vit_knn_ref (VitKnn *knn);
void vit_knn_unref (VitKnn *knn);

/**
 * vit_knn_query:
 * @queries: n_queries × dim, row-major
 * @k: neighbours wanted of each
 * @row_groups: (nullable): a label per row
 * @query_groups: (nullable): a label per query: excludes rows of the same label
 * @indices: (out caller-allocates): n_queries × k, ascending by distance, then index; UINT32_MAX
 *   for a query that is not finite
 * @distances: (out caller-allocates) (nullable): n_queries × k, Euclidean squared or city-block
 * @error: %VIT_ERROR_INVALID if there are fewer than @k rows to choose from
 *
 * For features of atoms the time grows as n_queries √n. A cancel stops it soon.
 */
bool vit_knn_query (VitKnn *knn,
                    const float *queries,
                    size_t n_queries,
                    unsigned k,
                    const uint32_t *row_groups,
                    const uint32_t *query_groups,
                    uint32_t *indices,
                    double *distances,
                    VitProgress *progress,
                    GError **error);

/**
 * VitKnnVisitor:
 * @query: index of the query
 * @indices: (nullable): its k neighbours, ordered as by vit_knn_query(); %NULL if the query is not
 *   finite
 * @distances: (nullable): their distances
 * @data: as given to vit_knn_visit()
 *
 * Called once for every query, in any order and from any thread.
 */
typedef void (*VitKnnVisitor) (size_t query,
                               const uint32_t *indices,
                               const double *distances,
                               void *data);

/**
 * vit_knn_visit: as vit_knn_query(), but hands out the neighbours query by query
 * @visitor: receives the neighbours of one query
 *
 * The more queries, the faster: near queries share the work. Takes 64 bytes per query of ten
 * dimensions.
 */
bool vit_knn_visit (VitKnn *knn,
                    const float *queries,
                    size_t n_queries,
                    unsigned k,
                    const uint32_t *row_groups,
                    const uint32_t *query_groups,
                    VitKnnVisitor visitor,
                    void *data,
                    VitProgress *progress,
                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitKnn, vit_knn_unref)
