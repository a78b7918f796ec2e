#include "core/results/transfer.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/learned-private.h"
#include "core/results/ranking-derivation.h"

#define N_SHIFTS 20

/* Version of the kernels and of the layout on disk. */
#define VERSION 1

typedef struct
{
  VitIndicatorPlan *plan;
  VitLearnWish wish;
  char **runs;
  char *target, *features;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  vit_indicator_plan_free (input->plan);
  g_strfreev (input->runs);
  g_free (input->target);
  g_free (input->features);
  g_free (input);
}

static void
free_transfer (gpointer data)
{
  VitTransfer *self = data;
  for (guint k = 0; k < self->n * self->n; k++)
    g_free (self->cells[k].warning);
  g_free (self->cells);
  g_free (self->n_atoms);
  g_strfreev (self->runs);
  g_free (self->target);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Input, free_input)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTransfer, free_transfer)

/* ---- What the study asks for ---- */

static gpointer
take_transfer (VitAnalyses *analyses, VitRun *none, double time, GString *key, GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  const VitOptions *options = vit_study_get_options (study);
  g_autoptr (Input) input = g_new0 (Input, 1);
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  for (guint r = 0; r < vit_study_get_n_runs (study); r++)
    if (vit_run_get_shown (vit_study_get_run (study, r)))
      {
        g_ptr_array_add (runs, vit_study_get_run (study, r));
        g_strv_builder_add (labels, vit_run_get_label (vit_study_get_run (study, r)));
      }
  if (runs->len < 2)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "A learned indicator is carried over between two runs or more that are shown.");
      return NULL;
    }
  input->runs = g_strv_builder_end (labels);
  input->target = g_strdup (options->ranking.target);
  input->features = g_strdup (options->ranking.features);
  VitIndicatorWish wish = vit_ranking_take_wish (options);
  g_auto (GStrv) columns = vit_learn_take_features (options->ranking.features, &input->wish);
  wish.indicators = (const char *const *) columns;
  if (!vit_learn_check_features (columns, input->target, error))
    return NULL;
  wish.untrained = true;
  wish.average = 0;
  input->wish.per_species = true;
  input->wish.target = input->target;
  input->wish.top = wish.top;
  if ((input->wish.radial || input->wish.angular) &&
      !vit_learn_find_sigma (analyses, runs->pdata[0], &input->wish.sigma, NULL, error))
    return NULL;
  input->plan =
      vit_indicator_plan_new (analyses, (VitRun *const *) runs->pdata, runs->len, &wish, error);
  if (!input->plan)
    return NULL;
  vit_indicator_plan_describe (input->plan, key);
  g_string_append_printf (key, "|%s", input->features);
  for (char **run = input->runs; *run; run++)
    g_string_append_printf (key, "|%s", *run);
  return g_steal_pointer (&input);
}

/* ---- Runs ---- */

/* What is fitted of one run. */
typedef struct
{
  size_t begin, end; /* rows */
  VitFolds *folds;
  VitLinearModel *model;
  VitLinearValidation *validation;
} Fitted;

typedef struct
{
  const VitLearnWish *wish;
  VitIndicatorTable *table;
  VitLearnedRows rows;
  VitLinearKind kind;
  const VitLearnedFeature *features;
  unsigned *glasses;
  guint n;
  Fitted *runs;
} Work;

