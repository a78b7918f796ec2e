#include "core/io/line-reader.h"

#include <string.h>

#include "core/base/error.h"
#include "core/io/text.h"

#define FIRST_CHUNK ((size_t) 1 << 12)
#define CHUNK ((size_t) 1 << 18)

/* Longest line, bytes. No format has lines as long as this, and a file without line ends must not
 * fill the memory. */
#define MAX_LINE ((size_t) 64 << 20)

void
vit_line_reader_init (
    VitLineReader *reader, VitSource *source, uint64_t offset, uint64_t number, uint64_t limit)
{
  memset (reader, 0, sizeof *reader);
  reader->source = vit_source_ref (source);
  reader->capacity = reader->chunk = FIRST_CHUNK;
  reader->buffer = g_malloc (reader->capacity);
  reader->buffer_offset = offset;
  reader->number = number;
  reader->limit = limit;
}

void
vit_line_reader_clear (VitLineReader *reader)
{
  g_clear_pointer (&reader->source, vit_source_unref);
  g_clear_pointer (&reader->buffer, g_free);
}

void
vit_line_reader_seek (VitLineReader *reader, uint64_t offset, uint64_t number)
{
  reader->number = number;
  if (offset >= reader->buffer_offset && offset - reader->buffer_offset <= reader->length)
    {
      reader->position = (size_t) (offset - reader->buffer_offset);
      return;
    }
  reader->position = reader->length = 0;
  reader->buffer_offset = offset;
  reader->chunk = FIRST_CHUNK;
}

/* Keep the unused bytes and read more. Returns: bytes read; -1 with @error. */
static ssize_t
refill_buffer (VitLineReader *reader, GError **error)
{
  size_t rest = reader->length - reader->position;
  if (rest > MAX_LINE)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s:%" G_GUINT64_FORMAT ": the line is longer than %zu MiB",
                   vit_source_get_path (reader->source), reader->number, MAX_LINE >> 20);
      return -1;
    }
  if (reader->position > 0)
    memmove (reader->buffer, reader->buffer + reader->position, rest);
  if (rest == reader->capacity || reader->capacity < reader->chunk)
    {
      reader->capacity = MAX (2 * rest, reader->chunk);
      reader->buffer = g_realloc (reader->buffer, reader->capacity);
    }
  reader->buffer_offset += reader->position;
  reader->position = 0;
  reader->length = rest;

  uint64_t at = reader->buffer_offset + rest;
  size_t room = MIN (reader->capacity - rest, MAX (reader->chunk, rest));
  size_t wanted = (size_t) MIN ((uint64_t) room, reader->limit > at ? reader->limit - at : 0);
  reader->chunk = CHUNK;
  if (wanted == 0)
    return 0;
  ssize_t got = vit_source_read (reader->source, at, reader->buffer + rest, wanted, error);
  if (got > 0)
    reader->length += (size_t) got;
  return got;
}

VitLineStatus
vit_line_reader_skip_nul (VitLineReader *reader, uint64_t most, uint64_t *skipped, GError **error)
{
  *skipped = 0;
  while (*skipped < most)
    {
      const char *p = reader->buffer + reader->position;
      size_t have = (size_t) MIN ((uint64_t) (reader->length - reader->position), most - *skipped);
      /* If every byte equals the next one, all are NUL like the first. */
      size_t n = have > 0 && *p == '\0' && memcmp (p, p + 1, have - 1) == 0 ? have : 0;
      while (n < have && p[n] == '\0')
        n++;
      reader->position += n;
      *skipped += n;
      if (n < have || *skipped == most)
        return VIT_LINE_OK;
      ssize_t got = refill_buffer (reader, error);
      if (got <= 0)
        return got < 0 ? VIT_LINE_ERROR : VIT_LINE_END;
    }
  return VIT_LINE_OK;
}

VitLineStatus
vit_line_reader_skip_blanks (VitLineReader *reader, GError **error)
{
  uint64_t line = vit_line_reader_tell (reader), number = reader->number;
  for (;;)
    {
      const char *begin = reader->buffer + reader->position, *end = reader->buffer + reader->length,
                 *p = begin;
      for (; p < end && (vit_is_blank (*p) || *p == '\n'); p++)
        if (*p == '\n')
          {
            line = reader->buffer_offset + (uint64_t) (p + 1 - reader->buffer);
            number++;
          }
      reader->position += (size_t) (p - begin);
      if (p < end)
        {
          vit_line_reader_seek (reader, line, number);
          return VIT_LINE_OK;
        }
      ssize_t got = refill_buffer (reader, error);
      if (got <= 0)
        {
          reader->number = number;
          return got < 0 ? VIT_LINE_ERROR : VIT_LINE_END;
        }
    }
}

