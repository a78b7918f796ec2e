#include "core/results/model-derivation.h"

#include <string.h>

#include "core/base/error.h"

/* Folds of the cross-validation, and the seed of their random choice. */
#define N_FOLDS 10
#define FOLDS_SEED 1

typedef struct
{
  VitModel *model;
  double *intervals;
  size_t n_intervals;
  VitLinkageMethod method;
  bool city_block;
  char *options; /* nullable: options that affect the result */
} ModelInput;

static void
free_model_input (gpointer data)
{
  ModelInput *input = data;
  vit_model_unref (input->model);
  g_free (input->intervals);
  g_free (input->options);
  g_free (input);
}

static ModelInput *
new_model_input (VitAnalyses *analyses, GString *key, GError **error)
{
  VitModel *model = vit_analyses_get_model (analyses);
  if (!model)
    {
      const GError *why = vit_analyses_get_model_error (analyses);
      g_set_error (error, VIT_ERROR, why ? VIT_ERROR_INAPPLICABLE : VIT_ERROR_MISSING, "%s",
                   why ? why->message : "The study has no T_ML model yet.");
      return NULL;
    }
  ModelInput *input = g_new0 (ModelInput, 1);
  input->model = vit_model_ref (model);
  const double *intervals = vit_model_get_default_intervals (model, &input->n_intervals);
  input->intervals = g_memdup2 (intervals, input->n_intervals * sizeof *intervals);
  g_string_append_printf (key, "%p", (void *) model);
  return input;
}

static gpointer
take_model_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return new_model_input (analyses, key, error);
}

/* The key of a model covers k, metric and scaling. */
static void
add_model_key (gconstpointer data, VitStored *stored)
{
  const ModelInput *input = data;
  uint8_t key[16];
  vit_model_get_key (input->model, key);
  vit_stored_add (stored, key, sizeof key);
  vit_stored_add (stored, input->intervals, input->n_intervals * sizeof *input->intervals);
  vit_stored_add_text (stored, input->options);
}

/* ---- Validation ---- */

#define VALIDATION_VERSION 1

static gpointer
compute_validation (gpointer data, VitProgress *progress, GError **error)
{
  ModelInput *input = data;
  return vit_validation_cross (input->model, input->intervals, input->n_intervals, N_FOLDS,
                               FOLDS_SEED, progress, error);
}

static void
free_validation (gpointer validation)
{
  vit_validation_free (validation);
}

static void
save_validation (gconstpointer data, VitBlob *blob)
{
  const VitValidation *validation = data;
  size_t n = validation->n_classes, n_instances = 0;
  for (size_t c = 0; c < n; c++)
    n_instances += validation->counts[c];
  vit_blob_put_array (blob, validation->classes, n, sizeof (double));
  vit_blob_put_array (blob, validation->mean, n, sizeof (double));
  vit_blob_put_array (blob, validation->deviation, n, sizeof (double));
  vit_blob_put_array (blob, validation->counts, n, sizeof (size_t));
  vit_blob_put_array (blob, validation->confusion, n * n, sizeof (size_t));
  vit_blob_put (blob, &validation->error_rate, sizeof (double));
  vit_blob_put_array (blob, validation->t_ml, n_instances, sizeof (float));
  vit_blob_put_array (blob, validation->quantiles, n * VIT_VALIDATION_QUANTILES, sizeof (double));
}

/* Returns: whether each class has as many instances as in the model; @t_ml has one value per
 * instance. */
static bool
has_class_counts_of (const VitValidation *validation, VitModel *model)
{
  size_t n = vit_model_get_n_instances (model);
  g_autofree size_t *counts = g_new0 (size_t, MAX (validation->n_classes, 1));
  const uint16_t *labels = vit_model_get_labels (model);
  for (size_t i = 0; i < n; i++)
    counts[labels[i]]++;
  return memcmp (counts, validation->counts, validation->n_classes * sizeof *counts) == 0;
}

static gpointer
load_validation (VitBlobReader *reader, gconstpointer data)
{
  const ModelInput *input = data;
  size_t n;
  vit_model_get_classes (input->model, &n);
  VitValidation *validation = g_new0 (VitValidation, 1);
  validation->n_classes = n;
  validation->classes = vit_blob_get_array_of (reader, sizeof (double), n);
  validation->mean = vit_blob_get_array_of (reader, sizeof (double), n);
  validation->deviation = vit_blob_get_array_of (reader, sizeof (double), n);
  validation->counts = vit_blob_get_array_of (reader, sizeof (size_t), n);
  validation->confusion = vit_blob_get_array_of (reader, sizeof (size_t), n * n);
  vit_blob_get (reader, &validation->error_rate, sizeof (double));
  validation->t_ml =
      vit_blob_get_array_of (reader, sizeof (float), vit_model_get_n_instances (input->model));
  validation->quantiles =
      vit_blob_get_array_of (reader, sizeof (double), n * VIT_VALIDATION_QUANTILES);
  if (!reader->failed && has_class_counts_of (validation, input->model))
    return validation;
  vit_validation_free (validation);
  return NULL;
}

