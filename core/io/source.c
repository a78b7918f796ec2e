#include "core/store/cache-folder.h"
#include "core/io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/io/content-hash.h"
#include "core/io/excerpt.h"
#include "core/io/packed.h"
#include "core/io/unpack.h"

/* Bytes of content by which a format is told, before all is unpacked. */
#define HEAD ((size_t) 64 << 10)

/* HashTee is what a view hashes, and how far it has come. */
typedef struct
{
  VitSource *source;
  VitContentHash hash;
  uint64_t next, end;
  bool gap;
} HashTee;

/* UnpackedFile is the content of a packed file in another file, made on the first request. */
typedef struct
{
  GMutex lock; /* protects the fields below until done */
  bool done;
  int fd;
  uint64_t size;
  char *damage;
  VitLostParts lost;
  GError *error; /* why there is no content */
  uint8_t *head; /* nullable: first bytes of the content, until there is all of it */
  size_t n_head;
} UnpackedFile;

struct _VitSource
{
  gatomicrefcount refs;
  char *path;
  int fd;
  VitCompression compression;
  VitSourceStamp stamp;
  VitExcerpt *excerpt;    /* nullable: the file has parts of the content of another */
  VitPacked *packed;      /* nullable: reads the content if it is in no file */
  UnpackedFile *unpacked; /* nullable: holds the content if it was unpacked into a file */
  HashTee *tee;           /* nullable: this is a view, with copies of the fields above */
};

static bool
fail_with_errno (const char *path, const char *what, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s: %s", path, what, g_strerror (errno));
  return false;
}

/* Where content is unpacked: where that fails, such as on a full disk, in the next place. */
typedef enum
{
  IN_CACHE,
  IN_TEMPORARY,
  IN_MEMORY,
  N_PLACES,
} UnpackPlace;

/* Open a file without a name, which is gone with its last descriptor, whatever happens to the
 * program. */
static int
open_unnamed (UnpackPlace place, GError **error)
{
  g_autofree char *spool =
      place == IN_CACHE ? vit_cache_folder_dup ("unpacked") : g_strdup (g_get_tmp_dir ());
  int fd = -1;
  if (place == IN_MEMORY)
    fd = memfd_create ("vitrine", MFD_CLOEXEC);
  else if (spool && g_mkdir_with_parents (spool, 0700) == 0)
    {
      g_autofree char *template = g_build_filename (spool, "vitrine-XXXXXX", NULL);
      fd = g_mkstemp_full (template, O_RDWR | O_CLOEXEC, 0600);
      if (fd >= 0)
        unlink (template);
    }
  if (fd < 0)
    fail_with_errno (spool ? spool : "no cache folder", "cannot make a file", error);
  return fd;
}

static UnpackedFile *
unpacked_file_new (void)
{
  UnpackedFile *unpacked = g_new0 (UnpackedFile, 1);
  g_mutex_init (&unpacked->lock);
  unpacked->fd = -1;
  return unpacked;
}

static void
unpacked_file_free (UnpackedFile *unpacked)
{
  g_mutex_clear (&unpacked->lock);
  if (unpacked->fd >= 0)
    close (unpacked->fd);
  g_free (unpacked->damage);
  g_free (unpacked->head);
  g_clear_error (&unpacked->error);
  g_free (unpacked);
}

static bool
has_content (UnpackedFile *unpacked)
{
  g_mutex_lock (&unpacked->lock);
  bool done = unpacked->done;
  g_mutex_unlock (&unpacked->lock);
  return done;
}

static bool
unpack_in (VitSource *source, UnpackPlace place, VitProgress *progress, GError **error)
{
  UnpackedFile *unpacked = source->unpacked;
  unpacked->fd = open_unnamed (place, error);
  if (unpacked->fd < 0)
    return false;
  if (lseek (source->fd, 0, SEEK_SET) != 0)
    return fail_with_errno (source->path, "cannot read", error);
  g_autoptr (GError) inner = NULL;
  if (vit_unpack (source->compression, source->fd, source->stamp.size, unpacked->fd,
                  &unpacked->damage, &unpacked->lost, progress, &inner))
    return true;
  g_propagate_prefixed_error (error, g_steal_pointer (&inner), "%s: ", source->path);
  return false;
}

