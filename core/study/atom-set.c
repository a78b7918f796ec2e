#include "core/study/atom-set.h"

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
