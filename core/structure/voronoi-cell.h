#pragma once

/* One convex cell around the origin, built by cutting with planes. Private to core/structure.
 *
 * Dual representation: a vertex is the intersection of three planes, and a table gives for two
 * planes a, b the vertex at the end of the edge between them, so that cutting never walks around
 * faces. Where more than three planes meet, several vertices coincide; the edges between them have
 * no length and are not counted.
 *
 * Belongs to one thread. The functions exist once per instruction set and give the same bits. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tag of the planes of the initial box. */
#define VIT_VORONOI_NO_TAG UINT32_MAX

/* Relative distance by which a plane must cut at least, above the rounding of distances. */
#define VIT_VORONOI_TOLERANCE 1e-12

/* Edges shorter than the radius of the cell times the tolerance times this are not counted. */
#define VIT_VORONOI_EDGE_TOLERANCE 100

typedef enum
{
  VIT_CUT_NONE,         /* the plane does not touch the cell */
  VIT_CUT_DONE,         /* a new face */
  VIT_CUT_INCONSISTENT, /* rounding contradicts geometry: begin again with more tolerance */
  VIT_CUT_FULL,         /* begin again with more memory */
} VitCut;

/* The arrays of a cell within its memory. */
typedef struct
{
  unsigned shift; /* capacity: 1 << shift planes and twice as many vertices */

  /* Vertices, and their products with the normal of the last plane. */
  double *x, *y, *z, *dot;
  double (*vertex)[4]; /* x, y, z, 0 */

  /* Planes: x · normal = offset. */
  double (*normal)[3];
  double *offset;

  /* By plane, once finished. */
  double *area;
  double (*area_vector)[4]; /* twice the area, z first: z, x, y, 0 */

  /* Of the current cut. */
  uint64_t *cut_edges; /* two planes, the removed and the kept vertex; all edges when finishing */
  uint64_t *outside;   /* set of vertices beyond the last plane */

  uint64_t *live_vertices; /* set of vertices in use */
  uint64_t *planes; /* of each vertex: its three planes in cyclic order and the first again, 16 bits
                       each */

  uint64_t
      *live_planes; /* set of planes in use; once finished those with n_edges < 3 are no faces */
  uint64_t *incident,
      *cut_planes; /* sets of planes, of the current cut: incident to removed vertices, and cut */

  uint32_t *tag;     /* of each plane */
  uint16_t *n_edges; /* of each plane, once finished */
  uint16_t *ends;    /* [a << shift | b]: the vertex whose planes hold a, then b in cyclic order */
} VitVoronoiArrays;

/* Capacity that suffices for nearly all cells. */
#define VIT_VORONOI_FIRST_SHIFT 6

/* Lays out the arrays in @memory. */
static inline __attribute__ ((always_inline)) void
vit_voronoi_arrays_init (VitVoronoiArrays *arrays, void *memory, unsigned shift)
{
  size_t n_planes = (size_t) 1 << shift, n_slots = 2 * n_planes;
  double *at = memory;
  arrays->shift = shift;
  arrays->vertex = (double (*)[4]) at;
  arrays->area_vector = (double (*)[4]) (at += 4 * n_slots);
  arrays->x = at += 4 * n_planes;
  arrays->y = at += n_slots;
  arrays->z = at += n_slots;
  arrays->dot = at += n_slots;
  arrays->normal = (double (*)[3]) (at += n_slots);
  arrays->offset = at += 3 * n_planes;
  arrays->area = at += n_planes;
  uint64_t *words = (uint64_t *) (at + n_planes);
  arrays->cut_edges = words;
  arrays->outside = words += 3 * n_slots + 3;
  arrays->live_vertices = words += n_slots / 64;
  arrays->live_planes = words += n_slots / 64;
  arrays->incident = words += n_planes / 64;
  arrays->cut_planes = words += n_planes / 64;
  arrays->planes = words += n_planes / 64;
  arrays->tag = (uint32_t *) (words += n_slots);
  arrays->n_edges = (uint16_t *) (arrays->tag + n_planes);
  arrays->ends = arrays->n_edges + n_planes;
}

/* Bytes of the arrays. */
static inline size_t
vit_voronoi_arrays_size (unsigned shift)
{
  size_t n_planes = (size_t) 1 << shift, n_slots = 2 * n_planes;
  size_t words =
      8 * n_slots + 9 * n_planes + 4 * n_slots + 3 + 2 * (n_slots / 64) + 3 * (n_planes / 64);
  return 8 * words + 4 * n_planes + 2 * (n_planes + n_planes * n_planes);
}

typedef struct
{
  double tolerance;  /* see VIT_VORONOI_TOLERANCE */
  double r2_max;     /* of the farthest vertex, if r2_max_known */
  bool r2_max_known; /* set by a plane that does not cut, and by finishing */
  double volume;     /* after finishing */
  unsigned n_planes; /* one more than the last plane ever used */
  unsigned n_slots;  /* one more than the last vertex in use */
  void *memory;
  VitVoronoiArrays arrays;
} VitVoronoiCell;

VitVoronoiCell *vit_voronoi_cell_new (unsigned shift);
void vit_voronoi_cell_free (VitVoronoiCell *cell);

typedef struct
{
  /* Begins with a cube from −half to +half in each direction. */
  void (*init) (VitVoronoiCell *cell, double half, double tolerance);
  /* Cuts with the bisecting plane of the neighbour at @normal. */
  VitCut (*cut) (VitVoronoiCell *cell, const double normal[3], uint32_t tag);
  /* Whether the bisecting plane of a point of a box may cut the cell: whether the box comes as near
   * to any vertex as the origin is. Updates r2_max. */
  bool (*touches) (VitVoronoiCell *cell, const double lo[3], const double hi[3]);
  /* Computes areas, numbers of edges and volume; false if the cell is inconsistent. */
  bool (*finish) (VitVoronoiCell *cell);
} VitVoronoiKernel;

extern const VitVoronoiKernel vit_voronoi_kernel_plain;
#ifdef VIT_HAVE_AVX2
extern const VitVoronoiKernel vit_voronoi_kernel_avx2;
#endif

/* The fastest kernel that this processor supports. */
const VitVoronoiKernel *vit_voronoi_kernel (void);
