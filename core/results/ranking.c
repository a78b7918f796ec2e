#include "core/results/ranking.h"

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"

void
vit_ranking_free (VitRanking *ranking)
{
  if (!ranking)
    return;
  for (size_t k = 0; k < ranking->n_rows; k++)
    {
      g_free (ranking->rows[k].indicator);
      g_free (ranking->rows[k].species);
      g_free (ranking->rows[k].reason);
    }
  g_free (ranking->rows);
  g_free (ranking);
}

double
vit_ranking_get_strength (const VitRanking *ranking, const VitRankingRow *row)
{
  return ranking->has_events ? row->score.auc : fabs (row->score.pearson);
}

/* Groups of a table: one species is all. */
static int
group_at (const VitIndicatorTable *table, size_t k)
{
  return k <= table->n_types ? (int) k : VIT_SCORE_CENTRED;
}

static size_t
count_groups (const VitIndicatorTable *table)
{
  return table->n_types > 1 ? (size_t) table->n_types + 2 : 1;
}

/* Fewer atoms have no score: it would be anything. */
#define LEAST_ATOMS 20

/* (transfer full): why there is no score. */
static char *
dup_reason (const VitIndicatorColumn *column, const VitScore *score, bool has_events)
{
  if (column->blank && score->n == 0)
    return g_strdup (column->blank);
  if (score->n > 0 && score->n < LEAST_ATOMS)
    return g_strdup_printf ("only %zu atom%s a value", score->n, score->n == 1 ? " has" : "s have");
  return g_strdup (score->n == 0 ? "no atom has a value"
                   : has_events && (score->events == 0 || score->events == score->n)
                       ? "its atoms are all events, or none is"
                       : "its values do not vary");
}

typedef struct
{
  const VitIndicatorTable *table;
  const VitScoring *scoring;
  VitRanking *ranking;
} Work;

static bool
score_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Work *work = data;
  for (size_t k = begin; k < end; k++)
    {
      VitRankingRow *row = &work->ranking->rows[k];
      const VitIndicatorColumn *column = vit_indicator_table_get_column (work->table, row->column);
      if (!vit_scoring_score (work->scoring, column->values, row->group, &row->score, NULL, error))
        return false;
      if (row->score.n < LEAST_ATOMS)
        row->score = vit_score_new_blank (row->score.n, row->score.events);
      if (isnan (vit_ranking_get_strength (work->ranking, row)))
        row->reason = dup_reason (column, &row->score, work->ranking->has_events);
    }
  return true;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const VitRankingRow *p = a, *q = b;
  const VitRanking *ranking = data;
  if (p->group != q->group)
    {
      bool last = p->group == VIT_SCORE_CENTRED;
      return last || (q->group != VIT_SCORE_CENTRED && p->group > q->group) ? 1 : -1;
    }
  double s = vit_ranking_get_strength (ranking, p), t = vit_ranking_get_strength (ranking, q);
  if (isnan (s) != isnan (t))
    return isnan (s) ? 1 : -1;
  if (s != t && !isnan (s))
    return s < t ? 1 : -1;
  return p->column < q->column ? -1 : p->column > q->column;
}

VitRanking *
vit_ranking_new (const VitIndicatorTable *table,
                 const VitScoreOptions *options,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (table, NULL);
  vit_progress_set_range (progress, 0.8, 0.85, "Shifting the target");
  g_autoptr (VitScoring) scoring = vit_indicator_table_score (table, options, progress, error);
  if (!scoring)
    return NULL;
  size_t groups = count_groups (table), n = groups * table->columns->len;
  g_autoptr (VitRanking) ranking = g_new0 (VitRanking, 1);
  ranking->rows = g_new0 (VitRankingRow, MAX (n, 1));
  ranking->n_rows = n;
  ranking->has_events = table->events != NULL;
  ranking->n_blocks = vit_scoring_get_n_blocks (scoring);
  for (size_t k = 0; k < n; k++)
    {
      VitRankingRow *row = &ranking->rows[k];
      row->column = (guint) (k / groups);
      row->group = group_at (table, k % groups);
      const VitIndicatorColumn *column = vit_indicator_table_get_column (table, row->column);
      row->indicator = g_strdup (column->name);
      row->averaged = column->width > 0;
      row->species = g_strdup (row->group == VIT_SCORE_CENTRED ? VIT_RANKING_CENTRED
                               : row->group == VIT_SCORE_ALL   ? VIT_RANKING_ALL
                                                               : table->species[row->group - 1]);
    }
  vit_progress_set_range (progress, 0.85, 1, "Scoring");
  Work work = { table, scoring, ranking };
  if (!vit_parallel_for (n, 1, score_chunk, &work, progress, error))
    return NULL;
  g_qsort_with_data (ranking->rows, (int) n, sizeof *ranking->rows, compare_rows, ranking);
  return g_steal_pointer (&ranking);
}

const VitRankingRow *
vit_ranking_find (const VitRanking *ranking,
                  const char *indicator,
                  bool averaged,
                  const char *species)
{
  for (size_t k = 0; k < ranking->n_rows; k++)
    {
      const VitRankingRow *row = &ranking->rows[k];
      if (row->averaged == averaged && strcmp (row->indicator, indicator) == 0 &&
          strcmp (row->species, species) == 0)
        return row;
    }
  return NULL;
}

void
vit_ranking_save (const VitRanking *ranking, VitBlob *blob)
{
  const uint64_t head[] = { ranking->n_rows, ranking->n_blocks, ranking->has_events };
  vit_blob_put (blob, head, sizeof head);
  for (size_t k = 0; k < ranking->n_rows; k++)
    {
      const VitRankingRow *row = &ranking->rows[k];
      const int64_t numbers[] = { row->column, row->averaged, row->group };
      vit_blob_put_text (blob, row->indicator);
      vit_blob_put_text (blob, row->species);
      vit_blob_put_text (blob, row->reason);
      vit_blob_put (blob, numbers, sizeof numbers);
      vit_blob_put (blob, &row->score, sizeof row->score);
    }
}

VitRanking *
vit_ranking_load (VitBlobReader *reader)
{
  uint64_t head[3] = { 0 };
  g_autoptr (VitRanking) ranking = g_new0 (VitRanking, 1);
  vit_blob_get (reader, head, sizeof head);
  /* A row has at least so many bytes. */
  if (reader->failed || head[0] > reader->n / sizeof (VitScore))
    return NULL;
  ranking->n_rows = head[0];
  ranking->n_blocks = head[1];
  ranking->has_events = head[2] != 0;
  ranking->rows = g_new0 (VitRankingRow, MAX (ranking->n_rows, 1));
  for (size_t k = 0; k < ranking->n_rows; k++)
    {
      VitRankingRow *row = &ranking->rows[k];
      int64_t numbers[3] = { 0 };
      row->indicator = vit_blob_get_text (reader);
      row->species = vit_blob_get_text (reader);
      row->reason = vit_blob_get_text (reader);
      vit_blob_get (reader, numbers, sizeof numbers);
      row->column = (guint) numbers[0];
      row->averaged = numbers[1] != 0;
      row->group = (int) numbers[2];
      vit_blob_get (reader, &row->score, sizeof row->score);
      if (reader->failed || !row->indicator || !row->species)
        return NULL;
    }
  return g_steal_pointer (&ranking);
}
