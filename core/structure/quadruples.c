#include "core/structure/quadruples.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

/* Words of a set of neighbours of one atom. */
#define MOST_NEIGHBOURS 1024
#define N_EDGES 6

/* Scratch memory of one worker. @place: of each atom, one more than its first
 * entry in the list of the atom at hand, or 0. @mutual: by entry, the set of
 * entries after it that are its neighbours.
 */
typedef struct
{
  uint32_t *place;
  double (*d)[3];
  double *lengths; /* of pairs of entries, and behind them to the atom, each by
                      its σ */
  uint64_t *mutual;
  uint8_t *is_mutual;
  size_t room;
} Scratch;

/* A quadruple of mutual neighbours, at the lowest of its atoms. */
typedef struct
{
  uint32_t atoms[4];
  double tetrahedricity;
} Quadruple;

typedef struct
{
  Quadruple *all;
  size_t n, room;
} Found;

typedef struct
{
  const VitCell *cell;
  const double *x;
  const VitNeighbours *neighbours;
  bool symmetric;
  const uint8_t *types;
  const VitShells *shells;
  uint32_t *counts;
  double *tetrahedricity, *deviation;
  Scratch *scratch;
  size_t grain;
  Found *found; /* of each piece of @grain atoms */
} Quadruples;

static bool
begin_atom (const Quadruples *self, Scratch *scratch, size_t i, size_t n, GError **error)
{
  if (n > MOST_NEIGHBOURS)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "atom %zu (counted from 1) has %zu neighbours: tetrahedra of "
                   "so many are not "
                   "counted",
                   i + 1, n);
      return false;
    }
  if (!scratch->place)
    scratch->place = g_new0 (uint32_t, MAX (self->neighbours->n, 1));
  if (n > scratch->room)
    {
      scratch->room = 2 * n;
      size_t words = (scratch->room + 63) / 64;
      scratch->d = g_realloc_n (scratch->d, scratch->room, sizeof *scratch->d);
      scratch->lengths = g_renew (double, scratch->lengths, scratch->room *(scratch->room + 1));
      scratch->mutual = g_renew (uint64_t, scratch->mutual, scratch->room * words);
      scratch->is_mutual = g_renew (uint8_t, scratch->is_mutual, scratch->room);
    }
  return true;
}

static inline bool
is_shift (const int16_t *a, int x, int y, int z)
{
  return a[0] == x && a[1] == y && a[2] == z;
}

/* The entry of the list of the atom that is image @x, @y, @z of atom @j; or the
 * number of entries. */
static inline size_t
find_entry (const VitNeighbours *list,
            const Scratch *scratch,
            size_t begin,
            size_t n,
            uint32_t j,
            int x,
            int y,
            int z)
{
  for (size_t k = scratch->place[j]; k > 0 && k <= n && list->indices[begin + k - 1] == j; k++)
    if (is_shift (list->shifts[begin + k - 1], x, y, z))
      return k - 1;
  return n;
}

/* Find which pairs of neighbours of atom @i are in each other's lists, and
 * which have @i in theirs. */
static void
find_mutual (const Quadruples *self, Scratch *scratch, size_t i, size_t n, size_t words)
{
  const VitNeighbours *list = self->neighbours;
  size_t begin = list->offsets[i];
  memset (scratch->mutual, 0, n * words * sizeof *scratch->mutual);
  for (size_t k = n; k-- > 0;)
    scratch->place[list->indices[begin + k]] = (uint32_t) k + 1;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t j = list->indices[begin + k];
      const int16_t *s = list->shifts[begin + k];
      scratch->is_mutual[k] = false;
      for (size_t e = list->offsets[j]; e < list->offsets[j + 1]; e++)
        {
          const int16_t *t = list->shifts[e];
          uint32_t other = list->indices[e];
          if (other == i && is_shift (t, -s[0], -s[1], -s[2]))
            scratch->is_mutual[k] = true;
          size_t l =
              find_entry (list, scratch, begin, n, other, s[0] + t[0], s[1] + t[1], s[2] + t[2]);
          if (l < n)
            scratch->mutual[k * words + l / 64] |= UINT64_C (1) << l % 64;
        }
    }
  for (size_t k = 0; k < n; k++)
    scratch->place[list->indices[begin + k]] = 0;
  /* Keep what holds from both sides, as entries after their partner. */
  for (size_t k = 0; k < n; k++)
    for (size_t w = 0; w < words; w++)
      for (uint64_t left = scratch->mutual[k * words + w]; left; left &= left - 1)
        {
          size_t l = 64 * w + (size_t) __builtin_ctzll (left);
          bool both = scratch->is_mutual[k] && scratch->is_mutual[l] &&
                      (l < k || (scratch->mutual[l * words + k / 64] >> k % 64 & 1));
          if (!both || l <= k)
            scratch->mutual[k * words + w] &= ~(left & -left);
        }
}

