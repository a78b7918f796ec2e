/* Packs: what is put in comes out; names that lead out are none. Hostile archives are in
 * tests/story/test_pack.py and tests/fuzz. */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/pack.h"
#include "tests/support/folder.h"

static char *folder;
static const VitPackLimits limits = { .most_files = 10,
                                      .most_bytes = 1 << 20,
                                      .most_file_bytes = 1 << 20,
                                      .most_ratio = 100,
                                      .free_bytes = 1 << 19,
                                      .longest_name = 100 };

static void
test_names (void)
{
  static const char *const good[] = { "a", "a/b.c", "é/ü", "a b", "..a", "a..", "-", "a/..b" };
  static const char *const bad[] = { "",    "/",    "/a",   "a/",   "a//b", ".",     "..",  "a/..",
                                     "./a", "../a", "a\\b", "c:/a", "a\nb", "a\x7f", "\xff" };
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (vit_pack_check_name (good[i], 100));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (vit_pack_check_name (bad[i], 100));
  g_assert_false (vit_pack_check_name (NULL, 100));
  g_autofree char *lengthy = g_strnfill (101, 'a');
  g_assert_false (vit_pack_check_name (lengthy, 100));
}

/* (transfer full): a pack of files of these sizes. */
static char *
make (const char *const *names, const gsize *sizes, guint n)
{
  g_autoptr (VitPack) pack = vit_pack_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "a.pack", NULL);
  for (guint i = 0; i < n; i++)
    {
      char *data = g_malloc0 (sizes[i] + 1);
      for (gsize k = 0; k < sizes[i] && names[i][0] == 'r'; k++)
        data[k] = (char) g_rand_int (random);
      g_autoptr (GBytes) bytes = g_bytes_new_take (data, sizes[i]);
      g_assert_true (vit_pack_add (pack, names[i], bytes, i % 2 == 1, &error));
    }
  g_assert_true (vit_pack_save (pack, path, NULL, &error));
  return path;
}

static char *
extract (const char *path, const VitPackLimits *within, GError **error)
{
  static int count;
  g_autofree char *name = g_strdup_printf ("to-%d", count++);
  char *to = g_build_filename (folder, name, NULL);
  g_mkdir (to, 0700);
  if (vit_pack_extract (path, to, within, error))
    return to;
  g_free (to);
  return NULL;
}

static void
test_round_trip (void)
{
  static const char *const names[] = { "zeros", "random", "sub/folder/random", "empty" };
  static const gsize sizes[] = { 100000, 70000, 300, 0 };
  g_autofree char *path = make (names, sizes, 4);
  g_assert_true (vit_pack_is (path));
  g_autoptr (GError) error = NULL;
  g_autofree char *to = extract (path, &limits, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *file = g_build_filename (to, names[i], NULL), *data = NULL;
      gsize n;
      g_assert_true (g_file_get_contents (file, &data, &n, NULL));
      g_assert_cmpuint (n, ==, sizes[i]);
    }
  g_autofree char *first = NULL, *second = NULL;
  gsize n_first, n_second;
  g_file_get_contents (path, &first, &n_first, NULL);
  g_autofree char *again = make (names, sizes, 4);
  g_file_get_contents (again, &second, &n_second, NULL);
  g_assert_cmpmem (first, n_first, second, n_second);
}

static void
test_limits (void)
{
  static const char *const names[] = { "zeros", "random", "r" };
  static const gsize sizes[] = { 600000, 70000, 10 };
  g_autofree char *path = make (names, sizes, 3);
  const VitPackLimits narrow[] = {
    { 2, 1 << 20, 1 << 20, 1e9, 0, 100 }, { 3, 600000, 1 << 20, 1e9, 0, 100 },
    { 3, 1 << 20, 599999, 1e9, 0, 100 },  { 3, 1 << 20, 1 << 20, 100, 1 << 19, 100 },
    { 3, 1 << 20, 1 << 20, 1e9, 0, 5 },
  };
  const VitPackLimits wide = { 3, 670010, 600000, 1e9, 0, 6 };
  g_autofree char *to = extract (path, &wide, NULL);
  g_assert_nonnull (to);
  for (gsize i = 0; i < G_N_ELEMENTS (narrow); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (extract (path, &narrow[i], &error));
      g_test_message ("%s", error->message);
    }
}

static void
test_no_name (void)
{
  g_autoptr (VitPack) pack = vit_pack_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_pack_add (pack, "../x", bytes, false, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/pack/names", test_names);
  g_test_add_func ("/pack/round-trip", test_round_trip);
  g_test_add_func ("/pack/limits", test_limits);
  g_test_add_func ("/pack/no-name", test_no_name);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
