#pragma once

/* Periodic Voronoi tessellation: volumes, faces, neighbours and indices of all atoms.
 *
 * A tessellation is immutable and reference counted; any thread may read it. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"
#include "core/geometry/neighbours.h"

/**
 * VitVoronoi:
 * @n: number of atoms
 * @volumes: of each cell, Å³; their sum is that of the box
 * @neighbours: of each cell: atoms (or images) with which it shares a face
 * @areas: of each entry of @neighbours: area of the face, Å²
 * @edges: of each entry of @neighbours: number of edges of the face
 * @n_dropped: faces dropped by the threshold, counted from both sides
 */
typedef struct
{
  gatomicrefcount refs;
  size_t n;
  double *volumes;
  VitNeighbours *neighbours;
  float *areas;
  uint8_t *edges;
  size_t n_dropped;
} VitVoronoi;

/**
 * vit_voronoi_new:
 * @cell: the box, any shape and thickness, periodic along all its vectors
 * @x: n × 3 positions in Å, wrapped or not
 * @n: number of atoms
 * @face_threshold: drops faces smaller than this fraction (0 … 1) of the mean face area of their
 *   cell; 0 keeps all
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for a box without volume, positions that are not finite, two atoms at
 *   the same position (named in the message), a threshold out of range; %VIT_ERROR_UNSUPPORTED for
 *   a box that is not periodic, or, if the density is uneven, over 100 times as long as thick;
 *   %VIT_ERROR_CANCELLED
 *
 * Each cell is bounded by the bisecting planes of its atom and the atoms around it. Its vertices
 * are found by walking along its edges. Where rounding makes that ambiguous (more than three planes
 * nearly meet in a point, very many faces), the cell is cut plane by plane, by ascending distance,
 * until no atom farther away can cut it. Cells next to empty space and in crowds take their atoms
 * from a k-d tree. Faces are symmetric: a face dropped from either side is dropped from both. The
 * threshold changes neither volumes nor the edges of the faces that are kept. Where more than three
 * faces meet in a point (perfect crystals) that point is one vertex: edges and faces below 10⁻¹⁰ of
 * the cell's size come from rounding and are dropped.
 *
 * Bit-identical for any number of threads and any processor. Cost O(n), for systems of uneven
 * density O(n log n).
 */
VitVoronoi *vit_voronoi_new (const VitCell *cell,
                             const double *x,
                             size_t n,
                             double face_threshold,
                             VitProgress *progress,
                             GError **error);
VitVoronoi *vit_voronoi_ref (VitVoronoi *voronoi);
void vit_voronoi_unref (VitVoronoi *voronoi);

/**
 * VitVoronoiIndex:
 * @n: @n[k]: faces with k + 3 edges
 * @more: faces with 7 edges and more
 *
 * The Voronoi index <n3,n4,n5,n6> of a cell, and the number of faces that it omits.
 */
typedef struct
{
  uint8_t n[4];
  uint8_t more;
} VitVoronoiIndex;

VitVoronoiIndex vit_voronoi_get_index (const VitVoronoi *voronoi, size_t i);

/** vit_voronoi_get_fivefold: d5 = n5 / number of faces; 0 for a cell without faces. */
double vit_voronoi_get_fivefold (const VitVoronoi *voronoi, size_t i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitVoronoi, vit_voronoi_unref)
