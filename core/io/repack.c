#include "core/io/repack.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/io/trajectory-private.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"

/* Most content of a zstd frame: any place is reached by unpacking no more. */
#define PIECE ((uint64_t) 4 << 20)

/* Pieces that are packed together. */
#define TOGETHER 16

/* Source: zstd, contrib/seekable_format/zstd_seekable_compression_format.md. */
#define SKIPPABLE_MAGIC 0x184d2a5eu
#define SEEKABLE_MAGIC 0x8f92eab1u

typedef struct
{
  uint64_t offset, n;
  uint8_t *packed;
  size_t n_packed;
} Piece;

typedef struct
{
  VitSource *source;
  int level;
  Piece *pieces;
} PackWork;

static void
add_pieces (GArray *pieces, uint64_t begin, uint64_t end)
{
  while (begin < end)
    {
      Piece piece = { .offset = begin, .n = MIN (PIECE, end - begin) };
      g_array_append_val (pieces, piece);
      begin += piece.n;
    }
}

/* All of the content: what lies before, between and behind frames goes with the one before. */
static GArray *
list_pieces (const VitTrajectoryFile *file)
{
  GArray *pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  uint64_t end = vit_source_get_size (file->source), begin = 0;
  for (guint i = 1; i < file->index->entries->len; i++)
    {
      uint64_t next = g_array_index (file->index->entries, VitIndexEntry, i).offset;
      if (next <= begin || next > end)
        continue;
      add_pieces (pieces, begin, next);
      begin = next;
    }
  add_pieces (pieces, begin, end);
  return pieces;
}

static bool
pack_pieces (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  PackWork *work = data;
  for (size_t i = begin; i < end; i++)
    {
      Piece *piece = &work->pieces[i];
      g_autofree uint8_t *content = g_malloc (piece->n);
      if (!vit_source_read_exactly (work->source, piece->offset, content, (size_t) piece->n, error))
        return false;
      size_t bound = ZSTD_compressBound ((size_t) piece->n);
      piece->packed = g_malloc (bound);
      ZSTD_CCtx *packer = ZSTD_createCCtx ();
      ZSTD_CCtx_setParameter (packer, ZSTD_c_compressionLevel, work->level);
      ZSTD_CCtx_setParameter (packer, ZSTD_c_checksumFlag, 1);
      piece->n_packed = ZSTD_compress2 (packer, piece->packed, bound, content, (size_t) piece->n);
      ZSTD_freeCCtx (packer);
      if (!ZSTD_isError (piece->n_packed))
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "zstd: %s", ZSTD_getErrorName (piece->n_packed));
      return false;
    }
  return true;
}

static bool
write_bytes (int fd, const void *data, size_t n, const char *output, GError **error)
{
  for (size_t done = 0; done < n;)
    {
      ssize_t put = write (fd, (const char *) data + done, n - done);
      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot write: %s", output,
                       g_strerror (errno));
          return false;
        }
      done += (size_t) put;
    }
  return true;
}

static void
put_le32 (GByteArray *bytes, uint32_t number)
{
  const uint8_t le[4] = { (uint8_t) number, (uint8_t) (number >> 8), (uint8_t) (number >> 16),
                          (uint8_t) (number >> 24) };
  g_byte_array_append (bytes, le, sizeof le);
}

/* Where the frames lie, in a frame that unpackers skip. */
static bool
write_table (const GArray *pieces, int fd, const char *output, uint64_t *n_packed, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  put_le32 (bytes, SKIPPABLE_MAGIC);
  put_le32 (bytes, 8 * pieces->len + 9);
  for (guint i = 0; i < pieces->len; i++)
    {
      put_le32 (bytes, (uint32_t) g_array_index (pieces, Piece, i).n_packed);
      put_le32 (bytes, (uint32_t) g_array_index (pieces, Piece, i).n);
    }
  put_le32 (bytes, pieces->len);
  g_byte_array_append (bytes, (const uint8_t *) "", 1);
  put_le32 (bytes, SEEKABLE_MAGIC);
  *n_packed += bytes->len;
  return write_bytes (fd, bytes->data, bytes->len, output, error);
}

static bool
write_pieces (PackWork *work,
              GArray *pieces,
              int fd,
              const char *output,
              VitRepacked *repacked,
              VitProgress *progress,
              GError **error)
{
  for (guint first = 0; first < pieces->len; first += TOGETHER)
    {
      guint n = MIN (TOGETHER, pieces->len - first);
      work->pieces = &g_array_index (pieces, Piece, first);
      bool ok = vit_progress_step (progress, first, pieces->len, error) &&
                vit_parallel_for (n, 1, pack_pieces, work, NULL, error);
      for (guint i = 0; i < n; i++)
        {
          Piece *piece = &work->pieces[i];
          ok = ok && write_bytes (fd, piece->packed, piece->n_packed, output, error);
          repacked->n_packed += piece->n_packed;
          repacked->n_bytes += piece->n;
          g_clear_pointer (&piece->packed, g_free);
        }
      if (!ok)
        return false;
    }
  return write_table (pieces, fd, output, &repacked->n_packed, error);
}

static bool
repack_file (VitTrajectoryFile *file,
             const char *output,
             int level,
             VitRepacked *repacked,
             VitProgress *progress,
             GError **error)
{
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  if (!source || !vit_source_unpack (source, progress, error) ||
      !vit_source_finish (source, progress, error))
    return false;
  const char *damage = vit_source_get_damage (source);
  VitLostParts lost;
  vit_source_get_lost (source, &lost);
  if (damage || lost.n > 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: %s: it is not packed anew", file->path,
                   damage ? damage : "parts of the packed data are damaged");
      return false;
    }
  g_autoptr (GArray) pieces = list_pieces (file);
  g_autoptr (VitNewFile) made = vit_new_file_begin (output, 0666, NULL, error);
  PackWork work = { .source = source, .level = level };
  vit_progress_set_range (progress, 0.2, 1, "Packing");
  return made &&
         write_pieces (&work, pieces, vit_new_file_get_fd (made), output, repacked, progress,
                       error) &&
         vit_new_file_commit (made, true, error);
}

bool
vit_repack (const char *path,
            const char *output,
            int level,
            VitRepacked *repacked,
            VitProgress *progress,
            GError **error)
{
  g_return_val_if_fail (path && output && repacked, false);
  *repacked = (VitRepacked){ 0 };
  if (vit_file_is_same (path, output))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: is the file itself", output);
      return false;
    }
  const char *const paths[] = { path, NULL };
  VitTrajectoryOptions options = { .use_index_cache = true };
  vit_progress_set_range (progress, 0, 0.2, "Looking for frames");
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, &options, progress, error);
  if (!run)
    return false;
  if (run->files->len != 1)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: stands for %u files: pack each", path,
                   run->files->len);
      return false;
    }
  repacked->n_frames = run->n_frames;
  return repack_file (run->files->pdata[0], output, level, repacked, progress, error);
}
