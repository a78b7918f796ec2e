#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/voronoi-cell.h"
#include "core/structure/voronoi-order.h"
#include "core/structure/voronoi-private.h"
#include "core/structure/voronoi-walk.h"

/* Distances in units of the edge of the cube that an atom has on average: where the search begins,
 * what nearly all cells of a dense system need, and what is the same place. */
#define FIRST_REACH 1.9
#define GRID_REACH 2.1
#define SAME_PLACE 1e-6

/* Within this distance lie nearly all neighbours of an atom and hardly anything else. */
#define NEAR_REACH 1.6

/* The most room for planes that is tried. */
#define LAST_SHIFT 12

/* Up to here counting smaller keys beats sorting. */
#define MAX_RANK_SORT 128

/* The low bits of a float that make keys of few candidates unique, and the part of a squared
 * distance that they can hide. */
#define KEY_BITS 7
#define KEY_SLACK (1 + 4e-5)

void
vit_voronoi_row_clear (VitVoronoiRow *row)
{
  g_clear_pointer (&row->ranks, g_free);
  g_clear_pointer (&row->n_faces_of, g_free);
  g_clear_pointer (&row->faces, g_free);
  row->n_atoms = row->n_faces = row->room_atoms = row->room_faces = 0;
}

void
vit_voronoi_pass_free (VitVoronoiPass *pass)
{
  for (size_t r = 0; r < pass->n_rows; r++)
    vit_voronoi_row_clear (&pass->rows[r]);
  g_free (pass->rows);
  vit_grid_free (pass->grid);
  g_free (pass);
}

/* Memory of one worker. */
typedef struct
{
  VitVoronoiCell *cell;
  VitVoronoiWalk *walk;
  VitGridRun *runs;
  uint32_t *found;
  float *d2;
  uint32_t *near; /* found near the atom */
  uint32_t *far;  /* places in found of the others */
  uint64_t *keys;
  uint32_t *order; /* places in found, by distance */
  size_t room;
} Scratch;

typedef struct
{
  const VitVoronoiKernel *kernel;
  const VitVoronoiWalkKernel *walking;
  const VitVoronoiOrder *ordering;
  VitVoronoiPass *pass;
  double unit;
  float near_2; /* square of the distance that counts as near */
  double *volumes;
  uint8_t *done; /* by atom */
  Scratch *scratch;
} Tessellation;

typedef enum
{
  CELL_FAILED,
  CELL_OPEN, /* atoms beyond the reach of the grid are needed */
  CELL_CLOSED,
  CELL_WALKED,
} CellState;

static int
compare_keys (const void *a, const void *b)
{
  uint64_t p = *(const uint64_t *) a, q = *(const uint64_t *) b;
  return p < q ? -1 : p > q;
}

/* Orders the candidates by distance, with keys that all differ. Distances that float hardly tells
 * apart may change places. */
static void
sort_few (const VitVoronoiOrder *ordering, const float *d2, size_t n, uint32_t *order)
{
  int32_t keys[MAX_RANK_SORT + VIT_VORONOI_ORDER_PAD],
      places[MAX_RANK_SORT + VIT_VORONOI_ORDER_PAD];
  for (size_t k = 0; k < n; k++)
    {
      int32_t bits;
      memcpy (&bits, &d2[k], sizeof bits);
      keys[k] = (bits & ~((1 << KEY_BITS) - 1)) | (int32_t) k;
    }
  ordering->rank (keys, n, places);
  for (size_t k = 0; k < n; k++)
    order[places[k]] = (uint32_t) k;
}

static void
sort_many (const float *d2, size_t n, uint64_t *keys, uint32_t *order)
{
  for (size_t k = 0; k < n; k++)
    {
      uint32_t bits;
      memcpy (&bits, &d2[k], sizeof bits);
      keys[k] = (uint64_t) bits << 32 | k;
    }
  qsort (keys, n, sizeof *keys, compare_keys);
  for (size_t k = 0; k < n; k++)
    order[k] = (uint32_t) keys[k];
}

