#pragma once

/* Derivations with one number per start time: mean T_ML, the fraction of liquid-like atoms, and
 * T_ML of the atoms that are followed. All computed start times are included. Results are
 * immutable; any thread. */

#include "core/results/deriver.h"

/**
 * VitTmlCurve:
 * @times: (array length=n): start times that were computed, ps, ascending
 * @mean: (array length=n): mean T_ML, K
 * @fraction: (array length=n): fraction of atoms with T_ML above T_g
 * @t_g: T_g, K
 */
typedef struct
{
  size_t n;
  double *times, *mean, *fraction;
  double t_g;
} VitTmlCurve;

/** vit_tml_curve_derivation: results are #VitTmlCurve. */
extern const VitDerivation vit_tml_curve_derivation;

/** vit_tml_curve_find: index of a start time (ps); −1 if it was not computed. */
ssize_t vit_tml_curve_find (const VitTmlCurve *curve, double time);

/**
 * VitAtomHistory: T_ML of the atoms that are followed
 * @times: (array length=n): start times, ps
 * @atoms: their ids
 * @present: (array): whether the run has each of them
 * @t_ml: atoms × n: T_ML, K; NaN where an atom has none
 */
typedef struct
{
  size_t n;
  double *times;
  VitFollowedAtoms atoms;
  bool present[VIT_FOLLOWED_MOST];
  double *t_ml;
} VitAtomHistory;

/** vit_atom_history_derivation: results are #VitAtomHistory of the atoms of
 * vit_analyses_get_atoms(). */
extern const VitDerivation vit_atom_history_derivation;
