/* Fits of all rows and of all but a part, and what they score. */

#include "core/indicator/linear.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/indicator/linear-private.h"

/* Parts that choose the penalty within the rows that are fitted. */
#define INNER_FOLDS 3

/* Of the gradient of logistic regression, for models that are scored and thrown away, and for the
 * one that is kept. */
#define ROUGH 1e-4
#define FINE 1e-10

static const double penalties[] = { 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100 };
#define N_PENALTIES G_N_ELEMENTS (penalties)

const double *
vit_linear_list_penalties (size_t *n)
{
  *n = N_PENALTIES;
  return penalties;
}

/* ---- Models ---- */

VitLinearModel *
vit_linear_model_new_empty (VitLinearKind kind, size_t p, unsigned n_types)
{
  VitLinearModel *model = g_new0 (VitLinearModel, 1);
  size_t n = MAX ((size_t) n_types * p, 1);
  model->kind = kind;
  model->p = p;
  model->n_types = n_types;
  model->n_rows = g_new0 (size_t, MAX (n_types, 1));
  model->penalties = g_new0 (double, MAX (n_types, 1));
  model->biases = g_new0 (double, MAX (n_types, 1));
  model->weights = g_new0 (double, n);
  model->means = g_new0 (double, n);
  model->scales = g_new0 (double, n);
  model->lows = g_new0 (double, n);
  model->highs = g_new0 (double, n);
  return model;
}

void
vit_linear_model_free (VitLinearModel *model)
{
  if (!model)
    return;
  g_free (model->n_rows);
  g_free (model->penalties);
  g_free (model->biases);
  g_free (model->weights);
  g_free (model->means);
  g_free (model->scales);
  g_free (model->lows);
  g_free (model->highs);
  g_free (model);
}

void
vit_linear_model_apply (const VitLinearModel *model,
                        const double *features,
                        const uint8_t *types,
                        size_t n,
                        double *scores)
{
  g_return_if_fail (model && features && scores);
  for (size_t i = 0; i < n; i++)
    {
      unsigned t = types ? types[i] : 1;
      const double *x = features + model->p * i;
      scores[i] = NAN;
      if (t < 1 || t > model->n_types || model->n_rows[t - 1] == 0)
        continue;
      const double *w = model->weights + model->p * (t - 1);
      double sum = model->biases[t - 1];
      for (size_t k = 0; k < model->p; k++)
        sum += w[k] != 0 || !isfinite (x[k]) ? w[k] * x[k] : 0;
      scores[i] = isfinite (sum) ? sum : NAN;
    }
}

void
vit_linear_validation_free (VitLinearValidation *validation)
{
  if (!validation)
    return;
  g_free (validation->scores);
  g_free (validation->predictions);
  for (unsigned f = 0; validation->parts && f < validation->n_folds; f++)
    vit_linear_model_free (validation->parts[f]);
  g_free (validation->parts);
  g_free (validation);
}

/* ---- One group of species ---- */

typedef struct
{
  const VitLinearRows *rows;
  const VitLinearOptions *options;
  VitLinearGroup *group;
  unsigned first_type;    /* of the group, from 0 */
  double *predictions;    /* (1 + n_nulls) × n of all rows */
  double *inner;          /* n_folds × N_PENALTIES: what each penalty scored */
  double *chosen;         /* n_folds */
  bool *left;             /* n_folds: whether rows are left beside it */
  VitLinearModel **parts; /* (nullable): n_folds */
  VitProgress *progress;
} Work;

static bool
is_in_fold (const Work *work, size_t row, unsigned fold)
{
  return work->rows->folds[work->group->origin[row]] == fold;
}

static bool
is_fit_for (const VitLinearNormal *normal)
{
  for (unsigned t = 0; t < normal->n_types; t++)
    if (normal->n[t] > 0 && normal->n[t] < 10)
      return false;
  return normal->total >= 20;
}

