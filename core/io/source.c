#include "core/io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/io/packed.h"
#include "core/io/unpack.h"

struct _VitSource
{
  gatomicrefcount refs;
  char *path;
  int fd; /* of the content: the file itself, or what was unpacked */
  VitCompression compression;
  VitSourceStamp stamp;
  uint64_t size;
  char *damage;
  VitPacked *packed; /* what reads the content if it is not in a file */
};

static bool
fail (const char *path, const char *what, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s: %s", path, what, g_strerror (errno));
  return false;
}

/* A file without a name: gone with its last descriptor, whatever happens to the program. */
static int
open_unnamed (GError **error)
{
  const char *folder = g_getenv ("VITRINE_CACHE_DIR");
  g_autofree char *spool =
      folder ? g_build_filename (folder, "unpacked", NULL)
             : g_build_filename (g_get_user_cache_dir (), "vitrine", "unpacked", NULL);
  g_autofree char *template = g_build_filename (spool, "XXXXXX", NULL);

  if (g_mkdir_with_parents (spool, 0700) != 0)
    {
      fail (spool, "cannot make the folder", error);
      return -1;
    }
  int fd = g_mkstemp_full (template, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    fail (spool, "cannot make a file", error);
  else
    unlink (template);
  return fd;
}

static bool
unpack (VitSource *source, VitProgress *progress, GError **error)
{
  int out = open_unnamed (error);
  if (out < 0)
    return false;

  int in = source->fd;
  source->fd = out;
  g_autoptr (GError) inner = NULL;
  bool ok = vit_unpack (source->compression, in, source->stamp.size, out, &source->damage, progress,
                        &inner);
  close (in);
  if (!ok)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&inner), "%s: ", source->path);
      return false;
    }
  struct stat info;
  if (fstat (out, &info) != 0)
    return fail (source->path, "cannot look at what was unpacked", error);
  source->size = (uint64_t) info.st_size;
  return true;
}

VitSource *
vit_source_open (const char *path, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (path, NULL);

  g_autoptr (VitSource) source = g_new0 (VitSource, 1);
  g_atomic_ref_count_init (&source->refs);
  source->path = g_strdup (path);
  /* Not waiting for whoever might write to a pipe; regular files know no such thing. */
  source->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (source->fd < 0)
    {
      fail (path, "cannot open", error);
      return NULL;
    }
  struct stat info;
  if (fstat (source->fd, &info) != 0)
    {
      fail (path, "cannot look at the file", error);
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "%s: is not a regular file", path);
      return NULL;
    }
  source->stamp.size = source->size = (uint64_t) info.st_size;
  source->stamp.mtime_ns = (int64_t) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;

  uint8_t head[8];
  ssize_t n = pread (source->fd, head, sizeof head, 0);
  if (n < 0)
    {
      fail (path, "cannot read", error);
      return NULL;
    }
  source->compression = vit_compression_detect (head, (size_t) n);
  if (vit_packed_pays (source->compression, source->fd, &source->stamp))
    {
      source->packed =
          vit_packed_open (path, source->compression, source->fd, &source->stamp, error);
      return source->packed ? g_steal_pointer (&source) : NULL;
    }
  if (source->compression != VIT_COMPRESSION_NONE && !unpack (source, progress, error))
    return NULL;
  return g_steal_pointer (&source);
}

VitSource *
vit_source_ref (VitSource *source)
{
  g_atomic_ref_count_inc (&source->refs);
  return source;
}

void
vit_source_unref (VitSource *source)
{
  if (!g_atomic_ref_count_dec (&source->refs))
    return;
  g_clear_pointer (&source->packed, vit_packed_free);
  if (source->fd >= 0)
    close (source->fd);
  g_free (source->damage);
  g_free (source->path);
  g_free (source);
}

const char *
vit_source_get_path (VitSource *source)
{
  return source->path;
}

VitCompression
vit_source_get_compression (VitSource *source)
{
  return source->compression;
}

void
vit_source_get_stamp (VitSource *source, VitSourceStamp *stamp)
{
  *stamp = source->stamp;
}

uint64_t
vit_source_get_size (VitSource *source)
{
  if (!source->packed)
    return source->size;
  bool known;
  vit_packed_finish (source->packed, NULL, NULL);
  return vit_packed_get_size (source->packed, &known);
}

uint64_t
vit_source_get_size_bound (VitSource *source)
{
  bool known;
  return source->packed ? vit_packed_get_size (source->packed, &known) : source->size;
}

bool
vit_source_finish (VitSource *source, VitProgress *progress, GError **error)
{
  return !source->packed || vit_packed_finish (source->packed, progress, error);
}

bool
vit_source_step (
    VitSource *source, uint64_t start, uint64_t offset, VitProgress *progress, GError **error)
{
  uint64_t done = offset - MIN (start, offset), all = source->size - MIN (start, source->size);
  if (source->packed)
    {
      done = vit_packed_tell (source->packed);
      all = source->stamp.size;
    }
  return vit_progress_step (progress, (size_t) done, (size_t) MAX (all, 1), error);
}

const char *
vit_source_get_damage (VitSource *source)
{
  if (!source->packed)
    return source->damage;
  vit_packed_finish (source->packed, NULL, NULL);
  return vit_packed_get_damage (source->packed);
}

ssize_t
vit_source_read (VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error)
{
  size_t done = 0;
  if (source->packed)
    {
      ssize_t got = vit_packed_read (source->packed, offset, buffer, n, error);
      if (got < 0)
        g_prefix_error (error, "%s: ", source->path);
      return got;
    }
  while (done < n)
    {
      ssize_t got = pread (source->fd, (char *) buffer + done, n - done, (off_t) (offset + done));
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          fail (source->path, "cannot read", error);
          return -1;
        }
      if (got == 0)
        break;
      done += (size_t) got;
    }
  return (ssize_t) done;
}

bool
vit_source_read_exactly (VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error)
{
  ssize_t got = vit_source_read (source, offset, buffer, n, error);
  if (got < 0)
    return false;
  if ((size_t) got == n)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: the file was cut short while it was open",
               source->path);
  return false;
}
