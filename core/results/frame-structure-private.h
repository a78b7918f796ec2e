#pragma once

/* How the parts of a frame's structure are made. Private to core/results. */

#include "core/results/frame-structure.h"
#include "core/structure/bond-order.h"
#include "core/structure/delaunay.h"

/* VitFrameStructure with its private fields. @frame to @similarity exist only while parts are being
 * made. @failures: by part in the order of the table: why it could not be made. */
typedef struct
{
  VitFrameStructure public;
  VitTrajectory *trajectory;
  size_t index;
  VitOptions *options;
  char **species;
  VitCache *cache;
  VitRunShells *run_shells;
  GError **failures;

  VitStructureOptions how;
  VitFrame *frame;
  double *x;
  VitVoronoi *voronoi;
  bool wants_delaunay; /* with the cells */
  bool wants_both;     /* of what is measured on tetrahedra */
  VitDelaunay *delaunay;
  double *overpacking;         /* if it was measured together with irregularity */
  GError *no_delaunay;         /* why there is none */
  VitNeighbours *neighbours;   /* for bond order */
  VitNeighbours *coordination; /* for CN and what goes by it */
  VitShells shells;            /* of the run, or as the user gave them */
  double radii[UINT8_MAX + 1]; /* by type, of parts that VIT_AFFECTS_RADII */
  uint32_t *quadruples;        /* of each atom */
  VitBondOrder *order;         /* q6, not averaged */
  float *similarity;
} FrameStructure;

/* Number of elements in an array of a part. */
typedef enum
{
  PER_ATOM,
  PER_ATOM_AND_SPECIES,
  PER_ATOM_AND_ONE,
  PER_BOND,
} ArrayLength;

/* PartArray is an array of VitFrameStructure: the offset of its pointer and the width of an element
 * in bytes. */
typedef struct
{
  size_t offset, width;
  ArrayLength length;
} PartArray;

#define MOST_ARRAYS 3

/**
 * StructurePart:
 * @name: name on disk and in traces
 * @version: version of the kernel and the layout
 * @affects: options that affect it
 * @make: allocates and fills the arrays
 */
typedef struct
{
  VitStructureParts part;
  const char *name;
  unsigned version;
  VitAffects affects;
  bool (*make) (FrameStructure *self, VitProgress *progress, GError **error);
  PartArray arrays[MOST_ARRAYS];
} StructurePart;

#define ARRAY(member, length)                                                                      \
  {                                                                                                \
    offsetof (VitFrameStructure, member), sizeof *((VitFrameStructure *) NULL)->member, length     \
  }

/* The parts that there are, in the order of making. */
const StructurePart *vit_structure_part_list (size_t *n);

/* ---- Options, for the parts ---- */

bool vit_structure_take_bonds (FrameStructure *self, GError **error);
bool vit_structure_take_coordination (FrameStructure *self, GError **error);

/* ---- What several parts are made of; false with @error ---- */

bool vit_structure_need_frame (FrameStructure *self, GError **error);

/* Refuses what is defined in three dimensions alone. */
bool vit_structure_is_solid (FrameStructure *self, const char *what, GError **error);
bool vit_structure_need_voronoi (FrameStructure *self, VitProgress *progress, GError **error);

bool vit_structure_need_delaunay (FrameStructure *self, VitProgress *progress, GError **error);

/* Neighbours by the rule of coordination. */
bool vit_structure_need_coordination (FrameStructure *self, VitProgress *progress, GError **error);

/* σ_ab. */
bool vit_structure_need_shells (FrameStructure *self, VitProgress *progress, GError **error);

/* ---- Makers of indicator-parts.c ---- */

bool vit_structure_make_shape (FrameStructure *self, VitProgress *progress, GError **error);
bool vit_structure_make_quadruples (FrameStructure *self, VitProgress *progress, GError **error);
bool vit_structure_make_entropy (FrameStructure *self, VitProgress *progress, GError **error);
bool vit_structure_make_irregularity (FrameStructure *self, VitProgress *progress, GError **error);
bool vit_structure_make_overpacking (FrameStructure *self, VitProgress *progress, GError **error);
bool vit_structure_make_interstices (FrameStructure *self, VitProgress *progress, GError **error);
