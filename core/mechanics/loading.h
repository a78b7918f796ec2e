#pragma once

/* Macroscopic curves of a loaded glass: stress, strain, creep, yield, cycles, and volume during
 * cooling (docs/science.md §7). Tension is positive, stress in GPa, time in ps. Results belong to
 * the caller; pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/io/thermo-log.h"

/** VIT_GPA_PER_BAR: GPa per bar, the unit of pressure of LAMMPS metal units */
#define VIT_GPA_PER_BAR 1e-4

/**
 * VitLoadingCurve:
 * @n: points
 * @time: ps; NaN without a clock
 * @strain: ε = L/L₀ − 1; NaN if unknown
 * @stress: σ = −p_zz, GPa; NaN if unknown
 * @step: of the simulation; NaN if unknown
 * @has_clock: whether the log has a column of times
 * @last_run: first point of the last run section of the log
 * @n_replaced: points of the log that were dropped because a later run section repeats their times
 */
typedef struct
{
  size_t n;
  bool has_clock;
  size_t last_run, n_replaced;
  double *step;
  double *time;
  double *strain;
  double *stress;
} VitLoadingCurve;

/**
 * vit_loading_curve_new:
 * @log: a LAMMPS log with Lz and Pzz, or a column file with time, stress and strain
 * @error: %VIT_ERROR_NOT_FOUND if it has neither strain nor stress
 *
 * Concatenates the run sections of a log. Where a section begins before the end of the one before,
 * as after a restart or a reset of the clock, the later one replaces the overlap, as for the frames
 * of a trajectory. Without a column of times, they are computed from steps, if the log states its
 * timestep. L₀ is that of vit_thermo_log_get_strain(). Stress and time are converted from the units
 * that the log states (metal, real, si, cgs, electron; metal by default); in other units stress is
 * unknown.
 */
VitLoadingCurve *vit_loading_curve_new (VitThermoLog *log, GError **error);
void vit_loading_curve_free (VitLoadingCurve *curve);

/**
 * VitLine: y = intercept + slope x by least squares
 * @slope_error, @intercept_error: standard errors; NaN below three points
 */
typedef struct
{
  double slope, intercept, slope_error, intercept_error;
  size_t n;
} VitLine;

/** vit_line_fit: fits the finite points with @from ≤ x ≤ @to. Returns: false if all x are equal. */
bool
vit_line_fit (const double *x, const double *y, size_t n, double from, double to, VitLine *line);

/**
 * VitYieldOptions: windows as strains; 0 takes the default
 * @smoothing: window of the mean of stress, 0.002
 * @modulus_to: end of the elastic range that begins at 0, 0.02
 * @offset: of the offset line, 0.002
 * @hold: strain over which stress must stay below that line, 0.005
 */
typedef struct
{
  double smoothing, modulus_to, offset, hold;
} VitYieldOptions;

/**
 * VitYield: magnitudes, for compression and tension alike
 * @modulus: GPa
 * @origin: strain at which the elastic line has zero stress
 * @yield_strain, @yield_stress: NaN if the curve never stays below the line
 * @peak_strain, @peak_stress: of the smoothed curve
 * @sign: +1 for tension, −1 for compression
 */
typedef struct
{
  double modulus, origin;
  double yield_strain, yield_stress;
  double peak_strain, peak_stress;
  int sign;
} VitYield;

/**
 * vit_yield_find:
 * @strain, @stress: n points of a loading with one sign
 * @options: (nullable):
 * @smooth: (out) (nullable): n smoothed stresses, with their sign
 * @error: %VIT_ERROR_INVALID without an elastic range
 *
 * The 0.2 % offset yield point. O(n log n)
 */
bool vit_yield_find (const double *strain,
                     const double *stress,
                     size_t n,
                     const VitYieldOptions *options,
                     VitYield *yield,
                     double *smooth,
                     GError **error);

