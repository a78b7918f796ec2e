#pragma once

/* Derivations of T_ML of single start times, for figures that need the values of all atoms. */

#include "core/results/deriver.h"

/** vit_tml_density_bins: bins of the study's distributions of T_ML, over all classes of the
 * model. */
VitBins vit_tml_density_bins (VitAnalyses *analyses);

/** vit_tml_start_derivation: results are #VitTmlResult: T_ML at the start time nearest to the
 * playhead. */
extern const VitDerivation vit_tml_start_derivation;

/** VIT_TML_MAX_BEHIND: number of start times that are drawn behind that of the playhead. */
#define VIT_TML_MAX_BEHIND 12

/**
 * vit_tml_density_stride:
 * @n: start times of a series
 * @wanted: start times to draw
 *
 * Returns: the stride that picks about @wanted evenly spaced ones of @n start times
 */
guint vit_tml_density_stride (guint n, guint wanted);

/**
 * VitTmlKernels: kernel estimates of densities of T_ML at some start times of a run
 * @n: number of start times
 * @times: (array length=n): ps, ascending
 * @n_points: points of each density, two per bin
 * @x: (array length=n_points): K
 * @density: (array): n × @n_points, K⁻¹
 */
typedef struct
{
  size_t n, n_points;
  double *times, *x, *density;
} VitTmlKernels;

/** vit_tml_kernels_find: (transfer none) (nullable): the density at exactly this start time. */
const double *vit_tml_kernels_find (const VitTmlKernels *kernels, double time);

/** vit_tml_kernels_derivation: results are #VitTmlKernels of the start time nearest to the playhead
 * and of two sets of evenly spaced ones: about %VIT_TML_MAX_BEHIND and half as many. They exist
 * only while the option "distribution", "kernel" is set. */
extern const VitDerivation vit_tml_kernels_derivation;