/* The error is that of the first place. */
static bool
unpack_somewhere (VitSource *source, VitProgress *progress, GError **error)
{
  g_autoptr (GError) first = NULL;
  for (int place = IN_CACHE; place < N_PLACES; place++)
    {
      g_autoptr (GError) inner = NULL;
      if (unpack_in (source, (UnpackPlace) place, progress, &inner))
        return true;
      bool cancelled = g_error_matches (inner, VIT_ERROR, VIT_ERROR_CANCELLED);
      if (cancelled)
        g_clear_error (&first);
      if (!first)
        first = g_steal_pointer (&inner);
      if (cancelled)
        break;
      if (source->unpacked->fd >= 0)
        close (source->unpacked->fd);
      source->unpacked->fd = -1;
      g_clear_pointer (&source->unpacked->damage, g_free);
    }
  g_propagate_error (error, g_steal_pointer (&first));
  return false;
}

static bool
unpack_file (VitSource *source, VitProgress *progress, GError **error)
{
  UnpackedFile *unpacked = source->unpacked;
  VitSourceStamp now;
  struct stat info;
  if (fstat (source->fd, &info) != 0)
    return fail_with_errno (source->path, "cannot look at the file", error);
  now = vit_source_stamp_make (&info);
  if (now.size != source->stamp.size || now.mtime_ns != source->stamp.mtime_ns)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_CHANGED,
                   "%s: the file has changed since it was opened", source->path);
      return false;
    }
  if (!unpack_somewhere (source, progress, error))
    return false;
  if (fstat (unpacked->fd, &info) != 0)
    return fail_with_errno (source->path, "cannot look at what was unpacked", error);
  unpacked->size = (uint64_t) info.st_size;
  return true;
}

/* Unpack the content unless that was done. A second thread waits for the first; if the first is
 * cancelled, the second unpacks. */
static bool
need_content (VitSource *source, VitProgress *progress, GError **error)
{
  UnpackedFile *unpacked = source->unpacked;
  if (!unpacked)
    return true;
  g_mutex_lock (&unpacked->lock);
  GError *cancelled = NULL;
  if (!unpacked->done)
    {
      unpacked->done = true;
      unpack_file (source, progress, &unpacked->error);
      if (g_error_matches (unpacked->error, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          unpacked->done = false;
          cancelled = g_steal_pointer (&unpacked->error);
          close (unpacked->fd);
          unpacked->fd = -1;
          g_clear_pointer (&unpacked->damage, g_free);
        }
    }
  const GError *why = cancelled ? cancelled : unpacked->error;
  if (why)
    g_propagate_error (error, g_error_copy (why));
  bool ok = !why;
  g_clear_error (&cancelled);
  g_mutex_unlock (&unpacked->lock);
  return ok;
}

/* Read from the head of a content that is not unpacked yet. Returns: 0 if that is not enough. */
static size_t
read_head (VitSource *source, uint64_t offset, void *buffer, size_t n)
{
  UnpackedFile *unpacked = source->unpacked;
  if (!unpacked || offset + n > HEAD)
    return 0;
  g_mutex_lock (&unpacked->lock);
  if (!unpacked->done && !unpacked->head)
    {
      unpacked->head = g_malloc (HEAD);
      ssize_t got = vit_unpack_head (source->compression, source->fd, source->stamp.size,
                                     unpacked->head, HEAD, NULL);
      unpacked->n_head = (size_t) MAX (got, 0);
    }
  bool enough = !unpacked->done && offset + n <= unpacked->n_head;
  if (enough)
    memcpy (buffer, unpacked->head + offset, n);
  g_mutex_unlock (&unpacked->lock);
  return enough ? n : 0;
}

VitSource *
vit_source_open_late (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);

  g_autoptr (VitSource) source = g_new0 (VitSource, 1);
  g_atomic_ref_count_init (&source->refs);
  source->path = g_strdup (path);
  /* Open without waiting for a writer of a pipe; O_NONBLOCK has no effect on regular files. */
  source->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (source->fd < 0)
    {
      fail_with_errno (path, "cannot open", error);
      return NULL;
    }
  struct stat info;
  if (fstat (source->fd, &info) != 0)
    {
      fail_with_errno (path, "cannot look at the file", error);
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "%s: is not a regular file", path);
      return NULL;
    }
  source->stamp = vit_source_stamp_make (&info);

  uint8_t head[8];
  ssize_t n = pread (source->fd, head, sizeof head, 0);
  if (n < 0)
    {
      fail_with_errno (path, "cannot read", error);
      return NULL;
    }
  if (n == sizeof head && memcmp (head, VIT_EXCERPT_MAGIC, sizeof head) == 0)
    {
      source->excerpt = vit_excerpt_open (source->fd, path, error);
      return source->excerpt ? g_steal_pointer (&source) : NULL;
    }
  source->compression = vit_compression_detect (head, (size_t) n);
  if (vit_packed_pays (source->compression, source->fd, &source->stamp))
    {
      source->packed =
          vit_packed_open (path, source->compression, source->fd, &source->stamp, error);
      return source->packed ? g_steal_pointer (&source) : NULL;
    }
  if (source->compression != VIT_COMPRESSION_NONE)
    source->unpacked = unpacked_file_new ();
  return g_steal_pointer (&source);
}

