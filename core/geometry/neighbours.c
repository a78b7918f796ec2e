#include "core/geometry/neighbours.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/neighbours-part.h"
#include "core/geometry/neighbours-private.h"
#include "core/geometry/species.h"

/* Stop before memory runs out: so many neighbours mean a wrong cutoff or atoms on top of each
 * other. */
#define MAX_NEIGHBOURS_MEAN 512
#define MAX_NEIGHBOURS_FREE ((size_t) 1 << 22)

VitNeighbours *
vit_neighbours_ref (VitNeighbours *neighbours)
{
  g_atomic_ref_count_inc (&neighbours->refs);
  return neighbours;
}

void
vit_neighbours_unref (VitNeighbours *neighbours)
{
  if (!neighbours || !g_atomic_ref_count_dec (&neighbours->refs))
    return;
  g_free (neighbours->offsets);
  g_free (neighbours->indices);
  g_free (neighbours->shifts);
  g_free (neighbours);
}

VitNeighbours *
vit_neighbours_new_empty (size_t n)
{
  VitNeighbours *neighbours = g_new0 (VitNeighbours, 1);
  g_atomic_ref_count_init (&neighbours->refs);
  neighbours->n = n;
  neighbours->offsets = g_new0 (size_t, n + 1);
  return neighbours;
}

/* Rank sort beats qsort up to so many keys. */
#define MAX_RANK_SORT 96

/* Neighbours of the atoms of one row of bins: slots, atom after atom in bin order, sorted for each.
 */
typedef struct
{
  uint32_t *slots;
  size_t n;
  size_t room;
} RowSlots;

typedef struct
{
  const VitGrid *grid;
  double cutoff;
  const uint8_t *types; /* by atom, with cutoffs_2 */
  unsigned n_types;
  double *cutoffs_2; /* squared, per pair of species; NULL for one cutoff */
  bool unique;       /* no atom occurs twice in a list */
  RowSlots *rows;
  size_t n_entries; /* atomic */
  size_t max_entries;
  VitNeighbours *result;
  VitNeighbourScratch *scratch; /* per worker */
} CutoffSearch;

/* Removes the atom itself and, if float could not decide, slots beyond the cutoff. */
static size_t
drop_beyond_cutoff (const CutoffSearch *search, size_t i, uint32_t *found, size_t n, bool doubtful)
{
  const VitGrid *grid = search->grid;
  size_t kept = 0;
  if (!doubtful && !search->cutoffs_2 && search->unique)
    {
      for (size_t k = 0; k < n; k++)
        {
          found[kept] = found[k];
          kept += grid->rank[found[k]] != i;
        }
      return kept;
    }
  double limit = search->cutoff * search->cutoff;
  unsigned type = search->cutoffs_2 ? search->types[grid->atom[i]] - 1u : 0;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t slot = found[k];
      if (vit_grid_is_self (grid, i, slot))
        continue;
      if (search->cutoffs_2)
        limit = search->cutoffs_2[type * search->n_types +
                                  (search->types[grid->atom[grid->rank[slot]]] - 1u)];
      if (limit > 0 && vit_grid_squared_distance (grid, i, slot) <= limit)
        found[kept++] = slot;
    }
  return kept;
}

/* A vector of four integers on any processor. */
typedef int32_t Lanes __attribute__ ((vector_size (16), aligned (4)));

/* Sorts a few slots by the index of their atom, all different, without branches: the position of
 * each is the number of smaller ones. */
static void
sort_by_counting (const VitGrid *grid, const uint32_t *found, size_t n, uint32_t *sorted)
{
  int32_t keys[MAX_RANK_SORT + 4];
  size_t padded = (n + 3) / 4 * 4;
  for (size_t k = 0; k < n; k++)
    keys[k] = (int32_t) grid->atom[grid->rank[found[k]]];
  for (size_t k = n; k < padded; k++)
    keys[k] = INT32_MAX;
  for (size_t k = 0; k < n; k++)
    {
      Lanes key = { keys[k], keys[k], keys[k], keys[k] }, count = { 0, 0, 0, 0 };
      for (size_t l = 0; l < padded; l += 4)
        count += *(const Lanes *) (keys + l) < key;
      sorted[-(count[0] + count[1] + count[2] + count[3])] = found[k];
    }
}

static bool
sort_by_entry (const VitGrid *grid,
               VitNeighbourScratch *scratch,
               size_t i,
               size_t n,
               uint32_t *sorted,
               GError **error)
{
  for (size_t k = 0; k < n; k++)
    if (!vit_neighbour_entry_init (&scratch->entries[k], grid, i, scratch->found[k], error))
      return false;
  vit_neighbour_entries_sort (scratch->entries, n);
  for (size_t k = 0; k < n; k++)
    sorted[k] = scratch->entries[k].slot;
  return true;
}

