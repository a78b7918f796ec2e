#include "core/structure/voronoi-maker.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

/* Distances in units of the edge of the cube that an atom has on average: within which nearly all
 * neighbours of an atom lie and hardly anything else, and what may be taken along; where the search
 * begins. */
static const double near_reaches[] = { 1.6, 1.65, 1.7, 1.8 };
#define FIRST_REACH 1.9

/* The most room for planes that is tried. */
#define LAST_SHIFT 12

/* The low bits of a float that make keys of few candidates unique, and the part of a squared
 * distance that they can hide. */
#define KEY_BITS 7
#define KEY_SLACK (1 + 4e-5)

VitVoronoiMaker *
vit_voronoi_maker_new (const VitGrid *grid, double unit)
{
  VitVoronoiMaker *maker = g_new0 (VitVoronoiMaker, 1);
  maker->grid = grid;
  maker->unit = unit;
  maker->ordering = vit_voronoi_order ();
  maker->cutting = vit_voronoi_kernel ();
  maker->walking = vit_voronoi_walk_kernel ();
  maker->cell = vit_voronoi_cell_new (VIT_VORONOI_FIRST_SHIFT);
  maker->walk = vit_voronoi_walk_new ();
  maker->ranges = g_new (VitGridRange, vit_grid_max_ranges (grid));
  return maker;
}

void
vit_voronoi_maker_free (VitVoronoiMaker *maker)
{
  if (!maker)
    return;
  vit_voronoi_cell_free (maker->cell);
  vit_voronoi_walk_free (maker->walk);
  g_free (maker->ranges);
  vit_grid_neighbourhood_clear (&maker->neighbourhood);
  g_free (maker->found);
  g_free (maker->d2);
  g_free (maker->near);
  g_free (maker->order);
  g_free (maker->faces);
  g_free (maker->neighbours);
  g_free (maker);
}

static void
make_room (VitVoronoiMaker *maker, size_t n_slots)
{
  if (n_slots + VIT_GRID_SCAN_PAD <= maker->room)
    return;
  maker->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
  maker->found = g_renew (uint32_t, maker->found, maker->room);
  maker->d2 = g_renew (float, maker->d2, maker->room);
  maker->near = g_renew (uint32_t, maker->near, maker->room);
  maker->order = g_renew (uint32_t, maker->order, maker->room);
}

size_t
vit_voronoi_maker_enter (VitVoronoiMaker *maker, int bx, int by, int bz)
{
  const VitGrid *grid = maker->grid;
  size_t bin = vit_grid_bin (grid, bx, by, bz), n_slots;
  size_t n_ranges = vit_grid_get_ranges (grid, bx, by, bz, maker->ranges, &n_slots);
  vit_grid_collect (grid, bin, maker->ranges, n_ranges, n_slots, &maker->neighbourhood);
  maker->first_slot = grid->starts[bin];
  maker->first_rank = vit_grid_first_in_bin (grid, bin);
  make_room (maker, maker->neighbourhood.n);
  return grid->starts[bin + 1] - grid->starts[bin];
}

/* Orders the candidates by distance, with keys that all differ. Distances that float hardly tells
 * apart may change places. */
static void
sort_by_distance (VitVoronoiMaker *maker, size_t n)
{
  int32_t keys[VIT_VORONOI_WALK_CANDIDATES + VIT_VORONOI_ORDER_PAD],
      places[VIT_VORONOI_WALK_CANDIDATES + VIT_VORONOI_ORDER_PAD];
  for (size_t k = 0; k < n; k++)
    {
      int32_t bits;
      memcpy (&bits, &maker->d2[k], sizeof bits);
      keys[k] = (bits & ~((1 << KEY_BITS) - 1)) | (int32_t) k;
    }
  maker->ordering->rank (keys, n, places);
  for (size_t k = 0; k < n; k++)
    maker->order[places[k]] = (uint32_t) k;
}

/* Marks the candidates that lie near, and the atom itself; returns the number of the others among
 * them. Planes are tried a block at a time: the nearest of those farther out are taken along where
 * they do not make another block. */
static unsigned
mark_near (const VitVoronoiMaker *maker, size_t n, uint64_t near[VIT_VORONOI_WALK_WORDS])
{
  unsigned n_near = 0, most = 0;
  for (size_t r = 0; r < G_N_ELEMENTS (near_reaches); r++)
    {
      double reach = near_reaches[r] * maker->unit;
      uint64_t within[VIT_VORONOI_WALK_WORDS];
      unsigned n_within =
          maker->walking->mark_within (maker->d2, n, (float) (reach * reach), within) - 1;
      if (r > 0 && n_within > most)
        break;
      n_near = n_within;
      most =
          (n_near + VIT_VORONOI_WALK_BLOCK - 1) / VIT_VORONOI_WALK_BLOCK * VIT_VORONOI_WALK_BLOCK;
      memcpy (near, within, sizeof within);
    }
  return n_near;
}