VitSource *
vit_source_open (const char *path, VitProgress *progress, GError **error)
{
  g_autoptr (VitSource) source = vit_source_open_late (path, error);
  return source && need_content (source, progress, error) ? g_steal_pointer (&source) : NULL;
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
  if (source->tee)
    {
      vit_source_unref (source->tee->source);
      g_free (source->tee);
      g_free (source);
      return;
    }
  g_clear_pointer (&source->excerpt, vit_excerpt_free);
  g_clear_pointer (&source->packed, vit_packed_free);
  g_clear_pointer (&source->unpacked, unpacked_file_free);
  if (source->fd >= 0)
    close (source->fd);
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

VitExcerpt *
vit_source_get_excerpt (VitSource *source)
{
  return source->excerpt;
}

void
vit_source_get_stamp (VitSource *source, VitSourceStamp *stamp)
{
  *stamp = source->stamp;
}

void
vit_source_look (VitSource *source, VitSourceStamp *stamp)
{
  struct stat info;
  *stamp = source->stamp;
  /* An unpacked copy does not change. */
  if (source->unpacked && has_content (source->unpacked))
    return;
  if (fstat (source->fd, &info) == 0)
    *stamp = vit_source_stamp_make (&info);
}

uint64_t
vit_source_get_size (VitSource *source)
{
  if (source->packed)
    vit_packed_finish (source->packed, NULL, NULL);
  return vit_source_get_size_bound (source);
}

uint64_t
vit_source_get_size_bound (VitSource *source)
{
  bool known;
  if (source->excerpt)
    return vit_excerpt_get_size (source->excerpt);
  if (source->packed)
    return vit_packed_get_size (source->packed, &known);
  if (!source->unpacked)
    return source->stamp.size;
  return need_content (source, NULL, NULL) ? source->unpacked->size : 0;
}

bool
vit_source_unpack (VitSource *source, VitProgress *progress, GError **error)
{
  return need_content (source, progress, error);
}

bool
vit_source_finish (VitSource *source, VitProgress *progress, GError **error)
{
  return source->packed ? vit_packed_finish (source->packed, progress, error)
                        : need_content (source, progress, error);
}

bool
vit_source_step (
    VitSource *source, uint64_t start, uint64_t offset, VitProgress *progress, GError **error)
{
  uint64_t size = source->packed ? source->stamp.size : vit_source_get_size_bound (source);
  uint64_t done = offset - MIN (start, offset), all = size - MIN (start, size);
  if (source->packed)
    {
      done = vit_packed_tell (source->packed);
      all = size;
    }
  return vit_progress_step (progress, (size_t) done, (size_t) MAX (all, 1), error);
}

const char *
vit_source_get_damage (VitSource *source)
{
  if (source->packed)
    {
      vit_packed_finish (source->packed, NULL, NULL);
      return vit_packed_get_damage (source->packed);
    }
  return source->unpacked && need_content (source, NULL, NULL) ? source->unpacked->damage : NULL;
}

void
vit_source_get_lost (VitSource *source, VitLostParts *lost)
{
  *lost = (VitLostParts){ 0 };
  if (source->packed)
    {
      vit_packed_finish (source->packed, NULL, NULL);
      vit_packed_get_lost (source->packed, lost);
    }
  else if (source->unpacked && need_content (source, NULL, NULL))
    *lost = source->unpacked->lost;
}

bool
vit_source_is_lost_at (VitSource *source, uint64_t offset)
{
  VitLostParts lost = { 0 };
  if (source->packed)
    vit_packed_get_lost (source->packed, &lost);
  else if (source->unpacked && has_content (source->unpacked))
    lost = source->unpacked->lost;
  for (size_t i = 0; i < MIN (lost.n, VIT_MOST_LOST); i++)
    if (lost.parts[i].content == offset)
      return true;
  return false;
}

static ssize_t
read_content (VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error)
{
  size_t done = 0;
  if (source->excerpt)
    return vit_excerpt_read (source->excerpt, offset, buffer, n, error);
  if (source->packed)
    {
      ssize_t got = vit_packed_read (source->packed, offset, buffer, n, error);
      if (got < 0)
        g_prefix_error (error, "%s: ", source->path);
      return got;
    }
  size_t from_head = read_head (source, offset, buffer, n);
  if (from_head > 0)
    return (ssize_t) from_head;
  if (!need_content (source, NULL, error))
    return -1;
  int fd = source->unpacked ? source->unpacked->fd : source->fd;
  while (done < n)
    {
      ssize_t got = pread (fd, (char *) buffer + done, n - done, (off_t) (offset + done));
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          fail_with_errno (source->path, "cannot read", error);
          return -1;
        }
      if (got == 0)
        break;
      done += (size_t) got;
    }
  return (ssize_t) done;
}

