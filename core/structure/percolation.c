#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/random.h"
#include "core/geometry/neighbours.h"
#include "core/structure/cluster.h"
#include "core/structure/forest.h"

/* Atoms between two looks whether it goes on. */
#define LOOK_AGAIN 16384

typedef struct
{
  double value;
  uint32_t atom;
} Entry;

static int
compare_descending (const void *a, const void *b)
{
  const Entry *p = a, *q = b;
  if (p->value != q->value)
    return p->value < q->value ? 1 : -1;
  return p->atom < q->atom ? -1 : p->atom > q->atom;
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
descend (const VitNeighbours *neighbours,
         const double *values,
         VitPercolation *percolation,
         VitProgress *progress,
         GError **error)
{
  size_t n = neighbours->n, n_entries = 0;
  g_autofree Entry *entries = g_new (Entry, MAX (n, 1));
  g_autofree uint8_t *in = g_new0 (uint8_t, MAX (n, 1));
  g_autoptr (VitForest) forest = vit_forest_new (n);
  *percolation = (VitPercolation){ { NAN, NAN, NAN }, NAN };
  for (size_t i = 0; i < n; i++)
    if (!isnan (values[i]))
      entries[n_entries++] = (Entry){ values[i], (uint32_t) i };
  if (n_entries > 0)
    qsort (entries, n_entries, sizeof *entries, compare_descending);
  for (size_t e = 0; e < n_entries && isnan (percolation->all); e++)
    {
      if (e % LOOK_AGAIN == 0 && !vit_progress_check (progress, error))
        return false;
      uint32_t i = entries[e].atom, root = i;
      in[i] = 1;
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        if (in[neighbours->indices[k]])
          root = vit_forest_join (forest, i, neighbours->indices[k], neighbours->shifts[k]);
      note_wraps (percolation, forest->winding[root].wraps, entries[e].value);
    }
  return true;
}

bool
vit_percolation_threshold (const VitCell *cell,
                           const double *x,
                           size_t n,
                           const double *values,
                           double cutoff,
                           VitPercolation *percolation,
                           VitProgress *progress,
                           GError **error)
{
  g_return_val_if_fail (percolation != NULL && (n == 0 || values != NULL), false);
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (cell, x, n, cutoff, progress, error);
  return neighbours && descend (neighbours, values, percolation, progress, error);
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

bool
vit_percolation_threshold_shuffled (const VitCell *cell,
                                    const double *x,
                                    size_t n,
                                    const double *values,
                                    double cutoff,
                                    uint64_t seed,
                                    unsigned n_shuffles,
                                    VitPercolation *percolation,
                                    VitProgress *progress,
                                    GError **error)
{
  g_return_val_if_fail (percolation != NULL && n_shuffles >= 1, false);
  g_return_val_if_fail (n == 0 || values != NULL, false);
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (cell, x, n, cutoff, progress, error);
  if (!neighbours)
    return false;
  g_autofree double *dealt = g_new (double, MAX (n, 1));
  if (n > 0)
    memcpy (dealt, values, n * sizeof *dealt);
  for (unsigned s = 0; s < n_shuffles; s++)
    {
      if (!vit_progress_step (progress, s, n_shuffles, error))
        return false;
      shuffle (dealt, n, &seed);
      if (!descend (neighbours, dealt, &percolation[s], progress, error))
        return false;
    }
  return true;
}
