#include "core/store/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"

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

static bool
replace_file (const char *path, const void *data, size_t n, bool sync, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0644);
  if (fd < 0)
    return fail_to_write (path, error);
  bool ok = write_all (fd, data, n) && (!sync || fsync (fd) == 0);
  ok = close (fd) == 0 && ok;
  ok = ok && g_rename (temporary, path) == 0;
  if (ok)
    return true;
  fail_to_write (path, error);
  g_unlink (temporary);
  return false;
}

/* Write into what is no regular file: a pipe or a device cannot be replaced. */
static bool
write_into (const char *path, const void *data, size_t n, GError **error)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return fail_to_write (path, error);
  bool ok = write_all (fd, data, n) || fail_to_write (path, error);
  return (close (fd) == 0 || (ok && fail_to_write (path, error))) && ok;
}

/* Follow links: the file that a link names is replaced, and the link stays. */
static bool
replace_target (const char *path, const void *data, size_t n, bool sync, GError **error)
{
  struct stat info;
  if (stat (path, &info) == 0 && !S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode))
    return write_into (path, data, n, error);
  char *target = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? realpath (path, NULL) : NULL;
  bool ok = replace_file (target ? target : path, data, n, sync, error);
  free (target);
  return ok;
}

bool
vit_file_replace (const char *path, const void *data, size_t n, GError **error)
{
  return replace_target (path, data, n, true, error);
}

bool
vit_file_replace_lightly (const char *path, const void *data, size_t n, GError **error)
{
  return replace_target (path, data, n, false, error);
}
