#pragma once

/* Macroscopic curves of a loaded glass: stress, strain, creep, yield, cycles, and volume during
 * cooling (docs/science.md §7). Tension is positive, stress in GPa, time in ps. Results belong to
 * the caller; pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/io/premise.h"
#include "core/io/thermo-log.h"

/**
 * VitLoadingKind: what a log is about
 * @VIT_LOADING_NONE: no run of it loads the sample, or it cannot be told
 * @VIT_LOADING_STEADY: strain grows: tension, compression or shear
 * @VIT_LOADING_CREEP: strain grows under about the same stress
 * @VIT_LOADING_CYCLIC: strain goes up and down
 */
typedef enum
{
  VIT_LOADING_NONE,
  VIT_LOADING_STEADY,
  VIT_LOADING_CREEP,
  VIT_LOADING_CYCLIC,
} VitLoadingKind;

/**
 * VitLoadingCurve:
 * @kind: what the runs from @begin to @end are
 * @axis: 0 … 5 for x, y, z, xy, xz, yz; 6 if nobody says it
 * @n: points, of the loading and of the runs before and after it that continue it
 * @begin, @end: points of the loading
 * @last_run: first point of its last run
 * @reduced: whether stress is in ε/σ³ and time in τ, as in units lj
 * @has_clock: whether the log has a column of times
 * @n_replaced: points of the log that were dropped because a later run section repeats their times
 * @step: of the simulation; NaN if unknown
 * @time: ps, rising; NaN if unknown
 * @clock: what the log's column of times says, ps; NaN without
 * @strain: ε = L/L₀ − 1, tension positive, or γ; NaN if unknown
 * @stress: σ = −p or τ = −p of the axis, GPa; NaN if unknown
 * @temperature: K, or ε/k_B in units lj; NaN if unknown
 * @length, @tilt: edges of the box, and the tilt of a shear, in the log's unit; NaN if unknown
 * @angstrom: Å per the log's unit of length
 * @averaged: whether rows may be averages over the time since the row before, as those of tables
 * @n_atoms: atoms that the log says; NaN without
 * @timesteps: (array length=n_timesteps): timesteps that the log prints for these runs, each once,
 *   ps
 * @varies: whether a fix changes the timestep and no column of times tells how
 * @n_runs, @starts: runs (sections of the log) and first point of each, then @n
 * @idle: by #VitPremiseId, %NULL or a clause: why a premise that was given changes nothing
 * @why: (nullable): what was looked for and why it does not give a loading with stress and strain
 */
typedef struct
{
  VitLoadingKind kind;
  int axis;
  size_t n;
  size_t begin, end, last_run;
  bool reduced, has_clock;
  size_t n_replaced;
  double *step;
  double *time;
  double *clock;
  double *strain;
  double *stress;
  double *temperature;
  double *length[3], *tilt;
  double angstrom, n_atoms;
  bool averaged, varies;
  double *timesteps;
  size_t n_timesteps;
  size_t n_runs;
  size_t *starts;
  char *idle[VIT_N_PREMISES];
  char *why;
} VitLoadingCurve;

/**
 * vit_loading_read:
 * @log: a log or a file of columns
 * @given: (nullable): premises that the user set: units, timestep, loading, axis, length0,
 *   strain_column, stress_column (a minus before the name turns the sign), strain_unit, stress_unit
 * @judged: (nullable): gets these premises as they hold, with where they come from and what speaks
 *   against them
 * @error: %VIT_ERROR_NOT_FOUND if the log has neither strain nor stress; %VIT_ERROR_INVALID if
 * @given does not fit the log
 *
 * Finds the runs that load the sample and their axis, as docs/science.md §7 says: a run of 10 rows
 * or more in which the edges of the box, or its tilts, or else columns of strain, change steadily
 * by 0.5 % or more and do not relax. Where no run does, the curve is that of all runs, against the
 * first row.
 *
 * Times go on where a step or a time begins anew at its first value; where a run begins within the
 * one before, as after a restart, it replaces the overlap. O(rows log rows)
 */
VitLoadingCurve *
vit_loading_read (VitThermoLog *log, const VitPremises *given, VitPremises *judged, GError **error);
void vit_loading_curve_free (VitLoadingCurve *curve);

/** vit_loading_curve_cut: (transfer full): the loading alone: points from @begin to @end. */
VitLoadingCurve *vit_loading_curve_cut (const VitLoadingCurve *curve);

/** vit_loading_curve_copy: (transfer full): all of it. */
VitLoadingCurve *vit_loading_curve_copy (const VitLoadingCurve *curve);

/**
 * VitLoadingFrames: frames of a trajectory, in the order of their times
 * @steps: (array length=n): of the simulation
 * @clocks: (array length=n) (nullable): the file's own clock, ps; NaN without
 * @times: (array length=n) (nullable): since the first frame, ps, for tables without steps; NaN
 *   without
 * @boxes: (array length=n) (nullable): lx, ly, lz, xy, xz, yz; NaN for what is not known or not
 *   periodic
 */
