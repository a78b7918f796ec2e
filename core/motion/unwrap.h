#pragma once

/* Following atoms through a run whose file has wrapped coordinates and no image flags.
 *
 * Which atoms cross a face of the box from one frame to the next, by minimum image, is found once
 * per run and kept with it (16 bytes a crossing), so that any two frames can be connected. Any
 * thread. */

#include "core/io/trajectory.h"
#include "core/motion/displacement.h"

/**
 * vit_unwrap_advance:
 * @atoms: whose images are counted
 * @from: frame for which @images hold
 * @to: frame for which they are wanted, before or after it
 * @images: (inout) (array): n × 3: box vectors to add to the position in a frame so that it
 * continues the path; all zero for the frame from which one starts. %VIT_IMAGE_UNKNOWN for an atom
 * that was not in all frames in between, or was nowhere
 * @ambiguous: (inout) (nullable): lowered to the first frame into which an atom jumped by nearly
 * half a box edge, where the shorter way need not be the one that it took; −1 for none
 * @error: what reading says
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
