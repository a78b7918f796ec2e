#include "core/structure/pair-entropy.h"

#include <math.h>

#include "core/base/cpu.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/grid.h"
#include "core/structure/pair-entropy-kernel.h"

#define MOST_STEPS 100000

/* Scratch memory of one worker. */
typedef struct
{
  VitGridRange *ranges;
  VitGridNeighbourhood near;
  uint32_t *found;
  float *squares;
  double *distances; /* species × room */
  double *sums;
  size_t *counts;
  size_t room;
} EntropyScratch;

typedef struct
{
  const VitGrid *grid;
  const uint8_t *types;
  unsigned n_species; /* 1 for the total */
  bool total;
  double farthest;
  double *densities, *scales;
  VitPairEntropyTable table;
  VitPairEntropySum *sum;
  EntropyScratch *scratch;
  double *s2;
} Entropy;

static size_t
round_up (double x)
{
  return ((size_t) ceil (x) + VIT_PAIR_ENTROPY_ROUND - 1) / VIT_PAIR_ENTROPY_ROUND *
         VIT_PAIR_ENTROPY_ROUND;
}

/* Zeros, from the beginning of a line of the cache on. */
static double *
new_aligned (size_t n)
{
  return g_aligned_alloc0 (n, sizeof (double), 64);
}

static void
init_table (VitPairEntropyTable *table, const VitPairEntropyOptions *options)
{
  double step = options->step, width = options->width;
  /* Points below r_m, but for rounding. */
  size_t n = table->n_bins = (size_t) fmax (1, ceil (options->reach / step - 0.5 - 1e-9)),
         room = n + 2 * VIT_PAIR_ENTROPY_PAD;
  size_t half = table->half =
      round_up (VIT_PAIR_ENTROPY_REACH * width / step + VIT_PAIR_ENTROPY_ROUND / 2);
  table->step = step;
  table->inverse_step = 1 / step;
  table->slope = step / (width * width);
  table->spread = 1 / (2 * width * width);
  table->bell = new_aligned (2 * half + VIT_PAIR_ENTROPY_PAD);
  for (size_t k = 0; k < 2 * half + VIT_PAIR_ENTROPY_PAD; k++)
    {
      double d = ((double) k - (double) half) * step;
      table->bell[k] = exp (-d * d * table->spread);
    }
  table->inverse_squares = g_new0 (double, room);
  table->weights = g_new0 (double, room);
  table->empty = g_new0 (double, room + 1);
  for (size_t k = 0; k < n; k++)
    {
      double r = ((double) k + 0.5) * step;
      table->inverse_squares[k] = 1 / (r * r);
      table->weights[k] = r * r * step * (n > 1 && (k == 0 || k + 1 == n) ? 0.5 : 1);
    }
  for (size_t k = 0; k < room; k++)
    table->empty[k + 1] = table->empty[k] + table->weights[k];
}

static void
begin_scratch (const Entropy *self, EntropyScratch *scratch)
{
  const VitPairEntropyTable *table = &self->table;
  if (scratch->ranges)
    return;
  scratch->ranges = g_new (VitGridRange, vit_grid_max_ranges (self->grid));
  scratch->sums = new_aligned (table->n_bins + 2 * table->half + 2 * VIT_PAIR_ENTROPY_PAD);
  scratch->counts = g_new (size_t, self->n_species);
}

static void
reserve (const Entropy *self, EntropyScratch *scratch, size_t n)
{
  if (n + VIT_GRID_SCAN_PAD <= scratch->room)
    return;
  scratch->room = 2 * n + VIT_GRID_SCAN_PAD;
  scratch->found = g_renew (uint32_t, scratch->found, scratch->room);
  scratch->squares = g_renew (float, scratch->squares, scratch->room);
  scratch->distances = g_renew (double, scratch->distances, scratch->room * self->n_species);
}

static double
get_entropy (const Entropy *self, EntropyScratch *scratch, size_t i)
{
  const VitGrid *grid = self->grid;
  size_t n =
      vit_grid_measure (grid, i, &scratch->near, self->farthest, scratch->found, scratch->squares);
  for (unsigned b = 0; b < self->n_species; b++)
    scratch->counts[b] = 0;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t slot = scratch->found[k];
      double d[3];
      if (vit_grid_is_self (grid, i, slot))
        continue;
      vit_grid_vector (grid, i, slot, d);
      double r = sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
      unsigned b = self->total ? 0 : self->types[grid->atom[grid->rank[slot]]] - 1u;
      if (r < self->farthest)
        scratch->distances[b * scratch->room + scratch->counts[b]++] = r;
    }
  double sum = 0;
  for (unsigned b = 0; b < self->n_species; b++)
    if (self->densities[b] > 0)
      sum += self->densities[b] * self->sum (&self->table, scratch->distances + b * scratch->room,
                                             scratch->counts[b], self->scales[b], scratch->sums);
  return -2 * G_PI * sum;
}

