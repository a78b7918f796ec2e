#pragma once

/* The mean-square displacement of evenly spaced frames, by Fourier transforms. Private to
 * core/motion. */

#include "core/motion/msd.h"

/** vit_msd_alpha2: the non-Gaussian parameter of moments; NaN where nothing moves. */
double vit_msd_alpha2 (const VitMsd *msd, double mean_square, double mean_fourth);

/** vit_msd_spacing: ps between evenly spaced frames; 0 for others. */
double vit_msd_spacing (VitTimeline *timeline);

/**
 * vit_msd_all_origins:
 * @steps: lags in frames, ascending, at least 1
 * @msd: (inout): @n, @n_types and @counts are given, @msd and @alpha2 are filled in
 * @done: (out): %false if displacements of the run are not differences of one position per frame
 *   (the box changes, an atom comes or goes, displacements are cage-relative); nothing is filled in
 *   then
 *
 * Averages over all pairs of frames by the correlation theorem. O(atoms · frames · log frames)
 */
bool vit_msd_all_origins (VitTrajectory *trajectory,
                          const size_t *steps,
                          size_t n_frames,
                          const VitMotionOptions *motion,
                          VitMsd *msd,
                          bool *done,
                          VitProgress *progress,
                          GError **error);