/* The target, fitted to the end. */
static bool
fit_target (const Work *work,
            const VitLinearNormal *normal,
            uint64_t left_out,
            double penalty,
            double tolerance,
            const double *l,
            VitLinearFit *fit,
            GError **error)
{
  if (work->options->kind == VIT_LINEAR_LOGISTIC)
    return vit_linear_fit_logistic (work->group, normal, left_out, penalty, l, tolerance, fit,
                                    work->progress, error);
  vit_linear_fit_sums (work->group, normal, l, 0, fit);
  return true;
}

/* The score of @fit at the rows of a part that lie in none of the zones of @outside. */
static double
rate_fold (const Work *work, const VitLinearFit *fit, unsigned fold, uint64_t outside)
{
  const VitLinearGroup *group = work->group;
  g_autofree double *scores = g_new (double, MAX (group->n, 1));
  g_autofree double *target = g_new (double, MAX (group->n, 1));
  size_t m = 0;
  for (size_t r = 0; r < group->n; r++)
    {
      uint32_t origin = group->origin[r];
      if (!is_in_fold (work, r, fold) || (work->rows->zones[origin] & outside))
        continue;
      target[m] = work->rows->target[origin];
      scores[m++] = vit_linear_fit_apply (group, fit, r);
    }
  return vit_linear_rate (work->options->kind, scores, target, m);
}

/* What each penalty scores at other parts, fitted by sums to what is left of the rows. */
static void
rate_penalties (const Work *work, unsigned fold)
{
  const VitLinearGroup *group = work->group;
  unsigned n_folds = work->rows->n_folds, step = MAX ((n_folds - 1) / INNER_FOLDS, 1), taken = 0;
  g_autofree double *l = g_new0 (double, MAX (group->p * group->p, 1));
  g_autofree double *sums = g_new0 (double, N_PENALTIES);
  for (unsigned k = 0; k < n_folds - 1 && taken < INNER_FOLDS; k += step)
    {
      unsigned other = (fold + 1 + k) % n_folds;
      uint64_t left_out = UINT64_C (1) << fold | UINT64_C (1) << other;
      g_autoptr (VitLinearNormal) normal = vit_linear_normal_new (group, left_out);
      if (!is_fit_for (normal))
        continue;
      g_auto (VitLinearFit) fit = { 0 };
      vit_linear_fit_init (&fit, group);
      double of_penalty[N_PENALTIES], weight = vit_linear_get_weight (group, normal);
      bool whole = true;
      for (size_t q = 0; q < N_PENALTIES; q++)
        {
          vit_linear_factor (normal, weight, penalties[q], l);
          vit_linear_fit_sums (group, normal, l, 0, &fit);
          of_penalty[q] = rate_fold (work, &fit, other, UINT64_C (1) << fold);
          whole = whole && isfinite (of_penalty[q]);
        }
      for (size_t q = 0; q < N_PENALTIES && whole; q++)
        sums[q] += of_penalty[q];
      taken += whole;
    }
  for (size_t q = 0; q < N_PENALTIES; q++)
    work->inner[fold * N_PENALTIES + q] = taken > 0 ? sums[q] / taken : NAN;
}

/* The best by the scores of @n parts; where they do not tell, one in the middle. */
static double
choose_penalty (const double *inner, size_t n)
{
  double best = -INFINITY, chosen = 1e-2;
  for (size_t q = 0; q < N_PENALTIES; q++)
    {
      double sum = 0, m = 0;
      for (size_t f = 0; f < n; f++)
        if (isfinite (inner[f * N_PENALTIES + q]))
          {
            sum += inner[f * N_PENALTIES + q];
            m++;
          }
      if (m > 0 && sum / m > best)
        {
          best = sum / m;
          chosen = penalties[q];
        }
    }
  return chosen;
}

