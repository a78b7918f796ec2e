#pragma once

/* Smooth surfaces around chosen atoms: where the sum of a Gaussian at each of them has a given
 * height.
 *
 * A result belongs to the caller and is immutable: any thread may read it. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/** VIT_ISOSURFACE_MAX_NODES: default maximum of nodes of the grid; 5 bytes each. */
#define VIT_ISOSURFACE_MAX_NODES ((size_t) 1 << 25)

/**
 * VitIsosurfaceInput:
 * @cell: the box, of any shape
 * @x: @n × 3 positions in Å, wrapped or not
 * @weights: @n heights of the atoms' Gaussians, not negative; 0 leaves an atom out
 * @values: (nullable): @n values, averaged at each vertex; NaN does not count
 * @width: standard deviation of the Gaussians, Å
 * @level: height of the surface; an atom of weight 1 has the height 1 in its middle
 * @spacing: greatest distance of the grid's nodes along a box vector, Å; 0: half of @width,
 *   less where a single atom of weight 1 has a small sphere, but not below a quarter
 * @max_nodes: 0: %VIT_ISOSURFACE_MAX_NODES; the grid is coarsened until it has no more
 */
typedef struct
{
  const VitCell *cell;
  size_t n;
  const double *x;
  const double *weights;
  const double *values;
  double width, level, spacing;
  size_t max_nodes;
} VitIsosurfaceInput;

/**
 * VitIsosurface:
 * @n_surface: the first triangles: the surface; those that follow close it at the faces of the box
 * @positions: @n_vertices × 3, Å from the box's origin
 * @normals: @n_vertices × 3, unit vectors, outwards
 * @values: (nullable): @n_vertices: mean of the values, weighted by the Gaussians of their atoms;
 *   NaN where none counts
 * @triangles: @n_triangles × 3 vertices, counter-clockwise as seen from outside
 * @volume: enclosed, Å³
 * @area: of the surface without what closes it, Å²
 * @spacing: greatest distance of the grid's nodes along a box vector, Å
 * @coarsened: whether @spacing is larger than was asked for
 */
typedef struct
{
  size_t n_vertices, n_triangles, n_surface;
  float *positions, *normals, *values;
  uint32_t *triangles;
  double volume, area, spacing;
  bool coarsened;
} VitIsosurface;

/**
 * vit_isosurface_new:
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for a box without volume, a position of an atom that counts that is
 *   not finite, a width, level or weight out of range, or more triangles than 2³²;
 *   %VIT_ERROR_CANCELLED
 *
 * ρ(r) = Σ_i w_i exp(−|r − r_i|² / 2σ²), with all periodic images, cut off at 4.5 σ. A grid tells
 * where ρ passes the level; between two nodes the place is then found on ρ itself, so that
 * vertices, normals and values do not depend on the grid. The surface has no holes: where a cube of
 * the grid leaves two ways, nodes inside are kept apart. In periodic directions it ends at the
 * faces of the box and is closed there by flat pieces; in others it closes by itself, beyond the
 * box if need be. Volume and area count with the curvature between vertices, in fourth order of the
 * spacing.
 *
 * Bit-identical for any number of threads. Cost O(chosen atoms · (width / spacing)³ + nodes +
 * vertices · atoms within 4.5 widths).
 */
VitIsosurface *
vit_isosurface_new (const VitIsosurfaceInput *input, VitProgress *progress, GError **error);
void vit_isosurface_free (VitIsosurface *surface);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitIsosurface, vit_isosurface_free)
