/* The curves and tenths of the indicator that the study chooses. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/score-private.h"

#define CURVE_POINTS 200

typedef struct
{
  VitIndicatorPlan *plan;
  char *indicator, *species, *target;
  bool averaged, predictive;
  double top, average;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  g_clear_pointer (&input->plan, vit_indicator_plan_free);
  g_free (input->indicator);
  g_free (input->species);
  g_free (input->target);
  g_free (input);
}

static gpointer
take_chosen (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitRankingGroup *options =
      &vit_study_get_options (vit_analyses_get_study (analyses))->ranking;
  VitIndicatorWish wish = vit_score_wish (analyses, time);
  Input *input = g_new0 (Input, 1);
  input->indicator = vit_score_split_indicator (options->indicator, &input->averaged);
  input->species = g_strdup (options->species);
  input->target = g_strdup (wish.target);
  input->top = wish.top;
  input->average = wish.average;
  input->predictive = options->predictive && strcmp (input->indicator, "t_ml") == 0;
  const char *const names[] = { input->indicator, NULL };
  wish.indicators = names;
  wish.predictive = input->predictive;
  wish.average = input->averaged ? wish.average : 0;
  input->plan = vit_indicator_plan_new (analyses, &run, 1, &wish, error);
  if (!input->plan)
    {
      free_input (input);
      return NULL;
    }
  vit_indicator_plan_describe (input->plan, key);
  g_string_append_printf (key, "|%s|%g", input->species, input->average);
  return input;
}

static void
free_chosen (gpointer data)
{
  VitChosenIndicator *chosen = data;
  vit_score_basis_clear (&chosen->basis);
  g_clear_pointer (&chosen->curves, vit_score_curves_free);
  g_free (chosen->indicator);
  g_free (chosen->species);
  g_free (chosen);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitChosenIndicator, free_chosen)

static char *
dup_group (const VitIndicatorTable *table, int group)
{
  return g_strdup (group == VIT_SCORE_CENTRED ? VIT_RANKING_CENTRED
                   : group == VIT_SCORE_ALL   ? VIT_RANKING_ALL
                                              : table->species[group - 1]);
}

static gpointer
compute_chosen (gpointer data, VitProgress *progress, GError **error)
{
  const Input *input = data;
  g_autoptr (VitIndicatorTable) table =
      vit_indicator_plan_measure (input->plan, 0, 0.9, progress, error);
  g_autoptr (VitScoring) scoring =
      table ? vit_indicator_table_score (table, NULL, progress, error) : NULL;
  if (!scoring)
    return NULL;
  const double *values = vit_indicator_table_get_column (table, table->columns->len - 1)->values;
  int group = vit_score_find_group (table, input->species);
  g_autoptr (VitChosenIndicator) chosen = g_new0 (VitChosenIndicator, 1);
  vit_score_basis_init (&chosen->basis, table, vit_scoring_get_n_blocks (scoring), input->target,
                        input->top, input->average);
  chosen->indicator = g_strdup (input->indicator);
  chosen->species = dup_group (table, group);
  chosen->averaged = input->averaged;
  chosen->predictive = input->predictive;
  if (!vit_scoring_score (scoring, values, group, &chosen->score, progress, error))
    return NULL;
  if (chosen->score.n == 0)
    {
      const char *blank = vit_indicator_table_get_column (table, table->columns->len - 1)->blank;
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: %s", input->indicator,
                   blank ? blank : "no atom has a value");
      return NULL;
    }
  chosen->curves = vit_scoring_get_curves (scoring, values, group, CURVE_POINTS);
  vit_scoring_get_deciles (scoring, values, group, chosen->deciles);
  return g_steal_pointer (&chosen);
}

/* ---- On disk ---- */

static void
add_chosen_key (gconstpointer data, VitStored *stored)
{
  const Input *input = data;
  vit_indicator_plan_add_key (input->plan, stored);
  vit_stored_add_text (stored, input->species);
  vit_stored_add_text (stored, input->target);
  vit_stored_add_number (stored, input->average);
}

static void
save_chosen (gconstpointer data, VitBlob *blob)
{
  const VitChosenIndicator *chosen = data;
  const VitScoreCurves *curves = chosen->curves;
  const uint8_t flags[] = { chosen->averaged, chosen->predictive, curves != NULL };
  vit_score_basis_save (&chosen->basis, blob);
  vit_blob_put_text (blob, chosen->indicator);
  vit_blob_put_text (blob, chosen->species);
  vit_blob_put (blob, flags, sizeof flags);
  vit_blob_put (blob, &chosen->score, sizeof chosen->score);
  vit_blob_put (blob, chosen->deciles, sizeof chosen->deciles);
  if (!curves)
    return;
  vit_blob_put_array (blob, curves->thresholds, curves->n, sizeof (double));
  vit_blob_put_array (blob, curves->false_positives, curves->n, sizeof (double));
  vit_blob_put_array (blob, curves->recall, curves->n, sizeof (double));
  vit_blob_put_array (blob, curves->precision, curves->n, sizeof (double));
}

static gpointer
load_chosen (VitBlobReader *reader, gconstpointer data)
{
  g_autoptr (VitChosenIndicator) chosen = g_new0 (VitChosenIndicator, 1);
  uint8_t flags[3] = { 0 };
  vit_score_basis_load (&chosen->basis, reader);
  chosen->indicator = vit_blob_get_text (reader);
  chosen->species = vit_blob_get_text (reader);
  vit_blob_get (reader, flags, sizeof flags);
  chosen->averaged = flags[0] != 0;
  chosen->predictive = flags[1] != 0;
  vit_blob_get (reader, &chosen->score, sizeof chosen->score);
  vit_blob_get (reader, chosen->deciles, sizeof chosen->deciles);
  if (flags[2])
    {
      VitScoreCurves *curves = chosen->curves = g_new0 (VitScoreCurves, 1);
      curves->thresholds = vit_blob_get_array (reader, sizeof (double), &curves->n);
      curves->false_positives = vit_blob_get_array_of (reader, sizeof (double), curves->n);
      curves->recall = vit_blob_get_array_of (reader, sizeof (double), curves->n);
      curves->precision = vit_blob_get_array_of (reader, sizeof (double), curves->n);
    }
  return reader->failed || !chosen->indicator || !chosen->species ? NULL
                                                                  : g_steal_pointer (&chosen);
}

const VitDerivation vit_chosen_indicator_derivation = {
  .name = "chosen-indicator",
  .title = "Scoring the indicator",
  .lane = VIT_JOB_LASTING,
  .prepare = take_chosen,
  .compute = compute_chosen,
  .free_input = free_input,
  .unref = free_chosen,
  .version = VIT_SCORE_VERSION,
  .of_results = true,
  .add_key = add_chosen_key,
  .save = save_chosen,
  .load = load_chosen,
};