static void
sort_by_distance (const VitVoronoiOrder *ordering, Scratch *scratch, size_t n)
{
  if (n <= MAX_RANK_SORT)
    sort_few (ordering, scratch->d2, n, scratch->order);
  else
    sort_many (scratch->d2, n, scratch->keys, scratch->order);
}

typedef enum
{
  CARVE_CLOSED,
  CARVE_OPEN,
  CARVE_INCONSISTENT,
  CARVE_FULL,
  CARVE_SAME_PLACE,
} Carve;

/* Squared distance beyond which no atom reaches the cell. */
static double
far_limit (double r2_max, const VitGrid *grid)
{
  double reach = 2 * sqrt (r2_max) + grid->margin;
  return reach * reach * KEY_SLACK;
}

static Carve
carve (const Tessellation *work,
       Scratch *scratch,
       size_t i,
       size_t n,
       double cutoff,
       double tolerance,
       uint32_t *same)
{
  const VitGrid *grid = work->pass->grid;
  VitVoronoiCell *cell = scratch->cell;
  work->kernel->init (cell, cutoff, tolerance);
  double same_2 = SAME_PLACE * work->unit;
  same_2 *= same_2;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t slot = scratch->found[scratch->order[k]];
      double d[3];
      if (vit_grid_is_self (grid, i, slot))
        continue;
      vit_grid_vector (grid, i, slot, d);
      if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < same_2)
        {
          *same = slot;
          return CARVE_SAME_PLACE;
        }
      VitCut cut = work->kernel->cut (cell, d, slot);
      if (cut == VIT_CUT_NONE)
        {
          /* What is farther away can neither. */
          if ((double) scratch->d2[scratch->order[k]] > far_limit (cell->r2_max, grid))
            return work->kernel->finish (cell) ? CARVE_CLOSED : CARVE_INCONSISTENT;
        }
      else if (cut != VIT_CUT_DONE)
        return cut == VIT_CUT_FULL ? CARVE_FULL : CARVE_INCONSISTENT;
    }
  if (!work->kernel->finish (cell))
    return CARVE_INCONSISTENT;
  return 2 * sqrt (cell->r2_max) > cutoff ? CARVE_OPEN : CARVE_CLOSED;
}

static CellState
report_same_place (const VitGrid *grid, size_t i, uint32_t slot, GError **error)
{
  uint32_t a = grid->atom[i], b = grid->atom[grid->rank[slot]];
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "Atoms %u and %u (counted from 1) are at the same place, (%.6g, %.6g, %.6g) Å: they "
               "have no Voronoi cells",
               MIN (a, b) + 1, MAX (a, b) + 1, grid->x[i][0], grid->x[i][1], grid->x[i][2]);
  return CELL_FAILED;
}

/* Carves with more room and more tolerance until it succeeds or more atoms are needed. */
static CellState
make_cell (
    const Tessellation *work, Scratch *scratch, size_t i, size_t n, double cutoff, GError **error)
{
  double tolerance = VIT_VORONOI_TOLERANCE;
  while (tolerance < 1e-6)
    {
      uint32_t same;
      switch (carve (work, scratch, i, n, cutoff, tolerance, &same))
        {
        case CARVE_CLOSED:
          return CELL_CLOSED;
        case CARVE_OPEN:
          return CELL_OPEN;
        case CARVE_SAME_PLACE:
          return report_same_place (work->pass->grid, i, same, error);
        case CARVE_INCONSISTENT:
          tolerance *= 30;
          break;
        case CARVE_FULL:
          {
            unsigned shift = scratch->cell->arrays.shift + 2;
            vit_voronoi_cell_free (scratch->cell);
            scratch->cell = vit_voronoi_cell_new (MIN (shift, LAST_SHIFT));
            if (shift > LAST_SHIFT)
              tolerance = 1;
          }
        }
    }
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "The Voronoi cell of atom %u (counted from 1) has too many faces or corners that "
               "cannot be told apart",
               work->pass->grid->atom[i] + 1);
  return CELL_FAILED;
}

