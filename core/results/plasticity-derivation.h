#pragma once

/* Plasticity of a run at the playhead, and its correlation with T_ML, as results that follow from
 * the study's group "plasticity". Any thread for the results. */

#include "core/results/deriver.h"
#include "core/results/plasticity.h"

/**
 * VitPlasticityMap:
 * @plasticity: from the start time to @interval later
 * @tml: T_ML at the start time
 * @time: start time, ps
 * @interval: Δt that the frames really have, ps
 * @cutoff: r_c, Å
 */
typedef struct
{
  VitPlasticity *plasticity;
  VitTmlResult *tml;
  double time, interval, cutoff;
} VitPlasticityMap;

/**
 * VitPlasticityCurves:
 * @n_starts: start times, even over those that are ready
 * @times: ps
 * @n_intervals: Δt of each curve
 * @points: n_starts × n_intervals
 * @options: as asked for
 */
typedef struct
{
  size_t n_starts, n_intervals;
  double *times;
  VitPlasticityPoint *points;
  VitPlasticityCurveOptions options;
} VitPlasticityCurves;

/** VIT_PLASTICITY_N_INTERVALS: maps may be shown at up to so many Δt at once. */
#define VIT_PLASTICITY_N_INTERVALS 3

/** vit_plasticity_map_derivations: by place among the Δt; results are #VitPlasticityMap of the
 *  nearest start time and that Δt, or the nearest that has a frame. */
extern const VitDerivation vit_plasticity_map_derivations[VIT_PLASTICITY_N_INTERVALS];

/** vit_plasticity_get_interval: the options "interval" (default 5), "second-interval" and
 *  "third-interval", ps; 0 where no Δt is wanted. */
double vit_plasticity_get_interval (VitStudy *study, unsigned place);

/** vit_plasticity_curves_derivation: results are #VitPlasticityCurves of up to five start times;
 *  options "ranked", "predictive", "per-neighbour", and "block": the edge of the cells that the
 *  bootstrap draws, Å (default 10; 0 draws single atoms). */
extern const VitDerivation vit_plasticity_curves_derivation;

/** vit_plasticity_find_frame: (out) (optional) of the interval that the frame really has; −1 if no
 * frame lies later. Where none lies within 1 % of @interval, the nearest later one is taken. */
ssize_t
vit_plasticity_find_frame (VitTimeline *timeline, size_t from, double interval, double *actual);
