#pragma once

/* One convex cell around the origin, found by walking along its edges from vertex to vertex.
 * Private to core/structure.
 *
 * If exactly three planes meet in every vertex, and rounding cannot change that, the cell is
 * determined by the plane at the end of each edge: the arithmetic is the same for every edge, and
 * there are no intermediate cells. Other cells (four planes in a vertex, many faces, an open cell)
 * are refused and left to voronoi-cell.h.
 *
 * The slack of a plane at a point x is offset − normal · x. Faces, edges and vertices are stored as
 * half-edges: the edge from a vertex to the next with the face on its left. Belongs to one thread.
 * The functions exist once per instruction set and give the same bits. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/geometry/grid.h"

/* Maximum numbers of planes, vertices and edges. */
#define VIT_VORONOI_WALK_PLANES 32
#define VIT_VORONOI_WALK_VERTICES 44
#define VIT_VORONOI_WALK_EDGES 64

/* Number of planes that are tried at once. */
#define VIT_VORONOI_WALK_BLOCK 8

/* Clearance: least slack of a plane at a vertex that it does not pass through, in squares of the
 * unit of length: far above the rounding of floats, and rarely undercut by chance. */
#define VIT_VORONOI_WALK_CLEARANCE 2e-5

/* Largest distance of a vertex in units of length: farther out the rounding of floats exceeds the
 * clearance. */
#define VIT_VORONOI_WALK_MAX_RADIUS 4

/* Planes and vertices are identified by byte offsets: their index times the size of a row of
 * doubles. This saves address arithmetic. */
#define VIT_VORONOI_WALK_ROW 32

typedef struct
{
  /* Planes: x · normal = offset, which is half the square of the normal. The arrays of floats are
   * padded with planes at infinity. */
  double normal[VIT_VORONOI_WALK_PLANES][4]; /* x, y, z, offset */
  double nx[VIT_VORONOI_WALK_PLANES];        /* as structure of arrays */
  double ny[VIT_VORONOI_WALK_PLANES];
  double nz[VIT_VORONOI_WALK_PLANES];
  double offset[VIT_VORONOI_WALK_PLANES];
  float rounded[VIT_VORONOI_WALK_PLANES][8]; /* rounded to float: x, y, z, offset, unused */
  float rounded_x[VIT_VORONOI_WALK_PLANES];
  float rounded_y[VIT_VORONOI_WALK_PLANES];
  float rounded_z[VIT_VORONOI_WALK_PLANES];
  float rounded_offset[VIT_VORONOI_WALK_PLANES];
  uint32_t tag[VIT_VORONOI_WALK_PLANES];

  /* Of each vertex: slack of every plane, in float; and x, y, z, 0. */
  float slack[VIT_VORONOI_WALK_VERTICES][VIT_VORONOI_WALK_PLANES];
  double vertex[VIT_VORONOI_WALK_VERTICES][4];

  /* By plane, once measured. */
  double area_vector[VIT_VORONOI_WALK_PLANES]
                    [4]; /* twice the area, z first, and the number of edges */
  double area[VIT_VORONOI_WALK_PLANES];
  double volume;

  /* Row offsets: of the three planes of each vertex; of each edge, the vertices at both ends and
   * the planes on the left and the right, seen from outside. They are separate arrays because
   * loading several at once what was stored one by one would stall. */
  uint32_t first[VIT_VORONOI_WALK_VERTICES];
  uint32_t second[VIT_VORONOI_WALK_VERTICES];
  uint32_t third[VIT_VORONOI_WALK_VERTICES];
  uint32_t begin[VIT_VORONOI_WALK_EDGES + 1];
  uint32_t end[VIT_VORONOI_WALK_EDGES + 1];
  uint32_t left[VIT_VORONOI_WALK_EDGES + 1];
  uint32_t right[VIT_VORONOI_WALK_EDGES + 1];
  /* [left][right]: index of the half-edge, or VIT_VORONOI_WALK_NONE. */
  uint8_t half_edge[VIT_VORONOI_WALK_PLANES][VIT_VORONOI_WALK_PLANES];

  unsigned n_planes;
  unsigned n_vertices;
  unsigned n_edges;
  uint64_t faces; /* set of planes that are faces */
  double r2_max;  /* of the farthest vertex */
} VitVoronoiWalk;

