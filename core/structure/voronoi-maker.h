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
  VIT_VORONOI_OPEN, /* left to voronoi-far.h: it takes atoms beyond the reach of the grid, or many
                     */
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
  VitGridRange *ranges;
  VitGridNeighbourhood neighbourhood; /* of the bin entered */
  uint32_t first_slot;                /* of the bin's atoms, as its first rank */
  size_t first_rank;

  /* What was found around an atom. */
  uint32_t *found;
  float *d2;
  uint32_t *near;  /* slots */
  uint32_t *order; /* places in found, by distance */
  size_t room;
  size_t room_faces;
} VitVoronoiMaker;

typedef enum
{
  VIT_CARVE_CLOSED,
  VIT_CARVE_OPEN,
  VIT_CARVE_INCONSISTENT,
  VIT_CARVE_FULL,
  VIT_CARVE_SAME_PLACE,
} VitCarve;

/* Cuts the cell of the atom of rank @i out of @maker's cell once; @same gets the rank of an atom at
 * the same place. */
typedef VitCarve (*VitVoronoiCarver) (
    VitVoronoiMaker *maker, size_t i, double tolerance, uint32_t *same, void *data);

VitVoronoiMaker *vit_voronoi_maker_new (const VitGrid *grid, double unit);
void vit_voronoi_maker_free (VitVoronoiMaker *maker);

/* Makes the neighbourhood of a bin with atoms the one to search; returns their number. */
size_t vit_voronoi_maker_enter (VitVoronoiMaker *maker, int bx, int by, int bz);

/* The cell of the atom of rank @i, which lies in the bin entered. Fails for two atoms at the same
 * place and for what cannot be told apart. */
VitVoronoiState vit_voronoi_maker_make (VitVoronoiMaker *maker, size_t i, GError **error);

/* Carves with more room and more tolerance until it succeeds or more atoms are needed. */
VitVoronoiState vit_voronoi_maker_carve (
    VitVoronoiMaker *maker, size_t i, VitVoronoiCarver carve, void *data, GError **error);

/* Whether a neighbour at @d is at the same place. */
static inline bool
vit_voronoi_maker_is_same_place (const VitVoronoiMaker *maker, const double d[3])
{
  double same = 1e-6 * maker->unit;
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < same * same;
}

/* Begins the list of faces, of which there will be at most @n. */
void vit_voronoi_maker_begin_faces (VitVoronoiMaker *maker, size_t n);

static inline void
vit_voronoi_maker_add_face (
    VitVoronoiMaker *maker, uint32_t rank, const int8_t image[3], double area, unsigned n_edges)
{
  maker->faces[maker->n_faces] = (VitVoronoiFace){ .rank = rank,
                                                   .area = (float) area,
                                                   .image = { image[0], image[1], image[2] },
                                                   .edges = (uint8_t) MIN (n_edges, UINT8_MAX) };
  maker->neighbours[maker->n_faces++] = maker->grid->atom[rank];
}
