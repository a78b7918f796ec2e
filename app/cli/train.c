/* vitrine-cli train */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/inputs.h"
#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/tml/model-train.h"
#include "core/tml/validation.h"

static char **class_texts;
static char *intervals_text, *output, *metric, *frame;
static int n_origins = 1, k = 50, per_class, seed = 1;
static gboolean standardise, keep_drift;

static const GOptionEntry entries[] = {
  { "class", 0, 0, G_OPTION_ARG_STRING_ARRAY, &class_texts,
    "An equilibrium run at T kelvin; once per run", "T=FILE" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The model", "MODEL" },
  { "dt", 0, 0, G_OPTION_ARG_STRING, &intervals_text, "Intervals in ps (default 0.2 … 200)",
    "LIST" },
  { "origins", 0, 0, G_OPTION_ARG_INT, &n_origins, "Time origins per run (default 1)", "N" },
  { "neighbours", 'k', 0, G_OPTION_ARG_INT, &k, "Neighbours (default 50)", "N" },
  { "per-class", 0, 0, G_OPTION_ARG_INT, &per_class, "Instances per class at most", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of the choice where a class has more (default 1)",
    "N" },
  { "standardise", 0, 0, G_OPTION_ARG_NONE, &standardise, "Scale features to deviation 1", NULL },
  { "metric", 0, 0, G_OPTION_ARG_STRING, &metric, "euclidean (default) or cityblock", "NAME" },
  { "frame", 0, 0, G_OPTION_ARG_STRING, &frame, "Displacements against box (default), raw or cage",
    "NAME" },
  { "keep-drift", 0, 0, G_OPTION_ARG_NONE, &keep_drift, "Leave the mean displacement in", NULL },
  VIT_CLI_RUN_ENTRIES VIT_CLI_PREMISE_ENTRIES{ NULL },
};

static gboolean
open_class (const char *text, VitTrainingRun *run, VitProgress *progress, GError **error)
{
  const char *equals = strchr (text, '=');
  char *end;
  run->temperature = g_ascii_strtod (text, &end);
  if (!equals || end != equals || !(run->temperature > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "--class %s: T=FILE is expected, as in 700=run.dump", text);
      return FALSE;
    }
  const char *const paths[] = { equals + 1, NULL };
  g_autoptr (VitRun) opened = vit_cli_open_timed_run (paths, progress, error);
  if (!opened)
    return FALSE;
  run->trajectory = vit_trajectory_ref (vit_run_get_trajectory (opened));
  run->timeline = vit_timeline_ref (vit_run_get_timeline (opened));
  return TRUE;
}

static gboolean
read_options (VitTrainingOptions *options, VitExit *exit)
{
  if (metric && strcmp (metric, "euclidean") != 0 && strcmp (metric, "cityblock") != 0)
    *exit = vit_cli_usage ("train", "there is no metric \"%s\"", metric);
  else if (vit_cli_parse_motion_frame ("train", frame, &options->model.motion.frame, exit))
    {
      options->model.k = (unsigned) k;
      options->model.scaling = standardise ? VIT_SCALING_STANDARDISE : VIT_SCALING_NONE;
      options->model.metric =
          g_strcmp0 (metric, "cityblock") == 0 ? VIT_METRIC_CITYBLOCK : VIT_METRIC_EUCLIDEAN;
      options->model.motion.keep_drift = keep_drift;
      options->per_class = (size_t) per_class;
      options->seed = (uint64_t) seed;
      return TRUE;
    }
  return FALSE;
}

/* Origins that all runs have frames at, evenly over what the longest interval leaves. */
static double *
choose_origins (const VitTrainingRun *runs, guint n, double longest, size_t *count)
{
  double span = INFINITY;
  for (guint r = 0; r < n; r++)
    {
      size_t frames = vit_timeline_get_n_frames (runs[r].timeline);
      span = fmin (span, vit_timeline_get_times (runs[r].timeline)[frames - 1]);
    }
  double *origins = g_new (double, n_origins);
  *count = 0;
  for (int o = 0; o < n_origins; o++)
    {
      double wanted = n_origins > 1 ? fmax (span - longest, 0) * o / (n_origins - 1) : 0;
      size_t frame_at = vit_timeline_find_nearest (runs[0].timeline, wanted);
      double origin = vit_timeline_get_times (runs[0].timeline)[frame_at];
      if (*count == 0 || origin > origins[*count - 1] + 1e-9)
        origins[(*count)++] = origin;
    }
  return origins;
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* What --dt asks for, ascending, each once. */
static double *
parse_intervals (const char *text, size_t *n)
{
  g_autofree double *intervals = vit_cli_parse_numbers (text, n);
  if (!intervals)
    return NULL;
  qsort (intervals, *n, sizeof *intervals, compare_numbers);
  size_t kept = 0;
  for (size_t j = 0; j < *n; j++)
    if (kept == 0 || intervals[j] > intervals[kept - 1])
      intervals[kept++] = intervals[j];
  *n = kept;
  return intervals[0] > 0 ? g_steal_pointer (&intervals) : NULL;
}

/* The runs may not have frames for all that was wished for. */
static void
print_missing (VitModel *model, const double *intervals, size_t n)
{
  static const double usual[] = { 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200 };
  size_t n_there;
  const double *there = vit_model_get_default_intervals (model, &n_there);
  g_autoptr (GString) text = g_string_new (NULL);
  if (!intervals)
    {
      intervals = usual;
      n = G_N_ELEMENTS (usual);
    }
  for (size_t j = 0; j < n; j++)
    {
      gboolean found = FALSE;
      for (size_t i = 0; i < n_there; i++)
        found = found || fabs (there[i] - intervals[j]) < 1e-9;
      if (!found)
        g_string_append_printf (text, "%s%g", text->len > 0 ? ", " : "", intervals[j]);
    }
  vit_cli_progress_end ();
  if (text->len > 0)
    g_printerr (
        "vitrine-cli: the model lacks Δt = %s ps: not all runs have such frames (warning)\n",
        text->str);
}

static void
print_validation (VitModel *model, VitProgress *progress)
{
  size_t n;
  const double *intervals = vit_model_get_default_intervals (model, &n);
  g_autoptr (VitValidation) v = vit_validation_cross (model, intervals, n, 10, 1, progress, NULL);
  vit_cli_progress_end ();
  for (size_t c = 0; v && c < v->n_classes; c++)
    printf ("%6g K  predicted %7.1f ± %.1f K\n", v->classes[c], v->mean[c], v->deviation[c]);
}

VitExit
vit_command_train (int argc, char **argv)
{
  VitExit exit;
  VitTrainingOptions options = { .model = VIT_MODEL_OPTIONS_DEFAULT };
  if (!vit_cli_parse (entries, "--class T=FILE … -o MODEL",
                      "Makes a T_ML model from equilibrium runs.", &argc, &argv, &exit))
    return exit;
  guint n = class_texts ? g_strv_length (class_texts) : 0;
  if (n < 2 || !output || argc > 1)
    return vit_cli_usage ("train", "two or more --class T=FILE and -o MODEL are needed");
  if (!read_options (&options, &exit))
    return exit;
  g_autofree double *intervals = NULL;
  if (intervals_text && !(intervals = parse_intervals (intervals_text, &options.n_intervals)))
    return vit_cli_usage ("train", "--dt %s is no list of positive numbers", intervals_text);
  options.intervals = intervals;
  for (guint r = 0; r < n; r++)
    vit_cli_reads (strchr (class_texts[r], '=') ? strchr (class_texts[r], '=') + 1 : NULL);
  if (!vit_cli_may_write ("train", output, NULL, &exit))
    return exit;

  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autofree VitTrainingRun *runs = g_new0 (VitTrainingRun, n);
  gboolean ok = TRUE;
  for (guint r = 0; r < n && ok; r++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, 0.5 * r / n, 0.5 * (r + 1) / n, "Reading the runs");
      ok = open_class (class_texts[r], &runs[r], progress, &error);
      vit_progress_leave (progress, whole);
    }
  g_autofree double *origins = NULL;
  g_autoptr (VitModel) model = NULL;
  if (ok)
    {
      double longest = intervals ? intervals[options.n_intervals - 1] : 200;
      origins = choose_origins (runs, n, longest, &options.n_origins);
      options.origins = origins;
      vit_progress_set_range (progress, 0.5, 0.9, "Training");
      model = vit_model_train (runs, n, &options, progress, &error);
    }
  VitExit of_runs = VIT_EXIT_GOOD;
  for (guint r = 0; r < n; r++)
    {
      VitExit one = runs[r].trajectory ? vit_cli_run_exit (runs[r].trajectory, !model) : of_runs;
      of_runs = MAX (of_runs, one);
      g_clear_pointer (&runs[r].timeline, vit_timeline_unref);
      g_clear_pointer (&runs[r].trajectory, vit_trajectory_unref);
    }
  if (!model || !vit_model_save (model, output, &error))
    return vit_cli_fail (error);
  print_missing (model, intervals, options.n_intervals);
  vit_progress_set_range (progress, 0.9, 1, "Validating");
  print_validation (model, progress);
  return of_runs;
}