/**
 * vit_creep_rate:
 * @time: ascending
 * @window: ps over which a straight line is fitted around each point; 0 is 10
 * @rate: (out): n: strain rate in 1/ps; NaN at the ends, where the window is not full
 * @rate_error: (out) (nullable): n standard errors, for independent points
 *
 * Returns: the point of minimum |rate|, −1 if there is none. O(n)
 */
ssize_t vit_creep_rate (const double *time,
                        const double *strain,
                        size_t n,
                        double window,
                        double *rate,
                        double *rate_error);

/**
 * VitCreep:
 * @window: of the rates, ps
 * @minimum_rate: 1/ps, with its sign
 * @minimum_error: its standard error, for independent points
 * @minimum_time: its time, ps
 * @resolved: whether it exceeds the noise
 * @primary_end, @secondary_end: times between which the rate stays below twice the minimum; primary
 *   creep is before, tertiary after; @secondary_end is the end of the curve without tertiary creep
 * @tertiary: whether the rate rises again to twice the minimum
 */
typedef struct
{
  double window;
  double minimum_rate, minimum_error, minimum_time;
  bool resolved;
  double primary_end, secondary_end;
  bool tertiary;
} VitCreep;

/**
 * vit_creep_find:
 * @time, @strain: at constant stress
 * @window: ps; 0 is 10
 * @error: %VIT_ERROR_INVALID if the curve is shorter than the window
 *
 * Finds the minimum creep rate in the direction of creep, and the stages of creep. Over a short
 * window elastic noise makes the rate pass zero in any curve. The window therefore grows by steps
 * of one half until the minimum rate is three times its standard error, or the window is half of
 * the curve.
 */
bool vit_creep_find (const double *time,
                     const double *strain,
                     size_t n,
                     double window,
                     VitCreep *creep,
                     GError **error);

/** vit_stress_exponent: d ln ε̇ / d ln σ over runs: slope with its error. */
bool vit_stress_exponent (const double *stress, const double *rate, size_t n, VitLine *line);

/**
 * VitCycle: one period of a cyclic loading
 * @start: ps
 * @strain_amplitude, @strain_mean, @strain_drift (1/ps): of a + bt + A sin(ωt + φ) fitted to strain
 * @stress_amplitude, @stress_mean: likewise, GPa
 * @lag: δ = φ_σ − φ_ε, −π … π
 * @loop_area: W = ∮σ dε, GPa
 * @storage: E′ = (σ₀/ε₀) cos δ, GPa
 * @loss: E″ = (σ₀/ε₀) sin δ, GPa
 */
typedef struct
{
  double start;
  double strain_amplitude, strain_mean, strain_drift;
  double stress_amplitude, stress_mean;
  double lag, loop_area, storage, loss;
} VitCycle;

/**
 * vit_cycles_new:
 * @period: ps
 * @n_cycles: (out): number of whole periods from the first time
 * @error: %VIT_ERROR_INVALID if there is none
 */
VitCycle *vit_cycles_new (const double *time,
                          const double *strain,
                          const double *stress,
                          size_t n,
                          double period,
                          size_t *n_cycles,
                          GError **error);

/**
 * VitGlassTransition:
 * @glass, @liquid: lines V(T) of the two windows
 * @t_g: temperature of their intersection, K
 * @windows: from, to of the glass and of the liquid, K
 */
typedef struct
{
  VitLine glass, liquid;
  double t_g;
  double windows[4];
} VitGlassTransition;

/**
 * vit_glass_transition_find:
 * @windows: (nullable): 100, 550, 1000, 1800 K
 * @error: %VIT_ERROR_INVALID if a window has no points or the lines do not cross
 */
bool vit_glass_transition_find (const double *temperature,
                                const double *volume,
                                size_t n,
                                const double windows[4],
                                VitGlassTransition *transition,
                                GError **error);

/**
 * vit_volume_curve:
 * @temperature, @volume: (out): of all rows of a log that have both; newly allocated
 *
 * Returns: number of rows
 */
size_t vit_volume_curve (VitThermoLog *log, double **temperature, double **volume);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLoadingCurve, vit_loading_curve_free)
