#include "core/structure/cluster-tracking.h"

#include <stdlib.h>

/* Number of atoms that a cluster before and one after share. */
typedef struct
{
  int32_t before, after;
  size_t n;
} Overlap;

static int
compare_overlaps (const void *a, const void *b)
{
  const Overlap *p = a, *q = b;
  if (p->before != q->before)
    return p->before < q->before ? -1 : 1;
  return p->after < q->after ? -1 : p->after > q->after;
}

static size_t
count_overlaps (const int32_t *before, const int32_t *after, size_t n_atoms, Overlap *overlaps)
{
  size_t n = 0, used = 0;
  for (size_t i = 0; i < n_atoms; i++)
    if (before[i] >= 0 && after[i] >= 0)
      overlaps[n++] = (Overlap){ before[i], after[i], 1 };
  qsort (overlaps, n, sizeof *overlaps, compare_overlaps);
  for (size_t k = 0; k < n; k++)
    if (used > 0 && compare_overlaps (&overlaps[used - 1], &overlaps[k]) == 0)
      overlaps[used - 1].n++;
    else
      overlaps[used++] = overlaps[k];
  return used;
}

void
vit_clusters_track (const int32_t *before,
                    const int64_t *tracks_before,
                    size_t n_before,
                    const int32_t *after,
                    size_t n_after,
                    size_t n_atoms,
                    int64_t *next_track,
                    int64_t *tracks_after,
                    VitTrackEvents *events)
{
  g_return_if_fail (next_track && (n_after == 0 || tracks_after));
  g_autofree Overlap *overlaps = g_new (Overlap, MAX (n_atoms, 1));
  size_t n = count_overlaps (before, after, n_atoms, overlaps);
  /* Find, for each cluster, the one on the other side with which it shares most atoms. Overlaps are
   * sorted ascending, so ties go to the lowest. */
  g_autofree ssize_t *to = g_new (ssize_t, MAX (n_before, 1)),
                     *from = g_new (ssize_t, MAX (n_after, 1));
  g_autofree size_t *most_to = g_new0 (size_t, MAX (n_before, 1)),
                    *most_from = g_new0 (size_t, MAX (n_after, 1));
  for (size_t c = 0; c < n_before; c++)
    to[c] = -1;
  for (size_t c = 0; c < n_after; c++)
    from[c] = -1;
  for (size_t k = 0; k < n; k++)
    {
      const Overlap *o = &overlaps[k];
      if (o->n > most_to[o->before])
        {
          most_to[o->before] = o->n;
          to[o->before] = o->after;
        }
      if (o->n > most_from[o->after])
        {
          most_from[o->after] = o->n;
          from[o->after] = o->before;
        }
    }
  VitTrackEvents seen = { 0 };
  for (size_t c = 0; c < n_after; c++)
    {
      bool continues = from[c] >= 0 && to[from[c]] == (ssize_t) c;
      tracks_after[c] = continues ? tracks_before[from[c]] : (*next_track)++;
      seen.born += from[c] < 0;
      seen.split += from[c] >= 0 && !continues;
    }
  for (size_t c = 0; c < n_before; c++)
    {
      seen.died += to[c] < 0;
      seen.merged += to[c] >= 0 && from[to[c]] != (ssize_t) c;
    }
  if (events)
    *events = seen;
}
