#include <math.h>
#include <string.h>

#include "core/base/random.h"
#include "core/geometry/neighbours.h"
#include "core/structure/cluster.h"
#include "core/structure/union-find.h"

/* Atoms between two checks for cancellation. */
#define CHECK_INTERVAL 16384

/* Bits per pass of the radix sort. */
#define DIGIT_BITS 11
#define N_DIGITS (1 << DIGIT_BITS)

/* A value as an integer key that falls as the value rises. */
typedef struct
{
  uint64_t key;
  uint32_t atom;
} RankedAtom;

static uint64_t
get_descending_key (double value)
{
  uint64_t bits;
  value += 0.0; /* −0 becomes 0 */
  memcpy (&bits, &value, sizeof bits);
  return bits >> 63 ? bits : ~(bits | UINT64_C (1) << 63);
}

/* Sorts by one digit, stably; false if all keys have the same digit and nothing is moved. */
static bool
sort_by_digit (const RankedAtom *from, RankedAtom *to, size_t n, unsigned shift)
{
  size_t starts[N_DIGITS + 1] = { 0 };
  for (size_t i = 0; i < n; i++)
    starts[(from[i].key >> shift & (N_DIGITS - 1)) + 1]++;
  if (starts[(from[0].key >> shift & (N_DIGITS - 1)) + 1] == n)
    return false;
  for (size_t d = 0; d < N_DIGITS; d++)
    starts[d + 1] += starts[d];
  for (size_t i = 0; i < n; i++)
    to[starts[from[i].key >> shift & (N_DIGITS - 1)]++] = from[i];
  return true;
}

/* Memory of a search for thresholds, reused by the shuffles. */
typedef struct
{
  const VitNeighbours *neighbours;
  RankedAtom *ranked, *other;
  uint8_t *joined;
  unsigned all; /* bits of the box vectors that are periodic */
} ThresholdSearch;

static void
threshold_search_init (ThresholdSearch *self, const VitNeighbours *neighbours)
{
  size_t n = MAX (neighbours->n, 1);
  *self = (ThresholdSearch){ neighbours, g_new (RankedAtom, n), g_new (RankedAtom, n),
                             g_new (uint8_t, n) };
}

static void
threshold_search_clear (ThresholdSearch *self)
{
  g_free (self->ranked);
  g_free (self->other);
  g_free (self->joined);
}

/* Sorts the atoms by descending value; ties by ascending index. */
static size_t
rank_atoms (ThresholdSearch *self, const double *values)
{
  size_t n = 0;
  for (size_t i = 0; i < self->neighbours->n; i++)
    if (!isnan (values[i]))
      self->ranked[n++] = (RankedAtom){ get_descending_key (values[i]), (uint32_t) i };
  for (unsigned shift = 0; n > 0 && shift < 64; shift += DIGIT_BITS)
    if (sort_by_digit (self->ranked, self->other, n, shift))
      {
        RankedAtom *sorted = self->other;
        self->other = self->ranked;
        self->ranked = sorted;
      }
  return n;
}

static void
set_thresholds (VitPercolation *percolation, unsigned wraps, unsigned all, double value)
{
  for (int k = 0; k < 3; k++)
    if (wraps >> k & 1 && isnan (percolation->axis[k]))
      percolation->axis[k] = value;
  if (all != 0 && wraps == all)
    percolation->all = value;
}

/* Adds atoms by descending value, joining each with neighbours that were added before. */
static bool
add_in_descending_order (ThresholdSearch *self,
                         const double *values,
                         VitPercolation *percolation,
                         VitProgress *progress,
                         GError **error)
{
  const VitNeighbours *neighbours = self->neighbours;
  g_autoptr (VitUnionFind) sets = vit_union_find_new (neighbours->n);
  size_t n = rank_atoms (self, values);
  memset (self->joined, 0, neighbours->n);
  *percolation = (VitPercolation){ { NAN, NAN, NAN }, NAN };
  for (size_t e = 0; e < n && isnan (percolation->all); e++)
    {
      if (e % CHECK_INTERVAL == 0 && !vit_progress_check (progress, error))
        return false;
      uint32_t i = self->ranked[e].atom, root = i;
      self->joined[i] = 1;
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        if (self->joined[neighbours->indices[k]])
          root = vit_union_find_join (sets, i, neighbours->indices[k], neighbours->shifts[k]);
      set_thresholds (percolation, sets->winding[root].wraps, self->all, values[i]);
    }
  return true;
}

static void
shuffle_values (double *values, size_t n, uint64_t *state)
{
  for (size_t i = n; i > 1; i--)
    {
      size_t j = (size_t) (vit_random_next (state) % i);
      double keep = values[i - 1];
      values[i - 1] = values[j];
      values[j] = keep;
    }
}

static bool
find_shuffled_thresholds (ThresholdSearch *self,
                          const double *values,
                          uint64_t seed,
                          unsigned n_shuffles,
                          VitPercolation *percolation,
                          VitProgress *progress,
                          GError **error)
{
  size_t n = self->neighbours->n;
  g_autofree double *shuffled_values = g_new (double, MAX (n, 1));
  if (n > 0)
    memcpy (shuffled_values, values, n * sizeof *shuffled_values);
  for (unsigned s = 0; s < n_shuffles; s++)
    {
      if (!vit_progress_step (progress, s, n_shuffles, error))
        return false;
      shuffle_values (shuffled_values, n, &seed);
      if (!add_in_descending_order (self, shuffled_values, &percolation[s], progress, error))
        return false;
    }
  return true;
}

bool
vit_percolation_thresholds (const VitCell *cell,
                            const double *x,
                            size_t n,
                            const double *values,
                            double cutoff,
                            uint64_t seed,
                            unsigned n_shuffles,
                            VitPercolation *own,
                            VitPercolation *shuffled,
                            VitProgress *progress,
                            GError **error)
{
  g_return_val_if_fail (own != NULL && (n == 0 || values != NULL), false);
  g_return_val_if_fail (shuffled != NULL || n_shuffles == 0, false);
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (cell, x, n, cutoff, progress, error);
  if (!neighbours)
    return false;
  ThresholdSearch search;
  threshold_search_init (&search, neighbours);
  search.all = vit_winding_all (cell);
  bool done =
      add_in_descending_order (&search, values, own, progress, error) &&
      find_shuffled_thresholds (&search, values, seed, n_shuffles, shuffled, progress, error);
  threshold_search_clear (&search);
  return done;
}
