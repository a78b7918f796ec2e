#include "core/tml/model-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/geometry/species.h"
#include "core/tml/features.h"

/* Interval at which a thread that waits for another's search structure checks for cancellation, µs.
 */
#define WAIT_STEP (5 * 1000)

/* A search structure for one choice of intervals. */
typedef struct
{
  VitKnn *knn;
  size_t dim;
  float *shift, *scale; /* NULL without scaling */
} Predictor;

static void
predictor_free (gpointer data)
{
  Predictor *predictor = data;
  g_clear_pointer (&predictor->knn, vit_knn_unref);
  g_free (predictor->shift);
  g_free (predictor->scale);
  g_free (predictor);
}

VitModel *
vit_model_alloc (void)
{
  VitModel *model = g_new0 (VitModel, 1);
  model->dimension = 3;
  g_atomic_ref_count_init (&model->refs);
  g_mutex_init (&model->lock);
  g_cond_init (&model->built);
  model->predictors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, predictor_free);
  return model;
}

VitModel *
vit_model_ref (VitModel *model)
{
  g_atomic_ref_count_inc (&model->refs);
  return model;
}

void
vit_model_unref (VitModel *model)
{
  if (!g_atomic_ref_count_dec (&model->refs))
    return;
  g_hash_table_unref (model->predictors);
  g_mutex_clear (&model->lock);
  g_cond_clear (&model->built);
  g_free (model->intervals);
  g_free (model->defaults);
  g_free (model->classes);
  g_free (model->labels);
  g_free (model->groups);
  g_free (model->features);
  g_strfreev (model->species);
  g_free (model->composition);
  g_free (model->provenance);
  g_free (model);
}

void
vit_model_freeze (VitModel *model)
{
  VitHash hash = { 0 };
  const VitModelOptions *o = &model->options;
  double numbers[] = {
    o->k, o->scaling, o->metric, o->motion.frame, o->motion.keep_drift, o->motion.cage_cutoff
  };
  vit_hash_update (&hash, numbers, sizeof numbers);
  vit_hash_update (&hash, model->intervals, model->n_intervals * sizeof (double));
  vit_hash_update (&hash, model->classes, model->n_classes * sizeof (double));
  vit_hash_update (&hash, model->labels, model->n * sizeof *model->labels);
  vit_hash_update (&hash, model->groups, model->n * sizeof *model->groups);
  vit_hash_update (&hash, model->features, model->n * model->n_intervals * sizeof (float));
  vit_hash_finish (&hash, model->key);
}

/* ---- Properties ---- */

const VitModelOptions *
vit_model_get_options (VitModel *model)
{
  return &model->options;
}

const double *
vit_model_get_intervals (VitModel *model, size_t *n)
{
  *n = model->n_intervals;
  return model->intervals;
}

const double *
vit_model_get_default_intervals (VitModel *model, size_t *n)
{
  *n = model->n_defaults;
  return model->defaults;
}

const double *
vit_model_get_classes (VitModel *model, size_t *n)
{
  *n = model->n_classes;
  return model->classes;
}

size_t
vit_model_get_n_instances (VitModel *model)
{
  return model->n;
}

const char *const *
vit_model_get_species (VitModel *model)
{
  return (const char *const *) model->species;
}

const double *
vit_model_get_composition (VitModel *model, size_t *n)
{
  *n = model->n_species;
  return model->composition;
}

const char *
vit_model_get_provenance (VitModel *model)
{
  return model->provenance;
}

void
vit_model_get_key (VitModel *model, uint8_t key[16])
{
  memcpy (key, model->key, 16);
}

const uint16_t *
vit_model_get_labels (VitModel *model)
{
  return model->labels;
}

const uint32_t *
vit_model_get_groups (VitModel *model)
{
  return model->groups;
}

/* ---- Predicting ---- */

static ssize_t
find_interval (VitModel *model, double interval)
{
  for (size_t j = 0; j < model->n_intervals; j++)
    if (fabs (model->intervals[j] - interval) <= 1e-9 * (1 + fabs (interval)))
      return (ssize_t) j;
  return -1;
}

