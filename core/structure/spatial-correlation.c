#include "core/structure/spatial-correlation.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/grid.h"

/* Bins that a decay needs at least. */
#define MIN_FIT 3

#define MAX_BINS 1000000

typedef struct
{
  VitGridRun *runs;
  uint32_t *found;
  size_t room;
} Scratch;

/* Sums per chunk and bin, added up in the order of the chunks. */
typedef struct
{
  const VitGrid *grid;
  const double *deltas; /* by index in the grid, in standard deviations */
  size_t n_bins;
  double width;
  size_t grain;
  double *sums;
  uint64_t *counts;
  Scratch *scratch; /* per worker */
} Counting;

void
vit_spatial_correlation_free (VitSpatialCorrelation *correlation)
{
  if (!correlation)
    return;
  g_free (correlation->values);
  g_free (correlation->n_pairs);
  g_free (correlation);
}

static void
count_atom (const Counting *counting,
            const Scratch *scratch,
            size_t i,
            size_t n_runs,
            double *sums,
            uint64_t *counts)
{
  const VitGrid *grid = counting->grid;
  bool doubtful;
  size_t n = vit_grid_scan (grid, i, scratch->runs, n_runs, grid->reach, scratch->found, &doubtful);
  double own = counting->deltas[grid->atom[i]], inverse = 1 / counting->width;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t slot = scratch->found[k];
      if (vit_grid_is_self (grid, i, slot))
        continue;
      double d[3];
      vit_grid_vector (grid, i, slot, d);
      size_t bin = (size_t) (sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]) * inverse);
      if (bin >= counting->n_bins)
        continue;
      sums[bin] += own * counting->deltas[grid->atom[grid->rank[slot]]];
      counts[bin]++;
    }
}

static bool
count_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Counting *counting = data;
  const VitGrid *grid = counting->grid;
  Scratch *scratch = &counting->scratch[worker];
  size_t chunk = begin / counting->grain * counting->n_bins;
  if (!scratch->runs)
    scratch->runs = g_new (VitGridRun, vit_grid_max_runs (grid));
  for (size_t r = begin; r < end; r++)
    for (int bx = 0; bx < grid->n_bins[0]; bx++)
      {
        int by = (int) (r % (size_t) grid->n_bins[1]), bz = (int) (r / (size_t) grid->n_bins[1]);
        size_t bin = vit_grid_bin (grid, bx, by, bz), n_slots;
        size_t n_atoms = grid->starts[bin + 1] - grid->starts[bin];
        if (n_atoms == 0)
          continue;
        size_t n_runs = vit_grid_runs (grid, bx, by, bz, scratch->runs, &n_slots);
        if (n_slots + VIT_GRID_SCAN_PAD > scratch->room)
          {
            scratch->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
            scratch->found = g_renew (uint32_t, scratch->found, scratch->room);
          }
        size_t home = vit_grid_home (grid, bin);
        for (size_t i = home; i < home + n_atoms; i++)
          count_atom (counting, scratch, i, n_runs, counting->sums + chunk,
                      counting->counts + chunk);
      }
  return true;
}

