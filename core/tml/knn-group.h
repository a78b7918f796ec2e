/* The search of one group of 16 queries, included by the file of each instruction set, which
 * defines the kernel's name and, for one query or for the 16 queries of a group side by side:
 *
 * measure_box (): integer distances of the 16 queries to a box
 *   mask_near (): which of 16 distances are at most as large as which limits
 *   scan_blocks (): appends the rows within a limit of one query, but not its own ones (nullable)
 *   count_near (): how many of some distances are within a limit
 *   keep_near (): takes those out that are not
 *
 * Boxes are met by 16 queries at a time, rows 16 at a time by one query. A group visits its parents
 * from near to far, and a leaf is read once for all of its queries that still need it. */

#include <math.h>
#include <string.h>

/* Rounds up: rows beyond the limit are certainly farther. */
static int32_t
round_limit_up (const VitKnn *knn, double steps)
{
  double limit = knn->metric == VIT_KNN_EUCLIDEAN ? steps * steps : steps;
  return limit < INT32_MAX - 1 ? (int32_t) limit + 1 : INT32_MAX;
}

/* The smallest distance within which k of the distances lie, or one within which at most @more
 * others do. */
static int32_t
find_threshold (int32_t *distances, size_t n, size_t k, size_t more)
{
  int32_t high = 0, low = -1;
  for (size_t i = 0; i < n; i++)
    high = distances[i] > high ? distances[i] : high;
  for (size_t i = 0; i < VIT_KNN_LANES; i++)
    distances[n + i] = INT32_MAX;
  while (high - low > 1)
    {
      int32_t middle = low + (high - low) / 2;
      size_t count = count_near (distances, n, middle);
      if (count < k)
        {
          low = middle;
          continue;
        }
      high = middle;
      if (count <= k + more)
        break;
    }
  return high;
}

/* Finds the rank of every distance among @n, the same for equal ones; false if any are equal. Pads
 * @distances. */
static bool
find_ranks (double *distances, size_t n, int64_t *ranks)
{
  size_t sum = 0, rounded = (n + 7) / 8 * 8;
  for (size_t i = n; i < rounded; i++)
    distances[i] = INFINITY;
  for (size_t i = 0; i < rounded; i += 8)
    {
      int64_t counts[8] = { 0 };
      for (size_t j = 0; j < n; j++)
        for (size_t l = 0; l < 8; l++)
          counts[l] += distances[j] < distances[i + l];
      memcpy (ranks + i, counts, sizeof counts);
    }
  for (size_t i = 0; i < n; i++)
    sum += (size_t) ranks[i];
  return sum == n * (n - 1) / 2;
}

/* Gives the lower rank to the lower original index. */
static void
break_ties (
    const VitKnn *knn, const double *distances, const uint32_t *slots, size_t n, int64_t *ranks)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      ranks[i] += distances[j] == distances[i] && knn->original[slots[j]] < knn->original[slots[i]];
}

/* Ranks all candidates of a lane by distances in double. */
static size_t
rank_lane (const VitKnn *knn, VitKnnScratch *s, unsigned lane)
{
  const uint32_t *slots = s->slots + lane * s->stride;
  const int32_t *steps = s->distances + lane * s->stride;
  size_t n = s->counts[lane];
  unsigned next = lane + 1 < s->n_lanes ? lane + 1 : lane;
  for (size_t i = 0; i < s->counts[next]; i++)
    __builtin_prefetch (knn->rows + (size_t) s->slots[next * s->stride + i] * knn->dim);
  for (size_t i = 0; i < n; i++)
    s->work[i] = vit_knn_distance (knn, s->queries[lane], slots[i]);
  if (!find_ranks (s->work, n, s->ranks))
    break_ties (knn, s->work, slots, n, s->ranks);
  for (size_t i = 0; i < n; i++)
    {
      int64_t rank = s->ranks[i];
      s->ranked[rank] = s->work[i];
      s->ranked_slots[rank] = slots[i];
      s->ranked_steps[rank] = steps[i];
    }
  return n < s->k ? n : s->k;
}

/* Ranks the candidates of a lane in double if very many rows tie within the error of integers. From
 * then on every candidate of this lane is measured in double when it is found. */
static void
rank_full_lane (const VitKnn *knn, VitKnnScratch *s, unsigned lane)
{
  size_t n = rank_lane (knn, s, lane);
  double step = knn->step, last = s->ranked[n - 1];
  double steps = knn->metric == VIT_KNN_EUCLIDEAN ? sqrt (last) / step : last / step;
  s->ranked_lanes |= 1u << lane;
  s->last[lane] = last;
  s->last_row[lane] = knn->original[s->ranked_slots[n - 1]];
  int32_t limit = round_limit_up (knn, steps + knn->error_bound);
  if (limit < s->limits[lane])
    s->limits[lane] = limit;
  memcpy (s->slots + lane * s->stride, s->ranked_slots, n * sizeof *s->slots);
  memcpy (s->distances + lane * s->stride, s->ranked_steps, n * sizeof *s->distances);
  s->counts[lane] = n;
}

