#include <errno.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/read-file.h"
#include "core/store/store-private.h"

#define FORMAT_FILE "format"
#define FORMAT_NAME "vitrine-results "
#define FORMAT_VERSION 1

static char *
new_format_text (void)
{
  return g_strdup_printf (FORMAT_NAME "%d %s-endian\n", FORMAT_VERSION,
                          G_BYTE_ORDER == G_LITTLE_ENDIAN ? "little" : "big");
}

/* Returns: whether it is a store; @fits: of this version and byte order. */
bool
vit_store_read_format (const char *folder, bool *fits)
{
  char head[64] = "";
  g_autofree char *path = g_build_filename (folder, FORMAT_FILE, NULL);
  g_autofree char *expected = new_format_text ();
  vit_file_peek (path, head, sizeof head - 1);
  *fits = strcmp (head, expected) == 0;
  return g_str_has_prefix (head, FORMAT_NAME);
}

bool
vit_store_is (const char *folder)
{
  bool fits;
  return folder && vit_store_read_format (folder, &fits) && fits;
}

char *
vit_store_dup_beside (const char *study)
{
  if (!study)
    return NULL;
  g_autofree char *absolute = g_canonicalize_filename (study, NULL);
  const char *dot = strrchr (absolute, '.');
  bool ends = dot && strcmp (dot, ".vitrine") == 0;
  return g_strdup_printf ("%.*s" VIT_STORE_SUFFIX,
                          (int) (ends ? dot - absolute : (ptrdiff_t) strlen (absolute)), absolute);
}

bool
vit_store_make (const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *path = g_build_filename (folder, FORMAT_FILE, NULL);
  g_autofree char *segments = g_build_filename (folder, VIT_STORE_SEGMENTS, NULL);
  g_autofree char *text = new_format_text ();
  bool was_there = g_file_test (folder, G_FILE_TEST_IS_DIR);
  if (was_there)
    {
      /* What is somebody's own folder is left alone. */
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;
      while (dir && (name = g_dir_read_name (dir)))
        if (strcmp (name, VIT_STORE_SEGMENTS) != 0 && !g_str_has_prefix (name, FORMAT_FILE))
          {
            g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                         "%s: is a folder with other things in it, and no store of results",
                         folder);
            return false;
          }
    }
  if ((!was_there && g_mkdir_with_parents (parent, 0777) != 0) ||
      vit_store_make_folder (folder) != 0 || vit_store_make_folder (segments) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot make the folder: %s", folder,
                   g_strerror (errno));
      return false;
    }
  return vit_store_replace_file (path, text, strlen (text), error);
}
