/* A preloaded library in which one call fails: of the calls of the kind VITRINE_FAIL_CALL to what
 * lies under the folder VITRINE_FAIL_UNDER the one numbered VITRINE_FAIL_AT, from 1, and with
 * VITRINE_FAIL_REST set all that follow. It fails with VITRINE_FAIL_WITH, a number of errno.h, and
 * a line on standard error says so. Kinds: open (to write), write, sync, rename, link, mkdir, mode,
 * read. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) real_##name
#define DEFINE(result, name, ...) static result (*real_##name) (__VA_ARGS__)
#define FIND(name)                                                                                 \
  do                                                                                               \
    if (!real_##name)                                                                              \
      *(void **) (&real_##name) = dlsym (RTLD_NEXT, #name);                                        \
  while (0)

DEFINE (int, open, const char *, int, ...);
DEFINE (int, openat, int, const char *, int, ...);
DEFINE (ssize_t, write, int, const void *, size_t);
DEFINE (ssize_t, pwrite, int, const void *, size_t, off_t);
DEFINE (ssize_t, read, int, void *, size_t);
DEFINE (ssize_t, pread, int, void *, size_t, off_t);
DEFINE (int, fsync, int);
DEFINE (int, rename, const char *, const char *);
DEFINE (int, linkat, int, const char *, int, const char *, int);
DEFINE (int, mkdir, const char *, mode_t);
DEFINE (int, fchmod, int, mode_t);

/* All below is seen in place of the C library. */
#pragma GCC visibility push(default)

static int counted;

static bool
is_under (const char *path)
{
  const char *folder = getenv ("VITRINE_FAIL_UNDER");
  return folder && path && strncmp (path, folder, strlen (folder)) == 0;
}

static bool
fails (const char *call, const char *path)
{
  const char *wanted = getenv ("VITRINE_FAIL_CALL"), *at = getenv ("VITRINE_FAIL_AT"),
             *with = getenv ("VITRINE_FAIL_WITH");
  if (!wanted || !at || strcmp (wanted, call) != 0 || !is_under (path))
    return false;
  int number = __atomic_add_fetch (&counted, 1, __ATOMIC_SEQ_CST), first = atoi (at);
  if (number != first && !(number > first && getenv ("VITRINE_FAIL_REST")))
    return false;
  char line[4200];
  int n = snprintf (line, sizeof line, "failing-calls: %s %.4000s\n", call, path);
  FIND (write);
  if (REAL (write) (STDERR_FILENO, line, (size_t) n) < 0)
    return false;
  errno = with ? atoi (with) : EIO;
  return true;
}

/* Of a descriptor; that of a file without a name lies in its folder. */
static bool
fails_at (const char *call, int fd)
{
  char own[64], path[4096];
  snprintf (own, sizeof own, "/proc/self/fd/%d", fd);
  ssize_t n = readlink (own, path, sizeof path - 1);
  if (n <= 0)
    return false;
  path[n] = '\0';
  return fails (call, path);
}

static bool
opens_to_write (int flags)
{
  return (flags & O_ACCMODE) != O_RDONLY;
}

#define OPEN(name, ...)                                                                            \
  mode_t mode = 0;                                                                                 \
  if (flags & (O_CREAT | O_TMPFILE))                                                               \
    {                                                                                              \
      va_list args;                                                                                \
      va_start (args, flags);                                                                      \
      mode = va_arg (args, mode_t);                                                                \
      va_end (args);                                                                               \
    }                                                                                              \
  if (opens_to_write (flags) && fails ("open", path))                                              \
    return -1;                                                                                     \
  FIND (name);                                                                                     \
  return REAL (name) (__VA_ARGS__, flags, mode)

int
open (const char *path, int flags, ...)
{
  OPEN (open, path);
}

int
open64 (const char *path, int flags, ...)
{
  OPEN (open, path);
}

int
openat (int folder, const char *path, int flags, ...)
{
  OPEN (openat, folder, path);
}

int
openat64 (int folder, const char *path, int flags, ...)
{
  OPEN (openat, folder, path);
}

ssize_t
write (int fd, const void *data, size_t n)
{
  FIND (write);
  return fails_at ("write", fd) ? -1 : REAL (write) (fd, data, n);
}

ssize_t
pwrite (int fd, const void *data, size_t n, off_t at)
{
  FIND (pwrite);
  return fails_at ("write", fd) ? -1 : REAL (pwrite) (fd, data, n, at);
}

ssize_t
pwrite64 (int fd, const void *data, size_t n, off_t at)
{
  return pwrite (fd, data, n, at);
}

ssize_t
read (int fd, void *data, size_t n)
{
  FIND (read);
  return fails_at ("read", fd) ? -1 : REAL (read) (fd, data, n);
}

ssize_t
pread (int fd, void *data, size_t n, off_t at)
{
  FIND (pread);
  return fails_at ("read", fd) ? -1 : REAL (pread) (fd, data, n, at);
}

ssize_t
pread64 (int fd, void *data, size_t n, off_t at)
{
  return pread (fd, data, n, at);
}

int
fsync (int fd)
{
  FIND (fsync);
  return fails_at ("sync", fd) ? -1 : REAL (fsync) (fd);
}

int
rename (const char *from, const char *to)
{
  FIND (rename);
  return fails ("rename", to) ? -1 : REAL (rename) (from, to);
}

int
linkat (int from_folder, const char *from, int to_folder, const char *to, int flags)
{
  FIND (linkat);
  return fails ("link", to) ? -1 : REAL (linkat) (from_folder, from, to_folder, to, flags);
}

int
mkdir (const char *path, mode_t mode)
{
  FIND (mkdir);
  return fails ("mkdir", path) ? -1 : REAL (mkdir) (path, mode);
}

int
fchmod (int fd, mode_t mode)
{
  FIND (fchmod);
  return fails_at ("mode", fd) ? -1 : REAL (fchmod) (fd, mode);
}
