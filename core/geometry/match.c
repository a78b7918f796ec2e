#include "core/geometry/match.h"

#include <math.h>
#include <string.h>

#include "core/geometry/neighbours.h"

size_t
vit_match_ids (const int64_t *a, size_t n_a, const int64_t *b, size_t n_b, ssize_t *partners)
{
  g_return_val_if_fail (partners || n_a == 0, 0);
  size_t found = 0;
  for (size_t i = 0, j = 0; i < n_a; i++)
    {
      while (j < n_b && b[j] < a[i])
        j++;
      bool same = j < n_b && b[j] == a[i];
      partners[i] = same ? (ssize_t) j : -1;
      found += same;
    }
  return found;
}

/* The nearest point of the other set and of the same kind; −1 for none. Points of @a come first. */
static ssize_t
find_nearest (const VitNeighbours *list,
              const VitCell *cell,
              const double *x,
              const int *kinds,
              size_t n_a,
              size_t i,
              double *distance)
{
  ssize_t nearest = -1;
  double least = INFINITY;
  for (size_t k = list->offsets[i]; k < list->offsets[i + 1]; k++)
    {
      size_t j = list->indices[k];
      double d[3];
      if ((i < n_a) == (j < n_a) || kinds[i] != kinds[j])
        continue;
      vit_neighbours_vector (list, cell, x, i, k, d);
      double d2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      if (d2 >= least)
        continue;
      least = d2;
      nearest = (ssize_t) j;
    }
  *distance = sqrt (least);
  return nearest;
}

bool
vit_match_nearest (const VitCell *cell,
                   const VitMatchPoints *a,
                   const VitMatchPoints *b,
                   double reach,
                   ssize_t *partners,
                   double *mean,
                   size_t *n_matched,
                   VitProgress *progress,
                   GError **error)
{
  g_return_val_if_fail (cell && a && b && partners && mean && n_matched, false);
  size_t n = a->n + b->n;
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  g_autofree int *kinds = g_new (int, MAX (n, 1));
  memcpy (x, a->x, 3 * a->n * sizeof *x);
  memcpy (x + 3 * a->n, b->x, 3 * b->n * sizeof *x);
  memcpy (kinds, a->kinds, a->n * sizeof *kinds);
  memcpy (kinds + a->n, b->kinds, b->n * sizeof *kinds);
  g_autoptr (VitNeighbours) list = vit_neighbours_new_cutoff (cell, x, n, reach, progress, error);
  if (!list)
    return false;
  double sum = 0, distance, back;
  *n_matched = 0;
  for (size_t i = 0; i < a->n; i++)
    {
      ssize_t j = find_nearest (list, cell, x, kinds, a->n, i, &distance);
      bool mutual =
          j >= 0 && find_nearest (list, cell, x, kinds, a->n, (size_t) j, &back) == (ssize_t) i;
      partners[i] = mutual ? j - (ssize_t) a->n : -1;
      *n_matched += mutual;
      sum += mutual ? distance : 0;
    }
  *mean = *n_matched > 0 ? sum / (double) *n_matched : NAN;
  return true;
}
