#include "core/io/excerpt.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/io/index-file.h"
#include "core/io/trajectory-private.h"
#include "core/io/unpack.h"
#include "core/store/atomic-file.h"
#include "core/store/container.h"

#define VERSION 1u

/* Level of zstd: an excerpt is made once and carried along. */
#define LEVEL 9

/* Content of a block, each of which is a zstd frame: any place is reached by unpacking no more. */
#define BLOCK ((size_t) 1 << 20)

/* Blocks that are kept unpacked: readers of several frames go on in each. */
#define MOST_UNPACKED 16

/* Bytes behind the head of a frame that are kept of each, so that its box can be read. */
#define BEHIND_HEAD 256

/* Most bytes of a table: that of hundreds of millions of frames. */
#define MOST_TABLE ((uint64_t) 1 << 36)

/* ExcerptHeader begins the file; the table is at its end. */
typedef struct
{
  char magic[8];
  uint32_t version, unused;
  uint64_t table_at, n_table;
  uint8_t sum[16]; /* of the table */
} ExcerptHeader;

/* Stretch is a part of the whole file that is there: @n bytes at @offset are those at @at of what
 * was taken. */
typedef struct
{
  uint64_t offset, n, at;
} Stretch;

typedef struct
{
  uint64_t number;
  uint8_t *data;
  size_t n;
} Unpacked;

struct _VitExcerpt
{
  int fd;
  char *path;
  VitIndex *index;
  const VitReader *reader;
  Stretch *stretches;
  size_t n_stretches;
  uint64_t *ends; /* per block, its end in the file */
  size_t n_blocks;
  uint64_t n_taken;
  GMutex lock;
  GQueue unpacked; /* Unpacked, the last used first */
};

/* ---- Writing ---- */

typedef struct
{
  int fd;
  const char *path;
  ZSTD_CCtx *zstd;
  uint8_t *block, *packed;
  size_t n, most_packed;
  uint64_t at; /* end of the file so far */
  uint64_t n_taken;
  GArray *stretches, *ends;
} Writing;

static bool
write_all (Writing *self, const void *data, size_t n, uint64_t at, GError **error)
{
  for (size_t done = 0; done < n;)
    {
      ssize_t got = pwrite (self->fd, (const char *) data + done, n - done, (off_t) (at + done));
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", self->path, g_strerror (errno));
          return false;
        }
      done += (size_t) got;
    }
  return true;
}

static bool
flush_block (Writing *self, GError **error)
{
  if (self->n == 0)
    return true;
  size_t n = ZSTD_compress2 (self->zstd, self->packed, self->most_packed, self->block, self->n);
  if (ZSTD_isError (n))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot be packed: %s", self->path,
                   ZSTD_getErrorName (n));
      return false;
    }
  if (!write_all (self, self->packed, n, self->at, error))
    return false;
  self->at += n;
  g_array_append_val (self->ends, self->at);
  self->n = 0;
  return true;
}

/* Take @n bytes at @offset, which lie behind all that was taken. */
static bool
take_bytes (Writing *self, VitSource *source, uint64_t offset, uint64_t n, GError **error)
{
  Stretch *last = self->stretches->len > 0
                      ? &g_array_index (self->stretches, Stretch, self->stretches->len - 1)
                      : NULL;
  Stretch stretch = { offset, n, self->n_taken };
  if (last && last->offset + last->n == offset)
    last->n += n;
  else
    g_array_append_val (self->stretches, stretch);
  while (n > 0)
    {
      size_t piece = (size_t) MIN (n, (uint64_t) (BLOCK - self->n));
      if (!vit_source_read_exactly (source, offset, self->block + self->n, piece, error))
        return false;
      self->n += piece;
      self->n_taken += piece;
      offset += piece;
      n -= piece;
      if (self->n == BLOCK && !flush_block (self, error))
        return false;
    }
  return true;
}