G_STATIC_ASSERT (sizeof (double[4]) == VIT_VORONOI_WALK_ROW);
G_STATIC_ASSERT (sizeof (float[8]) == VIT_VORONOI_WALK_ROW);
G_STATIC_ASSERT (sizeof (uint8_t[VIT_VORONOI_WALK_PLANES]) == VIT_VORONOI_WALK_ROW);

#define VIT_VORONOI_WALK_NONE 0xff

VitVoronoiWalk *vit_voronoi_walk_new (void);
void vit_voronoi_walk_free (VitVoronoiWalk *walk);

/* Sets what follows from the normal of plane @p. */
static inline void
vit_voronoi_walk_set_plane (VitVoronoiWalk *walk, unsigned p, uint32_t tag)
{
  double *d = walk->normal[p];
  float *rounded = walk->rounded[p];
  d[3] = 0.5 * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  walk->nx[p] = d[0];
  walk->ny[p] = d[1];
  walk->nz[p] = d[2];
  walk->offset[p] = d[3];
  for (int k = 0; k < 4; k++)
    rounded[k] = (float) d[k];
  walk->rounded_x[p] = rounded[0];
  walk->rounded_y[p] = rounded[1];
  walk->rounded_z[p] = rounded[2];
  walk->rounded_offset[p] = rounded[3];
  walk->tag[p] = tag;
}

/* Pads the last block with planes at infinity. */
static inline void
vit_voronoi_walk_fill (VitVoronoiWalk *walk)
{
  for (unsigned p = walk->n_planes; p % VIT_VORONOI_WALK_BLOCK != 0; p++)
    {
      walk->nx[p] = walk->ny[p] = walk->nz[p] = 0;
      walk->offset[p] = 1e30;
      walk->rounded_x[p] = walk->rounded_y[p] = walk->rounded_z[p] = 0;
      walk->rounded_offset[p] = 1e30f;
    }
}

/* Maximum number of candidates that are sorted out by distance, and words of a bit set of them. */
#define VIT_VORONOI_WALK_CANDIDATES 128
#define VIT_VORONOI_WALK_WORDS (VIT_VORONOI_WALK_CANDIDATES / 64)

typedef struct
{
  /* Sets the bits of distances of at most @limit, clears the others, and returns the number of set
   * bits. */
  unsigned (*mark_within) (const float *d2,
                           size_t n,
                           float limit,
                           uint64_t within[VIT_VORONOI_WALK_WORDS]);
  /* Appends the bisecting planes of the atom of rank @i and @slots; they must fit. */
  void (*add_planes) (
      VitVoronoiWalk *walk, const VitGrid *grid, size_t i, const uint32_t *slots, size_t n);
  /* Finds the vertices and edges; false if the cell is refused. @unit: unit of length. */
  bool (*find) (VitVoronoiWalk *walk, double unit);
  /* Whether the bisecting plane of the neighbour at @normal cuts the cell. */
  bool (*is_cut) (const VitVoronoiWalk *walk, const double normal[3], double unit);
  /* Computes areas and volume. */
  void (*measure) (VitVoronoiWalk *walk);
} VitVoronoiWalkKernel;

extern const VitVoronoiWalkKernel vit_voronoi_walk_plain;
#ifdef VIT_HAVE_AVX2
extern const VitVoronoiWalkKernel vit_voronoi_walk_avx2;
#endif

/* The fastest kernel that this processor supports. */
const VitVoronoiWalkKernel *vit_voronoi_walk_kernel (void);