static void
prune_lane (const VitKnn *knn, VitKnnScratch *s, unsigned lane)
{
  int32_t *distances = s->distances + lane * s->stride;
  size_t n = s->counts[lane];
  int32_t threshold = find_threshold (distances, n, s->k, s->k / 16);
  double steps = knn->metric == VIT_KNN_EUCLIDEAN ? sqrt (threshold) : threshold;
  int32_t limit = round_limit_up (knn, steps + 2 * knn->error_bound);
  if (limit < s->limits[lane])
    s->limits[lane] = limit;
  s->counts[lane] = keep_near (distances, s->slots + lane * s->stride, n, s->limits[lane]);
  if (s->counts[lane] > s->capacity)
    rank_full_lane (knn, s, lane);
}

static bool
may_be_neighbour (const VitKnn *knn, const VitKnnScratch *s, unsigned lane, uint32_t slot)
{
  if (slot >= knn->n) /* padding */
    return false;
  uint32_t row = knn->original[slot];
  if (s->slot_groups && s->slot_groups[slot] == s->groups[lane])
    return false;
  if (!(s->ranked_lanes >> lane & 1))
    return true;
  double distance = vit_knn_distance (knn, s->queries[lane], slot);
  return distance < s->last[lane] || (distance == s->last[lane] && row < s->last_row[lane]);
}

/* Removes new candidates that cannot be neighbours: rows of the query's own group and, if @careful,
 * padding and rows beyond the last of a ranked lane. */
static size_t
prune_new (
    const VitKnn *knn, const VitKnnScratch *s, unsigned lane, size_t from, size_t to, bool careful)
{
  int32_t *distances = s->distances + lane * s->stride;
  uint32_t *slots = s->slots + lane * s->stride;
  size_t kept = from;
  for (size_t i = from; i < to && !careful; i++)
    {
      distances[kept] = distances[i];
      slots[kept] = slots[i];
      kept += s->slot_groups[slots[i]] != s->groups[lane];
    }
  for (size_t i = from; i < to && careful; i++)
    if (may_be_neighbour (knn, s, lane, slots[i]))
      {
        distances[kept] = distances[i];
        slots[kept++] = slots[i];
      }
  return kept;
}

static ALWAYS_INLINE void
visit_leaf (const VitKnn *knn,
            VitKnnScratch *s,
            unsigned leaf,
            unsigned mask,
            unsigned n_pairs,
            bool cityblock)
{
  size_t first = knn->leaf_starts[leaf], n_blocks = knn->leaf_starts[leaf + 1] - first;
  const int16_t *blocks = knn->blocks + first * n_pairs * VIT_KNN_LANES * 2;
  bool last = leaf + 1 == knn->n_leaves;
  for (; mask; mask &= mask - 1)
    {
      unsigned lane = (unsigned) __builtin_ctz (mask);
      size_t old = s->counts[lane], at = lane * s->stride + old;
      const int16_t *query = s->group + lane * 2;
      const uint16_t *own = s->own_rows[lane];
      uint32_t slot = (uint32_t) first * VIT_KNN_LANES;
      int32_t limit = s->limits[lane];
      /* Compile a loop without the test for own rows for the usual number of dimensions. */
      size_t n =
          own || !__builtin_constant_p (n_pairs)
              ? scan_blocks (blocks, n_blocks, query, n_pairs, cityblock, limit,
                             own ? own + first : NULL, slot, s->distances + at, s->slots + at)
              : scan_blocks (blocks, n_blocks, query, n_pairs, cityblock, limit, NULL, slot,
                             s->distances + at, s->slots + at);
      n += old;
      bool careful = last || (s->ranked_lanes >> lane & 1);
      if (careful || s->slot_groups)
        n = prune_new (knn, s, lane, old, n, careful);
      s->counts[lane] = n;
      if (n > s->capacity)
        prune_lane (knn, s, lane);
    }
}

static ALWAYS_INLINE void
visit_parent (const VitKnn *knn,
              VitKnnScratch *s,
              unsigned parent,
              unsigned mask,
              unsigned n_pairs,
              bool cityblock)
{
  unsigned first = parent * VIT_KNN_PARENT_LEAVES, end = first + VIT_KNN_PARENT_LEAVES;
  if (end > knn->n_leaves)
    end = knn->n_leaves;
  for (unsigned leaf = first; leaf < end; leaf++)
    {
      int32_t distances[VIT_KNN_LANES] __attribute__ ((aligned (64)));
      measure_box (s->group, knn->leaf_boxes + (size_t) leaf * n_pairs * 4, n_pairs, cityblock,
                   distances);
      unsigned near = mask & mask_near (distances, s->limits);
      if (near)
        visit_leaf (knn, s, leaf, near, n_pairs, cityblock);
    }
}