static bool
take_frames (Writing *self,
             VitTrajectory *trajectory,
             unsigned number,
             const bool *kept,
             size_t *n_kept,
             VitProgress *progress,
             GError **error)
{
  VitTrajectoryFile *file = trajectory->files->pdata[number];
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  *n_kept = 0;
  if (!source)
    return false;
  for (size_t frame = 0; frame < trajectory->n_frames; frame++)
    {
      VitTrajectoryFile *its;
      const VitIndexEntry *entry = vit_trajectory_get_entry (trajectory, frame, &its);
      uint64_t head = MIN ((uint64_t) entry->length, (uint64_t) entry->body + BEHIND_HEAD);
      if (its != file)
        continue;
      *n_kept += kept[frame];
      if (!take_bytes (self, source, entry->offset, kept[frame] ? entry->length : head, error) ||
          !vit_progress_step (progress, frame, trajectory->n_frames, error))
        return false;
    }
  return flush_block (self, error);
}

static bool
write_table (Writing *self, VitTrajectoryFile *file, GError **error)
{
  GVariantDict dict;
  g_mutex_lock (&file->lock);
  VitIndex *index = vit_index_copy (file->index);
  g_mutex_unlock (&file->lock);
  /* An excerpt does not tell when and where the file lay. */
  VitSourceStamp stamp = { .size = file->stamp.size };
  g_autoptr (GVariant) packed = vit_index_pack ("", &stamp, false, index, file->reader);
  vit_index_free (index);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "taken", "t", self->n_taken);
  g_variant_dict_insert_value (&dict, "index", packed);
  vit_container_add_array (&dict, "stretches", "t", self->stretches->data,
                           self->stretches->len * (sizeof (Stretch) / 8), 8);
  vit_container_add_array (&dict, "ends", "t", self->ends->data, self->ends->len, 8);
  g_autoptr (GVariant) table = g_variant_ref_sink (g_variant_dict_end (&dict));
  ExcerptHeader header = { .version = VERSION,
                           .table_at = self->at,
                           .n_table = g_variant_get_size (table) };
  VitHash hash = { 0 };
  memcpy (header.magic, VIT_EXCERPT_MAGIC, sizeof header.magic);
  vit_hash_update (&hash, g_variant_get_data (table), header.n_table);
  vit_hash_finish (&hash, header.sum);
  return write_all (self, g_variant_get_data (table), header.n_table, self->at, error) &&
         write_all (self, &header, sizeof header, 0, error);
}

bool
vit_excerpt_write (VitTrajectory *trajectory,
                   unsigned number,
                   const bool *kept,
                   const char *path,
                   size_t *n_kept,
                   VitProgress *progress,
                   GError **error)
{
  g_return_val_if_fail (trajectory && number < trajectory->files->len && kept && path && n_kept,
                        false);
  g_autoptr (VitNewFile) file = vit_new_file_begin (path, 0666, NULL, error);
  if (!file)
    return false;
  Writing self = { .fd = vit_new_file_get_fd (file),
                   .path = path,
                   .zstd = ZSTD_createCCtx (),
                   .block = g_malloc (BLOCK),
                   .most_packed = ZSTD_compressBound (BLOCK),
                   .at = (sizeof (ExcerptHeader) + 7) / 8 * 8,
                   .stretches = g_array_new (FALSE, FALSE, sizeof (Stretch)),
                   .ends = g_array_new (FALSE, FALSE, sizeof (uint64_t)) };
  self.packed = g_malloc (self.most_packed);
  ZSTD_CCtx_setParameter (self.zstd, ZSTD_c_compressionLevel, LEVEL);
  ZSTD_CCtx_setParameter (self.zstd, ZSTD_c_checksumFlag, 1);
  bool ok = take_frames (&self, trajectory, number, kept, n_kept, progress, error) &&
            write_table (&self, trajectory->files->pdata[number], error) &&
            vit_new_file_commit (file, false, error);
  ZSTD_freeCCtx (self.zstd);
  g_free (self.block);
  g_free (self.packed);
  g_array_unref (self.stretches);
  g_array_unref (self.ends);
  return ok;
}

/* ---- Reading ---- */

static void
unpacked_free (gpointer data)
{
  Unpacked *block = data;
  g_free (block->data);
  g_free (block);
}

void
vit_excerpt_free (VitExcerpt *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->index, vit_index_free);
  g_queue_clear_full (&self->unpacked, unpacked_free);
  g_mutex_clear (&self->lock);
  g_free (self->stretches);
  g_free (self->ends);
  g_free (self->path);
  g_free (self);
}

