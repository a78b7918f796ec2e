#include "core/structure/spatial-correlation.h"

#include <math.h>
#include <string.h>

#include "core/base/cpu.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/grid.h"
#include "core/structure/pair-sums.h"

/* Minimum number of bins of a fit. */
#define MIN_FIT 3

#define MAX_BINS 1000000

/* Mean number of atoms in a bin of the grid; the surroundings are collected once for all of them.
 */
#define OCCUPANCY 6

/* Number of guesses of distance bins. */
#define MIN_GUESSES 4096
#define GUESSES_PER_BIN 4

void
vit_spatial_correlation_free (VitSpatialCorrelation *correlation)
{
  if (!correlation)
    return;
  g_free (correlation->values);
  g_free (correlation->n_pairs);
  g_free (correlation);
}

/* ---- Bins ---- */

/* The least squared distance whose root is in the bin, so that no square roots are needed. */
static double
find_bin_start (size_t bin, double width)
{
  double r = (double) bin * width, square = r * r;
  while (bin > 0 && (size_t) (sqrt (nextafter (square, 0)) / width) >= bin)
    square = nextafter (square, 0);
  while ((size_t) (sqrt (square) / width) < bin)
    square = nextafter (square, INFINITY);
  return square;
}

static void
make_bins (VitPairBins *bins, size_t n, double width)
{
  bins->n = n;
  bins->starts = g_new (double, n + 1);
  for (size_t k = 0; k <= n; k++)
    bins->starts[k] = find_bin_start (k, width);
  bins->n_guesses = MAX (MIN_GUESSES, GUESSES_PER_BIN * n);
  bins->scale = (double) bins->n_guesses / bins->starts[n] * (1 - 1e-12);
  bins->guesses = g_new (uint32_t, bins->n_guesses);
  size_t bin = 0;
  for (size_t k = 0; k < bins->n_guesses; k++)
    {
      /* Allow for the rounding of scaled squares just below the edge. */
      while (bin + 1 < n && bins->starts[bin + 1] * bins->scale <= (double) k * (1 - 1e-12))
        bin++;
      bins->guesses[k] = (uint32_t) bin;
    }
}

static void
clear_bins (VitPairBins *bins)
{
  g_free (bins->starts);
  g_free (bins->guesses);
}

/* ---- Pairs ---- */

/* Atoms and periodic images, by slot of the grid. */
static VitPairAtoms
new_atoms (size_t room)
{
  VitPairAtoms atoms;
  for (int k = 0; k < 3; k++)
    {
      atoms.x[k] = g_new0 (double, room + VIT_PAIR_PAD);
      atoms.shifts[k] = g_new0 (double, room + VIT_PAIR_PAD);
    }
  atoms.values = g_new0 (double, room + VIT_PAIR_PAD);
  return atoms;
}

static void
clear_atoms (VitPairAtoms *atoms)
{
  for (int k = 0; k < 3; k++)
    {
      g_free (atoms->x[k]);
      g_free (atoms->shifts[k]);
    }
  g_free (atoms->values);
}

static VitPairAtoms
copy_slots (const VitGrid *grid, const double *deltas)
{
  VitPairAtoms slots = new_atoms (grid->n_slots);
  for (size_t s = 0; s < grid->n_slots; s++)
    {
      const int8_t *m = grid->image[s];
      const double (*h)[3] = grid->cell.h;
      for (int k = 0; k < 3; k++)
        {
          slots.x[k][s] = grid->x[grid->rank[s]][k];
          slots.shifts[k][s] = m[0] * h[0][k] + m[1] * h[1][k] + m[2] * h[2][k];
        }
      slots.values[s] = deltas[grid->atom[grid->rank[s]]];
    }
  return slots;
}

/* Scratch memory of one worker: the atoms around a bin, and its sums. */
typedef struct
{
  VitGridRange *rows;
  VitPairAtoms around;
  size_t room;
  VitPairSum (*sums)[VIT_PAIR_LANES];
} PairScratch;

/* Sums by chunk and bin; chunks are added in order. */
typedef struct
{
  const VitGrid *grid;
  VitPairAtoms slots;
  VitPairBins bins;
  VitPairGather *gather;
  VitPairSums *add_pairs;
  size_t grain;
  VitPairSum *chunks;
  PairScratch *scratch; /* per worker */
} PairSumWork;

static VitPairBounds
get_bounds (const VitPairAtoms *slots, size_t begin, size_t end)
{
  VitPairBounds bounds = { { INFINITY, INFINITY, INFINITY }, { -INFINITY, -INFINITY, -INFINITY } };
  for (size_t s = begin; s < end; s++)
    for (int k = 0; k < 3; k++)
      {
        bounds.lo[k] = fmin (bounds.lo[k], slots->x[k][s]);
        bounds.hi[k] = fmax (bounds.hi[k], slots->x[k][s]);
      }
  return bounds;
}

/* Ranges of half of the neighbourhood: the bin itself with the rest of its row, then the rows
 * behind it in memory. The other half is met from the other bins. */
static size_t
find_half_ranges (const VitGrid *grid, int bx, int by, int bz, VitGridRange *rows, size_t *n_slots)
{
  size_t n = 0;
  *n_slots = 0;
  for (int z = bz; z <= bz + grid->n_ghosts[2]; z++)
    for (int y = z > bz ? by - grid->n_ghosts[1] : by; y <= by + grid->n_ghosts[1]; y++)
      {
        int x = y == by && z == bz ? bx : bx - grid->n_ghosts[0];
        rows[n] =
            (VitGridRange){ grid->starts[vit_grid_bin (grid, x, y, z)],
                            grid->starts[vit_grid_bin (grid, bx + grid->n_ghosts[0], y, z) + 1] };
        *n_slots += rows[n].end - rows[n].begin;
        n++;
      }
  return n;
}