static bool
append_slots (const CutoffSearch *search,
              RowSlots *row,
              VitNeighbourScratch *scratch,
              size_t i,
              size_t n,
              GError **error)
{
  if (row->n + n > search->max_entries)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "More than %zu neighbours within %g Å: the cutoff is too long",
                   search->max_entries, search->cutoff);
      return false;
    }
  /* Room for one more, so that there are slots even for none. */
  if (row->n + n >= row->room)
    {
      row->room = MAX (2 * row->room, row->n + n + 1024);
      row->slots = g_renew (uint32_t, row->slots, row->room);
    }
  uint32_t *sorted = row->slots + row->n;
  row->n += n;
  if (!search->unique || n > MAX_RANK_SORT)
    return sort_by_entry (search->grid, scratch, i, n, sorted, error);
  sort_by_counting (search->grid, scratch->found, n, sorted);
  return true;
}

static bool
search_row (CutoffSearch *search, size_t r, VitNeighbourScratch *scratch, GError **error)
{
  const VitGrid *grid = search->grid;
  int by, bz;
  vit_grid_enter_row (grid, r, &by, &bz);
  for (int bx = grid->begin[0]; bx < grid->end[0]; bx++)
    {
      size_t bin = vit_grid_bin (grid, bx, by, bz);
      if (grid->starts[bin] == grid->starts[bin + 1])
        continue;
      vit_neighbour_scratch_enter (scratch, grid, bx, by, bz);
      size_t first_rank = vit_grid_first_in_bin (grid, bin);
      for (size_t i = first_rank; i < first_rank + grid->starts[bin + 1] - grid->starts[bin]; i++)
        {
          bool doubtful;
          if (vit_grid_is_halo (grid, i))
            continue;
          size_t n = vit_grid_scan (grid, i, scratch->ranges, scratch->n_ranges, search->cutoff,
                                    scratch->found, &doubtful);
          n = drop_beyond_cutoff (search, i, scratch->found, n, doubtful);
          if (!append_slots (search, &search->rows[r], scratch, i, n, error))
            return false;
          search->result->offsets[grid->atom[i] + 1] = n;
        }
    }
  return true;
}

static bool
search_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  CutoffSearch *search = data;
  for (size_t r = begin; r < end; r++)
    {
      if (!search_row (search, r, &search->scratch[worker], error))
        return false;
      size_t n = search->rows[r].n;
      if ((size_t) g_atomic_pointer_add (&search->n_entries, n) + n > search->max_entries)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "More than %zu neighbours within %g Å: the cutoff is too long",
                       search->max_entries, search->cutoff);
          return false;
        }
    }
  return true;
}

static bool
write_list (const CutoffSearch *search,
            size_t i,
            const uint32_t *slots,
            size_t n,
            size_t to,
            GError **error)
{
  const VitGrid *grid = search->grid;
  VitNeighbours *result = search->result;
  for (size_t k = 0; k < n; k++)
    {
      VitNeighbourEntry entry;
      if (!vit_neighbour_entry_init (&entry, grid, i, slots[k], error))
        return false;
      result->indices[to + k] = entry.index;
      memcpy (result->shifts[to + k], entry.shift, sizeof entry.shift);
    }
  return true;
}

/* Writes lists of bin order to the order of the atoms. */
static bool
write_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  CutoffSearch *search = data;
  const VitGrid *grid = search->grid;
  const size_t *offsets = search->result->offsets;
  for (size_t r = begin; r < end; r++)
    {
      RowSlots *row = &search->rows[r];
      int by, bz;
      vit_grid_enter_row (grid, r, &by, &bz);
      size_t first = vit_grid_bin (grid, grid->begin[0], by, bz),
             last = vit_grid_bin (grid, grid->end[0], by, bz), from = 0;
      size_t n_atoms = grid->starts[last] - grid->starts[first];
      size_t first_rank = n_atoms > 0 ? vit_grid_first_in_bin (grid, first) : 0;
      for (size_t i = first_rank; i < first_rank + n_atoms; i++)
        {
          size_t to = offsets[grid->atom[i]], n = offsets[grid->atom[i] + 1] - to;
          if (!write_list (search, i, row->slots + from, n, to, error))
            return false;
          from += n;
        }
      g_clear_pointer (&row->slots, g_free);
    }
  return true;
}

/* Whether the radius is below half the box in every periodic direction, so that no atom has two
 * images within it. */
static bool
images_are_unique (const VitCell *cell, double search_radius)
{
  double widths[3];
  vit_cell_widths (cell, widths);
  for (int k = 0; k < 3; k++)
    if (cell->periodic[k] && widths[k] <= 2 * search_radius * (1 + 1e-6))
      return false;
  return true;
}

