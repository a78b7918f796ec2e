#include <math.h>
#include <string.h>

#include "core/base/random.h"
#include "core/geometry/neighbours.h"
#include "core/structure/cluster.h"
#include "core/structure/forest.h"

/* Atoms between two looks whether it goes on. */
#define LOOK_AGAIN 16384

/* Bits that are sorted by at once. */
#define DIGIT_BITS 11
#define N_DIGITS (1 << DIGIT_BITS)

/* A value as a whole number that falls as the value rises. */
typedef struct
{
  uint64_t key;
  uint32_t atom;
} RankedAtom;

static uint64_t
get_falling_key (double value)
{
  uint64_t bits;
  value += 0.0; /* -0 is 0 */
  memcpy (&bits, &value, sizeof bits);
  return bits >> 63 ? bits : ~(bits | UINT64_C (1) << 63);
}

/* Stable, by one digit; false where all have the same and nothing is moved. */
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

/* What one descent after the other needs. */
typedef struct
{
  const VitNeighbours *neighbours;
  RankedAtom *ranked, *other;
  uint8_t *in;
} Descent;

static void
descent_init (Descent *self, const VitNeighbours *neighbours)
{
  size_t n = MAX (neighbours->n, 1);
  *self = (Descent){ neighbours, g_new (RankedAtom, n), g_new (RankedAtom, n), g_new (uint8_t, n) };
}

static void
descent_clear (Descent *self)
{
  g_free (self->ranked);
  g_free (self->other);
  g_free (self->in);
}

/* From the highest value down; of equal ones the lower index first. */
static size_t
rank_atoms (Descent *self, const double *values)
{
  size_t n = 0;
  for (size_t i = 0; i < self->neighbours->n; i++)
    if (!isnan (values[i]))
      self->ranked[n++] = (RankedAtom){ get_falling_key (values[i]), (uint32_t) i };
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
note_wraps (VitPercolation *percolation, unsigned wraps, double value)
{
  for (int k = 0; k < 3; k++)
    if (wraps >> k & 1 && isnan (percolation->axis[k]))
      percolation->axis[k] = value;
  if (wraps == 7)
    percolation->all = value;
}

/* Atoms enter from the highest value down, each joining those that are in. */
static bool
descend (Descent *self,
         const double *values,
         VitPercolation *percolation,
         VitProgress *progress,
         GError **error)
{
  const VitNeighbours *neighbours = self->neighbours;
  g_autoptr (VitForest) forest = vit_forest_new (neighbours->n);
  size_t n = rank_atoms (self, values);
  memset (self->in, 0, neighbours->n);
  *percolation = (VitPercolation){ { NAN, NAN, NAN }, NAN };
  for (size_t e = 0; e < n && isnan (percolation->all); e++)
    {
      if (e % LOOK_AGAIN == 0 && !vit_progress_check (progress, error))
        return false;
      uint32_t i = self->ranked[e].atom, root = i;
      self->in[i] = 1;
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        if (self->in[neighbours->indices[k]])
          root = vit_forest_join (forest, i, neighbours->indices[k], neighbours->shifts[k]);
      note_wraps (percolation, forest->winding[root].wraps, values[i]);
    }
  return true;
}

static void
shuffle (double *values, size_t n, uint64_t *state)
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
descend_shuffled (Descent *self,
                  const double *values,
                  uint64_t seed,
                  unsigned n_shuffles,
                  VitPercolation *percolation,
                  VitProgress *progress,
                  GError **error)
{
  size_t n = self->neighbours->n;
  g_autofree double *dealt = g_new (double, MAX (n, 1));
  if (n > 0)
    memcpy (dealt, values, n * sizeof *dealt);
  for (unsigned s = 0; s < n_shuffles; s++)
    {
      if (!vit_progress_step (progress, s, n_shuffles, error))
        return false;
      shuffle (dealt, n, &seed);
      if (!descend (self, dealt, &percolation[s], progress, error))
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
  Descent descent;
  descent_init (&descent, neighbours);
  bool done = descend (&descent, values, own, progress, error) &&
              descend_shuffled (&descent, values, seed, n_shuffles, shuffled, progress, error);
  descent_clear (&descent);
  return done;
}
