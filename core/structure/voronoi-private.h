#pragma once

/* Intermediate data of a tessellation. Private to core/structure. */

#include "core/geometry/grid.h"
#include "core/structure/voronoi-part.h"

/* A face seen from its cell: rank of the neighbour in the grid, and periodic image as the grid
 * counts. */
typedef struct
{
  uint32_t rank;
  float area;
  int8_t image[3];
  uint8_t edges;
} VitVoronoiFace;

/* A Delaunay tetrahedron: ranks of its corners, ascending, and images of the second to the fourth,
 * seen from the first. */
typedef struct
{
  uint32_t rank[4];
  int8_t image[3][3];
} VitVoronoiTetrahedron;

/* Consecutive cells. Written by one worker. */
typedef struct
{
  uint32_t *ranks;      /* of each atom */
  uint16_t *n_faces_of; /* of each atom */
  size_t n_atoms;
  VitVoronoiFace *faces;
  size_t n_faces;
  size_t room_faces;
  VitVoronoiTetrahedron *tetrahedra; /* where they are wanted */
  size_t n_tetrahedra, room_tetrahedra;
} VitVoronoiRow;

/* All cells: those of each row of bins, then those that need atoms beyond the search radius. */
typedef struct
{
  VitGrid *grid; /* its search has ended */
  VitVoronoiRow *rows;
  size_t n_rows;
} VitVoronoiCells;

/* What is wanted of each cell besides its faces. @tolerance: of vertices of more than three faces,
 * see voronoi-corners.h. @centroids: (out): by atom, Å from it. @n_failed: (out): cells with
 * vertices that could not be told; atomic. */
typedef struct
{
  double tolerance;
  double (*centroids)[3];
  gint n_failed;
} VitVoronoiDual;

void vit_voronoi_cells_free (VitVoronoiCells *cells);

/* Computes the cells of all atoms that are no halo, and volumes by atom; takes @grid. @unit: edge
 * of the mean cube of an atom. @reach: all atoms within it of these are there (Å); cells that atoms
 * beyond could cut are left out and counted. @dual: (nullable): */
VitVoronoiCells *vit_voronoi_tessellate (VitGrid *grid,
                                         double unit,
                                         double *volumes,
                                         double reach,
                                         size_t *n_left_open,
                                         VitVoronoiDual *dual,
                                         VitProgress *progress,
                                         GError **error);

/* A number for the face of atom @i towards an image of atom @j. It is the negative (modulo 2⁶⁴) of
 * that of the same face seen from the other side, so the sum is 0 if all faces are there from both
 * sides. */
static inline uint64_t
vit_voronoi_face_sign (uint32_t i, uint32_t j, const int16_t shift[3])
{
  int64_t way = (int64_t) shift[0] * 1009 + (int64_t) shift[1] * 31337 + (int64_t) shift[2] * 7;
  bool back = i > j || (i == j && way < 0);
  uint64_t pair = back ? (uint64_t) j << 32 | i : (uint64_t) i << 32 | j,
           h = pair * UINT64_C (0x9e3779b97f4a7c15) ^
               (uint64_t) (back ? -way : way) * UINT64_C (0xbf58476d1ce4e5b9);
  h = (h ^ h >> 29) * UINT64_C (0x94d049bb133111eb);
  h ^= h >> 32;
  return back ? -h : h;
}

/* Drops faces below the threshold, and faces without a counterpart. @imbalance: the sum of the
 * numbers of all faces */
void vit_voronoi_make_symmetric (VitVoronoi *voronoi, double face_threshold, uint64_t imbalance);