static void
work_clear (Work *work)
{
  for (guint r = 0; r < work->n; r++)
    {
      g_clear_pointer (&work->runs[r].folds, vit_folds_free);
      g_clear_pointer (&work->runs[r].model, vit_linear_model_free);
      g_clear_pointer (&work->runs[r].validation, vit_linear_validation_free);
    }
  g_free (work->runs);
  g_free (work->glasses);
  vit_learned_rows_clear (&work->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static VitLinearRows
get_rows (const Work *work, const Fitted *run)
{
  const VitLearnedRows *rows = &work->rows;
  return (VitLinearRows){ .n = run->end - run->begin,
                          .p = rows->p,
                          .features = rows->features + rows->p * run->begin,
                          .target = rows->target + run->begin,
                          .types = rows->types + run->begin,
                          .n_types = work->table->n_types };
}

/* The rows of a run, its blocks, and its model. */
static bool
fit_run (Work *work, guint r, VitProgress *progress, GError **error)
{
  VitLearnedRows *rows = &work->rows;
  VitIndicatorTable *table = work->table;
  Fitted *run = &work->runs[r];
  size_t first = 0, n = 0;
  while (first < table->n_fields && table->fields[first].run != r)
    first++;
  while (first + n < table->n_fields && table->fields[first + n].run == r)
    n++;
  const VitIndicatorField *last = &table->fields[first + n - 1];
  while (run->begin < rows->n && rows->atoms[run->begin] < table->fields[first].start)
    run->begin++;
  run->end = run->begin;
  while (run->end < rows->n && rows->atoms[run->end] < last->start + last->n)
    run->end++;
  run->folds = vit_learned_make_folds (table, first, n, NULL, vit_learned_find_guard (work->wish));
  vit_learned_take_folds (rows, run->begin, run->end, run->folds, table->fields[first].start);
  g_autofree const double **nulls = g_new (const double *, MAX (rows->n_nulls, 1));
  for (unsigned s = 0; s < rows->n_nulls; s++)
    nulls[s] = rows->nulls[s] + run->begin;
  VitLinearRows of = get_rows (work, run);
  of.n_nulls = rows->n_nulls;
  of.nulls = nulls;
  of.n_folds = run->folds->n;
  of.folds = rows->folds + run->begin;
  of.zones = rows->zones + run->begin;
  const VitLinearOptions how = { .kind = work->kind,
                                 .per_species = work->wish->per_species,
                                 .keep_parts = true };
  run->model = vit_linear_train (&of, &how, &run->validation, progress, error);
  return run->model != NULL;
}

/* ---- Scores ---- */

/* The mean over the parts of a run of what the predictions of its rows score. */
static void
score (const Work *work, const Fitted *of, const double *predictions, VitTransferCell *cell)
{
  const VitLearnedRows *rows = &work->rows;
  size_t n_rows = of->end - of->begin;
  g_autofree double *p = g_new (double, MAX (n_rows, 1)), *y = g_new (double, MAX (n_rows, 1));
  double sum = 0, squares = 0, n = 0;
  for (unsigned f = 0; f < of->folds->n; f++)
    {
      size_t m = 0;
      for (size_t k = of->begin; k < of->end; k++)
        if (rows->folds[k] == f && isfinite (predictions[k - of->begin]))
          {
            p[m] = predictions[k - of->begin];
            y[m++] = rows->target[k];
          }
      double rate = vit_linear_rate (work->kind, p, y, m);
      if (!isfinite (rate))
        continue;
      sum += rate;
      squares += rate * rate;
      n++;
    }
  cell->n_parts = (unsigned) n;
  cell->score = n > 0 ? sum / n : NAN;
  cell->error = n > 1 ? sqrt (fmax (squares / n - cell->score * cell->score, 0) / (n - 1)) : NAN;
}

static void
carry_over (const Work *work, const Fitted *from, const Fitted *to, VitTransferCell *cell)
{
  const VitLearnedRows *rows = &work->rows;
  g_autofree double *predictions = g_new (double, MAX (to->end - to->begin, 1));
  /* The same glass has the same blocks, unless the boxes differ much. */
  bool comparable = from->folds->n == to->folds->n;
  for (size_t k = to->begin; k < to->end; k++)
    {
      const VitLinearModel *model = !cell->same_glass ? from->model
                                    : comparable      ? from->validation->parts[rows->folds[k]]
                                                      : NULL;
      predictions[k - to->begin] = NAN;
      if (!model)
        continue;
      vit_linear_model_apply (model, rows->features + rows->p * k, rows->types + k, 1,
                              &predictions[k - to->begin]);
    }
  score (work, to, predictions, cell);
  g_auto (VitLinearRange) range = { 0 };
  vit_linear_range_begin (&range, from->model);
  for (size_t k = to->begin; k < to->end; k++)
    vit_linear_range_add (&range, rows->features + rows->p * k, rows->types[k]);
  vit_linear_range_end (&range);
  cell->outside = range.outside;
  cell->warning = vit_learned_dup_warning (&range, work->features);
}

static void
fill_cells (const Work *work, VitTransfer *transfer)
{
  for (guint r = 0; r < work->n; r++)
    for (guint c = 0; c < work->n; c++)
      {
        VitTransferCell *cell = &transfer->cells[r * work->n + c];
        const Fitted *from = &work->runs[r], *to = &work->runs[c];
        cell->null_mean = cell->null_sd = NAN;
        cell->same_glass = work->glasses[r] == work->glasses[c];
        if (r == c)
          {
            const VitLinearScore *own = &from->validation->scores[0];
            cell->score = own->mean;
            cell->error = own->error;
            cell->null_mean = own->null_mean;
            cell->null_sd = own->null_sd;
            cell->n_parts = own->n_folds;
            continue;
          }
        carry_over (work, from, to, cell);
      }
}

static gpointer
compute_transfer (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  g_autoptr (VitIndicatorTable) table =
      vit_indicator_plan_measure (input->plan, 0, 0.4, progress, error);
  g_autoptr (GArray) features = g_array_new (FALSE, TRUE, sizeof (VitLearnedFeature));
  g_array_set_clear_func (features, vit_learned_feature_clear);
  VitProgressPart whole = vit_progress_enter (progress, 0.4, 0.6, "Describing surroundings");
  if (!table || !vit_learned_make_features (table, &input->wish, features, progress, error))
    return NULL;
  vit_progress_leave (progress, whole);
  guint n = g_strv_length (input->runs);
  g_auto (Work) work = { .wish = &input->wish,
                         .table = table,
                         .kind = table->events ? VIT_LINEAR_LOGISTIC : VIT_LINEAR_RIDGE,
                         .features = (const VitLearnedFeature *) features->data,
                         .glasses = g_new0 (unsigned, n),
                         .n = n,
                         .runs = g_new0 (Fitted, n) };
  vit_learned_number_glasses (table, n, work.glasses);
  vit_learned_take_rows (table, &work.rows);
  if (!vit_learned_make_nulls (table, work.glasses, &work.rows, N_SHIFTS, NULL, error))
    return NULL;
  for (guint r = 0; r < n; r++)
    {
      whole = vit_progress_enter (progress, 0.6 + 0.4 * r / n, 0.6 + 0.4 * (r + 1) / n, "Fitting");
      if (!fit_run (&work, r, progress, error))
        {
          g_prefix_error (error, "%s: ", input->runs[r]);
          return NULL;
        }
      vit_progress_leave (progress, whole);
    }
  g_autoptr (VitTransfer) transfer = g_new0 (VitTransfer, 1);
  transfer->n = n;
  transfer->runs = g_strdupv (input->runs);
  transfer->n_atoms = g_new0 (size_t, n);
  for (guint r = 0; r < n; r++)
    transfer->n_atoms[r] = work.runs[r].end - work.runs[r].begin;
  transfer->n_features = work.rows.p;
  transfer->has_events = table->events != NULL;
  transfer->target = g_strdup (input->target);
  transfer->top = input->wish.top;
  transfer->guard = vit_learned_find_guard (&input->wish);
  transfer->cells = g_new0 (VitTransferCell, n * n);
  transfer->notes = g_ptr_array_ref (table->notes);
  fill_cells (&work, transfer);
  return g_steal_pointer (&transfer);
}

/* ---- On disk ---- */

static void
add_transfer_key (gconstpointer data, VitStored *stored)
{
  const Input *input = data;
  vit_indicator_plan_add_key (input->plan, stored);
  vit_stored_add_text (stored, input->features);
  vit_stored_add_text (stored, input->target);
  vit_stored_add_number (stored, input->wish.sigma);
  for (char **run = input->runs; *run; run++)
    vit_stored_add_text (stored, *run);
}

static void
save_transfer (gconstpointer data, VitBlob *blob)
{
  const VitTransfer *self = data;
  const uint64_t counts[] = { self->n_features, self->has_events };
  const double numbers[] = { self->top, self->guard };
  vit_blob_put_strv (blob, self->runs);
  vit_blob_put_array (blob, self->n_atoms, self->n, sizeof *self->n_atoms);
  vit_blob_put (blob, counts, sizeof counts);
  vit_blob_put (blob, numbers, sizeof numbers);
  vit_blob_put_text (blob, self->target);
  for (guint k = 0; k < self->n * self->n; k++)
    {
      const VitTransferCell *cell = &self->cells[k];
      const double values[] = { cell->score, cell->error, cell->null_mean, cell->null_sd,
                                cell->outside };
      const uint32_t numbers_of[] = { cell->n_parts, cell->same_glass };
      vit_blob_put (blob, values, sizeof values);
      vit_blob_put (blob, numbers_of, sizeof numbers_of);
      vit_blob_put_text (blob, cell->warning);
    }
  g_auto (GStrv) notes = g_new0 (char *, self->notes->len + 1);
  for (guint k = 0; k < self->notes->len; k++)
    notes[k] = g_strdup (self->notes->pdata[k]);
  vit_blob_put_strv (blob, notes);
}

static gpointer
load_transfer (VitBlobReader *reader, gconstpointer data)
{
  const Input *input = data;
  g_autoptr (VitTransfer) self = g_new0 (VitTransfer, 1);
  uint64_t counts[2] = { 0 };
  double numbers[2] = { 0 };
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->runs = vit_blob_get_strv (reader);
  guint n = self->runs ? g_strv_length (self->runs) : 0;
  if (n != g_strv_length (input->runs))
    return NULL;
  self->n_atoms = vit_blob_get_array_of (reader, sizeof *self->n_atoms, n);
  vit_blob_get (reader, counts, sizeof counts);
  vit_blob_get (reader, numbers, sizeof numbers);
  self->n_features = counts[0];
  self->has_events = counts[1] != 0;
  self->top = numbers[0];
  self->guard = numbers[1];
  self->target = vit_blob_get_text (reader);
  self->cells = g_new0 (VitTransferCell, n * n);
  self->n = n;
  for (guint k = 0; k < n * n; k++)
    {
      VitTransferCell *cell = &self->cells[k];
      double values[5] = { 0 };
      uint32_t numbers_of[2] = { 0 };
      vit_blob_get (reader, values, sizeof values);
      vit_blob_get (reader, numbers_of, sizeof numbers_of);
      *cell = (VitTransferCell){ values[0],     values[1],
                                 values[2],     values[3],
                                 numbers_of[0], numbers_of[1] != 0,
                                 values[4],     vit_blob_get_text (reader) };
    }
  g_auto (GStrv) notes = vit_blob_get_strv (reader);
  for (char **note = notes; note && *note; note++)
    g_ptr_array_add (self->notes, g_strdup (*note));
  return reader->failed || !self->target ? NULL : g_steal_pointer (&self);
}

const VitDerivation vit_transfer_derivation = {
  .name = "transfer",
  .title = "Carrying learned indicators over",
  .lane = VIT_JOB_LASTING,
  .prepare = take_transfer,
  .compute = compute_transfer,
  .free_input = free_input,
  .unref = free_transfer,
  .version = VERSION,
  .of_results = true,
  .add_key = add_transfer_key,
  .save = save_transfer,
  .load = load_transfer,
};
