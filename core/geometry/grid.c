#include "core/geometry/grid.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

/* Estimate the occupied part of the box from blocks of bins with ATOMS_PER_BLOCK atoms on average.
 * A smaller part than MIN_OCCUPIED makes the radius be scaled again, at most MAX_ITERATIONS times.
 */
#define MIN_OCCUPIED 0.8
#define ATOMS_PER_BLOCK 6
#define MAX_ITERATIONS 8

/* Image numbers are stored as int8. */
#define MAX_GHOST_IMAGES 100

void
vit_grid_end_search (VitGrid *grid)
{
  g_clear_pointer (&grid->starts, g_free);
  g_clear_pointer (&grid->fx, g_free);
  g_clear_pointer (&grid->fy, g_free);
  g_clear_pointer (&grid->fz, g_free);
  g_clear_pointer (&grid->rank, g_free);
  g_clear_pointer (&grid->image, g_free);
  g_clear_pointer (&grid->x, g_free);
}

void
vit_grid_free (VitGrid *grid)
{
  if (!grid)
    return;
  vit_grid_end_search (grid);
  g_free (grid->atom);
  g_free (grid->wraps);
  g_free (grid);
}

/* Range of scaled coordinates that the bins cover along each axis. */
typedef struct
{
  double lo[3];
  double span[3];
} ScaledExtent;

static bool
check_input (const VitCell *cell, const double *x, size_t n, double search_radius, GError **error)
{
  if (!vit_cell_is_valid (cell))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "The box has no volume");
      return false;
    }
  if (!(search_radius > 0) || !isfinite (search_radius))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A distance for neighbours of %g Å is not positive", search_radius);
      return false;
    }
  if (n > UINT32_MAX / 4)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "%zu atoms are too many", n);
      return false;
    }
  for (size_t i = 0; i < 3 * n; i++)
    if (!isfinite (x[i]))
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                     "The position of atom %zu of %zu is not finite", i / 3 + 1, n);
        return false;
      }
  return true;
}

/* An atom outside the box along a periodic direction. */
typedef struct
{
  uint32_t atom;
  int image[3]; /* box vectors to subtract */
  double x[3];  /* wrapped */
} OutsideAtom;

/* Returns them by ascending atom. */
static GArray *
find_outside_atoms (const VitCell *cell, const double *x, size_t n)
{
  GArray *outside = g_array_new (FALSE, FALSE, sizeof (OutsideAtom));
  for (size_t i = 0; i < n; i++)
    {
      OutsideAtom wrapped = { .atom = (uint32_t) i };
      memcpy (wrapped.x, x + 3 * i, sizeof wrapped.x);
      vit_cell_wrap (cell, wrapped.x, wrapped.image);
      if (memcmp (wrapped.x, x + 3 * i, sizeof wrapped.x) != 0)
        g_array_append_val (outside, wrapped);
    }
  return outside;
}

/* Iterates over wrapped positions by ascending atom. */
typedef struct
{
  const double *x;
  const OutsideAtom *next;
  const OutsideAtom *end;
} WrappedIterator;

static WrappedIterator
wrapped_begin (const double *x, const GArray *outside)
{
  const OutsideAtom *first = (const OutsideAtom *) (const void *) outside->data;
  return (WrappedIterator){ x, first, first + outside->len };
}

/* Sets @image only if the atom was wrapped. */
static const double *
wrapped_next (WrappedIterator *wrapped, size_t i, const int **image)
{
  if (wrapped->next == wrapped->end || wrapped->next->atom != i)
    return wrapped->x + 3 * i;
  *image = wrapped->next->image;
  return wrapped->next++->x;
}

static ScaledExtent
measure_extent (const VitCell *cell, const double *x, const GArray *outside, size_t n)
{
  ScaledExtent extent = { { 0, 0, 0 }, { 1, 1, 1 } };
  for (int k = 0; k < 3; k++)
    {
      if (cell->periodic[k] || n == 0)
        continue;
      double g[3][3], lo = INFINITY, hi = -INFINITY;
      vit_cell_inverse (cell, g);
      WrappedIterator wrapped = wrapped_begin (x, outside);
      for (size_t i = 0; i < n; i++)
        {
          double s = 0;
          const int *image;
          const double *at = wrapped_next (&wrapped, i, &image);
          for (int j = 0; j < 3; j++)
            s += g[k][j] * (at[j] - cell->origin[j]);
          lo = fmin (lo, s);
          hi = fmax (hi, s);
        }
      extent.lo[k] = lo;
      extent.span[k] = fmax (hi - lo, 1e-9);
    }
  return extent;
}