static void
make_room (VitVoronoiRow *row, size_t n_faces)
{
  if (row->n_atoms == row->room_atoms)
    {
      row->room_atoms = row->room_atoms + row->room_atoms / 2 + 64;
      row->ranks = g_renew (uint32_t, row->ranks, row->room_atoms);
      row->n_faces_of = g_renew (uint16_t, row->n_faces_of, row->room_atoms);
    }
  if (row->n_faces + n_faces > row->room_faces)
    {
      row->room_faces = row->room_faces + row->room_faces / 8 + n_faces + 128;
      row->faces = g_renew (VitVoronoiFace, row->faces, row->room_faces);
    }
}

static bool
face_before (const VitVoronoiFace *a, const VitVoronoiFace *b)
{
  if (a->atom != b->atom)
    return a->atom < b->atom;
  for (int k = 0; k < 3; k++)
    if (a->image[k] != b->image[k])
      return a->image[k] < b->image[k];
  return false;
}

static void
insert_face (VitVoronoiFace *faces, size_t n, VitVoronoiFace face)
{
  for (; n > 0 && face_before (&face, &faces[n - 1]); n--)
    faces[n] = faces[n - 1];
  faces[n] = face;
}

static inline VitVoronoiFace
make_face (const VitGrid *grid, uint32_t slot, double area, unsigned n_edges)
{
  const int8_t *image = grid->image[slot];
  return (VitVoronoiFace){ .atom = grid->atom[grid->rank[slot]],
                           .area = (float) area,
                           .image = { image[0], image[1], image[2] },
                           .edges = (uint8_t) MIN (n_edges, UINT8_MAX) };
}

/* The faces of a cell that was cut. */
static size_t
list_cut_faces (const VitVoronoiCell *cell, const VitGrid *grid, VitVoronoiFace *faces)
{
  const VitVoronoiArrays *in = &cell->arrays;
  size_t n = 0;
  for (unsigned p = 0; p < cell->n_planes; p++)
    if ((in->alive[p / 64] >> p % 64 & 1) && in->n_edges[p] >= 3)
      faces[n++] = make_face (grid, in->tag[p], in->area[p], in->n_edges[p]);
  return n;
}

/* The faces of a cell that was walked around. */
static size_t
list_walked_faces (const VitVoronoiWalk *walk, const VitGrid *grid, VitVoronoiFace *faces)
{
  size_t n = 0;
  for (uint64_t left = walk->faces; left; left &= left - 1)
    {
      unsigned p = (unsigned) __builtin_ctzll (left);
      faces[n++] =
          make_face (grid, walk->tag[p], walk->area[p], (unsigned) walk->area_vector[p][3]);
    }
  return n;
}

/* Few faces, all of different atoms: the place of each is the number of smaller atoms. */
static bool
place_faces (const VitVoronoiOrder *ordering,
             const VitVoronoiFace *from,
             size_t n,
             VitVoronoiFace *faces)
{
  int32_t keys[MAX_RANK_SORT + VIT_VORONOI_ORDER_PAD],
      places[MAX_RANK_SORT + VIT_VORONOI_ORDER_PAD];
  size_t sum = 0;
  if (n > MAX_RANK_SORT)
    return false;
  /* Signed keys in the order of unsigned indices. */
  for (size_t k = 0; k < n; k++)
    keys[k] = (int32_t) (from[k].atom ^ UINT32_C (0x80000000));
  ordering->rank (keys, n, places);
  for (size_t k = 0; k < n; k++)
    {
      faces[places[k]] = from[k];
      sum += (size_t) places[k];
    }
  return 2 * sum == n * (n - 1);
}

/* Appends the faces in the order of their atoms, images of one atom in that of the images. */
static void
append_cell (const Tessellation *work, VitVoronoiRow *row, const VitVoronoiFace *from, size_t n, size_t rank)
{
  make_room (row, n);
  VitVoronoiFace *faces = row->faces + row->n_faces;
  if (!place_faces (work->ordering, from, n, faces))
    for (size_t k = 0; k < n; k++)
      insert_face (faces, k, from[k]);
  row->n_faces += n;
  row->ranks[row->n_atoms] = (uint32_t) rank;
  row->n_faces_of[row->n_atoms++] = (uint16_t) n;
}