static bool
collect_features (VitModel *model, const double *intervals, size_t dim, float *rows, GError **error)
{
  for (size_t j = 0; j < dim; j++)
    {
      ssize_t from = find_interval (model, intervals[j]);
      if (from < 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "the model has no interval of %g ps",
                       intervals[j]);
          return false;
        }
      const float *column = model->features + (size_t) from * model->n;
      for (size_t i = 0; i < model->n; i++)
        rows[i * dim + j] = column[i];
    }
  return true;
}

/* Finds shift and scale that standardise the instances to mean 0 and standard deviation 1. */
static void
find_scaling (const float *rows, size_t n, size_t dim, float *shift, float *scale)
{
  for (size_t j = 0; j < dim; j++)
    {
      double sum = 0, squares = 0;
      for (size_t i = 0; i < n; i++)
        sum += (double) rows[i * dim + j];
      double mean = sum / (double) n;
      for (size_t i = 0; i < n; i++)
        squares += ((double) rows[i * dim + j] - mean) * ((double) rows[i * dim + j] - mean);
      double deviation = sqrt (squares / (double) n);
      shift[j] = (float) mean;
      scale[j] = (float) (deviation > 0 ? 1 / deviation : 1);
    }
}

static void
apply_scaling (const float *shift, const float *scale, float *rows, size_t n, size_t dim)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < dim; j++)
      rows[i * dim + j] = (rows[i * dim + j] - shift[j]) * scale[j];
}

static Predictor *
new_predictor (
    VitModel *model, const double *intervals, size_t dim, VitProgress *progress, GError **error)
{
  g_autofree float *rows = g_new (float, model->n *dim);
  if (!collect_features (model, intervals, dim, rows, error))
    return NULL;
  Predictor *predictor = g_new0 (Predictor, 1);
  predictor->dim = dim;
  if (model->options.scaling == VIT_SCALING_STANDARDISE)
    {
      predictor->shift = g_new (float, dim);
      predictor->scale = g_new (float, dim);
      find_scaling (rows, model->n, dim, predictor->shift, predictor->scale);
      apply_scaling (predictor->shift, predictor->scale, rows, model->n, dim);
    }
  predictor->knn = vit_knn_new (rows, model->n, (unsigned) dim,
                                model->options.metric == VIT_METRIC_CITYBLOCK ? VIT_KNN_CITYBLOCK
                                                                              : VIT_KNN_EUCLIDEAN,
                                progress, error);
  if (predictor->knn)
    return predictor;
  predictor_free (predictor);
  return NULL;
}

static char *
name_intervals (const double *intervals, size_t n)
{
  GString *name = g_string_new (NULL);
  for (size_t j = 0; j < n; j++)
    g_string_append_printf (name, "%a ", intervals[j]);
  return g_string_free (name, FALSE);
}

/* Returns the predictor of these intervals, which is made once and kept with the model. A thread
 * that waits for another's checks for its own cancellation, and makes the predictor itself if the
 * other was cancelled. */
static Predictor *
get_predictor (
    VitModel *model, const double *intervals, size_t dim, VitProgress *progress, GError **error)
{
  g_autofree char *name = name_intervals (intervals, dim);
  g_mutex_lock (&model->lock);
  Predictor *predictor;
  while (!(predictor = g_hash_table_lookup (model->predictors, name)) && model->building)
    {
      if (!vit_progress_check (progress, error))
        {
          g_mutex_unlock (&model->lock);
          return NULL;
        }
      g_cond_wait_until (&model->built, &model->lock, g_get_monotonic_time () + WAIT_STEP);
    }
  if (!predictor)
    {
      model->building = true;
      g_mutex_unlock (&model->lock);
      predictor = new_predictor (model, intervals, dim, progress, error);
      g_mutex_lock (&model->lock);
      model->building = false;
      if (predictor)
        g_hash_table_insert (model->predictors, g_steal_pointer (&name), predictor);
      g_cond_broadcast (&model->built);
    }
  g_mutex_unlock (&model->lock);
  return predictor;
}

