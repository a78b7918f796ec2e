/* Derivations of the distances of instances, and of a run's atoms, to the training set. */

#include <math.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "core/results/model-derivation.h"
#include "core/tml/knn.h"

typedef struct
{
  VitModel *model;
  double *intervals;
  size_t n_intervals;
  VitTmlStarts *starts;                 /* nullable: one start time of a run */
  const VitTrainingDistances *training; /* nullable: result of the base */
} DistancesInput;

static void
free_distances_input (gpointer data)
{
  DistancesInput *input = data;
  vit_model_unref (input->model);
  g_clear_pointer (&input->starts, vit_tml_starts_free);
  g_free (input->intervals);
  g_free (input);
}

/* ---- Within the training set ---- */

#define TRAINING_DISTANCES_VERSION 1

/* Take the intervals of a run, which may be fewer than those of the model. */
static gpointer
take_training_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitModel *model = vit_analyses_get_model (analyses);
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  if (!series || !model)
    {
      const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   obstacle ? obstacle : "T_ML has not been computed yet.");
      return NULL;
    }
  const VitTmlOptions *options = vit_tml_series_get_options (series);
  DistancesInput *input = g_new0 (DistancesInput, 1);
  input->model = vit_model_ref (model);
  input->n_intervals = options->n_intervals;
  input->intervals = g_memdup2 (options->intervals, options->n_intervals * sizeof (double));
  g_string_append_printf (key, "%p", (void *) model);
  for (size_t j = 0; j < input->n_intervals; j++)
    g_string_append_printf (key, " %.17g", input->intervals[j]);
  return input;
}

/* The key of a model covers k, metric and scaling. */
static void
add_training_key (gconstpointer data, VitStored *stored)
{
  const DistancesInput *input = data;
  uint8_t key[16];
  vit_model_get_key (input->model, key);
  vit_stored_add (stored, key, sizeof key);
  vit_stored_add (stored, input->intervals, input->n_intervals * sizeof *input->intervals);
}

typedef struct
{
  float *distances;
  unsigned k;
  bool squared;
} DistanceVisit;

static void
keep_kth_distance (size_t query, const uint32_t *indices, const double *distances, void *data)
{
  DistanceVisit *visit = data;
  double last = distances ? distances[visit->k - 1] : NAN;
  visit->distances[query] = (float) (visit->squared ? sqrt (last) : last);
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;
  return x < y ? -1 : x > y;
}

static void
free_training_distances (gpointer data)
{
  VitTrainingDistances *training = data;
  g_free (training->distances);
  g_free (training);
}

static gpointer
compute_training_distances (gpointer data, VitProgress *progress, GError **error)
{
  DistancesInput *input = data;
  VitModel *model = input->model;
  const VitModelOptions *options = vit_model_get_options (model);
  size_t n = vit_model_get_n_instances (model), dim = input->n_intervals;
  g_autofree float *rows = g_new (float, MAX (n * dim, 1));
  if (!vit_model_copy_features (model, input->intervals, dim, rows, error))
    return NULL;
  bool euclidean = options->metric == VIT_METRIC_EUCLIDEAN;
  g_autoptr (VitKnn) knn = vit_knn_new (
      rows, n, (unsigned) dim, euclidean ? VIT_KNN_EUCLIDEAN : VIT_KNN_CITYBLOCK, progress, error);
  VitTrainingDistances *training = g_new0 (VitTrainingDistances, 1);
  training->distances = g_new (float, MAX (n, 1));
  training->n = n;
  DistanceVisit visit = { training->distances, options->k, euclidean };
  const uint32_t *groups = vit_model_get_groups (model);
  if (!knn || !vit_knn_visit (knn, rows, n, options->k, groups, groups, keep_kth_distance, &visit,
                              progress, error))
    {
      free_training_distances (training);
      return NULL;
    }
  g_autofree float *sorted = g_memdup2 (training->distances, n * sizeof (float));
  qsort (sorted, n, sizeof *sorted, compare_floats);
  training->limit = sorted[(size_t) (0.99 * (double) (n - 1))];
  return training;
}

static void
save_training_distances (gconstpointer data, VitBlob *blob)
{
  const VitTrainingDistances *training = data;
  vit_blob_put_array (blob, training->distances, training->n, sizeof (float));
  vit_blob_put (blob, &training->limit, sizeof training->limit);
}