/* The same of @n entries from @begin on, of lists that are symmetric: lists
 * ascend, so that only the end of each is looked at. */
static void
find_mutual_ahead (const Quadruples *self, Scratch *scratch, size_t begin, size_t n, size_t words)
{
  const VitNeighbours *list = self->neighbours;
  const uint32_t *indices = list->indices;
  memset (scratch->mutual, 0, n * words * sizeof *scratch->mutual);
  for (size_t k = n; k-- > 0;)
    scratch->place[indices[begin + k]] = (uint32_t) k + 1;
  for (size_t k = 0; k + 1 < n; k++)
    {
      uint32_t j = indices[begin + k];
      const int16_t *s = list->shifts[begin + k];
      for (size_t e = list->offsets[j + 1]; e-- > list->offsets[j] && indices[e] >= j;)
        {
          const int16_t *t = list->shifts[e];
          if (scratch->place[indices[e]] == 0)
            continue;
          size_t l = find_entry (list, scratch, begin, n, indices[e], s[0] + t[0], s[1] + t[1],
                                 s[2] + t[2]);
          if (l < n && l > k)
            scratch->mutual[k * words + l / 64] |= UINT64_C (1) << l % 64;
        }
    }
  for (size_t k = 0; k < n; k++)
    scratch->place[indices[begin + k]] = 0;
}

static double
get_length (const double a[3], const double b[3])
{
  double x = b[0] - a[0], y = b[1] - a[1], z = b[2] - a[2];
  return sqrt (x * x + y * y + z * z);
}

/* Lengths by σ of the edges to the neighbours, and between those that are
 * neighbours. */
static void
measure_edges (
    const Quadruples *self, Scratch *scratch, size_t i, size_t begin, size_t n, size_t words)
{
  static const double origin[3] = { 0, 0, 0 };
  const VitNeighbours *list = self->neighbours;
  double *to_atom = scratch->lengths + n * n;
  for (size_t k = 0; k < n; k++)
    {
      uint8_t type = self->types[list->indices[begin + k]];
      vit_neighbours_vector (list, self->cell, self->x, i, begin + k, scratch->d[k]);
      to_atom[k] =
          get_length (origin, scratch->d[k]) / vit_shells_get (self->shells, self->types[i], type);
    }
  for (size_t k = 0; k < n; k++)
    for (size_t w = k / 64; w < words; w++)
      for (uint64_t left = scratch->mutual[k * words + w]; left; left &= left - 1)
        {
          size_t l = 64 * w + (size_t) __builtin_ctzll (left);
          scratch->lengths[k * n + l] =
              get_length (scratch->d[k], scratch->d[l]) /
              vit_shells_get (self->shells, self->types[list->indices[begin + k]],
                              self->types[list->indices[begin + l]]);
        }
}

/* Σ_{a<b} (l_a − l_b)² = 6 Σ l² − (Σ l)², from the deviations from one of the
 * edges, so that nothing is lost where all are alike. */
static inline double
get_tetrahedricity (
    const double *lengths, const double *to_atom, size_t n, size_t k, size_t l, size_t m)
{
  double first = to_atom[k], sum = 0, squares = 0;
  const double others[5] = { to_atom[l] - first, to_atom[m] - first, lengths[k * n + l] - first,
                             lengths[k * n + m] - first, lengths[l * n + m] - first };
  for (int e = 0; e < 5; e++)
    {
      sum += others[e];
      squares += others[e] * others[e];
    }
  double mean = first + sum / N_EDGES;
  return (N_EDGES * squares - sum * sum) / (15 * mean * mean);
}

static void
measure_atom (const Quadruples *self, Scratch *scratch, size_t i, size_t n)
{
  size_t words = (n + 63) / 64;
  uint32_t count = 0;
  double sum = 0;
  if (self->symmetric)
    find_mutual_ahead (self, scratch, self->neighbours->offsets[i], n, words);
  else
    find_mutual (self, scratch, i, n, words);
  if (self->tetrahedricity)
    measure_edges (self, scratch, i, self->neighbours->offsets[i], n, words);
  for (size_t k = 0; k < n; k++)
    for (size_t w = k / 64; w < words; w++)
      for (uint64_t left = scratch->mutual[k * words + w]; left; left &= left - 1)
        {
          size_t l = 64 * w + (size_t) __builtin_ctzll (left);
          for (size_t v = l / 64; v < words; v++)
            {
              uint64_t both = scratch->mutual[k * words + v] & scratch->mutual[l * words + v];
              count += (uint32_t) __builtin_popcountll (both);
              for (; both && self->tetrahedricity; both &= both - 1)
                sum += get_tetrahedricity (scratch->lengths, scratch->lengths + n * n, n, k, l,
                                           64 * v + (size_t) __builtin_ctzll (both));
            }
        }
  self->counts[i] = count;
  if (self->tetrahedricity)
    self->tetrahedricity[i] = count > 0 ? sum / count : NAN;
}

