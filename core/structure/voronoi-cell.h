#pragma once

/* One convex cell around the origin, made by cutting with planes. Private to core/structure.
 *
 * The cell is kept in dual form: every vertex is the meeting of three planes, and a table says for
 * two planes a, b which vertex ends the edge between them, so that cutting never walks around
 * faces. Where more than three planes meet, several vertices lie at one place; edges between those
 * have no length and are not counted.
 *
 * Belongs to one thread. The functions exist once per instruction set and give the same bits. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tag of the planes of the box that a cell starts as. */
#define VIT_VORONOI_NO_TAG UINT32_MAX

/* Part of its distance by which a plane must cut at least; what is less comes from rounding. */
#define VIT_VORONOI_TOLERANCE 1e-12

/* Edges shorter than the reach of the cell times the tolerance times this do not count. */
#define VIT_VORONOI_EDGE_TOLERANCE 100

typedef enum
{
  VIT_CUT_NONE,         /* the plane does not touch the cell */
  VIT_CUT_DONE,         /* a new face */
  VIT_CUT_INCONSISTENT, /* rounding decided against geometry: begin again with more tolerance */
  VIT_CUT_FULL,         /* begin again with more room */
} VitCut;

/* Where the parts of a cell lie in its memory. */
typedef struct
{
  unsigned shift; /* room for 1 << shift planes and twice as many vertices */

  /* Vertices, and their products with the normal of the last plane tried. */
  double *x, *y, *z, *dot;
  double (*vertex)[4]; /* x, y, z, 0 once more */

  /* Planes: x · normal = offset. */
  double (*normal)[3];
  double *offset;

  /* By plane, after finishing. */
  double *area;
  double (*area_vector)[4]; /* twice, z first: z, x, y, 0 */

  /* Of the cut going on. */
  uint64_t *cut_edges; /* two planes, the removed and the kept vertex; all edges when finishing */
  uint64_t *outside;   /* set of vertices beyond the last plane tried */

  uint64_t *live;   /* set of vertices in use */
  uint64_t *planes; /* of each vertex: three in their cycle and the first again, 16 bits each */

  uint64_t *alive;             /* set of planes in use; after finishing those with n_edges < 3 are
                                  no faces */
  uint64_t *touched, *crossed; /* sets of planes, of the cut going on */

  uint32_t *tag;     /* of each plane */
  uint16_t *n_edges; /* of each plane, after finishing */
  uint16_t *ends;    /* [a << shift | b]: the vertex whose planes hold a, then b in their cycle */
} VitVoronoiArrays;

/* The size of nearly all cells. */
#define VIT_VORONOI_FIRST_SHIFT 6

/* Lays the arrays out from @memory on. */
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
  arrays->live = words += n_slots / 64;
  arrays->alive = words += n_slots / 64;
  arrays->touched = words += n_planes / 64;
  arrays->crossed = words += n_planes / 64;
  arrays->planes = words += n_planes / 64;
  arrays->tag = (uint32_t *) (words += n_slots);
  arrays->n_edges = (uint16_t *) (arrays->tag + n_planes);
  arrays->ends = arrays->n_edges + n_planes;
}

/* How many bytes that takes. */
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
  double r2_max;     /* of the vertex farthest out, when a plane did not touch or when finished */
  bool reach_known;  /* whether that is so now */
  double volume;     /* after finishing */
  unsigned n_planes; /* ever used */
  unsigned n_slots;  /* of vertices: those in use lie below */
  void *memory;
  VitVoronoiArrays arrays;
} VitVoronoiCell;

VitVoronoiCell *vit_voronoi_cell_new (unsigned shift);
void vit_voronoi_cell_free (VitVoronoiCell *cell);

typedef struct
{
  /* A cube from −half to +half in each direction. */
  void (*init) (VitVoronoiCell *cell, double half, double tolerance);
  /* Cuts away what is nearer to @normal than to the origin. */
  VitCut (*cut) (VitVoronoiCell *cell, const double normal[3], uint32_t tag);
  /* Whether a plane halfway to a point of a box might touch the cell: whether the box comes near
   * to any vertex as the origin is. Brings r2_max up to date. */
  bool (*touches) (VitVoronoiCell *cell, const double lo[3], const double hi[3]);
  /* Areas, edge counts and volume; false if the cell is inconsistent. */
  bool (*finish) (VitVoronoiCell *cell);
} VitVoronoiKernel;

extern const VitVoronoiKernel vit_voronoi_kernel_plain;
#ifdef VIT_HAVE_AVX2
extern const VitVoronoiKernel vit_voronoi_kernel_avx2;
#endif

/* The fastest one that this processor runs. */
const VitVoronoiKernel *vit_voronoi_kernel (void);