static size_t
collect_around (const PairSumWork *self, int bx, int by, int bz, PairScratch *scratch)
{
  const VitGrid *grid = self->grid;
  size_t own_bin = vit_grid_bin (grid, bx, by, bz), n_slots, n = 0;
  if (!scratch->rows)
    scratch->rows = g_new (VitGridRange, vit_grid_max_ranges (grid));
  size_t n_rows = find_half_ranges (grid, bx, by, bz, scratch->rows, &n_slots);
  if (n_slots > scratch->room)
    {
      clear_atoms (&scratch->around);
      scratch->room = 2 * n_slots;
      scratch->around = new_atoms (scratch->room);
    }
  VitPairBounds bounds =
      get_bounds (&self->slots, grid->starts[own_bin], grid->starts[own_bin + 1]);
  double limit = self->bins.starts[self->bins.n] * (1 + 1e-9);
  for (size_t r = 0; r < n_rows; r++)
    n = self->gather (&self->slots, scratch->rows[r].begin, scratch->rows[r].end, &bounds, limit,
                      &scratch->around, n);
  return n;
}

static void
choose_kernel (PairSumWork *self)
{
  self->gather = vit_pair_gather_plain;
  self->add_pairs = vit_pair_sums_plain;
#ifdef VIT_HAVE_AVX2
  if (vit_cpu_allows (VIT_CPU_AVX2) && __builtin_cpu_supports ("avx2"))
    {
      self->gather = vit_pair_gather_avx2;
      self->add_pairs = vit_pair_sums_avx2;
    }
#endif
}

static bool
sum_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  PairSumWork *self = data;
  const VitGrid *grid = self->grid;
  PairScratch *scratch = &self->scratch[worker];
  VitPairSum *chunk = self->chunks + begin / self->grain * self->bins.n;
  if (!scratch->sums)
    scratch->sums = g_malloc_n (self->bins.n, sizeof *scratch->sums);
  memset (scratch->sums, 0, self->bins.n * sizeof *scratch->sums);
  for (size_t r = begin; r < end; r++)
    for (int bx = 0; bx < grid->n_bins[0]; bx++)
      {
        int by = (int) (r % (size_t) grid->n_bins[1]), bz = (int) (r / (size_t) grid->n_bins[1]);
        size_t bin = vit_grid_bin (grid, bx, by, bz);
        size_t n_own = grid->starts[bin + 1] - grid->starts[bin];
        size_t n = n_own > 0 ? collect_around (self, bx, by, bz, scratch) : 0;
        const VitPairAtoms *around = &scratch->around;
        for (size_t i = 0; i < n_own; i++)
          self->add_pairs (&self->bins, around, i + 1, n,
                           (double[3]){ around->x[0][i], around->x[1][i], around->x[2][i] },
                           around->values[i], scratch->sums);
      }
  for (size_t k = 0; k < self->bins.n; k++)
    for (int lane = 0; lane < VIT_PAIR_LANES; lane++)
      chunk[k] += scratch->sums[k][lane];
  return true;
}

static bool
sum_pairs (VitSpatialCorrelation *correlation,
           const VitGrid *grid,
           const double *deltas,
           VitProgress *progress,
           GError **error)
{
  size_t n_rows = vit_grid_n_rows (grid), grain = MAX (1, n_rows / 256), n = correlation->n_bins;
  size_t n_chunks = (n_rows + grain - 1) / grain;
  unsigned n_workers = vit_parallel_get_n_threads ();
  PairSumWork self = { .grid = grid, .grain = grain };
  choose_kernel (&self);
  self.slots = copy_slots (grid, deltas);
  make_bins (&self.bins, n, correlation->width);
  self.chunks = g_new0 (VitPairSum, n_chunks * n);
  self.scratch = g_new0 (PairScratch, n_workers);
  bool done = vit_parallel_for (n_rows, grain, sum_rows, &self, progress, error);
  for (size_t k = 0; k < n; k++)
    {
      VitPairSum sum = { 0, 0 };
      for (size_t c = 0; c < n_chunks; c++)
        sum += self.chunks[c * n + k];
      correlation->n_pairs[k] = (uint64_t) sum[1];
      correlation->values[k] = sum[1] > 0 ? sum[0] / sum[1] : NAN;
    }
  for (unsigned w = 0; w < n_workers; w++)
    {
      g_free (self.scratch[w].rows);
      clear_atoms (&self.scratch[w].around);
      g_free (self.scratch[w].sums);
    }
  g_free (self.scratch);
  g_free (self.chunks);
  clear_bins (&self.bins);
  clear_atoms (&self.slots);
  return done;
}

/* ---- The curve ---- */

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
      /* Limit the number of independent pairs to the number of atoms, as pairs share atoms. */
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

/* Collects the atoms with finite values: positions, and deviations from the mean in units of the
 * standard deviation. */
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
      vit_grid_new (cell, positions, self->n_used, (double) self->n_bins * width, OCCUPANCY, error);
  if (!grid || !sum_pairs (self, grid, deltas, progress, error))
    return NULL;
  self->decay_length = fit_decay (self);
  return g_steal_pointer (&self);
}
