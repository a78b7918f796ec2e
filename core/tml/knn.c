#include "core/tml/knn-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

VitKnn *
vit_knn_new (const float *rows,
             size_t n,
             unsigned dim,
             VitKnnMetric metric,
             VitProgress *progress,
             GError **error)
{
  g_return_val_if_fail (rows && n > 0 && n <= (size_t) INT32_MAX && dim >= 1 && dim <= 64, NULL);
  for (size_t i = 0; i < n * dim; i++)
    if (!isfinite (rows[i]))
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "row %zu is not finite", i / dim);
        return NULL;
      }

  VitKnn *knn = g_new0 (VitKnn, 1);
  g_atomic_ref_count_init (&knn->refs);
  knn->n = n;
  knn->dim = dim;
  knn->metric = metric;
  knn->kernel = vit_knn_get_kernels ()[0];
  if (vit_knn_build (knn, rows, progress, error))
    return knn;
  vit_knn_unref (knn);
  return NULL;
}

VitKnn *
vit_knn_ref (VitKnn *knn)
{
  g_atomic_ref_count_inc (&knn->refs);
  return knn;
}

void
vit_knn_unref (VitKnn *knn)
{
  if (!g_atomic_ref_count_dec (&knn->refs))
    return;
  g_free (knn->rows);
  g_free (knn->original);
  g_aligned_free (knn->blocks);
  g_free (knn->leaf_starts);
  g_free (knn->leaf_boxes);
  g_free (knn->parent_boxes);
  g_free (knn->axes);
  g_free (knn->mean);
  g_free (knn->middle);
  g_free (knn->max_coordinate);
  g_free (knn);
}

/* Up to so many groups are stored as bits by group and block. */
#define FEW_GROUPS 16

/* ---- Scratch ---- */

static VitKnnScratch *
scratch_new (const VitKnn *knn, unsigned k)
{
  VitKnnScratch *s = g_new0 (VitKnnScratch, 1);
  s->k = k;
  s->capacity = MIN (2 * (size_t) k + 28, knn->n + VIT_KNN_LANES);
  s->stride = (s->capacity + VIT_KNN_LEAF_ROWS + 2 * VIT_KNN_LANES + 15) / 16 * 16;
  s->group = g_aligned_alloc (knn->n_pairs * VIT_KNN_LANES, 2 * sizeof (int16_t), 64);
  s->distances = g_aligned_alloc (VIT_KNN_LANES * s->stride, sizeof (int32_t), 64);
  s->slots = g_aligned_alloc (VIT_KNN_LANES * s->stride, sizeof (uint32_t), 64);
  s->limits = g_aligned_alloc (VIT_KNN_LANES, sizeof (int32_t), 64);
  s->parent_distances =
      g_aligned_alloc ((size_t) knn->n_parents * VIT_KNN_LANES, sizeof (int32_t), 64);
  s->parent_order = g_new (uint32_t, 2 * (size_t) knn->n_parents);
  s->ranked = g_new (double, s->stride);
  s->ranked_slots = g_new (uint32_t, s->stride);
  s->ranked_steps = g_new (int32_t, s->stride);
  s->work = g_new (double, s->stride);
  s->ranks = g_new (int64_t, s->stride);
  return s;
}

static void
scratch_free (VitKnnScratch *s)
{
  if (!s)
    return;
  g_aligned_free (s->group);
  g_aligned_free (s->distances);
  g_aligned_free (s->slots);
  g_aligned_free (s->limits);
  g_aligned_free (s->parent_distances);
  g_free (s->parent_order);
  g_free (s->ranked);
  g_free (s->ranked_slots);
  g_free (s->ranked_steps);
  g_free (s->work);
  g_free (s->ranks);
  g_free (s);
}

/* ---- Queries ---- */

typedef struct
{
  VitKnn *knn;
  const float *queries;
  unsigned k, stride;
  const uint32_t *row_groups, *query_groups;
  /* Groups of the rows in leaf order: of each slot; or, for few groups, a bit for each row by group
   * and block; or neither. */
  uint32_t *slot_groups;
  uint16_t *group_rows;
  uint32_t n_row_groups;
  VitKnnVisitor visitor;
  void *data;

  int16_t
      *records; /* of the queries that fit the integers, group by group; their index at the end */
  size_t n_quantised;
  uint32_t *out_of_range;    /* indices of the others */
  VitKnnScratch **scratches; /* per worker */
  VitProgress *progress;
} KnnSearch;