static gpointer
load_training_distances (VitBlobReader *reader, gconstpointer data)
{
  const DistancesInput *input = data;
  VitTrainingDistances *training = g_new0 (VitTrainingDistances, 1);
  training->n = vit_model_get_n_instances (input->model);
  training->distances = vit_blob_get_array_of (reader, sizeof (float), training->n);
  vit_blob_get (reader, &training->limit, sizeof training->limit);
  return training;
}

const VitDerivation vit_training_distances_derivation = {
  .name = "training-distances",
  .title = "Measuring distances within the training set",
  .lane = VIT_JOB_LASTING,
  .prepare = take_training_input,
  .compute = compute_training_distances,
  .free_input = free_distances_input,
  .unref = free_training_distances,
  .version = TRAINING_DISTANCES_VERSION,
  .add_key = add_training_key,
  .save = save_training_distances,
  .load = load_training_distances,
};

/* ---- Distances of a run ---- */

#define DISTANCES_VERSION 1

static gpointer
take_distances_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  int index = series ? vit_tml_series_find (series, time) : -1;
  g_autoptr (VitTmlStarts) starts = index >= 0 ? vit_tml_series_get_starts (series, index) : NULL;
  if (!starts || starts->n == 0)
    {
      g_autofree char *unready = series ? vit_tml_series_dup_unready (series) : NULL;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   unready ? unready : "There is no run.");
      return NULL;
    }
  DistancesInput *input = take_training_input (analyses, run, time, key, error);
  if (!input)
    return NULL;
  vit_tml_starts_describe (starts, key);
  input->starts = g_steal_pointer (&starts);
  return input;
}

static void
take_base_training (gpointer input, gconstpointer training)
{
  ((DistancesInput *) input)->training = training;
}

static void
free_distances (gpointer data)
{
  VitModelDistances *distances = data;
  g_free (distances->run);
  g_free (distances);
}

static VitModelDistances *
new_distances (const DistancesInput *input)
{
  VitModelDistances *result = g_new0 (VitModelDistances, 1);
  result->training = input->training->distances;
  result->n_training = input->training->n;
  result->time = input->starts->times[0];
  return result;
}

static void
find_share_beyond (VitModelDistances *result, float limit)
{
  size_t beyond = 0, valid = 0;
  for (size_t i = 0; i < result->n_run; i++)
    {
      valid += isfinite (result->run[i]);
      beyond += result->run[i] > limit;
    }
  result->beyond = valid > 0 ? (double) beyond / (double) valid : NAN;
}

static gpointer
compute_distances (gpointer data, VitProgress *progress, GError **error)
{
  DistancesInput *input = data;
  g_autoptr (VitTmlResult) tml = vit_tml_starts_get (input->starts, 0, progress, error);
  if (!tml)
    return NULL;
  VitModelDistances *result = new_distances (input);
  result->n_run = tml->atoms->n;
  result->run = g_memdup2 (tml->distance_k, result->n_run * sizeof (float));
  find_share_beyond (result, input->training->limit);
  return result;
}

static void
add_distances_key (gconstpointer data, VitStored *stored)
{
  const DistancesInput *input = data;
  vit_tml_starts_add_key (input->starts, stored);
}

static void
save_distances (gconstpointer data, VitBlob *blob)
{
  const VitModelDistances *result = data;
  vit_blob_put_array (blob, result->run, result->n_run, sizeof (float));
}

static gpointer
load_distances (VitBlobReader *reader, gconstpointer data)
{
  const DistancesInput *input = data;
  VitModelDistances *result = new_distances (input);
  result->run = vit_blob_get_array (reader, sizeof (float), &result->n_run);
  find_share_beyond (result, input->training->limit);
  return result;
}

const VitDerivation vit_distances_derivation = {
  .name = "distances",
  .title = "Measuring distances to the training set",
  .lane = VIT_JOB_LASTING,
  .prepare = take_distances_input,
  .compute = compute_distances,
  .free_input = free_distances_input,
  .unref = free_distances,
  .version = DISTANCES_VERSION,
  .add_key = add_distances_key,
  .save = save_distances,
  .load = load_distances,
  .base = &vit_training_distances_derivation,
  .take_base = take_base_training,
};
