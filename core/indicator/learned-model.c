#include "core/indicator/learned-model.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/container.h"

#define KIND "vitindic"
#define VERSION 1
#define MOST_FEATURES 100000
#define MOST_SPECIES 255

VitLearnedModel *
vit_learned_model_ref (VitLearnedModel *model)
{
  g_atomic_ref_count_inc (&model->refs);
  return model;
}

void
vit_learned_model_unref (VitLearnedModel *model)
{
  if (!model || !g_atomic_ref_count_dec (&model->refs))
    return;
  for (size_t k = 0; model->features && model->linear && k < model->linear->p; k++)
    g_free (model->features[k].name);
  g_free (model->features);
  g_free (model->target);
  g_strfreev (model->species);
  g_free (model->options);
  g_strfreev (model->runs);
  g_free (model->scores);
  g_clear_pointer (&model->linear, vit_linear_model_free);
  g_free (model);
}

/* ---- Writing ---- */

static void
insert_doubles (GVariantDict *dict, const char *name, const double *values, size_t n)
{
  vit_container_add_array (dict, name, "d", values, n, sizeof *values);
}

static GVariant *
write_features (const VitLearnedModel *model)
{
  GVariantBuilder builder;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(usud)"));
  for (size_t k = 0; k < model->linear->p; k++)
    {
      const VitLearnedFeature *feature = &model->features[k];
      g_variant_builder_add (&builder, "(usud)", (guint32) feature->source, feature->name,
                             feature->place, feature->width);
    }
  return g_variant_builder_end (&builder);
}

static void
write_linear (GVariantDict *dict, const VitLinearModel *linear)
{
  size_t n = linear->n_types * linear->p;
  g_autofree guint64 *rows = g_new0 (guint64, MAX (linear->n_types, 1));
  for (unsigned t = 0; t < linear->n_types; t++)
    rows[t] = linear->n_rows[t];
  g_variant_dict_insert (dict, "kind", "u", (guint32) linear->kind);
  g_variant_dict_insert (dict, "per-species", "b", linear->per_species);
  vit_container_add_array (dict, "rows", "t", rows, linear->n_types, sizeof *rows);
  insert_doubles (dict, "penalties", linear->penalties, linear->n_types);
  insert_doubles (dict, "biases", linear->biases, linear->n_types);
  insert_doubles (dict, "weights", linear->weights, n);
  insert_doubles (dict, "means", linear->means, n);
  insert_doubles (dict, "scales", linear->scales, n);
  insert_doubles (dict, "lows", linear->lows, n);
  insert_doubles (dict, "highs", linear->highs, n);
}

/* Number of parts, mean, error, mean, spread and highest of the null, of each group. */
#define SCORE_NUMBERS 6

bool
vit_learned_model_save (const VitLearnedModel *model, const char *path, GError **error)
{
  g_return_val_if_fail (model && path, false);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  size_t groups = g_strv_length (model->species) + 1;
  g_autofree double *scores = g_new0 (double, SCORE_NUMBERS *groups);
  for (size_t t = 0; t < groups; t++)
    {
      const VitLinearScore *s = &model->scores[t];
      const double numbers[SCORE_NUMBERS] = { s->n_folds,   s->mean,    s->error,
                                              s->null_mean, s->null_sd, s->null_max };
      memcpy (scores + SCORE_NUMBERS * t, numbers, sizeof numbers);
    }
  g_variant_dict_insert (&dict, "target", "s", model->target);
  g_variant_dict_insert (&dict, "top", "d", model->top);
  g_variant_dict_insert (&dict, "bottom", "b", model->bottom);
  g_variant_dict_insert (&dict, "interval", "d", model->interval);
  g_variant_dict_insert_value (&dict, "features", write_features (model));
  g_variant_dict_insert (&dict, "species", "^as", model->species);
  g_variant_dict_insert (&dict, "sigma", "d", model->sigma);
  g_variant_dict_insert (&dict, "cutoff", "d", model->cutoff);
  g_variant_dict_insert (&dict, "options", "s", model->options);
  g_variant_dict_insert (&dict, "runs", "^as", model->runs);
  g_variant_dict_insert (&dict, "starts", "t", (guint64) model->n_starts);
  g_variant_dict_insert (&dict, "atoms", "t", (guint64) model->n_atoms);
  g_variant_dict_insert (&dict, "guard", "d", model->guard);
  g_variant_dict_insert (&dict, "folds", "u", model->n_folds);
  g_variant_dict_insert (&dict, "per-axis", "u", model->per_axis);
  g_variant_dict_insert (&dict, "glasses", "u", model->n_glasses);
  insert_doubles (&dict, "scores", scores, SCORE_NUMBERS * groups);
  write_linear (&dict, model->linear);
  return vit_container_save (path, KIND, VERSION, g_variant_dict_end (&dict), error);
}

/* ---- Reading ---- */

static bool
take_doubles (GVariant *content, const char *name, size_t wanted, double **out)
{
  size_t n;
  double *values = NULL;
  if (!vit_container_take_array (content, name, "d", sizeof (double), &values, &n))
    return false;
  if (n != wanted)
    {
      g_free (values);
      return false;
    }
  g_free (*out);
  *out = values;
  return true;
}

static bool
are_finite (const double *values, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (!isfinite (values[k]))
      return false;
  return true;
}

