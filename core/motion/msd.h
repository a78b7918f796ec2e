#pragma once

/* Mean-square displacement and the non-Gaussian parameter of a run, averaged over time origins
 * (docs/science.md §7). Results belong to the caller and are immutable: any thread. */

#include "core/io/timeline.h"
#include "core/motion/unwrap.h"

/**
 * VitMsdMethod:
 * @VIT_MSD_AUTO: over all pairs of frames at once where frames are evenly spaced and many, nothing
 *   is asked of @max_origins, and displacements are differences of positions; else directly
 * @VIT_MSD_DIRECT: pair by pair
 */
typedef enum
{
  VIT_MSD_AUTO,
  VIT_MSD_DIRECT,
} VitMsdMethod;

/**
 * VitMsdOptions:
 * @motion: how displacements are taken
 * @max_lags: about how many Δt, even in lg Δt; 0 is 40
 * @max_origins: pairs of frames for each Δt; more are thinned out evenly; 0 is 50, or all where
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
 * @lags: Δt in ps, ascending
 * @origins: pairs of frames behind each
 * @latest: time of the last origin of each, ps after the first frame: where only part of a run has
 *   frames close together, short Δt are of that part alone
 * @duration: of the run, ps
 * @msd: ⟨Δr²⟩ in Å², (n_types + 1) × n: all atoms, then each species; NaN without atoms
 * @alpha2: α₂ = 3⟨Δr⁴⟩/(5⟨Δr²⟩²) − 1, likewise
 * @counts: atoms of each species, all first
 * @n_displacements: that were asked for, of all Δt
 * @n_skipped: of these, displacements that are in no mean: of atoms that are not in both frames
 * (or, where they had to be unwrapped, in all between), or are nowhere
 * @ambiguous: first frame into which an atom jumped by nearly half a box edge; −1 for none
 * @species: names by type − 1
 * @n_pairs: pairs of frames that were asked for
 * @n_lost: of these, pairs that are in no mean because a frame cannot be read
 * @damage: (element-type utf8): why, every reason once
 */
typedef struct
{
  size_t n;
  unsigned n_types;
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
 * @options: (nullable): displacements as for T_ML: without the flow of the box and the drift
 * @error: %VIT_ERROR_NOT_FOUND for a run of one frame; what reading says if no pair of frames can
 *   be read, or the system refuses. Pairs with a damaged frame, or with ids that occur
 *   twice, are left out
 *
 * For every Δt all pairs of frames within 1 % of it; of evenly spaced frames by Fourier transforms,
 * O(atoms · frames · log frames), else pair by pair, O(pairs · atoms). The same for any number of
 * threads. Frames are read as they are needed, and positions held for a part of the atoms at a
 * time, so memory is bounded.
 */
VitMsd *vit_msd_new (VitTrajectory *trajectory,
                     VitTimeline *timeline,
                     const VitMsdOptions *options,
                     VitProgress *progress,
                     GError **error);
void vit_msd_free (VitMsd *msd);

/**
 * vit_msd_find_partial:
 * @latest: (out): the last of their time origins, ps after the first frame
 *
 * Where only the beginning of a run has frames close together, short Δt are averages over that part
 * and long ones over all of it: if the run changes, the curve has a step there.
 *
 * Returns: up to which Δt averages leave out a quarter or more of the origins that the run's
 *   duration would allow, ps; 0 for none. Averages of few origins are not meant
 */
double vit_msd_find_partial (const VitMsd *msd, double *latest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitMsd, vit_msd_free)
