#include "core/store/read-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"

/* Open without waiting for a writer of a pipe. */
static int
open_regular (const char *path, struct stat *info)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd >= 0 && fstat (fd, info) == 0)
    return fd;
  int why = errno;
  if (fd >= 0)
    close (fd);
  errno = why;
  return -1;
}

static ssize_t
read_up_to (int fd, char *data, size_t n)
{
  size_t done = 0;
  while (done < n)
    {
      ssize_t got = read (fd, data + done, n - done);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      done += (size_t) got;
    }
  return (ssize_t) done;
}

bool
vit_file_read (const char *path, size_t largest, char **data, size_t *n, GError **error)
{
  g_return_val_if_fail (path && data && n, false);
  struct stat info;
  *data = NULL;
  int fd = open_regular (path, &info);
  if (fd < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot open: %s", path, g_strerror (errno));
      return false;
    }
  char *content = NULL;
  ssize_t got = 0;
  if (!S_ISREG (info.st_mode))
    g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "%s: is not a regular file", path);
  else if ((uint64_t) info.st_size > largest)
    {
      g_autofree char *size = g_format_size_full (largest, G_FORMAT_SIZE_IEC_UNITS);
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "%s: is larger than %s", path, size);
    }
  else if (!(content = g_try_malloc ((size_t) info.st_size + 1)))
    g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: there is not enough memory for it", path);
  else if ((got = read_up_to (fd, content, (size_t) info.st_size)) < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot read: %s", path, g_strerror (errno));
      g_clear_pointer (&content, g_free);
    }
  close (fd);
  if (!content)
    return false;
  content[got] = '\0';
  *data = content;
  *n = (size_t) got;
  return true;
}

size_t
vit_file_peek (const char *path, char *head, size_t n)
{
  g_return_val_if_fail (path && head, 0);
  struct stat info;
  int fd = open_regular (path, &info);
  if (fd < 0)
    return 0;
  ssize_t got = S_ISREG (info.st_mode) ? read_up_to (fd, head, n) : 0;
  close (fd);
  return got > 0 ? (size_t) got : 0;
}

bool
vit_file_is_same (const char *a, const char *b)
{
  g_return_val_if_fail (a && b, false);
  struct stat of_a, of_b;
  return stat (a, &of_a) == 0 && stat (b, &of_b) == 0 && S_ISREG (of_a.st_mode) &&
         of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}