static bool
read_linear (GVariant *content, VitLinearModel *linear)
{
  size_t n = (size_t) linear->n_types * linear->p, m = 0;
  guint64 *rows = NULL;
  if (!vit_container_take_array (content, "rows", "t", sizeof *rows, &rows, &m))
    return false;
  bool fits = m == linear->n_types;
  for (size_t t = 0; t < m && fits; t++)
    linear->n_rows[t] = (size_t) rows[t];
  g_free (rows);
  gboolean per_species = FALSE;
  fits = fits && g_variant_lookup (content, "per-species", "b", &per_species);
  linear->per_species = per_species;
  return fits && take_doubles (content, "penalties", linear->n_types, &linear->penalties) &&
         take_doubles (content, "biases", linear->n_types, &linear->biases) &&
         take_doubles (content, "weights", n, &linear->weights) &&
         take_doubles (content, "means", n, &linear->means) &&
         take_doubles (content, "scales", n, &linear->scales) &&
         take_doubles (content, "lows", n, &linear->lows) &&
         take_doubles (content, "highs", n, &linear->highs) &&
         are_finite (linear->biases, linear->n_types) && are_finite (linear->weights, n);
}

static bool
read_features (GVariant *content, VitLearnedModel *model)
{
  g_autoptr (GVariant) list =
      g_variant_lookup_value (content, "features", G_VARIANT_TYPE ("a(usud)"));
  guint32 kind;
  size_t p = list ? g_variant_n_children (list) : 0, n_types = g_strv_length (model->species);
  if (p == 0 || p > MOST_FEATURES || n_types == 0 || n_types > MOST_SPECIES ||
      !g_variant_lookup (content, "kind", "u", &kind) || kind > VIT_LINEAR_LOGISTIC)
    return false;
  model->linear = vit_linear_model_new_empty ((VitLinearKind) kind, p, (unsigned) n_types);
  model->features = g_new0 (VitLearnedFeature, p);
  for (size_t k = 0; k < p; k++)
    {
      guint32 source;
      VitLearnedFeature *feature = &model->features[k];
      g_variant_get_child (list, k, "(usud)", &source, &feature->name, &feature->place,
                           &feature->width);
      feature->source = (VitLearnedSource) source;
      if (source > VIT_LEARNED_ANGULAR || !(feature->width >= 0 && feature->width < 100))
        return false;
    }
  return true;
}

static bool
read_scores (GVariant *content, VitLearnedModel *model)
{
  size_t groups = model->linear->n_types + 1;
  g_autofree double *scores = NULL;
  if (!take_doubles (content, "scores", SCORE_NUMBERS * groups, &scores))
    return false;
  model->scores = g_new0 (VitLinearScore, groups);
  for (size_t t = 0; t < groups; t++)
    {
      const double *s = scores + SCORE_NUMBERS * t;
      model->scores[t] =
          (VitLinearScore){ s[0] >= 0 && s[0] <= VIT_LINEAR_MAX_FOLDS ? (unsigned) s[0] : 0,
                            s[1],
                            s[2],
                            s[3],
                            s[4],
                            s[5] };
    }
  return true;
}

static bool
read_words (GVariant *content, VitLearnedModel *model)
{
  guint64 starts = 0, atoms = 0;
  gboolean bottom = FALSE;
  bool whole = g_variant_lookup (content, "target", "s", &model->target) &&
               g_variant_lookup (content, "top", "d", &model->top) &&
               g_variant_lookup (content, "bottom", "b", &bottom) &&
               g_variant_lookup (content, "interval", "d", &model->interval) &&
               g_variant_lookup (content, "species", "^as", &model->species) &&
               g_variant_lookup (content, "sigma", "d", &model->sigma) &&
               g_variant_lookup (content, "cutoff", "d", &model->cutoff) &&
               g_variant_lookup (content, "options", "s", &model->options) &&
               g_variant_lookup (content, "runs", "^as", &model->runs) &&
               g_variant_lookup (content, "starts", "t", &starts) &&
               g_variant_lookup (content, "atoms", "t", &atoms) &&
               g_variant_lookup (content, "guard", "d", &model->guard) &&
               g_variant_lookup (content, "folds", "u", &model->n_folds) &&
               g_variant_lookup (content, "per-axis", "u", &model->per_axis) &&
               g_variant_lookup (content, "glasses", "u", &model->n_glasses);
  model->bottom = bottom;
  model->n_starts = (size_t) starts;
  model->n_atoms = (size_t) atoms;
  return whole && model->sigma >= 0 && model->sigma < 100 && isfinite (model->cutoff);
}

VitLearnedModel *
vit_learned_model_load (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autoptr (GVariant) content =
      vit_container_load (path, KIND, VERSION, "learned indicator", error);
  if (!content)
    return NULL;
  g_autoptr (VitLearnedModel) model = g_new0 (VitLearnedModel, 1);
  g_atomic_ref_count_init (&model->refs);
  if (read_words (content, model) && read_features (content, model) &&
      read_linear (content, model->linear) && read_scores (content, model))
    return g_steal_pointer (&model);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: the content does not fit together", path);
  return NULL;
}

bool
vit_learned_model_is_of (const VitLearnedModel *self, const char *path)
{
  g_return_val_if_fail (self && path, false);
  g_autofree char *name = g_path_get_basename (path);
  return self->runs && g_strv_contains ((const char *const *) self->runs, name);
}
