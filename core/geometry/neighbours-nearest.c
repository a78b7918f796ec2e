#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/neighbours-private.h"

typedef struct
{
  double d2;
  VitNeighbourEntry entry;
} Candidate;

typedef struct
{
  VitNeighbourScratch scratch;
  Candidate *candidates;
  size_t room;
} NearestScratch;

typedef struct
{
  const VitGrid *grid;
  unsigned count;
  uint8_t *done; /* by atom */
  int missing;   /* atomic: whether an atom has too few within the search radius */
  VitNeighbours *result;
  NearestScratch *workers;
} NearestSearch;

static int
compare_candidates (const void *a, const void *b)
{
  const Candidate *p = a, *q = b;
  if (p->d2 != q->d2)
    return p->d2 < q->d2 ? -1 : 1;
  return vit_neighbour_entry_before (&p->entry, &q->entry)
             ? -1
             : vit_neighbour_entry_before (&q->entry, &p->entry);
}

static size_t
collect_candidates (const NearestSearch *nearest, NearestScratch *worker, size_t i, GError **error)
{
  const VitGrid *grid = nearest->grid;
  VitNeighbourScratch *scratch = &worker->scratch;
  bool doubtful;
  size_t n = vit_grid_scan (grid, i, scratch->ranges, scratch->n_ranges, grid->search_radius,
                            scratch->found, &doubtful);
  if (n > worker->room)
    {
      worker->room = 2 * n;
      worker->candidates = g_renew (Candidate, worker->candidates, worker->room);
    }
  size_t kept = 0;
  for (size_t k = 0; k < n; k++)
    {
      if (vit_grid_is_self (grid, i, scratch->found[k]))
        continue;
      Candidate *candidate = &worker->candidates[kept];
      candidate->d2 = vit_grid_squared_distance (grid, i, scratch->found[k]);
      if (candidate->d2 > grid->search_radius * grid->search_radius)
        continue;
      if (!vit_neighbour_entry_init (&candidate->entry, grid, i, scratch->found[k], error))
        return 0;
      kept++;
    }
  return kept;
}

/* Moves the @count nearest of @n candidates to the front, with all that tie with the last and a few
 * that are not worth removing; returns how many. */
static size_t
keep_nearest (Candidate *candidates, size_t n, size_t count)
{
  size_t sure = 0;
  while (n - sure > 4 * count)
    {
      double a = candidates[sure].d2, b = candidates[sure + (n - sure) / 2].d2,
             c = candidates[n - 1].d2;
      double pivot = fmax (fmin (a, b), fmin (fmax (a, b), c));
      size_t end = sure;
      for (size_t k = sure; k < n; k++)
        if (candidates[k].d2 <= pivot)
          {
            Candidate near = candidates[k];
            candidates[k] = candidates[end];
            candidates[end++] = near;
          }
      if (end == n)
        break;
      if (end < count)
        sure = end;
      else
        n = end;
    }
  return n;
}

static bool
find_nearest (NearestSearch *nearest, NearestScratch *worker, size_t i, GError **error)
{
  g_autoptr (GError) failure = NULL;
  size_t atom = nearest->grid->atom[i], n = collect_candidates (nearest, worker, i, &failure);
  if (failure)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return false;
    }
  if (n < nearest->count)
    {
      g_atomic_int_set (&nearest->missing, 1);
      return true;
    }
  n = keep_nearest (worker->candidates, n, nearest->count);
  qsort (worker->candidates, n, sizeof *worker->candidates, compare_candidates);
  VitNeighbourEntry *entries = worker->scratch.entries;
  for (unsigned k = 0; k < nearest->count; k++)
    entries[k] = worker->candidates[k].entry;
  vit_neighbour_entries_sort (entries, nearest->count);
  size_t to = nearest->result->offsets[atom];
  for (unsigned k = 0; k < nearest->count; k++)
    {
      nearest->result->indices[to + k] = entries[k].index;
      memcpy (nearest->result->shifts[to + k], entries[k].shift, sizeof entries[k].shift);
    }
  nearest->done[atom] = 1;
  return true;
}

static bool
nearest_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  NearestSearch *nearest = data;
  const VitGrid *grid = nearest->grid;
  for (size_t r = begin; r < end; r++)
    for (int bx = 0; bx < grid->n_bins[0]; bx++)
      {
        int by = (int) (r % grid->n_bins[1]), bz = (int) (r / grid->n_bins[1]);
        size_t bin = vit_grid_bin (grid, bx, by, bz);
        if (grid->starts[bin] == grid->starts[bin + 1])
          continue;
        vit_neighbour_scratch_enter (&nearest->workers[worker].scratch, grid, bx, by, bz);
        size_t first_rank = vit_grid_first_in_bin (grid, bin);
        for (size_t i = first_rank; i < first_rank + grid->starts[bin + 1] - grid->starts[bin]; i++)
          if (!nearest->done[grid->atom[i]] &&
              !find_nearest (nearest, &nearest->workers[worker], i, error))
            return false;
      }
  return true;
}

/* Searches within the radius of the grid. Atoms with too few neighbours are left to the next pass,
 * with a larger radius. */
static bool
nearest_pass (NearestSearch *nearest, const VitGrid *grid, VitProgress *progress, GError **error)
{
  unsigned n_workers = vit_parallel_get_n_threads ();
  nearest->grid = grid;
  nearest->missing = 0;
  nearest->workers = g_new0 (NearestScratch, n_workers);
  bool done = vit_parallel_for (vit_grid_n_rows (grid), vit_grid_row_grain (grid), nearest_rows,
                                nearest, progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    {
      vit_neighbour_scratch_clear (&nearest->workers[w].scratch);
      g_free (nearest->workers[w].candidates);
    }
  g_free (nearest->workers);
  return done;
}

/* Radius of a sphere with 1.5 @count + 4 atoms, in edges of the mean cube of an atom. */
static double
estimate_radius (unsigned count)
{
  return cbrt ((1.5 * count + 4) * 3 / (4 * G_PI));
}

VitNeighbours *
vit_neighbours_new_nearest (const VitCell *cell,
                            const double *x,
                            size_t n,
                            unsigned count,
                            VitProgress *progress,
                            GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), NULL);
  bool periodic = cell->periodic[0] || cell->periodic[1] || cell->periodic[2];
  if (count < 1 || (n > 0 && !periodic && n - 1 < count))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%u nearest neighbours cannot be found among %zu atoms", count, n);
      return NULL;
    }
  g_autoptr (VitNeighbours) result = vit_neighbours_new_empty (n);
  for (size_t i = 0; i < n; i++)
    result->offsets[i + 1] = result->offsets[i] + count;
  result->indices = g_new (uint32_t, MAX (n * count, 1));
  result->shifts = g_malloc_n (MAX (n * count, 1), sizeof *result->shifts);

  g_autofree uint8_t *done = g_new0 (uint8_t, MAX (n, 1));
  NearestSearch nearest = { .count = count, .done = done, .result = result };
  double unit;
  g_autoptr (VitGrid) grid =
      vit_grid_new_relative (cell, x, n, estimate_radius (count), INFINITY, 3, &unit, error);
  while (grid && nearest_pass (&nearest, grid, progress, error))
    {
      if (!nearest.missing)
        return g_steal_pointer (&result);
      double search_radius = 1.5 * grid->search_radius;
      vit_grid_free (grid);
      grid = vit_grid_new (cell, x, n, search_radius, 3, error);
    }
  return NULL;
}
