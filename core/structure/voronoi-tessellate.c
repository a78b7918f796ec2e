#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/voronoi-cell.h"
#include "core/structure/voronoi-order.h"
#include "core/structure/voronoi-private.h"

/* Distances in units of the edge of the cube that an atom has on average: where the search begins,
 * what nearly all cells of a dense system need, and what is the same place. */
#define FIRST_REACH 1.9
#define GRID_REACH 2.1
#define SAME_PLACE 1e-6

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
  VitGridRun *runs;
  uint32_t *found;
  float *d2;
  uint64_t *keys;
  uint32_t *order; /* places in found, by distance */
  size_t room;
} Scratch;

typedef struct
{
  const VitVoronoiKernel *kernel;
  const VitVoronoiOrder *ordering;
  VitVoronoiPass *pass;
  double unit;
  double *volumes;
  uint8_t *done; /* by atom */
  Scratch *scratch;
} Tessellation;

typedef enum
{
  CELL_FAILED,
  CELL_OPEN, /* atoms beyond the reach of the grid are needed */
  CELL_CLOSED,
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

/* Finds the atoms within @cutoff and orders them by distance, the atom itself among them. */
static size_t
gather (const VitVoronoiOrder *ordering,
        Scratch *scratch,
        const VitGrid *grid,
        size_t i,
        size_t n_runs,
        double cutoff)
{
  bool doubtful;
  size_t n = vit_grid_scan (grid, i, scratch->runs, n_runs, cutoff, scratch->found, &doubtful);
  ordering->find_distances (grid, i, scratch->found, n, scratch->d2);
  if (n <= MAX_RANK_SORT)
    sort_few (ordering, scratch->d2, n, scratch->order);
  else
    sort_many (scratch->d2, n, scratch->keys, scratch->order);
  return n;
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
far_limit (const VitVoronoiCell *cell, const VitGrid *grid)
{
  double reach = 2 * sqrt (cell->r2_max) + grid->margin;
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
          if ((double) scratch->d2[scratch->order[k]] > far_limit (cell, grid))
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
make_face (const VitVoronoiCell *cell, const VitGrid *grid, unsigned p)
{
  uint32_t slot = cell->arrays.tag[p];
  const int8_t *image = grid->image[slot];
  return (VitVoronoiFace){ .atom = grid->atom[grid->rank[slot]],
                           .area = (float) cell->arrays.area[p],
                           .image = { image[0], image[1], image[2] },
                           .edges = (uint8_t) MIN (cell->arrays.n_edges[p], UINT8_MAX) };
}

/* Few faces, all of different atoms: the place of each is the number of smaller atoms. */
static bool
place_faces (const VitVoronoiOrder *ordering,
             const VitVoronoiCell *cell,
             const VitGrid *grid,
             VitVoronoiFace *faces,
             size_t *n_faces)
{
  enum
  {
    ROOM = (1 << VIT_VORONOI_FIRST_SHIFT) + VIT_VORONOI_ORDER_PAD
  };
  int32_t keys[ROOM], places[ROOM];
  unsigned used[ROOM];
  size_t n = 0, sum = 0;
  if (cell->n_planes > 1 << VIT_VORONOI_FIRST_SHIFT)
    return false;
  for (uint64_t alive = cell->arrays.alive[0]; alive; alive &= alive - 1)
    {
      used[n] = (unsigned) __builtin_ctzll (alive);
      n += cell->arrays.n_edges[used[n]] >= 3;
    }
  /* Signed keys in the order of unsigned indices. */
  for (size_t k = 0; k < n; k++)
    keys[k] = (int32_t) (grid->atom[grid->rank[cell->arrays.tag[used[k]]]] ^ UINT32_C (0x80000000));
  ordering->rank (keys, n, places);
  for (size_t k = 0; k < n; k++)
    {
      faces[places[k]] = make_face (cell, grid, used[k]);
      sum += (size_t) places[k];
    }
  *n_faces = n;
  return 2 * sum == n * (n - 1);
}

/* Appends the faces in the order of their atoms, images of one atom in that of the images. */
static void
append_cell (const Tessellation *work, VitVoronoiRow *row, const VitVoronoiCell *cell, size_t rank)
{
  const VitGrid *grid = work->pass->grid;
  size_t n = 0;
  make_room (row, cell->n_planes);
  VitVoronoiFace *faces = row->faces + row->n_faces;
  if (!place_faces (work->ordering, cell, grid, faces, &n))
    {
      n = 0;
      for (unsigned p = 0; p < cell->n_planes; p++)
        if ((cell->arrays.alive[p / 64] >> p % 64 & 1) && cell->arrays.n_edges[p] >= 3)
          insert_face (faces, n++, make_face (cell, grid, p));
    }
  row->n_faces += n;
  row->ranks[row->n_atoms] = (uint32_t) rank;
  row->n_faces_of[row->n_atoms++] = (uint16_t) n;
}

static bool
tessellate_bin (Tessellation *work,
                VitVoronoiRow *row,
                Scratch *scratch,
                size_t n_runs,
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
          size_t n = gather (work->ordering, scratch, grid, i, n_runs, cutoff);
          state = make_cell (work, scratch, i, n, cutoff, error);
        }
      if (state == CELL_FAILED)
        return false;
      if (state == CELL_OPEN)
        continue;
      work->done[grid->atom[i]] = 1;
      work->volumes[grid->atom[i]] = scratch->cell->volume;
      append_cell (work, row, scratch->cell, i);
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
    scratch->cell = vit_voronoi_cell_new (VIT_VORONOI_FIRST_SHIFT);
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
        if (!tessellate_bin (work, &work->pass->rows[r], scratch, n_runs, home, home + n_atoms,
                             error))
          return false;
      }
  return true;
}

static void
clear_scratch (Scratch *scratch)
{
  vit_voronoi_cell_free (scratch->cell);
  g_free (scratch->runs);
  g_free (scratch->found);
  g_free (scratch->d2);
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
                        .ordering = vit_voronoi_order (),
                        .unit = cbrt (vit_cell_volume (cell) / (double) MAX (n, 1)),
                        .volumes = volumes,
                        .done = done };
  double reach = GRID_REACH * work.unit;
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
