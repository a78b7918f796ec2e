#pragma once

/* A run whose motion is known: atoms that walk a little in a box that is sheared along all three
 * tilts, far beyond one box length, while it breathes, and that is printed flipped as LAMMPS does.
 * It can be written in every way in which such a run is found. */

#include <glib.h>

#include "core/geometry/basis.h"

#define SHEAR_RUN_SPACING 0.1 /* ps between frames */
#define SHEAR_RUN_STEPS 50    /* steps between frames */

/**
 * ShearRun:
 * @printed: per frame: the box as it is printed
 * @basis: per frame: the change of basis that continues the first box
 * @x: frames × atoms × 3: paths of the atoms, unwrapped, Å
 * @s: frames × atoms × 3: the same in vectors of the continued box
 * @continued: frames × 3 × 3: the continued box, @continued[k][vector][axis]
 */
typedef struct
{
  size_t n, n_frames;
  VitCell *printed;
  VitBasis *basis;
  double *x, *s;
  double (*continued)[3][3];
} ShearRun;

/**
 * shear_run_new:
 * @rate: strain of the tilts xy, xz, yz from frame to frame
 * @step: largest component of an atom's own step, Å; 0 for a lattice that moves exactly with the
 *   box
 */
ShearRun *
shear_run_new (size_t n, size_t n_frames, const double rate[3], double step, guint32 seed);
void shear_run_free (ShearRun *run);

/** ShearConvention: how positions are written */
typedef enum
{
  SHEAR_X,
  SHEAR_XS,
  SHEAR_XU,
  SHEAR_XSU,
  SHEAR_IMAGES, /* x y z ix iy iz */
  SHEAR_N_CONVENTIONS,
} ShearConvention;

/**
 * ShearWriting:
 * @reverse: rows in another order in every frame
 * @units: (nullable): of ITEM: UNITS; `real` writes times in fs
 * @with_time: whether there is ITEM: TIME
 * @general: whether the box is printed by its vectors (abc origin)
 * @stride: every n-th frame is written; 0 is 1
 */
typedef struct
{
  ShearConvention convention;
  bool reverse;
  const char *units;
  bool with_time;
  bool general;
  size_t stride;
} ShearWriting;

/** shear_run_write: (transfer full): frames @begin ... @end − 1 as a LAMMPS dump. */
char *shear_run_write (const ShearRun *run, const ShearWriting *writing, size_t begin, size_t end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShearRun, shear_run_free)
