#include "core/io/next-member.h"

#include <glib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "core/io/zstd-frames.h"

#define WINDOW ((size_t) 256 << 10)

/* Bytes that have to unpack for something to be a gzip member, and most that are unpacked in vain.
 */
#define SURE ((size_t) 64 << 10)
#define MOST_TRIED ((uint64_t) 256 << 20)

/* A candidate is tried: any three bytes may look like the head of a member. */
static bool
begins_gzip (int fd, uint64_t at, const uint8_t head[4], uint8_t *in, uint8_t *out, uint64_t *tried)
{
  if (head[0] != 0x1f || head[1] != 0x8b || head[2] != 8 || (head[3] & 0xe0) != 0)
    return false;
  z_stream stream = { 0 };
  ssize_t got = pread (fd, in, SURE, (off_t) at);
  if (got < 18 || inflateInit2 (&stream, 15 + 16) != Z_OK)
    return false;
  stream.next_in = in;
  stream.avail_in = (uInt) got;
  stream.next_out = out;
  stream.avail_out = (uInt) SURE;
  int status = inflate (&stream, Z_NO_FLUSH);
  bool ok =
      status == Z_STREAM_END || (status == Z_OK && stream.avail_out == 0) ||
      ((status == Z_OK || status == Z_BUF_ERROR) && stream.avail_in == 0 && stream.total_out > 0);
  *tried += stream.total_in + stream.total_out;
  inflateEnd (&stream);
  return ok;
}

uint64_t
vit_find_next_member (VitCompression compression, int fd, uint64_t from, uint64_t size)
{
  bool is_zstd = compression == VIT_COMPRESSION_ZSTD;
  g_autofree uint8_t *window = g_malloc (WINDOW), *in = g_malloc (SURE), *out = g_malloc (SURE);
  uint64_t tried = 0;
  while (from + 4 <= size && tried < MOST_TRIED)
    {
      ssize_t got = pread (fd, window, WINDOW, (off_t) from);
      if (got < 4)
        return 0;
      for (size_t i = 0; i + 4 <= (size_t) got; i++)
        {
          const uint8_t *head = window + i;
          if (!is_zstd)
            {
              const uint8_t *next = memchr (head, 0x1f, (size_t) got - 3 - i);
              if (!next)
                break;
              i = (size_t) (next - window);
              head = next;
            }
          if (is_zstd ? vit_zstd_begins (fd, from + i, head, size)
                      : begins_gzip (fd, from + i, head, in, out, &tried))
            return from + i;
        }
      from += (uint64_t) got - 3;
    }
  return 0;
}
