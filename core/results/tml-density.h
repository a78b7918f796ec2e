#pragma once

/* T_ML of single start times for figures that need every atom's: from memory, disk, or computed. */

#include "core/results/deriver.h"

/** vit_tml_density_bins: of the study's distributions of T_ML: over all classes of the model. */
VitBins vit_tml_density_bins (VitAnalyses *analyses);

/** vit_tml_start_derivation: results are #VitTmlResult: T_ML at the start time nearest to the
 * playhead. */
extern const VitDerivation vit_tml_start_derivation;

/** VIT_TML_MAX_BEHIND: other start times than that of the playhead that are drawn behind it. */
#define VIT_TML_MAX_BEHIND 12

/**
 * vit_tml_density_stride:
 * @wanted: start times
 *
 * Returns: of @n start times of a series every so many-th is one of about @wanted even ones
 */
guint vit_tml_density_stride (guint n, guint wanted);

/**
 * VitTmlKernels: kernel estimates of densities of T_ML at some start times of a run
 * @n: start times
 * @times: (array length=n): ps, ascending
 * @n_points: of each density: two a bin
 * @x: (array length=n_points): K
 * @density: (array): n × @n_points, K⁻¹
 */
typedef struct
{
  size_t n, n_points;
  double *times, *x, *density;
} VitTmlKernels;

/** vit_tml_kernels_find: (transfer none) (nullable): the density at a start time, exactly. */
const double *vit_tml_kernels_find (const VitTmlKernels *kernels, double time);

/** vit_tml_kernels_derivation: results are #VitTmlKernels of the start time nearest to the playhead
 *  and of %VIT_TML_MAX_BEHIND, and of half as many, even ones; only while the option
 * "distribution", "kernel" is set. */
extern const VitDerivation vit_tml_kernels_derivation;
