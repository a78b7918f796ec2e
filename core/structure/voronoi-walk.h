#pragma once

/* One convex cell around the origin, found by walking along its edges from corner to corner.
 * Private to core/structure.
 *
 * Where exactly three planes meet in every corner, and clearly so, the cell follows from asking of
 * each edge which plane ends it: the same arithmetic for every edge, and none of the cells in
 * between that cutting makes. Anything else (four planes that meet, many faces, an open cell) is
 * refused and left to voronoi-cell.h.
 *
 * Belongs to one thread. The functions exist once per instruction set and give the same bits. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/geometry/grid.h"

/* The most planes to try, corners and edges. */
#define VIT_VORONOI_WALK_PLANES 32
#define VIT_VORONOI_WALK_CORNERS 44
#define VIT_VORONOI_WALK_EDGES 64

/* How many planes are tried at once. */
#define VIT_VORONOI_WALK_BLOCK 8

/* How much of its offset a plane that does not pass through a corner keeps there, in squares of the
 * unit of length: far more than float rounds, so that no decision depends on it, and far less than
 * chance often brings about. */
#define VIT_VORONOI_WALK_CLEARANCE 2e-5

/* In the unit of length, how far out a corner may lie: farther out floats round by more than the
 * clearance. */
#define VIT_VORONOI_WALK_REACH 4

/* Planes and corners are known by their places times this, the bytes of a row of doubles: no
 * arithmetic is left for finding what belongs to them. */
#define VIT_VORONOI_WALK_ROW 32

typedef struct
{
  /* Planes: x · normal = offset, which is half the square of the normal. The floats are filled up
   * with planes far away. */
  double normal[VIT_VORONOI_WALK_PLANES][4]; /* x, y, z, offset */
  double nx[VIT_VORONOI_WALK_PLANES];        /* the same once more */
  double ny[VIT_VORONOI_WALK_PLANES];
  double nz[VIT_VORONOI_WALK_PLANES];
  double offset[VIT_VORONOI_WALK_PLANES];
  float about[VIT_VORONOI_WALK_PLANES][8]; /* and as float: x, y, z, offset, nothing */
  float about_x[VIT_VORONOI_WALK_PLANES];
  float about_y[VIT_VORONOI_WALK_PLANES];
  float about_z[VIT_VORONOI_WALK_PLANES];
  float about_offset[VIT_VORONOI_WALK_PLANES];
  uint32_t tag[VIT_VORONOI_WALK_PLANES];

  /* Of each corner: what is left of the offset of each plane, about; and x, y, z, 0. */
  float room[VIT_VORONOI_WALK_CORNERS][VIT_VORONOI_WALK_PLANES];
  double corner[VIT_VORONOI_WALK_CORNERS][4];

  /* By plane, after measuring. */
  double area_vector[VIT_VORONOI_WALK_PLANES][4]; /* twice, z first, and the number of edges */
  double area[VIT_VORONOI_WALK_PLANES];
  double volume;

  /* Places: of the planes that meet in each corner; of the corners where each edge begins and ends
   * and of the planes to the left and to the right as seen from outside. Arrays of their own, so
   * that what was stored as one is never loaded as several at once. */
  uint32_t first[VIT_VORONOI_WALK_CORNERS];
  uint32_t second[VIT_VORONOI_WALK_CORNERS];
  uint32_t third[VIT_VORONOI_WALK_CORNERS];
  uint32_t begin[VIT_VORONOI_WALK_EDGES + 1];
  uint32_t end[VIT_VORONOI_WALK_EDGES + 1];
  uint32_t left[VIT_VORONOI_WALK_EDGES + 1];
  uint32_t right[VIT_VORONOI_WALK_EDGES + 1];
  /* [left][right]: the edge that begins so; or VIT_VORONOI_WALK_NONE. */
  uint8_t begun[VIT_VORONOI_WALK_PLANES][VIT_VORONOI_WALK_PLANES];

  unsigned n_planes;
  unsigned n_corners;
  unsigned n_edges;
  uint64_t faces; /* set of planes that are faces */
  double r2_max;  /* of the corner farthest out */
} VitVoronoiWalk;

G_STATIC_ASSERT (sizeof (double[4]) == VIT_VORONOI_WALK_ROW);
G_STATIC_ASSERT (sizeof (float[8]) == VIT_VORONOI_WALK_ROW);
G_STATIC_ASSERT (sizeof (uint8_t[VIT_VORONOI_WALK_PLANES]) == VIT_VORONOI_WALK_ROW);

#define VIT_VORONOI_WALK_NONE 0xff

VitVoronoiWalk *vit_voronoi_walk_new (void);
void vit_voronoi_walk_free (VitVoronoiWalk *walk);

/* Sets all of plane @p that follows from its normal. */
static inline void
vit_voronoi_walk_set_plane (VitVoronoiWalk *walk, unsigned p, uint32_t tag)
{
  double *d = walk->normal[p];
  float *about = walk->about[p];
  d[3] = 0.5 * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  walk->nx[p] = d[0];
  walk->ny[p] = d[1];
  walk->nz[p] = d[2];
  walk->offset[p] = d[3];
  for (int k = 0; k < 4; k++)
    about[k] = (float) d[k];
  walk->about_x[p] = about[0];
  walk->about_y[p] = about[1];
  walk->about_z[p] = about[2];
  walk->about_offset[p] = about[3];
  walk->tag[p] = tag;
}

/* Fills the last block up with planes that nothing ever meets. */
static inline void
vit_voronoi_walk_fill (VitVoronoiWalk *walk)
{
  for (unsigned p = walk->n_planes; p % VIT_VORONOI_WALK_BLOCK != 0; p++)
    {
      walk->nx[p] = walk->ny[p] = walk->nz[p] = 0;
      walk->offset[p] = 1e30;
      walk->about_x[p] = walk->about_y[p] = walk->about_z[p] = 0;
      walk->about_offset[p] = 1e30f;
    }
}

/* The most candidates that are told apart by distance, and words that hold a bit for each. */
#define VIT_VORONOI_WALK_CANDIDATES 128
#define VIT_VORONOI_WALK_WORDS (VIT_VORONOI_WALK_CANDIDATES / 64)

typedef struct
{
  /* Sets the bits of those of @n distances that are at most @limit, clears the others, and returns
   * how many those are. */
  unsigned (*mark_within) (const float *d2,
                           size_t n,
                           float limit,
                           uint64_t within[VIT_VORONOI_WALK_WORDS]);
  /* Appends the planes halfway from the atom of rank @i to @slots, for which there is room. */
  void (*add_planes) (
      VitVoronoiWalk *walk, const VitGrid *grid, size_t i, const uint32_t *slots, size_t n);
  /* Finds the corners and edges; false if it cannot. @unit: what lengths are compared with. */
  bool (*find) (VitVoronoiWalk *walk, double unit);
  /* Whether the plane halfway to @normal touches the cell. */
  bool (*is_cut) (const VitVoronoiWalk *walk, const double normal[3], double unit);
  /* Areas and volume. */
  void (*measure) (VitVoronoiWalk *walk);
} VitVoronoiWalkKernel;

extern const VitVoronoiWalkKernel vit_voronoi_walk_plain;
#ifdef VIT_HAVE_AVX2
extern const VitVoronoiWalkKernel vit_voronoi_walk_avx2;
#endif

/* The fastest one that this processor runs. */
const VitVoronoiWalkKernel *vit_voronoi_walk_kernel (void);
