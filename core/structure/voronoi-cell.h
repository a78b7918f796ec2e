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

typedef struct
{
  unsigned shift;   /* room for 1 << shift planes and twice as many vertices */
  double tolerance; /* see VIT_VORONOI_TOLERANCE */
  double r2_max;    /* of the vertex farthest out */

  /* Planes: x · normal = offset. */
  double (*normal)[3];
  double *offset;
  uint32_t *tag;
  uint16_t *n_corners; /* vertices on it; 0: free */
  uint16_t *free_planes;
  unsigned n_planes; /* ever used */
  unsigned n_free_planes;

  /* Vertices; those not in use lie at the origin, where no plane cuts. */
  double *x, *y, *z, *r2, *dot;
  uint16_t (*planes)[4];
  uint16_t *free_slots;
  unsigned n_slots; /* ever used */
  unsigned n_free_slots;
  uint64_t *outside; /* of the last plane tried */

  uint16_t *ends; /* [a << shift | b]: the vertex whose planes hold a, then b in their cycle */

  /* Of the cut going on. */
  uint16_t *removed;
  uint16_t (*born)[4]; /* planes a, b, vertices removed, kept */
  double (*born_at)[3];

  uint16_t (*edge_list)[4]; /* from vertex, to vertex, planes a and b */

  /* By plane, after finishing. */
  double *area;
  uint16_t *n_edges;
  double volume;
} VitVoronoiCell;

VitVoronoiCell *vit_voronoi_cell_new (unsigned shift);
void vit_voronoi_cell_free (VitVoronoiCell *cell);

typedef struct
{
  /* A cube from −half to +half in each direction. */
  void (*init) (VitVoronoiCell *cell, double half, double tolerance);
  /* Cuts away what is nearer to @normal than to the origin. */
  VitCut (*cut) (VitVoronoiCell *cell, const double normal[3], uint32_t tag);
  /* Areas, edge counts and volume; false if the cell is inconsistent. */
  bool (*finish) (VitVoronoiCell *cell);
} VitVoronoiKernel;

extern const VitVoronoiKernel vit_voronoi_kernel_plain;
#ifdef VIT_HAVE_AVX2
extern const VitVoronoiKernel vit_voronoi_kernel_avx2;
#endif

/* The fastest one that this processor runs. */
const VitVoronoiKernel *vit_voronoi_kernel (void);
