#pragma once

/* Unwrapping: follows atoms through a run with wrapped coordinates and no image flags.
 *
 * Boundary crossings between consecutive frames, by minimum image, are found once per run and kept
 * with it (16 bytes a crossing), so that any two frames can be connected. Any thread. */

#include "core/io/trajectory.h"
#include "core/motion/displacement.h"

/**
 * vit_unwrap_advance:
 * @atoms: whose images are counted
 * @from: frame that @images are given for
 * @to: frame that they are wanted for, before or after it
 * @images: (inout) (array): n × 3: vectors of the continued box (vit_trajectory_get_basis()) to add
 *   to the position in a frame to continue the path; all zero for the first frame.
 * %VIT_IMAGE_UNKNOWN for an atom that is missing, or has no finite position, in a frame in between
 * @ambiguous: (inout) (nullable): lowered to the first frame into which an atom moved by nearly
 *   half a box edge, so that its image is ambiguous; −1 for none
 * @error: an error of reading
 *
 * O(frames between · atoms) the first time, then O(crossings · log atoms).
 */
bool vit_unwrap_advance (VitTrajectory *trajectory,
                         const VitAtoms *atoms,
                         size_t from,
                         size_t to,
                         int32_t *images,
                         ssize_t *ambiguous,
                         VitProgress *progress,
                         GError **error);

/**
 * vit_motion_can_follow:
 * @error: %VIT_ERROR_MISSING if atoms cannot be followed: positions are wrapped, but a frame has no
 *   box
 */
bool vit_motion_can_follow (VitTrajectory *trajectory,
                            const VitFrame *from,
                            const VitFrame *to,
                            GError **error);

/** vit_motion_get_bases: the changes of basis between two frames of a run. */
VitMotionBases vit_motion_get_bases (VitTrajectory *trajectory, size_t from, size_t to);

/**
 * vit_motion_between:
 * @from: frame at t
 * @to: frame at t + Δt
 * @d: (out caller-allocates): atoms of @from × 3, Å; as vit_displacement_compute()
 * @ambiguous: (inout) (nullable): as above
 *
 * The displacement of every atom, unwrapped if the file has wrapped coordinates in either frame.
 */
bool vit_motion_between (VitTrajectory *trajectory,
                         size_t from,
                         size_t to,
                         const VitMotionOptions *options,
                         double *d,
                         ssize_t *ambiguous,
                         VitProgress *progress,
                         GError **error);
