#include "core/domain/forest.h"

#include <stdlib.h>
#include <string.h>

#define NO_TREE UINT32_MAX

void
vit_forest_free (VitForest *forest)
{
  if (!forest)
    return;
  vit_union_find_free (forest->sets);
  g_free (forest->tree_of);
  g_array_unref (forest->trees);
  g_free (forest->is_reaching);
  g_free (forest);
}

/* Calls for the bonds between marked atoms of own atom @i: begin with @k = its offset. */
static bool
next_bond (const VitNeighbours *lists, const uint8_t *marked, size_t i, size_t *k)
{
  while (*k < lists->offsets[i + 1] && !marked[lists->indices[*k]])
    ++*k;
  return *k < lists->offsets[i + 1];
}

static uint32_t
get_tree (const VitForest *forest, size_t i)
{
  return forest->tree_of[vit_union_find_root (forest->sets, (uint32_t) i)];
}

VitForest *
vit_forest_new (const VitDomainBonds *bonds, const uint8_t *marked)
{
  const VitHalo *halo = bonds->halo;
  const VitNeighbours *lists = bonds->lists;
  VitForest *forest = g_new0 (VitForest, 1);
  forest->bonds = bonds;
  forest->sets = vit_union_find_new (halo->n);
  forest->tree_of = g_new (uint32_t, MAX (halo->n, 1));
  forest->trees = g_array_new (FALSE, TRUE, sizeof (ForestTree));
  /* Lists hold every pair twice; pairs of an atom with its own images are both in its own list. */
  for (size_t i = 0; i < halo->n; i++)
    for (size_t k = lists->offsets[i]; marked[i] && next_bond (lists, marked, i, &k); k++)
      if (!halo->is_halo[lists->indices[k]] && lists->indices[k] <= i)
        vit_union_find_join (forest->sets, (uint32_t) i, lists->indices[k], lists->shifts[k]);
  for (size_t i = 0; i < halo->n; i++)
    forest->tree_of[i] = NO_TREE;
  for (size_t i = 0; i < halo->n; i++)
    {
      if (!marked[i] || halo->is_halo[i])
        continue;
      uint32_t root = vit_union_find_root (forest->sets, (uint32_t) i);
      if (forest->tree_of[root] != NO_TREE)
        continue;
      ForestTree tree = { forest->sets->size[root], halo->ids[i], forest->sets->winding[root] };
      forest->tree_of[root] = forest->trees->len;
      g_array_append_val (forest->trees, tree);
    }
  forest->is_reaching = g_new0 (uint8_t, MAX (forest->trees->len, 1));
  for (size_t i = 0; i < halo->n; i++)
    for (size_t k = lists->offsets[i]; marked[i] && next_bond (lists, marked, i, &k); k++)
      if (halo->is_halo[lists->indices[k]])
        forest->is_reaching[get_tree (forest, i)] = 1;
  return forest;
}

/* ---- Bonds between trees ---- */

/* The tree of an atom, as others see it. */
typedef struct
{
  int64_t tree;      /* counted over all ranks; −1: none */
  int32_t offset[3]; /* box vectors from its root */
} SeenAtom;

/* A bond between trees of two ranks: from the root of @from to the image of that of @to which is
 * @gap box vectors away. */
typedef struct
{
  int64_t from, to;
  int64_t gap[3];
} TreeBond;

static int
compare_bonds (const void *a, const void *b)
{
  return memcmp (a, b, sizeof (TreeBond));
}

/* Numbers the trees that are sent, over all ranks; returns how many this rank sends. */
static size_t
number_trees (const VitForest *forest, bool all, int64_t *numbers)
{
  VitCommunicator *communicator = forest->bonds->halo->domain->communicator;
  uint64_t n = 0;
  for (guint t = 0; t < forest->trees->len; t++)
    numbers[t] = all || forest->is_reaching[t] ? (int64_t) n++ : -1;
  g_autofree uint64_t *counts =
      vit_communicator_gather_all (communicator, &n, 1, sizeof n, NULL, NULL);
  int64_t before = 0;
  for (unsigned r = 0; r < vit_communicator_get_rank (communicator); r++)
    before += (int64_t) counts[r];
  for (guint t = 0; t < forest->trees->len; t++)
    numbers[t] += numbers[t] >= 0 ? before : 0;
  return n;
}

