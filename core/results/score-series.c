/* Scores of the chosen indicator against ξ and Δt. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/score-private.h"

static const double series_widths[] = { 0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6 };
static const double series_intervals[] = { 0.5, 1, 2, 5, 10, 20, 50, 100, 200 };

typedef struct
{
  VitIndicatorPlan *plans[G_N_ELEMENTS (series_intervals)]; /* of ξ: the first alone */
  char *indicator, *species, *target;
  bool averaged;
  double average;
} SeriesInput;

static void
free_series_input (gpointer data)
{
  SeriesInput *input = data;
  for (gsize k = 0; k < G_N_ELEMENTS (input->plans); k++)
    g_clear_pointer (&input->plans[k], vit_indicator_plan_free);
  g_free (input->indicator);
  g_free (input->species);
  g_free (input->target);
  g_free (input);
}

static SeriesInput *
new_series_input (VitAnalyses *analyses, double time, VitIndicatorWish *wish)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  SeriesInput *input = g_new0 (SeriesInput, 1);
  input->indicator = vit_score_split_indicator (options->ranking.indicator, &input->averaged);
  input->species = g_strdup (options->ranking.species);
  input->target = g_strdup (options->ranking.target);
  input->average = options->indicators.average;
  *wish = vit_score_wish (analyses, time);
  wish->predictive = options->ranking.predictive;
  wish->average = 0;
  return input;
}

static gpointer
take_widths (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitIndicatorWish wish;
  SeriesInput *input = new_series_input (analyses, time, &wish);
  const char *const names[] = { input->indicator, NULL };
  wish.indicators = names;
  input->plans[0] = vit_indicator_plan_new (analyses, &run, 1, &wish, error);
  if (!input->plans[0])
    {
      free_series_input (input);
      return NULL;
    }
  vit_indicator_plan_describe (input->plans[0], key);
  g_string_append_printf (key, "|%s", input->species);
  return input;
}

static gpointer
take_intervals (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitIndicatorWish wish;
  SeriesInput *input = new_series_input (analyses, time, &wish);
  const char *const names[] = { input->indicator, NULL };
  const VitTarget *target = vit_target_find (wish.target);
  bool any = false;
  g_autoptr (GError) first = NULL;
  wish.indicators = names;
  wish.average = input->averaged ? input->average : 0;
  if (!target || !(vit_column_get_needs (target->column) & (VIT_NEEDS_INTERVAL | VIT_NEEDS_FUTURE)))
    {
      free_series_input (input);
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "The target %s is not measured over an interval.", wish.target);
      return NULL;
    }
  for (gsize k = 0; k < G_N_ELEMENTS (series_intervals); k++)
    {
      wish.interval = series_intervals[k];
      g_autoptr (GError) why = NULL;
      input->plans[k] = vit_indicator_plan_new (analyses, &run, 1, &wish, &why);
      any = any || input->plans[k];
      if (why && !first)
        first = g_steal_pointer (&why);
      if (input->plans[k])
        vit_indicator_plan_describe (input->plans[k], key);
    }
  g_string_append_printf (key, "|%s", input->species);
  if (any)
    return input;
  free_series_input (input);
  g_propagate_error (error, g_steal_pointer (&first));
  return NULL;
}

static VitScoreSeries *
new_series (const SeriesInput *input, const double *x, size_t n)
{
  VitScoreSeries *series = g_new0 (VitScoreSeries, 1);
  series->indicator = input->averaged ? g_strconcat (input->indicator, VIT_QUANTITY_AVERAGED, NULL)
                                      : g_strdup (input->indicator);
  series->target = g_strdup (input->target);
  series->n = n;
  series->x = g_memdup2 (x, n * sizeof *x);
  series->scores = g_new0 (VitScore, n);
  return series;
}

static void
free_series (gpointer data)
{
  VitScoreSeries *series = data;
  g_free (series->indicator);
  g_free (series->target);
  g_free (series->x);
  g_free (series->scores);
  g_free (series);
}

