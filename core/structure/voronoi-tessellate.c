#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/structure/voronoi-tree.h"
#include "core/structure/voronoi-builder.h"
#include "core/structure/voronoi-corners.h"
#include "core/structure/voronoi-private.h"

/* Open cells per chunk. */
#define OPEN_CHUNK 16

/* More faces than nearly all cells of a dense system have. */
#define LIKELY_FACES 16

/* Rank sort beats insertion sort up to so many keys. */
#define MAX_COUNTING_SORT 128

void
vit_voronoi_cells_free (VitVoronoiCells *cells)
{
  if (!cells)
    return;
  for (size_t r = 0; r < cells->n_rows; r++)
    {
      g_free (cells->rows[r].ranks);
      g_free (cells->rows[r].n_faces_of);
      g_free (cells->rows[r].faces);
      g_free (cells->rows[r].tetrahedra);
    }
  g_free (cells->rows);
  vit_grid_free (cells->grid);
  g_free (cells);
}

typedef struct
{
  VitVoronoiCells *cells;
  double unit; /* edge of the mean cube of an atom, Å */
  double *volumes;
  VitVoronoiDual *dual;         /* nullable */
  VitVoronoiBuilder **builders; /* by worker */
  uint8_t *is_open;             /* by rank: whether the cell needs atoms beyond the search radius */
  VitVoronoiTree *tree;
  double reach;               /* all atoms within it of those that get cells are there, Å */
  const uint32_t *open_ranks; /* ranks of these cells */
  size_t first_open_row;
} Tessellation;

/* Allocates for the atoms of a row and about as many faces as they will have, so that faces need
 * not be moved. */
static void
begin_row (VitVoronoiRow *row, size_t n_atoms)
{
  row->ranks = g_new (uint32_t, n_atoms);
  row->n_faces_of = g_new (uint16_t, n_atoms);
  row->room_faces = n_atoms * LIKELY_FACES + 64;
  row->faces = g_new (VitVoronoiFace, row->room_faces);
}

static void
reserve_faces (VitVoronoiRow *row, size_t n_faces)
{
  if (row->n_faces + n_faces <= row->room_faces)
    return;
  row->room_faces += row->room_faces / 8 + n_faces;
  row->faces = g_renew (VitVoronoiFace, row->faces, row->room_faces);
}

/* Frees the excess. */
static void
end_row (VitVoronoiRow *row)
{
  row->room_faces = row->n_faces;
  row->faces = g_renew (VitVoronoiFace, row->faces, row->room_faces);
}

/* Whether face @a of an atom comes before face @b of the same atom, by image. */
static bool
image_before (const VitVoronoiFace *a, const VitVoronoiFace *b)
{
  for (int k = 0; k < 3; k++)
    if (a->image[k] != b->image[k])
      return a->image[k] < b->image[k];
  return false;
}

/* Sorts many faces, or several of one atom. */
static void
sort_faces_by_insertion (const VitVoronoiBuilder *builder,
                         uint32_t *neighbours,
                         VitVoronoiFace *faces)
{
  for (size_t n = 0; n < builder->n_faces; n++)
    {
      uint32_t neighbour = builder->neighbours[n];
      VitVoronoiFace face = builder->faces[n];
      size_t k = n;
      for (; k > 0 && (neighbour < neighbours[k - 1] ||
                       (neighbour == neighbours[k - 1] && image_before (&face, &faces[k - 1])));
           k--)
        {
          faces[k] = faces[k - 1];
          neighbours[k] = neighbours[k - 1];
        }
      faces[k] = face;
      neighbours[k] = neighbour;
    }
}

/* Sorts a few faces of different atoms: the position of each is the number of smaller atoms. False
 * if they are too many or not different. */
