/* Models on disk. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/container.h"
#include "core/tml/model-private.h"

#define KIND "VitModel"
#define VERSION 1u

bool
vit_model_save (VitModel *model, const char *path, GError **error)
{
  g_return_val_if_fail (model && path, false);
  const VitModelOptions *o = &model->options;
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "k", "u", o->k);
  g_variant_dict_insert (&dict, "scaling", "u", (guint32) o->scaling);
  g_variant_dict_insert (&dict, "metric", "u", (guint32) o->metric);
  g_variant_dict_insert (&dict, "motion-frame", "u", (guint32) o->motion.frame);
  g_variant_dict_insert (&dict, "keep-drift", "b", (gboolean) o->motion.keep_drift);
  g_variant_dict_insert (&dict, "cage-cutoff", "d", o->motion.cage_cutoff);
  g_variant_dict_insert (&dict, "n", "t", (guint64) model->n);
  vit_container_add_array (&dict, "intervals", "d", model->intervals, model->n_intervals,
                           sizeof (double));
  vit_container_add_array (&dict, "default-intervals", "d", model->defaults, model->n_defaults,
                           sizeof (double));
  vit_container_add_array (&dict, "classes", "d", model->classes, model->n_classes,
                           sizeof (double));
  vit_container_add_array (&dict, "labels", "q", model->labels, model->n, sizeof (uint16_t));
  vit_container_add_array (&dict, "groups", "u", model->groups, model->n, sizeof (uint32_t));
  vit_container_add_array (&dict, "features", "y", model->features,
                           model->n * model->n_intervals * sizeof (float), 1);
  vit_container_add_array (&dict, "composition", "d", model->composition, model->n_species,
                           sizeof (double));
  g_variant_dict_insert_value (&dict, "species",
                               g_variant_new_strv ((const char *const *) model->species, -1));
  g_variant_dict_insert (&dict, "provenance", "s", model->provenance);
  /* Models that do not say it are of three. */
  if (model->dimension == 2)
    g_variant_dict_insert (&dict, "dimension", "u", 2u);
  return vit_container_save (path, KIND, VERSION, g_variant_dict_end (&dict), error);
}

/* Positive numbers in ascending order. */
static bool
ascend (const double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!(values[i] > (i > 0 ? values[i - 1] : 0) && isfinite (values[i])))
      return false;
  return true;
}

static bool
unpack (VitModel *model, GVariant *dict)
{
  guint32 k, scaling, metric, frame, dimension = 3;
  gboolean keep_drift;
  double cage;
  guint64 n;
  size_t n_labels, n_groups, n_bytes, n_composition;
  bool ok =
      g_variant_lookup (dict, "k", "u", &k) && g_variant_lookup (dict, "scaling", "u", &scaling) &&
      g_variant_lookup (dict, "metric", "u", &metric) &&
      g_variant_lookup (dict, "motion-frame", "u", &frame) &&
      g_variant_lookup (dict, "keep-drift", "b", &keep_drift) &&
      g_variant_lookup (dict, "cage-cutoff", "d", &cage) && g_variant_lookup (dict, "n", "t", &n) &&
      vit_container_take_array (dict, "intervals", "d", sizeof (double), &model->intervals,
                                &model->n_intervals) &&
      vit_container_take_array (dict, "default-intervals", "d", sizeof (double), &model->defaults,
                                &model->n_defaults) &&
      vit_container_take_array (dict, "classes", "d", sizeof (double), &model->classes,
                                &model->n_classes) &&
      vit_container_take_array (dict, "labels", "q", sizeof (uint16_t), &model->labels,
                                &n_labels) &&
      vit_container_take_array (dict, "groups", "u", sizeof (uint32_t), &model->groups,
                                &n_groups) &&
      vit_container_take_array (dict, "features", "y", 1, &model->features, &n_bytes) &&
      vit_container_take_array (dict, "composition", "d", sizeof (double), &model->composition,
                                &n_composition) &&
      g_variant_lookup (dict, "species", "^as", &model->species) &&
      g_variant_lookup (dict, "provenance", "s", &model->provenance);
  if (!ok)
    return false;
  g_variant_lookup (dict, "dimension", "u", &dimension);
  model->dimension = dimension == 2 ? 2 : 3;
  model->options = (VitModelOptions){ .k = k,
                                      .scaling = (VitScaling) scaling,
                                      .metric = (VitMetric) metric,
                                      .motion = { (VitMotionFrame) frame, keep_drift, cage } };
  model->n = (size_t) n;
  model->n_species = n_composition;
  ok = n > 0 && k > 0 && k <= n && scaling <= VIT_SCALING_STANDARDISE &&
       metric <= VIT_METRIC_CITYBLOCK && frame <= VIT_MOTION_CAGE && n_labels == n &&
       n_groups == n && model->n_intervals > 0 && model->n_intervals <= VIT_MODEL_MAX_INTERVALS &&
       model->n_defaults > 0 && model->n_classes > 0 &&
       n_bytes == n * model->n_intervals * sizeof (float) &&
       ascend (model->classes, model->n_classes) && ascend (model->intervals, model->n_intervals) &&
       g_strv_length (model->species) == n_composition;
  for (size_t i = 0; ok && i < n; i++)
    ok = model->labels[i] < model->n_classes;
  return ok;
}

VitModel *
vit_model_load (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autoptr (GVariant) content = vit_container_load (path, KIND, VERSION, "T_ML model", error);
  if (!content)
    return NULL;
  g_autoptr (VitModel) model = vit_model_alloc ();
  if (!unpack (model, content))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: the model contradicts itself", path);
      return NULL;
    }
  vit_model_freeze (model);
  return g_steal_pointer (&model);
}