/* Sorts what was found into what lies near the atom and is not itself, and places in @found of what
 * does not lie near. */
static void
part_near (const Scratch *scratch, size_t n, uint32_t self, float near_2, size_t *n_near, size_t *n_far)
{
  size_t near = 0, far = 0;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t slot = scratch->found[k];
      bool is_near = scratch->d2[k] <= near_2;
      scratch->near[near] = slot;
      scratch->far[far] = (uint32_t) k;
      near += is_near & (slot != self);
      far += !is_near;
    }
  *n_near = near;
  *n_far = far;
}

/* Walks around the cell; false if that is not how to find it. */
static bool
walk_around (const Tessellation *work, Scratch *scratch, size_t i, uint32_t self, size_t n, double cutoff)
{
  const VitGrid *grid = work->pass->grid;
  VitVoronoiWalk *walk = scratch->walk;
  size_t n_near, n_far;
  part_near (scratch, n, self, work->near_2, &n_near, &n_far);
  if (n_near < 4 || n_near > VIT_VORONOI_WALK_PLANES)
    return false;
  walk->n_planes = 0;
  work->walking->add_planes (walk, grid, i, scratch->near, n_near);
  if (!work->walking->find (walk, work->unit))
    return false;
  double limit = far_limit (walk->r2_max, grid);
  for (size_t k = 0; k < n_far; k++)
    {
      double d[3];
      uint32_t slot = scratch->found[scratch->far[k]];
      if ((double) scratch->d2[scratch->far[k]] > limit)
        continue;
      vit_grid_vector (grid, i, slot, d);
      if (!work->walking->is_cut (walk, d, work->unit))
        continue;
      if (walk->n_planes == VIT_VORONOI_WALK_PLANES)
        return false;
      work->walking->add_planes (walk, grid, i, &slot, 1);
    }
  if (walk->n_planes != n_near && !work->walking->find (walk, work->unit))
    return false;
  if (!(2 * sqrt (walk->r2_max) <= cutoff))
    return false;
  work->walking->measure (walk);
  return true;
}

static bool
tessellate_bin (Tessellation *work,
                VitVoronoiRow *row,
                Scratch *scratch,
                size_t n_runs,
                uint32_t slot,
                size_t first,
                size_t last,
                GError **error)
{
  const VitGrid *grid = work->pass->grid;
  for (size_t i = first; i < last; i++)
    {
      if (work->done[grid->atom[i]])
        continue;
      CellState state = CELL_OPEN;
      for (int attempt = 0; attempt < 2 && state == CELL_OPEN; attempt++)
        {
          double cutoff = attempt == 0 ? MIN (FIRST_REACH * work->unit, grid->reach) : grid->reach;
          size_t n = vit_grid_scan_distances (grid, i, scratch->runs, n_runs, cutoff,
                                              scratch->found, scratch->d2);
          if (walk_around (work, scratch, i, slot + (uint32_t) (i - first), n, cutoff))
            {
              state = CELL_WALKED;
              break;
            }
          sort_by_distance (work->ordering, scratch, n);
          state = make_cell (work, scratch, i, n, cutoff, error);
        }
      if (state == CELL_FAILED)
        return false;
      if (state == CELL_OPEN)
        continue;
      work->done[grid->atom[i]] = 1;
      VitVoronoiFace few[VIT_VORONOI_WALK_PLANES], *faces = few;
      size_t n_faces;
      if (state == CELL_WALKED)
        {
          work->volumes[grid->atom[i]] = scratch->walk->volume;
          n_faces = list_walked_faces (scratch->walk, grid, faces);
        }
      else
        {
          work->volumes[grid->atom[i]] = scratch->cell->volume;
          faces = g_new (VitVoronoiFace, scratch->cell->n_planes);
          n_faces = list_cut_faces (scratch->cell, grid, faces);
        }
      append_cell (work, row, faces, n_faces, i);
      if (faces != few)
        g_free (faces);
    }
  return true;
}

