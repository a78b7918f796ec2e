#include "core/results/model-derivation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/tml/knn.h"

typedef struct
{
  VitModel *model;
  VitTmlStarts *starts; /* nullable: of one run at one time */
  double *intervals;
  size_t n_intervals;
  VitLinkageMethod method;
  bool city_block;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  vit_model_unref (input->model);
  g_clear_pointer (&input->starts, vit_tml_starts_free);
  g_free (input->intervals);
  g_free (input);
}

static Input *
new_input (VitAnalyses *analyses, GString *key, GError **error)
{
  VitModel *model = vit_analyses_get_model (analyses);
  if (!model)
    {
      const GError *why = vit_analyses_get_model_error (analyses);
      g_set_error (error, VIT_ERROR, why ? VIT_ERROR_INAPPLICABLE : VIT_ERROR_MISSING, "%s",
                   why ? why->message : "The study has no T_ML model yet.");
      return NULL;
    }
  Input *input = g_new0 (Input, 1);
  input->model = vit_model_ref (model);
  const double *intervals = vit_model_get_default_intervals (model, &input->n_intervals);
  input->intervals = g_memdup2 (intervals, input->n_intervals * sizeof *intervals);
  g_string_append_printf (key, "%p", (void *) model);
  return input;
}

static gpointer
prepare_model (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return new_input (analyses, key, error);
}

/* ---- Validation ---- */

static gpointer
compute_validation (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  return vit_validation_cross (input->model, input->intervals, input->n_intervals, 10, 1, progress,
                               error);
}

static void
free_validation (gpointer validation)
{
  vit_validation_free (validation);
}

const VitDerivation vit_validation_derivation = {
  .name = "validation",
  .title = "Cross-validating the model",
  .lane = VIT_JOB_LASTING,
  .prepare = prepare_model,
  .compute = compute_validation,
  .free_input = free_input,
  .unref = free_validation,
};

/* ---- Selections ---- */

static gpointer
prepare_classes (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  Input *input = new_input (analyses, key, error);
  if (!input)
    return NULL;
  input->method = (VitLinkageMethod) vit_study_get_options (study)->model.linkage;
  input->city_block = vit_study_get_options (study)->model.metric == 1;
  g_string_append_printf (key, "|%d %d", input->method, input->city_block);
  return input;
}

static gpointer
compute_classes (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  return vit_class_selection_new (input->model, NULL, 0, input->method, input->city_block, error);
}

static void
free_classes (gpointer selection)
{
  vit_class_selection_free (selection);
}

const VitDerivation vit_class_selection_derivation = {
  .name = "class-selection",
  .title = "Comparing temperatures",
  .lane = VIT_JOB_LASTING,
  .prepare = prepare_classes,
  .compute = compute_classes,
  .free_input = free_input,
  .unref = free_classes,
};

static gpointer
compute_features (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  return vit_feature_selection_new (input->model, 0, 0, progress, error);
}

static void
free_features (gpointer selection)
{
  vit_feature_selection_free (selection);
}

const VitDerivation vit_feature_selection_derivation = {
  .name = "feature-selection",
  .title = "Weighing intervals",
  .lane = VIT_JOB_LASTING,
  .prepare = prepare_model,
  .compute = compute_features,
  .free_input = free_input,
  .unref = free_features,
};

/* ---- Quality against k and size ---- */

static gpointer
compute_quality (gpointer data, VitProgress *progress, GError **error)
{
  static const unsigned wanted[VIT_QUALITY_POINTS] = { 1, 2, 5, 10, 20, 35, 50, 75, 100, 200 };
  Input *input = data;
  unsigned ks[VIT_QUALITY_POINTS];
  VitModelQuality *quality = g_new0 (VitModelQuality, 1);
  size_t n = vit_model_get_n_instances (input->model);
  for (int i = 0; i < VIT_QUALITY_POINTS; i++)
    if (wanted[i] < n / 4)
      ks[quality->n_neighbours++] = wanted[i];
  vit_progress_set_range (progress, 0, 0.5, "Varying k");
  bool ok =
      quality->n_neighbours > 0 &&
      vit_validation_neighbours (input->model, input->intervals, input->n_intervals, ks,
                                 quality->n_neighbours, 1, quality->neighbours, progress, error);
  VitProgressPart whole = vit_progress_enter (progress, 0.5, 1, "Learning from more and more");
  if (ok)
    quality->n_learning =
        vit_validation_learning_curve (input->model, input->intervals, input->n_intervals,
                                       VIT_QUALITY_POINTS, 1, quality->learning, progress, error);
  vit_progress_leave (progress, whole);
  if (ok && quality->n_learning > 0)
    return quality;
  if (error && !*error)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "The model has too few instances.");
  g_free (quality);
  return NULL;
}

