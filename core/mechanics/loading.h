#pragma once

/* Macroscopic curves of a loaded glass: stress, strain, creep, yield, cycles, and the volume while
 * it is cooled (docs/science.md §7). Tension is positive, stress in GPa, time in ps. Results belong
 * to the caller; pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/io/thermo-log.h"

/** VIT_GPA_PER_BAR: of LAMMPS metal units */
#define VIT_GPA_PER_BAR 1e-4

/**
 * VitLoadingCurve:
 * @n: points
 * @time: ps; NaN without a clock
 * @strain: ε = L/L₀ − 1; NaN where it is not known
 * @stress: σ = −p_zz, GPa; NaN where it is not known
 * @step: of the simulation; NaN without
 * @has_clock: whether the log has a column of times
 * @last_run: the first point of the log's last section
 * @n_replaced: points of the log that are left out, because a later section goes over their time
 *   again
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
 * All sections of a log one behind the other. Where a section begins before the end of what came
 * ahead, as after a restart or where the clock was set back, the later one counts, as it does for
 * the frames of a trajectory. Without a column of times they follow from steps, if the log repeats
 * its timestep. L₀ as vit_thermo_log_get_strain(). Stress and time are converted from the units
 * that the log repeats (metal, real, si, cgs, electron; metal without); in others stress is not
 * known.
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

/** vit_line_fit: of the finite points with @from ≤ x ≤ @to. Returns: whether two x differ. */
bool
vit_line_fit (const double *x, const double *y, size_t n, double from, double to, VitLine *line);

/**
 * VitYieldOptions: windows as strains; 0 takes the default
 * @smoothing: over which stress is averaged, 0.002
 * @modulus_to: end of the straight part that begins at 0, 0.02
 * @offset: of the line that marks yield, 0.002
 * @hold: how long stress must stay below that line, 0.005
 */
typedef struct
{
  double smoothing, modulus_to, offset, hold;
} VitYieldOptions;

/**
 * VitYield: magnitudes, so that compression and tension look alike
 * @modulus: GPa
 * @origin: strain where the straight part meets zero stress
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
 * @error: %VIT_ERROR_INVALID without a straight part
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
 * @rate_error: (out) (nullable): n standard errors, as if points were independent
 *
 * Returns: the point of least |rate|, −1 without any. O(n)
 */
ssize_t vit_creep_rate (const double *time,
                        const double *strain,
                        size_t n,
                        double window,
                        double *rate,
                        double *rate_error);

/**
 * VitCreep:
 * @window: ps that rates were taken over
 * @minimum_rate: 1/ps, with its sign
 * @minimum_error: its standard error, as if points were independent
 * @minimum_time: where it is
 * @resolved: whether it differs from noise
 * @primary_end, @secondary_end: times between which the rate stays below twice the least: before
 *   lies primary, after tertiary creep; @secondary_end is the end of the curve if there is none
 * @tertiary: whether the rate rises again to twice the least
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
 * @time, @strain: while stress is held
 * @window: ps; 0 is 10
 * @error: %VIT_ERROR_INVALID if the curve is shorter than the window
 *
 * The least rate in the direction in which the sample creeps, and the stages around it. Elastic
 * noise makes the rate over a short window vanish somewhere in any curve, which says nothing; so
 * the window grows by steps of one half until the least rate is three times its standard error, or
 * takes in half of the curve.
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
 * @n_cycles: (out): whole periods from the first time on
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
 * @t_g: where they cross, K
 * @windows: glass from, to, liquid from, to, K
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
 * @temperature, @volume: (out): of all rows of a log that have both: newly allocated
 *
 * Returns: rows
 */
size_t vit_volume_curve (VitThermoLog *log, double **temperature, double **volume);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLoadingCurve, vit_loading_curve_free)
