#pragma once

/* The steps from atoms to an iso-surface: field, grid, triangles, vertices, measures. Private to
 * core/structure. */

#include "core/structure/isosurface.h"

/* Distance at which a Gaussian is cut off, in widths: it has fallen to 4·10⁻⁵. */
#define VIT_ISOSURFACE_REACH 4.5

/* ---- The field, isosurface-field.c ---- */

/**
 * VitGaussianField: the chosen atoms with those of their images that come within reach of the box,
 * in bins
 * @x: @n × 3, Å from the box's origin
 * @starts: first atom of each bin, and @n
 */
typedef struct
{
  size_t n;
  double *x, *weights, *values; /* values: nullable */
  double inverse[3][3], widths[3];
  double lo[3], hi[3]; /* scaled coordinates of the atoms */
  size_t n_bins[3], *starts;
  double exponent; /* −1 / 2σ² */
  double reach;    /* Å */
} VitGaussianField;

bool vit_gaussian_field_init (VitGaussianField *field,
                              const VitIsosurfaceInput *input,
                              VitProgress *progress,
                              GError **error);
void vit_gaussian_field_clear (VitGaussianField *field);

/** vit_gaussian_field_gather: replaces @near (element-type uint32_t) by the atoms within @radius of
 * @x, in a fixed order. */
void vit_gaussian_field_gather (const VitGaussianField *field,
                                const double x[3],
                                double radius,
                                GArray *near);

/** vit_gaussian_field_sum: ρ of the atoms @near at @x. @gradient, @value: (out) (optional). */
double vit_gaussian_field_sum (const VitGaussianField *field,
                               const GArray *near,
                               const double x[3],
                               double gradient[3],
                               double *value);

/* ---- The grid, isosurface-grid.c ---- */

/**
 * VitIsosurfaceGrid:
 * @n: steps along each box vector; nodes 0 ... n
 * @from, @span: scaled coordinate of node 0, and from there to node n
 * @closed: whether the surface is closed at the first and last node
 * @size: nodes with the ones beyond the faces where it is closed
 * @inside: of @size nodes: whether ρ is above the level
 * @height: of n + 1 nodes each: ρ
 */
typedef struct
{
  size_t n[3], size[3];
  double from[3], span[3], h[3][3];
  bool closed[3];
  double spacing;
  bool coarsened;
  uint8_t *inside;
  float *height;
} VitIsosurfaceGrid;

bool vit_isosurface_grid_init (VitIsosurfaceGrid *grid,
                               const VitIsosurfaceInput *input,
                               const VitGaussianField *field,
                               VitProgress *progress,
                               GError **error);
void vit_isosurface_grid_clear (VitIsosurfaceGrid *grid);

/** vit_isosurface_grid_locate: Å from the box's origin of the point @t steps (0 ... 1) along vector
 * @dir from @node. */
void vit_isosurface_grid_locate (
    const VitIsosurfaceGrid *grid, const int32_t node[3], int dir, double t, double x[3]);

/** vit_isosurface_grid_height: ρ at a node. */
static inline float
vit_isosurface_grid_height (const VitIsosurfaceGrid *grid, const int32_t node[3])
{
  size_t row = (size_t) node[2] * (grid->n[1] + 1) + (size_t) node[1];
  return grid->height[row * (grid->n[0] + 1) + (size_t) node[0]];
}

/* ---- Triangles, isosurface-cubes.c ---- */

/** VIT_CUBE_MAX: most triangles of a cube. */
#define VIT_CUBE_MAX 10

/**
 * VitCubeCase: the triangles of a cube by which of its corners are inside
 * @edges: three for each triangle; edge 4 d + u + 2 v runs along d at u of vector d + 1 and v of
 *   vector d + 2
 */
typedef struct
{
  uint8_t n;
  uint8_t edges[3 * VIT_CUBE_MAX];
} VitCubeCase;

/** vit_cube_cases: (transfer none) (array fixed-size=256): corner x + 2 y + 4 z is bit 2^corner. */
const VitCubeCase *vit_cube_cases (void);

/**
 * VitCrossing: a vertex before its place is known
 * @node: the lower node of its edge
 * @dir: vector that the edge runs along; 3: at the node itself
 * @flat: −1, or 2 k + side for a vertex of the flat piece at face @side of vector k
 * @faces: bits 2 k + side of the closed faces of the box that it lies on
 */
typedef struct
{
  int32_t node[3];
  int8_t dir, flat;
  uint8_t faces;
} VitCrossing;

/**
 * vit_isosurface_cubes_trace:
 * @crossings: (element-type VitCrossing): to append to
 * @surface, @flat: (element-type uint32_t): three crossings for each triangle
 */
bool vit_isosurface_cubes_trace (const VitIsosurfaceGrid *grid,
                                 GArray *crossings,
                                 GArray *surface,
                                 GArray *flat,
                                 VitProgress *progress,
                                 GError **error);

/* ---- Measures, isosurface-measure.c ---- */

/** vit_isosurface_measure: sets volume and area. @x, @normals: as in the surface, but double. */
void vit_isosurface_measure (VitIsosurface *surface,
                             const VitCell *cell,
                             const double *x,
                             const double *normals,
                             const VitCrossing *crossings);
