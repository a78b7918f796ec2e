#pragma once

/* Viscoelastic parameters from the mean-square displacement: a particle of mass m in thermal
 * motion, bound by springs and dashpots (docs/science.md §8, the paper's Fig. 8b). Pure functions,
 * any thread.
 *
 * Units are consistent: lengths in Å, times in ps, energies in eV, k in eV/Å², η in eV ps/Å², m in
 * eV ps²/Å² (VIT_ATOMIC_MASS times atomic mass units), MSD in Å². */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** VIT_ATOMIC_MASS: one atomic mass unit in eV ps²/Å². */
#define VIT_ATOMIC_MASS 1.0364269652680505e-4

/** VIT_BOLTZMANN: eV/K */
#define VIT_BOLTZMANN 8.617333262145179e-5

/**
 * VitRheologyModel:
 * @VIT_RHEOLOGY_JEFFREYS: spring k and dashpot η₁ in series (Maxwell), in parallel with dashpot η₂
 * @VIT_RHEOLOGY_KELVIN_VOIGT: spring k and dashpot η₂ in parallel, in series with dashpot η₁
 */
typedef enum
{
  VIT_RHEOLOGY_JEFFREYS,
  VIT_RHEOLOGY_KELVIN_VOIGT,
} VitRheologyModel;

/** VitRheology: parameters of the model, all positive */
typedef struct
{
  double k, eta1, eta2, mass;
} VitRheology;

/**
 * vit_rheology_msd:
 * @kt: k_B T
 * @t: not negative
 *
 * The mean-square displacement of the particle in three dimensions.
 *
 * The paper's Eq. (2) and its λ, as printed, do not solve its model. This solves the equation of
 * motion: MSD = (6 k_B T/m) t² [g(λ₂) − g(λ₁)]/(λ₂ − λ₁), g(λ) = (λ + a) φ₂(λt), where λ are the
 * roots of the model's polynomial, complex in general, and φ₂(x) = (eˣ − 1 − x)/x².
 */
double vit_rheology_msd (VitRheologyModel model, const VitRheology *r, double kt, double t);

/**
 * VitRheologyFit:
 * @parameters: that fit best
 * @error_lg_k, @error_lg_eta1, @error_lg_eta2: standard errors of their common logarithms; NaN if
 *   undetermined
 * @eta1_is_bound: the last time is shorter than the relaxation time (η₁ + η₂)/k (η₁/k of Kelvin and
 *   Voigt's model), so that diffusion is not reached: @parameters.eta1 is a lower bound
 * @residual: root mean square of the differences in lg MSD
 * @n: number of points used
 */
typedef struct
{
  VitRheology parameters;
  double error_lg_k, error_lg_eta1, error_lg_eta2;
  bool eta1_is_bound;
  double residual;
  size_t n;
} VitRheologyFit;

/**
 * vit_rheology_fit:
 * @t: n times; points without positive time and MSD are ignored
 * @msd: n values, Å²
 * @mass: m, held fixed: 1/⟨1/mᵢ⟩ for a mixture
 * @kt: k_B T
 * @fit: (out):
 * @error: %VIT_ERROR_INVALID for fewer than five points or a fit that does not converge
 *
 * Least squares of lg MSD by Levenberg and Marquardt (cminpack), from several starts.
 */
bool vit_rheology_fit (VitRheologyModel model,
                       const double *t,
                       const double *msd,
                       size_t n,
                       double mass,
                       double kt,
                       VitRheologyFit *fit,
                       GError **error);
