/* vitrine-cli mechanics: what logs say of a loaded or cooled glass. */

#include <math.h>
#include <stdio.h>

#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/mechanics/loading.h"

static gboolean as_json;
static double period, window = 10, offset = 0.002;
static char *glass_window, *liquid_window, *columns_list;

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
  { "columns", 0, 0, G_OPTION_ARG_STRING, &columns_list,
    "Names of the columns of a table that has none, as in time_ps,strain,stress_GPa", "A,B,…" },
  VIT_CLI_PREMISE_ENTRIES{ NULL },
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
put_text (JsonBuilder *b, const char *name, const char *text)
{
  if (b)
    {
      json_builder_set_member_name (b, name);
      json_builder_add_string_value (b, text);
    }
  else
    printf ("%-28s%s\n", name, text);
}

/* Names and units of what depends on the units of the log: GPa and ps, or those of units lj. */
typedef struct
{
  const char *stress, *stress_name, *time, *time_name;
} Labels;

static Labels
get_labels (const VitLoadingCurve *curve)
{
  return curve->reduced ? (Labels){ "ε/σ³", "eps_per_sigma3", "τ", "tau" }
                        : (Labels){ "GPa", "GPa", "ps", "ps" };
}

static void
put_stress (JsonBuilder *b,
            const VitLoadingCurve *curve,
            const char *name,
            double value,
            const char *remark)
{
  Labels labels = get_labels (curve);
  g_autofree char *full = g_strdup_printf ("%s_%s", name, labels.stress_name);
  g_autofree char *unit = g_strdup_printf ("%s%s", labels.stress, remark);
  put (b, full, value, unit);
}

static void
put_time (JsonBuilder *b, const VitLoadingCurve *curve, const char *name, double value)
{
  Labels labels = get_labels (curve);
  g_autofree char *full = g_strdup_printf ("%s_%s", name, labels.time_name);
  put (b, full, value, labels.time);
}

static void
put_rate (JsonBuilder *b,
          const VitLoadingCurve *curve,
          const char *name,
          double value,
          const char *remark)
{
  Labels labels = get_labels (curve);
  g_autofree char *full = g_strdup_printf ("%s_per_%s", name, labels.time_name);
  g_autofree char *unit = g_strdup_printf ("1/%s%s", labels.time, remark);
  put (b, full, value, unit);
}

static gboolean
put_cycles (JsonBuilder *b, const char *path, const VitLoadingCurve *curve, GError **error)
{
  size_t n;
  Labels labels = get_labels (curve);
  g_autofree VitCycle *cycles =
      vit_cycles_new (curve->time, curve->strain, curve->stress, curve->n, period, &n, error);
  if (!cycles)
    return FALSE;
  if (n == 0)
    {
      g_set_error (
          error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
          "no cycle of %g %s can be fitted: each needs several rows with stress and strain", period,
          labels.time);
      return FALSE;
    }
  double found = vit_cycles_find_period (curve->time, curve->strain, curve->n);
  if (isfinite (found))
    put_time (b, curve, "period_of_strain", found);
  if (!vit_cycles_have_period (found, period))
    {
      g_printerr (
          "%s: the strain goes up and down with a period of %.4g %s, and --period is %g%s\n", path,
          found, labels.time, period, vit_cli_strict ? "" : " (warning)");
      if (vit_cli_strict)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "the period is in doubt (--strict)");
          return FALSE;
        }
    }
  if (b)
    {
      json_builder_set_member_name (b, "cycles");
      json_builder_begin_array (b);
    }
  else
    printf ("   start %2s  amplitude   lag rad  area %s  E' %s  E\" %s\n", labels.time,
            labels.stress, labels.stress, labels.stress);
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
      put_time (b, curve, "start", y->start);
      put (b, "strain_amplitude", y->strain_amplitude, "");
      put (b, "strain_mean", y->strain_mean, "");
      put_stress (b, curve, "stress_amplitude", y->stress_amplitude, "");
      put (b, "lag_rad", y->lag, "");
      put_stress (b, curve, "loop_area", y->loop_area, "");
      put_stress (b, curve, "storage", y->storage, "");
      put_stress (b, curve, "loss", y->loss, "");
      json_builder_end_object (b);
    }
  if (b)
    json_builder_end_array (b);
  return TRUE;
}

static gboolean
put_yield (JsonBuilder *b, const VitLoadingCurve *curve, GError **error)
{
  VitYieldOptions options = { .offset = offset };
  VitYield yield;
  if (!vit_yield_find (curve->strain, curve->stress, curve->n, &options, &yield, NULL, error))
    return FALSE;
  bool shear = curve->axis >= 3 && curve->axis < 6;
  put (b, "sign", yield.sign, shear ? "(shear)" : yield.sign < 0 ? "(compression)" : "(tension)");
  put_stress (b, curve, "modulus", yield.modulus, "");
  put (b, "yield_strain", yield.yield_strain, "");
  put_stress (b, curve, "yield_stress", yield.yield_stress, "");
  put (b, "peak_strain", yield.peak_strain, "");
  put_stress (b, curve, "peak_stress", yield.peak_stress, "");
  if (isfinite (yield.yield_strain))
    return TRUE;
  g_set_error (
      error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
      "no yield point: the stress does not stay below the line offset by %g of strain; the "
      "curve ends at a strain of %.3g",
      offset, curve->n > 0 ? curve->strain[curve->n - 1] : NAN);
  return FALSE;
}