enum
{
  N_BINS = 64
};

/* Sorts the inner nodes that any query may need by the distance of the nearest query, in bins. */
static size_t
order_parents (const VitKnn *knn, VitKnnScratch *s, unsigned seed, unsigned mask)
{
  uint32_t starts[N_BINS + 1] = { 0 };
  float farthest = 0;
  for (unsigned i = 0; i < VIT_KNN_LANES; i++)
    farthest = s->limits[i] > farthest ? (float) s->limits[i] : farthest;
  float scale = (N_BINS - 1) / sqrtf (farthest + 1);
  uint32_t *found = s->parent_order + knn->n_parents, n = 0;
  for (unsigned p = 0; p < knn->n_parents; p++)
    {
      const int32_t *distances = s->parent_distances + (size_t) p * VIT_KNN_LANES;
      if (!(mask & mask_near (distances, s->limits)) || p == seed)
        continue;
      int32_t nearest = INT32_MAX;
      for (unsigned i = 0; i < VIT_KNN_LANES; i++)
        nearest = distances[i] < nearest ? distances[i] : nearest;
      unsigned bin = (unsigned) (sqrtf ((float) nearest) * scale);
      found[n++] = p << 6 | (bin < N_BINS ? bin : N_BINS - 1);
      starts[(found[n - 1] & 63) + 1]++;
    }
  for (unsigned b = 0; b < N_BINS; b++)
    starts[b + 1] += starts[b];
  for (uint32_t i = 0; i < n; i++)
    s->parent_order[starts[found[i] & 63]++] = found[i] >> 6;
  return n;
}

static unsigned
find_seed (const VitKnn *knn, const VitKnnScratch *s)
{
  unsigned seed = 0;
  float least = INFINITY;
  for (unsigned p = 0; p < knn->n_parents; p++)
    {
      const int32_t *distances = s->parent_distances + (size_t) p * VIT_KNN_LANES;
      int64_t sum = 0;
      for (unsigned i = 0; i < VIT_KNN_LANES; i++)
        sum += distances[i];
      if ((float) sum < least)
        {
          least = (float) sum;
          seed = p;
        }
    }
  return seed;
}

static ALWAYS_INLINE void
search_group_of (const VitKnn *knn, VitKnnScratch *s, unsigned n_pairs, bool cityblock)
{
  unsigned mask = (1u << s->n_lanes) - 1;
  s->ranked_lanes = 0;
  for (unsigned i = 0; i < VIT_KNN_LANES; i++)
    {
      s->counts[i] = 0;
      s->limits[i] = i < s->n_lanes ? INT32_MAX : -1;
    }
  for (unsigned p = 0; p < knn->n_parents; p++)
    measure_box (s->group, knn->parent_boxes + (size_t) p * n_pairs * 4, n_pairs, cityblock,
                 s->parent_distances + (size_t) p * VIT_KNN_LANES);
  /* Visit the nearest inner node first: the candidates found there set the limits. */
  unsigned seed = find_seed (knn, s), parent = seed, near = mask;
  size_t n = 0, next = 0;
  while (near)
    {
      visit_parent (knn, s, parent, near, n_pairs, cityblock);
      if (next == 0)
        {
          for (unsigned i = 0; i < s->n_lanes; i++)
            if (s->counts[i] >= s->k)
              prune_lane (knn, s, i);
          n = order_parents (knn, s, seed, mask);
        }
      for (near = 0; near == 0 && next < n; next++)
        {
          parent = s->parent_order[next];
          near =
              mask & mask_near (s->parent_distances + (size_t) parent * VIT_KNN_LANES, s->limits);
        }
    }
  for (unsigned i = 0; i < s->n_lanes; i++)
    if (s->counts[i] > s->k)
      prune_lane (knn, s, i);
}

/* Unrolls the loops over dimensions for ten intervals, the default. */
static void
search_group (const VitKnn *knn, VitKnnScratch *s)
{
  if (knn->metric == VIT_KNN_CITYBLOCK)
    search_group_of (knn, s, knn->n_pairs, true);
  else if (knn->n_pairs == 5)
    search_group_of (knn, s, 5, false);
  else
    search_group_of (knn, s, knn->n_pairs, false);
}

const VitKnnKernel KERNEL = { KERNEL_NAME, search_group, rank_lane };
