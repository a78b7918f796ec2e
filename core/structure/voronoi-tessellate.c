#include <string.h>

#include "core/base/parallel.h"
#include "core/structure/voronoi-far.h"
#include "core/structure/voronoi-maker.h"
#include "core/structure/voronoi-private.h"

/* In units of the edge of the cube that an atom has on average: the reach that nearly all cells of
 * a dense system need. */
#define GRID_REACH 2.1

/* Cells that are made together after all others. */
#define FAR_CHUNK 16

/* Faces that hardly a cell of a dense system has more than. */
#define LIKELY_FACES 16

/* Up to here counting smaller atoms beats sorting. */
#define MAX_RANK_SORT 128

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
    }
  g_free (cells->rows);
  vit_grid_free (cells->grid);
  g_free (cells);
}

typedef struct
{
  VitVoronoiCells *cells;
  double unit; /* edge of the cube that an atom has on average, Å */
  double *volumes;
  VitVoronoiMaker **makers; /* by worker */
  uint8_t *is_left;         /* by rank: whether the cell reaches too far */
  VitVoronoiFar *far;
  const uint32_t *left; /* ranks of the cells that do */
  size_t first_far_row;
} Tessellation;

/* Room for the atoms of a row and about as many faces as they will have: what is written once need
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
make_room (VitVoronoiRow *row, size_t n_faces)
{
  if (row->n_faces + n_faces <= row->room_faces)
    return;
  row->room_faces += row->room_faces / 8 + n_faces;
  row->faces = g_renew (VitVoronoiFace, row->faces, row->room_faces);
}

/* What was too much goes back. */
static void
end_row (VitVoronoiRow *row)
{
  row->room_faces = row->n_faces;
  row->faces = g_renew (VitVoronoiFace, row->faces, row->room_faces);
}

/* Whether the image of one face of a cell comes before that of another of the same atom. */
static bool
image_before (const VitVoronoiFace *a, const VitVoronoiFace *b)
{
  for (int k = 0; k < 3; k++)
    if (a->image[k] != b->image[k])
      return a->image[k] < b->image[k];
  return false;
}