/* Of the last run of the loading: the ramp before it is no creep. */
static gboolean
put_creep (
    JsonBuilder *b, const VitLoadingCurve *curve, double *stress, double *rate, GError **error)
{
  size_t first = curve->last_run, n = curve->n - first;
  VitCreep creep;
  if (!vit_creep_find (curve->time + first, curve->strain + first, n, window, &creep, error))
    return FALSE;
  /* A sample that flows fast does not carry the stress asked for: what it carried then counts. */
  size_t begin = first, end = curve->n;
  while (begin < end && curve->time[begin] < creep.minimum_time - creep.window / 2)
    begin++;
  while (end > begin && curve->time[end - 1] > creep.minimum_time + creep.window / 2)
    end--;
  *stress = vit_loading_average (curve->stress + begin, end - begin);
  *rate = creep.resolved ? creep.minimum_rate : NAN;
  put_time (b, curve, "creep_from", curve->time[first]);
  if (b || isfinite (*stress))
    put_stress (b, curve, "creep_stress", *stress, " (where the rate is least)");
  put_rate (b, curve, "minimum_rate", creep.minimum_rate, "");
  put_rate (b, curve, "minimum_rate_error", creep.minimum_error,
            creep.resolved ? "" : " (not beyond noise)");
  put_time (b, curve, "minimum_rate_window", creep.window);
  put_time (b, curve, "minimum_rate_at", creep.minimum_time);
  put_time (b, curve, "primary_end", creep.primary_end);
  put_time (b, curve, creep.tertiary ? "tertiary_from" : "end", creep.secondary_end);
  return TRUE;
}

/* @why: what there is no result for, one sentence. */
static gboolean
put_loading (JsonBuilder *b,
             const char *path,
             const VitLoadingCurve *read,
             double *stress,
             double *rate,
             GError **why)
{
  g_autoptr (VitLoadingCurve) curve = vit_loading_curve_cut (read);
  if (period > 0 && read->kind != VIT_LOADING_NONE)
    return put_cycles (b, path, curve, why);
  if (read->why)
    g_set_error (why, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s", read->why);
  else if (read->kind == VIT_LOADING_CREEP)
    return put_creep (b, curve, stress, rate, why);
  else if (read->kind == VIT_LOADING_STEADY)
    return put_yield (b, curve, why);
  else
    g_set_error (why, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                 "the strain goes up and down: the loading is cyclic, and its --period is needed");
  return FALSE;
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

/* Put the glass transition of a cooling. @judged gets its runs. */
static gboolean
put_cooling (
    JsonBuilder *b, VitThermoLog *log, const double windows[4], VitPremises *judged, GError **why)
{
  g_autofree double *t = NULL, *v = NULL;
  VitGlassTransition transition;
  size_t n = vit_volume_curve (log, vit_cli_get_premises (), judged, &t, &v, why);
  if (n == 0 || !vit_glass_transition_find (t, v, n, windows, &transition, why))
    return FALSE;
  g_autofree char *lines = g_strdup_printf ("K (lines of %g to %g K and %g to %g K)", windows[0],
                                            windows[1], windows[2], windows[3]);
  put (b, "glass_transition_K", transition.t_g, lines);
  put_text (b, "cooling_runs", vit_premises_get_text (judged, VIT_PREMISE_LOADING));
  return TRUE;
}

static void
put_premises (JsonBuilder *b, const VitPremises *judged)
{
  if (b)
    vit_cli_add_premises (b, judged);
  else
    vit_cli_print_premises (judged);
}

/* The glass transition rests on the runs of the cooling alone. */
static void
print_idle_of_cooling (const char *path)
{
  char why[] = "the glass transition rests on the runs of the cooling alone";
  char *idle[VIT_N_PREMISES];
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    idle[id] = id == VIT_PREMISE_LOADING ? NULL : why;
  vit_cli_print_idle (path, vit_cli_get_premises (), idle);
}

/* @stress and @rate are of a log of creep, else left alone. */
static gboolean
put_read_log (JsonBuilder *b,
              VitThermoLog *log,
              const char *path,
              const double windows[4],
              double *stress,
              double *rate,
              GError **error)
{
  g_autoptr (GError) no_cooling = NULL;
  g_autoptr (GError) no_loading = NULL;
  g_autoptr (VitPremises) cooling = vit_premises_new ();
  g_autoptr (VitPremises) judged = vit_premises_new ();
  g_autoptr (VitLoadingCurve) curve =
      vit_loading_read (log, vit_cli_get_premises (), judged, &no_loading);
  if (!curve && no_loading->code == VIT_ERROR_INVALID)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&no_loading), "%s: ", path);
      return FALSE;
    }
  if (vit_thermo_log_get_n_stray (log) > 0)
    g_printerr ("%s: %zu rows of numbers that are none of the tables are left out (warning)\n",
                path, vit_thermo_log_get_n_stray (log));
  gboolean cooled = put_cooling (b, log, windows, cooling, &no_cooling);
  gboolean loaded = FALSE;
  if (curve && curve->n_replaced > 0 && (!cooled || curve->kind != VIT_LOADING_NONE))
    put (b, "rows_replaced", (double) curve->n_replaced, "(the clock goes back; later rows count)");
  if (curve)
    loaded = put_loading (b, path, curve, stress, rate, &no_loading);
  /* A log of a cooling alone rests on nothing that a loading does. */
  const VitPremises *premises = cooled && !loaded ? cooling : judged;
  if (cooled && !loaded)
    print_idle_of_cooling (path);
  else if (curve)
    vit_cli_print_idle (path, vit_cli_get_premises (), curve->idle);
  put_premises (b, premises);
  if (!vit_cli_check_premises (path, premises))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: a premise is in doubt", path);
      return FALSE;
    }
  if (cooled || loaded)
    return TRUE;
  /* A log with temperatures and volumes could be one of a cooling as well. */
  gboolean of_both = no_cooling && (g_str_has_prefix (no_cooling->message, "no cooling") ||
                                    no_cooling->code != VIT_ERROR_NOT_FOUND);
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s: %s%s%s", path, no_loading->message,
               of_both ? "; and no glass transition: " : "", of_both ? no_cooling->message : "");
  return FALSE;
}

