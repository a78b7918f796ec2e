#pragma once

/* How atoms vibrated and hopped around a frame (docs/science.md §11). Any thread. */

#include "core/io/timeline.h"
#include "core/motion/unwrap.h"

/** VIT_VIBRATION_LEAST_FRAMES: fewest frames of a window. */
#define VIT_VIBRATION_LEAST_FRAMES 4

/** VIT_HOP_LEAST_FRAMES: fewest frames of a half. */
#define VIT_HOP_LEAST_FRAMES 3

/**
 * VitFrameWindows: frames of a run, in groups
 * @n: number of windows
 * @starts: @n + 1: first frame of each in @frames
 * @frames: indices of frames
 */
typedef struct
{
  size_t n;
  size_t *starts, *frames;
} VitFrameWindows;

void vit_frame_windows_clear (VitFrameWindows *windows);

/**
 * vit_vibration_find_windows:
 * @frame: that of the time t
 * @length: of a window, ps
 * @past: how far back windows may begin, ps
 *
 * A window begins at every frame τ ≥ t − @past of whose [τ, τ + @length] at least
 * %VIT_VIBRATION_LEAST_FRAMES are frames and which ends at or before t. They are taken from the
 * earliest on and share no frame. There may be none. O(frames)
 */
VitFrameWindows
vit_vibration_find_windows (VitTimeline *timeline, size_t frame, double length, double past);

/**
 * vit_vibration_measure:
 * @windows: at least one
 * @u: (out caller-allocates): of each atom of @frame: ⟨u uᵀ⟩ as xx, yy, zz, xy, xz, yz, Å²; NaN for
 *   an atom that is in no window as a whole
 * @ambiguous: (inout) (nullable): as vit_unwrap_advance()
 * @error: an error of reading; atoms cannot be followed; %VIT_ERROR_CANCELLED
 *
 * Covariance of the positions in each window (divided by the number of frames less one), the mean
 * over the windows. Positions are scaled coordinates times the box at @frame, without the mean
 * motion of all atoms, in directions that are not periodic raw ones. O(frames of windows · atoms)
 */
bool vit_vibration_measure (VitTrajectory *trajectory,
                            size_t frame,
                            const VitFrameWindows *windows,
                            double (*u)[6],
                            ssize_t *ambiguous,
                            VitProgress *progress,
                            GError **error);

/** vit_vibration_get_eigenvalues: of ⟨u uᵀ⟩, the largest first; their sum is the trace. */
void vit_vibration_get_eigenvalues (const double u[6], double values[3]);

/**
 * vit_hop_find_halves:
 * @length: of both halves, ps
 * @after: whether they begin at the time of @frame; otherwise they end there
 *
 * Returns: two windows; a frame in the middle belongs to the second. They may be short of frames
 */
VitFrameWindows
vit_hop_find_halves (VitTimeline *timeline, size_t frame, double length, bool after);

/** vit_hop_halves_suffice: whether each holds %VIT_HOP_LEAST_FRAMES. */
bool vit_hop_halves_suffice (const VitFrameWindows *halves);

/**
 * vit_hop_measure:
 * @halves: two windows, neither empty
 * @p_hop: (out caller-allocates): of each atom of @frame, Å²: √(⟨(r − ⟨r⟩_B)²⟩_A ⟨(r − ⟨r⟩_A)²⟩_B)
 *   (Candelier et al. 2010); NaN for an atom that is not in all frames
 *
 * Otherwise as vit_vibration_measure().
 */
bool vit_hop_measure (VitTrajectory *trajectory,
                      size_t frame,
                      const VitFrameWindows *halves,
                      double *p_hop,
                      ssize_t *ambiguous,
                      VitProgress *progress,
                      GError **error);

/**
 * vit_motion_reorder:
 * @values: of the atoms of frame @other, @width numbers of each
 * @to: (out caller-allocates): of those of @frame; NaN for an atom that is not in @other
 * @error: %VIT_ERROR_MISMATCH as vit_displacement_match(); an error of reading
 */
bool vit_motion_reorder (VitTrajectory *trajectory,
                         size_t frame,
                         size_t other,
                         const double *values,
                         size_t width,
                         double *to,
                         GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitFrameWindows, vit_frame_windows_clear)
