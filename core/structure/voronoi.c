#include "core/structure/voronoi.h"

#include <math.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/delaunay-private.h"

void
vit_voronoi_unref (VitVoronoi *voronoi)
{
  if (!voronoi || !g_atomic_ref_count_dec (&voronoi->refs))
    return;
  g_free (voronoi->volumes);
  vit_neighbours_unref (voronoi->neighbours);
  g_free (voronoi->areas);
  g_free (voronoi->edges);
  g_free (voronoi);
}

VitVoronoi *
vit_voronoi_ref (VitVoronoi *voronoi)
{
  g_atomic_ref_count_inc (&voronoi->refs);
  return voronoi;
}

/* State of writing cells by atom. */
typedef struct
{
  VitVoronoi *voronoi;
  const VitGrid *grid;
  const VitVoronoiFace **faces; /* by atom */
  uint32_t *ranks;              /* by atom */
  uint8_t *wrapped;             /* by rank: whether it was wrapped; both NULL if no atom was */
  uint64_t imbalance;           /* sum of the numbers of all faces */
} TessellationWriter;

static bool
is_near_wrapped (const TessellationWriter *writer,
                 size_t atom,
                 const VitVoronoiFace *faces,
                 size_t n)
{
  unsigned any = writer->wrapped[writer->ranks[atom]];
  for (size_t k = 0; k < n; k++)
    any |= writer->wrapped[faces[k].rank];
  return any != 0;
}

/* Converts image shifts to those from the caller's positions. */
static bool
add_wraps (const TessellationWriter *writer,
           size_t atom,
           const VitVoronoiFace *faces,
           size_t n,
           int16_t (*shifts)[3],
           GError **error)
{
  const VitGrid *grid = writer->grid;
  for (size_t k = 0; k < n; k++)
    for (int m = 0; m < 3; m++)
      {
        int64_t shift = (int64_t) shifts[k][m] + grid->wraps[writer->ranks[atom]][m] -
                        grid->wraps[faces[k].rank][m];
        if (shift != (int16_t) shift)
          {
            g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                         "Neighbours lie %" G_GINT64_FORMAT " boxes apart as given", shift);
            return false;
          }
        shifts[k][m] = (int16_t) shift;
      }
  return true;
}

/* Prefetch: atoms of consecutive indices need not be near in memory. */
#define PREFETCH_DISTANCE 12

static void
prefetch_faces (const TessellationWriter *writer, size_t atom)
{
  const char *faces = (const char *) writer->faces[atom];
  for (int line = 0; line < 3; line++)
    __builtin_prefetch (faces + 64 * line);
}

static bool
write_atoms (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  TessellationWriter *writer = data;
  VitVoronoi *voronoi = writer->voronoi;
  VitNeighbours *neighbours = voronoi->neighbours;
  const uint32_t *atom_of = writer->grid->atom;
  uint64_t imbalance = 0;
  for (size_t atom = begin; atom < end; atom++)
    {
      const VitVoronoiFace *faces = writer->faces[atom];
      if (atom + PREFETCH_DISTANCE < end)
        prefetch_faces (writer, atom + PREFETCH_DISTANCE);
      size_t first = neighbours->offsets[atom], n = neighbours->offsets[atom + 1] - first;
      uint32_t *indices = neighbours->indices + first;
      int16_t (*shifts)[3] = neighbours->shifts + first;
      float *areas = voronoi->areas + first;
      uint8_t *edges = voronoi->edges + first;
      for (size_t k = 0; k < n; k++)
        {
          const VitVoronoiFace *face = &faces[k];
          indices[k] = atom_of[face->rank];
          areas[k] = face->area;
          edges[k] = face->edges;
          for (int m = 0; m < 3; m++)
            shifts[k][m] = face->image[m];
        }
      if (writer->wrapped && is_near_wrapped (writer, atom, faces, n) &&
          !add_wraps (writer, atom, faces, n, shifts, error))
        return false;
      for (size_t k = 0; k < n; k++)
        imbalance += vit_voronoi_face_sign ((uint32_t) atom, indices[k], shifts[k]);
    }
  __atomic_fetch_add (&writer->imbalance, imbalance, __ATOMIC_RELAXED);
  return true;
}

