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
      printf ("%-24s%.6g %s\n", name, value, unit);
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

static gboolean
put_curve (JsonBuilder *b, VitThermoLog *log, GError **error)
{
  g_autoptr (VitLoadingCurve) curve = vit_loading_curve_new (log, error);
  VitYieldOptions options = { .offset = offset };
  VitYield yield;
  if (!curve)
    return FALSE;
  if (vit_yield_find (curve->strain, curve->stress, curve->n, &options, &yield, NULL, NULL))
    {
      put (b, "sign", yield.sign, yield.sign < 0 ? "(compression)" : "(tension)");
      put (b, "modulus_GPa", yield.modulus, "GPa");
      put (b, "yield_strain", yield.yield_strain, "");
      put (b, "yield_stress_GPa", yield.yield_stress, "GPa");
      put (b, "peak_strain", yield.peak_strain, "");
      put (b, "peak_stress_GPa", yield.peak_stress, "GPa");
    }
  g_autofree double *rate = g_new (double, MAX (curve->n, 1));
  VitCreepStages stages;
  if (curve->n > 2 && isfinite (curve->time[0]) &&
      vit_creep_rate (curve->time, curve->strain, curve->n, window, rate) >= 0 &&
      vit_creep_stages (curve->time, rate, curve->n, &stages))
    {
      put (b, "minimum_rate_per_ps", stages.minimum_rate, "1/ps");
      put (b, "minimum_rate_at_ps", curve->time[stages.minimum], "ps");
    }
  if (period > 0)
    put_cycles (b, curve);
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
  gboolean loaded = put_curve (b, log, &error);
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
