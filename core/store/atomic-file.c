#include "core/store/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"

#define PREFIX ".vitrine-"

/* Links that are followed, as many as Linux follows. */
#define MAX_LINKS 40

struct _VitNewFile
{
  char *target;
  char *temporary; /* nullable: the file has no name yet */
  char *name;      /* nullable: @temporary, as long as another program writes it */
  int fd;
};

static bool
fail_to_write (const char *path, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot write: %s", path, g_strerror (errno));
  return false;
}

static bool
write_all (int fd, const char *data, size_t n)
{
  for (size_t done = 0; done < n;)
    {
      ssize_t put = write (fd, data + done, n - done);
      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return false;
      done += (size_t) put;
    }
  return true;
}

/* ---- What killed programs left ---- */

static GMutex swept_lock;
static GHashTable *swept; /* folders */

static bool
is_first_visit (const char *folder)
{
  g_mutex_lock (&swept_lock);
  if (!swept)
    swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  bool first = g_hash_table_add (swept, g_strdup (folder));
  g_mutex_unlock (&swept_lock);
  return first;
}

/* Remove the file if no program holds its lock. */
static void
remove_left (const char *path)
{
  struct stat info;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0)
    return;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && flock (fd, LOCK_EX | LOCK_NB) == 0)
    g_unlink (path);
  close (fd);
}

void
vit_file_sweep (const char *folder)
{
  g_return_if_fail (folder);
  if (!is_first_visit (folder))
    return;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, PREFIX))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        remove_left (path);
      }
}

/* ---- Files in the making ---- */

/* Follow links, also to what does not exist yet. Returns: NULL for a circle. */
static char *
follow_links (const char *path)
{
  char *at = g_strdup (path);
  for (int i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *link = g_file_read_link (at, NULL);
      if (!link)
        return at;
      g_autofree char *folder = g_path_get_dirname (at);
      g_free (at);
      at = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (folder, link, NULL);
    }
  g_free (at);
  errno = ELOOP;
  return NULL;
}

/* Refuse what is no file, and a file that is read-only, whoever writes. */
static bool
may_be_replaced (const char *target, const struct stat *info)
{
  errno = S_ISDIR (info->st_mode) ? EISDIR : EACCES;
  return S_ISREG (info->st_mode) && (info->st_mode & 0222) && access (target, W_OK) == 0;
}

/* Make a file whose name other programs leave alone: they find it locked. */
static int
open_named (VitNewFile *self, const char *folder, unsigned mode, const char *ending)
{
  for (;;)
    {
      struct stat own, there;
      g_autofree char *name = g_strconcat (PREFIX "XXXXXX", ending, NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, (int) mode);
      if (fd < 0)
        return -1;
      flock (fd, LOCK_EX);
      /* A sweep may have come before the lock. */
      if (fstat (fd, &own) == 0 && stat (path, &there) == 0 && own.st_ino == there.st_ino)
        {
          self->temporary = g_steal_pointer (&path);
          return fd;
        }
      close (fd);
    }
}

VitNewFile *
vit_new_file_begin (const char *path, unsigned mode, const char *ending, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autoptr (VitNewFile) self = g_new0 (VitNewFile, 1);
  struct stat old;
  self->fd = -1;
  self->target = follow_links (path);
  bool exists = self->target && stat (self->target, &old) == 0;
  if (!self->target || (exists && !may_be_replaced (self->target, &old)))
    {
      fail_to_write (path, error);
      return NULL;
    }
  g_autofree char *folder = g_path_get_dirname (self->target);
  vit_file_sweep (folder);
  /* A file without a name gets one through /proc. */
  if (!ending && access ("/proc/self/fd", X_OK) == 0)
    self->fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
  if (self->fd < 0)
    self->fd = open_named (self, folder, mode, ending);
  if (self->fd < 0)
    {
      fail_to_write (path, error);
      return NULL;
    }
  self->name = ending ? g_strdup (self->temporary) : NULL;
  if (!exists)
    return g_steal_pointer (&self);
  /* Take the owner first: a change of it clears bits of the mode. Without the right to give a file
   * away, keep at least the group. */
  bool own = old.st_uid == geteuid () && old.st_gid == getegid ();
  if (!own && fchown (self->fd, old.st_uid, old.st_gid) != 0 &&
      fchown (self->fd, (uid_t) -1, old.st_gid) != 0)
    g_debug ("%s: the owner changes", path);
  if (fchmod (self->fd, old.st_mode & 07777) == 0)
    return g_steal_pointer (&self);
  fail_to_write (path, error);
  return NULL;
}

int
vit_new_file_get_fd (VitNewFile *self)
{
  g_return_val_if_fail (self, -1);
  return self->fd;
}

const char *
vit_new_file_get_name (VitNewFile *self)
{
  g_return_val_if_fail (self, NULL);
  return self->name;
}

