#pragma once

/* A reader of the lines of a source from some byte on. Its buffer grows only for a line that is
 * longer. Used by one thread. */

#include "core/io/source.h"

/**
 * VitLine: valid until the next call
 * @begin: first byte
 * @end: one past the last, without the line feed
 * @offset: offset of @begin in the source
 * @number: number of the line, from 1
 * @complete: whether a line feed follows; a last line may lack one
 */
typedef struct
{
  const char *begin, *end;
  uint64_t offset;
  uint64_t number;
  bool complete;
} VitLine;

/** VitLineStatus: result of a call */
typedef enum
{
  VIT_LINE_OK,
  VIT_LINE_END,
  VIT_LINE_ERROR,
} VitLineStatus;

typedef struct
{
  VitSource *source;
  char *buffer;
  size_t capacity;
  size_t position, length;
  size_t chunk; /* bytes to read at once: few after a jump, because often only a header is wanted */
  uint64_t buffer_offset;
  uint64_t number;
  uint64_t limit;
} VitLineReader;

/** vit_line_reader_init: begins at @offset, where line @number begins; nothing at or past @limit is
 * read. */
void vit_line_reader_init (
    VitLineReader *reader, VitSource *source, uint64_t offset, uint64_t number, uint64_t limit);
void vit_line_reader_clear (VitLineReader *reader);

VitLineStatus vit_line_reader_next (VitLineReader *reader, VitLine *line, GError **error);

/**
 * vit_line_reader_skip:
 * @n: lines to skip
 * @stop: first character at which skipping stops before a line that begins with it
 * @skipped: (out): number of skipped lines
 *
 * Skips complete lines only. Returns %VIT_LINE_END if the source ended first.
 */
VitLineStatus vit_line_reader_skip (
    VitLineReader *reader, uint64_t n, char stop, uint64_t *skipped, GError **error);

/** vit_line_reader_skip_blanks: skips blank lines, however long, up to the first line with content;
 * %VIT_LINE_END if there is none. Call at the beginning of a line. */
VitLineStatus vit_line_reader_skip_blanks (VitLineReader *reader, GError **error);

/** vit_line_reader_skip_nul: skips NUL bytes, up to @most. */
VitLineStatus
vit_line_reader_skip_nul (VitLineReader *reader, uint64_t most, uint64_t *skipped, GError **error);

/** vit_line_reader_seek: continues at @offset, where line @number begins. */
void vit_line_reader_seek (VitLineReader *reader, uint64_t offset, uint64_t number);

/** vit_line_reader_tell: offset of the next line. */
static inline uint64_t
vit_line_reader_tell (const VitLineReader *reader)
{
  return reader->buffer_offset + reader->position;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitLineReader, vit_line_reader_clear)
