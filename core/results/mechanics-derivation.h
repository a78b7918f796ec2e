#pragma once

/* Macroscopic curves of a run as results that follow from the study. Any thread for the results. */

#include "core/mechanics/loading.h"
#include "core/mechanics/rheology.h"
#include "core/motion/msd.h"
#include "core/results/deriver.h"

/** vit_loading_derivation: results are #VitLoadingCurve: of the run's log, else its strain from the
 *  boxes alone. */
extern const VitDerivation vit_loading_derivation;

/**
 * VitRunCreep:
 * @loading: of the run: of vit_loading_derivation
 * @window: over which rates are taken, ps
 * @rate: (array): |dε/dt| at each point of it, 1/ps; NaN where the window is not full
 * @moves: whether any is above 0
 * @creep: stages of creep after the time 0
 * @found: whether @creep could be found: it is not looked for in cyclic runs
 */
typedef struct
{
  const VitLoadingCurve *loading;
  double window;
  double *rate;
  bool moves, found;
  VitCreep creep;
} VitRunCreep;

/** vit_creep_derivation: results are #VitRunCreep; option "mechanics", "rate-window". */
extern const VitDerivation vit_creep_derivation;

/**
 * VitRunCycles:
 * @loading: of the run: of vit_loading_derivation
 * @period: ps
 * @cycles: (array length=n): whole periods
 * @first: (array): of n + 1: the first point of each cycle, and that behind the last
 * @has_stress: whether any stress was measured
 */
typedef struct
{
  const VitLoadingCurve *loading;
  double period;
  size_t n;
  VitCycle *cycles;
  size_t *first;
  bool has_stress;
} VitRunCycles;

/** vit_cycles_derivation: results are #VitRunCycles of runs with a frequency. */
extern const VitDerivation vit_cycles_derivation;

/** vit_msd_derivation: results are #VitMsd of a run. */
extern const VitDerivation vit_msd_derivation;

/**
 * VitRunMsd:
 * @msd: of the run: of vit_msd_derivation
 * @temperature: K; NaN if it is not known
 * @mass: 1/⟨1/mᵢ⟩ in u; NaN where a species is no element
 * @fitted: whether @fit is there
 * @fit: of the model of docs/science.md §8
 * @model: which one
 */
typedef struct
{
  const VitMsd *msd;
  double temperature, mass;
  bool fitted;
  VitRheologyFit fit;
  VitRheologyModel model;
} VitRunMsd;

/** vit_rheology_derivation: results are #VitRunMsd; option "mechanics", "model" is jeffreys or
 *  kelvin-voigt: another one needs no other MSD. */
extern const VitDerivation vit_rheology_derivation;

/**
 * VitReferenceLog: curves of a log that belongs to the study and not to one of its runs: the
 * options "stress-strain-log" and "quench-log" of the group "mechanics", relative to the study's
 * folder
 * @loading: (nullable): strain and stress, of a stress–strain test
 * @yield: of it
 * @has_yield: whether it could be found
 * @smooth: stress, smoothed
 * @n_volumes: points of a cooling curve, of a quench
 * @temperature, @volume: of them
 * @transition: of it
 * @has_transition: whether it could be found
 * @name: of the file
 */
typedef struct
{
  VitLoadingCurve *loading;
  VitYield yield;
  bool has_yield;
  double *smooth;
  size_t n_volumes;
  double *temperature, *volume;
  VitGlassTransition transition;
  bool has_transition;
  char *name;
} VitReferenceLog;

/** vit_stress_strain_derivation, vit_cooling_derivation: results are #VitReferenceLog of the
 * study's two logs; they belong to no run. */
extern const VitDerivation vit_stress_strain_derivation;
extern const VitDerivation vit_cooling_derivation;
