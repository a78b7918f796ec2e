#include "core/structure/voronoi.h"

#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

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

typedef struct
{
  VitVoronoi *voronoi;
  VitVoronoiPass *pass;
  int32_t (*wraps)[3]; /* by atom; or NULL where no atom was wrapped */
  uint8_t *wrapped;    /* by atom: whether it was */
} Writing;

static bool
is_near_wrapped (const Writing *writing, size_t atom, size_t begin, size_t end)
{
  const uint32_t *indices = writing->voronoi->neighbours->indices;
  unsigned any = writing->wrapped[atom];
  for (size_t k = begin; k < end; k++)
    any |= writing->wrapped[indices[k]];
  return any != 0;
}

/* Image shifts as seen from the positions that the caller gave. */
static bool
add_wraps (const Writing *writing, size_t atom, size_t begin, size_t end, GError **error)
{
  VitNeighbours *neighbours = writing->voronoi->neighbours;
  for (size_t k = begin; k < end; k++)
    for (int m = 0; m < 3; m++)
      {
        int64_t shift = (int64_t) neighbours->shifts[k][m] + writing->wraps[atom][m] -
                        writing->wraps[neighbours->indices[k]][m];
        if (shift != (int16_t) shift)
          {
            g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                         "Neighbours lie %" G_GINT64_FORMAT " boxes apart as given", shift);
            return false;
          }
        neighbours->shifts[k][m] = (int16_t) shift;
      }
  return true;
}

/* Atoms that are neighbours in space need not be so in memory: what is written soon is asked for.
 */
#define AHEAD 16

static void
fetch (const Writing *writing, uint32_t atom)
{
  const VitVoronoi *voronoi = writing->voronoi;
  size_t first = voronoi->neighbours->offsets[atom];
  for (size_t k = first; k < first + 24; k += 8)
    __builtin_prefetch (&voronoi->neighbours->shifts[k], 1);
  __builtin_prefetch (&voronoi->neighbours->indices[first], 1);
  __builtin_prefetch (&voronoi->areas[first], 1);
  __builtin_prefetch (&voronoi->edges[first], 1);
}

static bool
write_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Writing *writing = data;
  VitVoronoi *voronoi = writing->voronoi;
  const size_t *offsets = voronoi->neighbours->offsets;
  const uint32_t *atoms = writing->pass->grid->atom;
  uint32_t *indices = voronoi->neighbours->indices;
  int16_t (*shifts)[3] = voronoi->neighbours->shifts;
  float *areas = voronoi->areas;
  uint8_t *edges = voronoi->edges;
  for (size_t r = begin; r < end; r++)
    {
      VitVoronoiRow *row = &writing->pass->rows[r];
      const VitVoronoiFace *face = row->faces;
      for (size_t a = 0; a < row->n_atoms; a++)
        {
          if (a + AHEAD < row->n_atoms)
            fetch (writing, atoms[row->ranks[a + AHEAD]]);
          uint32_t atom = atoms[row->ranks[a]];
          size_t first = offsets[atom], last = offsets[atom + 1];
          for (size_t k = first; k < last; k++, face++)
            {
              indices[k] = face->atom;
              areas[k] = face->area;
              edges[k] = face->edges;
              for (int m = 0; m < 3; m++)
                shifts[k][m] = face->image[m];
            }
          if (writing->wraps && is_near_wrapped (writing, atom, first, last) &&
              !add_wraps (writing, atom, first, last, error))
            return false;
        }
      vit_voronoi_row_clear (row);
    }
  return true;
}

/* The wraps of the grid by atom. */
static void
sort_wraps (const VitGrid *grid, Writing *writing)
{
  if (!grid->wraps)
    return;
  writing->wraps = g_malloc_n (grid->n, sizeof *writing->wraps);
  writing->wrapped = g_new (uint8_t, grid->n);
  for (size_t rank = 0; rank < grid->n; rank++)
    {
      const int32_t *wraps = grid->wraps[rank];
      memcpy (writing->wraps[grid->atom[rank]], wraps, sizeof *writing->wraps);
      writing->wrapped[grid->atom[rank]] = (wraps[0] | wraps[1] | wraps[2]) != 0;
    }
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
      Writing writing = { voronoi, pass, NULL, NULL };
      sort_wraps (pass->grid, &writing);
      bool written = vit_parallel_for (pass->n_rows, MAX (1, pass->n_rows / 256), write_rows,
                                       &writing, NULL, error);
      g_free (writing.wraps);
      g_free (writing.wrapped);
      if (!written)
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

/* From how many atoms on memory goes back to the system: less is soon used again. */
#define MANY_ATOMS 16384

/* The rows of the passes lie in pieces all over the heap, where what comes next finds no room for
 * anything large: without this they would add to the peak of the work that follows. */
static void
free_passes (GPtrArray *passes, size_t n)
{
  g_ptr_array_set_size (passes, 0);
#ifdef __GLIBC__
  if (n >= MANY_ATOMS)
    malloc_trim (0);
#endif
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
  free_passes (passes, n);
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