static bool
set_too_few_error (size_t n, unsigned k, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "only %zu of %u neighbours can be found", n, k);
  return false;
}

/* Converts slots to original indices and reports the neighbours of query @q. */
static void
report_neighbours (const KnnSearch *search, size_t q, uint32_t *slots, const double *distances)
{
  for (unsigned i = 0; i < search->k; i++)
    slots[i] = search->knn->original[slots[i]];
  search->visitor (q, slots, distances, search->data);
}

static size_t
count_blocks (const VitKnn *knn)
{
  return (knn->n + VIT_KNN_LANES - 1) / VIT_KNN_LANES;
}

/* Sorts the groups of rows into leaf order. Few groups, such as folds, are excluded while rows are
 * compared. Of many, such as atoms, a query hardly meets its own: these rows are pruned afterwards.
 */
static void
find_excluded_rows (KnnSearch *search)
{
  const VitKnn *knn = search->knn;
  const uint32_t *groups = search->row_groups;
  uint32_t most = 0;
  for (size_t row = 0; row < knn->n; row++)
    most = MAX (most, groups[row]);
  search->n_row_groups = most + 1;
  if (most >= FEW_GROUPS)
    {
      search->slot_groups = g_new (uint32_t, knn->n);
      for (size_t slot = 0; slot < knn->n; slot++)
        search->slot_groups[slot] = groups[knn->original[slot]];
      return;
    }
  size_t n_blocks = count_blocks (knn);
  search->group_rows = g_new0 (uint16_t, search->n_row_groups * n_blocks);
  for (size_t slot = 0; slot < knn->n; slot++)
    search->group_rows[groups[knn->original[slot]] * n_blocks + slot / VIT_KNN_LANES] |=
        (uint16_t) (1u << slot % VIT_KNN_LANES);
}

static bool
search_group (const KnnSearch *search, size_t group, VitKnnScratch *s, GError **error)
{
  const VitKnn *knn = search->knn;
  size_t first = group * VIT_KNN_LANES, n = MIN (VIT_KNN_LANES, search->n_quantised - first);
  const int16_t *records = search->records + first * search->stride;
  uint32_t q[VIT_KNN_LANES];
  s->n_lanes = (unsigned) n;
  s->slot_groups = search->slot_groups;
  for (size_t i = 0; i < n; i++)
    {
      memcpy (&q[i], records + i * search->stride + search->stride - 2, sizeof q[i]);
      s->queries[i] = search->queries + (size_t) q[i] * knn->dim;
      s->groups[i] = search->query_groups ? search->query_groups[q[i]] : 0;
      s->own_rows[i] = search->group_rows && s->groups[i] < search->n_row_groups
                           ? search->group_rows + s->groups[i] * count_blocks (knn)
                           : NULL;
    }
  vit_knn_pack (records, n, search->stride, knn->n_pairs, s->group);
  knn->kernel->search (knn, s);
  for (size_t i = 0; i < n; i++)
    {
      if (s->counts[i] < s->k)
        return set_too_few_error (s->counts[i], s->k, error);
      knn->kernel->rank (knn, s, (unsigned) i);
      report_neighbours (search, q[i], s->ranked_slots, s->ranked);
    }
  return true;
}

static bool
search_groups (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  KnnSearch *search = data;
  if (!search->scratches[worker])
    search->scratches[worker] = scratch_new (search->knn, search->k);
  for (size_t g = begin; g < end; g++)
    if (!vit_progress_check (search->progress, error) ||
        !search_group (search, g, search->scratches[worker], error))
      return false;
  return true;
}

static bool
search_out_of_range (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  KnnSearch *search = data;
  VitKnn *knn = search->knn;
  unsigned k = search->k;
  g_autofree uint32_t *slots = g_new (uint32_t, k);
  g_autofree double *distances = g_new (double, k);
  for (size_t i = begin; i < end; i++)
    {
      size_t q = search->out_of_range[i];
      if (!vit_progress_check (search->progress, error))
        return false;
      size_t n = vit_knn_search_out_of_range (
          knn, search->queries + q * knn->dim, k, search->query_groups ? search->row_groups : NULL,
          search->query_groups ? search->query_groups[q] : 0, slots, distances);
      if (n < k)
        return set_too_few_error (n, k, error);
      report_neighbours (search, q, slots, distances);
    }
  return true;
}

static bool
is_finite (const float *query, unsigned dim)
{
  for (unsigned j = 0; j < dim; j++)
    if (!isfinite (query[j]))
      return false;
  return true;
}

