#include "core/store/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/store/cache-folder.h"

#define PREFIX "vitrine-scratch-"

/* Ending of the file beside a folder whose lock says that its program runs. */
#define LOCK ".lock"

static GMutex lock;
static GHashTable *locks; /* path of a folder → descriptor of its lock */

static int
remove_entry (const char *path, const struct stat *info, int type, struct FTW *place)
{
  return remove (path);
}

static void
remove_all (const char *path)
{
  nftw (path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Remove folders whose programs are gone. */
static void
sweep (const char *parent)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      if (!g_str_has_prefix (name, PREFIX) || !g_str_has_suffix (name, LOCK))
        continue;
      g_autofree char *path = g_build_filename (parent, name, NULL);
      g_autofree char *folder = g_strndup (path, strlen (path) - strlen (LOCK));
      int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
      if (fd < 0)
        continue;
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        {
          remove_all (folder);
          g_unlink (path);
        }
      close (fd);
    }
}

/* Make a locked file that no other program sweeps away, and the folder beside it. */
static char *
make_in (const char *parent, GError **error)
{
  g_autofree char *template = g_build_filename (parent, PREFIX "XXXXXX" LOCK, NULL);
  int fd = g_mkstemp_full (template, O_RDWR | O_CLOEXEC, 0600);
  g_autofree char *folder = g_strndup (template, strlen (template) - strlen (LOCK));
  if (fd < 0 || flock (fd, LOCK_EX) != 0 || g_mkdir (folder, 0700) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot make a folder: %s", parent,
                   g_strerror (errno));
      if (fd >= 0)
        {
          g_unlink (template);
          close (fd);
        }
      return NULL;
    }
  g_mutex_lock (&lock);
  g_hash_table_insert (locks, g_strdup (folder), GINT_TO_POINTER (fd));
  g_mutex_unlock (&lock);
  return g_steal_pointer (&folder);
}

static void
remove_remaining (void)
{
  GHashTableIter at;
  gpointer path;
  for (;;)
    {
      g_mutex_lock (&lock);
      g_hash_table_iter_init (&at, locks);
      g_autofree char *left = g_hash_table_iter_next (&at, &path, NULL) ? g_strdup (path) : NULL;
      g_mutex_unlock (&lock);
      if (!left)
        return;
      vit_scratch_folder_remove (left);
    }
}

char *
vit_scratch_folder_new (GError **error)
{
  g_autofree char *usual = vit_cache_folder_dup ("scratch");
  bool has_usual = usual && g_mkdir_with_parents (usual, 0700) == 0;
  const char *parent = has_usual ? usual : g_get_tmp_dir ();
  static gsize registered;
  if (g_once_init_enter (&registered))
    {
      g_mutex_lock (&lock);
      locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_mutex_unlock (&lock);
      atexit (remove_remaining);
      g_once_init_leave (&registered, 1);
    }
  sweep (parent);
  return make_in (parent, error);
}

void
vit_scratch_folder_remove (const char *path)
{
  g_return_if_fail (path);
  gpointer fd = NULL;
  g_mutex_lock (&lock);
  bool own = locks && g_hash_table_lookup_extended (locks, path, NULL, &fd);
  if (own)
    g_hash_table_remove (locks, path);
  g_mutex_unlock (&lock);
  g_return_if_fail (own);
  remove_all (path);
  g_autofree char *beside = g_strconcat (path, LOCK, NULL);
  g_unlink (beside);
  close (GPOINTER_TO_INT (fd));
}