/* How many atoms ahead the lists of neighbours are asked for, and where these
 * begin. */
#define NEAR_AHEAD 1
#define FAR_AHEAD 2

/* Atoms of consecutive indices need not be near in memory. */
static inline void
prefetch (const Quadruples *self, size_t i, size_t end)
{
  const VitNeighbours *list = self->neighbours;
  if (i + FAR_AHEAD < end)
    for (size_t e = list->offsets[i + FAR_AHEAD]; e < list->offsets[i + FAR_AHEAD + 1]; e++)
      __builtin_prefetch (&list->offsets[list->indices[e]]);
  if (i + NEAR_AHEAD >= end)
    return;
  for (size_t e = list->offsets[i + NEAR_AHEAD]; e < list->offsets[i + NEAR_AHEAD + 1]; e++)
    {
      size_t j = list->indices[e], first = list->offsets[j], last = list->offsets[j + 1];
      __builtin_prefetch (&list->indices[first]);
      __builtin_prefetch (&list->indices[last]);
      __builtin_prefetch (&list->shifts[first]);
      __builtin_prefetch (&list->shifts[last]);
      if (self->x)
        __builtin_prefetch (&self->x[3 * j]);
    }
}

static bool
measure_atoms (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Quadruples *self = data;
  Scratch *scratch = &self->scratch[worker];
  for (size_t i = begin; i < end; i++)
    {
      prefetch (self, i, end);
      size_t n = vit_neighbours_count (self->neighbours, i);
      if (!begin_atom (self, scratch, i, n, error))
        return false;
      measure_atom (self, scratch, i, n);
    }
  return true;
}

/* ---- Each quadruple once ---- */

/* Whether all lists ascend without the atom itself and without an atom twice:
 * then a quadruple has four different atoms, and is found once at the lowest of
 * them. */
static bool
are_different (const VitNeighbours *list)
{
  for (size_t i = 0; i < list->n; i++)
    for (size_t e = list->offsets[i]; e < list->offsets[i + 1]; e++)
      if (list->indices[e] == i ||
          (e > list->offsets[i] && list->indices[e] <= list->indices[e - 1]))
        return false;
  return true;
}

static void
add_quadruple (Found *found, const Quadruple *quadruple)
{
  if (found->n == found->room)
    {
      found->room = MAX (1024, 2 * found->room);
      found->all = g_renew (Quadruple, found->all, found->room);
    }
  found->all[found->n++] = *quadruple;
}

/* Quadruples of an atom and three of higher number. */
static void
find_above (const Quadruples *self, Scratch *scratch, size_t i, Found *found)
{
  const VitNeighbours *list = self->neighbours;
  size_t begin = list->offsets[i], end = list->offsets[i + 1];
  while (begin < end && list->indices[begin] < i)
    begin++;
  size_t n = end - begin, words = (n + 63) / 64;
  if (n < 3)
    return;
  find_mutual_ahead (self, scratch, begin, n, words);
  if (self->tetrahedricity)
    measure_edges (self, scratch, i, begin, n, words);
  for (size_t k = 0; k < n; k++)
    for (size_t w = k / 64; w < words; w++)
      for (uint64_t left = scratch->mutual[k * words + w]; left; left &= left - 1)
        {
          size_t l = 64 * w + (size_t) __builtin_ctzll (left);
          for (size_t v = l / 64; v < words; v++)
            for (uint64_t both = scratch->mutual[k * words + v] & scratch->mutual[l * words + v];
                 both; both &= both - 1)
              {
                size_t m = 64 * v + (size_t) __builtin_ctzll (both);
                const uint32_t *of = list->indices + begin;
                Quadruple one = { { (uint32_t) i, of[k], of[l], of[m] }, 0 };
                if (self->tetrahedricity)
                  one.tetrahedricity =
                      get_tetrahedricity (scratch->lengths, scratch->lengths + n * n, n, k, l, m);
                add_quadruple (found, &one);
              }
        }
}

