#include "core/tml/knn-private.h"

#include <math.h>

typedef struct
{
  double distance;
  uint32_t index; /* original index of a row, or index of a leaf */
  uint32_t slot;
} HeapEntry;

static inline bool
is_before (HeapEntry a, HeapEntry b)
{
  return a.distance < b.distance || (a.distance == b.distance && a.index < b.index);
}

/* Restores a heap with the nearest on top, or with the farthest. */
static void
sift_down (HeapEntry *heap, size_t n, size_t i, bool nearest)
{
  for (;;)
    {
      size_t child = 2 * i + 1;
      if (child >= n)
        return;
      if (child + 1 < n && is_before (heap[child], heap[child + 1]) != nearest)
        child++;
      if (is_before (heap[i], heap[child]) == nearest)
        return;
      HeapEntry swap = heap[i];
      heap[i] = heap[child];
      heap[child] = swap;
      i = child;
    }
}

/* Lower bound of the distance of the rows of a leaf: widens the box by the rounding of rows, and
 * reduces the sum by more than its own error. */
static double
get_leaf_distance (const VitKnn *knn, const double *y, unsigned leaf)
{
  const int16_t *box = knn->leaf_boxes + (size_t) leaf * knn->n_pairs * 4;
  double sum = 0;
  for (unsigned a = 0; a < knn->dim; a++)
    {
      double low = box[a / 2 * 4 + a % 2] - 0.6, high = box[a / 2 * 4 + 2 + a % 2] + 0.6;
      double d = fmax (0, fmax (low - y[a], y[a] - high)) * knn->step;
      sum += knn->metric == VIT_KNN_EUCLIDEAN ? d * d : d;
    }
  return sum * (1 - 1e-9);
}

static size_t
scan_leaf (const VitKnn *knn,
           const float *query,
           unsigned leaf,
           unsigned k,
           const uint32_t *row_groups,
           uint32_t group,
           HeapEntry *found,
           size_t n)
{
  size_t first = (size_t) knn->leaf_starts[leaf] * VIT_KNN_LANES;
  size_t end = MIN (knn->n, (size_t) knn->leaf_starts[leaf + 1] * VIT_KNN_LANES);
  for (size_t slot = first; slot < end; slot++)
    {
      HeapEntry entry = { vit_knn_distance (knn, query, slot), knn->original[slot],
                          (uint32_t) slot };
      if (row_groups && row_groups[entry.index] == group)
        continue;
      if (n < k)
        {
          found[n++] = entry;
          for (size_t i = n / 2; n == k && i-- > 0;)
            sift_down (found, n, i, false);
        }
      else if (is_before (entry, found[0]))
        {
          found[0] = entry;
          sift_down (found, n, 0, false);
        }
    }
  return n;
}

size_t
vit_knn_search_out_of_range (const VitKnn *knn,
                             const float *query,
                             unsigned k,
                             const uint32_t *row_groups,
                             uint32_t group,
                             uint32_t *slots,
                             double *distances)
{
  double y[64];
  vit_knn_rotate (knn, query, y);
  for (unsigned a = 0; a < knn->dim; a++)
    y[a] = (y[a] - knn->middle[a]) / knn->step;
  g_autofree HeapEntry *leaves = g_new (HeapEntry, knn->n_leaves);
  g_autofree HeapEntry *found = g_new (HeapEntry, k);
  size_t n_leaves = knn->n_leaves, n = 0;
  for (unsigned l = 0; l < knn->n_leaves; l++)
    leaves[l] = (HeapEntry){ get_leaf_distance (knn, y, l), l, 0 };
  for (size_t i = n_leaves / 2; i-- > 0;)
    sift_down (leaves, n_leaves, i, true);

  while (n_leaves > 0 && (n < k || leaves[0].distance <= found[0].distance))
    {
      n = scan_leaf (knn, query, leaves[0].index, k, row_groups, group, found, n);
      leaves[0] = leaves[--n_leaves];
      sift_down (leaves, n_leaves, 0, true);
    }
  for (size_t left = n == k ? n : 0; left > 0; left--)
    {
      slots[left - 1] = found[0].slot;
      distances[left - 1] = found[0].distance;
      found[0] = found[left - 1];
      sift_down (found, left - 1, 0, false);
    }
  return n;
}
