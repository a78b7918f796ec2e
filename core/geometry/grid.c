#include "core/geometry/grid.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

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

static bool
check_input (const VitCell *cell, const double *x, size_t n, GError **error)
{
  if (!vit_cell_is_valid (cell))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "The box has no volume");
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

static void
measure_bounds (
    const VitCell *cell, const double *x, size_t n, const GArray *outside, VitGridBounds *bounds)
{
  double g[3][3];
  vit_cell_inverse (cell, g);
  bounds->n = n;
  for (int k = 0; k < 3; k++)
    {
      bounds->lo[k] = bounds->scaled_lo[k] = INFINITY;
      bounds->hi[k] = bounds->scaled_hi[k] = -INFINITY;
    }
  WrappedIterator wrapped = wrapped_begin (x, outside);
  for (size_t i = 0; i < n; i++)
    {
      const int *image;
      const double *at = wrapped_next (&wrapped, i, &image);
      for (int k = 0; k < 3; k++)
        {
          bounds->lo[k] = fmin (bounds->lo[k], at[k]);
          bounds->hi[k] = fmax (bounds->hi[k], at[k]);
          if (cell->periodic[k])
            continue;
          double s = 0;
          for (int j = 0; j < 3; j++)
            s += g[k][j] * (at[j] - cell->origin[j]);
          bounds->scaled_lo[k] = fmin (bounds->scaled_lo[k], s);
          bounds->scaled_hi[k] = fmax (bounds->scaled_hi[k], s);
        }
    }
}

bool
vit_grid_measure_bounds (
    const VitCell *cell, const double *x, size_t n, VitGridBounds *bounds, GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), false);
  if (!check_input (cell, x, n, error))
    return false;
  g_autoptr (GArray) outside = find_outside_atoms (cell, x, n);
  measure_bounds (cell, x, n, outside, bounds);
  return true;
}

static void
set_extent (VitGridLayout *layout, const VitGridBounds *bounds)
{
  for (int k = 0; k < 3; k++)
    {
      bool all = layout->cell.periodic[k] || bounds->n == 0;
      layout->lo[k] = all ? 0 : bounds->scaled_lo[k];
      layout->span[k] = all ? 1 : fmax (bounds->scaled_hi[k] - bounds->scaled_lo[k], 1e-9);
    }
}

/* Chooses the number of bins along each axis; @widths: of what the bins cover, Å. */
static bool
choose_bins (VitGridLayout *grid, const double widths[3], double occupancy, GError **error)
{
  double volume = 1, edge = grid->search_radius;
  for (int k = 0; k < 3; k++)
    volume *= fmax (widths[k], 1e-3 * grid->search_radius);
  if (occupancy > 0 && grid->n > 0)
    {
      double wanted = cbrt (occupancy * volume / (double) grid->n);
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
  while ((double) grid->n_bins[0] * grid->n_bins[1] * grid->n_bins[2] > 4.0 * (double) grid->n + 64)
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
choose_ghosts (VitGridLayout *grid, const double widths[3], GError **error)
{
  double n_slots = (double) grid->n;
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
      if (grid->cell.periodic[k])
        n_slots *= (double) (grid->n_bins[k] + 2 * grid->n_ghosts[k]) / grid->n_bins[k];
    }
  if (n_slots > 64.0 * (double) grid->n + (1 << 24))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A distance of %g Å for neighbours is too long for this box of %g × %g × %g Å",
                   grid->search_radius, widths[0], widths[1], widths[2]);
      return false;
    }
  return true;
}

static void
find_bin (const VitGridLayout *layout, const double g[3][3], const double x[3], int b[3])
{
  for (int k = 0; k < 3; k++)
    {
      double s = 0;
      for (int j = 0; j < 3; j++)
        s += g[k][j] * (x[j] - layout->cell.origin[j]);
      s = (s - layout->lo[k]) / layout->span[k] * layout->n_bins[k];
      b[k] = s > 0 ? (int) fmin (s, layout->n_bins[k] - 1) : 0;
    }
}

void
vit_grid_layout_find_bin (const VitGridLayout *layout, const double x[3], int bin[3])
{
  double g[3][3], wrapped[3] = { x[0], x[1], x[2] };
  vit_cell_inverse (&layout->cell, g);
  vit_cell_wrap (&layout->cell, wrapped, NULL);
  find_bin (layout, (const double (*)[3]) g, wrapped, bin);
}

