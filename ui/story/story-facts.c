/* The table of facts: numbers of a run, the study or its model that a story may speak of. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/mechanics-derivation.h"
#include "ui/story/story-facts-model.h"

static double
lack (const char *what, VitRun *run, GError **error)
{
  if (!error || !*error)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: %s", vit_run_get_name (run), what);
  return NAN;
}

/* ---- The run ---- */

static double
count_atoms (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  VitFrameInfo info;
  if (!trajectory)
    {
      vit_analyses_set_closed (analyses, run, error);
      return NAN;
    }
  vit_trajectory_get_frame_info (trajectory, 0, &info);
  return (double) info.n_atoms;
}

static double
count_frames (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  if (trajectory)
    return (double) vit_trajectory_get_n_frames (trajectory);
  vit_analyses_set_closed (analyses, run, error);
  return NAN;
}

static double
get_time (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  if (timeline)
    return vit_timeline_get_times (timeline)[vit_timeline_find_nearest (timeline, time)];
  vit_analyses_set_closed (analyses, run, error);
  return NAN;
}

static double
get_last_time (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
  if (n > 0)
    return vit_timeline_get_times (timeline)[vit_timeline_get_frame_at (timeline, n - 1)];
  return lack ("its times are not known", run, error);
}

static double
get_last_start (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  size_t n = series ? vit_tml_series_get_n (series) : 0;
  return n > 0 ? vit_tml_series_get_time (series, n - 1)
               : lack ("no time has all intervals of the model", run, error);
}

static double
get_temperature (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  double temperature = vit_run_get_temperature (run);
  return isfinite (temperature) ? temperature
                                : lack ("its bath temperature is not known", run, error);
}

static double
get_cutoff (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  double cutoff = vit_analyses_get_cutoff (analyses, error);
  return cutoff > 0 ? cutoff : NAN;
}

/* ---- Its loading ---- */

/* Interpolate between the points round @time; NaN outside. */
static double
interpolate (const double *times, const double *values, size_t n, double time)
{
  for (size_t i = 0; values && i + 1 < n; i++)
    if (times[i] <= time && time <= times[i + 1] && times[i] < times[i + 1])
      return values[i] +
             (values[i + 1] - values[i]) * (time - times[i]) / (times[i + 1] - times[i]);
  return NAN;
}

static double
get_of_curve (VitDeriver *deriver, VitRun *run, double time, bool stress, GError **error)
{
  const VitLoadingCurve *curve =
      vit_deriver_get (deriver, &vit_loading_derivation, run, time, error);
  if (!curve)
    return NAN;
  double value = interpolate (curve->time, stress ? curve->stress : curve->strain, curve->n, time);
  return isfinite (value) ? value : lack ("its log says nothing about that time", run, error);
}

static double
get_strain (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  return 100 * get_of_curve (deriver, run, time, false, error);
}

static double
get_stress (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  return get_of_curve (deriver, run, time, true, error);
}

static const VitRunCreep *
get_creep (VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitRunCreep *creep = vit_deriver_get (deriver, &vit_creep_derivation, run, time, error);
  if (creep && !creep->found)
    {
      lack ("no creep was found in it", run, error);
      return NULL;
    }
  return creep;
}

static double
get_strain_rate (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitRunCreep *creep = vit_deriver_get (deriver, &vit_creep_derivation, run, time, error);
  if (!creep)
    return NAN;
  double rate = interpolate (creep->loading->time, creep->rate, creep->loading->n, time);
  /* 1/ps in 1/s. */
  return isfinite (rate) ? 1e12 * rate : lack ("its strain rate is not known there", run, error);
}

static double
get_least_rate (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitRunCreep *creep = get_creep (deriver, run, time, error);
  return creep ? 1e12 * fabs (creep->creep.minimum_rate) : NAN;
}

static double
get_least_time (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitRunCreep *creep = get_creep (deriver, run, time, error);
  return creep ? creep->creep.minimum_time : NAN;
}

static double
get_yields (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitRunCreep *creep = get_creep (deriver, run, time, error);
  return creep ? creep->creep.tertiary : NAN;
}

