/* vitrine-cli mechanics: what logs say of a loaded or cooled glass. */

#include <math.h>
#include <stdio.h>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/mechanics/loading.h"

static gboolean as_json;
static double period, window = 10, offset = 0.002;
static char *glass_window, *liquid_window;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  { "period", 0, 0, G_OPTION_ARG_DOUBLE, &period, "Of a cyclic loading, for its cycles", "PS" },
  { "window", 0, 0, G_OPTION_ARG_DOUBLE, &window, "Over which strain rates are taken (default 10)",
    "PS" },
  { "offset", 0, 0, G_OPTION_ARG_DOUBLE, &offset, "Plastic strain at yield (default 0.002)", "E" },
  { "glass", 0, 0, G_OPTION_ARG_STRING, &glass_window,
    "Temperatures of the straight line of the glass (default 100,550)", "K,K" },
  { "liquid", 0, 0, G_OPTION_ARG_STRING, &liquid_window, "And of the liquid (default 1000,1800)",
    "K,K" },
  { NULL },
};

/* A line of text or a member of the JSON object. */
static void
put (JsonBuilder *b, const char *name, double value, const char *unit)
{
  if (b)
    vit_cli_add_number (b, name, value);
  else
    printf ("%-28s%.6g %s\n", name, value, unit);
}

static void
put_cycles (JsonBuilder *b, const VitLoadingCurve *curve)
{
  size_t n;
  g_autofree VitCycle *cycles =
      vit_cycles_new (curve->time, curve->strain, curve->stress, curve->n, period, &n, NULL);
  if (!cycles)
    return;
  if (b)
    {
      json_builder_set_member_name (b, "cycles");
      json_builder_begin_array (b);
    }
  else
    printf ("   start ps  amplitude   lag rad  area GPa  E' GPa  E\" GPa\n");
  for (size_t c = 0; c < n; c++)
    {
      const VitCycle *y = &cycles[c];
      if (!b)
        {
          printf ("%11.1f %10.4f %9.3f %9.3f %7.1f %7.1f\n", y->start, y->strain_amplitude, y->lag,
                  y->loop_area, y->storage, y->loss);
          continue;
        }
      json_builder_begin_object (b);
      put (b, "start_ps", y->start, "");
      put (b, "strain_amplitude", y->strain_amplitude, "");
      put (b, "strain_mean", y->strain_mean, "");
      put (b, "stress_amplitude_GPa", y->stress_amplitude, "");
      put (b, "lag_rad", y->lag, "");
      put (b, "loop_area_GPa", y->loop_area, "");
      put (b, "storage_GPa", y->storage, "");
      put (b, "loss_GPa", y->loss, "");
      json_builder_end_object (b);
    }
  if (b)
    json_builder_end_array (b);
}

static double
average (const double *values, size_t n)
{
  double sum = 0, count = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        sum += values[i];
        count++;
      }
  return sum / count;
}

/* Whether the last run of the log is left to creep: strain is not prescribed as a straight line,
 * and stress is about the same in both halves (it lags behind where the sample flows). */
static gboolean
is_creep (const VitLoadingCurve *curve)
{
  size_t first = curve->last_run, n = curve->n - first, middle = first + n / 2;
  double before = average (curve->stress + first, n / 2);
  double after = average (curve->stress + middle, n - n / 2);
  VitLine line;
  if (!vit_line_fit (curve->time + first, curve->strain + first, n, -INFINITY, INFINITY, &line) ||
      !(fabs (after - before) < 0.25 * fabs (after)))
    return FALSE;
  double most = 0, off = 0;
  for (size_t i = first; i < curve->n; i++)
    {
      double e = curve->strain[i] - line.intercept - line.slope * curve->time[i];
      most = fmax (most, fabs (curve->strain[i] - curve->strain[first]));
      off = fmax (off, fabs (e));
    }
  return off > 1e-3 * most;
}

/* Whether strain ends where it is largest: else the curve is no single loading. */
static gboolean
is_loading (const VitLoadingCurve *curve)
{
  size_t largest = 0;
  for (size_t i = 0; i < curve->n; i++)
    if (fabs (curve->strain[i]) > fabs (curve->strain[largest]) ||
        !isfinite (curve->strain[largest]))
      largest = i;
  return largest >= curve->n - curve->n / 10 - 1;
}

static void
put_yield (JsonBuilder *b, const VitLoadingCurve *curve)
{
  VitYieldOptions options = { .offset = offset };
  VitYield yield;
  if (!vit_yield_find (curve->strain, curve->stress, curve->n, &options, &yield, NULL, NULL))
    return;
  put (b, "sign", yield.sign, yield.sign < 0 ? "(compression)" : "(tension)");
  put (b, "modulus_GPa", yield.modulus, "GPa");
  put (b, "yield_strain", yield.yield_strain, "");
  put (b, "yield_stress_GPa", yield.yield_stress, "GPa");
  put (b, "peak_strain", yield.peak_strain, "");
  put (b, "peak_stress_GPa", yield.peak_stress, "GPa");
}

