#include "core/store/shared-files.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/store/store.h"

#define EDGE ((size_t) 64 << 10)

static GMutex lock;
static GPtrArray *folders; /* of stores */
static char *filled;

void
vit_shared_files_add (const char *folder, bool fill)
{
  g_return_if_fail (folder);
  g_autofree char *path = g_build_filename (folder, "files", NULL);
  g_mutex_lock (&lock);
  if (!folders)
    folders = g_ptr_array_new_with_free_func (g_free);
  if (!g_ptr_array_find_with_equal_func (folders, path, g_str_equal, NULL))
    g_ptr_array_add (folders, g_strdup (path));
  if (fill)
    {
      g_free (filled);
      filled = g_strdup (path);
    }
  g_mutex_unlock (&lock);
}

char **
vit_shared_files_dup_folders (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_mutex_lock (&lock);
  for (guint i = 0; folders && i < folders->len; i++)
    g_strv_builder_add (builder, folders->pdata[i]);
  g_mutex_unlock (&lock);
  return g_strv_builder_end (builder);
}

char *
vit_shared_files_dup_filled (void)
{
  g_mutex_lock (&lock);
  char *path = g_strdup (filled);
  g_mutex_unlock (&lock);
  if (path && vit_store_make_folder (path) != 0)
    g_clear_pointer (&path, g_free);
  return path;
}

char *
vit_shared_files_dup_identity (const char *path)
{
  g_return_val_if_fail (path, NULL);
  struct stat info;
  VitHash hash = { 0 };
  uint8_t sum[16];
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool ok = fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
  g_autofree char *buffer = g_malloc (EDGE);
  for (int end = 0; end < 2 && ok; end++)
    {
      off_t at = end ? MAX (info.st_size - (off_t) EDGE, 0) : 0;
      ssize_t got = pread (fd, buffer, EDGE, at);
      ok = got >= 0;
      if (ok)
        vit_hash_update (&hash, buffer, (size_t) got);
    }
  if (fd >= 0)
    close (fd);
  if (!ok)
    return NULL;
  uint64_t size = (uint64_t) info.st_size;
  vit_hash_update (&hash, &size, sizeof size);
  vit_hash_finish (&hash, sum);
  g_autoptr (GString) name = g_string_new (NULL);
  for (size_t i = 0; i < sizeof sum; i++)
    g_string_append_printf (name, "%02x", sum[i]);
  return g_strdup (name->str);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
vit_shared_files_find (const char *identity, const char *suffix)
{
  g_return_val_if_fail (suffix, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) where = vit_shared_files_dup_folders ();
  for (char **folder = where; *folder && identity; folder++)
    {
      g_autoptr (GDir) dir = g_dir_open (*folder, 0, NULL);
      const char *name;
      while (dir && (name = g_dir_read_name (dir)))
        if (g_str_has_prefix (name, identity) && g_str_has_suffix (name, suffix))
          g_ptr_array_add (paths, g_build_filename (*folder, name, NULL));
    }
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

char *
vit_shared_files_dup_own (const char *identity, const char *suffix)
{
  g_return_val_if_fail (suffix, NULL);
  g_autofree char *folder = identity ? vit_shared_files_dup_filled () : NULL;
  g_autofree char *name =
      folder ? g_strdup_printf ("%s.%s%s", identity, vit_store_get_writer (), suffix) : NULL;
  return folder ? g_build_filename (folder, name, NULL) : NULL;
}