static bool
measure_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Entropy *self = data;
  const VitGrid *grid = self->grid;
  EntropyScratch *scratch = &self->scratch[worker];
  begin_scratch (self, scratch);
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
        reserve (self, scratch, scratch->near.n);
        size_t first = vit_grid_first_in_bin (grid, bin);
        for (size_t i = first; i < first + n_atoms; i++)
          self->s2[grid->atom[i]] = get_entropy (self, scratch, i);
      }
  return true;
}

static bool
check (const VitCell *cell, const VitPairEntropyOptions *options, GError **error)
{
  if (!(options->reach > 0) || !(options->width > 0) || !(options->step > 0) ||
      !(options->farthest >= 0) || !(options->reach / options->step <= MOST_STEPS) ||
      !(options->width / options->step <= MOST_STEPS) || !(options->step <= 2 * options->width))
    g_set_error (
        error, VIT_ERROR, VIT_ERROR_INVALID,
        "the pair entropy up to %g Å in steps of %g Å with a width of %g Å is not possible",
        options->reach, options->step, options->width);
  else if (!cell->periodic[0] || !cell->periodic[1] || !cell->periodic[2])
    g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                 "the pair entropy needs a density, and so a box that is periodic along all its "
                 "vectors");
  else
    return true;
  return false;
}

static void
init_densities (Entropy *self, const VitCell *cell, size_t n, double width)
{
  double volume = vit_cell_volume (cell);
  self->densities = g_new0 (double, self->n_species);
  self->scales = g_new0 (double, self->n_species);
  for (size_t i = 0; i < n; i++)
    self->densities[self->total ? 0 : self->types[i] - 1]++;
  for (unsigned b = 0; b < self->n_species; b++)
    {
      self->densities[b] /= volume;
      self->scales[b] = 1 / (sqrt (2 * G_PI) * width * 4 * G_PI * self->densities[b]);
    }
}

static void
end (Entropy *self)
{
  for (unsigned w = 0; w < vit_parallel_get_n_threads (); w++)
    {
      EntropyScratch *scratch = &self->scratch[w];
      vit_grid_neighbourhood_clear (&scratch->near);
      g_free (scratch->ranges);
      g_free (scratch->found);
      g_free (scratch->squares);
      g_free (scratch->distances);
      g_aligned_free (scratch->sums);
      g_free (scratch->counts);
    }
  g_free (self->scratch);
  g_free (self->densities);
  g_free (self->scales);
  g_aligned_free (self->table.bell);
  g_free (self->table.inverse_squares);
  g_free (self->table.weights);
  g_free (self->table.empty);
}

static VitPairEntropySum *
get_sum (void)
{
#ifdef VIT_HAVE_AVX512
  if (vit_cpu_has (VIT_CPU_AVX512))
    return vit_pair_entropy_sum_avx512;
#endif
#ifdef VIT_HAVE_AVX2
  if (vit_cpu_has (VIT_CPU_AVX2))
    return vit_pair_entropy_sum_avx2;
#endif
  return vit_pair_entropy_sum_plain;
}

bool
vit_pair_entropy (const VitCell *cell,
                  const double *x,
                  const uint8_t *types,
                  size_t n,
                  unsigned n_types,
                  const VitPairEntropyOptions *options,
                  double *s2,
                  VitProgress *progress,
                  GError **error)
{
  g_return_val_if_fail (cell && options && (n == 0 || (x && types && s2)), false);
  if (!check (cell, options, error))
    return false;
  double farthest = options->farthest > 0 ? options->farthest : options->reach + 5 * options->width;
  g_autoptr (VitGrid) grid = vit_grid_new (cell, x, n, farthest, 3, error);
  if (!grid)
    return false;
  Entropy self = { .grid = grid,
                   .types = types,
                   .n_species = options->total ? 1 : MAX (n_types, 1),
                   .total = options->total,
                   .farthest = farthest,
                   .sum = get_sum (),
                   .s2 = s2,
                   .scratch = g_new0 (EntropyScratch, vit_parallel_get_n_threads ()) };
  init_table (&self.table, options);
  init_densities (&self, cell, n, options->width);
  size_t n_rows = vit_grid_n_rows (grid);
  bool done =
      vit_parallel_for (n_rows, MAX (1, n_rows / 256), measure_rows, &self, progress, error);
  end (&self);
  return done;
}
