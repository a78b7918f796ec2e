#include "core/results/ranking-derivation.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"

/* Indicators that are compared with each other at most. */
#define MOST_SHOWN 40
#define CURVE_POINTS 200

/* ---- What the study asks for ---- */

/* The name of the chosen indicator without ":avg", and whether it had that. */
static char *
split_indicator (const char *name, bool *averaged)
{
  *averaged = g_str_has_suffix (name, VIT_QUANTITY_AVERAGED);
  return g_strndup (name, strlen (name) - (*averaged ? strlen (VIT_QUANTITY_AVERAGED) : 0));
}

VitIndicatorWish
vit_ranking_take_wish (const VitOptions *options)
{
  const VitTarget *target = vit_target_find (options->ranking.target);
  return (VitIndicatorWish){ .target = options->ranking.target,
                             .top = target && target->top == 0 && !target->always &&
                                            strcmp (target->name, "t_ml") == 0
                                        ? 0
                                        : options->ranking.top,
                             .average = options->indicators.average };
}

static int
find_group (const VitIndicatorTable *table, const char *species)
{
  for (unsigned t = 0; table->species[t]; t++)
    if (strcmp (table->species[t], species) == 0)
      return (int) t + 1;
  return strcmp (species, VIT_RANKING_CENTRED) == 0 ? VIT_SCORE_CENTRED : VIT_SCORE_ALL;
}

/* ---- The ranking ---- */

typedef struct
{
  VitIndicatorPlan *plan, *earlier;
  char *indicator, *species, *target;
  double top, average;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  g_clear_pointer (&input->plan, vit_indicator_plan_free);
  g_clear_pointer (&input->earlier, vit_indicator_plan_free);
  g_free (input->indicator);
  g_free (input->species);
  g_free (input->target);
  g_free (input);
}

static gpointer
take_ranking (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitIndicatorWish wish = vit_ranking_take_wish (options);
  VitIndicatorPlan *plan = vit_indicator_plan_new (analyses, &run, 1, &wish, error);
  if (!plan)
    return NULL;
  Input *input = g_new0 (Input, 1);
  input->plan = plan;
  input->indicator = g_strdup (options->ranking.indicator);
  input->species = g_strdup (options->ranking.species);
  input->target = g_strdup (options->ranking.target);
  input->top = wish.top;
  input->average = wish.average;
  bool of_model = vit_target_find (wish.target) &&
                  (strcmp (wish.target, "la") == 0 || strcmp (wish.target, "t_ml") == 0);
  if (!of_model && vit_analyses_get_tml (analyses, run))
    {
      static const char *const tml[] = { "t_ml", NULL };
      wish.indicators = tml;
      wish.predictive = true;
      input->earlier = vit_indicator_plan_new (analyses, &run, 1, &wish, NULL);
    }
  vit_indicator_plan_describe (plan, key);
  g_string_append_printf (key, "|%s|%s", input->indicator, input->species);
  return input;
}

static void
free_ranked (gpointer data)
{
  VitRankedRun *ranked = data;
  g_clear_pointer (&ranked->table, vit_indicator_table_free);
  g_clear_pointer (&ranked->ranking, vit_ranking_free);
  g_clear_pointer (&ranked->earlier, vit_ranking_free);
  g_clear_pointer (&ranked->curves, vit_score_curves_free);
  g_free (ranked->shown);
  g_free (ranked->matrix);
  g_free (ranked->merges);
  g_free (ranked->target);
  g_free (ranked);
}

/* Columns that vary, not averaged, in the order of a dendrogram of 1 − |ρ|. */
static bool
arrange (VitRankedRun *ranked, VitProgress *progress, GError **error)
{
  g_autofree const double **values = g_new0 (const double *, ranked->table->columns->len + 1);
  g_autofree size_t *columns = g_new0 (size_t, ranked->table->columns->len + 1);
  size_t n = 0;
  for (guint c = 0; c < ranked->table->columns->len && n < MOST_SHOWN; c++)
    {
      const VitIndicatorColumn *column = vit_indicator_table_get_column (ranked->table, c);
      const VitRankingRow *row =
          vit_ranking_find (ranked->ranking, column->name, column->width > 0, VIT_RANKING_ALL);
      if (column->width > 0 || !row || !isfinite (row->score.spearman))
        continue;
      columns[n] = c;
      values[n++] = column->values;
    }
  g_autofree double *matrix = g_new (double, MAX (n * n, 1)),
                    *points = g_new (double, MAX (n * n, 1));
  if (!vit_score_matrix (values, n, ranked->table->n, matrix, progress, error))
    return false;
  /* Indicators that are alike have like rows of |ρ|. */
  for (size_t k = 0; k < n * n; k++)
    points[k] = isfinite (matrix[k]) ? fabs (matrix[k]) : 0;
  ranked->n_shown = n;
  ranked->shown = g_new0 (size_t, MAX (n, 1));
  ranked->matrix = g_new (double, MAX (n * n, 1));
  if (n == 0)
    return true;
  ranked->merges = vit_linkage_new (points, n, n, VIT_LINKAGE_AVERAGE, false);
  g_autofree size_t *leaves = g_new (size_t, n);
  vit_linkage_order (ranked->merges, n, leaves);
  for (size_t i = 0; i < n; i++)
    {
      ranked->shown[i] = columns[leaves[i]];
      for (size_t j = 0; j < n; j++)
        ranked->matrix[n * i + j] = matrix[n * leaves[i] + leaves[j]];
    }
  return true;
}

