#pragma once

/* Mean-square displacement and the non-Gaussian parameter of a run, averaged over time origins
 * (docs/science.md §7). Results belong to the caller and are immutable: any thread. */

#include "core/io/timeline.h"
#include "core/motion/unwrap.h"

/**
 * VitMsdMethod:
 * @VIT_MSD_AUTO: over all pairs of frames at once if there are many evenly spaced frames,
 *   @max_origins is 0, and displacements are differences of positions; directly otherwise
 * @VIT_MSD_DIRECT: pair by pair
 */
typedef enum
{
  VIT_MSD_AUTO,
  VIT_MSD_DIRECT,
} VitMsdMethod;

/**
 * VitMsdOptions:
 * @motion: options of displacements
 * @max_lags: approximate number of Δt, evenly spaced in lg Δt; 0 is 40
 * @max_origins: maximum number of pairs of frames of each Δt, evenly picked; 0 is 50, or all if
 *   that costs nothing
 * @method: #VitMsdMethod
 */
typedef struct
{
  VitMotionOptions motion;
  unsigned max_lags;
  unsigned max_origins;
  VitMsdMethod method;
} VitMsdOptions;

/**
 * VitMsd:
 * @n: number of Δt
 * @n_types: number of species
 * @dimension: of space
 * @lags: Δt in ps, ascending
 * @origins: of each Δt: number of pairs of frames
 * @latest: of each Δt: time of the last origin, ps after the first frame; of short Δt it is early
 *   if only the beginning of a run has closely spaced frames
 * @duration: of the run, ps
 * @msd: ⟨Δr²⟩ in Å², (n_types + 1) × n: all atoms, then each species; NaN without atoms
 * @alpha2: α₂ = 3⟨Δr⁴⟩/(5⟨Δr²⟩²) − 1, in two dimensions
 *   ⟨Δr⁴⟩/(2⟨Δr²⟩²) − 1; likewise
 * @counts: atoms of each species, all first
 * @n_displacements: number of displacements of all Δt
 * @n_skipped: of these, displacements that are not averaged: of atoms that are missing in either
 *   frame (or, if they had to be unwrapped, in a frame in between) or have no finite position
 * @ambiguous: first frame into which an atom moved by nearly half a box edge, so that unwrapping is
 *   ambiguous; −1 for none
 * @species: names by type − 1
 * @n_pairs: number of pairs of frames
 * @n_lost: of these, pairs that are not averaged because a frame cannot be read
 * @damage: (element-type utf8): the distinct reasons
 */
typedef struct
{
  size_t n;
  unsigned n_types;
  int dimension;
  double *lags;
  unsigned *origins;
  double *latest;
  double duration;
  double *msd;
  double *alpha2;
  size_t *counts;
  size_t n_displacements, n_skipped;
  ssize_t ambiguous;
  char **species;
  size_t n_pairs, n_lost;
  GPtrArray *damage;
} VitMsd;

/**
 * vit_msd_new:
 * @options: (nullable): by default displacements are those of T_ML, without homogeneous deformation
 *   and drift
 * @error: %VIT_ERROR_NOT_FOUND for a run of one frame; an error of reading if no pair of frames can
 *   be read, or if the system refuses. Pairs with a damaged frame, or with ids that occur twice,
 *   are left out
 *
 * Averages over the pairs of frames within 1 % of each Δt: of evenly spaced frames by Fourier
 * transforms, O(atoms · frames · log frames), of others pair by pair, O(pairs · atoms). The same
 * for any number of threads. Memory is bounded: frames are read as they are needed, and positions
 * are held for a block of atoms at a time.
 */
VitMsd *vit_msd_new (VitTrajectory *trajectory,
                     VitTimeline *timeline,
                     const VitMsdOptions *options,
                     VitProgress *progress,
                     GError **error);
void vit_msd_free (VitMsd *msd);

/**
 * vit_msd_find_partial:
 * @latest: (out): the last time origin of such averages, ps after the first frame
 *
 * If only the beginning of a run has closely spaced frames, short Δt are averages over that part
 * and long ones over the whole run. In a run that is not stationary the curve has a step in
 * between.
 *
 * Returns: the longest Δt (ps) whose origins end before three quarters of those that the run's
 *   duration allows; 0 for none. Averages of few origins are not considered
 */
double vit_msd_find_partial (const VitMsd *msd, double *latest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitMsd, vit_msd_free)
