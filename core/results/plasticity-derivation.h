#pragma once

/* Plasticity of a run at the playhead, and its correlation with T_ML, as results that follow from
 * the study's group "plasticity". Any thread for the results. */

#include "core/results/deriver.h"
#include "core/results/plasticity.h"

/** VIT_PLASTICITY_N_SHOWN: measures that maps are shown of. */
#define VIT_PLASTICITY_N_SHOWN 3
extern const VitPlasticityMeasure vit_plasticity_shown[VIT_PLASTICITY_N_SHOWN];

/**
 * VitPlasticityMap:
 * @plasticity: from the start time to @interval later
 * @interval: Δt that the frames really have, ps
 */
typedef struct
{
  VitPlasticity *plasticity;
  double interval;
} VitPlasticityMap;

/**
 * VitPlasticityMaps: of one start time
 * @n: maps, one for each Δt
 * @maps: (array length=n)
 * @largest: (array): of each #VitPlasticityMeasure: what 98 % of the sizes of all values of all
 * maps do not exceed, so that one scale serves them; 0 where there are none
 * @tml: T_ML at the start time
 * @time: start time, ps
 * @cutoff: r_c, Å
 */
typedef struct
{
  size_t n;
  VitPlasticityMap *maps;
  double largest[VIT_PLASTICITY_N_MEASURES];
  VitTmlResult *tml;
  double time, cutoff;
} VitPlasticityMaps;

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

/** vit_plasticity_dup_intervals: (transfer full) (array length=n): Δt of the maps, ps: those of the
 * analyses, else the options "interval", "second-interval" and "third-interval" that are above 0;
 * never none: a Δt of 0 is that of the next frame. */
double *vit_plasticity_dup_intervals (VitAnalyses *analyses, size_t *n);

/** vit_plasticity_maps_derivation: results are #VitPlasticityMaps of the nearest start time; each
 *  Δt is that of the nearest frame. */
extern const VitDerivation vit_plasticity_maps_derivation;

/** vit_plasticity_curves_derivation: results are #VitPlasticityCurves of up to five start times;
 *  options "ranked", "predictive", "per-neighbour", and "block": the edge of the cells that the
 *  bootstrap draws, Å (default 10; 0 draws single atoms). */
extern const VitDerivation vit_plasticity_curves_derivation;

/** vit_plasticity_find_frame: (out) (optional) of the interval that the frame really has; −1 if no
 * frame lies later. Where none lies within 1 % of @interval, the nearest later one is taken. */
ssize_t
vit_plasticity_find_frame (VitTimeline *timeline, size_t from, double interval, double *actual);
