#include "tests/support/folder.h"

#include <glib.h>
#include <glib/gstdio.h>

char *
folder_new (void)
{
  char *path = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  if (!path)
    g_error ("there is no temporary folder");
  g_autofree char *cache = g_build_filename (path, "cache", NULL);
  g_setenv ("VITRINE_CACHE_DIR", cache, TRUE);
  return path;
}

static void
remove_below (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_below (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
folder_remove (char *path)
{
  remove_below (path);
  g_free (path);
}
