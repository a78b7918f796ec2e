#include "core/structure/rdf.h"

#include <math.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/grid.h"
#include "core/geometry/species.h"

#define MAX_BINS 1000000

VitRdf *
vit_rdf_new (double r_max, double width, unsigned n_types, GError **error)
{
  g_return_val_if_fail (n_types >= 1 && n_types <= 255, NULL);
  if (!(r_max > 0) || !(width > 0) || !(r_max / width <= MAX_BINS))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "g(r) up to %g Å in bins of %g Å is not possible", r_max, width);
      return NULL;
    }
  VitRdf *rdf = g_new0 (VitRdf, 1);
  rdf->n_bins = (size_t) fmax (1, ceil (r_max / width - 1e-9));
  rdf->width = width;
  rdf->n_types = n_types;
  rdf->dimension = 3;
  rdf->total = g_new0 (double, rdf->n_bins);
  rdf->partial = g_new0 (double, rdf->n_bins *n_types *n_types);
  return rdf;
}

void
vit_rdf_free (VitRdf *rdf)
{
  if (!rdf)
    return;
  g_free (rdf->total);
  g_free (rdf->partial);
  g_free (rdf);
}

/* Scratch memory of one worker. */
typedef struct
{
  VitGridRange *ranges;
  uint32_t *found;
  size_t room;
  uint64_t *counts; /* type of the centre × type of the neighbour × bin */
} RdfScratch;

typedef struct
{
  const VitGrid *grid;
  const uint8_t *types;
  unsigned n_types;
  size_t n_bins;
  double width;
  RdfScratch *scratch;
} PairCounting;

/* Whether a pair is counted from atom @i: each pair is met from both sides, with opposite images.
 */
static inline bool
is_counted_from (const VitGrid *grid, size_t i, size_t slot)
{
  const int8_t *m = grid->image[slot];
  if (grid->rank[slot] != i)
    return grid->rank[slot] > i;
  return m[0] != 0 ? m[0] > 0 : m[1] != 0 ? m[1] > 0 : m[2] > 0;
}

static void
count_atom (const PairCounting *counting,
            RdfScratch *scratch,
            size_t i,
            const VitGridRange *ranges,
            size_t n_ranges)
{
  const VitGrid *grid = counting->grid;
  bool doubtful;
  size_t n =
      vit_grid_scan (grid, i, ranges, n_ranges, grid->search_radius, scratch->found, &doubtful);
  uint64_t *counts = scratch->counts + (size_t) (counting->types[grid->atom[i]] - 1) *
                                           counting->n_types * counting->n_bins;
  double inverse = 1 / counting->width;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t slot = scratch->found[k];
      if (!is_counted_from (grid, i, slot))
        continue;
      double d[3];
      vit_grid_vector (grid, i, slot, d);
      size_t bin = (size_t) (sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]) * inverse);
      unsigned type = counting->types[grid->atom[grid->rank[slot]]] - 1u;
      if (bin < counting->n_bins)
        counts[type * counting->n_bins + bin]++;
    }
}

static bool
count_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  PairCounting *counting = data;
  const VitGrid *grid = counting->grid;
  RdfScratch *scratch = &counting->scratch[worker];
  if (!scratch->ranges)
    {
      scratch->ranges = g_new (VitGridRange, vit_grid_max_ranges (grid));
      scratch->counts = g_new0 (uint64_t, counting->n_bins * counting->n_types * counting->n_types);
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
        if (n_slots + VIT_GRID_SCAN_PAD > scratch->room)
          {
            scratch->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
            scratch->found = g_renew (uint32_t, scratch->found, scratch->room);
          }
        size_t first = vit_grid_first_in_bin (grid, bin);
        for (size_t i = first; i < first + n_atoms; i++)
          count_atom (counting, scratch, i, scratch->ranges, n_ranges);
      }
  return true;
}

