#include "core/io/zstd-frames.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Source: RFC 8878, section 3.1.1. */
#define FRAME_MAGIC 0xfd2fb528u
#define SKIPPABLE_MAGIC 0x184d2a50u

/* Largest frame, packed bytes: to reach a place in a frame, at most this much is unpacked from its
 * start. */
#define LARGE ((uint64_t) 8 << 20)

/* Blocks of a frame that are looked at to tell whether it is one. */
#define TRIED 256

static uint32_t
read_le32 (const uint8_t *p)
{
  return (uint32_t) p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16 | (uint32_t) p[3] << 24;
}

static size_t
get_header_size (uint8_t descriptor)
{
  static const size_t id[4] = { 0, 1, 2, 4 }, content[4] = { 0, 2, 4, 8 };
  bool single = (descriptor & 0x20) != 0;
  size_t n_content = content[descriptor >> 6];
  if (single && n_content == 0)
    n_content = 1;
  return 4 + 1 + (single ? 0 : 1) + id[descriptor & 3] + n_content;
}

/* Find the end of the frame at @at; 0 if it cannot be found, is too far away, or behind more than
 * @most blocks. */
static uint64_t
find_frame_end (int fd, uint64_t at, uint64_t size, unsigned most, bool *skippable)
{
  uint8_t head[8] = { 0 };
  if (pread (fd, head, sizeof head, (off_t) at) < (ssize_t) sizeof head)
    return 0;
  uint32_t magic = read_le32 (head);
  *skippable = (magic & 0xfffffff0u) == SKIPPABLE_MAGIC;
  if (*skippable)
    return at + 8 + read_le32 (head + 4);
  if (magic != FRAME_MAGIC)
    return 0;
  uint64_t begin = at;
  at += get_header_size (head[4]);
  for (bool last = false; !last; most--)
    {
      uint8_t block[3];
      if (most == 0 || at - begin > LARGE || at >= size || pread (fd, block, 3, (off_t) at) != 3)
        return 0;
      uint32_t header = (uint32_t) block[0] | (uint32_t) block[1] << 8 | (uint32_t) block[2] << 16;
      unsigned type = header >> 1 & 3;
      last = (header & 1) != 0;
      at += 3 + (type == 1 ? 1 : header >> 3);
    }
  return at + (head[4] & 4 ? 4 : 0);
}

static bool
is_magic (const uint8_t head[4])
{
  uint32_t magic = read_le32 (head);
  return magic == FRAME_MAGIC || (magic & 0xfffffff0u) == SKIPPABLE_MAGIC;
}

bool
vit_zstd_begins (int fd, uint64_t at, const uint8_t head[4], uint64_t size)
{
  bool skippable;
  uint8_t next[4];
  if (!is_magic (head))
    return false;
  uint64_t end = find_frame_end (fd, at, size, TRIED, &skippable);
  if (end == size)
    return true;
  if (end > at && end < size)
    return pread (fd, next, sizeof next, (off_t) end) == sizeof next && is_magic (next);
  /* A large one, or the last one of a file that was cut. */
  return read_le32 (head) == FRAME_MAGIC;
}

bool
vit_zstd_is_divided (int fd, uint64_t size)
{
  unsigned n = 0;
  for (uint64_t at = 0; at < size;)
    {
      bool skippable;
      uint64_t end = find_frame_end (fd, at, size, UINT_MAX, &skippable);
      if (end == 0)
        return n > 1 && size - at < LARGE;
      n += !skippable;
      at = end;
    }
  return n > 1;
}