static gpointer
compute_widths (gpointer data, VitProgress *progress, GError **error)
{
  const SeriesInput *input = data;
  g_autoptr (VitIndicatorTable) table =
      vit_indicator_plan_compute (input->plans[0], progress, error);
  g_autoptr (VitScoring) scoring =
      table ? vit_indicator_table_score (table, NULL, NULL, error) : NULL;
  if (!scoring)
    return NULL;
  VitScoreSeries *series = new_series (input, series_widths, G_N_ELEMENTS (series_widths));
  g_free (series->indicator);
  series->indicator = g_strdup (input->indicator);
  series->has_events = table->events != NULL;
  int group = vit_score_find_group (table, input->species);
  for (size_t k = 0; k < series->n; k++)
    {
      bool there =
          series->x[k] == 0 || vit_indicator_table_average (table, 0, 1, series->x[k], NULL, error);
      const VitIndicatorColumn *column =
          vit_indicator_table_get_column (table, series->x[k] > 0 ? table->columns->len - 1 : 0);
      if (!there ||
          !vit_scoring_score (scoring, column->values, group, &series->scores[k], progress, error))
        {
          free_series (series);
          return NULL;
        }
    }
  return series;
}

static gpointer
compute_intervals (gpointer data, VitProgress *progress, GError **error)
{
  const SeriesInput *input = data;
  VitScoreSeries *series = new_series (input, series_intervals, G_N_ELEMENTS (series_intervals));
  for (size_t k = 0; k < series->n; k++)
    {
      if (!input->plans[k])
        continue;
      g_autoptr (VitIndicatorTable) table =
          vit_indicator_plan_compute (input->plans[k], NULL, error);
      g_autoptr (VitScoring) scoring =
          table ? vit_indicator_table_score (table, NULL, NULL, error) : NULL;
      if (!scoring ||
          !vit_scoring_score (
              scoring, vit_indicator_table_get_column (table, table->columns->len - 1)->values,
              vit_score_find_group (table, input->species), &series->scores[k], progress, error) ||
          !vit_progress_step (progress, k + 1, series->n, error))
        {
          free_series (series);
          return NULL;
        }
      series->has_events = table->events != NULL;
    }
  return series;
}

/* ---- On disk ---- */

static void
add_series_key (gconstpointer data, VitStored *stored)
{
  const SeriesInput *input = data;
  for (gsize k = 0; k < G_N_ELEMENTS (input->plans); k++)
    if (input->plans[k])
      {
        vit_stored_add_number (stored, (double) k);
        vit_indicator_plan_add_key (input->plans[k], stored);
      }
  vit_stored_add_text (stored, input->indicator);
  vit_stored_add_text (stored, input->species);
  vit_stored_add_text (stored, input->target);
  vit_stored_add_number (stored, input->averaged);
}

static void
save_series (gconstpointer data, VitBlob *blob)
{
  const VitScoreSeries *series = data;
  const uint8_t has_events = series->has_events;
  vit_blob_put_text (blob, series->indicator);
  vit_blob_put_text (blob, series->target);
  vit_blob_put (blob, &has_events, sizeof has_events);
  vit_blob_put_array (blob, series->x, series->n, sizeof *series->x);
  vit_blob_put_array (blob, series->scores, series->n, sizeof *series->scores);
}

static gpointer
load_series (VitBlobReader *reader, gconstpointer data)
{
  VitScoreSeries *series = g_new0 (VitScoreSeries, 1);
  uint8_t has_events = 0;
  series->indicator = vit_blob_get_text (reader);
  series->target = vit_blob_get_text (reader);
  vit_blob_get (reader, &has_events, sizeof has_events);
  series->has_events = has_events;
  series->x = vit_blob_get_array (reader, sizeof *series->x, &series->n);
  series->scores = vit_blob_get_array_of (reader, sizeof *series->scores, series->n);
  if (!reader->failed && series->indicator && series->target)
    return series;
  free_series (series);
  return NULL;
}

const VitDerivation vit_score_average_derivation = {
  .name = "score-average",
  .title = "Scoring averages",
  .lane = VIT_JOB_LASTING,
  .prepare = take_widths,
  .compute = compute_widths,
  .free_input = free_series_input,
  .unref = free_series,
  .version = VIT_SCORE_VERSION,
  .of_results = true,
  .add_key = add_series_key,
  .save = save_series,
  .load = load_series,
};

const VitDerivation vit_score_interval_derivation = {
  .name = "score-interval",
  .title = "Scoring intervals",
  .lane = VIT_JOB_LASTING,
  .prepare = take_intervals,
  .compute = compute_intervals,
  .free_input = free_series_input,
  .unref = free_series,
  .version = VIT_SCORE_VERSION,
  .of_results = true,
  .add_key = add_series_key,
  .save = save_series,
  .load = load_series,
};
