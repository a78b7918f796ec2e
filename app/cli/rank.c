/* vitrine-cli rank */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "app/cli/samples.h"
#include "core/results/learned.h"
#include "core/results/ranking.h"

static char *indicators_text;
static double average = NAN;
static gboolean predictive, as_json;

static gboolean
take_average (const char *name, const char *value, gpointer data, GError **error)
{
  return vit_cli_take_length (name, value, &average, error);
}

static const GOptionEntry entries[] = {
  VIT_CLI_TARGET_ENTRIES{ "indicator", 0, 0, G_OPTION_ARG_STRING, &indicators_text,
                          "Quantities and columns of the files, as in s2,q6 (default: all)",
                          "LIST" },
  { "average", 0, 0, G_OPTION_ARG_CALLBACK, take_average,
    "ξ by which each is averaged over the atoms around, too (default 3, or that of the study; 0: "
    "not)",
    "Å" },
  { "predictive", 0, 0, G_OPTION_ARG_NONE, &predictive,
    "T_ML as an indicator is that of the window that ends at the start time", NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  VIT_CLI_ORDER_ENTRY VIT_CLI_RUN_ENTRIES{ NULL },
};

/* ---- Printing ---- */

static void
add_row (JsonBuilder *b, const VitRankingRow *row, bool has_events)
{
  const VitScore *score = &row->score;
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "indicator");
  json_builder_add_string_value (b, row->indicator);
  json_builder_set_member_name (b, "averaged");
  json_builder_add_boolean_value (b, row->averaged);
  json_builder_set_member_name (b, "species");
  json_builder_add_string_value (b, row->species);
  json_builder_set_member_name (b, "n");
  json_builder_add_int_value (b, (gint64) score->n);
  vit_cli_add_number (b, "events", has_events ? (double) score->events : NAN);
  vit_cli_add_number (b, "pearson", score->pearson);
  vit_cli_add_number (b, "spearman", score->spearman);
  vit_cli_add_number (b, "auc", score->auc);
  vit_cli_add_number (b, "auc_low", score->auc_low);
  vit_cli_add_number (b, "auc_high", score->auc_high);
  vit_cli_add_number (b, "average_precision", score->average_precision);
  vit_cli_add_number (b, "mcc", score->mcc);
  vit_cli_add_number (b, "c", score->c);
  json_builder_set_member_name (b, "sign");
  json_builder_add_int_value (b, score->sign);
  json_builder_end_object (b);
}

/* Bands of correlations, and what chance gives: beside the rows, by their order. */
static void
add_null (JsonBuilder *b, const VitRankingRow *row)
{
  json_builder_begin_object (b);
  vit_cli_add_number (b, "mean", row->score.null_mean);
  vit_cli_add_number (b, "sd", row->score.null_sd);
  vit_cli_add_number (b, "pearson_low", row->score.pearson_low);
  vit_cli_add_number (b, "pearson_high", row->score.pearson_high);
  json_builder_end_object (b);
}

static void
print_json (const VitRanking *ranking, const VitIndicatorTable *table)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "target");
  json_builder_add_string_value (b, vit_cli_target.name);
  vit_cli_add_number (b, "top_percent", vit_cli_target.top > 0 ? vit_cli_target.top : NAN);
  vit_cli_add_number (b, "bottom_percent", vit_cli_target.bottom > 0 ? vit_cli_target.bottom : NAN);
  json_builder_set_member_name (b, "predictive");
  json_builder_add_boolean_value (b, predictive);
  vit_cli_add_number (b, "average_A", average > 0 ? average : NAN);
  json_builder_set_member_name (b, "starts");
  json_builder_begin_array (b);
  for (size_t f = 0; f < table->n_fields; f++)
    {
      json_builder_begin_object (b);
      json_builder_set_member_name (b, "run");
      json_builder_add_int_value (b, table->fields[f].run);
      json_builder_set_member_name (b, "frame");
      json_builder_add_int_value (b, (gint64) table->fields[f].frame);
      vit_cli_add_number (b, "time_ps", table->fields[f].time);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "blocks");
  json_builder_add_int_value (b, (gint64) ranking->n_blocks);
  json_builder_set_member_name (b, "rows");
  json_builder_begin_array (b);
  for (size_t k = 0; k < ranking->n_rows; k++)
    add_row (b, &ranking->rows[k], ranking->has_events);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "null");
  json_builder_begin_array (b);
  for (size_t k = 0; k < ranking->n_rows; k++)
    add_null (b, &ranking->rows[k]);
  json_builder_end_array (b);
  vit_cli_samples_add_notes (b, table->notes);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

