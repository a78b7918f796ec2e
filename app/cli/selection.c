/* vitrine-cli classes, vitrine-cli features: the choices behind a model. */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/tml/model-train.h"
#include "core/tml/selection.h"

static char **candidate_texts;
static char *intervals_text, *linkage_name, *metric;
static double cut = NAN, threshold = NAN;
static gboolean as_json;
static int k = 10, n_sampled;
static VitExit of_runs = VIT_EXIT_GOOD; /* what candidates lost */

#define COMMON_ENTRIES                                                                             \
  { "candidate",                                                                                   \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_STRING_ARRAY,                                                                     \
    &candidate_texts,                                                                              \
    "An equilibrium run at T kelvin; without T it is taken from the name; once per run",           \
    "[T=]FILE" },                                                                                  \
      VIT_CLI_RUN_ENTRIES VIT_CLI_PREMISE_ENTRIES                                                  \
  {                                                                                                \
    "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL                              \
  }

static const GOptionEntry class_entries[] = {
  COMMON_ENTRIES,
  { "dt", 0, 0, G_OPTION_ARG_STRING, &intervals_text,
    "Intervals in ps (default: all that there are)", "LIST" },
  { "linkage", 0, 0, G_OPTION_ARG_STRING, &linkage_name,
    "average (default), single, complete or ward", "NAME" },
  { "metric", 0, 0, G_OPTION_ARG_STRING, &metric, "euclidean (default) or cityblock", "NAME" },
  { "cut", 0, 0, G_OPTION_ARG_DOUBLE, &cut,
    "Height up to which temperatures make one class (default: a tenth of the largest)", "H" },
  { NULL },
};

static const GOptionEntry feature_entries[] = {
  COMMON_ENTRIES,
  { "neighbours", 'k', 0, G_OPTION_ARG_INT, &k, "Hits and misses per class (default 10)", "N" },
  { "samples", 0, 0, G_OPTION_ARG_INT, &n_sampled, "Instances that vote at most (default 4000)",
    "N" },
  { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &threshold,
    "Weight from which on an interval is proposed (default: 1.25 times the smallest)", "W" },
  { NULL },
};

static gboolean
open_candidate (const char *text, VitTrainingRun *run, VitProgress *progress, GError **error)
{
  const char *equals = strchr (text, '='), *path = text;
  char *end;
  run->temperature = g_ascii_strtod (text, &end);
  if (equals && end == equals)
    path = equals + 1;
  else
    run->temperature = vit_temperature_from_path (text);
  if (!(run->temperature > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s: its name tells no temperature: write --candidate T=%s", path, path);
      return FALSE;
    }
  const char *const paths[] = { path, NULL };
  g_autoptr (VitRun) opened = vit_cli_open_timed_run (paths, progress, error);
  if (!opened)
    return FALSE;
  run->trajectory = vit_trajectory_ref (vit_run_get_trajectory (opened));
  run->timeline = vit_timeline_ref (vit_run_get_timeline (opened));
  return TRUE;
}

static VitModel *
train_candidates (VitProgress *progress, GError **error)
{
  guint n = g_strv_length (candidate_texts);
  g_autofree VitTrainingRun *runs = g_new0 (VitTrainingRun, n);
  VitTrainingOptions options = { .model = VIT_MODEL_OPTIONS_DEFAULT };
  gboolean ok = TRUE;
  for (guint r = 0; r < n && ok; r++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, 0.5 * r / n, 0.5 * (r + 1) / n, "Reading the runs");
      ok = open_candidate (candidate_texts[r], &runs[r], progress, error);
      vit_progress_leave (progress, whole);
    }
  vit_progress_set_range (progress, 0.5, 0.8, "Taking features");
  VitModel *model = ok ? vit_model_train (runs, n, &options, progress, error) : NULL;
  for (guint r = 0; r < n; r++)
    {
      VitExit one = runs[r].trajectory ? vit_cli_run_exit (runs[r].trajectory, !model) : of_runs;
      of_runs = MAX (of_runs, one);
      g_clear_pointer (&runs[r].timeline, vit_timeline_unref);
      g_clear_pointer (&runs[r].trajectory, vit_trajectory_unref);
    }
  return model;
}

/* A model file, or one made of the candidates for this purpose. */
static VitModel *
open_model (const char *command, int argc, char **argv, VitProgress *progress, VitExit *exit)
{
  GError *error = NULL;
  guint n = candidate_texts ? g_strv_length (candidate_texts) : 0;
  if ((n == 0) != (argc == 2) || argc > 2 || n == 1)
    {
      *exit = vit_cli_usage (command, "a MODEL or two and more --candidate [T=]FILE are needed");
      return NULL;
    }
  VitModel *model = n > 0 ? train_candidates (progress, &error) : vit_model_load (argv[1], &error);
  if (!model)
    *exit = vit_cli_fail (error);
  return model;
}

/* ---- Classes ---- */

static char *
name_cluster (const VitClassSelection *s, size_t cluster)
{
  if (cluster < s->n)
    return g_strdup_printf ("%g", s->temperatures[cluster]);
  const VitMerge *merge = &s->merges[cluster - s->n];
  g_autofree char *a = name_cluster (s, merge->a), *b = name_cluster (s, merge->b);
  return g_strdup_printf ("%s %s", a, b);
}

static void
print_classes_json (const VitClassSelection *s, double height, const double *classes, size_t n)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  vit_cli_add_numbers (b, "temperatures", s->temperatures, s->n);
  json_builder_set_member_name (b, "linkage");
  json_builder_add_string_value (b, vit_linkage_method_get_name (s->method));
  json_builder_set_member_name (b, "metric");
  json_builder_add_string_value (b, s->city_block ? "cityblock" : "euclidean");
  json_builder_set_member_name (b, "merges");
  json_builder_begin_array (b);
  for (size_t m = 0; m + 1 < s->n; m++)
    {
      json_builder_begin_object (b);
      vit_cli_add_number (b, "a", (double) s->merges[m].a);
      vit_cli_add_number (b, "b", (double) s->merges[m].b);
      vit_cli_add_number (b, "height", s->merges[m].height);
      vit_cli_add_number (b, "size", (double) s->merges[m].size);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  vit_cli_add_number (b, "cut", height);
  vit_cli_add_numbers (b, "proposed", classes, n);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

static void
print_classes_text (const VitClassSelection *s, double height, const double *classes, size_t n)
{
  printf ("%s linkage of the mean standardised features, %s distance, %zu intervals\n",
          vit_linkage_method_get_name (s->method), s->city_block ? "city-block" : "Euclidean",
          s->n_intervals);
  for (size_t m = 0; m + 1 < s->n; m++)
    {
      g_autofree char *a = name_cluster (s, s->merges[m].a), *b = name_cluster (s, s->merges[m].b);
      printf ("%8.4f  %s | %s%s\n", s->merges[m].height, a, b,
              s->merges[m].height <= height ? "  (one class)" : "");
    }
  printf ("proposed at a cut of %.4f:", height);
  for (size_t i = 0; i < n; i++)
    printf (" %g", classes[i]);
  printf (" K\n");
}

VitExit
vit_command_classes (int argc, char **argv)
{
  VitExit exit;
  VitLinkageMethod method = VIT_LINKAGE_AVERAGE;
  if (!vit_cli_parse (class_entries, "MODEL | --candidate [T=]FILE …",
                      "Which temperatures make one class.", &argc, &argv, &exit))
    return exit;
  if (linkage_name && !vit_linkage_method_from_name (linkage_name, &method))
    return vit_cli_usage ("classes", "there is no linkage \"%s\"", linkage_name);
  if (metric && strcmp (metric, "euclidean") != 0 && strcmp (metric, "cityblock") != 0)
    return vit_cli_usage ("classes", "there is no metric \"%s\"", metric);
  size_t n_intervals = 0;
  g_autofree double *intervals = NULL;
  if (intervals_text && !(intervals = vit_cli_parse_numbers (intervals_text, &n_intervals)))
    return vit_cli_usage ("classes", "--dt %s is no list of numbers", intervals_text);
  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitModel) model = open_model ("classes", argc, argv, progress, &exit);
  if (!model)
    return exit;
  g_autoptr (VitClassSelection) selection = vit_class_selection_new (
      model, intervals, n_intervals, method, g_strcmp0 (metric, "cityblock") == 0, &error);
  vit_cli_progress_end ();
  if (!selection)
    return vit_cli_fail (error);
  double height = isfinite (cut) ? cut : vit_class_selection_default_cut (selection);
  g_autofree double *classes = g_new (double, MAX (selection->n, 1));
  size_t n = vit_class_selection_propose (selection, height, classes);
  if (as_json)
    print_classes_json (selection, height, classes, n);
  else
    print_classes_text (selection, height, classes, n);
  return of_runs;
}

/* ---- Features ---- */

VitExit
vit_command_features (int argc, char **argv)
{
  VitExit exit;
  if (!vit_cli_parse (feature_entries, "MODEL | --candidate [T=]FILE …",
                      "Which intervals tell temperatures apart: ReliefF.", &argc, &argv, &exit))
    return exit;
  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitModel) model = open_model ("features", argc, argv, progress, &exit);
  if (!model)
    return exit;
  vit_progress_set_range (progress, 0.8, 1, "Weighing intervals");
  g_autoptr (VitFeatureSelection) s =
      vit_feature_selection_new (model, (unsigned) k, (size_t) n_sampled, progress, &error);
  vit_cli_progress_end ();
  if (!s)
    return vit_cli_fail (error);
  double least = isfinite (threshold) ? threshold : vit_feature_selection_default_threshold (s);
  g_autofree double *proposed = g_new (double, MAX (s->n, 1));
  size_t n = 0;
  for (size_t j = 0; j < s->n; j++)
    if (s->weights[j] >= least)
      proposed[n++] = s->intervals[j];
  if (as_json)
    {
      g_autoptr (JsonBuilder) b = json_builder_new ();
      json_builder_begin_object (b);
      vit_cli_add_numbers (b, "intervals", s->intervals, s->n);
      vit_cli_add_numbers (b, "weights", s->weights, s->n);
      vit_cli_add_number (b, "k", s->k);
      vit_cli_add_number (b, "samples", (double) s->n_sampled);
      vit_cli_add_number (b, "threshold", least);
      vit_cli_add_numbers (b, "proposed", proposed, n);
      json_builder_end_object (b);
      vit_cli_print_json (json_builder_get_root (b));
      return of_runs;
    }
  printf ("ReliefF, k = %u, %zu instances vote\n   Δt (ps)    weight\n", s->k, s->n_sampled);
  for (size_t j = 0; j < s->n; j++)
    printf ("%10g %9.4f%s\n", s->intervals[j], s->weights[j],
            s->weights[j] < least ? "  (left out)" : "");
  return of_runs;
}
