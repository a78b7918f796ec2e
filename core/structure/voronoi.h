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
 * @volumes: of each cell, Å³; they fill the box
 * @neighbours: the atoms (and images) that each cell shares a face with
 * @areas: of each entry of @neighbours: area of the face, Å²
 * @edges: of each entry of @neighbours: number of edges of the face
 * @n_dropped: faces that the threshold took away, counted from both sides
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
 * @face_threshold: faces smaller than this part (0 … 1) of the mean face area of their cell are
 *   dropped; 0 keeps all
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for a box without volume, positions that are not finite, two atoms at
 *   the same place (named in the message), a threshold out of range; %VIT_ERROR_UNSUPPORTED for a
 *   box that is not periodic, or over 100 times as long as thick where atoms lie unevenly;
 *   %VIT_ERROR_CANCELLED
 *
 * Each cell is bounded by the planes halfway to the atoms around it. Its corners are found by
 * walking along its edges; where that does not decide (more than three planes that as good as meet
 * in a point, very many faces), it is cut out of space plane by plane, in order of their distance,
 * until no atom farther away can reach it. Cells next to empty space and in crowds get their atoms
 * out of a tree of boxes. Faces are symmetric: a face that either side drops is
 * dropped for both. The threshold changes neither volumes nor the edges of faces that stay. Where
 * more than three faces meet in a point (perfect crystals) that point is one corner: edges and
 * faces below 10⁻¹⁰ of the cell's size come from rounding and do not exist.
 *
 * The same bits for any number of threads and any processor. Cost O(n), for uneven systems
 * O(n log n).
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
 * The index <n3,n4,n5,n6> of a cell, and what it leaves out.
 */
typedef struct
{
  uint8_t n[4];
  uint8_t more;
} VitVoronoiIndex;

VitVoronoiIndex vit_voronoi_get_index (const VitVoronoi *voronoi, size_t i);

/** vit_voronoi_get_fivefold: d5 = n5 / number of all faces; 0 for a cell without faces. */
double vit_voronoi_get_fivefold (const VitVoronoi *voronoi, size_t i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitVoronoi, vit_voronoi_unref)