/* Many faces, or several of one atom. */
static void
insert_faces (const VitVoronoiMaker *maker, uint32_t *neighbours, VitVoronoiFace *faces)
{
  for (size_t n = 0; n < maker->n_faces; n++)
    {
      uint32_t neighbour = maker->neighbours[n];
      VitVoronoiFace face = maker->faces[n];
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

/* Few faces, all of different atoms: the place of each is the number of smaller atoms. */
static bool
place_faces (const VitVoronoiMaker *maker, VitVoronoiFace *faces)
{
  int32_t keys[MAX_RANK_SORT + VIT_VORONOI_ORDER_PAD],
      places[MAX_RANK_SORT + VIT_VORONOI_ORDER_PAD];
  size_t sum = 0, n = maker->n_faces;
  if (n > MAX_RANK_SORT)
    return false;
  /* Signed keys in the order of unsigned indices. */
  for (size_t k = 0; k < n; k++)
    keys[k] = (int32_t) (maker->neighbours[k] ^ UINT32_C (0x80000000));
  maker->ordering->rank (keys, n, places);
  for (size_t k = 0; k < n; k++)
    {
      faces[places[k]] = maker->faces[k];
      sum += (size_t) places[k];
    }
  return 2 * sum == n * (n - 1);
}

/* Appends the faces of a cell in the order of their atoms, images of one atom in that of the
 * images.
 */
static void
append_cell (VitVoronoiRow *row, const VitVoronoiMaker *maker, size_t rank)
{
  size_t n = maker->n_faces;
  make_room (row, n);
  VitVoronoiFace *faces = row->faces + row->n_faces;
  if (!place_faces (maker, faces))
    {
      g_autofree uint32_t *neighbours = g_new (uint32_t, n);
      insert_faces (maker, neighbours, faces);
    }
  row->n_faces += n;
  row->ranks[row->n_atoms] = (uint32_t) rank;
  row->n_faces_of[row->n_atoms++] = (uint16_t) n;
}

static VitVoronoiMaker *
get_maker (Tessellation *work, unsigned worker)
{
  if (!work->makers[worker])
    work->makers[worker] = vit_voronoi_maker_new (work->cells->grid, work->unit);
  return work->makers[worker];
}

/* Takes the cell that was made, if it was. */
static bool
take (Tessellation *work,
      VitVoronoiRow *row,
      const VitVoronoiMaker *maker,
      size_t rank,
      VitVoronoiState state)
{
  work->is_left[rank] = state == VIT_VORONOI_OPEN;
  if (state == VIT_VORONOI_CLOSED)
    {
      work->volumes[maker->grid->atom[rank]] = maker->volume;
      append_cell (row, maker, rank);
    }
  return state != VIT_VORONOI_FAILED;
}

static bool
tessellate_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Tessellation *work = data;
  const VitGrid *grid = work->cells->grid;
  VitVoronoiMaker *maker = get_maker (work, worker);
  for (size_t r = begin; r < end; r++)
    {
      VitVoronoiRow *row = &work->cells->rows[r];
      int by = (int) (r % grid->n_bins[1]), bz = (int) (r / grid->n_bins[1]);
      size_t first = vit_grid_bin (grid, 0, by, bz), last = first + grid->n_bins[0];
      begin_row (row, grid->starts[last] - grid->starts[first]);
      for (int bx = 0; bx < grid->n_bins[0]; bx++)
        {
          size_t bin = first + (size_t) bx;
          if (grid->starts[bin + 1] == grid->starts[bin])
            continue;
          size_t n_atoms = vit_voronoi_maker_enter (maker, bx, by, bz);
          size_t home = vit_grid_first_in_bin (grid, bin);
          for (size_t i = home; i < home + n_atoms; i++)
            if (!take (work, row, maker, i, vit_voronoi_maker_make (maker, i, error)))
              return false;
        }
      end_row (row);
    }
  return true;
}

static bool
tessellate_far (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Tessellation *work = data;
  VitVoronoiMaker *maker = get_maker (work, worker);
  VitVoronoiRow *row = &work->cells->rows[work->first_far_row + begin / FAR_CHUNK];
  begin_row (row, end - begin);
  for (size_t k = begin; k < end; k++)
    if (!take (work, row, maker, work->left[k],
               vit_voronoi_far_make (work->far, maker, work->left[k], error)))
      return false;
  end_row (row);
  return true;
}

/* The cells that are left, in rows of their own. */
static bool
make_far_cells (Tessellation *work, VitProgress *progress, GError **error)
{
  VitVoronoiCells *cells = work->cells;
  size_t n = cells->grid->n, n_left = 0;
  for (size_t rank = 0; rank < n; rank++)
    n_left += work->is_left[rank];
  if (n_left == 0)
    return true;
  g_autofree uint32_t *left = g_new (uint32_t, n_left);
  size_t k = 0, n_rows = (n_left + FAR_CHUNK - 1) / FAR_CHUNK;
  for (size_t rank = 0; rank < n; rank++)
    if (work->is_left[rank])
      left[k++] = (uint32_t) rank;
  cells->rows = g_renew (VitVoronoiRow, cells->rows, cells->n_rows + n_rows);
  memset (cells->rows + cells->n_rows, 0, n_rows * sizeof *cells->rows);
  work->first_far_row = cells->n_rows;
  cells->n_rows += n_rows;
  work->left = left;
  work->far = vit_voronoi_far_new (cells->grid, error);
  bool done =
      work->far && vit_parallel_for (n_left, FAR_CHUNK, tessellate_far, work, progress, error);
  vit_voronoi_far_free (work->far);
  return done;
}

VitVoronoiCells *
vit_voronoi_tessellate (const VitCell *cell,
                        const double *x,
                        size_t n,
                        double *volumes,
                        VitProgress *progress,
                        GError **error)
{
  unsigned n_workers = vit_parallel_get_n_threads ();
  Tessellation work = { .volumes = volumes };
  VitGrid *grid = vit_grid_new_relative (cell, x, n, GRID_REACH, vit_voronoi_far_enough (cell), 3,
                                         &work.unit, error);
  if (!grid)
    return NULL;
  VitVoronoiCells *cells = work.cells = g_new0 (VitVoronoiCells, 1);
  cells->grid = grid;
  cells->n_rows = vit_grid_n_rows (grid);
  cells->rows = g_new0 (VitVoronoiRow, cells->n_rows);
  work.is_left = g_new (uint8_t, MAX (n, 1));
  work.makers = g_new0 (VitVoronoiMaker *, n_workers);
  bool done = vit_parallel_for (cells->n_rows, MAX (1, cells->n_rows / 256), tessellate_rows, &work,
                                progress, error) &&
              make_far_cells (&work, progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    vit_voronoi_maker_free (work.makers[w]);
  g_free (work.makers);
  g_free (work.is_left);
  vit_grid_end_search (grid);
  if (!done)
    g_clear_pointer (&cells, vit_voronoi_cells_free);
  return cells;
}
