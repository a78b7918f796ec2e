#pragma once

/* Displacements of all atoms between two frames (docs/science.md §1). Pure functions of immutable
 * frames; any thread. */

#include "core/base/exact-sum.h"
#include "core/base/progress.h"
#include "core/geometry/basis.h"
#include "core/io/frame.h"

/**
 * VitMotionFrame: frame of reference of a displacement
 * @VIT_MOTION_BOX: scaled coordinates are subtracted and mapped with the box of the later frame,
 *   which removes homogeneous deformation (default); directions that are not periodic are left raw
 * @VIT_MOTION_RAW: positions are subtracted
 * @VIT_MOTION_CAGE: cage-relative: raw, minus the mean displacement of the atom's neighbours in the
 *   earlier frame
 */
typedef enum
{
  VIT_MOTION_BOX,
  VIT_MOTION_RAW,
  VIT_MOTION_CAGE,
} VitMotionFrame;

/**
 * VitMotionOptions:
 * @frame: see #VitMotionFrame
 * @keep_drift: do not subtract the unweighted mean displacement of all atoms
 * @cage_cutoff: neighbours of the cage, Å; 0 is that of docs/science.md §1
 *
 * All zero is the default of docs/science.md §1.
 */
typedef struct
{
  VitMotionFrame frame;
  bool keep_drift;
  double cage_cutoff;
} VitMotionOptions;

/**
 * VitMotionBases: changes of basis that continue the run's first box (vit_trajectory_get_basis())
 * @from: of the box of the earlier frame
 * @to: of the box of the later one
 */
typedef struct
{
  VitBasis from, to;
} VitMotionBases;

/**
 * vit_displacement_match:
 * @match: (out) (transfer full) (nullable): index in @to of every atom of @from; −1 if it is
 *   missing. %NULL if all indices are equal
 * @error: %VIT_ERROR_MISMATCH if ids occur twice, or if there are none and the number of atoms
 *   changes
 *
 * O(n log n)
 */
bool
vit_displacement_match (const VitFrame *from, const VitFrame *to, ssize_t **match, GError **error);

/**
 * VitDrift: the sum of displacements; all zero for none
 * @sum: by component, Å
 * @n: atoms with a displacement
 *
 * The same bits in whatever order atoms are added, and whoever adds them.
 */
typedef struct
{
  VitExactSum sum[3];
  uint64_t n;
} VitDrift;

/** vit_drift_add: adds n × 3 displacements (Å); atoms with NaN do not count. */
void vit_drift_add (VitDrift *drift, const double *d, size_t n);

/** vit_drift_subtract: subtracts the mean from n × 3 displacements. */
void vit_drift_subtract (const VitDrift *drift, double *d, size_t n);

/** VIT_IMAGE_UNKNOWN: image of an atom that could not be followed. */
#define VIT_IMAGE_UNKNOWN INT32_MIN

/**
 * vit_displacement_compute:
 * @from: the earlier frame
 * @to: the later one; atoms are matched by id
 * @bases: (nullable): %NULL if both boxes are printed in one basis
 * @images: (nullable): n × 3: of each atom of @from, vectors of the continued box of @to to add to
 *   its position in @to, as found by unwrapping; %VIT_IMAGE_UNKNOWN for an atom that could not be
 *   followed; %NULL for unwrapped frames
 * @options: frame of reference and drift
 * @d: (out caller-allocates): n × 3, Å; NaN for an atom that is missing in @to or has no finite
 *   position
 * @error: %VIT_ERROR_MISMATCH if ids occur twice, or if there are none and the number of atoms
 *   changes
 *
 * Δr(t, Δt) of docs/science.md §1, in double. Decimals that are kept as integers are subtracted as
 * such: an atom that did not move has exactly 0, and a shift of all positions changes nothing. The
 * drift is the mean over the atoms that have a displacement. O(n), for the cage O(n · neighbours).
 */
bool vit_displacement_compute (const VitFrame *from,
                               const VitFrame *to,
                               const VitMotionBases *bases,
                               const int32_t *images,
                               const VitMotionOptions *options,
                               double *d,
                               VitProgress *progress,
                               GError **error);
