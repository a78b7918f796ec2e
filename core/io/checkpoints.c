#include "core/io/checkpoints.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/io/inflater.h"
#include "core/store/atomic-file.h"
#include "core/store/cache-folder.h"
#include "core/store/shared-files.h"
#include "core/store/store.h"

/* Layout of the file: the states, packed by zstd with its checksum; the table of VitCheckpoint;
 * CheckpointsTrailer, which ends in the checksum of table and trailer. */

typedef struct
{
  char magic[8];
  char kind[48];
  VitCheckpointsSummary summary;
  uint64_t table;
  uint64_t n_points;
  uint8_t checksum[16];
} CheckpointsTrailer;

/* Ending of checkpoints in a store. */
#define SHARED_SUFFIX ".checkpoints"

static const char magic[8] = { 'V', 'I', 'T', 'C', 'K', 'P', '0', '4' };

struct _VitCheckpoints
{
  GMutex lock;
  GArray *points; /* VitCheckpoint */
  int fd;
  ZSTD_CCtx *packing;
  uint64_t end; /* end of the states in the file */
  char *path;
  char *source;     /* nullable: the packed file, if they are being made */
  VitNewFile *file; /* nullable: owns the descriptor of a file that is being made */
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

/* Open a file that is gone with the object, where there is no cache folder that can be written. */
static int
open_unnamed (GError **error)
{
  g_autofree char *name = g_build_filename (g_get_tmp_dir (), "vitrine-XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    unlink (name);
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot make a file: %s", name,
                 g_strerror (errno));
  return fd;
}

VitCheckpoints *
vit_checkpoints_new (const char *path, const char *kind, GError **error)
{
  g_autoptr (VitCheckpoints) self = new_empty (new_checkpoints_path (path), kind);
  self->source = g_strdup (path);
  self->file = self->path ? vit_new_file_begin (self->path, 0600, NULL, NULL) : NULL;
  self->fd = self->file ? vit_new_file_get_fd (self->file) : open_unnamed (error);
  return self->fd >= 0 ? g_steal_pointer (&self) : NULL;
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

static void
compute_checksum (const GArray *points, const CheckpointsTrailer *end, uint8_t sum[16])
{
  VitHash hash = { 0 };
  vit_hash_update (&hash, points->data, points->len * sizeof (VitCheckpoint));
  vit_hash_update (&hash, end, offsetof (CheckpointsTrailer, checksum));
  vit_hash_finish (&hash, sum);
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
  uint8_t sum[16];
  compute_checksum (self->points, end, sum);
  if (memcmp (sum, end->checksum, sizeof sum) != 0)
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

/* Takes @file (nullable). */
static VitCheckpoints *
load_from (char *file, const char *kind, VitCheckpointsSummary *summary)
{
  g_autoptr (VitCheckpoints) self = new_empty (file, kind);
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

VitCheckpoints *
vit_checkpoints_load (const char *path,
                      const char *kind,
                      const VitSourceStamp *stamp,
                      VitCheckpointsSummary *summary)
{
  g_autoptr (VitCheckpoints) own = load_from (new_checkpoints_path (path), kind, summary);
  if (own && vit_source_stamp_equal (&summary->stamp, stamp))
    return g_steal_pointer (&own);
  g_autofree char *identity = vit_shared_files_dup_identity (path);
  g_autoptr (GPtrArray) files = vit_shared_files_find (identity, SHARED_SUFFIX);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (VitCheckpoints) shared = load_from (g_strdup (files->pdata[i]), kind, summary);
      if (shared && vit_source_stamp_equal (&summary->stamp, stamp))
        return g_steal_pointer (&shared);
    }
  return NULL;
}

/* Copy the file into the store that is filled, if that has none of the same stamp. */
static void
share (VitCheckpoints *self, const VitSourceStamp *stamp)
{
  VitCheckpointsSummary summary;
  g_autofree char *identity = vit_shared_files_dup_identity (self->source);
  g_autofree char *file = vit_shared_files_dup_own (identity, SHARED_SUFFIX);
  g_autoptr (GPtrArray) files = vit_shared_files_find (identity, SHARED_SUFFIX);
  struct stat info;
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (VitCheckpoints) shared =
          load_from (g_strdup (files->pdata[i]), self->kind, &summary);
      if (shared && vit_source_stamp_equal (&summary.stamp, stamp))
        return;
    }
  if (!file || fstat (self->fd, &info) != 0)
    return;
  size_t n = (size_t) info.st_size;
  g_autofree char *data = g_try_malloc (MAX (n, 1));
  if (data && read_at (self->fd, 0, data, n))
    vit_store_replace_file (file, data, n, NULL);
}

void
vit_checkpoints_free (VitCheckpoints *self)
{
  if (!self)
    return;
  if (self->fd >= 0 && !self->file)
    close (self->fd);
  g_clear_pointer (&self->file, vit_new_file_free);
  g_clear_pointer (&self->packing, ZSTD_freeCCtx);
  g_array_unref (self->points);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self->source);
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
  CheckpointsTrailer end;
  memset (&end, 0, sizeof end);
  end.summary = *summary;
  end.table = self->end;
  end.n_points = self->points->len;
  memcpy (end.magic, magic, sizeof magic);
  memcpy (end.kind, self->kind, sizeof end.kind);
  compute_checksum (self->points, &end, end.checksum);
  bool ok = write_at (self->fd, self->end, self->points->data, n) &&
            write_at (self->fd, self->end + n, &end, sizeof end);
  if (ok)
    share (self, &summary->stamp);
  if (ok && self->file)
    vit_new_file_commit (self->file, false, NULL);
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