/* Lists the bonds to trees of higher ranks, each once. */
static GArray *
list_bonds (const VitForest *forest, const uint8_t *marked, const int64_t *numbers)
{
  const VitHalo *halo = forest->bonds->halo;
  const VitNeighbours *lists = forest->bonds->lists;
  GArray *bonds = g_array_new (FALSE, TRUE, sizeof (TreeBond));
  g_autofree SeenAtom *seen = g_new0 (SeenAtom, MAX (halo->n, 1));
  for (size_t i = 0; i < halo->n; i++)
    {
      seen[i].tree = -1;
      if (!marked[i] || halo->is_halo[i])
        continue;
      uint32_t root = vit_union_find_root (forest->sets, (uint32_t) i);
      seen[i].tree = numbers[forest->tree_of[root]];
      if (i != root)
        memcpy (seen[i].offset, forest->sets->offset[i], sizeof seen[i].offset);
    }
  vit_halo_fill (halo, seen, sizeof *seen);
  for (size_t i = 0; i < halo->n; i++)
    for (size_t k = lists->offsets[i]; marked[i] && next_bond (lists, marked, i, &k); k++)
      {
        size_t j = lists->indices[k];
        if (!halo->is_halo[j] || seen[j].tree < seen[i].tree)
          continue;
        TreeBond bond = { .from = seen[i].tree, .to = seen[j].tree };
        for (int m = 0; m < 3; m++)
          bond.gap[m] =
              (int64_t) seen[i].offset[m] + lists->shifts[k][m] - (int64_t) seen[j].offset[m];
        g_array_append_val (bonds, bond);
      }
  g_array_sort (bonds, compare_bonds);
  guint kept = 0;
  TreeBond *all = (TreeBond *) (void *) bonds->data;
  for (guint b = 0; b < bonds->len; b++)
    if (b == 0 || compare_bonds (&all[b], &all[b - 1]) != 0)
      all[kept++] = all[b];
  g_array_set_size (bonds, kept);
  return bonds;
}

/* ---- On rank 0 ---- */

void
joined_forest_free (JoinedForest *joined)
{
  if (!joined)
    return;
  g_free (joined->counts);
  g_free (joined->root_of);
  g_array_unref (joined->trees);
  g_free (joined);
}

static void
join_trees (JoinedForest *joined, const TreeBond *bonds, size_t n_bonds)
{
  size_t n = joined->n_sent;
  ForestTree *trees = (ForestTree *) (void *) joined->trees->data;
  g_autoptr (VitUnionFind) sets = vit_union_find_new (n);
  for (size_t t = 0; t < n; t++)
    {
      sets->size[t] = (uint32_t) trees[t].size;
      sets->winding[t] = trees[t].winding;
    }
  for (size_t b = 0; b < n_bonds; b++)
    vit_union_find_join_far (sets, (uint32_t) bonds[b].from, (uint32_t) bonds[b].to, bonds[b].gap);
  joined->root_of = g_new (uint32_t, MAX (n, 1));
  for (size_t t = 0; t < n; t++)
    {
      uint32_t root = joined->root_of[t] = vit_union_find_root (sets, (uint32_t) t);
      trees[root].first = MIN (trees[root].first, trees[t].first);
    }
  for (size_t t = 0; t < n; t++)
    {
      trees[t].size = joined->root_of[t] == t ? sets->size[t] : 0;
      trees[t].winding = sets->winding[t];
    }
}

JoinedForest *
vit_forest_join (const VitForest *forest, const uint8_t *marked, bool all)
{
  VitCommunicator *communicator = forest->bonds->halo->domain->communicator;
  g_autofree int64_t *numbers = g_new (int64_t, MAX (forest->trees->len, 1));
  size_t n = number_trees (forest, all, numbers), n_bonds;
  g_autoptr (GArray) own_bonds = list_bonds (forest, marked, numbers),
                     sent = g_array_sized_new (FALSE, TRUE, sizeof (ForestTree), (guint) n);
  for (guint t = 0; t < forest->trees->len; t++)
    if (numbers[t] >= 0)
      g_array_append_val (sent, g_array_index (forest->trees, ForestTree, t));
  g_autoptr (JoinedForest) joined = g_new0 (JoinedForest, 1);
  joined->counts = g_new0 (size_t, vit_communicator_get_size (communicator));
  joined->trees = g_array_new (FALSE, TRUE, sizeof (ForestTree));
  g_autofree ForestTree *trees = vit_communicator_gather (
      communicator, sent->data, sent->len, sizeof *trees, joined->counts, &joined->n_sent);
  g_autofree TreeBond *bonds = vit_communicator_gather (
      communicator, own_bonds->data, own_bonds->len, sizeof *bonds, NULL, &n_bonds);
  if (!trees)
    return NULL;
  g_array_append_vals (joined->trees, trees, (guint) joined->n_sent);
  join_trees (joined, bonds, n_bonds);
  return g_steal_pointer (&joined);
}