static bool
fail (const char *path, int code, const char *why, GError **error)
{
  g_set_error (error, VIT_ERROR, code, "%s: the frames of a run that were taken along %s", path,
               why);
  return false;
}

static bool
read_exactly (int fd, void *data, uint64_t n, uint64_t at)
{
  for (uint64_t done = 0; done < n;)
    {
      ssize_t got = pread (fd, (char *) data + done, (size_t) (n - done), (off_t) (at + done));
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return false;
      done += (uint64_t) got;
    }
  return true;
}

/* Whether the table says nothing that cannot be. */
static bool
is_plausible (const VitExcerpt *self, uint64_t table_at)
{
  uint64_t end = 0, at = 0, begin = (sizeof (ExcerptHeader) + 7) / 8 * 8;
  for (size_t i = 0; i < self->n_stretches; i++)
    {
      const Stretch *stretch = &self->stretches[i];
      if (stretch->offset < end || stretch->at != at || stretch->n > self->n_taken - at)
        return false;
      at += stretch->n;
      if (stretch->offset > UINT64_MAX - stretch->n)
        return false;
      end = stretch->offset + stretch->n;
    }
  for (size_t i = 0; i < self->n_blocks; i++)
    {
      if (self->ends[i] <= begin || self->ends[i] > table_at)
        return false;
      begin = self->ends[i];
    }
  return at == self->n_taken && (self->n_taken + BLOCK - 1) / BLOCK == self->n_blocks &&
         (self->n_taken <= VIT_UNPACK_SURE || self->n_taken / VIT_UNPACK_MAX_RATIO <= table_at);
}

static bool
take_table (VitExcerpt *self, GVariant *table, uint64_t table_at, GError **error)
{
  VitSourceStamp stamp;
  bool fresh;
  size_t n;
  g_autoptr (GVariant) packed = g_variant_lookup_value (table, "index", G_VARIANT_TYPE_VARDICT);
  if (!packed || !g_variant_lookup (table, "taken", "t", &self->n_taken) ||
      !vit_container_take_array (table, "stretches", "t", 8, &self->stretches, &n) ||
      !vit_container_take_array (table, "ends", "t", 8, &self->ends, &self->n_blocks))
    return fail (self->path, VIT_ERROR_FORMAT, "are damaged: their table is incomplete", error);
  self->n_stretches = n / (sizeof (Stretch) / 8);
  if (n % (sizeof (Stretch) / 8) != 0 || !is_plausible (self, table_at))
    return fail (self->path, VIT_ERROR_FORMAT, "are damaged: their table contradicts itself",
                 error);
  self->index = vit_index_unpack (packed, self->path, "", &self->reader, &stamp, &fresh);
  return self->index ||
         fail (self->path, VIT_ERROR_UNSUPPORTED,
               "have an index of another version, or a damaged one: pack the study again", error);
}

VitExcerpt *
vit_excerpt_open (int fd, const char *path, GError **error)
{
  ExcerptHeader header;
  struct stat info;
  g_autoptr (VitExcerpt) self = g_new0 (VitExcerpt, 1);
  g_mutex_init (&self->lock);
  g_queue_init (&self->unpacked);
  self->fd = fd;
  self->path = g_strdup (path);
  if (fstat (fd, &info) != 0 || !read_exactly (fd, &header, sizeof header, 0) ||
      memcmp (header.magic, VIT_EXCERPT_MAGIC, sizeof header.magic) != 0)
    return fail (path, VIT_ERROR_FORMAT, "are damaged: there is no header", error), NULL;
  if (header.version != VERSION)
    return fail (path, VIT_ERROR_UNSUPPORTED, "are in another version of the format", error), NULL;
  uint64_t size = (uint64_t) info.st_size;
  if (header.table_at > size || header.n_table != size - header.table_at ||
      header.n_table > MOST_TABLE)
    return fail (path, VIT_ERROR_FORMAT, "are damaged: the file was cut short", error), NULL;
  char *data = g_malloc (MAX (header.n_table, 1));
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, header.n_table);
  VitHash hash = { 0 };
  uint8_t sum[16];
  bool whole = read_exactly (fd, data, header.n_table, header.table_at);
  vit_hash_update (&hash, data, header.n_table);
  vit_hash_finish (&hash, sum);
  if (!whole || memcmp (sum, header.sum, sizeof sum) != 0)
    return fail (path, VIT_ERROR_FORMAT, "are damaged: the checksum does not fit", error), NULL;
  g_autoptr (GVariant) table =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  return take_table (self, table, header.table_at, error) ? g_steal_pointer (&self) : NULL;
}

