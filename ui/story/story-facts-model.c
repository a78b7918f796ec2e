#include "ui/story/story-facts-model.h"

#include <math.h>

#include "core/base/error.h"
#include "core/results/model-derivation.h"

/* ---- The model ---- */

static VitModel *
get_model (VitAnalyses *analyses, GError **error)
{
  VitModel *model = vit_analyses_get_model (analyses);
  const GError *why = vit_analyses_get_model_error (analyses);
  if (!model)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                 why ? why->message : "the study has no model");
  return model;
}

/* (nullable): temperatures of the classes, K, from the coldest on; @n is 0 without a model. */
static const double *
get_classes (VitAnalyses *analyses, size_t *n, GError **error)
{
  VitModel *model = get_model (analyses, error);
  *n = 0;
  return model ? vit_model_get_classes (model, n) : NULL;
}

/* (nullable): the intervals, ps, likewise. */
static const double *
get_intervals (VitAnalyses *analyses, size_t *n, GError **error)
{
  VitModel *model = get_model (analyses, error);
  *n = 0;
  return model ? vit_model_get_default_intervals (model, n) : NULL;
}

double
vit_story_fact_count_neighbours (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  VitModel *model = get_model (analyses, error);
  return model ? vit_model_get_options (model)->k : NAN;
}

double
vit_story_fact_count_classes (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  size_t n;
  return get_classes (analyses, &n, error) ? (double) n : NAN;
}

double
vit_story_fact_get_coldest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  size_t n;
  const double *classes = get_classes (analyses, &n, error);
  return n > 0 ? classes[0] : NAN;
}

double
vit_story_fact_get_hottest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  size_t n;
  const double *classes = get_classes (analyses, &n, error);
  return n > 0 ? classes[n - 1] : NAN;
}

double
vit_story_fact_count_intervals (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  size_t n;
  return get_intervals (analyses, &n, error) ? (double) n : NAN;
}

double
vit_story_fact_get_shortest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  size_t n;
  const double *intervals = get_intervals (analyses, &n, error);
  return n > 0 ? intervals[0] : NAN;
}

double
vit_story_fact_get_longest (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  size_t n;
  const double *intervals = get_intervals (analyses, &n, error);
  return n > 0 ? intervals[n - 1] : NAN;
}

double
vit_story_fact_count_instances (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  VitModel *model = get_model (analyses, error);
  return model ? (double) vit_model_get_n_instances (model) : NAN;
}

double
vit_story_fact_get_far_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitModelDistances *distances =
      vit_deriver_get (deriver, &vit_distances_derivation, run, time, error);
  return distances ? 100 * distances->beyond : NAN;
}

double
vit_story_fact_get_wrong_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error)
{
  const VitValidation *validation =
      get_model (analyses, error)
          ? vit_deriver_get (deriver, &vit_validation_derivation, NULL, 0, error)
          : NULL;
  return validation ? 100 * validation->error_rate : NAN;
}

/* ---- The model, at a class, a k or an interval ---- */

static double
lack_at (const char *what, double at, GError **error)
{
  if (!error || !*error)
    g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "the model has no %s %g", what, at);
  return NAN;
}

double
vit_story_fact_get_class (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  size_t n;
  const double *classes = get_classes (analyses, &n, error);
  if (at >= 1 && at <= (double) n && at == floor (at))
    return classes[(size_t) at - 1];
  return classes ? lack_at ("class number", at, error) : NAN;
}

/* @place (out): of the class in the validation. */
static const VitValidation *
find_class (VitAnalyses *analyses, VitDeriver *deriver, double at, size_t *place, GError **error)
{
  const VitValidation *validation =
      get_model (analyses, error)
          ? vit_deriver_get (deriver, &vit_validation_derivation, NULL, 0, error)
          : NULL;
  for (*place = 0; validation && *place < validation->n_classes; ++*place)
    if (fabs (validation->classes[*place] - at) < 1e-6)
      return validation;
  if (validation)
    lack_at ("class of", at, error);
  return NULL;
}

double
vit_story_fact_get_class_mean (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  size_t place;
  const VitValidation *validation = find_class (analyses, deriver, at, &place, error);
  return validation ? validation->mean[place] : NAN;
}

double
vit_story_fact_get_class_deviation (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  size_t place;
  const VitValidation *validation = find_class (analyses, deriver, at, &place, error);
  return validation ? validation->deviation[place] : NAN;
}

double
vit_story_fact_get_own_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  size_t place;
  const VitValidation *validation = find_class (analyses, deriver, at, &place, error);
  return validation ? 100 * (double) validation->confusion[place * (validation->n_classes + 1)] /
                          (double) validation->counts[place]
                    : NAN;
}

static const VitQualityPoint *
find_quality (VitAnalyses *analyses, VitDeriver *deriver, double at, GError **error)
{
  const VitModelQuality *quality =
      get_model (analyses, error)
          ? vit_deriver_get (deriver, &vit_quality_derivation, NULL, 0, error)
          : NULL;
  for (size_t i = 0; quality && i < quality->n_neighbours; i++)
    if (quality->neighbours[i].x == at)
      return &quality->neighbours[i];
  if (quality)
    lack_at ("curve of quality at k =", at, error);
  return NULL;
}

double
vit_story_fact_get_right_share (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  const VitQualityPoint *point = find_quality (analyses, deriver, at, error);
  return point ? 100 * point->accuracy : NAN;
}

double
vit_story_fact_get_class_error (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  const VitQualityPoint *point = find_quality (analyses, deriver, at, error);
  return point ? point->error : NAN;
}

double
vit_story_fact_get_class_spread (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  const VitQualityPoint *point = find_quality (analyses, deriver, at, error);
  return point ? point->spread : NAN;
}

double
vit_story_fact_get_weight (
    VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double at, GError **error)
{
  const VitFeatureSelection *selection =
      get_model (analyses, error)
          ? vit_deriver_get (deriver, &vit_feature_selection_derivation, NULL, 0, error)
          : NULL;
  for (size_t i = 0; selection && i < selection->n; i++)
    if (fabs (selection->intervals[i] - at) < 1e-6 * at)
      return selection->weights[i];
  return selection ? lack_at ("interval of", at, error) : NAN;
}
