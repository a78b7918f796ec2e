#include "core/io/dump-jump.h"

#include <string.h>

#include "core/io/text.h"

#define NARROW ((uint64_t) 2 << 10)
#define WIDE ((uint64_t) 128 << 10)

static uint64_t from = (uint64_t) 64 << 20;

void
vit_dump_jump_set_from (uint64_t size)
{
  from = size;
}

bool
vit_dump_jump_pays (VitSource *source)
{
  return vit_source_get_compression (source) == VIT_COMPRESSION_NONE &&
         vit_source_get_size (source) >= from;
}

bool
vit_dump_begins_frame (const char *begin, const char *end)
{
  size_t n = (size_t) (end - begin);
  return (n >= 14 && memcmp (begin, "ITEM: TIMESTEP", 14) == 0) ||
         (n >= 10 && memcmp (begin, "ITEM: TIME", 10) == 0) ||
         (n >= 11 && memcmp (begin, "ITEM: UNITS", 11) == 0);
}

/* Find the first header in a text that begins anywhere; the line before the header must be a
 * row. */
static const char *
find_header (const VitDumpHeader *header, const char *text, const char *end)
{
  static const char item[] = "\nITEM:";
  const char *feed = memmem (text, (size_t) (end - text), item, sizeof item - 1);
  if (!feed || !vit_dump_begins_frame (feed + 1, end))
    return NULL;
  const char *row = memrchr (text, '\n', (size_t) (feed - text));
  if (!row)
    return NULL;
  g_autofree char *what = vit_dump_check_row (header, row + 1, vit_strip_line (row + 1, feed));
  return what ? NULL : feed + 1;
}

static bool
look_for_header_near (
    VitSource *source, const VitDumpHeader *header, uint64_t place, uint64_t reach, uint64_t *end)
{
  uint64_t begin = MAX (header->body, place > reach ? place - reach : 0);
  /* Do not jump near the end of the file, where every row is checked. */
  if (place + reach > vit_source_get_size (source))
    return false;
  size_t n = (size_t) (place + reach - begin);
  g_autofree char *text = g_malloc (n);
  if (vit_source_read (source, begin, text, n, NULL) != (ssize_t) n)
    return false;
  const char *found = find_header (header, text, text + n);
  if (found)
    *end = begin + (uint64_t) (found - text);
  return found != NULL;
}

bool
vit_dump_jump (VitSource *source, const VitDumpHeader *header, uint64_t length, uint64_t *end)
{
  uint64_t place = header->body + length;
  if (length < 4 * NARROW)
    return false;
  return look_for_header_near (source, header, place, NARROW, end) ||
         look_for_header_near (source, header, place, MIN (length / 16, WIDE), end);
}
