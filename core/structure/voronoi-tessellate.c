#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/structure/voronoi-maker.h"
#include "core/structure/voronoi-private.h"

/* In units of the edge of the cube that an atom has on average: the reach that nearly all cells of
 * a dense system need. */
#define GRID_REACH 2.1

/* How much farther it is from pass to pass. */
#define GROWTH 1.6

/* Faces that hardly a cell of a dense system has more than. */
#define LIKELY_FACES 16

/* Up to here counting smaller atoms beats sorting. */
#define MAX_RANK_SORT 128

void
vit_voronoi_row_clear (VitVoronoiRow *row)
{
  g_clear_pointer (&row->ranks, g_free);
  g_clear_pointer (&row->n_faces_of, g_free);
  g_clear_pointer (&row->faces, g_free);
  row->n_atoms = row->n_faces = row->room_faces = 0;
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

typedef struct
{
  VitVoronoiPass *pass;
  double unit; /* edge of the cube that an atom has on average, Å */
  double *volumes;
  uint8_t *done;            /* by atom */
  VitVoronoiMaker **makers; /* by worker */
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

static bool
tessellate_bin (Tessellation *work,
                VitVoronoiRow *row,
                VitVoronoiMaker *maker,
                size_t first,
                size_t last,
                GError **error)
{
  const uint32_t *atom = maker->grid->atom;
  for (size_t i = first; i < last; i++)
    {
      if (work->done[atom[i]])
        continue;
      switch (vit_voronoi_maker_make (maker, i, error))
        {
        case VIT_VORONOI_FAILED:
          return false;
        case VIT_VORONOI_OPEN:
          break;
        case VIT_VORONOI_CLOSED:
          work->done[atom[i]] = 1;
          work->volumes[atom[i]] = maker->volume;
          append_cell (row, maker, i);
        }
    }
  return true;
}

static bool
tessellate_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Tessellation *work = data;
  const VitGrid *grid = work->pass->grid;
  if (!work->makers[worker])
    work->makers[worker] = vit_voronoi_maker_new (grid, work->unit);
  VitVoronoiMaker *maker = work->makers[worker];
  for (size_t r = begin; r < end; r++)
    {
      VitVoronoiRow *row = &work->pass->rows[r];
      int by = (int) (r % grid->n_bins[1]), bz = (int) (r / grid->n_bins[1]);
      size_t first = vit_grid_bin (grid, 0, by, bz), last = first + grid->n_bins[0];
      begin_row (row, grid->starts[last] - grid->starts[first]);
      for (int bx = 0; bx < grid->n_bins[0]; bx++)
        {
          size_t bin = first + (size_t) bx;
          if (grid->starts[bin + 1] == grid->starts[bin])
            continue;
          size_t n_atoms = vit_voronoi_maker_enter (maker, bx, by, bz);
          size_t home = vit_grid_home (grid, bin);
          if (!tessellate_bin (work, row, maker, home, home + n_atoms, error))
            return false;
        }
      end_row (row);
    }
  return true;
}

static bool
run_pass (Tessellation *work, VitProgress *progress, GError **error)
{
  VitVoronoiPass *pass = work->pass;
  unsigned n_workers = vit_parallel_get_n_threads ();
  pass->n_rows = vit_grid_n_rows (pass->grid);
  pass->rows = g_new0 (VitVoronoiRow, pass->n_rows);
  work->makers = g_new0 (VitVoronoiMaker *, n_workers);
  bool done = vit_parallel_for (pass->n_rows, MAX (1, pass->n_rows / 256), tessellate_rows, work,
                                progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    vit_voronoi_maker_free (work->makers[w]);
  g_free (work->makers);
  return done;
}

/* The longest diagonal of the box: a cell reaches at most half of it far, since images of its own
 * atom close it. */
static double
longest_diagonal (const VitCell *cell)
{
  double most = 0;
  for (int signs = 0; signs < 4; signs++)
    {
      double r2 = 0;
      for (int k = 0; k < 3; k++)
        {
          double d = cell->h[0][k] + (signs & 1 ? -1 : 1) * cell->h[1][k] +
                     (signs & 2 ? -1 : 1) * cell->h[2][k];
          r2 += d * d;
        }
      most = fmax (most, r2);
    }
  return sqrt (most) * (1 + 1e-6);
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
  Tessellation work = { .unit = cbrt (vit_cell_volume (cell) / (double) MAX (n, 1)),
                        .volumes = volumes,
                        .done = done };
  const double enough = longest_diagonal (cell);
  double reach = MIN (GRID_REACH * work.unit, enough);
  for (bool all_done = false; !all_done;)
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
      reach = reach < enough ? MIN (GROWTH * reach, enough) : GROWTH * reach;
    }
  return true;
}