bool
vit_model_copy_features (
    VitModel *model, const double *intervals, size_t n_intervals, float *features, GError **error)
{
  g_return_val_if_fail (model && intervals && n_intervals > 0 && features, false);
  if (!collect_features (model, intervals, n_intervals, features, error))
    return false;
  if (model->options.scaling == VIT_SCALING_STANDARDISE)
    {
      g_autofree float *shift = g_new (float, n_intervals);
      g_autofree float *scale = g_new (float, n_intervals);
      find_scaling (features, model->n, n_intervals, shift, scale);
      apply_scaling (shift, scale, features, model->n, n_intervals);
    }
  return true;
}

typedef struct
{
  const VitModel *model;
  float *t_ml, *distance_k;
} Prediction;

static void
predict_row (size_t query, const uint32_t *indices, const double *distances, void *data)
{
  const Prediction *prediction = data;
  const VitModel *model = prediction->model;
  unsigned k = model->options.k;
  double sum = 0;
  for (unsigned j = 0; indices && j < k; j++)
    sum += model->classes[model->labels[indices[j]]];
  prediction->t_ml[query] = indices ? (float) (sum / k) : NAN;
  if (!prediction->distance_k)
    return;
  double distance = indices ? distances[k - 1] : NAN;
  prediction->distance_k[query] =
      (float) (model->options.metric == VIT_METRIC_EUCLIDEAN ? sqrt (distance) : distance);
}

bool
vit_model_predict (VitModel *model,
                   const double *intervals,
                   size_t n_intervals,
                   const float *features,
                   size_t n,
                   float *t_ml,
                   float *distance_k,
                   VitProgress *progress,
                   GError **error)
{
  g_return_val_if_fail (model && intervals && n_intervals > 0 && t_ml, false);
  Predictor *predictor = get_predictor (model, intervals, n_intervals, progress, error);
  if (!predictor)
    return false;
  if (n == 0)
    return true;
  g_autofree float *scaled =
      predictor->shift ? g_memdup2 (features, n * n_intervals * sizeof *features) : NULL;
  if (scaled)
    apply_scaling (predictor->shift, predictor->scale, scaled, n, n_intervals);
  Prediction prediction = { model, t_ml, distance_k };
  return vit_knn_visit (predictor->knn, scaled ? scaled : features, n, model->options.k, NULL, NULL,
                        predict_row, &prediction, progress, error);
}

/* ---- Compatibility with a run ---- */

bool
vit_model_check_run (VitModel *model, VitTrajectory *trajectory, char **warning, GError **error)
{
  g_return_val_if_fail (model && trajectory && warning, false);
  const VitComposition *run = vit_trajectory_get_composition (trajectory);
  *warning = NULL;
  if (run->n_types != model->n_species)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "the model was trained on %zu species, the run has %u", model->n_species,
                   run->n_types);
      return false;
    }
  g_autoptr (GString) text = g_string_new (NULL);
  for (unsigned k = 0; k < run->n_types; k++)
    {
      const char *ours = model->species[k], *theirs = run->species[k];
      if (*ours && *theirs && strcmp (ours, theirs) != 0)
        g_string_append_printf (text, "%s%s of the run is %s in the model", text->len ? "; " : "",
                                theirs, ours);
    }
  for (unsigned k = 0; k < run->n_types; k++)
    {
      double fraction = (double) run->counts[k] / (double) MAX (run->n, 1);
      bool named = *run->species[k];
      g_autofree char *type = vit_species_dup_name (
          (const char *const *) (named ? run->species : model->species), k + 1);
      if (fabs (fraction - model->composition[k]) > 0.05)
        g_string_append_printf (
            text, "%s%s makes up %.0f at.%% of the run, but %.0f at.%% of the model",
            text->len ? "; " : "", type, 100 * fraction, 100 * model->composition[k]);
    }
  const char *dimension =
      vit_premises_get_text (vit_trajectory_get_premises (trajectory), VIT_PREMISE_DIMENSION);
  if (dimension && (strcmp (dimension, "2") == 0) != (model->dimension == 2))
    g_string_append_printf (
        text, "%sthe atoms of the run move in %s dimensions, those of the model in %u",
        text->len ? "; " : "", dimension, model->dimension);
  if (text->len > 0)
    *warning = g_string_free (g_steal_pointer (&text), FALSE);
  return true;
}

