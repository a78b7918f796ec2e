/* vitrine-cli mechanics: what a log says of a loaded or cooled glass. */

#include <math.h>
#include <stdio.h>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/mechanics/loading.h"

static gboolean as_json;
static double period, window = 10, offset = 0.002;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  { "period", 0, 0, G_OPTION_ARG_DOUBLE, &period, "Of a cyclic loading, for its cycles", "PS" },
  { "window", 0, 0, G_OPTION_ARG_DOUBLE, &window, "Over which strain rates are taken (default 10)",
    "PS" },
  { "offset", 0, 0, G_OPTION_ARG_DOUBLE, &offset, "Plastic strain at yield (default 0.002)", "E" },
  { NULL },
};

/* A line of text or a member of the JSON object. */
static void
put (JsonBuilder *b, const char *name, double value, const char *unit)
{
  if (!b)
    {
      printf ("%-28s%.6g %s\n", name, value, unit);
      return;
    }
  json_builder_set_member_name (b, name);
  if (isfinite (value))
    json_builder_add_double_value (b, value);
  else
    json_builder_add_null_value (b);
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
put_creep (JsonBuilder *b, const VitLoadingCurve *curve)
{
  size_t first = curve->last_run, n = curve->n - first;
  VitCreep creep;
  if (!vit_creep_find (curve->time + first, curve->strain + first, n, window, &creep, NULL))
    return;
  put (b, "creep_from_ps", curve->time[first], "ps");
  put (b, "creep_stress_GPa", average (curve->stress + first, n), "GPa");
  put (b, "minimum_rate_per_ps", creep.minimum_rate, "1/ps");
  put (b, "minimum_rate_error_per_ps", creep.minimum_error,
       creep.resolved ? "1/ps" : "1/ps (not beyond noise)");
  put (b, "minimum_rate_window_ps", creep.window, "ps");
  put (b, "minimum_rate_at_ps", creep.minimum_time, "ps");
  put (b, "primary_end_ps", creep.primary_end, "ps");
  put (b, creep.tertiary ? "tertiary_from_ps" : "end_ps", creep.secondary_end, "ps");
}

static gboolean
put_curve (JsonBuilder *b, VitThermoLog *log, gboolean cooled, GError **error)
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
    put_creep (b, curve);
  else if (is_loading (curve))
    put_yield (b, curve);
  else if (!b)
    printf ("neither a loading nor creep; if it is cyclic, give its --period\n");
  return TRUE;
}

VitExit
vit_command_mechanics (int argc, char **argv)
{
  VitExit exit;
  if (!vit_cli_parse (entries, "LOG",
                      "Modulus, yield, creep rate, cycles and glass transition from a log.", &argc,
                      &argv, &exit))
    return exit;
  if (argc != 2 || !(window > 0) || !(offset > 0) || period < 0)
    return vit_cli_usage ("mechanics", "one LOG is needed, and positive options");
  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (argv[1], progress, &error);
  vit_cli_progress_end ();
  if (!log)
    return vit_cli_fail (error);
  g_autoptr (JsonBuilder) b = as_json ? json_builder_new () : NULL;
  if (b)
    json_builder_begin_object (b);
  g_autofree double *t = NULL, *v = NULL;
  size_t n = vit_volume_curve (log, &t, &v);
  VitGlassTransition transition;
  gboolean cooled = vit_glass_transition_find (t, v, n, NULL, &transition, NULL);
  if (cooled)
    put (b, "glass_transition_K", transition.t_g, "K");
  gboolean loaded = put_curve (b, log, cooled, &error);
  if (!loaded && !cooled)
    return vit_cli_fail (error);
  g_clear_error (&error);
  if (b)
    {
      json_builder_end_object (b);
      vit_cli_print_json (json_builder_get_root (b));
    }
  return VIT_EXIT_GOOD;
}
