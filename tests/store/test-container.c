/* Containers: what was saved is loaded, and no change of a byte goes unnoticed. */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/container.h"

#define KIND "VitTests"

static char *
save (const char *folder)
{
  const double numbers[] = { 1.5, -2, 1e300 };
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "file", NULL);
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  vit_container_add_array (&dict, "numbers", "d", numbers, 3, sizeof (double));
  vit_container_add_array (&dict, "none", "q", NULL, 0, sizeof (uint16_t));
  g_variant_dict_insert (&dict, "text", "s", "Δt");
  g_assert_true (vit_container_save (path, KIND, 3, g_variant_dict_end (&dict), &error));
  g_assert_no_error (error);
  return path;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_autofree char *path = save (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) content = vit_container_load (path, KIND, 3, "test", &error);
  g_assert_no_error (error);

  g_autofree double *numbers = NULL;
  g_autofree uint16_t *none = NULL;
  void *other = NULL;
  size_t n;
  const char *text;
  g_assert_true (vit_container_take_array (content, "numbers", "d", sizeof (double), &numbers, &n));
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (numbers[0] == 1.5 && numbers[1] == -2 && numbers[2] == 1e300);
  g_assert_true (vit_container_take_array (content, "none", "q", sizeof (uint16_t), &none, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_false (
      vit_container_take_array (content, "numbers", "u", sizeof (uint32_t), &other, &n));
  g_assert_false (vit_container_take_array (content, "missing", "d", sizeof (double), &other, &n));
  g_assert_true (g_variant_lookup (content, "text", "&s", &text));
  g_assert_cmpstr (text, ==, "Δt");

  g_assert_null (vit_container_load (path, "VitModel", 3, "model", &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (vit_container_load (path, KIND, 2, "test", &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_damage (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_autofree char *path = save (folder);
  g_autofree char *good = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &good, &n, NULL));
  for (gsize at = 0; at < 2 * n; at++)
    {
      if (at >= 12 && at < 16)
        continue; /* reserved */
      g_autofree char *bad = g_memdup2 (good, n);
      if (at < n)
        bad[at] ^= 0x20;
      g_autoptr (GError) error = NULL;
      g_assert_true (g_file_set_contents (path, bad, (gssize) (at < n ? n : at - n), NULL));
      g_assert_null (vit_container_load (path, KIND, 3, "test", &error));
      g_assert_nonnull (error);
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_container_load ("/nowhere/at/all", KIND, 1, "test", &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (
      vit_container_save ("/nowhere/at/all", KIND, 1, g_variant_new ("a{sv}", NULL), &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/container/round-trip", test_round_trip);
  g_test_add_func ("/store/container/damage", test_damage);
  g_test_add_func ("/store/container/missing", test_missing);
  return g_test_run ();
}