static bool
sort_faces_by_counting (const VitVoronoiBuilder *builder, VitVoronoiFace *faces)
{
  int32_t keys[MAX_COUNTING_SORT + VIT_VORONOI_ORDER_PAD],
      places[MAX_COUNTING_SORT + VIT_VORONOI_ORDER_PAD];
  size_t sum = 0, n = builder->n_faces;
  if (n > MAX_COUNTING_SORT)
    return false;
  /* Map unsigned indices to signed keys of the same order. */
  for (size_t k = 0; k < n; k++)
    keys[k] = (int32_t) (builder->neighbours[k] ^ UINT32_C (0x80000000));
  builder->ordering->rank (keys, n, places);
  for (size_t k = 0; k < n; k++)
    {
      faces[places[k]] = builder->faces[k];
      sum += (size_t) places[k];
    }
  return 2 * sum == n * (n - 1);
}

/* Appends the faces of a cell by ascending atom, then image. */
static void
append_cell (VitVoronoiRow *row, const VitVoronoiBuilder *builder, size_t rank)
{
  size_t n = builder->n_faces;
  reserve_faces (row, n);
  VitVoronoiFace *faces = row->faces + row->n_faces;
  if (!sort_faces_by_counting (builder, faces))
    {
      g_autofree uint32_t *neighbours = g_new (uint32_t, n);
      sort_faces_by_insertion (builder, neighbours, faces);
    }
  row->n_faces += n;
  row->ranks[row->n_atoms] = (uint32_t) rank;
  row->n_faces_of[row->n_atoms++] = (uint16_t) n;
}

static VitVoronoiBuilder *
get_builder (Tessellation *work, unsigned worker)
{
  if (!work->builders[worker])
    {
      work->builders[worker] = vit_voronoi_builder_new (work->cells->grid, work->unit);
      if (work->dual)
        work->builders[worker]->corners = vit_voronoi_corners_new (work->dual->tolerance);
    }
  return work->builders[worker];
}

/* Appends the tetrahedra that the cell lists, and keeps its centroid. */
static void
append_corners (Tessellation *work, VitVoronoiRow *row, VitVoronoiCorners *corners, size_t rank)
{
  size_t n = corners->n_tetrahedra;
  if (row->n_tetrahedra + n > row->room_tetrahedra)
    {
      /* Each is listed by one atom of four; a cell has about twice as many corners as faces. */
      row->room_tetrahedra = MAX (row->room_faces / 2, 2 * (row->n_tetrahedra + n));
      row->tetrahedra = g_renew (VitVoronoiTetrahedron, row->tetrahedra, row->room_tetrahedra);
    }
  if (n > 0)
    memcpy (row->tetrahedra + row->n_tetrahedra, corners->tetrahedra, n * sizeof *row->tetrahedra);
  row->n_tetrahedra += n;
  memcpy (work->dual->centroids[work->cells->grid->atom[rank]], corners->centroid,
          sizeof corners->centroid);
  if (corners->failed)
    g_atomic_int_inc (&work->dual->n_failed);
  corners->failed = false;
}

/* Stores a closed cell; false if it failed. */
static bool
store_cell (Tessellation *work,
            VitVoronoiRow *row,
            const VitVoronoiBuilder *builder,
            size_t rank,
            VitVoronoiState state)
{
  work->is_open[rank] = state == VIT_VORONOI_OPEN;
  if (state == VIT_VORONOI_CLOSED)
    {
      work->volumes[builder->grid->atom[rank]] = builder->volume;
      append_cell (row, builder, rank);
      if (work->dual)
        append_corners (work, row, builder->corners, rank);
    }
  return state != VIT_VORONOI_FAILED;
}

static bool
build_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Tessellation *work = data;
  const VitGrid *grid = work->cells->grid;
  VitVoronoiBuilder *builder = get_builder (work, worker);
  for (size_t r = begin; r < end; r++)
    {
      VitVoronoiRow *row = &work->cells->rows[r];
      int by, bz;
      vit_grid_enter_row (grid, r, &by, &bz);
      size_t first = vit_grid_bin (grid, grid->begin[0], by, bz),
             last = vit_grid_bin (grid, grid->end[0], by, bz);
      begin_row (row, grid->starts[last] - grid->starts[first]);
      for (int bx = grid->begin[0]; bx < grid->end[0]; bx++)
        {
          size_t bin = first + (size_t) (bx - grid->begin[0]);
          if (grid->starts[bin + 1] == grid->starts[bin])
            continue;
          size_t n_atoms = vit_voronoi_builder_enter_bin (builder, bx, by, bz);
          size_t first_rank = vit_grid_first_in_bin (grid, bin);
          for (size_t i = first_rank; i < first_rank + n_atoms; i++)
            if (!vit_grid_is_halo (grid, i) &&
                !store_cell (work, row, builder, i, vit_voronoi_builder_build (builder, i, error)))
              return false;
        }
      end_row (row);
    }
  return true;
}

