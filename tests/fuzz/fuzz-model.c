/* Any bytes as the content of a model whose checksum fits. */

#include <glib.h>
#include <glib/gstdio.h>

#include "core/store/container.h"
#include "core/tml/model.h"
#include "tests/fuzz/replay.h"

#define KIND "VitModel"
#define VERSION 1
#define N 60
#define N_INTERVALS 3

GBytes *
fuzz_new_seed (void)
{
  const double intervals[] = { 0.2, 1, 5 }, classes[] = { 300, 900 }, composition[] = { 0.5, 0.5 };
  static const char *const species[] = { "Cu", "Zr", NULL };
  uint16_t labels[N];
  uint32_t groups[N];
  float features[N * N_INTERVALS];
  for (int i = 0; i < N; i++)
    {
      labels[i] = (uint16_t) (i % 2);
      groups[i] = (uint32_t) i;
    }
  for (int i = 0; i < N * N_INTERVALS; i++)
    features[i] = (float) (i * 7919 % 1000) / 1000 - 3;
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "k", "u", 5);
  g_variant_dict_insert (&dict, "scaling", "u", 0);
  g_variant_dict_insert (&dict, "metric", "u", 0);
  g_variant_dict_insert (&dict, "motion-frame", "u", 0);
  g_variant_dict_insert (&dict, "keep-drift", "b", FALSE);
  g_variant_dict_insert (&dict, "cage-cutoff", "d", 0.0);
  g_variant_dict_insert (&dict, "n", "t", (guint64) N);
  vit_container_add_array (&dict, "intervals", "d", intervals, N_INTERVALS, sizeof (double));
  vit_container_add_array (&dict, "default-intervals", "d", intervals, N_INTERVALS,
                           sizeof (double));
  vit_container_add_array (&dict, "classes", "d", classes, 2, sizeof (double));
  vit_container_add_array (&dict, "labels", "q", labels, N, sizeof (uint16_t));
  vit_container_add_array (&dict, "groups", "u", groups, N, sizeof (uint32_t));
  vit_container_add_array (&dict, "features", "y", features, sizeof features, 1);
  vit_container_add_array (&dict, "composition", "d", composition, 2, sizeof (double));
  g_variant_dict_insert_value (&dict, "species", g_variant_new_strv (species, -1));
  g_variant_dict_insert (&dict, "provenance", "s", "made for a test");
  g_autoptr (GVariant) content = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_get_data_as_bytes (content);
}

/* Predict with what was loaded: no index in it may lead outside. */
static void
use (VitModel *model)
{
  size_t n_intervals;
  const double *intervals = vit_model_get_default_intervals (model, &n_intervals);
  if (n_intervals == 0 || n_intervals > 64 || vit_model_get_n_instances (model) > 5000)
    return;
  g_autofree float *features = g_new (float, 3 * n_intervals);
  for (size_t i = 0; i < 3 * n_intervals; i++)
    features[i] = (float) (i % 7) - 3;
  float t_ml[3], distances[3];
  vit_model_predict (model, intervals, n_intervals, features, 3, t_ml, distances, NULL, NULL);
  uint8_t key[16];
  vit_model_get_key (model, key);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static char *folder;
  if (!folder)
    folder = g_dir_make_tmp ("vitrine-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "m.vitmodel", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (data, n);
  GVariant *content = g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE);
  g_assert_true (vit_container_save_lightly (path, KIND, VERSION, content, NULL));
  g_autoptr (VitModel) model = vit_model_load (path, NULL);
  if (model)
    use (model);
  g_unlink (path);
  return 0;
}
