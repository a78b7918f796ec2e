#include "core/structure/voronoi-corners.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

/* Radii in edges of the mean cube of an atom: near_radii hold nearly all neighbours of an atom and
 * few others, in increasing numbers; the search begins with FIRST_RADIUS. */
static const double near_radii[] = { 1.6, 1.65, 1.7, 1.8 };
#define FIRST_RADIUS 1.9

/* Largest capacity for planes that is tried. */
#define MAX_SHIFT 12

/* Low bits of a float that are replaced to make the keys of few candidates unique, and the factor
 * by which that can lower a squared distance. */
#define KEY_BITS 7
#define KEY_ROUNDING (1 + 4e-5)

VitVoronoiBuilder *
vit_voronoi_builder_new (const VitGrid *grid, double unit)
{
  VitVoronoiBuilder *builder = g_new0 (VitVoronoiBuilder, 1);
  builder->grid = grid;
  builder->unit = unit;
  builder->ordering = vit_voronoi_order ();
  builder->cutting = vit_voronoi_kernel ();
  builder->walking = vit_voronoi_walk_kernel ();
  builder->cell = vit_voronoi_cell_new (VIT_VORONOI_FIRST_SHIFT);
  builder->walk = vit_voronoi_walk_new ();
  builder->ranges = g_new (VitGridRange, vit_grid_max_ranges (grid));
  return builder;
}

void
vit_voronoi_builder_free (VitVoronoiBuilder *builder)
{
  if (!builder)
    return;
  vit_voronoi_cell_free (builder->cell);
  vit_voronoi_walk_free (builder->walk);
  vit_voronoi_corners_free (builder->corners);
  g_free (builder->ranges);
  vit_grid_neighbourhood_clear (&builder->neighbourhood);
  g_free (builder->found);
  g_free (builder->d2);
  g_free (builder->near);
  g_free (builder->order);
  g_free (builder->faces);
  g_free (builder->neighbours);
  g_free (builder);
}

static void
reserve_candidates (VitVoronoiBuilder *builder, size_t n_slots)
{
  if (n_slots + VIT_GRID_SCAN_PAD <= builder->room)
    return;
  builder->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
  builder->found = g_renew (uint32_t, builder->found, builder->room);
  builder->d2 = g_renew (float, builder->d2, builder->room);
  builder->near = g_renew (uint32_t, builder->near, builder->room);
  builder->order = g_renew (uint32_t, builder->order, builder->room);
}

size_t
vit_voronoi_builder_enter_bin (VitVoronoiBuilder *builder, int bx, int by, int bz)
{
  const VitGrid *grid = builder->grid;
  size_t bin = vit_grid_bin (grid, bx, by, bz), n_slots;
  size_t n_ranges = vit_grid_get_ranges (grid, bx, by, bz, builder->ranges, &n_slots);
  vit_grid_collect (grid, bin, builder->ranges, n_ranges, n_slots, &builder->neighbourhood);
  builder->first_slot = grid->starts[bin];
  builder->first_rank = vit_grid_first_in_bin (grid, bin);
  reserve_candidates (builder, builder->neighbourhood.n);
  return grid->starts[bin + 1] - grid->starts[bin];
}

/* Sorts the candidates by distance, with unique keys. Distances that are equal to the precision of
 * the keys may be exchanged. */
static void
sort_by_distance (VitVoronoiBuilder *builder, size_t n)
{
  int32_t keys[VIT_VORONOI_WALK_CANDIDATES + VIT_VORONOI_ORDER_PAD],
      places[VIT_VORONOI_WALK_CANDIDATES + VIT_VORONOI_ORDER_PAD];
  for (size_t k = 0; k < n; k++)
    {
      int32_t bits;
      memcpy (&bits, &builder->d2[k], sizeof bits);
      keys[k] = (bits & ~((1 << KEY_BITS) - 1)) | (int32_t) k;
    }
  builder->ordering->rank (keys, n, places);
  for (size_t k = 0; k < n; k++)
    builder->order[places[k]] = (uint32_t) k;
}

/* Marks the near candidates, and the atom itself; returns the number of the others. Planes are
 * tried in blocks: a larger radius is taken if it adds no block. */
static unsigned
mark_near (const VitVoronoiBuilder *builder, size_t n, uint64_t near[VIT_VORONOI_WALK_WORDS])
{
  unsigned n_near = 0, most = 0;
  for (size_t r = 0; r < G_N_ELEMENTS (near_radii); r++)
    {
      double radius = near_radii[r] * builder->unit;
      uint64_t within[VIT_VORONOI_WALK_WORDS];
      unsigned n_within =
          builder->walking->mark_within (builder->d2, n, (float) (radius * radius), within) - 1;
      if (r > 0 && n_within > most)
        break;
      n_near = n_within;
      most =
          (n_near + VIT_VORONOI_WALK_BLOCK - 1) / VIT_VORONOI_WALK_BLOCK * VIT_VORONOI_WALK_BLOCK;
      memcpy (near, within, sizeof within);
    }
  return n_near;
}

