/* The ranking of all indicators of a run, and which of them say the same. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/score-private.h"

/* Indicators that are compared with each other at most. */
#define MOST_SHOWN 40

typedef struct
{
  VitIndicatorPlan *plan, *earlier;
  char *target;
  double top, average;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  g_clear_pointer (&input->plan, vit_indicator_plan_free);
  g_clear_pointer (&input->earlier, vit_indicator_plan_free);
  g_free (input->target);
  g_free (input);
}

static gpointer
take_ranking (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitIndicatorWish wish = vit_score_wish (analyses, time);
  VitIndicatorPlan *plan = vit_indicator_plan_new (analyses, &run, 1, &wish, error);
  if (!plan)
    return NULL;
  Input *input = g_new0 (Input, 1);
  input->plan = plan;
  input->target = g_strdup (wish.target);
  input->top = wish.top;
  input->average = wish.average;
  bool of_model = strcmp (wish.target, "la") == 0 || strcmp (wish.target, "t_ml") == 0;
  if (!of_model && vit_analyses_get_tml (analyses, run))
    {
      static const char *const tml[] = { "t_ml", NULL };
      wish.indicators = tml;
      wish.predictive = true;
      input->earlier = vit_indicator_plan_new (analyses, &run, 1, &wish, NULL);
    }
  vit_indicator_plan_describe (plan, key);
  return input;
}

