#include "core/io/unpack.h"

#include <bzlib.h>
#include <errno.h>
#include <lzma.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/io/inflater.h"

#define CHUNK ((size_t) 1 << 18)

/* Bytes of content between looks at the disk, and bytes of it that are left free. */
#define CHECKED ((uint64_t) 64 << 20)
#define SPARE ((uint64_t) 256 << 20)

typedef struct
{
  int in, out;
  uint64_t in_size;
  uint64_t n_in;
  uint64_t n_out, n_checked;
  bool too_long; /* beyond all reason: what follows is left out */
  uint8_t *head; /* nullable: receives the first @room bytes in place of @out */
  size_t room;
  VitProgress *progress;
  VitLostParts *lost; /* nullable */
  uint8_t *source;    /* CHUNK */
  uint8_t *target;    /* CHUNK */
} UnpackPump;

VitCompression
vit_compression_detect (const uint8_t *head, size_t n)
{
  static const uint8_t xz[6] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

  if (n >= 2 && head[0] == 0x1f && head[1] == 0x8b)
    return VIT_COMPRESSION_GZIP;
  if (n >= 4 && head[0] == 0x28 && head[1] == 0xb5 && head[2] == 0x2f && head[3] == 0xfd)
    return VIT_COMPRESSION_ZSTD;
  /* A skippable frame may come first. */
  if (n >= 4 && (head[0] & 0xf0) == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18)
    return VIT_COMPRESSION_ZSTD;
  if (n >= sizeof xz && memcmp (head, xz, sizeof xz) == 0)
    return VIT_COMPRESSION_XZ;
  if (n >= 4 && memcmp (head, "BZh", 3) == 0 && head[3] >= '1' && head[3] <= '9')
    return VIT_COMPRESSION_BZIP2;
  return VIT_COMPRESSION_NONE;
}

static bool
set_errno (GError **error, const char *what)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", what, g_strerror (errno));
  return false;
}

/* Fill the source buffer. Returns: bytes read; 0 at the end of the file. */
static ssize_t
read_packed (UnpackPump *pump, GError **error)
{
  ssize_t got;
  if (!vit_progress_step (pump->progress, (size_t) pump->n_in, (size_t) MAX (pump->in_size, 1),
                          error))
    return -1;
  do
    got = pread (pump->in, pump->source, CHUNK, (off_t) pump->n_in);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    set_errno (error, "cannot read");
  else
    pump->n_in += (uint64_t) got;
  return got;
}

/* Leave room for others on the disk, and stop at what expands beyond all reason. */
static bool
check_room (UnpackPump *pump, GError **error)
{
  struct statvfs disk;
  if (pump->n_out - pump->n_checked < CHECKED)
    return true;
  pump->n_checked = pump->n_out;
  if (pump->n_out > VIT_UNPACK_SURE && pump->n_out / VIT_UNPACK_MAX_RATIO > pump->in_size)
    {
      pump->too_long = true;
      return false;
    }
  /* A file in memory lies on no disk of a size. */
  uint64_t left = 0;
  if (fstatvfs (pump->out, &disk) != 0)
    left = SPARE;
  else if (disk.f_blocks > 0)
    left = (uint64_t) disk.f_bavail * disk.f_frsize;
  else
    left = (uint64_t) MAX (sysconf (_SC_AVPHYS_PAGES), 0) * (uint64_t) sysconf (_SC_PAGESIZE);
  if (left < SPARE)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO,
                   "cannot unpack into the cache folder: its disk is nearly full");
      return false;
    }
  return true;
}

static bool
write_content (UnpackPump *pump, size_t n, GError **error)
{
  if (pump->head)
    {
      size_t taken = (size_t) MIN ((uint64_t) n, pump->room - pump->n_out);
      memcpy (pump->head + pump->n_out, pump->target, taken);
      pump->n_out += taken;
      return pump->n_out < pump->room;
    }
  pump->n_out += n;
  if (!check_room (pump, error))
    return false;
  for (size_t done = 0; done < n;)
    {
      ssize_t put = write (pump->out, pump->target + done, n - done);
      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return set_errno (error, "cannot write the unpacked content into the cache folder");
      done += (size_t) put;
    }
  return true;
}

/* gzip and zstd */
static bool
unpack_members (UnpackPump *pump, VitCompression compression, char **damage, GError **error)
{
  g_autoptr (VitInflater) inflater = vit_inflater_new (compression, pump->in);
  bool ok = true;
  for (ssize_t got = (ssize_t) CHUNK; ok && got == (ssize_t) CHUNK;)
    {
      ok = vit_progress_step (pump->progress, (size_t) vit_inflater_tell_packed (inflater),
                              (size_t) MAX (pump->in_size, 1), error);
      got = ok ? vit_inflater_read (inflater, pump->target, CHUNK, error) : -1;
      ok = got >= 0 && write_content (pump, (size_t) got, error);
    }
  *damage = g_strdup (vit_inflater_get_damage (inflater));
  if (pump->lost)
    *pump->lost = *vit_inflater_get_lost (inflater);
  return ok;
}