/* Adds the pairs of b around a to those of a around b. */
static void
count_other_side (const VitRdf *rdf, uint64_t *counts)
{
  for (unsigned a = 0; a < rdf->n_types; a++)
    for (unsigned b = a; b < rdf->n_types; b++)
      for (size_t k = 0; k < rdf->n_bins; k++)
        {
          uint64_t *ab = &counts[((size_t) a * rdf->n_types + b) * rdf->n_bins + k];
          uint64_t *ba = &counts[((size_t) b * rdf->n_types + a) * rdf->n_bins + k];
          *ab = *ba = *ab + *ba;
        }
}

/* Updates the averages with the curves of this frame. */
static void
add_counts (VitRdf *rdf, const uint64_t *counts, const size_t *n_of, size_t n, double volume)
{
  double weight = 1.0 / (rdf->n_frames + 1);
  for (size_t k = 0; k < rdf->n_bins; k++)
    {
      double lo = (double) k * rdf->width, hi = (double) (k + 1) * rdf->width;
      double shell = rdf->dimension == 2 ? G_PI * (hi * hi - lo * lo)
                                         : 4.0 / 3 * G_PI * (hi * hi * hi - lo * lo * lo);
      double all = 0;
      for (unsigned a = 0; a < rdf->n_types; a++)
        for (unsigned b = 0; b < rdf->n_types; b++)
          {
            size_t place = ((size_t) a * rdf->n_types + b) * rdf->n_bins + k;
            double expected = (double) n_of[a] * (double) n_of[b] / volume * shell;
            double g = expected > 0 ? (double) counts[place] / expected : 0;
            rdf->partial[place] += weight * (g - rdf->partial[place]);
            all += (double) counts[place];
          }
      double expected = (double) n * (double) n / volume * shell;
      double g = expected > 0 ? all / expected : 0;
      rdf->total[k] += weight * (g - rdf->total[k]);
    }
  rdf->n_frames++;
}

bool
vit_rdf_add_frame (VitRdf *rdf,
                   const VitCell *cell,
                   const double *x,
                   const uint8_t *types,
                   size_t n,
                   const char *const *species,
                   VitProgress *progress,
                   GError **error)
{
  g_return_val_if_fail (rdf != NULL && cell != NULL, false);
  g_return_val_if_fail (n == 0 || (x != NULL && types != NULL), false);
  size_t n_of[256] = { 0 };
  if (!vit_species_check (types, n, rdf->n_types, species, "g(r) is", error))
    return false;
  for (size_t i = 0; i < n; i++)
    n_of[types[i] - 1]++;
  g_autoptr (VitGrid) grid = vit_grid_new (cell, x, n, (double) rdf->n_bins * rdf->width, 3, error);
  if (!grid)
    return false;
  unsigned n_workers = vit_parallel_get_n_threads ();
  PairCounting counting = { .grid = grid,
                            .types = types,
                            .n_types = rdf->n_types,
                            .n_bins = rdf->n_bins,
                            .width = rdf->width,
                            .scratch = g_new0 (RdfScratch, n_workers) };
  size_t n_rows = vit_grid_n_rows (grid), n_counts = rdf->n_bins * rdf->n_types * rdf->n_types;
  bool done =
      vit_parallel_for (n_rows, MAX (1, n_rows / 256), count_rows, &counting, progress, error);
  g_autofree uint64_t *counts = g_new0 (uint64_t, n_counts);
  for (unsigned w = 0; w < n_workers; w++)
    {
      RdfScratch *scratch = &counting.scratch[w];
      for (size_t k = 0; scratch->counts && k < n_counts; k++)
        counts[k] += scratch->counts[k];
      g_free (scratch->ranges);
      g_free (scratch->found);
      g_free (scratch->counts);
    }
  g_free (counting.scratch);
  count_other_side (rdf, counts);
  if (done)
    {
      double widths[3], volume = vit_cell_volume (cell);
      vit_cell_widths (cell, widths);
      add_counts (rdf, counts, n_of, n, rdf->dimension == 2 ? volume / widths[2] : volume);
    }
  return done;
}