/* The bins of the box that a grid holds atoms of, numbered anew along each axis, in their order. */
typedef struct
{
  int *place[3]; /* of each bin of the axis; −1: not held */
  int n[3];
} HeldBins;

static void
held_bins_clear (HeldBins *held)
{
  for (int k = 0; k < 3; k++)
    g_free (held->place[k]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeldBins, held_bins_clear)

/* Finds the bin of the box that ghost bin @b is an image of, and the number of box vectors; false
 * if there is none. */
static bool
find_source_bin (const VitCell *cell, int k, int b, int n, int *source, int *image)
{
  *image = b >= 0 ? b / n : -((n - 1 - b) / n);
  *source = b - *image * n;
  return *image == 0 || cell->periodic[k];
}

bool
vit_grid_layout_is_near (const VitGridLayout *layout, int k, int b, int begin, int end)
{
  int n = layout->n_bins[k], first = begin - layout->n_ghosts[k],
      last = end - 1 + layout->n_ghosts[k];
  if (begin >= end)
    return false;
  if (!layout->cell.periodic[k])
    return b >= first && b <= last;
  int ahead = (b - first) % n;
  return (ahead < 0 ? ahead + n : ahead) <= last - first;
}

static void
find_held_bins (const VitGridLayout *layout, const VitGrid *grid, HeldBins *held)
{
  for (int k = 0; k < 3; k++)
    {
      held->place[k] = g_new (int, layout->n_bins[k]);
      for (int b = 0; b < layout->n_bins[k]; b++)
        held->place[k][b] = vit_grid_layout_is_near (layout, k, b, grid->begin[k], grid->end[k])
                                ? held->n[k]++
                                : -1;
    }
}

static uint32_t
get_place (const HeldBins *held, const int b[3])
{
  return ((uint32_t) held->place[2][b[2]] * (uint32_t) held->n[1] +
          (uint32_t) held->place[1][b[1]]) *
             (uint32_t) held->n[0] +
         (uint32_t) held->place[0][b[0]];
}

/* The bin of every atom among those that are held; one past the last of them for others. */
static uint32_t *
find_bins (const VitGrid *grid,
           const VitGridLayout *layout,
           const HeldBins *held,
           const double *x,
           const GArray *outside)
{
  uint32_t *bins = g_new (uint32_t, MAX (grid->n, 1)),
           n_held = (uint32_t) held->n[0] * (uint32_t) held->n[1] * (uint32_t) held->n[2];
  double g[3][3];
  vit_cell_inverse (&grid->cell, g);
  WrappedIterator wrapped = wrapped_begin (x, outside);
  for (size_t i = 0; i < grid->n; i++)
    {
      int b[3];
      const int *image;
      find_bin (layout, (const double (*)[3]) g, wrapped_next (&wrapped, i, &image), b);
      bool is_held = true;
      for (int k = 0; k < 3; k++)
        is_held &= held->place[k][b[k]] >= 0;
      bins[i] = is_held ? get_place (held, b) : n_held;
    }
  return bins;
}

/* Counting sort by bin; ascending index within a bin. Returns the first rank of every bin. */
static uint32_t *
sort_atoms (VitGrid *grid,
            const HeldBins *held,
            const uint32_t *bins,
            const double *x,
            const GArray *outside)
{
  /* With that of atoms in no bin that is held. */
  size_t n_bins = (size_t) held->n[0] * (size_t) held->n[1] * (size_t) held->n[2] + 1;
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
place_slots (VitGrid *grid, const HeldBins *held, const uint32_t *firsts, bool fill)
{
  size_t slot = 0, bin = 0;
  int source[3], image[3], first[3];
  const VitCell *cell = &grid->cell;
  const int *n = grid->n_bins;
  for (int k = 0; k < 3; k++)
    first[k] = grid->begin[k] - grid->n_ghosts[k];
  for (int bz = 0; bz < grid->n_total[2]; bz++)
    {
      bool there_z = find_source_bin (cell, 2, first[2] + bz, n[2], &source[2], &image[2]);
      for (int by = 0; by < grid->n_total[1]; by++)
        {
          bool there_y = find_source_bin (cell, 1, first[1] + by, n[1], &source[1], &image[1]);
          for (int bx = 0; bx < grid->n_total[0]; bx++)
            {
              bool there = find_source_bin (cell, 0, first[0] + bx, n[0], &source[0], &image[0]);
              grid->starts[bin++] = (uint32_t) slot;
              if (!there || !there_y || !there_z)
                continue;
              uint32_t b = get_place (held, source);
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
set_centre_and_error_bound (VitGridLayout *layout, const VitGridBounds *bounds)
{
  double most = 0;
  for (int k = 0; k < 3; k++)
    {
      layout->centre[k] = bounds->n > 0 ? 0.5 * (bounds->lo[k] + bounds->hi[k]) : 0;
      most = fmax (most, bounds->n > 0 ? 0.5 * (bounds->hi[k] - bounds->lo[k]) : 0);
    }
  /* Bound: two coordinates rounded to 2⁻²⁴ of their size in each of three directions, and the
   * rounding of the sum of squares; doubled. */
  layout->error_bound = 5e-7 * (most + 2 * layout->search_radius);
}

bool
vit_grid_layout_init (VitGridLayout *layout,
                      const VitCell *cell,
                      const VitGridBounds *bounds,
                      double search_radius,
                      double occupancy,
                      GError **error)
{
  *layout = (VitGridLayout){ .cell = *cell, .n = bounds->n, .search_radius = search_radius };
  if (!(search_radius > 0) || !isfinite (search_radius))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A distance for neighbours of %g Å is not positive", search_radius);
      return false;
    }
  set_extent (layout, bounds);
  double widths[3];
  vit_cell_widths (cell, widths);
  for (int k = 0; k < 3; k++)
    widths[k] *= layout->span[k];
  if (!choose_bins (layout, widths, occupancy, error) || !choose_ghosts (layout, widths, error))
    return false;
  set_centre_and_error_bound (layout, bounds);
  return true;
}

static VitGrid *
new_part (const VitGridLayout *layout,
          const VitGridPart *part,
          const double *x,
          size_t n,
          const GArray *outside)
{
  VitGrid *grid = g_new0 (VitGrid, 1);
  grid->cell = layout->cell;
  grid->n = n;
  grid->search_radius = layout->search_radius;
  grid->error_bound = layout->error_bound;
  grid->is_halo = part->is_halo;
  grid->ids = part->ids;
  memcpy (grid->centre, layout->centre, sizeof grid->centre);
  memcpy (grid->n_bins, layout->n_bins, sizeof grid->n_bins);
  memcpy (grid->n_ghosts, layout->n_ghosts, sizeof grid->n_ghosts);
  memcpy (grid->begin, part->begin, sizeof grid->begin);
  memcpy (grid->end, part->end, sizeof grid->end);
  bool empty = false;
  for (int k = 0; k < 3; k++)
    empty |= grid->begin[k] >= grid->end[k];
  for (int k = 0; k < 3 && !empty; k++)
    grid->n_total[k] = grid->end[k] - grid->begin[k] + 2 * grid->n_ghosts[k];
  g_auto (HeldBins) held = { 0 };
  find_held_bins (layout, grid, &held);
  g_autofree uint32_t *bins = find_bins (grid, layout, &held, x, outside);
  g_autofree uint32_t *firsts = sort_atoms (grid, &held, bins, x, outside);
  grid->starts =
      g_new (uint32_t, (size_t) grid->n_total[0] * grid->n_total[1] * grid->n_total[2] + 1);
  place_slots (grid, &held, firsts, false);
  size_t room = grid->n_slots + VIT_GRID_SCAN_PAD;
  grid->fx = g_new0 (float, room);
  grid->fy = g_new0 (float, room);
  grid->fz = g_new0 (float, room);
  grid->rank = g_new (uint32_t, room);
  grid->image = g_malloc_n (room, sizeof *grid->image);
  place_slots (grid, &held, firsts, true);
  return grid;
}

VitGrid *
vit_grid_new_part (
    const VitGridLayout *layout, const VitGridPart *part, const double *x, size_t n, GError **error)
{
  g_return_val_if_fail (layout != NULL && part != NULL && (x != NULL || n == 0), NULL);
  if (!check_input (&layout->cell, x, n, error))
    return NULL;
  g_autoptr (GArray) outside = find_outside_atoms (&layout->cell, x, n);
  return new_part (layout, part, x, n, outside);
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
  if (!check_input (cell, x, n, error))
    return NULL;
  VitGridBounds bounds;
  VitGridLayout layout;
  g_autoptr (GArray) outside = find_outside_atoms (cell, x, n);
  measure_bounds (cell, x, n, outside, &bounds);
  if (!vit_grid_layout_init (&layout, cell, &bounds, search_radius, occupancy, error))
    return NULL;
  VitGridPart all = { .end = { layout.n_bins[0], layout.n_bins[1], layout.n_bins[2] } };
  return new_part (&layout, &all, x, n, outside);
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