/* Squared distance beyond which no atom reaches the cell. */
static float
far_limit (double r2_max, const VitGrid *grid)
{
  double reach = 2 * sqrt (r2_max) + grid->error_bound;
  return (float) (reach * reach * KEY_SLACK);
}

/* Walks around the cell; false if that is not how to find it. */
static bool
walk_around (VitVoronoiMaker *maker, size_t i, size_t n, double cutoff)
{
  const VitGrid *grid = maker->grid;
  VitVoronoiWalk *walk = maker->walk;
  uint32_t self = maker->first_slot + (uint32_t) (i - maker->first_rank);
  uint64_t near[VIT_VORONOI_WALK_WORDS], far[VIT_VORONOI_WALK_WORDS];
  unsigned n_near = mark_near (maker, n, near), n_listed = 0;
  if (n_near < 4 || n_near > VIT_VORONOI_WALK_PLANES)
    return false;
  for (size_t w = 0; w < VIT_VORONOI_WALK_WORDS; w++)
    for (uint64_t left = near[w]; left; left &= left - 1)
      {
        uint32_t slot = maker->found[64 * w + (size_t) __builtin_ctzll (left)];
        maker->near[n_listed] = slot;
        n_listed += slot != self;
      }
  walk->n_planes = 0;
  maker->walking->add_planes (walk, grid, i, maker->near, n_near);
  if (!maker->walking->find (walk, maker->unit))
    return false;
  maker->walking->mark_within (maker->d2, n, far_limit (walk->r2_max, grid), far);
  for (size_t w = 0; w < VIT_VORONOI_WALK_WORDS; w++)
    for (uint64_t left = far[w] & ~near[w]; left; left &= left - 1)
      {
        double d[3];
        uint32_t slot = maker->found[64 * w + (size_t) __builtin_ctzll (left)];
        vit_grid_vector (grid, i, slot, d);
        if (!maker->walking->is_cut (walk, d, maker->unit))
          continue;
        if (walk->n_planes == VIT_VORONOI_WALK_PLANES)
          return false;
        maker->walking->add_planes (walk, grid, i, &slot, 1);
      }
  if (walk->n_planes != n_near && !maker->walking->find (walk, maker->unit))
    return false;
  if (!(2 * sqrt (walk->r2_max) <= cutoff))
    return false;
  maker->walking->measure (walk);
  return true;
}

/* The candidates of an atom. */
typedef struct
{
  size_t n;
  double cutoff;
} Candidates;

static VitCarve
carve (VitVoronoiMaker *maker, size_t i, double tolerance, uint32_t *same, void *data)
{
  const Candidates *candidates = data;
  const VitGrid *grid = maker->grid;
  VitVoronoiCell *cell = maker->cell;
  maker->cutting->init (cell, candidates->cutoff, tolerance);
  for (size_t k = 0; k < candidates->n; k++)
    {
      uint32_t slot = maker->found[maker->order[k]];
      double d[3];
      if (vit_grid_is_self (grid, i, slot))
        continue;
      vit_grid_vector (grid, i, slot, d);
      *same = grid->rank[slot];
      if (vit_voronoi_maker_is_same_place (maker, d))
        return VIT_CARVE_SAME_PLACE;
      VitCut cut = maker->cutting->cut (cell, d, slot);
      if (cut == VIT_CUT_NONE)
        {
          /* What is farther away can neither. */
          if (maker->d2[maker->order[k]] > far_limit (cell->r2_max, grid))
            return maker->cutting->finish (cell) ? VIT_CARVE_CLOSED : VIT_CARVE_INCONSISTENT;
        }
      else if (cut != VIT_CUT_DONE)
        return cut == VIT_CUT_FULL ? VIT_CARVE_FULL : VIT_CARVE_INCONSISTENT;
    }
  if (!maker->cutting->finish (cell))
    return VIT_CARVE_INCONSISTENT;
  return 2 * sqrt (cell->r2_max) > candidates->cutoff ? VIT_CARVE_OPEN : VIT_CARVE_CLOSED;
}

