/* Any bytes as a pack: what is unpacked stays in its folder, and within the limits. */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/store/pack.h"
#include "tests/fuzz/replay.h"

GBytes *
fuzz_new_seed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "p", NULL);
  g_autoptr (VitPack) pack = vit_pack_new ();
  g_autoptr (GBytes) text = g_bytes_new_static ("text text text text", 19);
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (20000), 20000);
  char *data;
  gsize n;
  g_assert_true (vit_pack_add (pack, "story.json", text, false, NULL));
  g_assert_true (vit_pack_add (pack, "a/zeros", zeros, false, NULL));
  g_assert_true (vit_pack_add (pack, "a/b/stored", text, true, NULL));
  g_assert_true (vit_pack_save (pack, path, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  g_unlink (path);
  g_rmdir (folder);
  return g_bytes_new_take (data, n);
}

/* Returns: bytes of the files below @path, which is removed. */
static guint64
remove_below (const char *path, guint *n_files)
{
  guint64 total = 0;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      GStatBuf info;
      g_assert_cmpint (g_lstat (child, &info), ==, 0);
      g_assert_true (S_ISREG (info.st_mode) || S_ISDIR (info.st_mode));
      if (S_ISDIR (info.st_mode))
        total += remove_below (child, n_files);
      else
        {
          total += (guint64) info.st_size;
          (*n_files)++;
          g_unlink (child);
        }
    }
  g_rmdir (path);
  return total;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static char *folder;
  if (!folder)
    folder = g_dir_make_tmp ("vitrine-fuzz-XXXXXX", NULL);
  VitPackLimits limits = { .most_files = 8,
                           .most_bytes = 40000,
                           .most_file_bytes = 30000,
                           .most_ratio = 100,
                           .free_bytes = 25000,
                           .longest_name = 40 };
  g_autofree char *path = g_build_filename (folder, "p", NULL);
  g_autofree char *to = g_build_filename (folder, "to", NULL);
  guint n_files = 0;
  if (!g_file_set_contents (path, (const char *) data, (gssize) n, NULL) || g_mkdir (to, 0700) != 0)
    return 0;
  g_autoptr (GError) error = NULL;
  bool ok = vit_pack_extract (path, to, &limits, &error);
  g_assert_true (ok == (error == NULL));
  /* What stays of a file that was refused may be the limit of one more. */
  g_assert_cmpuint (remove_below (to, &n_files), <=, limits.most_bytes + limits.most_file_bytes);
  g_assert_cmpuint (n_files, <=, limits.most_files);
  g_unlink (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  return 0;
}