static bool
unpack_xz (UnpackPump *pump, char **damage, GError **error)
{
  lzma_stream stream = LZMA_STREAM_INIT;
  bool ok = true;

  if (lzma_stream_decoder (&stream, (uint64_t) 128 << 20, LZMA_CONCATENATED) != LZMA_OK)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "cannot start liblzma");
      return false;
    }
  lzma_action action = LZMA_RUN;
  while (ok)
    {
      if (stream.avail_in == 0 && action == LZMA_RUN)
        {
          ssize_t got = read_packed (pump, error);
          if (got < 0)
            {
              ok = false;
              break;
            }
          if (got == 0)
            action = LZMA_FINISH;
          stream.next_in = pump->source;
          stream.avail_in = (size_t) got;
        }
      stream.next_out = pump->target;
      stream.avail_out = CHUNK;
      lzma_ret status = lzma_code (&stream, action);
      ok = write_content (pump, CHUNK - stream.avail_out, error);
      if (status == LZMA_STREAM_END)
        break;
      if (status != LZMA_OK)
        {
          *damage = g_strdup (status == LZMA_BUF_ERROR ? "the xz data end early"
                                                       : "the xz data are damaged");
          break;
        }
    }
  lzma_end (&stream);
  return ok;
}

static bool
unpack_bzip2 (UnpackPump *pump, char **damage, GError **error)
{
  bz_stream stream = { 0 };
  bool ok = true, in_stream = false;
  while (ok)
    {
      if (stream.avail_in == 0)
        {
          ssize_t got = read_packed (pump, error);
          if (got < 0)
            ok = false;
          if (got == 0 && in_stream)
            *damage = g_strdup ("the bzip2 data end early");
          if (got <= 0)
            break;
          stream.next_in = (char *) pump->source;
          stream.avail_in = (unsigned) got;
        }
      if (!in_stream && BZ2_bzDecompressInit (&stream, 0, 0) != BZ_OK)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "cannot start libbz2");
          return false;
        }
      in_stream = true;
      stream.next_out = (char *) pump->target;
      stream.avail_out = (unsigned) CHUNK;
      int status = BZ2_bzDecompress (&stream);
      ok = write_content (pump, CHUNK - stream.avail_out, error);
      if (status == BZ_STREAM_END)
        {
          BZ2_bzDecompressEnd (&stream);
          in_stream = false;
        }
      else if (status != BZ_OK)
        {
          *damage = g_strdup ("the bzip2 data are damaged");
          break;
        }
    }
  if (in_stream)
    BZ2_bzDecompressEnd (&stream);
  return ok;
}

static bool
unpack (UnpackPump *pump, VitCompression compression, char **damage, GError **error)
{
  g_autofree uint8_t *source = pump->source = g_malloc (CHUNK);
  g_autofree uint8_t *target = pump->target = g_malloc (CHUNK);
  *damage = NULL;
  switch (compression)
    {
    case VIT_COMPRESSION_GZIP:
    case VIT_COMPRESSION_ZSTD:
      return unpack_members (pump, compression, damage, error);
    case VIT_COMPRESSION_XZ:
      return unpack_xz (pump, damage, error);
    case VIT_COMPRESSION_BZIP2:
      return unpack_bzip2 (pump, damage, error);
    case VIT_COMPRESSION_NONE:
      break;
    }
  g_return_val_if_reached (false);
}

bool
vit_unpack (VitCompression compression,
            int in,
            uint64_t in_size,
            int out,
            char **damage,
            VitLostParts *lost,
            VitProgress *progress,
            GError **error)
{
  UnpackPump pump = {
    .in = in, .out = out, .in_size = in_size, .progress = progress, .lost = lost
  };
  bool ok = unpack (&pump, compression, damage, error);
  if (ok || !pump.too_long)
    return ok;
  *damage =
      g_strdup_printf ("the content is more than %d times as long as the packed file: the rest "
                       "is left out",
                       VIT_UNPACK_MAX_RATIO);
  return true;
}

ssize_t
vit_unpack_head (
    VitCompression compression, int in, uint64_t in_size, uint8_t *head, size_t n, GError **error)
{
  UnpackPump pump = { .in = in, .out = -1, .in_size = in_size, .head = head, .room = n };
  g_autofree char *damage = NULL;
  g_autoptr (GError) inner = NULL;
  /* It stops without an error when there is enough. */
  if (unpack (&pump, compression, &damage, &inner) || !inner)
    return (ssize_t) pump.n_out;
  g_propagate_error (error, g_steal_pointer (&inner));
  return -1;
}
