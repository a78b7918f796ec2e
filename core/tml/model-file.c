/* Models on disk: a header with version and checksum, then one GVariant dictionary. */

#include <string.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/store/atomic-file.h"
#include "core/tml/model-private.h"

#define MAGIC "VitModel"
#define VERSION 1u

typedef struct
{
  char magic[8];
  uint32_t version;
  uint32_t reserved;
  uint64_t n;
  uint8_t checksum[16];
} Header;

static void
checksum (const void *data, size_t n, uint8_t sum[16])
{
  VitHash hash = { 0 };
  vit_hash_update (&hash, data, n);
  vit_hash_finish (&hash, sum);
}

static void
add_array (GVariantDict *dict, const char *name, const char *type, const void *data, size_t n, size_t width)
{
  g_variant_dict_insert_value (dict, name, g_variant_new_fixed_array (G_VARIANT_TYPE (type), data, n, width));
}

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
  add_array (&dict, "intervals", "d", model->intervals, model->n_intervals, sizeof (double));
  add_array (&dict, "default-intervals", "d", model->defaults, model->n_defaults, sizeof (double));
  add_array (&dict, "classes", "d", model->classes, model->n_classes, sizeof (double));
  add_array (&dict, "labels", "q", model->labels, model->n, sizeof (uint16_t));
  add_array (&dict, "groups", "u", model->groups, model->n, sizeof (uint32_t));
  add_array (&dict, "features", "y", model->features, model->n * model->n_intervals * sizeof (float), 1);
  add_array (&dict, "composition", "d", model->composition, model->n_species, sizeof (double));
  g_variant_dict_insert_value (&dict, "species", g_variant_new_strv ((const char *const *) model->species, -1));
  g_variant_dict_insert (&dict, "provenance", "s", model->provenance);
  g_autoptr (GVariant) content = g_variant_ref_sink (g_variant_dict_end (&dict));

  Header header = { .version = VERSION, .n = g_variant_get_size (content) };
  memcpy (header.magic, MAGIC, 8);
  checksum (g_variant_get_data (content), (size_t) header.n, header.checksum);
  g_autofree char *all = g_malloc (sizeof header + (size_t) header.n);
  memcpy (all, &header, sizeof header);
  memcpy (all + sizeof header, g_variant_get_data (content), (size_t) header.n);
  return vit_file_replace (path, all, sizeof header + (size_t) header.n, error);
}

static bool
take_array (GVariant *dict, const char *name, const char *type, size_t width, void *out, size_t *n)
{
  g_autofree char *array = g_strconcat ("a", type, NULL);
  g_autoptr (GVariant) value = g_variant_lookup_value (dict, name, G_VARIANT_TYPE (array));
  if (!value)
    return false;
  gsize count;
  const void *data = g_variant_get_fixed_array (value, &count, width);
  *(void **) out = g_malloc0 (MAX (count * width, 1));
  if (count > 0)
    memcpy (*(void **) out, data, count * width);
  *n = count;
  return true;
}

static bool
unpack (VitModel *model, GVariant *dict)
{
  guint32 k, scaling, metric, frame;
  gboolean keep_drift;
  double cage;
  guint64 n;
  size_t n_labels, n_groups, n_bytes, n_composition;
  bool ok = g_variant_lookup (dict, "k", "u", &k) && g_variant_lookup (dict, "scaling", "u", &scaling) &&
            g_variant_lookup (dict, "metric", "u", &metric) && g_variant_lookup (dict, "motion-frame", "u", &frame) &&
            g_variant_lookup (dict, "keep-drift", "b", &keep_drift) &&
            g_variant_lookup (dict, "cage-cutoff", "d", &cage) && g_variant_lookup (dict, "n", "t", &n) &&
            take_array (dict, "intervals", "d", sizeof (double), &model->intervals, &model->n_intervals) &&
            take_array (dict, "default-intervals", "d", sizeof (double), &model->defaults, &model->n_defaults) &&
            take_array (dict, "classes", "d", sizeof (double), &model->classes, &model->n_classes) &&
            take_array (dict, "labels", "q", sizeof (uint16_t), &model->labels, &n_labels) &&
            take_array (dict, "groups", "u", sizeof (uint32_t), &model->groups, &n_groups) &&
            take_array (dict, "features", "y", 1, &model->features, &n_bytes) &&
            take_array (dict, "composition", "d", sizeof (double), &model->composition, &n_composition) &&
            g_variant_lookup (dict, "species", "^as", &model->species) &&
            g_variant_lookup (dict, "provenance", "s", &model->provenance);
  if (!ok)
    return false;
  model->options = (VitModelOptions){ .k = k,
                                      .scaling = (VitScaling) scaling,
                                      .metric = (VitMetric) metric,
                                      .motion = { (VitMotionFrame) frame, keep_drift, cage } };
  model->n = (size_t) n;
  model->n_species = n_composition;
  ok = n > 0 && k > 0 && k <= n && scaling <= VIT_SCALING_STANDARDISE && metric <= VIT_METRIC_CITYBLOCK &&
       frame <= VIT_MOTION_CAGE && n_labels == n && n_groups == n && model->n_intervals > 0 &&
       model->n_intervals <= VIT_MODEL_MAX_INTERVALS && model->n_defaults > 0 && model->n_classes > 0 &&
       n_bytes == n * model->n_intervals * sizeof (float) && g_strv_length (model->species) == n_composition;
  for (size_t i = 0; ok && i < n; i++)
    ok = model->labels[i] < model->n_classes;
  return ok;
}

VitModel *
vit_model_load (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autofree char *data = NULL;
  gsize length;
  g_autoptr (GError) io_error = NULL;
  if (!g_file_get_contents (path, &data, &length, &io_error))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s", io_error->message);
      return NULL;
    }
  Header header;
  if (length < sizeof header || memcmp (data, MAGIC, 8) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is not a T_ML model", path);
      return NULL;
    }
  memcpy (&header, data, sizeof header);
  if (header.version != VERSION)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: the model has version %u of the format, this program reads version %u", path, header.version,
                   VERSION);
      return NULL;
    }
  uint8_t sum[16];
  bool whole = header.n == length - sizeof header;
  if (whole)
    checksum (data + sizeof header, (size_t) header.n, sum);
  if (!whole || memcmp (sum, header.checksum, sizeof sum) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: the model is damaged: its checksum does not fit", path);
      return NULL;
    }
  g_autoptr (GBytes) bytes = g_bytes_new (data + sizeof header, (gsize) header.n);
  g_autoptr (GVariant) dict
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  g_autoptr (VitModel) model = vit_model_alloc ();
  if (!g_variant_is_normal_form (dict) || !unpack (model, dict))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: the model contradicts itself", path);
      return NULL;
    }
  vit_model_seal (model);
  return g_steal_pointer (&model);
}
