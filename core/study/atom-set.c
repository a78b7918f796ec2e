#include "core/study/atom-set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
compare_ids (const void *a, const void *b)
{
  int64_t p = *(const int64_t *) a, q = *(const int64_t *) b;
  return p < q ? -1 : p > q;
}

VitAtomSet *
vit_atom_set_new (VitRun *run, const int64_t *ids, size_t n, const char *text, double time)
{
  g_return_val_if_fail (VIT_IS_RUN (run) && (ids || n == 0), NULL);
  VitAtomSet *set = g_new0 (VitAtomSet, 1);
  g_atomic_ref_count_init (&set->refs);
  set->run = g_object_ref (run);
  set->text = g_strdup (text);
  set->time = time;
  set->ids = g_new (int64_t, MAX (n, 1));
  if (n > 0)
    memcpy (set->ids, ids, n * sizeof *ids);
  qsort (set->ids, n, sizeof *set->ids, compare_ids);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || set->ids[i] != set->ids[i - 1])
      set->ids[set->n++] = set->ids[i];
  return set;
}

VitAtomSet *
vit_atom_set_new_of (VitRun *run, const VitAtomSet *set)
{
  g_return_val_if_fail (set, NULL);
  VitAtomSet *of = vit_atom_set_new (run, set->ids, set->n, set->text, set->time);
  const VitPickRegion *region = set->region;
  if (region)
    vit_atom_set_add_region (of, region->map, region->part, region->axes,
                             (const double (*)[2]) region->corners, region->n);
  return of;
}

void
vit_atom_set_add_region (VitAtomSet *set,
                         const char *map,
                         int part,
                         const char *axes,
                         const double (*corners)[2],
                         size_t n)
{
  g_return_if_fail (set && !set->region && map && n > 0);
  set->region = g_new (VitPickRegion, 1);
  *set->region = (VitPickRegion){ g_strdup (map), part, g_strdup (axes),
                                  g_memdup2 (corners, n * sizeof *corners), n };
}

static bool
are_close (double a, double b)
{
  return a == b || (isnan (a) && isnan (b)) || fabs (a - b) <= 1e-8 * fmax (fabs (a), fabs (b));
}

static bool
are_regions_equal (const VitPickRegion *a, const VitPickRegion *b)
{
  if (!a || !b)
    return a == b;
  bool equal = strcmp (a->map, b->map) == 0 && a->part == b->part &&
               g_strcmp0 (a->axes, b->axes) == 0 && a->n == b->n;
  for (size_t k = 0; equal && k < a->n; k++)
    equal = are_close (a->corners[k][0], b->corners[k][0]) &&
            are_close (a->corners[k][1], b->corners[k][1]);
  return equal;
}

bool
vit_atom_set_equal (const VitAtomSet *a, const VitAtomSet *b)
{
  return a == b ||
         (a->run == b->run && a->n == b->n && memcmp (a->ids, b->ids, a->n * sizeof *a->ids) == 0 &&
          g_strcmp0 (a->text, b->text) == 0 && are_close (a->time, b->time) &&
          are_regions_equal (a->region, b->region));
}

VitAtomSet *
vit_atom_set_ref (VitAtomSet *set)
{
  g_atomic_ref_count_inc (&set->refs);
  return set;
}

void
vit_atom_set_unref (VitAtomSet *set)
{
  if (!set || !g_atomic_ref_count_dec (&set->refs))
    return;
  g_object_unref (set->run);
  if (set->region)
    {
      g_free (set->region->map);
      g_free (set->region->axes);
      g_free (set->region->corners);
      g_free (set->region);
    }
  g_free (set->ids);
  g_free (set->text);
  g_free (set);
}

size_t
vit_atom_set_flag (const VitAtomSet *set, const VitAtoms *atoms, uint8_t *flags)
{
  size_t k = 0, found = 0;
  for (size_t i = 0; i < atoms->n; i++)
    {
      while (k < set->n && set->ids[k] < atoms->ids[i])
        k++;
      flags[i] = k < set->n && set->ids[k] == atoms->ids[i];
      found += flags[i];
    }
  return found;
}