/* Squared distance beyond which no atom can cut the cell. */
static float
get_outer_limit (double r2_max, const VitGrid *grid)
{
  double radius = 2 * sqrt (r2_max) + grid->error_bound;
  return (float) (radius * radius * KEY_ROUNDING);
}

/* Builds a cell by walking; false if it is refused. */
static bool
build_by_walking (VitVoronoiBuilder *builder, size_t i, size_t n, double cutoff)
{
  const VitGrid *grid = builder->grid;
  VitVoronoiWalk *walk = builder->walk;
  uint32_t self = builder->first_slot + (uint32_t) (i - builder->first_rank);
  uint64_t near[VIT_VORONOI_WALK_WORDS], far[VIT_VORONOI_WALK_WORDS];
  unsigned n_near = mark_near (builder, n, near), n_listed = 0;
  if (n_near < 4 || n_near > VIT_VORONOI_WALK_PLANES)
    return false;
  for (size_t w = 0; w < VIT_VORONOI_WALK_WORDS; w++)
    for (uint64_t left = near[w]; left; left &= left - 1)
      {
        uint32_t slot = builder->found[64 * w + (size_t) __builtin_ctzll (left)];
        builder->near[n_listed] = slot;
        n_listed += slot != self;
      }
  walk->n_planes = 0;
  builder->walking->add_planes (walk, grid, i, builder->near, n_near);
  if (!builder->walking->find (walk, builder->unit))
    return false;
  builder->walking->mark_within (builder->d2, n, get_outer_limit (walk->r2_max, grid), far);
  for (size_t w = 0; w < VIT_VORONOI_WALK_WORDS; w++)
    for (uint64_t left = far[w] & ~near[w]; left; left &= left - 1)
      {
        double d[3];
        uint32_t slot = builder->found[64 * w + (size_t) __builtin_ctzll (left)];
        vit_grid_vector (grid, i, slot, d);
        if (!builder->walking->is_cut (walk, d, builder->unit))
          continue;
        if (walk->n_planes == VIT_VORONOI_WALK_PLANES)
          return false;
        builder->walking->add_planes (walk, grid, i, &slot, 1);
      }
  if (walk->n_planes != n_near && !builder->walking->find (walk, builder->unit))
    return false;
  if (!(2 * sqrt (walk->r2_max) <= cutoff))
    return false;
  builder->walking->measure (walk);
  return true;
}

/* Number of candidates and radius of the search. */
typedef struct
{
  size_t n;
  double cutoff;
} CutCandidates;

static VitCutResult
cut_cell (VitVoronoiBuilder *builder, size_t i, double tolerance, uint32_t *same, void *data)
{
  const CutCandidates *candidates = data;
  const VitGrid *grid = builder->grid;
  VitVoronoiCell *cell = builder->cell;
  builder->cutting->init (cell, candidates->cutoff, tolerance);
  for (size_t k = 0; k < candidates->n; k++)
    {
      uint32_t slot = builder->found[builder->order[k]];
      double d[3];
      if (vit_grid_is_self (grid, i, slot))
        continue;
      vit_grid_vector (grid, i, slot, d);
      *same = grid->rank[slot];
      if (vit_voronoi_builder_is_same_position (builder, d))
        return VIT_CUT_RESULT_SAME_POSITION;
      if (builder->corners)
        vit_voronoi_corners_try (builder->corners, grid->rank[slot], grid->image[slot], d);
      VitCut cut = builder->cutting->cut (cell, d, slot);
      if (cut == VIT_CUT_NONE)
        {
          /* Stop at distances beyond which no plane can cut. */
          if (builder->d2[builder->order[k]] > get_outer_limit (cell->r2_max, grid))
            return builder->cutting->finish (cell) ? VIT_CUT_RESULT_CLOSED
                                                   : VIT_CUT_RESULT_INCONSISTENT;
        }
      else if (cut != VIT_CUT_DONE)
        return cut == VIT_CUT_FULL ? VIT_CUT_RESULT_FULL : VIT_CUT_RESULT_INCONSISTENT;
    }
  if (!builder->cutting->finish (cell))
    return VIT_CUT_RESULT_INCONSISTENT;
  return 2 * sqrt (cell->r2_max) > candidates->cutoff ? VIT_CUT_RESULT_OPEN : VIT_CUT_RESULT_CLOSED;
}

static VitVoronoiState
set_same_position_error (const VitGrid *grid, size_t i, uint32_t rank, GError **error)
{
  int64_t a = vit_grid_get_name (grid, i), b = vit_grid_get_name (grid, rank);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "Atoms %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
               " (%s) are at the same place, (%.6g, %.6g, %.6g) Å: they have no Voronoi cells",
               MIN (a, b), MAX (a, b), vit_grid_get_naming (grid), grid->x[i][0], grid->x[i][1],
               grid->x[i][2]);
  return VIT_VORONOI_FAILED;
}