const double *
vit_rdf_get_partial (const VitRdf *rdf, unsigned a, unsigned b)
{
  g_return_val_if_fail (a >= 1 && a <= rdf->n_types && b >= 1 && b <= rdf->n_types, NULL);
  return rdf->partial + ((size_t) (a - 1) * rdf->n_types + (b - 1)) * rdf->n_bins;
}

void
vit_rdf_smooth (const double *g, size_t n_bins, double width, double sigma, double *smooth)
{
  g_return_if_fail (g != NULL && smooth != NULL && width > 0 && sigma >= 0);
  size_t half = (size_t) ceil (5 * sigma / width);
  g_autofree double *weights = g_new (double, half + 1);
  for (size_t k = 0; k <= half; k++)
    {
      double t = k > 0 ? (double) k * width / sigma : 0;
      weights[k] = exp (-0.5 * t * t);
    }
  for (size_t k = 0; k < n_bins; k++)
    {
      double sum = 0, norm = 0;
      size_t end = MIN (n_bins, k + half + 1);
      for (size_t l = k > half ? k - half : 0; l < end; l++)
        {
          double w = weights[l > k ? l - k : k - l];
          sum += w * g[l];
          norm += w;
        }
      smooth[k] = sum / norm;
    }
}

/* The position of the lowest point of [begin, end); of equal ones the middle. */
static double
find_lowest (const double *g, size_t begin, size_t end, double width)
{
  double least = INFINITY;
  for (size_t k = begin; k < end; k++)
    least = fmin (least, g[k]);
  /* Ignore the slope of the tails of the Gaussian. */
  double limit = least + 1e-6;
  size_t first = begin, last;
  while (g[first] > limit)
    first++;
  last = first;
  while (last + 1 < end && g[last + 1] <= limit)
    last++;
  double r = ((double) (first + last) / 2 + 0.5) * width;
  if (first == last && first > 0)
    {
      double a = g[first - 1], b = g[first], c = g[first + 1], curvature = a - 2 * b + c;
      if (curvature > 0)
        r += CLAMP (0.5 * (a - c) / curvature, -0.5, 0.5) * width;
    }
  return r;
}

bool
vit_rdf_first_minimum (const double *g, size_t n_bins, double width, double *r_min, GError **error)
{
  g_return_val_if_fail (g != NULL && r_min != NULL && width > 0, false);
  g_autofree double *smooth = g_new (double, MAX (n_bins, 1));
  vit_rdf_smooth (g, n_bins, width, VIT_RDF_SMOOTHING, smooth);
  size_t shell = 0;
  while (shell < n_bins && smooth[shell] <= 1)
    shell++;
  size_t begin = shell;
  while (begin < n_bins && smooth[begin] > 1)
    begin++;
  size_t end = begin;
  while (end < n_bins && smooth[end] <= 1)
    end++;
  if (end >= n_bins)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "g(r) up to %g Å has no minimum between a first and a second shell",
                   (double) n_bins * width);
      return false;
    }
  *r_min = find_lowest (smooth, begin, end, width);
  return true;
}

double
vit_rdf_first_maximum (const double *g, size_t n_bins, double width)
{
  g_return_val_if_fail (g != NULL && width > 0, NAN);
  g_autofree double *smooth = g_new (double, MAX (n_bins, 1));
  vit_rdf_smooth (g, n_bins, width, VIT_RDF_SMOOTHING, smooth);
  for (size_t begin = 0, end; begin < n_bins; begin = end + 1)
    {
      size_t highest = begin;
      for (end = begin; end < n_bins && smooth[end] > 1; end++)
        highest = smooth[end] > smooth[highest] ? end : highest;
      if ((double) (end - begin) * width >= VIT_RDF_SMOOTHING)
        return ((double) highest + 0.5) * width;
    }
  return NAN;
}

double
vit_rdf_round_cutoff (double r)
{
  /* Divide by 20 to get the double nearest to the printed decimal; multiplication by 0.05 does not.
   */
  return round (r / VIT_CUTOFF_STEP) / round (1 / VIT_CUTOFF_STEP);
}