static VitVoronoiState
report_same_place (const VitGrid *grid, size_t i, uint32_t rank, GError **error)
{
  uint32_t a = grid->atom[i], b = grid->atom[rank];
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "Atoms %u and %u (counted from 1) are at the same place, (%.6g, %.6g, %.6g) Å: they "
               "have no Voronoi cells",
               MIN (a, b) + 1, MAX (a, b) + 1, grid->x[i][0], grid->x[i][1], grid->x[i][2]);
  return VIT_VORONOI_FAILED;
}

VitVoronoiState
vit_voronoi_maker_carve (
    VitVoronoiMaker *maker, size_t i, VitVoronoiCarver carve_once, void *data, GError **error)
{
  double tolerance = VIT_VORONOI_TOLERANCE;
  while (tolerance < 1e-6)
    {
      uint32_t same;
      switch (carve_once (maker, i, tolerance, &same, data))
        {
        case VIT_CARVE_CLOSED:
          return VIT_VORONOI_CLOSED;
        case VIT_CARVE_OPEN:
          return VIT_VORONOI_OPEN;
        case VIT_CARVE_SAME_PLACE:
          return report_same_place (maker->grid, i, same, error);
        case VIT_CARVE_INCONSISTENT:
          tolerance *= 30;
          break;
        case VIT_CARVE_FULL:
          {
            unsigned shift = maker->cell->arrays.shift + 2;
            vit_voronoi_cell_free (maker->cell);
            maker->cell = vit_voronoi_cell_new (MIN (shift, LAST_SHIFT));
            if (shift > LAST_SHIFT)
              tolerance = 1;
          }
        }
    }
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "The Voronoi cell of atom %u (counted from 1) has too many faces or corners that "
               "cannot be told apart",
               maker->grid->atom[i] + 1);
  return VIT_VORONOI_FAILED;
}

void
vit_voronoi_maker_begin_faces (VitVoronoiMaker *maker, size_t n)
{
  maker->n_faces = 0;
  if (n <= maker->room_faces)
    return;
  maker->room_faces = n;
  maker->faces = g_renew (VitVoronoiFace, maker->faces, n);
  maker->neighbours = g_renew (uint32_t, maker->neighbours, n);
}

static void
list_cut_faces (VitVoronoiMaker *maker)
{
  const VitGrid *grid = maker->grid;
  const VitVoronoiCell *cell = maker->cell;
  const VitVoronoiArrays *in = &cell->arrays;
  vit_voronoi_maker_begin_faces (maker, cell->n_planes);
  for (unsigned p = 0; p < cell->n_planes; p++)
    if ((in->alive[p / 64] >> p % 64 & 1) && in->n_edges[p] >= 3)
      vit_voronoi_maker_add_face (maker, grid->rank[in->tag[p]], grid->image[in->tag[p]],
                                  in->area[p], in->n_edges[p]);
  maker->volume = cell->volume;
}

static void
list_walked_faces (VitVoronoiMaker *maker)
{
  const VitGrid *grid = maker->grid;
  const VitVoronoiWalk *walk = maker->walk;
  vit_voronoi_maker_begin_faces (maker, walk->n_planes);
  for (uint64_t left = walk->faces; left; left &= left - 1)
    {
      unsigned p = (unsigned) __builtin_ctzll (left);
      uint32_t slot = walk->tag[p];
      vit_voronoi_maker_add_face (maker, grid->rank[slot], grid->image[slot], walk->area[p],
                                  (unsigned) walk->area_vector[p][3]);
    }
  maker->volume = walk->volume;
}

VitVoronoiState
vit_voronoi_maker_make (VitVoronoiMaker *maker, size_t i, GError **error)
{
  const VitGrid *grid = maker->grid;
  const double cutoffs[2] = { MIN (FIRST_REACH * maker->unit, grid->search_radius),
                              grid->search_radius };
  for (int attempt = 0; attempt < 2; attempt++)
    {
      Candidates candidates = { .cutoff = cutoffs[attempt] };
      size_t n = candidates.n = vit_grid_measure (grid, i, &maker->neighbourhood, cutoffs[attempt],
                                                  maker->found, maker->d2);
      if (n > VIT_VORONOI_WALK_CANDIDATES)
        return VIT_VORONOI_OPEN;
      if (walk_around (maker, i, n, cutoffs[attempt]))
        {
          list_walked_faces (maker);
          return VIT_VORONOI_CLOSED;
        }
      sort_by_distance (maker, n);
      VitVoronoiState state = vit_voronoi_maker_carve (maker, i, carve, &candidates, error);
      if (state == VIT_VORONOI_CLOSED)
        list_cut_faces (maker);
      if (state != VIT_VORONOI_OPEN)
        return state;
    }
  return VIT_VORONOI_OPEN;
}