static bool
count (VitSpatialCorrelation *self,
       const VitGrid *grid,
       const double *deltas,
       VitProgress *progress,
       GError **error)
{
  size_t n_rows = vit_grid_n_rows (grid), grain = MAX (1, n_rows / 256);
  size_t n_chunks = (n_rows + grain - 1) / grain;
  unsigned n_workers = vit_parallel_get_n_threads ();
  g_autofree double *sums = g_new0 (double, n_chunks * self->n_bins);
  g_autofree uint64_t *counts = g_new0 (uint64_t, n_chunks * self->n_bins);
  g_autofree Scratch *scratch = g_new0 (Scratch, n_workers);
  Counting counting = { grid, deltas, self->n_bins, self->width, grain, sums, counts, scratch };
  bool done = vit_parallel_for (n_rows, grain, count_rows, &counting, progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    {
      g_free (scratch[w].runs);
      g_free (scratch[w].found);
    }
  for (size_t k = 0; k < self->n_bins; k++)
    {
      double sum = 0;
      for (size_t c = 0; c < n_chunks; c++)
        {
          sum += sums[c * self->n_bins + k];
          self->n_pairs[k] += counts[c * self->n_bins + k];
        }
      self->values[k] = self->n_pairs[k] > 0 ? sum / (double) self->n_pairs[k] : NAN;
      /* Each was met from both sides. */
      self->n_pairs[k] /= 2;
    }
  return done;
}

static double
fit_decay (const VitSpatialCorrelation *self)
{
  double w = 0, wr = 0, wy = 0, wrr = 0, wry = 0;
  size_t n = 0;
  for (size_t k = 0; k < self->n_bins; k++)
    {
      double c = self->values[k];
      if (self->n_pairs[k] == 0)
        continue;
      /* Pairs share atoms, so there is never more to be had than from as many pairs as atoms. */
      double noise_2 = 1 / (double) self->n_pairs[k] + 1 / (double) self->n_used;
      if (!(c > 2 * sqrt (noise_2)))
        {
          if (n > 0)
            break;
          continue;
        }
      double r = ((double) k + 0.5) * self->width, y = log (c), weight = c * c / noise_2;
      w += weight;
      wr += weight * r;
      wy += weight * y;
      wrr += weight * r * r;
      wry += weight * r * y;
      n++;
    }
  double slope = (w * wry - wr * wy) / (w * wrr - wr * wr);
  return n >= MIN_FIT && slope < 0 ? -1 / slope : NAN;
}

/* The atoms with a value, their positions, and by how many deviations they differ from the mean. */
static void
gather (VitSpatialCorrelation *self,
        const double *x,
        const double *values,
        size_t n,
        double *positions,
        double *deltas)
{
  double sum = 0, squares = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        memcpy (positions + 3 * self->n_used, x + 3 * i, 3 * sizeof *x);
        deltas[self->n_used++] = values[i];
        sum += values[i];
      }
  self->mean = sum / (double) self->n_used;
  bool varies = false;
  for (size_t i = 0; i < self->n_used; i++)
    {
      varies = varies || deltas[i] != deltas[0];
      deltas[i] -= self->mean;
      squares += deltas[i] * deltas[i];
    }
  self->deviation = self->n_used > 0 && !varies ? 0 : sqrt (squares / (double) self->n_used);
  for (size_t i = 0; i < self->n_used; i++)
    deltas[i] = varies ? deltas[i] / self->deviation : NAN;
}

VitSpatialCorrelation *
vit_spatial_correlation_new (const VitCell *cell,
                             const double *x,
                             const double *values,
                             size_t n,
                             double r_max,
                             double width,
                             VitProgress *progress,
                             GError **error)
{
  g_return_val_if_fail (cell && ((x && values) || n == 0), NULL);
  if (!(width > 0) || !(r_max > 0) || !(r_max / width < MAX_BINS))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A curve up to %g Å in bins of %g Å cannot be made", r_max, width);
      return NULL;
    }
  g_autoptr (VitSpatialCorrelation) self = g_new0 (VitSpatialCorrelation, 1);
  self->n_bins = (size_t) fmax (1, round (r_max / width));
  self->width = width;
  self->values = g_new (double, self->n_bins);
  self->n_pairs = g_new0 (uint64_t, self->n_bins);
  g_autofree double *positions = g_new (double, MAX (3 * n, 1));
  g_autofree double *deltas = g_new (double, MAX (n, 1));
  gather (self, x, values, n, positions, deltas);
  g_autoptr (VitGrid) grid =
      vit_grid_new (cell, positions, self->n_used, (double) self->n_bins * width, 3, error);
  if (!grid || !count (self, grid, deltas, progress, error))
    return NULL;
  self->decay_length = fit_decay (self);
  return g_steal_pointer (&self);
}
