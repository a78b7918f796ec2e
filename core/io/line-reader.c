#include "core/io/line-reader.h"

#include <string.h>

#define CAPACITY ((size_t) 1 << 18)

void
vit_line_reader_init (VitLineReader *reader, VitSource *source, uint64_t offset, uint64_t number, uint64_t limit)
{
  memset (reader, 0, sizeof *reader);
  reader->source = vit_source_ref (source);
  reader->capacity = CAPACITY;
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

/* Keeps what was not used and reads on. Returns how many bytes came, -1 with @error. */
static ssize_t
refill (VitLineReader *reader, GError **error)
{
  size_t rest = reader->length - reader->position;
  if (reader->position > 0)
    memmove (reader->buffer, reader->buffer + reader->position, rest);
  else if (rest == reader->capacity)
    {
      reader->capacity *= 2;
      reader->buffer = g_realloc (reader->buffer, reader->capacity);
    }
  reader->buffer_offset += reader->position;
  reader->position = 0;
  reader->length = rest;

  uint64_t at = reader->buffer_offset + rest;
  size_t wanted = (size_t) MIN ((uint64_t) (reader->capacity - rest), reader->limit > at ? reader->limit - at : 0);
  if (wanted == 0)
    return 0;
  ssize_t got = vit_source_read (reader->source, at, reader->buffer + rest, wanted, error);
  if (got > 0)
    reader->length += (size_t) got;
  return got;
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
          ssize_t got = refill (reader, error);
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

VitLineStatus
vit_line_reader_skip (VitLineReader *reader, uint64_t n, char stop, uint64_t *skipped, GError **error)
{
  *skipped = 0;
  while (*skipped < n)
    {
      const char *p = reader->buffer + reader->position, *end = reader->buffer + reader->length;
      while (*skipped < n && p < end && *p != stop)
        {
          const char *feed = memchr (p, '\n', (size_t) (end - p));
          if (!feed)
            break;
          p = feed + 1;
          (*skipped)++;
        }
      reader->position = (size_t) (p - reader->buffer);
      if (*skipped == n || (p < end && *p == stop))
        break;
      ssize_t got = refill (reader, error);
      if (got < 0)
        return VIT_LINE_ERROR;
      if (got == 0)
        {
          reader->number += *skipped;
          return VIT_LINE_END;
        }
    }
  reader->number += *skipped;
  return VIT_LINE_OK;
}
