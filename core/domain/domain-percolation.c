#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/domain/forest.h"

/* A value as a key that rises with it; 0 is less than any. */
static uint64_t
get_key (double value)
{
  uint64_t bits;
  value += 0.0; /* −0 becomes 0 */
  memcpy (&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | UINT64_C (1) << 63;
}

static double
get_value (uint64_t key)
{
  uint64_t bits = key >> 63 ? key & ~(UINT64_C (1) << 63) : ~key;
  double value;
  memcpy (&value, &bits, sizeof value);
  return value;
}

/* Three axes, and all of them at once. */
#define N_GOALS 4

/* Between the highest threshold at which the atoms above are known to wrap, and the lowest at which
 * they are known not to. */
typedef struct
{
  uint64_t wraps, not ;
  bool never;
} ThresholdRange;

typedef struct
{
  const VitDomainBonds *bonds;
  VitCommunicator *communicator;
  uint64_t *keys;   /* of the atoms of the halo; 0: excluded */
  uint64_t *sorted; /* of own atoms that are not excluded */
  size_t n_sorted;
  uint8_t *marked;
  ThresholdRange ranges[N_GOALS];
  unsigned n_probes;
} Bisection;

static int
compare_keys (const void *a, const void *b)
{
  const uint64_t *p = a, *q = b;
  return *p < *q ? -1 : *p > *q;
}

static void
bisection_init (Bisection *self, const VitDomainBonds *bonds, const double *values)
{
  const VitHalo *halo = bonds->halo;
  *self = (Bisection){ .bonds = bonds, .communicator = halo->domain->communicator };
  self->keys = g_new0 (uint64_t, MAX (halo->n, 1));
  self->sorted = g_new (uint64_t, MAX (halo->n_own, 1));
  self->marked = g_new (uint8_t, MAX (halo->n, 1));
  for (size_t i = 0; i < halo->n_own; i++)
    if (!isnan (values[i]))
      self->keys[halo->own[i]] = self->sorted[self->n_sorted++] = get_key (values[i]);
  vit_halo_fill (halo, self->keys, sizeof *self->keys);
  qsort (self->sorted, self->n_sorted, sizeof *self->sorted, compare_keys);
  for (int g = 0; g < N_GOALS; g++)
    self->ranges[g] = (ThresholdRange){ 0, UINT64_MAX, false };
}

static void
bisection_clear (Bisection *self)
{
  g_free (self->keys);
  g_free (self->sorted);
  g_free (self->marked);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bisection, bisection_clear)

static unsigned
add_winding (unsigned goals, const ForestTree *tree, unsigned all)
{
  unsigned wraps = tree->winding.wraps;
  return goals | wraps | (unsigned) (all != 0 && wraps == all) << 3;
}

/* (collective): Tries a threshold: bits of the goals that the atoms of at least this key reach. */
static unsigned
probe (Bisection *self, uint64_t key)
{
  const VitHalo *halo = self->bonds->halo;
  unsigned goals = 0, all = vit_winding_all (&halo->domain->cell);
  for (size_t i = 0; i < halo->n; i++)
    self->marked[i] = self->keys[i] != 0 && self->keys[i] >= key;
  g_autoptr (VitForest) forest = vit_forest_new (self->bonds, self->marked);
  g_autoptr (JoinedForest) joined = vit_forest_join (forest, self->marked, false);
  for (guint t = 0; t < forest->trees->len; t++)
    goals = add_winding (goals, &g_array_index (forest->trees, ForestTree, t), all);
  for (size_t t = 0; joined && t < joined->n_sent; t++)
    if (g_array_index (joined->trees, ForestTree, t).size > 0)
      goals = add_winding (goals, &g_array_index (joined->trees, ForestTree, t), all);
  g_autofree unsigned *of_ranks =
      vit_communicator_gather_all (self->communicator, &goals, 1, sizeof goals, NULL, NULL);
  for (unsigned r = 0; r < vit_communicator_get_size (self->communicator); r++)
    goals |= of_ranks[r];
  self->n_probes++;
  return goals;
}

static void
probe_and_narrow (Bisection *self, uint64_t key)
{
  unsigned goals = probe (self, key);
  for (int g = 0; g < N_GOALS; g++)
    {
      ThresholdRange *range = &self->ranges[g];
      if (goals >> g & 1)
        range->wraps = MAX (range->wraps, key);
      else
        range->not = MIN (range->not, key);
    }
}

/* The values of a rank that are left, and the one in their middle. */
typedef struct
{
  uint64_t median;
  uint64_t n;
} LeftValues;

static int
compare_left (const void *a, const void *b)
{
  const LeftValues *p = a, *q = b;
  return p->median < q->median ? -1 : p->median > q->median;
}

static size_t
count_below (const Bisection *self, uint64_t key)
{
  size_t lo = 0, hi = self->n_sorted;
  while (lo < hi)
    {
      size_t middle = lo + (hi - lo) / 2;
      if (self->sorted[middle] < key)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo;
}

/* (collective): Finds a value within a range, with about as many above as below it; 0 if there is
 * none. */
static uint64_t
find_pivot (const Bisection *self, const ThresholdRange *range)
{
  size_t begin = count_below (self, range->wraps + 1), end = count_below (self, range->not ),
         n_ranks = vit_communicator_get_size (self->communicator);
  LeftValues own = { begin < end ? self->sorted[begin + (end - begin) / 2] : 0,
                     begin < end ? end - begin : 0 };
  g_autofree LeftValues *left =
      vit_communicator_gather_all (self->communicator, &own, 1, sizeof own, NULL, NULL);
  uint64_t total = 0, below = 0;
  for (size_t r = 0; r < n_ranks; r++)
    total += left[r].n;
  qsort (left, n_ranks, sizeof *left, compare_left);
  for (size_t r = 0; r < n_ranks; r++)
    if ((below += left[r].n) * 2 >= total && left[r].n > 0)
      return left[r].median;
  return 0;
}

bool
vit_domain_percolation_thresholds (const VitDomainBonds *bonds,
                                   const double *values,
                                   VitPercolation *percolation,
                                   unsigned *n_probes,
                                   VitProgress *progress,
                                   GError **error)
{
  g_auto (Bisection) self = { 0 };
  bisection_init (&self, bonds, values);
  double least = self.n_sorted > 0 ? get_value (self.sorted[0]) : INFINITY;
  vit_communicator_min (self.communicator, &least, 1);
  probe_and_narrow (&self, get_key (least));
  for (int g = 0; g < N_GOALS; g++)
    self.ranges[g].never = self.ranges[g].wraps == 0;
  for (int g = 0; g < N_GOALS; g++)
    for (uint64_t pivot;
         !self.ranges[g].never && (pivot = find_pivot (&self, &self.ranges[g])) != 0;)
      {
        if (!vit_communicator_agree (self.communicator, vit_progress_check (progress, error),
                                     error))
          return false;
        probe_and_narrow (&self, pivot);
      }
  double found[N_GOALS];
  for (int g = 0; g < N_GOALS; g++)
    found[g] = self.ranges[g].never ? NAN : get_value (self.ranges[g].wraps);
  *percolation = (VitPercolation){ { found[0], found[1], found[2] }, found[3] };
  *n_probes = self.n_probes;
  return true;
}