static void
print_text (const VitRanking *ranking, const VitIndicatorTable *table)
{
  const char *group = NULL;
  for (size_t k = 0; k < ranking->n_rows; k++)
    {
      const VitRankingRow *row = &ranking->rows[k];
      const VitScore *s = &row->score;
      if (!group || strcmp (group, row->species) != 0)
        {
          g_print ("%s%s\n", group ? "\n" : "", row->species);
          if (ranking->has_events)
            g_print ("  %-24s sign   AUC   95 %% band     null            AP    MCC      C  "
                     "Pearson  Spearman        n   events\n",
                     "indicator");
          else
            g_print ("  %-24s Pearson   95 %% band        null             Spearman        n\n",
                     "indicator");
        }
      group = row->species;
      g_autofree char *name = g_strconcat (row->indicator, row->averaged ? ":avg" : "", NULL);
      if (row->reason)
        g_print ("  %-24s  blank: %s\n", name, row->reason);
      else if (ranking->has_events)
        g_print ("  %-24s  %s   %.3f  %.3f–%.3f  %.3f ± %.3f  %.3f  %.3f  %+.3f   %+.3f    %+.3f  "
                 "%8zu %8zu\n",
                 name, s->sign > 0 ? "+" : "−", s->auc, s->auc_low, s->auc_high, s->null_mean,
                 s->null_sd, s->average_precision, s->mcc, s->c, s->pearson, s->spearman, s->n,
                 s->events);
      else
        g_print ("  %-24s %+.3f  %+.3f … %+.3f  %+.3f ± %.3f  %+.3f   %8zu\n", name, s->pearson,
                 s->pearson_low, s->pearson_high, s->null_mean, s->null_sd, s->spearman, s->n);
    }
}

/* ---- The command ---- */

/* What is to be ranked, each once; %NULL stands for all. */
static bool
take_indicators (char ***names, VitExit *exit)
{
  *names = NULL;
  if (!indicators_text || strcmp (indicators_text, VIT_INDICATORS_ALL) == 0)
    return true;
  g_auto (GStrv) parts = vit_target_split (indicators_text);
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (g_free);
  for (char **part = parts; *part; part++)
    if (**part && !g_ptr_array_find_with_equal_func (taken, *part, g_str_equal, NULL))
      g_ptr_array_add (taken, g_strdup (*part));
  if (taken->len == 0)
    {
      *exit = vit_cli_usage ("rank", "--indicator names none");
      return false;
    }
  g_ptr_array_add (taken, NULL);
  *names = (char **) g_ptr_array_free (g_steal_pointer (&taken), FALSE);
  return true;
}

/* 0 is no average; others are those of the option. */
static bool
check_average (VitExit *exit)
{
  const VitOption *option = vit_option_find ("indicators", "average");
  if (isnan (average) || average == 0 || (average >= option->minimum && average <= option->maximum))
    return true;
  *exit = vit_cli_usage ("rank", "--average %g: values go from %g to %g, and 0 is none", average,
                         option->minimum, option->maximum);
  return false;
}