/* Chooses the number of bins along each axis; @widths: of what the bins cover, Å. */
static bool
choose_bins (VitGrid *grid, const double widths[3], double occupancy, GError **error)
{
  double volume = 1, edge = grid->search_radius;
  for (int k = 0; k < 3; k++)
    volume *= fmax (widths[k], 1e-3 * grid->search_radius);
  if (occupancy > 0 && grid->n > 0)
    {
      double wanted = cbrt (occupancy * volume / grid->n);
      edge /= fmax (1, floor (fmin (grid->search_radius / wanted, 8)));
    }
  for (int k = 0; k < 3; k++)
    {
      if (widths[k] > 1e9)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "Atoms that are %g Å apart are too far for a search of neighbours",
                       widths[k]);
          return false;
        }
      /* Make bins slightly longer than asked, so that rounding does not cost another ghost layer.
       */
      grid->n_bins[k] = (int) fmax (1, fmin (floor (widths[k] / (edge * (1 + 1e-8))), 1 << 20));
    }
  /* Merge bins of a sparse box: mostly empty bins only cost memory. */
  while ((double) grid->n_bins[0] * grid->n_bins[1] * grid->n_bins[2] > 4.0 * grid->n + 64)
    {
      int longest = 0;
      for (int k = 1; k < 3; k++)
        if (grid->n_bins[k] > grid->n_bins[longest])
          longest = k;
      grid->n_bins[longest] = (grid->n_bins[longest] + 1) / 2;
    }
  return true;
}

/* Chooses the number of ghost layers along each axis; false if the search radius takes too many
 * images. */
static bool
choose_ghosts (VitGrid *grid, const double widths[3], GError **error)
{
  double n_slots = grid->n;
  for (int k = 0; k < 3; k++)
    {
      /* Allow for the rounding of scaled coordinates at the edge of a bin. */
      double layers = ceil (grid->search_radius * (1 + 1e-9) / (widths[k] / grid->n_bins[k]));
      if (!grid->cell.periodic[k])
        layers = fmin (layers, grid->n_bins[k]);
      if (layers > (double) MAX_GHOST_IMAGES * grid->n_bins[k])
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "A distance of %g Å for neighbours is more than %d times the box (%g Å)",
                       grid->search_radius, MAX_GHOST_IMAGES, widths[k]);
          return false;
        }
      grid->n_ghosts[k] = (int) layers;
      grid->n_total[k] = grid->n_bins[k] + 2 * grid->n_ghosts[k];
      if (grid->cell.periodic[k])
        n_slots *= (double) grid->n_total[k] / grid->n_bins[k];
    }
  if (n_slots > 64.0 * grid->n + (1 << 24))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A distance of %g Å for neighbours is too long for this box of %g × %g × %g Å",
                   grid->search_radius, widths[0], widths[1], widths[2]);
      return false;
    }
  return true;
}

/* The bin of every atom, ghosts not counted. */
static uint32_t *
find_bins (const VitGrid *grid, const ScaledExtent *extent, const double *x, const GArray *outside)
{
  uint32_t *bins = g_new (uint32_t, MAX (grid->n, 1));
  double g[3][3];
  vit_cell_inverse (&grid->cell, g);
  WrappedIterator wrapped = wrapped_begin (x, outside);
  for (size_t i = 0; i < grid->n; i++)
    {
      int b[3];
      const int *image;
      const double *at = wrapped_next (&wrapped, i, &image);
      for (int k = 0; k < 3; k++)
        {
          double s = 0;
          for (int j = 0; j < 3; j++)
            s += g[k][j] * (at[j] - grid->cell.origin[j]);
          s = (s - extent->lo[k]) / extent->span[k] * grid->n_bins[k];
          b[k] = s > 0 ? (int) fmin (s, grid->n_bins[k] - 1) : 0;
        }
      bins[i] = ((uint32_t) b[2] * grid->n_bins[1] + b[1]) * grid->n_bins[0] + b[0];
    }
  return bins;
}

