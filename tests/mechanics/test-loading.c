#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "core/base/error.h"
#include "core/mechanics/loading.h"
#include "tests/support/sample.h"

static void
test_line (void)
{
  const double x[] = { 0, 1, 2, 3, NAN, 50 }, y[] = { 1, 3.1, 4.9, 7, 2, 0 };
  VitLineFit line;
  g_assert_true (vit_line_fit (x, y, 6, 0, 10, &line));
  /* By hand: Σ(x−1.5)² = 5, slope = 9.9/5 */
  g_assert_cmpuint (line.n, ==, 4);
  g_assert_cmpfloat_with_epsilon (line.slope, 1.98, 1e-12);
  g_assert_cmpfloat_with_epsilon (line.intercept, 1.03, 1e-12);
  g_assert_cmpfloat_with_epsilon (line.slope_error, sqrt (0.018 / 2 / 5), 1e-9);
  const double same[] = { 2, 2, 2 };
  g_assert_false (vit_line_fit (same, same, 3, 0, 10, &line));
}

/* Linear up to a strain, then flat, with a stress that is there before it is strained: the offset
 * line meets the plateau at a known strain. */
static void
check_yield (int sign, double before)
{
  enum
  {
    N = 2001
  };
  double strain[N], stress[N], smooth[N];
  for (int i = 0; i < N; i++)
    {
      strain[i] = sign * 0.08 * i / (N - 1);
      stress[i] = sign * fmin (before + 50 * fabs (strain[i]), 1.5);
    }
  VitYield yield;
  g_assert_true (vit_yield_find (strain, stress, N, NULL, &yield, smooth, NULL));
  g_assert_cmpint (yield.sign, ==, sign);
  g_assert_cmpfloat_with_epsilon (yield.origin, -before / 50, 1e-9);
  g_assert_cmpfloat_with_epsilon (yield.modulus, 50, 1e-6);
  g_assert_cmpfloat_with_epsilon (yield.yield_strain, 0.032 - before / 50, 1e-4);
  g_assert_cmpfloat_with_epsilon (yield.yield_stress, 1.5, 1e-3);
  g_assert_cmpfloat_with_epsilon (yield.peak_stress, 1.5, 1e-9);
  /* Smoothing moves no straight line. */
  for (int i = 100; i < 400; i++)
    g_assert_cmpfloat_with_epsilon (smooth[i], stress[i], 2e-3);
}

