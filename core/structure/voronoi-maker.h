#pragma once

/* Makes one cell after the other out of the atoms around it: by walking along its edges, or by
 * cutting where that does not decide. Private to core/structure.
 *
 * Belongs to one thread; the grid is borrowed. */

#include "core/structure/voronoi-cell.h"
#include "core/structure/voronoi-order.h"
#include "core/structure/voronoi-private.h"
#include "core/structure/voronoi-walk.h"

typedef enum
{
  VIT_VORONOI_FAILED,
  VIT_VORONOI_OPEN, /* atoms beyond the reach of the grid are needed */
  VIT_VORONOI_CLOSED,
} VitVoronoiState;

typedef struct
{
  const VitGrid *grid;
  const VitVoronoiOrder *ordering;
  const VitVoronoiKernel *cutting;
  const VitVoronoiWalkKernel *walking;
  double unit; /* edge of the cube that an atom has on average, Å */

  /* Of the last cell. */
  VitVoronoiFace *faces;
  uint32_t *neighbours; /* of the faces, as the caller counts */
  size_t n_faces;
  double volume; /* Å³ */

  VitVoronoiCell *cell;
  VitVoronoiWalk *walk;
  VitGridRun *runs;
  VitGridVicinity vicinity; /* of the bin entered */
  uint32_t first_slot;      /* of the bin's atoms, as its first rank */
  size_t first_rank;

  /* What was found around an atom. */
  uint32_t *found;
  float *d2;
  uint32_t *near;  /* slots */
  uint32_t *order; /* places in found, by distance */
  uint64_t *keys;  /* twice the room */
  size_t room;
  size_t room_faces;
} VitVoronoiMaker;

VitVoronoiMaker *vit_voronoi_maker_new (const VitGrid *grid, double unit);
void vit_voronoi_maker_free (VitVoronoiMaker *maker);

/* Makes the neighbourhood of a bin with atoms the one to search; returns their number. */
size_t vit_voronoi_maker_enter (VitVoronoiMaker *maker, int bx, int by, int bz);

/* The cell of the atom of rank @i, which lies in the bin entered. Fails for two atoms at the same
 * place and for what cannot be told apart. */
VitVoronoiState vit_voronoi_maker_make (VitVoronoiMaker *maker, size_t i, GError **error);