/* Counting sort by bin; ascending index within a bin. Returns the first rank of every bin. */
static uint32_t *
sort_atoms (VitGrid *grid, const uint32_t *bins, const double *x, const GArray *outside)
{
  size_t n_bins = (size_t) grid->n_bins[0] * grid->n_bins[1] * grid->n_bins[2];
  uint32_t *firsts = g_new0 (uint32_t, n_bins + 2);
  for (size_t i = 0; i < grid->n; i++)
    firsts[bins[i] + 2]++;
  for (size_t b = 2; b < n_bins + 2; b++)
    firsts[b] += firsts[b - 1];
  grid->atom = g_new (uint32_t, MAX (grid->n, 1));
  /* Pad, so that four numbers can be loaded from the last position. */
  grid->x = g_malloc_n (grid->n + 1, sizeof *grid->x);
  memset (grid->x[grid->n], 0, sizeof *grid->x);
  if (outside->len > 0)
    grid->wraps = g_malloc0_n (grid->n, sizeof *grid->wraps);
  WrappedIterator wrapped = wrapped_begin (x, outside);
  for (size_t i = 0; i < grid->n; i++)
    {
      const int *image = NULL;
      const double *at = wrapped_next (&wrapped, i, &image);
      uint32_t rank = firsts[bins[i] + 1]++;
      grid->atom[rank] = (uint32_t) i;
      memcpy (grid->x[rank], at, sizeof *grid->x);
      for (int k = 0; image && k < 3; k++)
        grid->wraps[rank][k] = image[k];
    }
  return firsts;
}

/* Finds the bin of the box that ghost bin @b is an image of, and the number of box vectors; false
 * if there is none. */
static bool
find_source_bin (const VitGrid *grid, int k, int b, int *source, int *image)
{
  int n = grid->n_bins[k];
  *image = b >= 0 ? b / n : -((n - 1 - b) / n);
  *source = b - *image * n;
  return *image == 0 || grid->cell.periodic[k];
}

static void
append_bin (VitGrid *grid, size_t slot, uint32_t first, uint32_t last, const int image[3])
{
  double offset[3];
  for (int j = 0; j < 3; j++)
    offset[j] = image[0] * grid->cell.h[0][j] + image[1] * grid->cell.h[1][j] +
                image[2] * grid->cell.h[2][j] - grid->centre[j];
  for (uint32_t rank = first; rank < last; rank++, slot++)
    {
      grid->fx[slot] = (float) (grid->x[rank][0] + offset[0]);
      grid->fy[slot] = (float) (grid->x[rank][1] + offset[1]);
      grid->fz[slot] = (float) (grid->x[rank][2] + offset[2]);
      grid->rank[slot] = rank;
      for (int k = 0; k < 3; k++)
        grid->image[slot][k] = (int8_t) image[k];
      grid->image[slot][3] = 0;
    }
}

/* Visits every bin, ghosts included, in the order of memory: the first pass counts, the second
 * fills. */
static void
place_slots (VitGrid *grid, const uint32_t *firsts, bool fill)
{
  size_t slot = 0, bin = 0;
  int source[3], image[3];
  for (int bz = 0; bz < grid->n_total[2]; bz++)
    {
      bool there_z = find_source_bin (grid, 2, bz - grid->n_ghosts[2], &source[2], &image[2]);
      for (int by = 0; by < grid->n_total[1]; by++)
        {
          bool there_y = find_source_bin (grid, 1, by - grid->n_ghosts[1], &source[1], &image[1]);
          for (int bx = 0; bx < grid->n_total[0]; bx++)
            {
              bool there = find_source_bin (grid, 0, bx - grid->n_ghosts[0], &source[0], &image[0]);
              grid->starts[bin++] = (uint32_t) slot;
              if (!there || !there_y || !there_z)
                continue;
              size_t b =
                  ((size_t) source[2] * grid->n_bins[1] + source[1]) * grid->n_bins[0] + source[0];
              if (fill)
                append_bin (grid, slot, firsts[b], firsts[b + 1], image);
              slot += firsts[b + 1] - firsts[b];
            }
        }
    }
  grid->starts[bin] = (uint32_t) slot;
  grid->n_slots = slot;
}

static void
set_centre_and_error_bound (VitGrid *grid)
{
  double lo[3] = { INFINITY, INFINITY, INFINITY }, hi[3] = { -INFINITY, -INFINITY, -INFINITY };
  for (size_t i = 0; i < grid->n; i++)
    for (int k = 0; k < 3; k++)
      {
        lo[k] = fmin (lo[k], grid->x[i][k]);
        hi[k] = fmax (hi[k], grid->x[i][k]);
      }
  double most = 0;
  for (int k = 0; k < 3 && grid->n > 0; k++)
    {
      grid->centre[k] = 0.5 * (lo[k] + hi[k]);
      most = fmax (most, 0.5 * (hi[k] - lo[k]));
    }
  /* Bound: two coordinates rounded to 2⁻²⁴ of their size in each of three directions, and the
   * rounding of the sum of squares; doubled. */
  grid->error_bound = 5e-7 * (most + 2 * grid->search_radius);
}