static void
test_yield (void)
{
  check_yield (1, 0);
  check_yield (-1, 0);
  check_yield (1, 0.25);
  /* A curve that stays straight does not yield. */
  double strain[100], stress[100];
  for (int i = 0; i < 100; i++)
    {
      strain[i] = 0.001 * i;
      stress[i] = 40 * strain[i];
    }
  VitYield yield;
  g_assert_true (vit_yield_find (strain, stress, 100, NULL, &yield, NULL, NULL));
  g_assert_true (isnan (yield.yield_strain));
  g_autoptr (GError) error = NULL;
  for (int i = 0; i < 100; i++)
    stress[i] = -stress[i];
  g_assert_false (vit_yield_find (strain, stress, 100, NULL, &yield, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_creep (void)
{
  enum
  {
    N = 1001
  };
  double time[N], strain[N], rate[N];
  for (int i = 0; i < N; i++)
    {
      /* ε̇ = 1e-3 ((t − 40)/40)² + 2e-4: least at 40 ps. */
      time[i] = 0.1 * i;
      double u = time[i] - 40;
      strain[i] = 1e-3 * u * u * u / 4800 + 2e-4 * time[i];
    }
  ssize_t least = vit_creep_rate (time, strain, N, 10, rate, NULL);
  g_assert_cmpint (least, >=, 0);
  g_assert_cmpfloat_with_epsilon (time[least], 40, 0.11);
  /* The mean slope over the window: a cubic's is u² + (3/5)(w/2)²·…, here within a per cent. */
  g_assert_cmpfloat_with_epsilon (rate[least], 2e-4, 1.2e-5);
  g_assert_true (isnan (rate[0]) && isnan (rate[N - 1]));
  VitCreep creep;
  g_assert_true (vit_creep_find (time, strain, N, 10, &creep, NULL));
  g_assert_true (creep.resolved && creep.tertiary);
  g_assert_cmpfloat (creep.window, ==, 10);
  g_assert_cmpfloat_with_epsilon (creep.minimum_rate, rate[least], 1e-9);
  g_assert_cmpfloat_with_epsilon (creep.primary_end, 40 - 40 * sqrt (0.2), 1.5);
  g_assert_cmpfloat_with_epsilon (creep.secondary_end, 40 + 40 * sqrt (0.2), 1.5);
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_creep_find (time, strain, 50, 10, &creep, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);

  const double stress[] = { 1, 2, 4 }, rates[] = { 1e-4, 8e-4, 64e-4 };
  VitLineFit exponent;
  g_assert_true (vit_stress_exponent (stress, rates, 3, &exponent));
  g_assert_cmpfloat_with_epsilon (exponent.slope, 3, 1e-9);
}

/* Rates that slide along are those of a line fitted to each window, holes and offsets included. */
static void
test_sliding (void)
{
  enum
  {
    N = 3000
  };
  g_autofree double *time = g_new (double, N), *strain = g_new (double, N);
  g_autofree double *rate = g_new (double, N), *error = g_new (double, N);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  for (int i = 0; i < N; i++)
    {
      time[i] = 1e6 + 0.1 * i + 0.02 * g_rand_double (random);
      strain[i] = i % 97 == 5 ? NAN : 5 + 1e-5 * (time[i] - 1e6) + 1e-4 * g_rand_double (random);
    }
  vit_creep_rate (time, strain, N, 8, rate, error);
  for (int i = 100; i < N - 100; i += 37)
    {
      VitLineFit line;
      g_assert_true (vit_line_fit (time, strain, N, time[i] - 4, time[i] + 4, &line));
      g_assert_cmpfloat_with_epsilon (rate[i] / line.slope, 1, 1e-7);
      g_assert_cmpfloat_with_epsilon (error[i] / line.slope_error, 1, 1e-6);
    }
}

/* A steady rate below the noise of a short window is found by a wide one. */
static void
test_noisy_creep (void)
{
  enum
  {
    N = 1500
  };
  const double truth = -4e-6;
  double time[N], strain[N];
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  for (int i = 0; i < N; i++)
    {
      time[i] = 0.2 * i;
      strain[i] = -0.03 + truth * time[i] + 3e-4 * g_rand_double_range (random, -1, 1);
    }
  VitCreep creep;
  g_assert_true (vit_creep_find (time, strain, N, 10, &creep, NULL));
  g_assert_true (creep.resolved);
  g_assert_cmpfloat (creep.window, >, 20);
  g_assert_cmpfloat (creep.minimum_rate, <, 0);
  g_assert_cmpfloat (fabs (creep.minimum_rate - truth), <, 4 * creep.minimum_error);
}

static VitLoadingCurve *
curve_of (const char *text)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_close (g_file_open_tmp ("vitrine-loading-XXXXXX", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (path, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  VitLoadingCurve *curve = vit_loading_read (log, NULL, NULL, &error);
  g_assert_no_error (error);
  return curve;
}

/* What a restart goes over again counts as it was written last, with clock and without; where steps
 * begin anew at their first value, times go on. */
static void
test_restart (void)
{
  g_autoptr (VitLoadingCurve) curve =
      curve_of ("Step Time Lz Pzz\n0 5 100 0\n100 5.2 101 -1e4\n200 5.4 102 -2e4\nLoop time of 1\n"
                "Step Time Lz Pzz\n100 5.2 101.5 -3e4\n200 5.4 102.5 -4e4\n300 5.6 103.5 -5e4\n");
  g_assert_cmpuint (curve->n, ==, 4);
  g_assert_cmpuint (curve->n_replaced, ==, 2);
  g_assert_cmpuint (curve->last_run, ==, 1);
  g_assert_true (curve->has_clock);
  static const double strain[] = { 0, 0.015, 0.025, 0.035 }, stress[] = { 0, 3, 4, 5 };
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpfloat_with_epsilon (curve->strain[i], strain[i], 1e-12);
      g_assert_cmpfloat_with_epsilon (curve->stress[i], stress[i], 1e-12);
      g_assert_cmpfloat_with_epsilon (curve->time[i], 5 + 0.2 * i, 1e-12);
    }
  const int64_t steps[] = { 0, 100, 200 };
  const double clocks[] = { 5, 5.2, 5.4 };
  for (int by_clock = 0; by_clock < 2; by_clock++)
    {
      g_auto (VitLoadingMatch) match = { 0 };
      VitLoadingFrames frames = { .n = 3, .steps = steps, .clocks = by_clock ? clocks : NULL };
      vit_loading_match (curve, &frames, &match);
      g_assert_cmpuint (match.n_covered, ==, 3);
      for (int i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon (match.strain[i], strain[i], 1e-12);
    }
  /* real: atmospheres and femtoseconds; no column of times, so steps × timestep */
  g_autoptr (VitLoadingCurve) real =
      curve_of ("units real\ntimestep 2.0\nStep Lz Pzz\n0 100 -1e4\n100 101 -2e4\nLoop time of 1\n"
                "reset_timestep 0\nStep Lz Pzz\n0 101 -2e4\n500 102 -4e4\n");
  static const double times[] = { 0, 0.2, 1.2 };
  g_assert_cmpuint (real->n, ==, 3);
  g_assert_false (real->has_clock);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (real->time[i], times[i], 1e-12);
  g_assert_cmpfloat_with_epsilon (real->stress[1], 2.0265, 1e-9);
  g_autoptr (VitLoadingCurve) reduced = curve_of ("units lj\nStep Lz Pzz\n0 10 1\n100 10.1 2\n");
  g_assert_true (reduced->reduced && reduced->stress[1] == -2);
  g_autoptr (VitLoadingCurve) columns =
      curve_of ("# v_t time(ps) v_strain stress_GPa\n7 1 0.1 2\n8 2 0.2 3\n");
  g_assert_cmpfloat (columns->time[1], ==, 2);
  g_assert_cmpfloat (columns->strain[1], ==, 0.2);
  g_assert_cmpfloat (columns->stress[1], ==, 3);
}

static void
test_cycles (void)
{
  enum
  {
    N = 5001
  };
  const double period = 50, lag = 0.3, e0 = 0.04, s0 = 2, omega = 2 * G_PI / period;
  double time[N], strain[N], stress[N];
  for (int i = 0; i < N; i++)
    {
      time[i] = 0.05 * i;
      strain[i] = 0.01 + 1e-5 * time[i] + e0 * sin (omega * time[i] + 0.7);
      stress[i] = 0.1 + s0 * sin (omega * time[i] + 0.7 + lag);
    }
  size_t n;
  g_autofree VitCycle *cycles = vit_cycles_new (time, strain, stress, N, period, &n, NULL);
  g_assert_cmpuint (n, ==, 5);
  for (size_t c = 0; c < n; c++)
    {
      g_assert_cmpfloat_with_epsilon (cycles[c].strain_amplitude, e0, 1e-9);
      g_assert_cmpfloat_with_epsilon (cycles[c].stress_amplitude, s0, 1e-9);
      g_assert_cmpfloat_with_epsilon (cycles[c].strain_drift, 1e-5, 1e-12);
      g_assert_cmpfloat_with_epsilon (cycles[c].lag, lag, 1e-9);
      /* ∮σ dε = π σ₀ ε₀ sin δ, but for the drift. */
      g_assert_cmpfloat_with_epsilon (cycles[c].loop_area, G_PI * s0 * e0 * sin (lag), 1e-3);
      g_assert_cmpfloat_with_epsilon (cycles[c].storage, s0 / e0 * cos (lag), 1e-6);
      g_assert_cmpfloat_with_epsilon (cycles[c].loss, s0 / e0 * sin (lag), 1e-6);
    }
  /* Few points and no drift: trapezoids, closed, give the polygon's area. */
  enum
  {
    N_FEW = 41
  };
  for (int i = 0; i < N_FEW; i++)
    {
      time[i] = 2.5 * i;
      strain[i] = e0 * sin (omega * time[i] + 0.7);
      stress[i] = s0 * sin (omega * time[i] + 0.7 + lag);
    }
  g_autofree VitCycle *few = vit_cycles_new (time, strain, stress, N_FEW, period, &n, NULL);
  g_assert_cmpuint (n, ==, 2);
  for (size_t c = 0; c < n; c++)
    g_assert_cmpfloat_with_epsilon (few[c].loop_area, 10 * sin (G_PI / 10) * s0 * e0 * sin (lag),
                                    1e-12);
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_cycles_new (time, strain, stress, N, 1e4, &n, &error));
  g_assert_nonnull (error);
}

/* A log of the samples; skips the test without them. */
static VitThermoLog *
open_log (const char *name)
{
  g_autofree char *below = g_build_filename ("samples", name, NULL);
  g_autofree char *path = sample_shared (below);
  if (!path)
    {
      g_test_skip ("VITRINE_TEST_DATA is not set");
      return NULL;
    }
  g_autoptr (GError) error = NULL;
  VitThermoLog *log = vit_thermo_log_open (path, NULL, &error);
  g_assert_no_error (error);
  return log;
}

static VitLoadingCurve *
open_curve (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitThermoLog) log = open_log (name);
  if (!log)
    return NULL;
  g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, NULL, &error);
  g_assert_no_error (error);
  return vit_loading_curve_cut (curve);
}

/* The numbers of the samples' README, from an independent program. */
static void
test_acoustic_sample (void)
{
  static const double amplitude[] = { 0.0386, 0.0424, 0.0416, 0.0429, 0.0460, 0.0434,
                                      0.0447, 0.0414, 0.0427, 0.0433, 0.0423, 0.0404 };
  static const double lag[] = { 0.083, 0.145, 0.206, 0.340, 0.217, 0.209,
                                0.176, 0.171, 0.175, 0.131, 0.099, 0.174 };
  static const double area[] = { 0.019, 0.037, 0.051, 0.085, 0.058, 0.053,
                                 0.047, 0.042, 0.045, 0.034, 0.025, 0.042 };
  g_autoptr (VitLoadingCurve) curve = open_curve ("acoustic-2.0GPa-2e10.strain.gz");
  if (!curve)
    return;
  size_t n;
  g_autofree VitCycle *cycles =
      vit_cycles_new (curve->time, curve->strain, curve->stress, curve->n, 50, &n, NULL);
  g_assert_cmpuint (n, ==, 12);
  for (size_t c = 0; c < n; c++)
    {
      g_test_message ("cycle %zu: %.4f %.3f %.3f", c, cycles[c].strain_amplitude, cycles[c].lag,
                      cycles[c].loop_area);
      g_assert_cmpfloat_with_epsilon (cycles[c].strain_amplitude, amplitude[c], 3e-4);
      g_assert_cmpfloat_with_epsilon (cycles[c].lag, lag[c], 3e-3);
      g_assert_cmpfloat_with_epsilon (cycles[c].loop_area, area[c], 2e-3);
    }
}

static void
test_compress_sample (void)
{
  g_autoptr (VitLoadingCurve) curve = open_curve ("log.compress.gz");
  if (!curve)
    return;
  VitYield yield;
  g_assert_true (vit_yield_find (curve->strain, curve->stress, curve->n, NULL, &yield, NULL, NULL));
  g_test_message ("E %.1f GPa, yield %.4f %.3f GPa, peak %.4f %.3f GPa", yield.modulus,
                  yield.yield_strain, yield.yield_stress, yield.peak_strain, yield.peak_stress);
  g_assert_cmpint (yield.sign, ==, -1);
  g_assert_cmpfloat_with_epsilon (yield.peak_stress, 2.5, 0.1);
  g_assert_cmpfloat_with_epsilon (yield.peak_strain, 0.066, 0.004);
  g_assert_cmpfloat (yield.yield_strain, >, 0.015);
  g_assert_cmpfloat (yield.yield_strain, <, 0.038);
}

static void
test_quench_sample (void)
{
  g_autoptr (VitThermoLog) log = open_log ("log.quench.glass.gz");
  if (!log)
    return;
  g_autofree double *t = NULL, *v = NULL;
  size_t n = vit_volume_curve (log, NULL, NULL, &t, &v, NULL);
  VitGlassTransition transition;
  g_assert_true (vit_glass_transition_find (t, v, n, NULL, &transition, NULL));
  g_test_message ("T_g %.1f K", transition.t_g);
  g_assert_cmpfloat_with_epsilon (transition.t_g, 704.0, 0.1);
  /* How far the choice of windows moves it on this run. */
  const double narrow[4] = { 100, 300, 1000, 1800 };
  g_assert_true (vit_glass_transition_find (t, v, n, narrow, &transition, NULL));
  g_test_message ("T_g %.1f K with the glass up to 300 K", transition.t_g);
  g_assert_cmpfloat (transition.t_g, >, 661);
  g_assert_cmpfloat (transition.t_g, <, 763);
}

static bool
find_creep (const char *name, VitCreep *creep)
{
  g_autoptr (VitLoadingCurve) curve = open_curve (name);
  if (!curve)
    return false;
  size_t first = curve->last_run;
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_creep_find (curve->time + first, curve->strain + first, curve->n - first, 10,
                                 creep, &error));
  g_assert_no_error (error);
  g_test_message ("%s: %.3g ± %.1g /ps over %.0f ps at %.0f ps", name, creep->minimum_rate,
                  creep->minimum_error, creep->window, creep->minimum_time);
  return true;
}

/* One sample holds and slows down; the other arrests and then yields. Rates as two points of the
 * strain curve give them: 1.8 % in 330 ps on the whole, most of it early. */
static void
test_creep_samples (void)
{
  VitCreep holds, yields;
  if (!find_creep ("log.creep-2.0.gz", &holds) || !find_creep ("log.creep-2.3.gz", &yields))
    return;
  g_assert_true (holds.resolved && yields.resolved);
  g_assert_false (holds.tertiary);
  g_assert_true (yields.tertiary);
  g_assert_cmpfloat (holds.minimum_rate, <, 0);
  g_assert_cmpfloat (holds.minimum_rate, >, -0.018 / 330);
  g_assert_cmpfloat (yields.minimum_rate, <, holds.minimum_rate);
  /* Ramps end at 30 and 33 ps of the logs' clocks. */
  g_assert_cmpfloat (holds.minimum_time, >, 30 + 150);
  g_assert_cmpfloat (yields.minimum_time, <, 33 + 200);
}

static void
test_transition (void)
{
  double t[200], v[200];
  for (int i = 0; i < 200; i++)
    {
      t[i] = 10 * i;
      v[i] = t[i] < 700 ? 100 + 0.01 * t[i] : 107 + 0.03 * (t[i] - 700);
    }
  VitGlassTransition transition;
  g_assert_true (vit_glass_transition_find (t, v, 200, NULL, &transition, NULL));
  g_assert_cmpfloat_with_epsilon (transition.t_g, 700, 1e-6);
  g_autoptr (GError) error = NULL;
  const double nowhere[4] = { 5000, 6000, 7000, 8000 };
  g_assert_false (vit_glass_transition_find (t, v, 200, nowhere, &transition, &error));
  g_assert_nonnull (error);
}

/* The period of a strain with drift and noise is found; another one is told from it. */
static void
test_period (void)
{
  enum
  {
    N = 2000
  };
  double time[N], strain[N];
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  for (double cycles = 2.6; cycles < 30; cycles += 1.7)
    for (int noise = 0; noise < 2; noise++)
      for (int drift = 0; drift < 2; drift++)
        {
          double period = 600 / cycles;
          for (int i = 0; i < N; i++)
            {
              time[i] = 0.3 * i;
              strain[i] = 0.04 * sin (2 * G_PI * time[i] / period - 1) + 1e-4 * drift * time[i] +
                          0.003 * noise * g_rand_double_range (random, -1, 1);
            }
          double found = vit_cycles_find_period (time, strain, N);
          g_test_message ("%g cycles: %g of %g ps", cycles, found, period);
          g_assert_cmpfloat_with_epsilon (found / period, 1, 0.05);
          g_assert_true (vit_cycles_have_period (found, period));
          g_assert_false (vit_cycles_have_period (found, 1.54 * period));
          g_assert_false (vit_cycles_have_period (found, period / 2));
        }
  for (int i = 0; i < N; i++)
    strain[i] = 1e-3 * time[i];
  g_assert_true (isnan (vit_cycles_find_period (time, strain, N)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loading/line", test_line);
  g_test_add_func ("/loading/yield", test_yield);
  g_test_add_func ("/loading/creep", test_creep);
  g_test_add_func ("/loading/sliding", test_sliding);
  g_test_add_func ("/loading/noisy-creep", test_noisy_creep);
  g_test_add_func ("/loading/restart", test_restart);
  g_test_add_func ("/loading/cycles", test_cycles);
  g_test_add_func ("/loading/period", test_period);
  g_test_add_func ("/loading/transition", test_transition);
  g_test_add_func ("/loading/acoustic-sample", test_acoustic_sample);
  g_test_add_func ("/loading/compress-sample", test_compress_sample);
  g_test_add_func ("/loading/quench-sample", test_quench_sample);
  g_test_add_func ("/loading/creep-samples", test_creep_samples);
  return g_test_run ();
}
