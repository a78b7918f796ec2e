#include "core/structure/voronoi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/voronoi-private.h"

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

/* One neighbour of an atom on its way into the result. */
typedef struct
{
  uint64_t key; /* the index, then the place in the row */
  int shift[3];
} Face;

static bool
face_before (const Face *a, const Face *b)
{
  uint32_t i = (uint32_t) (a->key >> 32), j = (uint32_t) (b->key >> 32);
  if (i != j)
    return i < j;
  for (int k = 0; k < 3; k++)
    if (a->shift[k] != b->shift[k])
      return a->shift[k] < b->shift[k];
  return false;
}

/* Sorts the faces of one atom and writes them where they belong. */
static bool
write_atom (VitVoronoi *voronoi,
            const VitVoronoiPass *pass,
            const VitVoronoiRow *row,
            size_t from,
            uint32_t rank,
            GArray *faces,
            GError **error)
{
  const VitGrid *grid = pass->grid;
  VitNeighbours *neighbours = voronoi->neighbours;
  uint32_t atom = grid->atom[rank];
  size_t to = neighbours->offsets[atom], n = neighbours->offsets[atom + 1] - to;
  g_array_set_size (faces, (guint) n);
  Face *sorted = (Face *) (void *) faces->data;
  for (size_t k = 0; k < n; k++)
    {
      uint32_t slot = row->slots[from + k];
      Face face = { .key = (uint64_t) grid->atom[grid->rank[slot]] << 32 | k };
      vit_grid_shift (grid, rank, slot, face.shift);
      for (int m = 0; m < 3; m++)
        if (face.shift[m] != (int16_t) face.shift[m])
          {
            g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                         "Neighbours lie %d boxes apart as given", face.shift[m]);
            return false;
          }
      size_t l = k;
      for (; l > 0 && face_before (&face, &sorted[l - 1]); l--)
        sorted[l] = sorted[l - 1];
      sorted[l] = face;
    }
  for (size_t k = 0; k < n; k++)
    {
      size_t place = from + (uint32_t) sorted[k].key;
      neighbours->indices[to + k] = (uint32_t) (sorted[k].key >> 32);
      for (int m = 0; m < 3; m++)
        neighbours->shifts[to + k][m] = (int16_t) sorted[k].shift[m];
      voronoi->areas[to + k] = row->areas[place];
      voronoi->edges[to + k] = row->edges[place];
    }
  return true;
}

typedef struct
{
  VitVoronoi *voronoi;
  VitVoronoiPass *pass;
} Writing;

static bool
write_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Writing *writing = data;
  g_autoptr (GArray) faces = g_array_new (FALSE, FALSE, sizeof (Face));
  for (size_t r = begin; r < end; r++)
    {
      VitVoronoiRow *row = &writing->pass->rows[r];
      size_t from = 0;
      for (size_t a = 0; a < row->n_atoms; a++)
        {
          if (!write_atom (writing->voronoi, writing->pass, row, from, row->ranks[a], faces, error))
            return false;
          from += row->n_faces_of[a];
        }
      vit_voronoi_row_clear (row);
    }
  return true;
}

static bool
assemble (VitVoronoi *voronoi, GPtrArray *passes, GError **error)
{
  VitNeighbours *neighbours = voronoi->neighbours;
  for (guint p = 0; p < passes->len; p++)
    {
      const VitVoronoiPass *pass = passes->pdata[p];
      for (size_t r = 0; r < pass->n_rows; r++)
        for (size_t a = 0; a < pass->rows[r].n_atoms; a++)
          neighbours->offsets[pass->grid->atom[pass->rows[r].ranks[a]] + 1] =
              pass->rows[r].n_faces_of[a];
    }
  for (size_t i = 0; i < voronoi->n; i++)
    neighbours->offsets[i + 1] += neighbours->offsets[i];
  size_t total = MAX (neighbours->offsets[voronoi->n], 1);
  neighbours->indices = g_new (uint32_t, total);
  neighbours->shifts = g_malloc_n (total, sizeof *neighbours->shifts);
  voronoi->areas = g_new (float, total);
  voronoi->edges = g_new (uint8_t, total);
  for (guint p = 0; p < passes->len; p++)
    {
      VitVoronoiPass *pass = passes->pdata[p];
      Writing writing = { voronoi, pass };
      if (!vit_parallel_for (pass->n_rows, MAX (1, pass->n_rows / 256), write_rows, &writing, NULL,
                             error))
        return false;
    }
  return true;
}

static bool
check_input (const VitCell *cell, double face_threshold, GError **error)
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

VitVoronoi *
vit_voronoi_new (const VitCell *cell,
                 const double *x,
                 size_t n,
                 double face_threshold,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (cell != NULL && (x != NULL || n == 0), NULL);
  if (!check_input (cell, face_threshold, error))
    return NULL;
  g_autoptr (VitVoronoi) voronoi = g_new0 (VitVoronoi, 1);
  g_atomic_ref_count_init (&voronoi->refs);
  voronoi->n = n;
  voronoi->volumes = g_new0 (double, MAX (n, 1));
  voronoi->neighbours = vit_neighbours_new_empty (n);
  g_autoptr (GPtrArray) passes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) vit_voronoi_pass_free);
  if (!vit_voronoi_tessellate (cell, x, n, voronoi->volumes, passes, progress, error) ||
      !assemble (voronoi, passes, error))
    return NULL;
  vit_voronoi_make_symmetric (voronoi, face_threshold);
  return g_steal_pointer (&voronoi);
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