/* Keeps all intervals if any start time has all. Otherwise adds one after the other, but not those
 * that would leave few start times: a single frame at an odd time must not exclude all others. */
static double *
keep_intervals_with_frames (VitTimeline *timeline,
                            const double *candidates,
                            size_t n_candidates,
                            double tolerance,
                            size_t *n)
{
  size_t n_frames = vit_timeline_get_n_frames (timeline), left = n_frames;
  double *kept = g_memdup2 (candidates, MAX (n_candidates, 1) * sizeof *candidates);
  g_autofree bool *possible = g_new (bool, MAX (n_frames, 1));
  g_autofree bool *filtered = g_new (bool, MAX (n_frames, 1));
  memset (possible, true, n_frames);
  for (size_t j = 0; j < n_candidates; j++)
    left = vit_features_filter_starts (timeline, candidates[j], tolerance, possible);
  *n = n_candidates;
  if (left > 0)
    return kept;

  memset (possible, true, n_frames);
  size_t starts = n_frames;
  *n = 0;
  for (size_t j = 0; j < n_candidates; j++)
    {
      memcpy (filtered, possible, n_frames * sizeof *possible);
      left = vit_features_filter_starts (timeline, candidates[j], tolerance, filtered);
      if (left == 0 || left * 20 < starts)
        continue;
      memcpy (possible, filtered, n_frames * sizeof *possible);
      starts = left;
      kept[(*n)++] = candidates[j];
    }
  return kept;
}

/* Returns: how many of the @possible start times the run has reached @interval ps after. */
static size_t
count_before (VitTimeline *timeline, double interval, const bool *possible)
{
  const double *times = vit_timeline_get_times (timeline);
  size_t n = 0, n_used = vit_timeline_get_n_used (timeline);
  double end = n_used > 0 ? times[vit_timeline_get_frame_at (timeline, n_used - 1)] : 0;
  for (size_t i = 0; i < vit_timeline_get_n_frames (timeline); i++)
    n += possible[i] && vit_timeline_is_used (timeline, i) &&
         times[i] + interval <= end + 1e-9 * fabs (end);
  return n;
}

double *
vit_model_awaited_intervals (VitModel *model, VitTimeline *timeline, double tolerance, size_t *n)
{
  g_return_val_if_fail (model && timeline && n, NULL);
  size_t n_frames = vit_timeline_get_n_frames (timeline);
  double *kept = g_new (double, MAX (model->n_defaults, 1));
  g_autofree bool *possible = g_new (bool, MAX (n_frames, 1));
  g_autofree bool *filtered = g_new (bool, MAX (n_frames, 1));
  memset (possible, true, n_frames);
  *n = 0;
  for (size_t j = 0; j < model->n_defaults; j++)
    {
      double interval = model->defaults[j];
      size_t reached = count_before (timeline, interval, possible);
      memcpy (filtered, possible, n_frames * sizeof *possible);
      size_t left = vit_features_filter_starts (timeline, interval, tolerance, filtered);
      if (reached > 0 && (left == 0 || left * 20 < reached))
        continue;
      kept[(*n)++] = interval;
      if (left > 0)
        memcpy (possible, filtered, n_frames * sizeof *possible);
    }
  return kept;
}

double *
vit_model_usable_intervals (VitModel *model, VitTimeline *timeline, double tolerance, size_t *n)
{
  g_return_val_if_fail (model && timeline && n, NULL);
  double *kept =
      keep_intervals_with_frames (timeline, model->defaults, model->n_defaults, tolerance, n);
  if (*n > 0)
    return kept;
  g_free (kept);
  return keep_intervals_with_frames (timeline, model->intervals, model->n_intervals, tolerance, n);
}