/* Finds the atoms that were wrapped, and their ranks. */
static void
find_wrapped (TessellationWriter *writer)
{
  const VitGrid *grid = writer->grid;
  writer->ranks = g_new (uint32_t, grid->n);
  writer->wrapped = g_new (uint8_t, grid->n);
  for (size_t rank = 0; rank < grid->n; rank++)
    {
      const int32_t *wraps = grid->wraps[rank];
      writer->ranks[grid->atom[rank]] = (uint32_t) rank;
      writer->wrapped[rank] = (wraps[0] | wraps[1] | wraps[2]) != 0;
    }
}

/* Finds the faces of each atom and their number. */
static void
find_faces (const VitVoronoiCells *cells, const VitVoronoiFace **faces_of, size_t *offsets)
{
  for (size_t r = 0; r < cells->n_rows; r++)
    {
      const VitVoronoiRow *row = &cells->rows[r];
      const VitVoronoiFace *faces = row->faces;
      for (size_t a = 0; a < row->n_atoms; a++)
        {
          uint32_t atom = cells->grid->atom[row->ranks[a]];
          faces_of[atom] = faces;
          offsets[atom + 1] = row->n_faces_of[a];
          faces += row->n_faces_of[a];
        }
    }
  for (size_t i = 0; i < cells->grid->n; i++)
    offsets[i + 1] += offsets[i];
}

static bool
new_from_cells (VitVoronoi *voronoi,
                const VitVoronoiCells *cells,
                uint64_t *imbalance,
                GError **error)
{
  VitNeighbours *neighbours = voronoi->neighbours;
  TessellationWriter writer = { .voronoi = voronoi,
                                .grid = cells->grid,
                                .faces = g_new (const VitVoronoiFace *, MAX (voronoi->n, 1)) };
  find_faces (cells, writer.faces, neighbours->offsets);
  size_t total = MAX (neighbours->offsets[voronoi->n], 1);
  neighbours->indices = g_new (uint32_t, total);
  neighbours->shifts = g_malloc_n (total, sizeof *neighbours->shifts);
  voronoi->areas = g_new (float, total);
  voronoi->edges = g_new (uint8_t, total);
  if (cells->grid->wraps)
    find_wrapped (&writer);
  bool written =
      vit_parallel_for (voronoi->n, MAX (64, voronoi->n / 256), write_atoms, &writer, NULL, error);
  *imbalance = writer.imbalance;
  g_free (writer.faces);
  g_free (writer.ranks);
  g_free (writer.wrapped);
  return written;
}

bool
vit_voronoi_check_input (const VitCell *cell, double face_threshold, GError **error)
{
  if (!(face_threshold >= 0 && face_threshold < 1))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A face threshold of %g %% of the mean area is out of range",
                   100 * face_threshold);
      return false;
    }
  if (!vit_cell_is_valid (cell))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "The box has no volume");
      return false;
    }
  if (!cell->periodic[0] || !cell->periodic[1] || !cell->periodic[2])
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "Voronoi cells need a box that is periodic along all its vectors");
      return false;
    }
  return true;
}

/* Number of atoms from which on memory is returned to the system; less is soon reused. */
#define MANY_ATOMS 16384

/* Frees the rows, which are scattered over the heap: large arrays would find no room between them
 * and raise the peak of memory. */
static void
free_cells (VitVoronoiCells *cells, size_t n)
{
  vit_voronoi_cells_free (cells);
#ifdef __GLIBC__
  if (n >= MANY_ATOMS)
    malloc_trim (0);
#endif
}

/* Takes @grid. */
static VitVoronoi *
new_of_grid (VitGrid *grid,
             double unit,
             double reach,
             size_t *n_left_open,
             uint64_t *imbalance,
             VitVoronoiDual *dual,
             VitDelaunay *delaunay,
             VitProgress *progress,
             GError **error)
{
  size_t n = grid->n;
  g_autoptr (VitVoronoi) voronoi = g_new0 (VitVoronoi, 1);
  g_atomic_ref_count_init (&voronoi->refs);
  voronoi->n = n;
  voronoi->volumes = g_new0 (double, MAX (n, 1));
  voronoi->neighbours = vit_neighbours_new_empty (n);
  VitVoronoiCells *cells = vit_voronoi_tessellate (grid, unit, voronoi->volumes, reach, n_left_open,
                                                   dual, progress, error);
  bool done = cells && new_from_cells (voronoi, cells, imbalance, error) &&
              (!dual || vit_delaunay_take_cells (delaunay, cells, error));
  free_cells (cells, n);
  return done ? g_steal_pointer (&voronoi) : NULL;
}