static void
choose (VitRankedRun *ranked, const Input *input)
{
  bool averaged;
  g_autofree char *name = split_indicator (input->indicator, &averaged);
  int group = find_group (ranked->table, input->species);
  for (size_t k = 0; k < ranked->ranking->n_rows; k++)
    {
      const VitRankingRow *row = &ranked->ranking->rows[k];
      if (row->group != group)
        continue;
      if (!ranked->chosen)
        ranked->chosen = row;
      if (strcmp (row->indicator, name) == 0 && row->averaged == averaged)
        ranked->chosen = row;
    }
}

static gpointer
compute_ranking (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  VitRankedRun *ranked = g_new0 (VitRankedRun, 1);
  ranked->target = g_strdup (input->target);
  ranked->top = input->top;
  ranked->average = input->average;
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.8, "Measuring indicators");
  ranked->table = vit_indicator_plan_compute (input->plan, progress, error);
  vit_progress_leave (progress, whole);
  g_autoptr (VitScoring) scoring =
      ranked->table ? vit_indicator_table_score (ranked->table, NULL, NULL, error) : NULL;
  ranked->ranking = scoring ? vit_ranking_new (ranked->table, NULL, progress, error) : NULL;
  if (!ranked->ranking || !arrange (ranked, NULL, error))
    {
      free_ranked (ranked);
      return NULL;
    }
  choose (ranked, input);
  if (ranked->chosen)
    {
      const VitIndicatorColumn *column =
          vit_indicator_table_get_column (ranked->table, ranked->chosen->column);
      ranked->curves =
          vit_scoring_get_curves (scoring, column->values, ranked->chosen->group, CURVE_POINTS);
      vit_scoring_get_deciles (scoring, column->values, ranked->chosen->group, ranked->deciles);
    }
  g_autoptr (VitIndicatorTable) earlier =
      input->earlier ? vit_indicator_plan_compute (input->earlier, NULL, NULL) : NULL;
  ranked->earlier = earlier ? vit_ranking_new (earlier, NULL, NULL, NULL) : NULL;
  return ranked;
}

/* Rankings are not stored on disk, because their costly parts are. */
const VitDerivation vit_ranking_derivation = {
  .name = "ranking",
  .title = "Ranking indicators",
  .lane = VIT_JOB_LASTING,
  .prepare = take_ranking,
  .compute = compute_ranking,
  .free_input = free_input,
  .unref = free_ranked,
};

/* ---- Against ξ and Δt ---- */

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
new_series_input (const VitOptions *options, VitIndicatorWish *wish)
{
  SeriesInput *input = g_new0 (SeriesInput, 1);
  input->indicator = split_indicator (options->ranking.indicator, &input->averaged);
  input->species = g_strdup (options->ranking.species);
  input->target = g_strdup (options->ranking.target);
  input->average = options->indicators.average;
  *wish = vit_ranking_take_wish (options);
  wish->average = 0;
  return input;
}

static gpointer
take_widths (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitIndicatorWish wish;
  SeriesInput *input =
      new_series_input (vit_study_get_options (vit_analyses_get_study (analyses)), &wish);
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
  SeriesInput *input =
      new_series_input (vit_study_get_options (vit_analyses_get_study (analyses)), &wish);
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
  int group = find_group (table, input->species);
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
              find_group (table, input->species), &series->scores[k], progress, error) ||
          !vit_progress_step (progress, k + 1, series->n, error))
        {
          free_series (series);
          return NULL;
        }
      series->has_events = table->events != NULL;
    }
  return series;
}

const VitDerivation vit_score_average_derivation = {
  .name = "score-average",
  .title = "Scoring averages",
  .lane = VIT_JOB_LASTING,
  .prepare = take_widths,
  .compute = compute_widths,
  .free_input = free_series_input,
  .unref = free_series,
};

const VitDerivation vit_score_interval_derivation = {
  .name = "score-interval",
  .title = "Scoring intervals",
  .lane = VIT_JOB_LASTING,
  .prepare = take_intervals,
  .compute = compute_intervals,
  .free_input = free_series_input,
  .unref = free_series,
};