/* Of the last run of the log: the ramp before it is no creep. */
static void
put_creep (JsonBuilder *b, const VitLoadingCurve *curve, double *stress, double *rate)
{
  size_t first = curve->last_run, n = curve->n - first;
  VitCreep creep;
  if (!vit_creep_find (curve->time + first, curve->strain + first, n, window, &creep, NULL))
    return;
  /* A sample that flows fast does not carry the stress asked for: what it carried then counts. */
  size_t begin = first, end = curve->n;
  while (begin < end && curve->time[begin] < creep.minimum_time - creep.window / 2)
    begin++;
  while (end > begin && curve->time[end - 1] > creep.minimum_time + creep.window / 2)
    end--;
  *stress = average (curve->stress + begin, end - begin);
  *rate = creep.resolved ? creep.minimum_rate : NAN;
  put (b, "creep_from_ps", curve->time[first], "ps");
  put (b, "creep_stress_GPa", *stress, "GPa (where the rate is least)");
  put (b, "minimum_rate_per_ps", creep.minimum_rate, "1/ps");
  put (b, "minimum_rate_error_per_ps", creep.minimum_error,
       creep.resolved ? "1/ps" : "1/ps (not beyond noise)");
  put (b, "minimum_rate_window_ps", creep.window, "ps");
  put (b, "minimum_rate_at_ps", creep.minimum_time, "ps");
  put (b, "primary_end_ps", creep.primary_end, "ps");
  put (b, creep.tertiary ? "tertiary_from_ps" : "end_ps", creep.secondary_end, "ps");
}

static gboolean
put_curve (JsonBuilder *b,
           VitThermoLog *log,
           gboolean cooled,
           double *stress,
           double *rate,
           GError **error)
{
  g_autoptr (VitLoadingCurve) curve = vit_loading_curve_new (log, error);
  if (!curve)
    return FALSE;
  if (curve->n_replaced > 0)
    put (b, "rows_replaced", (double) curve->n_replaced, "(the clock goes back; later rows count)");
  if (period > 0)
    put_cycles (b, curve);
  else if (cooled)
    return TRUE;
  else if (is_creep (curve))
    put_creep (b, curve, stress, rate);
  else if (is_loading (curve))
    put_yield (b, curve);
  else if (!b)
    printf ("neither a loading nor creep; if it is cyclic, give its --period\n");
  return TRUE;
}

static gboolean
parse_window (const char *text, double range[2])
{
  if (!text)
    return TRUE;
  char *end;
  range[0] = g_ascii_strtod (text, &end);
  if (*end != ',')
    return FALSE;
  range[1] = g_ascii_strtod (end + 1, &end);
  return *end == '\0' && range[0] < range[1];
}

/* @stress and @rate are of a log of creep, else left alone. */
static gboolean
put_log (JsonBuilder *b,
         const char *path,
         const double windows[4],
         double *stress,
         double *rate,
         GError **error)
{
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (path, progress, error);
  vit_cli_progress_end ();
  if (!log)
    return FALSE;
  g_autofree double *t = NULL, *v = NULL;
  size_t n = vit_volume_curve (log, &t, &v);
  VitGlassTransition transition;
  gboolean cooled = vit_glass_transition_find (t, v, n, windows, &transition, NULL);
  if (cooled)
    {
      g_autofree char *lines = g_strdup_printf ("K (lines of %g to %g K and %g to %g K)",
                                                windows[0], windows[1], windows[2], windows[3]);
      put (b, "glass_transition_K", transition.t_g, lines);
    }
  g_autoptr (GError) failure = NULL;
  if (!put_curve (b, log, cooled, stress, rate, &failure) && !cooled)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

static gboolean
put_logs (JsonBuilder *b, char **paths, guint n, const double windows[4], GError **error)
{
  g_autofree double *stress = g_new (double, n), *rate = g_new (double, n);
  if (b)
    {
      json_builder_set_member_name (b, "logs");
      json_builder_begin_array (b);
    }
  for (guint i = 0; i < n; i++)
    {
      stress[i] = rate[i] = NAN;
      if (b)
        {
          json_builder_begin_object (b);
          json_builder_set_member_name (b, "file");
          json_builder_add_string_value (b, paths[i]);
        }
      else
        printf ("%s%s\n", i > 0 ? "\n" : "", paths[i]);
      if (!put_log (b, paths[i], windows, &stress[i], &rate[i], error))
        return FALSE;
      if (b)
        json_builder_end_object (b);
    }
  if (b)
    json_builder_end_array (b);
  else
    printf ("\n");
  VitLine exponent;
  if (vit_stress_exponent (stress, rate, n, &exponent))
    {
      put (b, "stress_exponent", exponent.slope, "(d ln rate / d ln stress)");
      if (isfinite (exponent.slope_error))
        put (b, "stress_exponent_error", exponent.slope_error, "");
    }
  return TRUE;
}

VitExit
vit_command_mechanics (int argc, char **argv)
{
  VitExit exit;
  if (!vit_cli_parse (entries, "LOG…",
                      "Modulus, yield, creep rate, cycles and glass transition from a log; of "
                      "several logs of creep also the stress exponent.",
                      &argc, &argv, &exit))
    return exit;
  double windows[4] = { 100, 550, 1000, 1800 };
  if (argc < 2 || !(window > 0) || !(offset > 0) || !(period >= 0 && isfinite (period)))
    return vit_cli_usage ("mechanics", "a LOG is needed, and positive options");
  if (!parse_window (glass_window, windows) || !parse_window (liquid_window, windows + 2))
    return vit_cli_usage ("mechanics", "a window is two rising temperatures, as in 100,550");
  g_autoptr (JsonBuilder) b = as_json ? json_builder_new () : NULL;
  GError *error = NULL;
  double stress, rate;
  if (b)
    json_builder_begin_object (b);
  gboolean done = argc == 2 ? put_log (b, argv[1], windows, &stress, &rate, &error)
                            : put_logs (b, argv + 1, (guint) argc - 1, windows, &error);
  if (!done)
    return vit_cli_fail (error);
  if (b)
    {
      json_builder_end_object (b);
      vit_cli_print_json (json_builder_get_root (b));
    }
  return VIT_EXIT_GOOD;
}