const VitDerivation vit_validation_derivation = {
  .name = "validation",
  .title = "Cross-validating the model",
  .lane = VIT_JOB_LASTING,
  .prepare = take_model_input,
  .compute = compute_validation,
  .free_input = free_model_input,
  .unref = free_validation,
  .version = VALIDATION_VERSION,
  .add_key = add_model_key,
  .save = save_validation,
  .load = load_validation,
};

/* ---- Choice of temperatures ---- */

#define CLASS_SELECTION_VERSION 1

static gpointer
take_classes_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  ModelInput *input = new_model_input (analyses, key, error);
  if (!input)
    return NULL;
  g_autoptr (GString) described = g_string_new (NULL);
  vit_options_describe (options, VIT_AFFECTS_CLASSES, described);
  input->method = (VitLinkageMethod) options->model.linkage;
  input->city_block = options->model.metric == 1;
  input->options = g_strdup (described->str);
  g_string_append_printf (key, "|%s", input->options);
  return input;
}

static gpointer
compute_classes (gpointer data, VitProgress *progress, GError **error)
{
  ModelInput *input = data;
  return vit_class_selection_new (input->model, NULL, 0, input->method, input->city_block, error);
}

static void
free_classes (gpointer selection)
{
  vit_class_selection_free (selection);
}

static void
save_classes (gconstpointer data, VitBlob *blob)
{
  const VitClassSelection *selection = data;
  vit_blob_put_array (blob, selection->temperatures, selection->n, sizeof (double));
  vit_blob_put_array (blob, selection->merges, MAX (selection->n, 1) - 1, sizeof (VitMerge));
  vit_blob_put_array (blob, selection->order, selection->n, sizeof (size_t));
  vit_blob_put (blob, &selection->n_intervals, sizeof selection->n_intervals);
}

/* Returns: whether every group consists of leaves and earlier groups, and the order of leaves
 * only. */
static bool
is_valid_tree (const VitClassSelection *selection)
{
  for (size_t k = 0; k < selection->n; k++)
    if (selection->order[k] >= selection->n)
      return false;
  for (size_t k = 0; k + 1 < selection->n; k++)
    {
      const VitMerge *merge = &selection->merges[k];
      if (merge->a >= selection->n + k || merge->b >= selection->n + k ||
          merge->size > selection->n)
        return false;
    }
  return true;
}

static gpointer
load_classes (VitBlobReader *reader, gconstpointer data)
{
  const ModelInput *input = data;
  VitClassSelection *selection = g_new0 (VitClassSelection, 1);
  selection->method = input->method;
  selection->city_block = input->city_block;
  selection->temperatures = vit_blob_get_array (reader, sizeof (double), &selection->n);
  selection->merges = vit_blob_get_array_of (reader, sizeof (VitMerge), MAX (selection->n, 1) - 1);
  selection->order = vit_blob_get_array_of (reader, sizeof (size_t), selection->n);
  vit_blob_get (reader, &selection->n_intervals, sizeof selection->n_intervals);
  size_t n_classes;
  vit_model_get_classes (input->model, &n_classes);
  if (!reader->failed && selection->n == n_classes && is_valid_tree (selection))
    return selection;
  vit_class_selection_free (selection);
  return NULL;
}

const VitDerivation vit_class_selection_derivation = {
  .name = "class-selection",
  .title = "Comparing temperatures",
  .lane = VIT_JOB_LASTING,
  .prepare = take_classes_input,
  .compute = compute_classes,
  .free_input = free_model_input,
  .unref = free_classes,
  .version = CLASS_SELECTION_VERSION,
  .add_key = add_model_key,
  .save = save_classes,
  .load = load_classes,
};

/* ---- Choice of intervals ---- */

#define FEATURE_SELECTION_VERSION 1

static gpointer
compute_features (gpointer data, VitProgress *progress, GError **error)
{
  ModelInput *input = data;
  return vit_feature_selection_new (input->model, 0, 0, progress, error);
}

static void
free_features (gpointer selection)
{
  vit_feature_selection_free (selection);
}