/* From units of z of all rows to those of the features. */
static void
store_weights (const Work *work,
               const VitLinearFit *fit,
               const VitLinearNormal *normal,
               double penalty,
               VitLinearModel *model)
{
  const VitLinearGroup *group = work->group;
  size_t p = group->p;
  for (unsigned t = 0; t < group->n_types; t++)
    {
      unsigned to = work->first_type + t;
      double bias = fit->biases[t];
      model->n_rows[to] = (size_t) normal->n[t];
      model->penalties[to] = penalty;
      for (size_t k = 0; k < p; k++)
        {
          double spread = group->spread[p * t + k], w = fit->weights[group->width * t + k + 1];
          double *weight = model->weights + p * to + k;
          *weight = spread > 0 ? w / spread : 0;
          bias -= *weight * group->centre[p * t + k];
        }
      model->biases[to] = bias;
    }
}

/* Where the rows lie that were fitted. */
static void
store_range (const Work *work, VitLinearModel *model)
{
  const VitLinearGroup *group = work->group;
  const VitLinearRows *rows = work->rows;
  size_t p = group->p;
  for (unsigned t = 0; t < group->n_types; t++)
    for (size_t k = 0; k < p; k++)
      {
        size_t to = p * (work->first_type + t) + k;
        model->means[to] = group->centre[p * t + k];
        model->scales[to] = group->spread[p * t + k];
        model->lows[to] = INFINITY;
        model->highs[to] = -INFINITY;
      }
  for (size_t r = 0; r < group->n; r++)
    {
      unsigned to = work->first_type + group->types[r];
      const double *x = rows->features + p * group->origin[r];
      for (size_t k = 0; k < p; k++)
        {
          double *low = model->lows + p * to + k, *high = model->highs + p * to + k;
          *low = fmin (*low, x[k]);
          *high = fmax (*high, x[k]);
        }
    }
}

static bool
hold_out (const Work *work, unsigned fold, GError **error)
{
  const VitLinearGroup *group = work->group;
  const VitLinearRows *rows = work->rows;
  uint64_t left_out = UINT64_C (1) << fold;
  g_autoptr (VitLinearNormal) normal = vit_linear_normal_new (group, left_out);
  work->left[fold] = is_fit_for (normal);
  if (!work->left[fold])
    return true;
  double penalty = work->options->penalty;
  if (!(penalty > 0))
    {
      rate_penalties (work, fold);
      penalty = choose_penalty (work->inner + fold * N_PENALTIES, 1);
    }
  work->chosen[fold] = penalty;
  g_autofree double *l = g_new0 (double, MAX (group->p * group->p, 1));
  vit_linear_factor (normal, vit_linear_get_weight (group, normal), penalty, l);
  g_auto (VitLinearFit) fit = { 0 };
  vit_linear_fit_init (&fit, group);
  for (unsigned s = 0; s <= rows->n_nulls; s++)
    {
      if (s > 0)
        vit_linear_fit_sums (group, normal, l, s, &fit);
      else if (!fit_target (work, normal, left_out, penalty, ROUGH, l, &fit, error))
        return false;
      if (s == 0 && work->parts)
        store_weights (work, &fit, normal, penalty, work->parts[fold]);
      for (size_t r = 0; r < group->n; r++)
        if (is_in_fold (work, r, fold) && normal->n[group->types[r]] > 0)
          work->predictions[s * rows->n + group->origin[r]] = vit_linear_fit_apply (group, &fit, r);
    }
  return true;
}

static bool
hold_out_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  for (size_t f = begin; f < end; f++)
    if (!hold_out (data, (unsigned) f, error))
      return false;
  return true;
}

static bool
fit_all (const Work *work, VitLinearModel *model, GError **error)
{
  const VitLinearGroup *group = work->group;
  double penalty = work->options->penalty;
  if (!(penalty > 0))
    penalty = choose_penalty (work->inner, work->rows->n_folds);
  g_autoptr (VitLinearNormal) normal = vit_linear_normal_new (group, 0);
  g_autofree double *l = g_new0 (double, MAX (group->p * group->p, 1));
  g_auto (VitLinearFit) fit = { 0 };
  vit_linear_fit_init (&fit, group);
  vit_linear_factor (normal, vit_linear_get_weight (group, normal), penalty, l);
  if (!fit_target (work, normal, 0, penalty, FINE, l, &fit, error))
    return false;
  store_weights (work, &fit, normal, penalty, model);
  store_range (work, model);
  return true;
}