static void
free_ranked (gpointer data)
{
  VitRankedRun *ranked = data;
  vit_score_basis_clear (&ranked->basis);
  g_clear_pointer (&ranked->ranking, vit_ranking_free);
  g_clear_pointer (&ranked->earlier, vit_ranking_free);
  g_strfreev (ranked->shown);
  g_free (ranked->matrix);
  g_free (ranked->merges);
  g_strfreev (ranked->notes);
  g_free (ranked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitRankedRun, free_ranked)

/* Columns that vary, not averaged, in the order of a dendrogram of 1 − |ρ|. */
static bool
arrange (VitRankedRun *ranked,
         const VitIndicatorTable *table,
         VitProgress *progress,
         GError **error)
{
  g_autofree const double **values = g_new0 (const double *, table->columns->len + 1);
  g_autofree size_t *columns = g_new0 (size_t, table->columns->len + 1);
  size_t n = 0;
  for (guint c = 0; c < table->columns->len && n < MOST_SHOWN; c++)
    {
      const VitIndicatorColumn *column = vit_indicator_table_get_column (table, c);
      const VitRankingRow *row =
          vit_ranking_find (ranked->ranking, column->name, column->width > 0, VIT_RANKING_ALL);
      if (column->width > 0 || !row || !isfinite (row->score.spearman))
        continue;
      columns[n] = c;
      values[n++] = column->values;
    }
  g_autofree double *matrix = g_new (double, MAX (n * n, 1)),
                    *points = g_new (double, MAX (n * n, 1));
  if (!vit_score_matrix (values, n, table->n, matrix, progress, error))
    return false;
  /* Indicators that are alike have like rows of |ρ|. */
  for (size_t k = 0; k < n * n; k++)
    points[k] = isfinite (matrix[k]) ? fabs (matrix[k]) : 0;
  ranked->n_shown = n;
  ranked->shown = g_new0 (char *, n + 1);
  ranked->matrix = g_new (double, MAX (n * n, 1));
  if (n == 0)
    return true;
  ranked->merges = vit_linkage_new (points, n, n, VIT_LINKAGE_AVERAGE, false);
  g_autofree size_t *leaves = g_new (size_t, n), *places = g_new (size_t, n);
  vit_linkage_order (ranked->merges, n, leaves);
  for (size_t i = 0; i < n; i++)
    {
      ranked->shown[i] =
          g_strdup (vit_indicator_table_get_column (table, (guint) columns[leaves[i]])->name);
      places[leaves[i]] = i;
      for (size_t j = 0; j < n; j++)
        ranked->matrix[n * i + j] = matrix[n * leaves[i] + leaves[j]];
    }
  for (size_t m = 0; m + 1 < n; m++)
    {
      VitMerge *merge = &ranked->merges[m];
      merge->a = merge->a < n ? places[merge->a] : merge->a;
      merge->b = merge->b < n ? places[merge->b] : merge->b;
    }
  return true;
}

static char **
dup_notes (const VitIndicatorTable *table)
{
  char **notes = g_new0 (char *, table->notes->len + 1);
  for (guint k = 0; k < table->notes->len; k++)
    notes[k] = g_strdup (table->notes->pdata[k]);
  return notes;
}

/* T_ML of windows that end at the start times. It may not exist there, which is no failure. */
static bool
rank_earlier (VitRankedRun *ranked, const Input *input, VitProgress *progress, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (VitIndicatorTable) table =
      input->earlier ? vit_indicator_plan_compute (input->earlier, progress, &why) : NULL;
  ranked->earlier = table ? vit_ranking_new (table, NULL, NULL, &why) : NULL;
  if (!g_error_matches (why, VIT_ERROR, VIT_ERROR_CANCELLED))
    return true;
  g_propagate_error (error, g_steal_pointer (&why));
  return false;
}

static gpointer
compute_ranking (gpointer data, VitProgress *progress, GError **error)
{
  const Input *input = data;
  g_autoptr (VitRankedRun) ranked = g_new0 (VitRankedRun, 1);
  g_autoptr (VitIndicatorTable) table =
      vit_indicator_plan_measure (input->plan, 0, 0.7, progress, error);
  if (!table)
    return NULL;
  ranked->ranking = vit_ranking_new (table, NULL, progress, error);
  if (!ranked->ranking || !arrange (ranked, table, NULL, error))
    return NULL;
  vit_score_basis_init (&ranked->basis, table, ranked->ranking->n_blocks, input->target, input->top,
                        input->average);
  ranked->notes = dup_notes (table);
  if (!rank_earlier (ranked, input, progress, error))
    return NULL;
  return g_steal_pointer (&ranked);
}

/* ---- On disk ---- */

static void
add_ranking_key (gconstpointer data, VitStored *stored)
{
  const Input *input = data;
  vit_indicator_plan_add_key (input->plan, stored);
  vit_stored_add_text (stored, input->target);
  if (input->earlier)
    vit_indicator_plan_add_key (input->earlier, stored);
}

static void
save_ranking (gconstpointer data, VitBlob *blob)
{
  const VitRankedRun *ranked = data;
  const uint8_t has_earlier = ranked->earlier != NULL;
  vit_score_basis_save (&ranked->basis, blob);
  vit_ranking_save (ranked->ranking, blob);
  vit_blob_put (blob, &has_earlier, sizeof has_earlier);
  if (ranked->earlier)
    vit_ranking_save (ranked->earlier, blob);
  vit_blob_put_strv (blob, ranked->shown);
  vit_blob_put_array (blob, ranked->matrix, ranked->n_shown * ranked->n_shown, sizeof (double));
  vit_blob_put_array (blob, ranked->merges, ranked->n_shown > 0 ? ranked->n_shown - 1 : 0,
                      sizeof (VitMerge));
  vit_blob_put_strv (blob, ranked->notes);
}

/* Whether each merge joins what is there. */
static bool
has_sound_merges (const VitRankedRun *ranked)
{
  for (size_t m = 0; m + 1 < ranked->n_shown; m++)
    if (ranked->merges[m].a >= ranked->n_shown + m || ranked->merges[m].b >= ranked->n_shown + m)
      return false;
  return true;
}

static gpointer
load_ranking (VitBlobReader *reader, gconstpointer data)
{
  g_autoptr (VitRankedRun) ranked = g_new0 (VitRankedRun, 1);
  uint8_t has_earlier = 0;
  vit_score_basis_load (&ranked->basis, reader);
  ranked->ranking = vit_ranking_load (reader);
  vit_blob_get (reader, &has_earlier, sizeof has_earlier);
  ranked->earlier = has_earlier ? vit_ranking_load (reader) : NULL;
  ranked->shown = vit_blob_get_strv (reader);
  ranked->n_shown = ranked->shown ? g_strv_length (ranked->shown) : 0;
  ranked->matrix =
      vit_blob_get_array_of (reader, sizeof (double), ranked->n_shown * ranked->n_shown);
  ranked->merges = vit_blob_get_array_of (reader, sizeof (VitMerge),
                                          ranked->n_shown > 0 ? ranked->n_shown - 1 : 0);
  ranked->notes = vit_blob_get_strv (reader);
  return reader->failed || !ranked->ranking || (has_earlier && !ranked->earlier) ||
                 !has_sound_merges (ranked)
             ? NULL
             : g_steal_pointer (&ranked);
}

const VitDerivation vit_ranking_derivation = {
  .name = "ranking",
  .title = "Ranking indicators",
  .lane = VIT_JOB_LASTING,
  .prepare = take_ranking,
  .compute = compute_ranking,
  .free_input = free_input,
  .unref = free_ranked,
  .version = VIT_SCORE_VERSION,
  .of_results = true,
  .add_key = add_ranking_key,
  .save = save_ranking,
  .load = load_ranking,
};