typedef struct
{
  size_t n;
  const int64_t *steps;
  const double *clocks;
  const double *times;
  const double (*boxes)[6];
} VitLoadingFrames;

/**
 * VitLoadingMatch: where frames are on a curve
 * @time: (array): time on the curve; NaN where no run covers the frame
 * @strain: (array): strain; NaN where it is not known
 * @n_covered: frames that a run covers
 * @n_compared: frames whose box was compared with the log's
 * @differs: first frame whose box is not that of the log; −1 if there is none
 * @edge: 0 … 2 for the length, 3 … 5 for the tilt, 6 for the strain, in which @differs differs
 * @of_box, @of_log: its values
 * @deviation: root mean square difference of a column of strain from the boxes; NaN where lengths
 *   were compared, or nothing
 */
typedef struct
{
  double *time, *strain;
  size_t n_covered, n_compared;
  gssize differs;
  int edge;
  double of_box, of_log, deviation;
} VitLoadingMatch;

/**
 * vit_loading_match:
 * @match: (out caller-allocates): to be cleared with vit_loading_match_clear()
 *
 * Finds frames in the log by the clock where both have one, else by step, else by the time since
 * the first frame. Where the boxes contradict that, and do not contradict a later one of these,
 * that one is taken, as of a table whose times begin with the run. Of several runs that cover a
 * frame the last one counts whose box is that of the frame and that is not later than the run of
 * the next frame. Where no box of such a run is that of the frame, the last one counts and
 * @match tells the difference.
 *
 * A box is compared with a row of a log at the same step to 10⁻⁴ and the digits that are printed;
 * elsewhere to 5·10⁻³ and the range of the rows nearby. O(n runs log rows)
 */
void vit_loading_match (const VitLoadingCurve *curve,
                        const VitLoadingFrames *frames,
                        VitLoadingMatch *match);
void vit_loading_match_clear (VitLoadingMatch *match);

/**
 * vit_loading_read_boxes:
 * @boxes: (array length=n): lengths and tilts lx, ly, lz, xy, xz, yz of the box of each frame, Å;
 *   NaN for what it has not, or what is not periodic
 * @times: (array length=n) (nullable): ps
 * @given: (nullable): axis and length0 are obeyed
 * @judged: (nullable): gets the axis, which is a default where the boxes stay, and else length0
 * @strain: (out caller-allocates) (array length=n)
 *
 * Strain of a trajectory's boxes along the axis in which they change most over the whole run, or
 * else z, against the first frame that has a box. Another axis that changes as much is a doubt.
 *
 * Returns: axis
 */
int vit_loading_read_boxes (const double (*boxes)[6],
                            const double *times,
                            size_t n,
                            const VitPremises *given,
                            VitPremises *judged,
                            double *strain);

/**
 * VitLineFit: y = intercept + slope x by least squares
 * @slope_error, @intercept_error: standard errors; NaN below three points
 */
typedef struct
{
  double slope, intercept, slope_error, intercept_error;
  size_t n;
} VitLineFit;

/** vit_line_fit: fits the finite points with @from ≤ x ≤ @to. Returns: false if all x are equal. */
bool
vit_line_fit (const double *x, const double *y, size_t n, double from, double to, VitLineFit *line);

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
bool vit_stress_exponent (const double *stress, const double *rate, size_t n, VitLineFit *line);

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
 * vit_cycles_find_period:
 *
 * Mean distance of the maxima and of the minima of a strain, less a straight line, that turns by
 * three tenths of its swing.
 *
 * Returns: ps; NaN if it has not two of either. O(n)
 */
double vit_cycles_find_period (const double *time, const double *strain, size_t n);

/** vit_cycles_have_period: whether @period is within a tenth of the one that was found, or none
 * was. */
bool vit_cycles_have_period (double found, double period);

/**
 * VitGlassTransition:
 * @glass, @liquid: lines V(T) of the two windows
 * @t_g: temperature of their intersection, K
 * @windows: from, to of the glass and of the liquid, K
 */
typedef struct
{
  VitLineFit glass, liquid;
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
 * @given: (nullable): premises that the user set: `loading` names the runs
 * @judged: (nullable): gets `loading`: the runs that were taken
 * @temperature, @volume: (out): one number for each row, K and Å³ (or the inverse of a density);
 *   newly allocated
 * @error: %VIT_ERROR_NOT_FOUND with what was looked for
 *
 * Curve of a cooling: neighbouring runs in which the temperature falls steadily (Spearman ≤ −0.8
 * with time); of several groups the one with the widest fall. Volume is a column, or the product of
 * three lengths, or the inverse of the density. A table without steps and times is taken whole.
 *
 * Returns: number of rows; 0 on error
 */
size_t vit_volume_curve (VitThermoLog *log,
                         const VitPremises *given,
                         VitPremises *judged,
                         double **temperature,
                         double **volume,
                         GError **error);

/** vit_loading_average: mean of the @n values that are finite; NaN if none is. O(n) */
double vit_loading_average (const double *values, size_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLoadingCurve, vit_loading_curve_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitLoadingMatch, vit_loading_match_clear)