static double
get_last_strain (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  size_t n;
  const double *strain = vit_run_get_strain (run, &n);
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  for (size_t i = strain ? n : 0; i-- > 0;)
    if (isfinite (strain[i]))
      {
        /* A pack takes the frame along. */
        VitCell cell;
        if (trajectory && i < vit_trajectory_get_n_frames (trajectory))
          vit_trajectory_read_cell (trajectory, i, &cell, NULL);
        return 100 * strain[i];
      }
  return lack ("its strain is not known", run, error);
}

/* The cycle that @time lies in. */
static const VitCycle *
get_cycle (VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  if (!(vit_run_get_frequency (run) > 0))
    {
      lack ("it has no frequency", run, error);
      return NULL;
    }
  const VitRunCycles *cycles = vit_deriver_get (deriver, &vit_cycles_derivation, run, time, error);
  for (size_t i = cycles ? cycles->n : 0; i-- > 0;)
    if (cycles->cycles[i].start <= time && time < cycles->cycles[i].start + cycles->period)
      return &cycles->cycles[i];
  if (cycles)
    lack ("that time lies in no whole cycle", run, error);
  return NULL;
}

static double
count_cycles (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  if (!(vit_run_get_frequency (run) > 0))
    return lack ("it has no frequency", run, error);
  const VitRunCycles *cycles = vit_deriver_get (deriver, &vit_cycles_derivation, run, time, error);
  return cycles ? (double) cycles->n : NAN;
}

static double
get_amplitude (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitCycle *cycle = get_cycle (deriver, run, time, error);
  return cycle ? 100 * cycle->strain_amplitude : NAN;
}

static double
get_mean_strain (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitCycle *cycle = get_cycle (deriver, run, time, error);
  return cycle ? 100 * cycle->strain_mean : NAN;
}

static double
get_lag (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitCycle *cycle = get_cycle (deriver, run, time, error);
  return cycle ? cycle->lag * 180 / G_PI : NAN;
}

static double
get_storage (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitCycle *cycle = get_cycle (deriver, run, time, error);
  return cycle ? cycle->storage : NAN;
}

static double
get_loss (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitCycle *cycle = get_cycle (deriver, run, time, error);
  return cycle ? cycle->loss : NAN;
}

static double
get_period (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  double frequency = vit_run_get_frequency (run);
  return frequency > 0 ? 1e12 / frequency : lack ("it has no frequency", run, error);
}

/* ---- Logs of the study ---- */

static const VitReferenceLog *
get_test (VitDeriver *deriver, GError **error)
{
  const VitReferenceLog *log =
      vit_deriver_get (deriver, &vit_stress_strain_derivation, NULL, 0, error);
  if (!log || log->has_yield)
    return log;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: no yield point was found", log->name);
  return NULL;
}

static double
get_yield_strain (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitReferenceLog *log = get_test (deriver, error);
  return log ? 100 * log->yield.yield_strain : NAN;
}

static double
get_yield_stress (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitReferenceLog *log = get_test (deriver, error);
  return log ? log->yield.yield_stress : NAN;
}

static double
get_modulus (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitReferenceLog *log = get_test (deriver, error);
  return log ? log->yield.modulus : NAN;
}

static double
get_transition (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitReferenceLog *log = vit_deriver_get (deriver, &vit_cooling_derivation, NULL, 0, error);
  if (log && !log->has_transition)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: no glass transition was found",
                 log->name);
  return log && log->has_transition ? log->transition.t_g : NAN;
}

static double
get_plasticity_interval (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  return vit_study_get_options (vit_analyses_get_study (analyses))->plasticity.interval;
}

static double
get_threshold (VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  return vit_study_get_options (vit_analyses_get_study (analyses))->liquid.glass_transition;
}