static gboolean
put_log (JsonBuilder *b,
         const char *path,
         const double windows[4],
         double *stress,
         double *rate,
         GError **error)
{
  g_auto (GStrv) columns = columns_list ? g_strsplit (columns_list, ",", -1) : NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitThermoLog) log =
      vit_thermo_log_open_named (path, (const char *const *) columns, progress, error);
  vit_cli_progress_end ();
  return log && put_read_log (b, log, path, windows, stress, rate, error);
}

/* Put one log of several; one that fails is named and the others go on. */
static VitExit
put_one_of (JsonBuilder *b, const char *path, const double windows[4], double *stress, double *rate)
{
  g_autoptr (GError) error = NULL;
  *stress = *rate = NAN;
  if (b)
    json_builder_begin_object (b);
  put_text (b, "file", path);
  VitExit exit = VIT_EXIT_GOOD;
  if (!put_log (b, path, windows, stress, rate, &error))
    {
      if (b)
        put_text (b, "error", error->message);
      exit = vit_cli_fail (g_steal_pointer (&error));
    }
  if (b)
    json_builder_end_object (b);
  return exit;
}

static VitExit
put_logs (JsonBuilder *b, char **paths, guint n, const double windows[4])
{
  g_autofree double *stress = g_new (double, n), *rate = g_new (double, n);
  VitExit exit = VIT_EXIT_GOOD;
  if (b)
    {
      json_builder_set_member_name (b, "logs");
      json_builder_begin_array (b);
    }
  for (guint i = 0; i < n; i++)
    {
      if (!b && i > 0)
        printf ("\n");
      VitExit one = put_one_of (b, paths[i], windows, &stress[i], &rate[i]);
      exit = MAX (exit, one);
    }
  if (b)
    json_builder_end_array (b);
  else
    printf ("\n");
  VitLineFit exponent;
  if (vit_stress_exponent (stress, rate, n, &exponent))
    {
      put (b, "stress_exponent", exponent.slope, "(d ln rate / d ln stress)");
      if (isfinite (exponent.slope_error))
        put (b, "stress_exponent_error", exponent.slope_error, "");
    }
  return exit;
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
  if (argc < 2)
    return vit_cli_usage ("mechanics", "a LOG is needed");
  if (!parse_window (glass_window, windows) || !parse_window (liquid_window, windows + 2))
    return vit_cli_usage ("mechanics",
                          "--glass and --liquid are two rising temperatures, as in 100,550");
  if (!vit_cli_refuse_idle ("mechanics"))
    return VIT_EXIT_USAGE;
  g_autoptr (JsonBuilder) b = as_json ? json_builder_new () : NULL;
  GError *error = NULL;
  double stress, rate;
  if (!vit_cli_refuse_labels (&error))
    return vit_cli_fail (error);
  if (b)
    json_builder_begin_object (b);
  exit = argc > 2 ? put_logs (b, argv + 1, (guint) argc - 1, windows)
         : put_log (b, argv[1], windows, &stress, &rate, &error) ? VIT_EXIT_GOOD
                                                                 : vit_cli_fail (error);
  if (b)
    {
      json_builder_end_object (b);
      vit_cli_print_json (json_builder_get_root (b));
    }
  return exit;
}
