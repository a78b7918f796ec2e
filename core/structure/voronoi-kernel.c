#include "core/structure/voronoi-cell.h"
#include "core/structure/voronoi-order.h"
#include "core/structure/voronoi-walk.h"

#include <string.h>

#include "core/base/cpu.h"

VitVoronoiCell *
vit_voronoi_cell_new (unsigned shift)
{
  VitVoronoiCell *cell = g_new0 (VitVoronoiCell, 1);
  cell->memory = g_aligned_alloc0 (vit_voronoi_arrays_size (shift), 1, 64);
  vit_voronoi_arrays_init (&cell->arrays, cell->memory, shift);
  return cell;
}

void
vit_voronoi_cell_free (VitVoronoiCell *cell)
{
  if (!cell)
    return;
  g_aligned_free (cell->memory);
  g_free (cell);
}

VitVoronoiWalk *
vit_voronoi_walk_new (void)
{
  return g_aligned_alloc0 (1, sizeof (VitVoronoiWalk), 64);
}

void
vit_voronoi_walk_free (VitVoronoiWalk *walk)
{
  if (walk)
    g_aligned_free (walk);
}

#ifdef VIT_HAVE_AVX2
static bool
has_avx2 (void)
{
  return vit_cpu_allows (VIT_CPU_AVX2) && __builtin_cpu_supports ("avx2") &&
         __builtin_cpu_supports ("bmi") && __builtin_cpu_supports ("bmi2");
}
#endif

const VitVoronoiKernel *
vit_voronoi_kernel (void)
{
#ifdef VIT_HAVE_AVX2
  if (has_avx2 ())
    return &vit_voronoi_kernel_avx2;
#endif
  return &vit_voronoi_kernel_plain;
}

const VitVoronoiOrder *
vit_voronoi_order (void)
{
#ifdef VIT_HAVE_AVX2
  if (has_avx2 ())
    return &vit_voronoi_order_avx2;
#endif
  return &vit_voronoi_order_plain;
}

const VitVoronoiWalkKernel *
vit_voronoi_walk_kernel (void)
{
#ifdef VIT_HAVE_AVX2
  if (has_avx2 ())
    return &vit_voronoi_walk_avx2;
#endif
  return &vit_voronoi_walk_plain;
}
