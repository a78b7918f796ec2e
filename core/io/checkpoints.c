#include "core/store/cache-folder.h"
#include "core/io/checkpoints.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "core/base/error.h"
#include "core/io/inflater.h"

/* Layout of the file: the states, packed by zstd with its checksum; the table of VitCheckpoint;
 * CheckpointsTrailer. */

typedef struct
{
  char magic[8];
  char kind[48];
  VitCheckpointsSummary summary;
  uint64_t table;
  uint64_t n_points;
} CheckpointsTrailer;

static const char magic[8] = { 'V', 'I', 'T', 'C', 'K', 'P', '0', '2' };

struct _VitCheckpoints
{
  GMutex lock;
  GArray *points; /* VitCheckpoint */
  int fd;
  ZSTD_CCtx *packing;
  uint64_t end; /* end of the states in the file */
  char *path;
  char *temporary; /* temporary name; NULL once committed */
  char kind[48];
};

static char *
new_checkpoints_path (const char *path)
{
  g_autofree char *base = vit_cache_folder_dup ("checkpoints");
  if (!base)
    return NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, absolute, -1);
  g_mkdir_with_parents (base, 0700);
  return g_build_filename (base, name, NULL);
}

static VitCheckpoints *
new_empty (char *path, const char *kind)
{
  VitCheckpoints *self = g_new0 (VitCheckpoints, 1);
  g_mutex_init (&self->lock);
  self->points = g_array_new (FALSE, FALSE, sizeof (VitCheckpoint));
  self->path = path;
  g_strlcpy (self->kind, kind, sizeof self->kind);
  self->fd = -1;
  return self;
}

VitCheckpoints *
vit_checkpoints_new (const char *path, const char *kind, GError **error)
{
  g_autoptr (VitCheckpoints) self = new_empty (new_checkpoints_path (path), kind);
  g_autofree char *temporary = self->path ? g_strconcat (self->path, ".XXXXXX", NULL) : NULL;
  self->fd = temporary ? g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600) : -1;
  /* Without a cache folder the states go to an unnamed file that is gone with the object. */
  if (self->fd < 0)
    {
      g_free (temporary);
      temporary = g_build_filename (g_get_tmp_dir (), "vitrine-XXXXXX", NULL);
      self->fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
      if (self->fd >= 0)
        {
          unlink (temporary);
          return g_steal_pointer (&self);
        }
    }
  if (self->fd < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot make a file: %s", temporary,
                   g_strerror (errno));
      return NULL;
    }
  self->temporary = g_steal_pointer (&temporary);
  return g_steal_pointer (&self);
}

static bool
read_at (int fd, uint64_t at, void *buffer, size_t n)
{
  for (size_t done = 0; done < n;)
    {
      ssize_t got = pread (fd, (char *) buffer + done, n - done, (off_t) (at + done));
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return false;
      done += (size_t) got;
    }
  return true;
}

static bool
write_at (int fd, uint64_t at, const void *buffer, size_t n)
{
  for (size_t done = 0; done < n;)
    {
      ssize_t put = pwrite (fd, (const char *) buffer + done, n - done, (off_t) (at + done));
      if (put < 0 && errno == EINTR)
        continue;
      if (put <= 0)
        return false;
      done += (size_t) put;
    }
  return true;
}

static bool
read_table (VitCheckpoints *self, const CheckpointsTrailer *end, uint64_t size)
{
  if (end->n_points > size / sizeof (VitCheckpoint) ||
      end->table + end->n_points * sizeof (VitCheckpoint) + sizeof *end != size)
    return false;
  g_array_set_size (self->points, (guint) end->n_points);
  if (!read_at (self->fd, end->table, self->points->data, end->n_points * sizeof (VitCheckpoint)))
    return false;
  for (guint i = 0; i < self->points->len; i++)
    {
      const VitCheckpoint *point = &g_array_index (self->points, VitCheckpoint, i);
      if (point->n > VIT_INFLATER_MAX_STATE || point->place > end->table ||
          point->n_stored > end->table - point->place ||
          (i > 0 && point->content < point[-1].content))
        return false;
    }
  return true;
}