VitIndex *
vit_excerpt_dup_index (VitExcerpt *self, const VitReader **reader)
{
  *reader = self->reader;
  return vit_index_copy (self->index);
}

uint64_t
vit_excerpt_get_size (VitExcerpt *self)
{
  return self->index->end;
}

/* The stretch that has the byte at @offset; NULL if it was not taken. */
static const Stretch *
find_stretch (const VitExcerpt *self, uint64_t offset)
{
  size_t low = 0, high = self->n_stretches;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (self->stretches[middle].offset + self->stretches[middle].n <= offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->n_stretches && self->stretches[low].offset <= offset ? &self->stretches[low]
                                                                          : NULL;
}

static bool
fail_outside (const VitExcerpt *self, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
               "%s: this frame is not in the pack, which has those of start times and results of "
               "the others: what rests on it needs the run itself",
               name);
  return false;
}

bool
vit_excerpt_has (VitExcerpt *self, uint64_t offset, uint64_t n, GError **error)
{
  const Stretch *stretch = find_stretch (self, offset);
  return (stretch && n <= stretch->n - (offset - stretch->offset)) || fail_outside (self, error);
}

static Unpacked *
unpack_block (VitExcerpt *self, uint64_t number, GError **error)
{
  uint64_t begin = number > 0 ? self->ends[number - 1] : (sizeof (ExcerptHeader) + 7) / 8 * 8;
  size_t n_packed = (size_t) (self->ends[number] - begin);
  size_t n = (size_t) MIN ((uint64_t) BLOCK, self->n_taken - number * BLOCK);
  g_autofree uint8_t *packed = g_malloc (n_packed);
  Unpacked *block = g_new0 (Unpacked, 1);
  block->number = number;
  block->data = g_malloc (n);
  block->n = n;
  if (read_exactly (self->fd, packed, n_packed, begin) &&
      ZSTD_decompress (block->data, n, packed, n_packed) == n)
    return block;
  unpacked_free (block);
  fail (self->path, VIT_ERROR_FORMAT, "are damaged: they cannot be unpacked", error);
  return NULL;
}

/* Take the block out of those that are unpacked, or unpack it. */
static Unpacked *
take_block (VitExcerpt *self, uint64_t number, GError **error)
{
  Unpacked *found = NULL;
  g_mutex_lock (&self->lock);
  for (GList *at = self->unpacked.head; at && !found; at = at->next)
    if (((Unpacked *) at->data)->number == number)
      {
        found = at->data;
        g_queue_delete_link (&self->unpacked, at);
        break;
      }
  g_mutex_unlock (&self->lock);
  return found ? found : unpack_block (self, number, error);
}

static void
put_back (VitExcerpt *self, Unpacked *block)
{
  Unpacked *oldest = NULL;
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->unpacked, block);
  if (self->unpacked.length > MOST_UNPACKED)
    oldest = g_queue_pop_tail (&self->unpacked);
  g_mutex_unlock (&self->lock);
  if (oldest)
    unpacked_free (oldest);
}

ssize_t
vit_excerpt_read (VitExcerpt *self, uint64_t offset, void *buffer, size_t n, GError **error)
{
  const Stretch *stretch = find_stretch (self, offset);
  if (offset >= self->index->end || n == 0)
    return 0;
  if (!stretch)
    return fail_outside (self, error) ? 0 : -1;
  size_t wanted = (size_t) MIN ((uint64_t) n, stretch->n - (offset - stretch->offset));
  for (size_t done = 0; done < wanted;)
    {
      uint64_t at = stretch->at + (offset - stretch->offset) + done;
      Unpacked *block = take_block (self, at / BLOCK, error);
      if (!block)
        return -1;
      size_t skip = (size_t) (at % BLOCK), piece = MIN (wanted - done, block->n - skip);
      memcpy ((char *) buffer + done, block->data + skip, piece);
      put_back (self, block);
      done += piece;
    }
  return (ssize_t) wanted;
}
