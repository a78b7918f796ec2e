#include "core/domain/domain-clusters.h"

#include <string.h>

#include "core/domain/forest.h"
#include "core/geometry/neighbours-part.h"

void
vit_domain_bonds_free (VitDomainBonds *bonds)
{
  if (!bonds)
    return;
  vit_halo_free (bonds->halo);
  vit_neighbours_unref (bonds->lists);
  g_free (bonds);
}

VitDomainBonds *
vit_domain_bonds_new (const VitDomain *domain, double cutoff, VitProgress *progress, GError **error)
{
  VitGridLayout layout;
  if (!vit_domain_find_layout (domain, cutoff, &layout, error))
    return NULL;
  g_autoptr (VitDomainBonds) bonds = g_new0 (VitDomainBonds, 1);
  VitHalo *halo = bonds->halo = vit_halo_new (domain, &layout, false);
  bonds->lists =
      vit_neighbours_new_cutoff_part (&layout, &halo->part, halo->x, halo->n, progress, error);
  return vit_communicator_agree (domain->communicator, bonds->lists != NULL, error)
             ? g_steal_pointer (&bonds)
             : NULL;
}

void
vit_domain_clusters_free (VitDomainClusters *clusters)
{
  if (!clusters)
    return;
  g_free (clusters->labels);
  g_free (clusters->clusters);
  g_free (clusters);
}

/* A cluster and its root among the joined trees. */
typedef struct
{
  VitDomainCluster cluster;
  uint32_t root;
} FoundCluster;

static int
compare_clusters (const void *a, const void *b)
{
  const VitDomainCluster *p = &((const FoundCluster *) a)->cluster,
                         *q = &((const FoundCluster *) b)->cluster;
  if (p->size != q->size)
    return p->size < q->size ? 1 : -1;
  return p->first < q->first ? -1 : p->first > q->first;
}

/* Lists the clusters in their order; @label_of: (out): of each tree. */
static void
collect_clusters (VitDomainClusters *result,
                  const JoinedForest *joined,
                  unsigned all,
                  int64_t *label_of)
{
  g_autoptr (GArray) found = g_array_new (FALSE, TRUE, sizeof (FoundCluster));
  for (size_t t = 0; t < joined->n_sent; t++)
    {
      const ForestTree *tree = &g_array_index (joined->trees, ForestTree, t);
      if (tree->size == 0)
        continue;
      FoundCluster one = { { tree->size, tree->first, { false }, tree->winding.rank },
                           (uint32_t) t };
      for (int k = 0; k < 3; k++)
        {
          one.cluster.wraps[k] = tree->winding.wraps >> k & 1;
          result->wraps[k] |= one.cluster.wraps[k];
        }
      result->wraps_all |= all != 0 && tree->winding.wraps == all;
      g_array_append_val (found, one);
    }
  g_array_sort (found, compare_clusters);
  result->n_clusters = found->len;
  result->clusters = g_new (VitDomainCluster, MAX (found->len, 1));
  g_autofree int64_t *of_root = g_new (int64_t, MAX (joined->n_sent, 1));
  for (guint c = 0; c < found->len; c++)
    {
      const FoundCluster *one = &g_array_index (found, FoundCluster, c);
      result->clusters[c] = one->cluster;
      of_root[one->root] = c;
    }
  for (size_t t = 0; t < joined->n_sent; t++)
    label_of[t] = of_root[joined->root_of[t]];
}

/* What all ranks know of the clusters. */
typedef struct
{
  uint64_t n_clusters;
  uint8_t wraps[4];
} ClusterSummary;

static void
share_summary (VitDomainClusters *result, VitCommunicator *communicator)
{
  ClusterSummary summary = { .n_clusters = result->n_clusters,
                             .wraps = { result->wraps[0], result->wraps[1], result->wraps[2],
                                        result->wraps_all } };
  vit_communicator_broadcast (communicator, &summary, sizeof summary, 0);
  result->n_clusters = summary.n_clusters;
  for (int k = 0; k < 3; k++)
    result->wraps[k] = summary.wraps[k];
  result->wraps_all = summary.wraps[3];
}

VitDomainClusters *
vit_domain_clusters_new (const VitDomainBonds *bonds, const uint8_t *flags)
{
  const VitHalo *halo = bonds->halo;
  VitCommunicator *communicator = halo->domain->communicator;
  g_autofree uint8_t *marked = g_new0 (uint8_t, MAX (halo->n, 1));
  VitDomainClusters *result = g_new0 (VitDomainClusters, 1);
  for (size_t i = 0; i < halo->n_own; i++)
    {
      marked[halo->own[i]] = flags[i] != 0;
      result->n_marked += flags[i] != 0;
    }
  vit_communicator_sum (communicator, &result->n_marked, 1);
  vit_halo_fill (halo, marked, sizeof *marked);
  g_autoptr (VitForest) forest = vit_forest_new (bonds, marked);
  g_autoptr (JoinedForest) joined = vit_forest_join (forest, marked, true);
  g_autofree int64_t *label_of = g_new (int64_t, joined ? MAX (joined->n_sent, 1) : 1);
  g_autofree size_t *none = g_new0 (size_t, vit_communicator_get_size (communicator));
  if (joined)
    collect_clusters (result, joined, vit_winding_all (&halo->domain->cell), label_of);
  g_autofree int64_t *labels = vit_communicator_exchange (
      communicator, label_of, joined ? joined->counts : none, sizeof *label_of, NULL, NULL);
  result->labels = g_new (int64_t, MAX (halo->n_own, 1));
  for (size_t i = 0; i < halo->n_own; i++)
    {
      size_t here = halo->own[i];
      result->labels[i] =
          flags[i] ? labels[forest->tree_of[vit_union_find_root (forest->sets, (uint32_t) here)]]
                   : -1;
    }
  share_summary (result, communicator);
  return result;
}