static bool
train_group (Work *work, VitLinearModel *model, bool *left, GError **error)
{
  unsigned n_folds = work->rows->n_folds;
  VitProgress *progress = work->progress;
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.3, "Summing features");
  if (!vit_linear_group_sum (work->group, progress, error))
    return false;
  vit_progress_leave (progress, whole);
  g_autofree double *inner = g_new (double, MAX (n_folds, 1) * N_PENALTIES);
  g_autofree double *chosen = g_new0 (double, MAX (n_folds, 1));
  for (size_t k = 0; k < MAX (n_folds, 1) * N_PENALTIES; k++)
    inner[k] = NAN;
  work->inner = inner;
  work->chosen = chosen;
  work->left = left;
  whole = vit_progress_enter (progress, 0.3, 0.8, "Holding out parts of the box");
  if (n_folds > 0 && !vit_parallel_for (n_folds, 1, hold_out_chunk, work, progress, error))
    return false;
  vit_progress_leave (progress, whole);
  return fit_all (work, model, error);
}

/* ---- Scores ---- */

/* Fraction of the work at which fitting is done. */
#define SCORING_FROM 0.7

/* The mean over the parts of the score of one target; @sd of it. */
static double
score_target (const VitLinearRows *rows,
              VitLinearKind kind,
              const double *predictions,
              const double *target,
              unsigned type,
              unsigned *n_folds,
              double *error)
{
  g_autofree double *p = g_new (double, MAX (rows->n, 1)), *y = g_new (double, MAX (rows->n, 1));
  double sum = 0, squares = 0, n = 0;
  for (unsigned f = 0; f < rows->n_folds; f++)
    {
      size_t m = 0;
      for (size_t i = 0; i < rows->n; i++)
        if (rows->folds[i] == f && isfinite (predictions[i]) &&
            (type == 0 || (rows->types ? rows->types[i] : 1) == type))
          {
            p[m] = predictions[i];
            y[m++] = target[i];
          }
      double score = vit_linear_rate (kind, p, y, m);
      if (!isfinite (score))
        continue;
      sum += score;
      squares += score * score;
      n++;
    }
  *n_folds = (unsigned) n;
  double mean = n > 0 ? sum / n : NAN;
  *error = n > 1 ? sqrt (MAX (squares / n - mean * mean, 0) / (n - 1)) : NAN;
  return mean;
}

static bool
score_group (const VitLinearRows *rows,
             VitLinearKind kind,
             const double *predictions,
             unsigned type,
             VitLinearScore *score,
             VitProgress *progress,
             GError **error)
{
  score->mean =
      score_target (rows, kind, predictions, rows->target, type, &score->n_folds, &score->error);
  double sum = 0, squares = 0, n = 0;
  score->null_max = NAN;
  for (unsigned s = 0; s < rows->n_nulls; s++)
    {
      unsigned folds;
      double deviation, null = score_target (rows, kind, predictions + (s + 1) * rows->n,
                                             rows->nulls[s], type, &folds, &deviation);
      if (!vit_progress_step (progress, s, rows->n_nulls, error))
        return false;
      if (!isfinite (null))
        continue;
      sum += null;
      squares += null * null;
      n++;
      score->null_max = fmax (score->null_max, null);
    }
  score->null_mean = n > 0 ? sum / n : NAN;
  score->null_sd =
      n > 1 ? sqrt (MAX (squares - n * score->null_mean * score->null_mean, 0) / (n - 1)) : NAN;
  return true;
}

static double
find_least_share (const VitLinearRows *rows)
{
  double least = 1;
  for (unsigned f = 0; f < rows->n_folds; f++)
    {
      size_t left = 0;
      for (size_t i = 0; i < rows->n; i++)
        left += !(rows->zones[i] >> f & 1);
      least = MIN (least, (double) left / (double) rows->n);
    }
  return least;
}

/* ---- All ---- */

