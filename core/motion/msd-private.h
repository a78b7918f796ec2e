#pragma once

/* The two ways to a mean-square displacement. */

#include "core/motion/msd.h"

/** vit_msd_spacing: ps between frames if they follow each other evenly, else 0. */
double vit_msd_spacing (VitTimeline *timeline);

/**
 * vit_msd_all_origins:
 * @steps: lags in frames, ascending, at least 1
 * @msd: with @n, @n_types and counts; @msd and @alpha2 are filled in
 * @done: (out): %false if displacements of the run are no differences of positions that can be
 *   taken once for every frame (the box changes, an atom comes or goes, the cage moves): nothing is
 *   filled in then
 *
 * Over all pairs of frames at once, by the correlation theorem. O(atoms · frames · log frames)
 */
bool vit_msd_all_origins (VitTrajectory *trajectory,
                          const size_t *steps,
                          size_t n_frames,
                          const VitMotionOptions *motion,
                          VitMsd *msd,
                          bool *done,
                          VitProgress *progress,
                          GError **error);