/* Quantises the queries; lists those that are out of the range of integers, and reports those that
 * are not finite. */
static bool
quantise_queries (KnnSearch *search, size_t n_queries, size_t *n_out_of_range, GError **error)
{
  const VitKnn *knn = search->knn;
  *n_out_of_range = 0;
  for (size_t q = 0; q < n_queries; q++)
    {
      if (q % 65536 == 0 && !vit_progress_check (search->progress, error))
        return false;
      const float *query = search->queries + q * knn->dim;
      int16_t *record = search->records + search->n_quantised * search->stride;
      uint32_t index = (uint32_t) q;
      if (!is_finite (query, knn->dim))
        search->visitor (q, NULL, NULL, search->data);
      else if (!vit_knn_quantise (knn, query, record))
        search->out_of_range[(*n_out_of_range)++] = index;
      else
        {
          memcpy (record + search->stride - 2, &index, sizeof index);
          search->n_quantised++;
        }
    }
  return true;
}

bool
vit_knn_visit (VitKnn *knn,
               const float *queries,
               size_t n_queries,
               unsigned k,
               const uint32_t *row_groups,
               const uint32_t *query_groups,
               VitKnnVisitor visitor,
               void *data,
               VitProgress *progress,
               GError **error)
{
  g_return_val_if_fail (knn && queries && k > 0 && visitor && (!query_groups || row_groups), false);
  g_return_val_if_fail (n_queries <= UINT32_MAX, false);
  if (k > knn->n)
    return set_too_few_error (knn->n, k, error);

  unsigned stride = knn->n_pairs * 2 + 2, n_workers = vit_parallel_get_n_threads ();
  g_autofree int16_t *records = g_new (int16_t, (n_queries + 1) * stride);
  g_autofree uint32_t *out_of_range = g_new (uint32_t, n_queries + 1);
  g_autofree VitKnnScratch **scratches = g_new0 (VitKnnScratch *, n_workers);
  KnnSearch search = { .knn = knn,
                       .queries = queries,
                       .k = k,
                       .stride = stride,
                       .row_groups = row_groups,
                       .query_groups = query_groups,
                       .visitor = visitor,
                       .data = data,
                       .records = records,
                       .out_of_range = out_of_range,
                       .scratches = scratches,
                       .progress = progress };
  if (query_groups)
    find_excluded_rows (&search);
  g_autofree uint32_t *slot_groups = search.slot_groups;
  g_autofree uint16_t *group_rows = search.group_rows;
  size_t n_out_of_range;
  if (!quantise_queries (&search, n_queries, &n_out_of_range, error))
    return false;
  size_t n_groups = (search.n_quantised + VIT_KNN_LANES - 1) / VIT_KNN_LANES;
  g_autofree uint32_t *starts = g_new (uint32_t, n_groups + 1);
  /* Keep the last group, which may be short, at the end. */
  bool ok = n_groups == 0 || vit_knn_partition (records, search.n_quantised, stride, knn->dim,
                                                n_groups, starts, progress, error);
  ok = ok && vit_parallel_for (n_groups, 4, search_groups, &search, progress, error) &&
       vit_parallel_for (n_out_of_range, 16, search_out_of_range, &search,
                         n_out_of_range > search.n_quantised ? progress : NULL, error);
  for (unsigned i = 0; i < n_workers; i++)
    scratch_free (scratches[i]);
  return ok;
}

typedef struct
{
  unsigned k;
  uint32_t *indices;
  double *distances;
} NeighbourTable;

static void
fill_table (size_t query, const uint32_t *indices, const double *distances, void *data)
{
  const NeighbourTable *lists = data;
  for (size_t i = 0; i < lists->k; i++)
    {
      lists->indices[query * lists->k + i] = indices ? indices[i] : UINT32_MAX;
      if (lists->distances)
        lists->distances[query * lists->k + i] = distances ? distances[i] : NAN;
    }
}

bool
vit_knn_query (VitKnn *knn,
               const float *queries,
               size_t n_queries,
               unsigned k,
               const uint32_t *row_groups,
               const uint32_t *query_groups,
               uint32_t *indices,
               double *distances,
               VitProgress *progress,
               GError **error)
{
  g_return_val_if_fail (indices, false);
  NeighbourTable lists = { k, indices, distances };
  return vit_knn_visit (knn, queries, n_queries, k, row_groups, query_groups, fill_table, &lists,
                        progress, error);
}