static void
save_features (gconstpointer data, VitBlob *blob)
{
  const VitFeatureSelection *selection = data;
  vit_blob_put_array (blob, selection->intervals, selection->n, sizeof (double));
  vit_blob_put_array (blob, selection->weights, selection->n, sizeof (double));
  vit_blob_put (blob, &selection->k, sizeof selection->k);
  vit_blob_put (blob, &selection->n_sampled, sizeof selection->n_sampled);
}

static gpointer
load_features (VitBlobReader *reader, gconstpointer data)
{
  const ModelInput *input = data;
  VitFeatureSelection *selection = g_new0 (VitFeatureSelection, 1);
  vit_model_get_intervals (input->model, &selection->n);
  selection->intervals = vit_blob_get_array_of (reader, sizeof (double), selection->n);
  selection->weights = vit_blob_get_array_of (reader, sizeof (double), selection->n);
  vit_blob_get (reader, &selection->k, sizeof selection->k);
  vit_blob_get (reader, &selection->n_sampled, sizeof selection->n_sampled);
  return selection;
}

const VitDerivation vit_feature_selection_derivation = {
  .name = "feature-selection",
  .title = "Weighing intervals",
  .lane = VIT_JOB_LASTING,
  .prepare = take_model_input,
  .compute = compute_features,
  .free_input = free_model_input,
  .unref = free_features,
  .version = FEATURE_SELECTION_VERSION,
  .add_key = add_model_key,
  .save = save_features,
  .load = load_features,
};

/* ---- Quality against k and size ---- */

#define QUALITY_VERSION 1

static gpointer
compute_quality (gpointer data, VitProgress *progress, GError **error)
{
  static const unsigned wanted[VIT_QUALITY_POINTS] = { 1, 2, 5, 10, 20, 35, 50, 75, 100, 200 };
  ModelInput *input = data;
  unsigned ks[VIT_QUALITY_POINTS];
  VitModelQuality *quality = g_new0 (VitModelQuality, 1);
  size_t n = vit_model_get_n_instances (input->model);
  for (int i = 0; i < VIT_QUALITY_POINTS; i++)
    if (wanted[i] < n / 4)
      ks[quality->n_neighbours++] = wanted[i];
  vit_progress_set_range (progress, 0, 0.5, "Varying k");
  bool ok = quality->n_neighbours > 0 &&
            vit_validation_neighbours (input->model, input->intervals, input->n_intervals, ks,
                                       quality->n_neighbours, FOLDS_SEED, quality->neighbours,
                                       progress, error);
  VitProgressPart whole = vit_progress_enter (progress, 0.5, 1, "Learning from more and more");
  if (ok)
    quality->n_learning = vit_validation_learning_curve (
        input->model, input->intervals, input->n_intervals, VIT_QUALITY_POINTS, FOLDS_SEED,
        quality->learning, progress, error);
  vit_progress_leave (progress, whole);
  if (ok && quality->n_learning > 0)
    return quality;
  if (error && !*error)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "The model has too few instances.");
  g_free (quality);
  return NULL;
}

static void
save_quality (gconstpointer data, VitBlob *blob)
{
  const VitModelQuality *quality = data;
  vit_blob_put_array (blob, quality->neighbours, quality->n_neighbours, sizeof (VitQualityPoint));
  vit_blob_put_array (blob, quality->learning, quality->n_learning, sizeof (VitQualityPoint));
}

static size_t
load_curve (VitBlobReader *reader, VitQualityPoint *points)
{
  size_t n;
  g_autofree VitQualityPoint *found = vit_blob_get_array (reader, sizeof *found, &n);
  reader->failed |= n == 0 || n > VIT_QUALITY_POINTS;
  if (!reader->failed)
    memcpy (points, found, n * sizeof *found);
  return reader->failed ? 0 : n;
}

static gpointer
load_quality (VitBlobReader *reader, gconstpointer data)
{
  VitModelQuality *quality = g_new0 (VitModelQuality, 1);
  quality->n_neighbours = load_curve (reader, quality->neighbours);
  quality->n_learning = load_curve (reader, quality->learning);
  return quality;
}

const VitDerivation vit_quality_derivation = {
  .name = "quality",
  .title = "Varying the model",
  .lane = VIT_JOB_LASTING,
  .prepare = take_model_input,
  .compute = compute_quality,
  .free_input = free_model_input,
  .unref = g_free,
  .version = QUALITY_VERSION,
  .add_key = add_model_key,
  .save = save_quality,
  .load = load_quality,
};