const VitDerivation vit_quality_derivation = {
  .name = "quality",
  .title = "Varying the model",
  .lane = VIT_JOB_LASTING,
  .prepare = prepare_model,
  .compute = compute_quality,
  .free_input = free_input,
  .unref = g_free,
};

/* ---- Distances of a run ---- */

static gpointer
prepare_distances (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  int index = series ? vit_tml_series_find (series, time) : -1;
  g_autoptr (VitTmlStarts) starts = index >= 0 ? vit_tml_series_get_starts (series, index) : NULL;
  if (!starts || starts->n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "T_ML has not been computed yet.");
      return NULL;
    }
  Input *input = new_input (analyses, key, error);
  if (!input)
    return NULL;
  /* The run may have fewer intervals than the model is meant for. */
  const VitTmlOptions *options = vit_tml_series_get_options (series);
  g_free (input->intervals);
  input->n_intervals = options->n_intervals;
  input->intervals = g_memdup2 (options->intervals, options->n_intervals * sizeof (double));
  vit_tml_starts_describe (starts, key);
  input->starts = g_steal_pointer (&starts);
  for (size_t j = 0; j < input->n_intervals; j++)
    g_string_append_printf (key, " %g", input->intervals[j]);
  return input;
}

static void
free_distances (gpointer data)
{
  VitModelDistances *distances = data;
  g_free (distances->training);
  g_free (distances->run);
  g_free (distances);
}

typedef struct
{
  float *distances;
  unsigned k;
  bool squared;
} Visit;

static void
take_last (size_t query, const uint32_t *indices, const double *distances, void *data)
{
  Visit *visit = data;
  double last = distances ? distances[visit->k - 1] : NAN;
  visit->distances[query] = (float) (visit->squared ? sqrt (last) : last);
}

static int
compare (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;
  return x < y ? -1 : x > y;
}

static gpointer
compute_distances (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  VitModel *model = input->model;
  const VitModelOptions *options = vit_model_get_options (model);
  size_t n = vit_model_get_n_instances (model), dim = input->n_intervals;
  g_autoptr (VitTmlResult) tml = vit_tml_starts_get (input->starts, 0, progress, error);
  g_autofree float *rows = g_new (float, MAX (n * dim, 1));
  if (!tml || !vit_model_copy_features (model, input->intervals, dim, rows, error))
    return NULL;
  bool euclidean = options->metric == VIT_METRIC_EUCLIDEAN;
  g_autoptr (VitKnn) knn = vit_knn_new (
      rows, n, (unsigned) dim, euclidean ? VIT_KNN_EUCLIDEAN : VIT_KNN_CITYBLOCK, progress, error);
  VitModelDistances *result = g_new0 (VitModelDistances, 1);
  result->training = g_new (float, MAX (n, 1));
  result->n_training = n;
  Visit visit = { result->training, options->k, euclidean };
  const uint32_t *groups = vit_model_get_groups (model);
  if (!knn ||
      !vit_knn_visit (knn, rows, n, options->k, groups, groups, take_last, &visit, progress, error))
    {
      free_distances (result);
      return NULL;
    }
  result->n_run = tml->atoms->n;
  result->run = g_memdup2 (tml->distance_k, result->n_run * sizeof (float));
  result->time = tml->time;
  g_autofree float *sorted = g_memdup2 (result->training, n * sizeof (float));
  qsort (sorted, n, sizeof *sorted, compare);
  float limit = sorted[(size_t) (0.99 * (double) (n - 1))];
  size_t beyond = 0, valid = 0;
  for (size_t i = 0; i < result->n_run; i++)
    {
      valid += isfinite (result->run[i]);
      beyond += result->run[i] > limit;
    }
  result->beyond = valid > 0 ? (double) beyond / (double) valid : NAN;
  return result;
}

const VitDerivation vit_distances_derivation = {
  .name = "distances",
  .title = "Measuring distances to the training set",
  .lane = VIT_JOB_LASTING,
  .prepare = prepare_distances,
  .compute = compute_distances,
  .free_input = free_input,
  .unref = free_distances,
};