VitGrid *
vit_grid_new (const VitCell *cell,
              const double *x,
              size_t n,
              double search_radius,
              double occupancy,
              GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), NULL);
  if (!check_input (cell, x, n, search_radius, error))
    return NULL;

  g_autoptr (VitGrid) grid = g_new0 (VitGrid, 1);
  grid->cell = *cell;
  grid->n = n;
  grid->search_radius = search_radius;
  g_autoptr (GArray) outside = find_outside_atoms (cell, x, n);
  ScaledExtent extent = measure_extent (cell, x, outside, n);
  double widths[3];
  vit_cell_widths (cell, widths);
  for (int k = 0; k < 3; k++)
    widths[k] *= extent.span[k];
  if (!choose_bins (grid, widths, occupancy, error) || !choose_ghosts (grid, widths, error))
    return NULL;

  g_autofree uint32_t *bins = find_bins (grid, &extent, x, outside);
  g_autofree uint32_t *firsts = sort_atoms (grid, bins, x, outside);
  set_centre_and_error_bound (grid);
  grid->starts =
      g_new (uint32_t, (size_t) grid->n_total[0] * grid->n_total[1] * grid->n_total[2] + 1);
  place_slots (grid, firsts, false);
  size_t room = grid->n_slots + VIT_GRID_SCAN_PAD;
  grid->fx = g_new0 (float, room);
  grid->fy = g_new0 (float, room);
  grid->fz = g_new0 (float, room);
  grid->rank = g_new (uint32_t, room);
  grid->image = g_malloc_n (room, sizeof *grid->image);
  place_slots (grid, firsts, true);
  return g_steal_pointer (&grid);
}

/* Whether a cube of bins, @size along each axis, holds an atom. */
static bool
is_block_occupied (const VitGrid *grid, const int block[3], int size)
{
  int end[3];
  for (int k = 0; k < 3; k++)
    end[k] = MIN ((block[k] + 1) * size, grid->n_bins[k]);
  for (int bz = block[2] * size; bz < end[2]; bz++)
    for (int by = block[1] * size; by < end[1]; by++)
      if (grid->starts[vit_grid_bin (grid, end[0], by, bz)] >
          grid->starts[vit_grid_bin (grid, block[0] * size, by, bz)])
        return true;
  return false;
}

/* Returns the fraction of blocks that hold atoms. */
static double
get_occupied_share (const VitGrid *grid)
{
  size_t n_bins = (size_t) grid->n_bins[0] * grid->n_bins[1] * grid->n_bins[2], n_occupied = 0;
  int n[3], size = (int) ceil (cbrt (ATOMS_PER_BLOCK * (double) n_bins / (double) grid->n));
  size = MAX (size, 1);
  for (int k = 0; k < 3; k++)
    n[k] = (grid->n_bins[k] + size - 1) / size;
  for (int z = 0; z < n[2]; z++)
    for (int y = 0; y < n[1]; y++)
      for (int x = 0; x < n[0]; x++)
        n_occupied += is_block_occupied (grid, (int[3]){ x, y, z }, size);
  return (double) n_occupied / ((double) n[0] * n[1] * n[2]);
}

VitGrid *
vit_grid_new_relative (const VitCell *cell,
                       const double *x,
                       size_t n,
                       double search_radius,
                       double most,
                       double occupancy,
                       double *unit,
                       GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), NULL);
  double volume = vit_cell_volume (cell);
  for (int iteration = 1;; iteration++)
    {
      *unit = cbrt (volume / (double) MAX (n, 1));
      VitGrid *grid =
          vit_grid_new (cell, x, n, MIN (search_radius * *unit, most), occupancy, error);
      double share = grid && n > 0 ? get_occupied_share (grid) : 1;
      if (share >= MIN_OCCUPIED || iteration == MAX_ITERATIONS)
        return grid;
      volume = share * vit_cell_volume (cell);
      vit_grid_free (grid);
    }
}

size_t
vit_grid_get_ranges (
    const VitGrid *grid, int bx, int by, int bz, VitGridRange *ranges, size_t *n_slots)
{
  size_t n = 0, slots = 0;
  for (int z = bz - grid->n_ghosts[2]; z <= bz + grid->n_ghosts[2]; z++)
    for (int y = by - grid->n_ghosts[1]; y <= by + grid->n_ghosts[1]; y++)
      {
        uint32_t begin = grid->starts[vit_grid_bin (grid, bx - grid->n_ghosts[0], y, z)];
        uint32_t end = grid->starts[vit_grid_bin (grid, bx + grid->n_ghosts[0], y, z) + 1];
        if (begin == end)
          continue;
        ranges[n++] = (VitGridRange){ begin, end };
        slots += end - begin;
      }
  *n_slots = slots;
  return n;
}
