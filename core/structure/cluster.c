#include "core/structure/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "core/geometry/neighbours.h"
#include "core/structure/union-find.h"

/* Atoms per report of progress. */
#define STEP 65536

void
vit_clusters_free (VitClusters *clusters)
{
  if (!clusters)
    return;
  g_free (clusters->labels);
  g_free (clusters->clusters);
  g_free (clusters);
}

static VitUnionFind *
join_neighbours (const VitNeighbours *neighbours, VitProgress *progress, GError **error)
{
  g_autoptr (VitUnionFind) sets = vit_union_find_new (neighbours->n);
  for (size_t i = 0; i < neighbours->n; i++)
    {
      if (i % STEP == 0 && !vit_progress_step (progress, i, neighbours->n, error))
        return NULL;
      /* Lists hold every pair twice; pairs of an atom with its own images are both in its own list.
       */
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        if (neighbours->indices[k] <= i)
          vit_union_find_join (sets, (uint32_t) i, neighbours->indices[k], neighbours->shifts[k]);
    }
  return g_steal_pointer (&sets);
}

static int
compare_clusters (const void *a, const void *b)
{
  const VitCluster *p = a, *q = b;
  if (p->size != q->size)
    return p->size < q->size ? 1 : -1;
  return p->first < q->first ? -1 : p->first > q->first;
}

static void
collect_clusters (const VitCell *cell,
                  VitClusters *result,
                  VitUnionFind *sets,
                  const uint32_t *marked)
{
  g_autoptr (GArray) found = g_array_new (FALSE, TRUE, sizeof (VitCluster));
  unsigned all = vit_winding_all (cell);
  g_autofree uint8_t *seen = g_new0 (uint8_t, MAX (sets->n, 1));
  for (size_t m = 0; m < sets->n; m++)
    {
      uint32_t root = vit_union_find_root (sets, (uint32_t) m);
      if (seen[root])
        continue;
      seen[root] = 1;
      const VitWinding *winding = &sets->winding[root];
      VitCluster cluster = { .size = sets->size[root],
                             .first = marked[m],
                             .dimension = winding->rank };
      for (int k = 0; k < 3; k++)
        {
          cluster.wraps[k] = winding->wraps >> k & 1;
          result->wraps[k] |= cluster.wraps[k];
        }
      result->wraps_all |= all != 0 && winding->wraps == all;
      g_array_append_val (found, cluster);
    }
  g_array_sort (found, compare_clusters);
  result->n_clusters = found->len;
  result->clusters = (VitCluster *) (void *) g_array_free (g_steal_pointer (&found), FALSE);
}

/* Labels all atoms by the roots of the clusters' first atoms. */
static void
label_atoms (VitClusters *result,
             VitUnionFind *sets,
             const uint32_t *marked,
             const uint32_t *index_of)
{
  g_autofree int32_t *of_root = g_new (int32_t, MAX (sets->n, 1));
  for (size_t c = 0; c < result->n_clusters; c++)
    of_root[vit_union_find_root (sets, index_of[result->clusters[c].first])] = (int32_t) c;
  for (size_t m = 0; m < sets->n; m++)
    result->labels[marked[m]] = of_root[vit_union_find_root (sets, (uint32_t) m)];
}

VitClusters *
vit_clusters_new (const VitCell *cell,
                  const double *x,
                  size_t n,
                  const uint8_t *flags,
                  double cutoff,
                  VitProgress *progress,
                  GError **error)
{
  g_return_val_if_fail (cell != NULL, NULL);
  g_return_val_if_fail (n == 0 || (x != NULL && flags != NULL), NULL);
  g_autofree uint32_t *marked = g_new (uint32_t, MAX (n, 1));
  g_autofree uint32_t *index_of = g_new0 (uint32_t, MAX (n, 1));
  g_autofree double *x_marked = g_new (double, 3 * MAX (n, 1));
  size_t n_marked = 0;
  for (size_t i = 0; i < n; i++)
    if (flags[i])
      {
        memcpy (x_marked + 3 * n_marked, x + 3 * i, 3 * sizeof *x);
        index_of[i] = (uint32_t) n_marked;
        marked[n_marked++] = (uint32_t) i;
      }
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (cell, x_marked, n_marked, cutoff, progress, error);
  if (!neighbours)
    return NULL;
  g_autoptr (VitUnionFind) sets = join_neighbours (neighbours, progress, error);
  if (!sets)
    return NULL;

  VitClusters *result = g_new0 (VitClusters, 1);
  result->n = n;
  result->n_marked = n_marked;
  result->labels = g_new (int32_t, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    result->labels[i] = -1;
  collect_clusters (cell, result, sets, marked);
  label_atoms (result, sets, marked, index_of);
  return result;
}