VitLineStatus
vit_line_reader_next (VitLineReader *reader, VitLine *line, GError **error)
{
  size_t searched = 0;
  for (;;)
    {
      const char *begin = reader->buffer + reader->position;
      size_t have = reader->length - reader->position;
      const char *feed = have > searched ? memchr (begin + searched, '\n', have - searched) : NULL;
      if (!feed)
        {
          searched = have;
          ssize_t got = refill_buffer (reader, error);
          if (got < 0)
            return VIT_LINE_ERROR;
          if (got > 0)
            continue;
          if (have == 0)
            return VIT_LINE_END;
          begin = reader->buffer + reader->position;
        }
      line->begin = begin;
      line->end = feed ? feed : begin + have;
      line->complete = feed != NULL;
      line->offset = reader->buffer_offset + reader->position;
      line->number = reader->number++;
      reader->position += (size_t) (line->end - begin) + (feed != NULL);
      return VIT_LINE_OK;
    }
}

/* Skip up to @n whole lines of @p … @end, stopping before a line that begins with @stop. */
static const char *
skip_lines_plain (const char *p, const char *end, uint64_t n, char stop, uint64_t *skipped)
{
  while (*skipped < n && p < end && *p != stop)
    {
      const char *feed = memchr (p, '\n', (size_t) (end - p));
      if (!feed)
        break;
      p = feed + 1;
      (*skipped)++;
    }
  return p;
}

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

__attribute__ ((target ("avx2"))) static inline uint64_t
find_byte (const char *p, __m256i byte)
{
  uint32_t low = (uint32_t) _mm256_movemask_epi8 (
      _mm256_cmpeq_epi8 (_mm256_loadu_si256 ((const __m256i *) p), byte));
  uint32_t high = (uint32_t) _mm256_movemask_epi8 (
      _mm256_cmpeq_epi8 (_mm256_loadu_si256 ((const __m256i *) (p + 32)), byte));
  return (uint64_t) high << 32 | low;
}

/* Skip 64 bytes at a time as long as neither limit is near; skip the rest line by line. */
__attribute__ ((target ("avx2,popcnt"))) static const char *
skip_lines_avx2 (const char *p, const char *end, uint64_t n, char stop, uint64_t *skipped)
{
  const __m256i feeds = _mm256_set1_epi8 ('\n'), stops = _mm256_set1_epi8 (stop);
  const char *line = p; /* beginning of the current line */
  uint64_t begins = 1;  /* whether the next byte begins a line */
  for (; end - p >= 64; p += 64)
    {
      uint64_t feed = find_byte (p, feeds);
      uint64_t count = (uint64_t) __builtin_popcountll (feed);
      if (*skipped + count > n || (find_byte (p, stops) & (feed << 1 | begins)) != 0)
        break;
      *skipped += count;
      begins = feed >> 63;
      if (feed)
        line = p + 64 - __builtin_clzll (feed);
    }
  return skip_lines_plain (line, end, n, stop, skipped);
}

static const char *
skip_lines (const char *p, const char *end, uint64_t n, char stop, uint64_t *skipped)
{
  return __builtin_cpu_supports ("avx2") ? skip_lines_avx2 (p, end, n, stop, skipped)
                                         : skip_lines_plain (p, end, n, stop, skipped);
}

#else

#define skip_lines skip_lines_plain

#endif

VitLineStatus
vit_line_reader_skip (
    VitLineReader *reader, uint64_t n, char stop, uint64_t *skipped, GError **error)
{
  *skipped = 0;
  while (*skipped < n)
    {
      const char *p = reader->buffer + reader->position, *end = reader->buffer + reader->length;
      uint64_t before = *skipped;
      p = skip_lines (p, end, n, stop, skipped);
      reader->position = (size_t) (p - reader->buffer);
      reader->number += *skipped - before;
      if (*skipped == n || (p < end && *p == stop))
        break;
      ssize_t got = refill_buffer (reader, error);
      if (got < 0)
        return VIT_LINE_ERROR;
      if (got == 0)
        return VIT_LINE_END;
    }
  return VIT_LINE_OK;
}