static bool
build_open_range (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Tessellation *work = data;
  VitVoronoiBuilder *builder = get_builder (work, worker);
  VitVoronoiRow *row = &work->cells->rows[work->first_open_row + begin / OPEN_CHUNK];
  begin_row (row, end - begin);
  for (size_t k = begin; k < end; k++)
    {
      uint32_t rank = work->open_ranks[k];
      VitVoronoiState state = vit_voronoi_tree_build_cell (work->tree, builder, rank, error);
      if (state == VIT_VORONOI_CLOSED && 2 * sqrt (builder->cell->r2_max) > work->reach)
        state = VIT_VORONOI_OPEN;
      if (!store_cell (work, row, builder, rank, state))
        return false;
    }
  end_row (row);
  return true;
}

static size_t
count_open (const Tessellation *work)
{
  size_t n_open = 0;
  for (size_t rank = 0; rank < work->cells->grid->n; rank++)
    n_open += work->is_open[rank];
  return n_open;
}

/* Builds the open cells, in rows of their own. */
static bool
build_open_cells (Tessellation *work, size_t n_open, VitProgress *progress, GError **error)
{
  VitVoronoiCells *cells = work->cells;
  size_t n = cells->grid->n;
  if (n_open == 0)
    return true;
  g_autofree uint32_t *open_ranks = g_new (uint32_t, n_open);
  size_t k = 0, n_rows = (n_open + OPEN_CHUNK - 1) / OPEN_CHUNK;
  for (size_t rank = 0; rank < n; rank++)
    if (work->is_open[rank])
      open_ranks[k++] = (uint32_t) rank;
  cells->rows = g_renew (VitVoronoiRow, cells->rows, cells->n_rows + n_rows);
  memset (cells->rows + cells->n_rows, 0, n_rows * sizeof *cells->rows);
  work->first_open_row = cells->n_rows;
  cells->n_rows += n_rows;
  work->open_ranks = open_ranks;
  work->tree = vit_voronoi_tree_new (cells->grid, error);
  bool done =
      work->tree && vit_parallel_for (n_open, OPEN_CHUNK, build_open_range, work, progress, error);
  vit_voronoi_tree_free (work->tree);
  return done;
}

VitVoronoiCells *
vit_voronoi_tessellate (VitGrid *grid,
                        double unit,
                        double *volumes,
                        double reach,
                        size_t *n_left_open,
                        VitVoronoiDual *dual,
                        VitProgress *progress,
                        GError **error)
{
  unsigned n_workers = vit_parallel_get_n_threads ();
  Tessellation work = { .volumes = volumes, .unit = unit, .reach = reach, .dual = dual };
  VitVoronoiCells *cells = work.cells = g_new0 (VitVoronoiCells, 1);
  cells->grid = grid;
  cells->n_rows = vit_grid_n_rows (grid);
  cells->rows = g_new0 (VitVoronoiRow, MAX (cells->n_rows, 1));
  work.is_open = g_new0 (uint8_t, MAX (grid->n, 1));
  work.builders = g_new0 (VitVoronoiBuilder *, n_workers);
  bool done = vit_parallel_for (cells->n_rows, MAX (1, cells->n_rows / 256), build_rows, &work,
                                progress, error) &&
              build_open_cells (&work, count_open (&work), progress, error);
  *n_left_open = done ? count_open (&work) : 0;
  for (unsigned w = 0; w < n_workers; w++)
    vit_voronoi_builder_free (work.builders[w]);
  g_free (work.builders);
  g_free (work.is_open);
  vit_grid_end_search (grid);
  if (!done)
    g_clear_pointer (&cells, vit_voronoi_cells_free);
  return cells;
}