static bool
check_rows (const VitLinearRows *rows, const VitLinearOptions *options, GError **error)
{
  bool varies = false;
  for (size_t i = 1; i < rows->n && !varies; i++)
    varies = rows->target[i] != rows->target[0];
  if (rows->p > 0 && rows->n >= 20 && varies && rows->n < UINT32_MAX)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s",
               rows->p == 0   ? "there are no features"
               : rows->n < 20 ? "fewer than 20 atoms have a target and all features"
               : !varies      ? "the target is the same for all atoms"
                              : "there are too many atoms");
  return false;
}

VitLinearModel *
vit_linear_train (const VitLinearRows *rows,
                  const VitLinearOptions *options,
                  VitLinearValidation **validation,
                  VitProgress *progress,
                  GError **error)
{
  g_return_val_if_fail (rows && options, NULL);
  g_return_val_if_fail (rows->n_folds <= VIT_LINEAR_MAX_FOLDS, NULL);
  g_return_val_if_fail (rows->n_folds == 0 || (rows->folds && rows->zones), NULL);
  if (!check_rows (rows, options, error))
    return NULL;
  unsigned n_types = rows->types ? rows->n_types : 1;
  g_autoptr (VitLinearModel) model = vit_linear_model_new_empty (options->kind, rows->p, n_types);
  model->per_species = options->per_species;
  size_t n_predictions = (size_t) (rows->n_nulls + 1) * rows->n;
  g_autofree double *predictions = g_new (double, n_predictions);
  g_autofree bool *left = g_new0 (bool, MAX (rows->n_folds, 1));
  g_autoptr (VitLinearValidation) kept = g_new0 (VitLinearValidation, 1);
  kept->n_types = n_types;
  kept->n_folds = rows->n_folds;
  if (options->keep_parts)
    kept->parts = g_new0 (VitLinearModel *, MAX (rows->n_folds, 1));
  for (unsigned f = 0; kept->parts && f < rows->n_folds; f++)
    kept->parts[f] = vit_linear_model_new_empty (options->kind, rows->p, n_types);
  for (size_t k = 0; k < n_predictions; k++)
    predictions[k] = NAN;
  unsigned n_groups = options->per_species ? n_types : 1, n_left = 0;
  for (unsigned g = 0; g < n_groups; g++)
    {
      g_autoptr (VitLinearGroup) group =
          vit_linear_group_new (rows, options->kind, options->per_species, g + 1);
      if (group->n < 20)
        continue;
      Work work = { .rows = rows,
                    .options = options,
                    .group = group,
                    .first_type = g,
                    .parts = kept->parts,
                    .predictions = predictions,
                    .progress = progress };
      VitProgressPart whole = vit_progress_enter (progress, SCORING_FROM * g / n_groups,
                                                  SCORING_FROM * (g + 1.0) / n_groups, "Fitting");
      if (!train_group (&work, model, left, error))
        return NULL;
      vit_progress_leave (progress, whole);
    }
  for (unsigned f = 0; f < rows->n_folds; f++)
    n_left += left[f];
  if (rows->n_folds > 0 && n_left == 0)
    {
      g_set_error (
          error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
          "the box is too narrow: no atoms are left to be fitted beside a part that is held "
          "out and its guard");
      return NULL;
    }
  if (validation && rows->n_folds > 0)
    {
      kept->scores = g_new0 (VitLinearScore, n_types + 1);
      for (unsigned t = 0; t <= n_types; t++)
        {
          double step = (1 - SCORING_FROM) / (n_types + 1);
          VitProgressPart whole =
              vit_progress_enter (progress, SCORING_FROM + step * t, SCORING_FROM + step * (t + 1),
                                  "Scoring, and by chance");
          if (!score_group (rows, options->kind, predictions, t, &kept->scores[t], progress, error))
            return NULL;
          vit_progress_leave (progress, whole);
        }
      kept->predictions = g_memdup2 (predictions, rows->n * sizeof *predictions);
      kept->least_share = find_least_share (rows);
      *validation = g_steal_pointer (&kept);
    }
  return g_steal_pointer (&model);
}
