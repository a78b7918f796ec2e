#pragma once

/* The motion of atoms between two frames of a run, for pictures of the times in between. No number
 * is taken from it: exports know frames only.
 *
 * Immutable and reference counted; any thread. */

#include "core/base/progress.h"
#include "core/io/frame.h"

/**
 * VitInterpolation:
 * @atoms: those of the earlier frame
 * @cells: the two boxes, in one basis
 * @scaled: n × 3, scaled coordinates in the earlier frame, 0 … 1 along periodic vectors; the first
 *   is NaN for an atom that is not in both frames, or has no finite position in one of them
 * @change: n × 3, what is to be added in the later frame: along periodic vectors −½ … ½
 */
typedef struct
{
  gatomicrefcount refs;
  VitAtoms *atoms;
  VitCell cells[2];
  float *scaled;
  float *change;
} VitInterpolation;

VitInterpolation *vit_interpolation_ref (VitInterpolation *motion);
void vit_interpolation_unref (VitInterpolation *motion);

/**
 * vit_interpolation_new:
 * @from: the earlier frame
 * @to: the later one
 * @cells: (array fixed-size=2): their boxes in one basis, see vit_trajectory_get_basis_between()
 * @error: %VIT_ERROR_MISMATCH if ids occur twice, or if there are none and the number of atoms
 *   changes
 *
 * Atoms are matched by id. Each moves along a straight line in scaled coordinates, to the image
 * that is nearest there, so that one that does not move against a box that deforms stays where it
 * is in the box. Every periodic image is as good as another, so that wrapped and unwrapped
 * positions give the same. O(n)
 */
VitInterpolation *vit_interpolation_new (const VitFrame *from,
                                         const VitFrame *to,
                                         const VitCell cells[2],
                                         GError **error);

/** vit_interpolation_get_cell: @part: 0 at the earlier frame … 1 at the later one. */
void vit_interpolation_get_cell (const VitInterpolation *motion, double part, VitCell *cell);

/**
 * vit_interpolation_fill:
 * @atoms: whose positions are wanted, e.g. of a third frame; matched by id
 * @scaled: (out caller-allocates): atoms of @atoms × 3, scaled coordinates in the box of @part,
 *   0 … 1 along periodic vectors; the first is NaN for an atom that the motion lacks
 *
 * O(n), about 1 ns a coordinate if @atoms are those of the motion
 */
void vit_interpolation_fill (const VitInterpolation *motion,
                             const VitAtoms *atoms,
                             double part,
                             float *scaled);

/** vit_interpolation_get_bytes: what a motion of @n atoms takes, bytes. */
size_t vit_interpolation_get_bytes (size_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitInterpolation, vit_interpolation_unref)