/* A model is better on what it was trained on than anywhere else. */
static void
note_training (VitStudy *study, GPtrArray *runs, const VitRanking *ranking, GPtrArray *notes)
{
  bool learned = false;
  for (size_t k = 0; k < ranking->n_rows; k++)
    learned = learned || strcmp (ranking->rows[k].indicator, "learned") == 0;
  for (guint r = 0; learned && r < runs->len; r++)
    if (vit_learned_is_of_run (vit_study_get_options (study), runs->pdata[r]))
      g_ptr_array_add (notes, g_strdup_printf ("learned: %s is one of the runs that it was trained "
                                               "on, so that its score tells nothing of others",
                                               vit_run_get_label (runs->pdata[r])));
}

/* A ranking of nothing is no result. */
static VitExit
tell_blank (const VitRanking *ranking)
{
  const VitRankingRow *first = NULL;
  for (size_t k = 0; k < ranking->n_rows; k++)
    {
      if (isfinite (vit_ranking_get_strength (ranking, &ranking->rows[k])))
        return VIT_EXIT_GOOD;
      first = first ? first : &ranking->rows[k];
    }
  g_printerr ("vitrine-cli: no indicator has a score%s%s%s%s\n", first ? ": " : "",
              first ? first->indicator : "", first && first->reason ? ": " : "",
              first && first->reason ? first->reason : "");
  return VIT_EXIT_DAMAGED;
}

static VitExit
work (VitStudy *study, VitProgress *progress)
{
  VitExit exit;
  GError *error = NULL;
  g_autoptr (VitAnalyses) analyses = vit_cli_samples_open (study, progress, &exit);
  if (!analyses)
    return exit;
  g_autoptr (GPtrArray) runs = vit_cli_samples_choose ("rank", study, &exit);
  if (!runs)
    return exit;
  g_autofree double *times = NULL;
  VitIndicatorWish wish = vit_cli_target_wish (&times);
  g_auto (GStrv) indicators = NULL;
  if (!take_indicators (&indicators, &exit))
    return exit;
  if (isnan (average))
    average = vit_study_get_options (study)->indicators.average;
  wish.indicators = (const char *const *) indicators;
  wish.predictive = predictive;
  wish.average = average;
  g_autoptr (VitIndicatorPlan) plan =
      vit_indicator_plan_new (analyses, (VitRun *const *) runs->pdata, runs->len, &wish, &error);
  if (!plan)
    return vit_cli_fail (error);
  g_autoptr (VitIndicatorTable) table =
      vit_indicator_plan_measure (plan, 0.1, 0.8, progress, &error);
  if (!table)
    return vit_cli_fail (error);
  g_autoptr (VitRanking) ranking = vit_ranking_new (table, NULL, progress, &error);
  if (!ranking)
    return vit_cli_fail (error);
  vit_cli_progress_end ();
  note_training (study, runs, ranking, table->notes);
  vit_cli_samples_print_notes (table->notes);
  if (as_json)
    print_json (ranking, table);
  else
    print_text (ranking, table);
  exit = tell_blank (ranking);
  return exit == VIT_EXIT_GOOD ? vit_cli_study_exit (study) : exit;
}

VitExit
vit_command_rank (int argc, char **argv)
{
  VitExit exit;
  GError *error = NULL;
  if (!vit_cli_parse_study (entries, "STUDY | FILE… --target TARGET",
                            "How well each signature of an atom tells a target: scores with bands.",
                            NULL, &argc, &argv, &exit))
    return exit;
  if (argc < 2 || !vit_cli_target.name)
    return vit_cli_usage ("rank", argc < 2 ? "a study or a file is needed" : "--target is needed");
  if (!vit_cli_target_check ("rank", &exit) || !check_average (&exit))
    return exit;
  g_autoptr (VitStudy) study = vit_cli_samples_load ("rank", argv + 1, &exit, &error);
  if (!study)
    return error ? vit_cli_fail (error) : exit;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  return work (study, progress);
}
