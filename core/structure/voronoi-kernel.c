#include <string.h>

#include "core/structure/voronoi-cell.h"

/* For whole vectors of four. */
static void *
new_aligned (size_t n, size_t size)
{
  void *memory = g_aligned_alloc0 (n, size, 64);
  return memory;
}

VitVoronoiCell *
vit_voronoi_cell_new (unsigned shift)
{
  VitVoronoiCell *cell = g_new0 (VitVoronoiCell, 1);
  size_t n_planes = (size_t) 1 << shift, n_slots = 2 * n_planes;
  cell->shift = shift;
  cell->normal = g_malloc0_n (n_planes, sizeof *cell->normal);
  cell->offset = g_new0 (double, n_planes);
  cell->tag = g_new0 (uint32_t, n_planes);
  cell->n_corners = g_new0 (uint16_t, n_planes);
  cell->free_planes = g_new0 (uint16_t, n_planes);
  cell->area = g_new0 (double, n_planes);
  cell->n_edges = g_new0 (uint16_t, n_planes);
  cell->ends = g_new0 (uint16_t, n_planes * n_planes);
  cell->x = new_aligned (n_slots, sizeof (double));
  cell->y = new_aligned (n_slots, sizeof (double));
  cell->z = new_aligned (n_slots, sizeof (double));
  cell->r2 = new_aligned (n_slots, sizeof (double));
  cell->dot = new_aligned (n_slots, sizeof (double));
  cell->planes = g_malloc0_n (n_slots, sizeof *cell->planes);
  cell->free_slots = g_new0 (uint16_t, n_slots);
  cell->outside = g_new0 (uint64_t, n_slots / 64 + 1);
  cell->removed = g_new0 (uint16_t, n_slots);
  cell->born = g_malloc0_n (n_planes, sizeof *cell->born);
  cell->born_at = g_malloc0_n (n_planes, sizeof *cell->born_at);
  /* Three edges meet in each of twice as many vertices, and one entry may lie beyond. */
  cell->edge_list = g_malloc0_n (3 * n_planes + 3, sizeof *cell->edge_list);
  return cell;
}

void
vit_voronoi_cell_free (VitVoronoiCell *cell)
{
  if (!cell)
    return;
  g_free (cell->normal);
  g_free (cell->offset);
  g_free (cell->tag);
  g_free (cell->n_corners);
  g_free (cell->free_planes);
  g_free (cell->area);
  g_free (cell->n_edges);
  g_free (cell->ends);
  g_aligned_free (cell->x);
  g_aligned_free (cell->y);
  g_aligned_free (cell->z);
  g_aligned_free (cell->r2);
  g_aligned_free (cell->dot);
  g_free (cell->planes);
  g_free (cell->free_slots);
  g_free (cell->outside);
  g_free (cell->removed);
  g_free (cell->born);
  g_free (cell->born_at);
  g_free (cell->edge_list);
  g_free (cell);
}

const VitVoronoiKernel *
vit_voronoi_kernel (void)
{
#ifdef VIT_HAVE_AVX2
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi") &&
      __builtin_cpu_supports ("bmi2"))
    return &vit_voronoi_kernel_avx2;
#endif
  return &vit_voronoi_kernel_plain;
}
