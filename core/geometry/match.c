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

/* Copy the points whose position is finite, with their places. Returns: how many. */
static size_t
append_finite (const VitMatchPoints *points, double *x, int *kinds, size_t *places)
{
  size_t n = 0;
  for (size_t i = 0; i < points->n; i++)
    {
      const double *from = points->x + 3 * i;
      if (!isfinite (from[0] + from[1] + from[2]))
        continue;
      memcpy (x + 3 * n, from, 3 * sizeof *x);
      kinds[n] = points->kinds[i];
      places[n++] = i;
    }
  return n;
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
  size_t all = MAX (a->n + b->n, 1), n_a = 0, n = 0;
  g_autofree double *x = g_new (double, 3 * all);
  g_autofree int *kinds = g_new (int, all);
  g_autofree size_t *places = g_new (size_t, all);
  n = n_a = append_finite (a, x, kinds, places);
  n += append_finite (b, x + 3 * n, kinds + n, places + n);
  g_autoptr (VitNeighbours) list = vit_neighbours_new_cutoff (cell, x, n, reach, progress, error);
  if (!list)
    return false;
  double sum = 0, distance, back;
  *n_matched = 0;
  for (size_t i = 0; i < a->n; i++)
    partners[i] = -1;
  for (size_t i = 0; i < n_a; i++)
    {
      ssize_t j = find_nearest (list, cell, x, kinds, n_a, i, &distance);
      if (j < 0 || find_nearest (list, cell, x, kinds, n_a, (size_t) j, &back) != (ssize_t) i)
        continue;
      partners[places[i]] = (ssize_t) places[j];
      (*n_matched)++;
      sum += distance;
    }
  *mean = *n_matched > 0 ? sum / (double) *n_matched : NAN;
  return true;
}
