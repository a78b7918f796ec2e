#include "core/tml/knn.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

/* Rows of a block lie side by side, dimension by dimension, so that one query meets a whole block in
 * straight loops. */
#define BLOCK 64

struct _VitKnn
{
  gatomicrefcount refs;
  size_t n;
  unsigned dim;
  VitKnnMetric metric;
  float *rows;   /* n × dim */
  float *blocks; /* per block dim × BLOCK; infinite where there is no row */
  float largest; /* of all coordinates, absolute */
};

VitKnn *
vit_knn_new (const float *rows, size_t n, unsigned dim, VitKnnMetric metric, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (rows && n > 0 && dim >= 1 && dim <= 64, NULL);
  float largest = 0;
  for (size_t i = 0; i < n * dim; i++)
    {
      if (!isfinite (rows[i]))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "row %zu is not finite", i / dim);
          return NULL;
        }
      largest = fmaxf (largest, fabsf (rows[i]));
    }

  VitKnn *knn = g_new0 (VitKnn, 1);
  g_atomic_ref_count_init (&knn->refs);
  knn->n = n;
  knn->dim = dim;
  knn->metric = metric;
  knn->largest = largest;
  knn->rows = g_memdup2 (rows, n * dim * sizeof (float));
  size_t n_blocks = (n + BLOCK - 1) / BLOCK;
  knn->blocks = g_new (float, n_blocks * BLOCK * dim);
  for (size_t b = 0; b < n_blocks; b++)
    for (unsigned j = 0; j < dim; j++)
      for (size_t r = 0; r < BLOCK; r++)
        {
          size_t row = b * BLOCK + r;
          knn->blocks[(b * dim + j) * BLOCK + r] = row < n ? rows[row * dim + j] : INFINITY;
        }
  return knn;
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
  g_free (knn->blocks);
  g_free (knn);
}

/* ---- One query ---- */

typedef struct
{
  double distance;
  uint32_t row;
} Candidate;

static inline bool
before (Candidate a, Candidate b)
{
  return a.distance < b.distance || (a.distance == b.distance && a.row < b.row);
}

/* A heap with the worst candidate on top. */
static void
sift_down (Candidate *heap, size_t n, size_t i)
{
  for (;;)
    {
      size_t child = 2 * i + 1;
      if (child >= n)
        return;
      if (child + 1 < n && before (heap[child], heap[child + 1]))
        child++;
      if (!before (heap[i], heap[child]))
        return;
      Candidate swap = heap[i];
      heap[i] = heap[child];
      heap[child] = swap;
      i = child;
    }
}

static double
exact_distance (const VitKnn *knn, const float *query, size_t row)
{
  const float *r = knn->rows + row * knn->dim;
  double sum = 0;
  for (unsigned j = 0; j < knn->dim; j++)
    {
      double d = (double) query[j] - (double) r[j];
      sum += knn->metric == VIT_KNN_EUCLIDEAN ? d * d : fabs (d);
    }
  return sum;
}

static void
block_distances (const VitKnn *knn, const float *query, const float *block, float *distances)
{
  memset (distances, 0, BLOCK * sizeof (float));
  for (unsigned j = 0; j < knn->dim; j++, block += BLOCK)
    if (knn->metric == VIT_KNN_EUCLIDEAN)
      for (int r = 0; r < BLOCK; r++)
        distances[r] += (query[j] - block[r]) * (query[j] - block[r]);
    else
      for (int r = 0; r < BLOCK; r++)
        distances[r] += fabsf (query[j] - block[r]);
}

typedef struct
{
  VitKnn *knn;
  const float *queries;
  unsigned k;
  const uint32_t *row_groups, *query_groups;
  uint32_t *indices;
  double *distances;
  Candidate **heaps; /* per worker */
} Search;

/* A float32 distance is off by at most this much of the double one: a rounding per difference, product and sum. */
static double
get_margin (const VitKnn *knn)
{
  return 1 + (3.0 * knn->dim + 4) * 0x1p-24;
}

static size_t
find (const Search *search, size_t q, Candidate *heap)
{
  const VitKnn *knn = search->knn;
  const float *query = search->queries + q * knn->dim;
  double margin = get_margin (knn);
  size_t n = 0, n_blocks = (knn->n + BLOCK - 1) / BLOCK;
  float limit = INFINITY, distances[BLOCK];

  for (size_t b = 0; b < n_blocks; b++)
    {
      block_distances (knn, query, knn->blocks + b * BLOCK * knn->dim, distances);
      size_t rows = MIN (BLOCK, knn->n - b * BLOCK);
      for (size_t r = 0; r < rows; r++)
        {
          if (distances[r] > limit)
            continue;
          uint32_t row = (uint32_t) (b * BLOCK + r);
          if (search->query_groups && search->row_groups[row] == search->query_groups[q])
            continue;
          Candidate candidate = { exact_distance (knn, query, row), row };
          if (n < search->k)
            {
              heap[n++] = candidate;
              if (n < search->k)
                continue;
              for (size_t i = n / 2; i-- > 0;)
                sift_down (heap, n, i);
            }
          else if (before (candidate, heap[0]))
            {
              heap[0] = candidate;
              sift_down (heap, n, 0);
            }
          limit = nextafterf ((float) (heap[0].distance * margin), INFINITY);
        }
    }
  return n;
}

static bool
is_finite (const float *query, unsigned dim)
{
  for (unsigned j = 0; j < dim; j++)
    if (!isfinite (query[j]))
      return false;
  return true;
}

static bool
search_some (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Search *search = data;
  unsigned k = search->k;
  Candidate *heap = search->heaps[worker];
  for (size_t q = begin; q < end; q++)
    {
      uint32_t *indices = search->indices + q * k;
      if (!is_finite (search->queries + q * search->knn->dim, search->knn->dim))
        {
          for (unsigned i = 0; i < k; i++)
            {
              indices[i] = UINT32_MAX;
              if (search->distances)
                search->distances[q * k + i] = NAN;
            }
          continue;
        }
      size_t n = find (search, q, heap);
      if (n < k)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "only %zu of %u neighbours can be found", n, k);
          return false;
        }
      for (size_t left = n; left > 0; left--)
        {
          indices[left - 1] = heap[0].row;
          if (search->distances)
            search->distances[q * k + left - 1] = heap[0].distance;
          heap[0] = heap[left - 1];
          sift_down (heap, left - 1, 0);
        }
    }
  return true;
}

bool
vit_knn_query (VitKnn *knn, const float *queries, size_t n_queries, unsigned k, const uint32_t *row_groups,
               const uint32_t *query_groups, uint32_t *indices, double *distances, VitProgress *progress,
               GError **error)
{
  g_return_val_if_fail (knn && queries && k > 0 && indices && (!query_groups || row_groups), false);
  if (k > knn->n)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "only %zu of %u neighbours can be found", knn->n, k);
      return false;
    }
  unsigned n_workers = vit_parallel_get_n_threads ();
  Search search = { knn, queries, k, row_groups, query_groups, indices, distances, g_new0 (Candidate *, n_workers) };
  for (unsigned i = 0; i < n_workers; i++)
    search.heaps[i] = g_new (Candidate, k);
  bool ok = vit_parallel_for (n_queries, 16, search_some, &search, progress, error);
  for (unsigned i = 0; i < n_workers; i++)
    g_free (search.heaps[i]);
  g_free (search.heaps);
  return ok;
}
