#pragma once

/* Derivations of macroscopic curves. Results are immutable; any thread. */

#include "core/mechanics/loading.h"
#include "core/mechanics/rheology.h"
#include "core/motion/msd.h"
#include "core/results/deriver.h"

/** vit_loading_derivation: results are #VitLoadingCurve: from the run's log, else the strain from
 * the boxes alone. */
extern const VitDerivation vit_loading_derivation;

/**
 * VitRunCreep:
 * @loading: result of vit_loading_derivation
 * @window: window that rates are taken over, ps
 * @rate: (array): |dε/dt| at each point of @loading, 1/ps; NaN where the window is not full
 * @moves: whether any rate is above 0
 * @creep: stages of creep after time 0
 * @found: whether @creep was found; it is not looked for in cyclic runs
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
 * @loading: result of vit_loading_derivation
 * @period: period of the loading, ps
 * @found: period that the strain has, ps; NaN if it does not go up and down
 * @cycles: (array length=n): whole periods
 * @first: (array): n + 1: first point of each cycle, then one past the last point of the last cycle
 * @has_stress: whether any stress was measured
 */
typedef struct
{
  const VitLoadingCurve *loading;
  double period, found;
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
 * @msd: result of vit_msd_derivation
 * @temperature: K; NaN if it is not known
 * @mass: 1/⟨1/mᵢ⟩ in u; NaN if a species is no element
 * @fitted: whether @fit is valid
 * @fit: fit of the model of docs/science.md §8
 * @model: the model that was fitted
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
 * kelvin-voigt. A change of the model does not make the MSD again. */
extern const VitDerivation vit_rheology_derivation;

/**
 * VitReferenceLog: curves of a log of the study that belongs to none of its runs: the options
 * "stress-strain-log" and "quench-log" of the group "mechanics"
 * @loading: (nullable): strain and stress of a stress–strain test
 * @yield: yield point of @loading
 * @has_yield: whether @yield was found
 * @smooth: smoothed stress
 * @n_volumes: points of the cooling curve of a quench
 * @temperature, @volume: of these points
 * @transition: glass transition of the cooling curve
 * @has_transition: whether @transition was found
 * @name: name of the file
 * @premises: what the curve rests on
 * @log: which log of the study it is
 * @n_stray: rows of the log that were left out
 * @why: (nullable): why yield or transition was not found
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
  VitStudyLog log;
  VitPremises *premises;
  size_t n_stray;
  char *name, *why;
} VitReferenceLog;

/** vit_stress_strain_derivation, vit_cooling_derivation: results are #VitReferenceLog of the
 * study's two logs; the results belong to no run. */
extern const VitDerivation vit_stress_strain_derivation;
extern const VitDerivation vit_cooling_derivation;