VitVoronoi *
vit_voronoi_new (const VitCell *cell,
                 const double *x,
                 size_t n,
                 double face_threshold,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), NULL);
  if (!vit_voronoi_check_input (cell, face_threshold, error))
    return NULL;
  double unit;
  uint64_t imbalance;
  size_t n_open;
  VitGrid *grid = vit_grid_new_relative (cell, x, n, VIT_VORONOI_SEARCH_RADIUS,
                                         vit_voronoi_get_longest_radius (cell), VIT_GRID_OCCUPANCY,
                                         &unit, error);
  VitVoronoi *voronoi =
      grid ? new_of_grid (grid, unit, INFINITY, &n_open, &imbalance, NULL, NULL, progress, error)
           : NULL;
  if (voronoi)
    vit_voronoi_make_symmetric (voronoi, face_threshold, imbalance);
  return voronoi;
}

VitVoronoi *
vit_voronoi_new_dual (const VitCell *cell,
                      const double *x,
                      size_t n,
                      double face_threshold,
                      VitDelaunay **delaunay,
                      VitProgress *progress,
                      GError **error)
{
  /* How nearly spheres through four atoms hold a fifth one, for perfect crystals as files print
   * them. */
  static const double tolerances[] = { 1e-9, 1e-7, 1e-11, 1e-5 };
  g_return_val_if_fail (cell != NULL && delaunay != NULL && (x != NULL || n == 0), NULL);
  if (!vit_voronoi_check_input (cell, face_threshold, error))
    return NULL;
  for (gsize k = 0; k < G_N_ELEMENTS (tolerances); k++)
    {
      double unit;
      uint64_t imbalance;
      size_t n_open;
      VitGrid *grid = vit_grid_new_relative (cell, x, n, VIT_VORONOI_SEARCH_RADIUS,
                                             vit_voronoi_get_longest_radius (cell),
                                             VIT_GRID_OCCUPANCY, &unit, error);
      if (!grid)
        return NULL;
      g_autoptr (VitDelaunay) made = vit_delaunay_new_empty (n);
      VitVoronoiDual dual = { .tolerance = tolerances[k], .centroids = made->centroids };
      g_autoptr (VitVoronoi) voronoi =
          new_of_grid (grid, unit, INFINITY, &n_open, &imbalance, &dual, made, progress, error);
      if (!voronoi)
        return NULL;
      if (dual.n_failed > 0 || !vit_delaunay_fills (made, cell, x))
        continue;
      vit_voronoi_make_symmetric (voronoi, face_threshold, imbalance);
      *delaunay = g_steal_pointer (&made);
      return g_steal_pointer (&voronoi);
    }
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "the Delaunay tetrahedra of these atoms cannot be told apart");
  return NULL;
}

VitVoronoi *
vit_voronoi_new_part (const VitGridLayout *layout,
                      double unit,
                      const VitGridPart *part,
                      const double *x,
                      size_t n,
                      double reach,
                      size_t *n_open,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (layout != NULL && part != NULL && n_open != NULL, NULL);
  uint64_t imbalance;
  VitGrid *grid = vit_grid_new_part (layout, part, x, n, error);
  *n_open = 0;
  return grid ? new_of_grid (grid, unit, n == layout->n ? INFINITY : reach, n_open, &imbalance,
                             NULL, NULL, progress, error)
              : NULL;
}

VitVoronoiIndex
vit_voronoi_get_index (const VitVoronoi *voronoi, size_t i)
{
  VitVoronoiIndex index = { { 0, 0, 0, 0 }, 0 };
  g_return_val_if_fail (voronoi != NULL && i < voronoi->n, index);
  const size_t *offsets = voronoi->neighbours->offsets;
  for (size_t k = offsets[i]; k < offsets[i + 1]; k++)
    {
      uint8_t *count =
          voronoi->edges[k] <= 6 ? &index.n[MAX (voronoi->edges[k], 3) - 3] : &index.more;
      *count += *count < UINT8_MAX;
    }
  return index;
}

double
vit_voronoi_get_fivefold (const VitVoronoi *voronoi, size_t i)
{
  g_return_val_if_fail (voronoi != NULL && i < voronoi->n, 0);
  size_t n = vit_neighbours_count (voronoi->neighbours, i);
  return n > 0 ? (double) vit_voronoi_get_index (voronoi, i).n[2] / (double) n : 0;
}
