#pragma once

/* Derivations of the plasticity of a run at the playhead and of its correlation with T_ML, under
 * the options of the group "plasticity". Results are immutable; any thread. */

#include "core/results/deriver.h"
#include "core/results/plasticity.h"

/** VIT_PLASTICITY_N_SHOWN: number of measures that have maps. */
#define VIT_PLASTICITY_N_SHOWN 3
extern const VitPlasticityMeasure vit_plasticity_shown[VIT_PLASTICITY_N_SHOWN];

/**
 * VitPlasticityMap:
 * @plasticity: plasticity between the start time and @interval later
 * @interval: actual Δt between the frames, ps
 */
typedef struct
{
  VitPlasticity *plasticity;
  double interval;
} VitPlasticityMap;

/**
 * VitPlasticityMaps: maps of one start time
 * @n: maps, one for each Δt
 * @maps: (array length=n)
 * @largest: (array): per #VitPlasticityMeasure: 98 % quantile of the absolute values of all maps,
 *   for a common scale; 0 if there are no values
 * @tml: (nullable): T_ML at the start time, where it has been computed
 * @frame: frame of the start time
 * @time: start time, ps
 * @cutoff: r_c, Å
 */
typedef struct
{
  size_t n;
  VitPlasticityMap *maps;
  double largest[VIT_PLASTICITY_N_MEASURES];
  VitTmlResult *tml;
  size_t frame;
  double time, cutoff;
} VitPlasticityMaps;

/**
 * VitPlasticityCurves:
 * @n_starts: number of start times, evenly spaced among those that are ready
 * @times: start times, ps
 * @n_intervals: number of Δt of each curve
 * @points: n_starts × n_intervals
 * @options: the options used
 */
typedef struct
{
  size_t n_starts, n_intervals;
  double *times;
  VitPlasticityPoint *points;
  VitPlasticityCurveOptions options;
} VitPlasticityCurves;

/** vit_plasticity_dup_intervals: (transfer full) (array length=n): Δt of the maps, ps: those of the
 * analyses, else those of the options "interval", "second-interval" and "third-interval" that are
 * above 0. There is always at least one; a Δt of 0 means the next frame. */
double *vit_plasticity_dup_intervals (VitAnalyses *analyses, size_t *n);

/** vit_plasticity_maps_derivation: results are #VitPlasticityMaps of the nearest start time,
 * without a model of the nearest frame; each Δt is rounded to the nearest frame. */
extern const VitDerivation vit_plasticity_maps_derivation;

/** vit_plasticity_curves_derivation: results are #VitPlasticityCurves of up to five start times;
 *  options "ranked", "predictive", "per-neighbour", and "block": the edge of the cells that the
 *  bootstrap draws, Å (default 10; 0 draws single atoms). */
extern const VitDerivation vit_plasticity_curves_derivation;

/** vit_plasticity_find_frame: the frame @interval after @from, else, if none lies within 1 % of
 * @interval, the nearest later one; −1 if no frame lies later. @actual (out) (optional) is the
 * interval of that frame. */
ssize_t
vit_plasticity_find_frame (VitTimeline *timeline, size_t from, double interval, double *actual);
