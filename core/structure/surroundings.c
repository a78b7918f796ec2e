#include "core/structure/surroundings.h"

#include <math.h>

#include "core/base/cpu.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/grid.h"
#include "core/structure/surroundings-kernel.h"

/* Scratch memory of one worker. */
typedef struct
{
  VitGridRange *ranges;
  VitGridNeighbourhood near;
  uint32_t *found, *rows;
  float *rounded;
  double *squares, *sums;
  size_t room;
} Scratch;

/* @rows: by rank: the value of each column, 0 for none, then 1, then of each column that lacks some
 * values 1 for a value and 0 for none, then zeros up to @width.
 * @counts: of each column: where in a row it says whether there is a value. */
typedef struct
{
  const VitGrid *grid;
  double reach, scale;
  size_t n_columns, width;
  size_t *counts;
  double *rows;
  double *const *averages;
  VitSurroundingsSum *sum;
  Scratch *scratch;
} Averaging;

static void
reserve (Scratch *scratch, size_t n)
{
  if (n + VIT_GRID_SCAN_PAD <= scratch->room)
    return;
  scratch->room = 2 * n + VIT_GRID_SCAN_PAD;
  scratch->found = g_renew (uint32_t, scratch->found, scratch->room);
  scratch->rows = g_renew (uint32_t, scratch->rows, scratch->room);
  scratch->rounded = g_renew (float, scratch->rounded, scratch->room);
  scratch->squares = g_renew (double, scratch->squares, scratch->room);
}

static void
average_atom (const Averaging *self, Scratch *scratch, size_t i)
{
  const VitGrid *grid = self->grid;
  size_t n = 0, n_found = vit_grid_measure (grid, i, &scratch->near, self->reach, scratch->found,
                                            scratch->rounded);
  for (size_t k = 0; k < n_found; k++)
    {
      double d[3];
      vit_grid_vector (grid, i, scratch->found[k], d);
      double square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      scratch->squares[n] = square;
      scratch->rows[n] = grid->rank[scratch->found[k]];
      n += square <= self->reach * self->reach;
    }
  self->sum (scratch->squares, scratch->rows, n, self->scale, self->rows, self->width,
             scratch->sums);
  for (size_t c = 0; c < self->n_columns; c++)
    {
      double weight = scratch->sums[self->counts[c]];
      self->averages[c][grid->atom[i]] = weight > 0 ? scratch->sums[c] / weight : NAN;
    }
}

static bool
average_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Averaging *self = data;
  const VitGrid *grid = self->grid;
  Scratch *scratch = &self->scratch[worker];
  if (!scratch->ranges)
    {
      scratch->ranges = g_new (VitGridRange, vit_grid_max_ranges (grid));
      scratch->sums = g_new (double, self->width);
    }
  for (size_t r = begin; r < end; r++)
    for (int bx = 0; bx < grid->n_bins[0]; bx++)
      {
        int by = (int) (r % grid->n_bins[1]), bz = (int) (r / grid->n_bins[1]);
        size_t bin = vit_grid_bin (grid, bx, by, bz), n_slots;
        size_t n_atoms = grid->starts[bin + 1] - grid->starts[bin];
        if (n_atoms == 0)
          continue;
        size_t n_ranges = vit_grid_get_ranges (grid, bx, by, bz, scratch->ranges, &n_slots);
        vit_grid_collect (grid, bin, scratch->ranges, n_ranges, n_slots, &scratch->near);
        reserve (scratch, scratch->near.n);
        size_t first = vit_grid_first_in_bin (grid, bin);
        for (size_t i = first; i < first + n_atoms; i++)
          average_atom (self, scratch, i);
      }
  return true;
}

/* Columns without gaps share the sum of the weights. */
static void
place_counts (Averaging *self, const double *const *values)
{
  size_t n = self->grid->n, width = self->n_columns + 1;
  for (size_t c = 0; c < self->n_columns; c++)
    {
      bool lacks = false;
      for (size_t i = 0; i < n && !lacks; i++)
        lacks = isnan (values[c][i]);
      self->counts[c] = lacks ? width++ : self->n_columns;
    }
  self->width = (width + VIT_SURROUNDINGS_PAD - 1) / VIT_SURROUNDINGS_PAD * VIT_SURROUNDINGS_PAD;
}

static void
fill_rows (Averaging *self, const double *const *values)
{
  const VitGrid *grid = self->grid;
  self->rows = g_new0 (double, MAX (grid->n, 1) * self->width);
  for (size_t rank = 0; rank < grid->n; rank++)
    {
      double *row = self->rows + rank * self->width;
      row[self->n_columns] = 1;
      for (size_t c = 0; c < self->n_columns; c++)
        {
          double value = values[c][grid->atom[rank]];
          if (isnan (value))
            continue;
          row[c] = value;
          row[self->counts[c]] = 1;
        }
    }
}

static VitSurroundingsSum *
get_sum (void)
{
#ifdef VIT_HAVE_AVX512
  if (vit_cpu_has (VIT_CPU_AVX512))
    return vit_surroundings_sum_avx512;
#endif
#ifdef VIT_HAVE_AVX2
  if (vit_cpu_has (VIT_CPU_AVX2))
    return vit_surroundings_sum_avx2;
#endif
  return vit_surroundings_sum_plain;
}

bool
vit_surroundings_average (const VitCell *cell,
                          const double *x,
                          size_t n,
                          double width,
                          const double *const *values,
                          double *const *averages,
                          size_t n_columns,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (cell && values && averages && (x || n == 0), false);
  if (!(width > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "averages over %g Å are not possible",
                   width);
      return false;
    }
  Averaging self = { .reach = VIT_SURROUNDINGS_REACH * width,
                     .scale = -1 / (2 * width * width),
                     .n_columns = n_columns,
                     .averages = averages,
                     .sum = get_sum () };
  g_autoptr (VitGrid) grid = vit_grid_new (cell, x, n, self.reach, 3, error);
  if (!grid)
    return false;
  unsigned n_workers = vit_parallel_get_n_threads ();
  self.grid = grid;
  self.scratch = g_new0 (Scratch, n_workers);
  self.counts = g_new (size_t, MAX (n_columns, 1));
  place_counts (&self, values);
  fill_rows (&self, values);
  size_t n_rows = vit_grid_n_rows (grid);
  bool done =
      vit_parallel_for (n_rows, MAX (1, n_rows / 256), average_rows, &self, progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    {
      Scratch *scratch = &self.scratch[w];
      vit_grid_neighbourhood_clear (&scratch->near);
      g_free (scratch->ranges);
      g_free (scratch->found);
      g_free (scratch->rows);
      g_free (scratch->rounded);
      g_free (scratch->squares);
      g_free (scratch->sums);
    }
  g_free (self.scratch);
  g_free (self.counts);
  g_free (self.rows);
  return done;
}