VitCheckpoints *
vit_checkpoints_load (const char *path, const char *kind, VitCheckpointsSummary *summary)
{
  g_autoptr (VitCheckpoints) self = new_empty (new_checkpoints_path (path), kind);
  struct stat info;
  CheckpointsTrailer end;
  self->fd = self->path ? open (self->path, O_RDONLY | O_CLOEXEC) : -1;
  if (self->fd < 0 || fstat (self->fd, &info) != 0 || (size_t) info.st_size < sizeof end ||
      !read_at (self->fd, (uint64_t) info.st_size - sizeof end, &end, sizeof end))
    return NULL;
  if (memcmp (end.magic, magic, sizeof magic) != 0 ||
      memcmp (end.kind, self->kind, sizeof end.kind) != 0 ||
      end.summary.damage[sizeof end.summary.damage - 1] != '\0' ||
      !read_table (self, &end, (uint64_t) info.st_size))
    return NULL;
  *summary = end.summary;
  return g_steal_pointer (&self);
}

void
vit_checkpoints_free (VitCheckpoints *self)
{
  if (!self)
    return;
  if (self->temporary)
    unlink (self->temporary);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->packing, ZSTD_freeCCtx);
  g_array_unref (self->points);
  g_mutex_clear (&self->lock);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}

void
vit_checkpoints_add (VitCheckpoints *self, uint64_t content, const void *state, size_t n)
{
  size_t bound = ZSTD_compressBound (n);
  g_autofree uint8_t *packed = g_malloc (bound);
  if (!self->packing)
    {
      self->packing = ZSTD_createCCtx ();
      ZSTD_CCtx_setParameter (self->packing, ZSTD_c_compressionLevel, -1);
      ZSTD_CCtx_setParameter (self->packing, ZSTD_c_checksumFlag, 1);
    }
  size_t n_packed = ZSTD_compress2 (self->packing, packed, bound, state, n);
  if (ZSTD_isError (n_packed) || !write_at (self->fd, self->end, packed, n_packed))
    return;
  VitCheckpoint point = { content, self->end, (uint32_t) n_packed, (uint32_t) n };
  self->end += n_packed;
  g_mutex_lock (&self->lock);
  g_array_append_val (self->points, point);
  g_mutex_unlock (&self->lock);
}

void
vit_checkpoints_commit (VitCheckpoints *self, const VitCheckpointsSummary *summary)
{
  size_t n = self->points->len * sizeof (VitCheckpoint);
  CheckpointsTrailer end = { .summary = *summary,
                             .table = self->end,
                             .n_points = self->points->len };
  memcpy (end.magic, magic, sizeof magic);
  memcpy (end.kind, self->kind, sizeof end.kind);
  if (self->temporary && write_at (self->fd, self->end, self->points->data, n) &&
      write_at (self->fd, self->end + n, &end, sizeof end) &&
      rename (self->temporary, self->path) == 0)
    g_clear_pointer (&self->temporary, g_free);
  g_clear_pointer (&self->packing, ZSTD_freeCCtx);
}

bool
vit_checkpoints_find (VitCheckpoints *self, uint64_t content, VitCheckpoint *point)
{
  g_mutex_lock (&self->lock);
  guint low = 0, high = self->points->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (g_array_index (self->points, VitCheckpoint, middle).content <= content)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > 0)
    *point = g_array_index (self->points, VitCheckpoint, low - 1);
  g_mutex_unlock (&self->lock);
  return low > 0;
}

void *
vit_checkpoints_get_state (VitCheckpoints *self, const VitCheckpoint *point)
{
  g_autofree void *packed = g_malloc (point->n_stored);
  g_autofree void *state = g_malloc (point->n);
  if (!read_at (self->fd, point->place, packed, point->n_stored) ||
      ZSTD_decompress (state, point->n, packed, point->n_stored) != point->n)
    return NULL;
  return g_steal_pointer (&state);
}
