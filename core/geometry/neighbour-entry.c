#include <stdlib.h>

#include "core/base/error.h"
#include "core/geometry/neighbours-private.h"

void
vit_neighbour_scratch_enter (
    VitNeighbourScratch *scratch, const VitGrid *grid, int bx, int by, int bz)
{
  if (!scratch->ranges)
    scratch->ranges = g_new (VitGridRange, vit_grid_max_ranges (grid));
  size_t n_slots;
  scratch->n_ranges = vit_grid_get_ranges (grid, bx, by, bz, scratch->ranges, &n_slots);
  if (n_slots + VIT_GRID_SCAN_PAD <= scratch->room)
    return;
  scratch->room = n_slots + n_slots / 2 + VIT_GRID_SCAN_PAD;
  scratch->found = g_renew (uint32_t, scratch->found, scratch->room);
  scratch->entries = g_renew (VitNeighbourEntry, scratch->entries, scratch->room);
  scratch->d2 = g_renew (double, scratch->d2, scratch->room);
}

void
vit_neighbour_scratch_clear (VitNeighbourScratch *scratch)
{
  g_clear_pointer (&scratch->ranges, g_free);
  g_clear_pointer (&scratch->found, g_free);
  g_clear_pointer (&scratch->entries, g_free);
  g_clear_pointer (&scratch->d2, g_free);
  scratch->room = 0;
}

bool
vit_neighbour_shift_error (int shift, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "Neighbouring atoms are %d box lengths apart", shift);
  return false;
}

bool
vit_neighbour_entry_before (const VitNeighbourEntry *a, const VitNeighbourEntry *b)
{
  if (a->index != b->index)
    return a->index < b->index;
  for (int k = 0; k < 2; k++)
    if (a->shift[k] != b->shift[k])
      return a->shift[k] < b->shift[k];
  return a->shift[2] < b->shift[2];
}

static int
compare_entries (const void *a, const void *b)
{
  return vit_neighbour_entry_before (a, b) ? -1 : vit_neighbour_entry_before (b, a);
}

void
vit_neighbour_entries_sort (VitNeighbourEntry *entries, size_t n)
{
  if (n > 64)
    {
      qsort (entries, n, sizeof *entries, compare_entries);
      return;
    }
  for (size_t k = 1; k < n; k++)
    {
      VitNeighbourEntry entry = entries[k];
      size_t l = k;
      for (; l > 0 && vit_neighbour_entry_before (&entry, &entries[l - 1]); l--)
        entries[l] = entries[l - 1];
      entries[l] = entry;
    }
}
