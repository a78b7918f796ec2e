#pragma once

/* Macroscopic curves of a run as results that follow from the study. Any thread for the results. */

#include "core/mechanics/loading.h"
#include "core/mechanics/rheology.h"
#include "core/motion/msd.h"
#include "core/results/deriver.h"

/** vit_loading_derivation: results are #VitLoadingCurve: of the run's log, else its strain from the
 *  boxes alone. */
extern const VitDerivation vit_loading_derivation;

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