/* Give a file without a name one that nothing else has: a link replaces nothing, unlike a rename.
 */
static bool
name_file (VitNewFile *self)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  char own[64];
  g_snprintf (own, sizeof own, "/proc/self/fd/%d", self->fd);
  flock (self->fd, LOCK_EX);
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf (PREFIX "%06x", g_random_int () & 0xffffff);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (linkat (AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
        {
          self->temporary = g_steal_pointer (&path);
          return true;
        }
      if (errno != EEXIST)
        return false;
    }
  return false;
}

/* Where a file cannot be linked, as under some sandboxes, copy it into one that has a name. */
static bool
copy_to_named (VitNewFile *self)
{
  struct stat info;
  char piece[1 << 16];
  g_autofree char *folder = g_path_get_dirname (self->target);
  int from = self->fd, to = open_named (self, folder, 0600, NULL);
  off_t at = 0;
  ssize_t got = -1;
  if (to >= 0)
    while ((got = pread (from, piece, sizeof piece, at)) > 0 && write_all (to, piece, (size_t) got))
      at += got;
  if (to < 0 || got != 0 || fstat (from, &info) != 0)
    {
      int why = errno;
      if (to >= 0)
        close (to);
      errno = why;
      return false;
    }
  /* The owner is kept as far as it was. */
  if ((info.st_uid != geteuid () || info.st_gid != getegid ()) &&
      fchown (to, info.st_uid, info.st_gid) != 0)
    g_debug ("%s: the owner changes", self->target);
  bool ok = fchmod (to, info.st_mode & 07777) == 0 && dup3 (to, from, O_CLOEXEC) >= 0;
  close (to);
  return ok;
}

bool
vit_new_file_commit (VitNewFile *self, bool sync, GError **error)
{
  g_return_val_if_fail (self && self->fd >= 0, false);
  if (sync && fsync (self->fd) != 0)
    return fail_to_write (self->target, error);
  bool named = self->temporary || name_file (self);
  if (!named && (!copy_to_named (self) || (sync && fsync (self->fd) != 0)))
    return fail_to_write (self->target, error);
  if (g_rename (self->temporary, self->target) != 0)
    return fail_to_write (self->target, error);
  g_clear_pointer (&self->temporary, g_free);
  flock (self->fd, LOCK_UN);
  return true;
}

void
vit_new_file_free (VitNewFile *self)
{
  if (!self)
    return;
  if (self->temporary)
    g_unlink (self->temporary);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->temporary);
  g_free (self->target);
  g_free (self->name);
  g_free (self);
}

/* ---- Whole files ---- */

/* Open what is a name of a descriptor of this program, such as /dev/stdout: where it is appended to
 * must not be opened anew. Returns: -1 if it is none. */
static int
open_own_descriptor (const char *path)
{
  static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
  int number = strcmp (path, "/dev/stdout") == 0   ? STDOUT_FILENO
               : strcmp (path, "/dev/stderr") == 0 ? STDERR_FILENO
                                                   : -1;
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    if (g_str_has_prefix (path, folders[i]) && g_ascii_isdigit (path[strlen (folders[i])]))
      number = (int) g_ascii_strtoull (path + strlen (folders[i]), NULL, 10);
  return number < 0 ? -1 : fcntl (number, F_DUPFD_CLOEXEC, 3);
}

/* Write into what cannot be replaced: a pipe, a device. */
static bool
write_into (int fd, const char *path, const void *data, size_t n, GError **error)
{
  if (fd < 0)
    return fail_to_write (path, error);
  /* What was printed comes first. */
  fflush (stdout);
  bool ok = write_all (fd, data, n) || fail_to_write (path, error);
  return (close (fd) == 0 || (ok && fail_to_write (path, error))) && ok;
}

static bool
replace_file (const char *path, const void *data, size_t n, bool sync, GError **error)
{
  struct stat info;
  int own = open_own_descriptor (path);
  if (own >= 0)
    return write_into (own, path, data, n, error);
  if (stat (path, &info) == 0 && !S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode))
    return write_into (open (path, O_WRONLY | O_CLOEXEC), path, data, n, error);
  g_autoptr (VitNewFile) file = vit_new_file_begin (path, 0666, NULL, error);
  if (!file)
    return false;
  if (!write_all (file->fd, data, n))
    return fail_to_write (path, error);
  return vit_new_file_commit (file, sync, error);
}

bool
vit_file_replace (const char *path, const void *data, size_t n, GError **error)
{
  g_return_val_if_fail (path && (data || n == 0), false);
  return replace_file (path, data, n, true, error);
}

bool
vit_file_replace_lightly (const char *path, const void *data, size_t n, GError **error)
{
  g_return_val_if_fail (path && (data || n == 0), false);
  return replace_file (path, data, n, false, error);
}