static const VitStoryFact facts[] = {
  { "atoms", "", "atoms of the first frame", NULL, count_atoms },
  { "frames", "", "frames of the run", NULL, count_frames },
  { "time", "ps", "time of the frame nearest to the time", NULL, get_time },
  { "last-time", "ps", "time of the last frame", NULL, get_last_time },
  { "last-start", "ps", "last time from which all intervals of T_ML have a frame", NULL,
    get_last_start },
  { "temperature", "K", "bath temperature", NULL, get_temperature },
  { "cutoff", "Å", "cutoff of neighbours r_c", NULL, get_cutoff, .of_study = true },
  { "strain", "%", "strain at the time", NULL, get_strain },
  { "last-strain", "%", "strain of the last frame", NULL, get_last_strain },
  { "stress", "GPa", "stress at the time", NULL, get_stress },
  { "strain-rate", "1/s", "magnitude of the strain rate at the time", NULL, get_strain_rate },
  { "least-strain-rate", "1/s", "least magnitude of the strain rate of creep", NULL,
    get_least_rate },
  { "least-strain-rate-time", "ps", "its time", NULL, get_least_time },
  { "yields", "", "1 if creep becomes tertiary, else 0", NULL, get_yields },
  { "cycles", "", "whole cycles of the loading", NULL, count_cycles },
  { "strain-amplitude", "%", "amplitude of the strain in the cycle at the time", NULL,
    get_amplitude },
  { "mean-strain", "%", "mean strain of that cycle", NULL, get_mean_strain },
  { "lag", "°", "lag of the strain behind the stress in that cycle", NULL, get_lag },
  { "storage-modulus", "GPa", "storage modulus of that cycle", NULL, get_storage },
  { "loss-modulus", "GPa", "loss modulus of that cycle", NULL, get_loss },
  { "period", "ps", "period of the cyclic loading", NULL, get_period },
  { "yield-strain", "%", "strain at the yield point of the study's test", NULL, get_yield_strain,
    .of_study = true },
  { "yield-stress", "GPa", "stress at that point", NULL, get_yield_stress, .of_study = true },
  { "modulus", "GPa", "modulus of that test", NULL, get_modulus, .of_study = true },
  { "glass-transition", "K", "glass transition of the study's quench", NULL, get_transition,
    .of_study = true },
  { "plasticity-interval", "ps", "interval of strain, D²min and rotation", NULL,
    get_plasticity_interval, .of_study = true },
  { "liquid-threshold", "K", "T_ML above which atoms are liquid-like", NULL, get_threshold,
    .of_study = true },
  { "neighbours", "", "neighbours k of the model", NULL, vit_story_fact_count_neighbours,
    .of_study = true },
  { "classes", "", "temperatures that the model was trained at", NULL, vit_story_fact_count_classes,
    .of_study = true },
  { "coldest-class", "K", "lowest of them", NULL, vit_story_fact_get_coldest, .of_study = true },
  { "hottest-class", "K", "highest of them", NULL, vit_story_fact_get_hottest, .of_study = true },
  { "intervals", "", "intervals that the model looks at", NULL, vit_story_fact_count_intervals,
    .of_study = true },
  { "shortest-interval", "ps", "shortest of them", NULL, vit_story_fact_get_shortest,
    .of_study = true },
  { "longest-interval", "ps", "longest of them", NULL, vit_story_fact_get_longest,
    .of_study = true },
  { "instances", "", "instances that it was trained with", NULL, vit_story_fact_count_instances,
    .of_study = true },
  { "wrong-class-share", "%", "instances that cross-validation puts into another class", NULL,
    vit_story_fact_get_wrong_share, .of_study = true },
  { "far-share", "%", "atoms farther from all instances than 99 % of the instances are", NULL,
    vit_story_fact_get_far_share, true },
  { "class", "K", "temperature of a class", "its place, from 1", vit_story_fact_get_class,
    .of_study = true },
  { "class-mean", "K", "mean T_ML of a class in cross-validation", "class (K)",
    vit_story_fact_get_class_mean, .of_study = true },
  { "class-deviation", "K", "standard deviation of T_ML of a class there", "class (K)",
    vit_story_fact_get_class_deviation, .of_study = true },
  { "own-class-share", "%", "instances of a class that it puts into that class", "class (K)",
    vit_story_fact_get_own_share, .of_study = true },
  { "right-share", "%", "instances that cross-validation puts into their class", "neighbours k",
    vit_story_fact_get_right_share, .of_study = true },
  { "class-error", "K", "root mean square of what the means of classes are off by there",
    "neighbours k", vit_story_fact_get_class_error, .of_study = true },
  { "class-spread", "K", "mean standard deviation of T_ML within a class there", "neighbours k",
    vit_story_fact_get_class_spread, .of_study = true },
  { "interval-weight", "", "ReliefF weight of an interval", "interval (ps)",
    vit_story_fact_get_weight, .of_study = true },
};

const VitStoryFact *
vit_story_fact_list (size_t *n)
{
  *n = G_N_ELEMENTS (facts);
  return facts;
}

const VitStoryFact *
vit_story_fact_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (strcmp (facts[i].name, name) == 0)
      return &facts[i];
  return NULL;
}