static void
enter_bin (Scratch *scratch, size_t n_slots)
{
  if (n_slots + VIT_GRID_SCAN_PAD <= scratch->room)
    return;
  scratch->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
  scratch->found = g_renew (uint32_t, scratch->found, scratch->room);
  scratch->d2 = g_renew (float, scratch->d2, scratch->room);
  scratch->near = g_renew (uint32_t, scratch->near, scratch->room);
  scratch->far = g_renew (uint32_t, scratch->far, scratch->room);
  scratch->keys = g_renew (uint64_t, scratch->keys, scratch->room);
  scratch->order = g_renew (uint32_t, scratch->order, scratch->room);
}

static bool
tessellate_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Tessellation *work = data;
  const VitGrid *grid = work->pass->grid;
  Scratch *scratch = &work->scratch[worker];
  if (!scratch->cell)
    {
      scratch->cell = vit_voronoi_cell_new (VIT_VORONOI_FIRST_SHIFT);
      scratch->walk = vit_voronoi_walk_new ();
    }
  if (!scratch->runs)
    scratch->runs = g_new (VitGridRun, vit_grid_max_runs (grid));
  for (size_t r = begin; r < end; r++)
    for (int bx = 0; bx < grid->n_bins[0]; bx++)
      {
        int by = (int) (r % grid->n_bins[1]), bz = (int) (r / grid->n_bins[1]);
        size_t bin = vit_grid_bin (grid, bx, by, bz), n_slots;
        size_t n_atoms = grid->starts[bin + 1] - grid->starts[bin];
        if (n_atoms == 0)
          continue;
        size_t n_runs = vit_grid_runs (grid, bx, by, bz, scratch->runs, &n_slots);
        enter_bin (scratch, n_slots);
        size_t home = vit_grid_home (grid, bin);
        if (!tessellate_bin (work, &work->pass->rows[r], scratch, n_runs, grid->starts[bin], home, home + n_atoms,
                             error))
          return false;
      }
  return true;
}

static void
clear_scratch (Scratch *scratch)
{
  vit_voronoi_cell_free (scratch->cell);
  vit_voronoi_walk_free (scratch->walk);
  g_free (scratch->runs);
  g_free (scratch->found);
  g_free (scratch->d2);
  g_free (scratch->near);
  g_free (scratch->far);
  g_free (scratch->keys);
  g_free (scratch->order);
}

static bool
run_pass (Tessellation *work, VitProgress *progress, GError **error)
{
  VitVoronoiPass *pass = work->pass;
  unsigned n_workers = vit_parallel_get_n_threads ();
  pass->n_rows = vit_grid_n_rows (pass->grid);
  pass->rows = g_new0 (VitVoronoiRow, pass->n_rows);
  work->scratch = g_new0 (Scratch, n_workers);
  bool done = vit_parallel_for (pass->n_rows, MAX (1, pass->n_rows / 256), tessellate_rows, work,
                                progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    clear_scratch (&work->scratch[w]);
  g_free (work->scratch);
  return done;
}

bool
vit_voronoi_tessellate (const VitCell *cell,
                        const double *x,
                        size_t n,
                        double *volumes,
                        GPtrArray *passes,
                        VitProgress *progress,
                        GError **error)
{
  g_autofree uint8_t *done = g_new0 (uint8_t, MAX (n, 1));
  Tessellation work = { .kernel = vit_voronoi_kernel (),
                        .walking = vit_voronoi_walk_kernel (),
                        .ordering = vit_voronoi_order (),
                        .unit = cbrt (vit_cell_volume (cell) / (double) MAX (n, 1)),
                        .volumes = volumes,
                        .done = done };
  double reach = GRID_REACH * work.unit, near = NEAR_REACH * work.unit;
  work.near_2 = (float) (near * near);
  for (bool all_done = false; !all_done; reach *= 1.6)
    {
      VitGrid *grid = vit_grid_new (cell, x, n, reach, 3, error);
      if (!grid)
        return false;
      work.pass = g_new0 (VitVoronoiPass, 1);
      work.pass->grid = grid;
      g_ptr_array_add (passes, work.pass);
      if (!run_pass (&work, progress, error))
        return false;
      vit_grid_end_search (grid);
      all_done = n == 0 || !memchr (done, 0, n);
    }
  return true;
}