static VitNeighbours *
run_cutoff_search (CutoffSearch *search, VitProgress *progress, GError **error)
{
  const VitGrid *grid = search->grid;
  size_t n_rows = vit_grid_n_rows (grid);
  g_autoptr (VitNeighbours) result = vit_neighbours_new_empty (grid->n);
  search->result = result;
  search->rows = g_new0 (RowSlots, n_rows);
  search->max_entries = MAX_NEIGHBOURS_FREE + MAX_NEIGHBOURS_MEAN * grid->n;
  unsigned n_workers = vit_parallel_get_n_threads ();
  search->scratch = g_new0 (VitNeighbourScratch, n_workers);
  bool done =
      vit_parallel_for (n_rows, vit_grid_row_grain (grid), search_rows, search, progress, error);
  if (done)
    {
      for (size_t i = 0; i < grid->n; i++)
        result->offsets[i + 1] += result->offsets[i];
      size_t total = result->offsets[grid->n];
      result->indices = g_new (uint32_t, MAX (total, 1));
      result->shifts = g_malloc_n (MAX (total, 1), sizeof *result->shifts);
      done = vit_parallel_for (n_rows, vit_grid_row_grain (grid), write_rows, search, NULL, error);
    }
  for (size_t r = 0; r < n_rows; r++)
    g_free (search->rows[r].slots);
  g_free (search->rows);
  for (unsigned w = 0; w < n_workers; w++)
    vit_neighbour_scratch_clear (&search->scratch[w]);
  g_free (search->scratch);
  return done ? g_steal_pointer (&result) : NULL;
}

VitNeighbours *
vit_neighbours_new_cutoff (const VitCell *cell,
                           const double *x,
                           size_t n,
                           double cutoff,
                           VitProgress *progress,
                           GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), NULL);
  g_autoptr (VitGrid) grid = vit_grid_new (cell, x, n, cutoff, VIT_GRID_OCCUPANCY, error);
  if (!grid)
    return NULL;
  CutoffSearch search = { .grid = grid,
                          .cutoff = cutoff,
                          .unique = images_are_unique (cell, cutoff) };
  return run_cutoff_search (&search, progress, error);
}

VitNeighbours *
vit_neighbours_new_cutoff_part (const VitGridLayout *layout,
                                const VitGridPart *part,
                                const double *x,
                                size_t n,
                                VitProgress *progress,
                                GError **error)
{
  g_autoptr (VitGrid) grid = vit_grid_new_part (layout, part, x, n, error);
  if (!grid)
    return NULL;
  CutoffSearch search = { .grid = grid,
                          .cutoff = layout->search_radius,
                          .unique = images_are_unique (&layout->cell, layout->search_radius) };
  return run_cutoff_search (&search, progress, error);
}

static bool
check_pair_cutoffs (size_t n,
                    const uint8_t *types,
                    unsigned n_types,
                    const double *cutoffs,
                    const char *const *species,
                    double *most,
                    GError **error)
{
  *most = 0;
  for (unsigned a = 0; a < n_types; a++)
    for (unsigned b = 0; b < n_types; b++)
      {
        double cutoff = cutoffs[a * n_types + b];
        if (!(cutoff >= 0) || !isfinite (cutoff) || cutoff != cutoffs[b * n_types + a])
          {
            g_autofree char *first = vit_species_dup_name (species, a + 1),
                            *second = vit_species_dup_name (species, b + 1);
            g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                         "The cutoff of %s and %s (%g and %g Å) must be one length", first, second,
                         cutoff, cutoffs[b * n_types + a]);
            return false;
          }
        *most = fmax (*most, cutoff);
      }
  return vit_species_check (types, n, n_types, species, "cutoffs are given", error);
}

VitNeighbours *
vit_neighbours_new_pair_cutoff (const VitCell *cell,
                                const double *x,
                                size_t n,
                                const uint8_t *types,
                                unsigned n_types,
                                const double *cutoffs,
                                const char *const *species,
                                VitProgress *progress,
                                GError **error)
{
  g_return_val_if_fail (cell != NULL && (n == 0 || (x != NULL && types != NULL)), NULL);
  g_return_val_if_fail (n_types > 0 && cutoffs != NULL, NULL);
  double most;
  if (!check_pair_cutoffs (n, types, n_types, cutoffs, species, &most, error))
    return NULL;
  g_autoptr (VitGrid) grid = vit_grid_new (cell, x, n, most, VIT_GRID_OCCUPANCY, error);
  if (!grid)
    return NULL;
  CutoffSearch search = { .grid = grid, .cutoff = most, .types = types, .n_types = n_types };
  search.cutoffs_2 = g_new (double, n_types *n_types);
  for (unsigned k = 0; k < n_types * n_types; k++)
    search.cutoffs_2[k] = cutoffs[k] * cutoffs[k];
  VitNeighbours *result = run_cutoff_search (&search, progress, error);
  g_free (search.cutoffs_2);
  return result;
}