/* Hash those of the bytes that were read that come next in the range of interest. */
static void
hash_passing (HashTee *tee, uint64_t offset, const char *bytes, size_t n)
{
  uint64_t stop = MIN (offset + n, tee->end);
  if (stop <= tee->next)
    return;
  tee->gap = tee->gap || offset > tee->next;
  if (tee->gap)
    return;
  vit_content_hash_update (&tee->hash, bytes + (tee->next - offset), (size_t) (stop - tee->next));
  tee->next = stop;
}

ssize_t
vit_source_read (VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error)
{
  ssize_t got = read_content (source, offset, buffer, n, error);
  if (got > 0 && source->tee)
    hash_passing (source->tee, offset, buffer, (size_t) got);
  return got;
}

bool
vit_source_read_exactly (VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error)
{
  ssize_t got = vit_source_read (source, offset, buffer, n, error);
  if (got < 0)
    return false;
  if ((size_t) got == n)
    return true;
  if (source->excerpt && !vit_excerpt_has (source->excerpt, offset, n, error))
    return false;
  g_set_error (error, VIT_ERROR, VIT_ERROR_CHANGED, "%s: the file was cut short while it was open",
               source->path);
  return false;
}

/* ---- Views that hash ---- */

#define PIECE ((size_t) 192 << 10)

VitSource *
vit_source_new_tee (VitSource *source, uint64_t begin, uint64_t end)
{
  VitSource *view = g_memdup2 (source, sizeof *source);
  g_atomic_ref_count_init (&view->refs);
  view->tee = g_new0 (HashTee, 1);
  view->tee->source = vit_source_ref (source);
  view->tee->next = begin;
  view->tee->end = end;
  return view;
}

bool
vit_source_finish_tee (VitSource *view, uint8_t key[16], GError **error)
{
  HashTee *tee = view->tee;
  g_return_val_if_fail (tee, false);
  g_autofree char *buffer = !tee->gap && tee->next < tee->end ? g_malloc (PIECE) : NULL;
  while (!tee->gap && tee->next < tee->end)
    if (!vit_source_read_exactly (view, tee->next, buffer,
                                  (size_t) MIN (tee->end - tee->next, (uint64_t) PIECE), error))
      return false;
  vit_content_hash_finish (&tee->hash, key);
  return !tee->gap;
}