static bool
find_quadruples (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Quadruples *self = data;
  Scratch *scratch = &self->scratch[worker];
  for (size_t i = begin; i < end; i++)
    {
      prefetch (self, i, end);
      if (!begin_atom (self, scratch, i, vit_neighbours_count (self->neighbours, i), error))
        return false;
      find_above (self, scratch, i, &self->found[i / self->grain]);
    }
  return true;
}

/* In the order of the lowest atoms, whatever thread has found them. */
static void
gather (const Quadruples *self, size_t n_pieces)
{
  size_t n = self->neighbours->n;
  memset (self->counts, 0, n * sizeof *self->counts);
  for (size_t i = 0; i < n && self->tetrahedricity; i++)
    self->tetrahedricity[i] = 0;
  for (size_t p = 0; p < n_pieces; p++)
    for (size_t k = 0; k < self->found[p].n; k++)
      {
        const Quadruple *one = &self->found[p].all[k];
        for (int c = 0; c < 4; c++)
          {
            self->counts[one->atoms[c]]++;
            if (self->tetrahedricity)
              self->tetrahedricity[one->atoms[c]] += one->tetrahedricity;
          }
      }
  for (size_t i = 0; i < n && self->tetrahedricity; i++)
    self->tetrahedricity[i] = self->counts[i] > 0 ? self->tetrahedricity[i] / self->counts[i] : NAN;
}

static bool
measure_once (Quadruples *self, VitProgress *progress, GError **error)
{
  size_t n = self->neighbours->n, n_pieces = n / self->grain + 1;
  self->found = g_new0 (Found, n_pieces);
  bool done = vit_parallel_for (n, self->grain, find_quadruples, self, progress, error);
  if (done)
    gather (self, n_pieces);
  for (size_t p = 0; p < n_pieces; p++)
    g_free (self->found[p].all);
  g_free (self->found);
  return done;
}

static size_t
get_grain (size_t n)
{
  return MAX (64, n / 256);
}

bool
vit_quadruples_measure (const VitCell *cell,
                        const double *x,
                        const VitNeighbours *neighbours,
                        bool symmetric,
                        const uint8_t *types,
                        const VitShells *shells,
                        uint32_t *counts,
                        double *tetrahedricity,
                        VitProgress *progress,
                        GError **error)
{
  g_return_val_if_fail (cell && neighbours && counts, false);
  g_return_val_if_fail (!tetrahedricity || (x && types && shells), false);
  unsigned n_workers = vit_parallel_get_n_threads ();
  Quadruples self = { .cell = cell,
                      .x = x,
                      .neighbours = neighbours,
                      .symmetric = symmetric,
                      .types = types,
                      .shells = shells,
                      .counts = counts,
                      .tetrahedricity = tetrahedricity,
                      .scratch = g_new0 (Scratch, n_workers) };
  self.grain = get_grain (neighbours->n);
  bool done =
      symmetric && are_different (neighbours)
          ? measure_once (&self, progress, error)
          : vit_parallel_for (neighbours->n, self.grain, measure_atoms, &self, progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    {
      g_free (self.scratch[w].place);
      g_free (self.scratch[w].d);
      g_free (self.scratch[w].lengths);
      g_free (self.scratch[w].mutual);
      g_free (self.scratch[w].is_mutual);
    }
  g_free (self.scratch);
  return done;
}

static bool
compare_bonds (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Quadruples *self = data;
  static const double origin[3] = { 0, 0, 0 };
  const VitNeighbours *list = self->neighbours;
  for (size_t i = begin; i < end; i++)
    {
      double sum = 0;
      for (size_t k = list->offsets[i]; k < list->offsets[i + 1]; k++)
        {
          double d[3];
          vit_neighbours_vector (list, self->cell, self->x, i, k, d);
          double sigma =
              vit_shells_get (self->shells, self->types[i], self->types[list->indices[k]]);
          sum += fabs (get_length (origin, d) - sigma) / sigma;
        }
      size_t n = vit_neighbours_count (list, i);
      self->deviation[i] = n > 0 ? sum / (double) n : NAN;
    }
  return true;
}

bool
vit_bond_deviation (const VitCell *cell,
                    const double *x,
                    const VitNeighbours *neighbours,
                    const uint8_t *types,
                    const VitShells *shells,
                    double *deviation,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (cell && x && neighbours && types && shells && deviation, false);
  Quadruples self = { .cell = cell,
                      .x = x,
                      .neighbours = neighbours,
                      .types = types,
                      .shells = shells,
                      .deviation = deviation };
  return vit_parallel_for (neighbours->n, get_grain (neighbours->n), compare_bonds, &self, progress,
                           error);
}
