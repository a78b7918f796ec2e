/* vitrine-cli learn and vitrine-cli indicator */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "app/cli/samples.h"
#include "core/base/error.h"
#include "core/results/learned.h"

static char *features_text, *output;
static double penalty;
static gboolean per_species, as_json;

static const GOptionEntry entries[] = {
  VIT_CLI_TARGET_ENTRIES{
      "features", 0, 0, G_OPTION_ARG_STRING, &features_text,
      "Sets of features (indicators, radial, angular) and names of quantities and columns, as in "
      "radial,s2; each is averaged over 2.0 and 3.5 Å, too",
      "SET,…" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The learned indicator, FILE.vitindicator",
    "FILE" },
  { "per-species", 0, 0, G_OPTION_ARG_NONE, &per_species,
    "Weights of its own for each species, not one set for all", NULL },
  { "penalty", 0, 0, G_OPTION_ARG_DOUBLE, &penalty,
    "λ of the squares of weights (default: the best by cross-validation)", "L" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  VIT_CLI_ORDER_ENTRY VIT_CLI_RUN_ENTRIES{ NULL },
};

/* ---- What a model is ---- */

static const char *
score_name (const VitLearnedModel *model)
{
  return model->linear->kind == VIT_LINEAR_LOGISTIC ? "AUC" : "Pearson";
}

static const char *
group_name (const VitLearnedModel *model, unsigned t)
{
  return t == 0 ? "all" : model->species[t - 1];
}

static size_t
count_plain (const VitLearnedModel *model)
{
  size_t n = 0;
  for (size_t k = 0; k < model->linear->p; k++)
    n += model->features[k].width == 0;
  return n;
}

/* What is to be known of a penalty: whether a better one may lie beyond those that are tried. */
static const char *
describe_penalty (double lambda)
{
  size_t n;
  const double *tried = vit_linear_list_penalties (&n);
  return lambda == tried[0]       ? ", the least that is tried"
         : lambda == tried[n - 1] ? ", the largest that is tried"
                                  : "";
}

/* Features by the size of their weight times their standard deviation, of species @t. */
static void
find_strongest (const VitLearnedModel *model, unsigned t, size_t n, size_t *found)
{
  const VitLinearModel *linear = model->linear;
  const double *w = linear->weights + linear->p * t, *s = linear->scales + linear->p * t;
  for (size_t m = 0; m < n; m++)
    {
      found[m] = SIZE_MAX;
      for (size_t k = 0; k < linear->p; k++)
        {
          bool taken = false;
          for (size_t q = 0; q < m; q++)
            taken = taken || found[q] == k;
          if (!taken &&
              (found[m] == SIZE_MAX || fabs (w[k] * s[k]) > fabs (w[found[m]] * s[found[m]])))
            found[m] = k;
        }
    }
}

static char *
dup_feature (const VitLearnedFeature *feature)
{
  return feature->width > 0 ? g_strdup_printf ("%s:avg(%g)", feature->name, feature->width)
                            : g_strdup (feature->name);
}

#define STRONGEST 5

static void
print_text (const VitLearnedModel *model)
{
  const VitLinearModel *linear = model->linear;
  g_autofree char *runs = g_strjoinv (", ", model->runs);
  g_print ("target     %s%s\n", model->target,
           linear->kind == VIT_LINEAR_LOGISTIC ? ", events" : "");
  if (model->top > 0)
    g_print ("events     the %s %g %%\n", model->bottom ? "lowest" : "highest", model->top);
  if (model->interval > 0)
    g_print ("interval   %g ps\n", model->interval);
  g_print ("model      %s, %s\n",
           linear->kind == VIT_LINEAR_LOGISTIC ? "logistic regression" : "ridge regression",
           linear->per_species ? "weights for each species" : "one set of weights");
  g_print ("features   %zu, of which %zu are averages\n", linear->p,
           linear->p - count_plain (model));
  if (model->sigma > 0)
    g_print ("sigma_AA   %.3f Å\n", model->sigma);
  g_print ("trained    %zu atoms, %zu frame%s, %u independent glass%s\n", model->n_atoms,
           model->n_starts, model->n_starts == 1 ? "" : "s", model->n_glasses,
           model->n_glasses == 1 ? "" : "es");
  g_print ("runs       %s\n", runs);
  if (model->per_axis > 0)
    g_print ("held out   %u blocks of the box in turn, guard %.1f Å\n", model->n_folds,
             model->guard);
  else
    g_print ("held out   whole glasses in %u parts\n", model->n_folds);
  for (unsigned t = 0; t <= linear->n_types; t++)
    {
      const VitLinearScore *s = &model->scores[t];
      if (!isfinite (s->mean))
        g_print ("score      %-8s none: no part that was held out can be told from the others\n",
                 group_name (model, t));
      else if (!isfinite (s->null_mean))
        g_print ("score      %-8s %s %.3f ± %.3f over %u parts; no null: a box is not periodic\n",
                 group_name (model, t), score_name (model), s->mean, s->error, s->n_folds);
      else
        g_print ("score      %-8s %s %.3f ± %.3f over %u parts; null %.3f ± %.3f\n",
                 group_name (model, t), score_name (model), s->mean, s->error, s->n_folds,
                 s->null_mean, s->null_sd);
    }
  for (unsigned t = 0; t < linear->n_types; t++)
    {
      size_t n = MIN (STRONGEST, linear->p), found[STRONGEST];
      if (linear->n_rows[t] == 0)
        continue;
      find_strongest (model, t, n, found);
      g_print ("%-10s %zu atoms, penalty %g%s;", model->species[t], linear->n_rows[t],
               linear->penalties[t], describe_penalty (linear->penalties[t]));
      for (size_t m = 0; m < n; m++)
        {
          g_autofree char *name = dup_feature (&model->features[found[m]]);
          g_print ("%s %s %+.3g", m > 0 ? "," : "", name,
                   linear->weights[linear->p * t + found[m]] *
                       linear->scales[linear->p * t + found[m]]);
        }
      g_print ("\n");
    }
}

static void
add_text (JsonBuilder *b, const char *name, const char *value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_string_value (b, value);
}

static void
add_score (JsonBuilder *b, const VitLearnedModel *model, unsigned t)
{
  const VitLinearScore *s = &model->scores[t];
  json_builder_begin_object (b);
  add_text (b, "species", group_name (model, t));
  add_text (b, "score", model->linear->kind == VIT_LINEAR_LOGISTIC ? "auc" : "pearson");
  vit_cli_add_number (b, "mean", s->mean);
  vit_cli_add_number (b, "error", s->error);
  vit_cli_add_number (b, "parts", s->n_folds);
  vit_cli_add_number (b, "null_mean", s->null_mean);
  vit_cli_add_number (b, "null_sd", s->null_sd);
  vit_cli_add_number (b, "null_max", s->null_max);
  json_builder_end_object (b);
}

static void
print_json (const VitLearnedModel *model, GPtrArray *notes)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  const VitLinearModel *linear = model->linear;
  json_builder_begin_object (b);
  add_text (b, "target", model->target);
  add_text (b, "model", linear->kind == VIT_LINEAR_LOGISTIC ? "logistic" : "ridge");
  json_builder_set_member_name (b, "per_species");
  json_builder_add_boolean_value (b, linear->per_species);
  vit_cli_add_number (b, "top_percent", model->top > 0 ? model->top : NAN);
  vit_cli_add_number (b, "atoms", (double) model->n_atoms);
  vit_cli_add_number (b, "frames", (double) model->n_starts);
  vit_cli_add_number (b, "glasses", model->n_glasses);
  vit_cli_add_number (b, "sigma_AA_A", model->sigma > 0 ? model->sigma : NAN);
  vit_cli_add_number (b, "cutoff_A", model->cutoff > 0 ? model->cutoff : NAN);
  vit_cli_add_number (b, "guard_A", model->guard);
  json_builder_set_member_name (b, "runs");
  json_builder_begin_array (b);
  for (char **run = model->runs; *run; run++)
    json_builder_add_string_value (b, *run);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "scores");
  json_builder_begin_array (b);
  for (unsigned t = 0; t <= linear->n_types; t++)
    add_score (b, model, t);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "features");
  json_builder_begin_array (b);
  for (size_t k = 0; k < linear->p; k++)
    {
      json_builder_begin_object (b);
      add_text (b, "name", model->features[k].name);
      vit_cli_add_number (b, "average_A",
                          model->features[k].width > 0 ? model->features[k].width : NAN);
      json_builder_set_member_name (b, "weights");
      json_builder_begin_array (b);
      for (unsigned t = 0; t < linear->n_types; t++)
        json_builder_add_double_value (b, linear->weights[linear->p * t + k]);
      json_builder_end_array (b);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  vit_cli_add_numbers (b, "biases", linear->biases, linear->n_types);
  vit_cli_add_numbers (b, "penalties", linear->penalties, linear->n_types);
  if (notes)
    vit_cli_samples_add_notes (b, notes);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

/* ---- Training ---- */

static char **
name_runs (GPtrArray *runs)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint r = 0; r < runs->len; r++)
    {
      g_autofree char *name = g_path_get_basename (vit_run_get_paths (runs->pdata[r])[0]);
      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static VitLearnedModel *
train (VitAnalyses *analyses,
       GPtrArray *runs,
       GPtrArray **notes,
       VitProgress *progress,
       GError **error)
{
  g_autofree double *times = NULL;
  VitIndicatorWish wish = vit_cli_target_wish (&times);
  const VitTarget *of = vit_target_find (wish.target);
  VitLearnWish learn = { .per_species = per_species,
                         .penalty = penalty,
                         .target = wish.target,
                         .top = wish.top > 0 ? wish.top
                                : of         ? of->top
                                             : 0,
                         .bottom = wish.bottom,
                         .interval = wish.interval };
  g_auto (GStrv) columns = vit_learn_take_features (features_text, &learn);
  if (!vit_learn_check_features (columns, wish.target, error))
    return NULL;
  wish.indicators = (const char *const *) columns;
  wish.untrained = true;
  if ((learn.radial || learn.angular) &&
      !vit_learn_find_sigma (analyses, runs->pdata[0], &learn.sigma, NULL, error))
    return NULL;
  g_autoptr (VitIndicatorPlan) plan =
      vit_indicator_plan_new (analyses, (VitRun *const *) runs->pdata, runs->len, &wish, error);
  if (!plan)
    return NULL;
  g_autoptr (VitIndicatorTable) table =
      vit_indicator_plan_measure (plan, 0.1, 0.5, progress, error);
  if (!table)
    return NULL;
  g_auto (GStrv) names = name_runs (runs);
  learn.runs = (const char *const *) names;
  learn.cutoff = vit_options_get_cutoff (vit_study_get_options (vit_analyses_get_study (analyses)));
  VitProgressPart whole = vit_progress_enter (progress, 0.5, 1, "Training");
  VitLearnedModel *model = vit_learn_train (table, &learn, progress, error);
  vit_progress_leave (progress, whole);
  *notes = g_ptr_array_ref (table->notes);
  return model;
}

static VitExit
work (VitStudy *study, VitProgress *progress)
{
  VitExit exit;
  GError *error = NULL;
  g_autoptr (VitAnalyses) analyses = vit_cli_samples_open (study, progress, &exit);
  if (!analyses)
    return exit;
  g_autoptr (GPtrArray) runs = vit_cli_samples_choose ("learn", study, &exit);
  if (!runs)
    return exit;
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (VitLearnedModel) model = train (analyses, runs, &notes, progress, &error);
  vit_cli_progress_end ();
  if (notes)
    vit_cli_samples_print_notes (notes);
  if (!model || !vit_learned_model_save (model, output, &error))
    return vit_cli_fail (error);
  if (as_json)
    print_json (model, notes);
  else
    print_text (model);
  return vit_cli_study_exit (study);
}

VitExit
vit_command_learn (int argc, char **argv)
{
  VitExit exit;
  GError *error = NULL;
  if (!vit_cli_parse_study (entries, "STUDY | FILE… --target TARGET --features SET,… -o FILE",
                            "Trains a linear indicator of a target on the surroundings of atoms.",
                            NULL, &argc, &argv, &exit))
    return exit;
  if (argc < 2 || !vit_cli_target.name || !features_text || !output)
    return vit_cli_usage ("learn", "%s",
                          argc < 2               ? "a study or a file is needed"
                          : !vit_cli_target.name ? "--target is needed"
                          : !features_text       ? "--features is needed"
                                                 : "-o FILE.vitindicator is needed");
  if (!g_str_has_suffix (output, VIT_LEARNED_ENDING))
    return vit_cli_usage ("learn", "%s: the name must end in %s", output, VIT_LEARNED_ENDING);
  if (!vit_cli_target_check ("learn", &exit))
    return exit;
  g_autoptr (VitStudy) study = vit_cli_samples_load ("learn", argv + 1, &exit, &error);
  if (!study)
    return error ? vit_cli_fail (error) : exit;
  if (!vit_cli_may_write ("learn", output, study, &exit))
    return exit;
  /* Before what may take minutes. */
  g_autofree char *folder = g_path_get_dirname (output);
  if (access (folder, W_OK) != 0)
    {
      g_set_error (&error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot write: %s", output,
                   g_strerror (errno));
      return vit_cli_fail (error);
    }
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  return work (study, progress);
}

VitExit
vit_command_indicator (int argc, char **argv)
{
  static gboolean json;
  static const GOptionEntry own[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Report as JSON", NULL },
    { NULL },
  };
  VitExit exit;
  GError *error = NULL;
  if (!vit_cli_parse (own, "MODEL", "What is in a learned indicator.", &argc, &argv, &exit))
    return exit;
  if (argc != 2)
    return vit_cli_usage ("indicator", "one FILE%s is needed", VIT_LEARNED_ENDING);
  g_autoptr (VitLearnedModel) model = vit_learned_model_load (argv[1], &error);
  if (!model)
    return vit_cli_fail (error);
  if (json)
    print_json (model, NULL);
  else
    print_text (model);
  return VIT_EXIT_GOOD;
}
