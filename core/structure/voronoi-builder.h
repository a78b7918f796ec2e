#pragma once

/* Builds Voronoi cells one by one from the atoms around them: by walking along the edges, or by
 * cutting with planes where the walk refuses. Private to core/structure.
 *
 * Belongs to one thread; the grid is borrowed. */

#include "core/structure/voronoi-cell.h"
#include "core/structure/voronoi-order.h"
#include "core/structure/voronoi-private.h"
#include "core/structure/voronoi-walk.h"

typedef enum
{
  VIT_VORONOI_FAILED,
  VIT_VORONOI_OPEN, /* left to voronoi-tree.h: it needs atoms beyond the search radius, or there are
                       too many */
  VIT_VORONOI_CLOSED,
} VitVoronoiState;

typedef struct _VitVoronoiCorners VitVoronoiCorners;

typedef struct
{
  const VitGrid *grid;
  const VitVoronoiOrder *ordering;
  const VitVoronoiKernel *cutting;
  const VitVoronoiWalkKernel *walking;
  double unit; /* edge of the mean cube of an atom, Å */

  /* Of the last cell. */
  VitVoronoiFace *faces;
  uint32_t *neighbours; /* caller's indices of the neighbours behind the faces */
  size_t n_faces;
  double volume; /* Å³ */

  VitVoronoiCell *cell;
  VitVoronoiWalk *walk;
  VitVoronoiCorners *corners; /* nullable: what is taken of each cell, too; owned */
  VitGridRange *ranges;
  VitGridNeighbourhood neighbourhood; /* of the current bin */
  uint32_t first_slot;                /* of the atoms of the bin; first_rank likewise */
  size_t first_rank;

  /* Atoms found around an atom. */
  uint32_t *found;
  float *d2;
  uint32_t *near;  /* slots */
  uint32_t *order; /* positions in found, by distance */
  size_t room;
  size_t room_faces;
} VitVoronoiBuilder;

typedef enum
{
  VIT_CUT_RESULT_CLOSED,
  VIT_CUT_RESULT_OPEN,
  VIT_CUT_RESULT_INCONSISTENT,
  VIT_CUT_RESULT_FULL,
  VIT_CUT_RESULT_SAME_POSITION,
} VitCutResult;

/* Cuts the cell of the atom of rank @i out of @builder's cell once; @same receives the rank of an
 * atom at the same position. */
typedef VitCutResult (*VitVoronoiCutter) (
    VitVoronoiBuilder *builder, size_t i, double tolerance, uint32_t *same, void *data);

VitVoronoiBuilder *vit_voronoi_builder_new (const VitGrid *grid, double unit);
void vit_voronoi_builder_free (VitVoronoiBuilder *builder);

/* Enters a bin with atoms; returns their number. */
size_t vit_voronoi_builder_enter_bin (VitVoronoiBuilder *builder, int bx, int by, int bz);

/* Builds the cell of the atom of rank @i of the current bin. Fails for two atoms at the same
 * position and for vertices that cannot be distinguished. */
VitVoronoiState vit_voronoi_builder_build (VitVoronoiBuilder *builder, size_t i, GError **error);

/* Cuts with increasing memory and tolerance until the cell is closed or more atoms are needed. */
VitVoronoiState vit_voronoi_builder_cut (
    VitVoronoiBuilder *builder, size_t i, VitVoronoiCutter cut_cell, void *data, GError **error);

/* Whether a neighbour at @d is at the same position. */
static inline bool
vit_voronoi_builder_is_same_position (const VitVoronoiBuilder *builder, const double d[3])
{
  double same = 1e-6 * builder->unit;
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < same * same;
}

/* Begins a list of at most @n faces. */
void vit_voronoi_builder_begin_faces (VitVoronoiBuilder *builder, size_t n);

static inline void
vit_voronoi_builder_add_face (
    VitVoronoiBuilder *builder, uint32_t rank, const int8_t image[3], double area, unsigned n_edges)
{
  builder->faces[builder->n_faces] =
      (VitVoronoiFace){ .rank = rank,
                        .area = (float) area,
                        .image = { image[0], image[1], image[2] },
                        .edges = (uint8_t) MIN (n_edges, UINT8_MAX) };
  builder->neighbours[builder->n_faces++] = builder->grid->atom[rank];
}