VitVoronoiState
vit_voronoi_builder_cut (
    VitVoronoiBuilder *builder, size_t i, VitVoronoiCutter cut_once, void *data, GError **error)
{
  double tolerance = VIT_VORONOI_TOLERANCE;
  while (tolerance < 1e-6)
    {
      uint32_t same;
      if (builder->corners)
        g_array_set_size (builder->corners->tried, 0);
      switch (cut_once (builder, i, tolerance, &same, data))
        {
        case VIT_CUT_RESULT_CLOSED:
          return VIT_VORONOI_CLOSED;
        case VIT_CUT_RESULT_OPEN:
          return VIT_VORONOI_OPEN;
        case VIT_CUT_RESULT_SAME_POSITION:
          return set_same_position_error (builder->grid, i, same, error);
        case VIT_CUT_RESULT_INCONSISTENT:
          tolerance *= 30;
          break;
        case VIT_CUT_RESULT_FULL:
          {
            unsigned shift = builder->cell->arrays.shift + 2;
            vit_voronoi_cell_free (builder->cell);
            builder->cell = vit_voronoi_cell_new (MIN (shift, MAX_SHIFT));
            if (shift > MAX_SHIFT)
              tolerance = 1;
          }
        }
    }
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "The Voronoi cell of atom %" G_GINT64_FORMAT
               " (%s) has too many faces or corners that cannot be told apart",
               vit_grid_get_name (builder->grid, i), vit_grid_get_naming (builder->grid));
  return VIT_VORONOI_FAILED;
}

void
vit_voronoi_builder_begin_faces (VitVoronoiBuilder *builder, size_t n)
{
  builder->n_faces = 0;
  if (n <= builder->room_faces)
    return;
  builder->room_faces = n;
  builder->faces = g_renew (VitVoronoiFace, builder->faces, n);
  builder->neighbours = g_renew (uint32_t, builder->neighbours, n);
}

static void
list_faces_of_cell (VitVoronoiBuilder *builder)
{
  const VitGrid *grid = builder->grid;
  const VitVoronoiCell *cell = builder->cell;
  const VitVoronoiArrays *in = &cell->arrays;
  vit_voronoi_builder_begin_faces (builder, cell->n_planes);
  for (unsigned p = 0; p < cell->n_planes; p++)
    if ((in->live_planes[p / 64] >> p % 64 & 1) && in->n_edges[p] >= 3)
      vit_voronoi_builder_add_face (builder, grid->rank[in->tag[p]], grid->image[in->tag[p]],
                                    in->area[p], in->n_edges[p]);
  builder->volume = cell->volume;
}

static void
list_faces_of_walk (VitVoronoiBuilder *builder)
{
  const VitGrid *grid = builder->grid;
  const VitVoronoiWalk *walk = builder->walk;
  vit_voronoi_builder_begin_faces (builder, walk->n_planes);
  for (uint64_t left = walk->faces; left; left &= left - 1)
    {
      unsigned p = (unsigned) __builtin_ctzll (left);
      uint32_t slot = walk->tag[p];
      vit_voronoi_builder_add_face (builder, grid->rank[slot], grid->image[slot], walk->area[p],
                                    (unsigned) walk->area_vector[p][3]);
    }
  builder->volume = walk->volume;
}

VitVoronoiState
vit_voronoi_builder_build (VitVoronoiBuilder *builder, size_t i, GError **error)
{
  const VitGrid *grid = builder->grid;
  const double cutoffs[2] = { MIN (FIRST_RADIUS * builder->unit, grid->search_radius),
                              grid->search_radius };
  for (int attempt = 0; attempt < 2; attempt++)
    {
      CutCandidates candidates = { .cutoff = cutoffs[attempt] };
      size_t n = candidates.n = vit_grid_measure (grid, i, &builder->neighbourhood,
                                                  cutoffs[attempt], builder->found, builder->d2);
      if (n > VIT_VORONOI_WALK_CANDIDATES)
        return VIT_VORONOI_OPEN;
      if (build_by_walking (builder, i, n, cutoffs[attempt]))
        {
          list_faces_of_walk (builder);
          if (builder->corners)
            vit_voronoi_corners_take_walk (builder, i);
          return VIT_VORONOI_CLOSED;
        }
      sort_by_distance (builder, n);
      VitVoronoiState state = vit_voronoi_builder_cut (builder, i, cut_cell, &candidates, error);
      if (state == VIT_VORONOI_CLOSED)
        list_faces_of_cell (builder);
      if (state == VIT_VORONOI_CLOSED && builder->corners)
        vit_voronoi_corners_take_cut (builder, i);
      if (state != VIT_VORONOI_OPEN)
        return state;
    }
  return VIT_VORONOI_OPEN;
}
