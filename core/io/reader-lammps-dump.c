#include "core/io/reader-lammps-dump.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "core/io/dump-fast.h"
#include "core/io/column-rows.h"
#include "core/io/frame-builder.h"
#include "core/io/text.h"

static bool
sniff (const char *head, size_t n)
{
  if (n >= 3 && memcmp (head, "\xEF\xBB\xBF", 3) == 0)
    {
      head += 3;
      n -= 3;
    }
  for (const char *p = head; p && (size_t) (p - head) + 5 <= n;
       p = memchr (p, '\n', n - (size_t) (p - head)))
    {
      if (*p == '\n')
        p++;
      if ((size_t) (p - head) + 5 <= n && memcmp (p, "ITEM:", 5) == 0)
        return true;
    }
  return false;
}

/* DumpRows is the state of parsing the rows of one frame. */
typedef struct
{
  VitSource *source;
  const VitIndexEntry *entry;
  const VitReadContext *context;
  VitDumpHeader *header;
  uint8_t *kind; /* VitDumpColumn, by column */
  uint8_t *axis;
  VitFrameBuilder builder;
  char **elements; /* nullable: n interned names, if there is an element column */
  int64_t image[3];
  bool has_image;
  bool exact; /* whether positions are still fixed-point */
} DumpRows;

static void
plan_columns (DumpRows *rows)
{
  const VitDumpHeader *header = rows->header;
  rows->kind = g_new0 (uint8_t, header->n_columns + 1);
  rows->axis = g_new0 (uint8_t, header->n_columns + 1);
  if (header->id >= 0)
    rows->kind[header->id] = VIT_DUMP_ID;
  if (header->type >= 0)
    rows->kind[header->type] = VIT_DUMP_TYPE;
  if (header->element >= 0)
    rows->kind[header->element] = VIT_DUMP_ELEMENT;
  rows->has_image = header->image[0] >= 0;
  for (int k = 0; k < 3; k++)
    {
      if (header->position[k] >= 0)
        {
          rows->kind[header->position[k]] = VIT_DUMP_POSITION;
          rows->axis[header->position[k]] = (uint8_t) k;
        }
      if (!rows->has_image)
        continue;
      rows->kind[header->image[k]] = VIT_DUMP_IMAGE;
      rows->axis[header->image[k]] = (uint8_t) k;
    }
}

static bool
fail_at_token (
    DumpRows *rows, uint64_t line, int column, VitToken token, const char *what, GError **error)
{
  g_autofree char *text = vit_token_dup (token);
  vit_set_damage (error, rows->source, rows->entry, rows->context, line, "\"%s\" in column %s %s",
                  text, rows->header->columns[column], what);
  return false;
}

static bool
take_integer (
    DumpRows *rows, uint64_t line, int column, VitToken token, int64_t *value, GError **error)
{
  switch (vit_parse_integer (token, value))
    {
    case VIT_INTEGER_OK:
      return true;
    case VIT_INTEGER_TOO_LARGE:
      return fail_at_token (rows, line, column, token, "is too large", error);
    default:
      return fail_at_token (rows, line, column, token, "is not an integer", error);
    }
}

/* Convert the fixed-point positions read so far to double, with the values that strtod() gives. */
static void
convert_to_real (DumpRows *rows, size_t n_values)
{
  VitFrameBuilder *builder = &rows->builder;
  builder->real = g_new (double, MAX (3 * builder->n, 1));
  for (size_t i = 0; i < n_values; i++)
    builder->real[i] = builder->fixed[i] / VIT_POWERS_OF_TEN[builder->decimals];
  g_clear_pointer (&builder->fixed, g_free);
  rows->exact = false;
}

static bool
take_position (
    DumpRows *rows, uint64_t line, int column, VitToken token, size_t row, GError **error)
{
  VitFrameBuilder *builder = &rows->builder;
  size_t place = 3 * row + rows->axis[column];

  if (rows->exact)
    {
      int64_t mantissa;
      int decimals;
      if (vit_parse_fixed (token, &mantissa, &decimals) && decimals <= 6 &&
          (builder->decimals == decimals || builder->decimals < 0) && mantissa > INT32_MIN &&
          mantissa <= INT32_MAX)
        {
          builder->decimals = decimals;
          builder->fixed[place] = (int32_t) mantissa;
          return true;
        }
      builder->decimals = MAX (builder->decimals, 0);
      convert_to_real (rows, 3 * builder->n);
    }
  if (!vit_parse_double (token, &builder->real[place]))
    return fail_at_token (rows, line, column, token,
                          memchr (token.text, ',', token.length)
                              ? "is not a number (decimal comma?)"
                              : "is not a number",
                          error);
  return true;
}

static bool
take_token (DumpRows *rows, uint64_t line, int column, VitToken token, size_t row, GError **error)
{
  int64_t value;
  switch ((VitDumpColumn) rows->kind[column])
    {
    case VIT_DUMP_ID:
      return take_integer (rows, line, column, token, &rows->builder.ids[row], error);
    case VIT_DUMP_TYPE:
      if (!take_integer (rows, line, column, token, &value, error))
        return false;
      if (value < 1 || value > 255)
        return fail_at_token (rows, line, column, token, "is not a type from 1 to 255", error);
      rows->builder.types[row] = (uint8_t) value;
      return true;
    case VIT_DUMP_ELEMENT:
      {
        g_autofree char *name = vit_token_dup_name (token, VIT_MAX_NAME);
        rows->elements[row] = (char *) g_intern_string (name);
        return true;
      }
    case VIT_DUMP_IMAGE:
      return take_integer (rows, line, column, token, &rows->image[rows->axis[column]], error);
    case VIT_DUMP_POSITION:
      return take_position (rows, line, column, token, row, error);
    case VIT_DUMP_OTHER:
      break;
    }
  return true;
}

/* Convert scaled coordinates and image flags to positions in Å. */
static void
place_atom (DumpRows *rows, size_t row)
{
  const VitCell *cell = &rows->header->cell;
  VitDumpCoordinates kind = rows->header->coordinates;
  bool scaled = kind == VIT_DUMP_SCALED || kind == VIT_DUMP_UNWRAPPED_SCALED;
  if (!scaled && !rows->has_image)
    return;

  double *x = rows->builder.real + 3 * row;
  if (scaled)
    {
      double s[3] = { x[0], x[1], x[2] };
      for (int k = 0; k < 3; k++)
        s[k] += rows->has_image ? (double) rows->image[k] : 0;
      vit_cell_to_cartesian (cell, s, x);
      return;
    }
  for (int k = 0; k < 3; k++)
    for (int j = 0; j < 3; j++)
      x[j] += (double) rows->image[k] * cell->h[k][j];
}

static bool
parse_row (DumpRows *rows, const VitLine *line, size_t row, GError **error)
{
  const char *p = line->begin;
  VitToken token;
  int column = 0;
  while (vit_token_next (&p, line->end, &token))
    {
      if (column < rows->header->n_columns &&
          !take_token (rows, line->number, column, token, row, error))
        return false;
      column++;
    }
  if (column != rows->header->n_columns)
    {
      vit_set_damage (error, rows->source, rows->entry, rows->context, line->number,
                      "the row has %d of %d columns", column, rows->header->n_columns);
      return false;
    }
  place_atom (rows, row);
  return true;
}

/* Name each type after the element of its first atom. */
static void
species_from_elements (DumpRows *rows)
{
  char *names[256] = { NULL };
  unsigned n_types = 0;
  for (size_t i = 0; i < rows->builder.n; i++)
    {
      unsigned type = rows->builder.types[i];
      n_types = MAX (n_types, type);
      if (!names[type])
        names[type] = rows->elements[i];
    }
  rows->builder.species = g_new0 (char *, n_types + 1);
  for (unsigned k = 0; k < n_types; k++)
    rows->builder.species[k] = g_strdup (names[k + 1] ? names[k + 1] : "");
}

static bool
name_species (DumpRows *rows, GError **error)
{
  const VitDumpHeader *header = rows->header;
  if (header->element >= 0 && header->type < 0)
    {
      if (vit_frame_builder_types_from_names (&rows->builder, rows->elements, rows->context))
        return true;
      vit_set_damage (error, rows->source, rows->entry, rows->context, rows->entry->line,
                      "more than 255 species");
      return false;
    }
  if (header->element >= 0)
    species_from_elements (rows);
  else if (header->type < 0)
    memset (rows->builder.types, 1, rows->builder.n);
  return true;
}

static bool
start_rows (DumpRows *rows, GError **error)
{
  size_t n = (size_t) rows->entry->n_atoms;
  VitFrameBuilder *builder = &rows->builder;
  VitDumpCoordinates kind = rows->header->coordinates;

  plan_columns (rows);
  builder->n = n;
  builder->types = g_malloc0 (MAX (n, 1));
  builder->decimals = -1;
  if (rows->header->id >= 0)
    builder->ids = g_new0 (int64_t, MAX (n, 1));
  if (rows->header->element >= 0)
    rows->elements = g_new0 (char *, MAX (n, 1));
  rows->exact = (kind == VIT_DUMP_WRAPPED || kind == VIT_DUMP_UNWRAPPED) && !rows->has_image;
  if (rows->exact)
    builder->fixed = g_new0 (int32_t, MAX (3 * n, 1));
  else
    builder->real = g_new0 (double, MAX (3 * n, 1));
  return true;
}

static bool
fail_cut_short (const DumpRows *rows, size_t row, GError **error)
{
  vit_set_damage (error, rows->source, rows->entry, rows->context,
                  rows->entry->line + rows->entry->body_line + row,
                  "the frame has %zu of %" G_GUINT32_FORMAT " rows", row, rows->entry->n_atoms);
  return false;
}

/* If the index did not count the rows, check that no more of them follow. */
static bool
check_end_of_rows (const DumpRows *rows, VitLineReader *reader, GError **error)
{
  VitLine line;
  VitLineStatus status = VIT_LINE_OK;
  if (!(rows->entry->flags & VIT_INDEX_NOT_COUNTED))
    return true;
  while ((status = vit_line_reader_next (reader, &line, error)) == VIT_LINE_OK)
    if (vit_strip_line (line.begin, line.end) != line.begin && !vit_dump_is_comment (&line))
      {
        vit_set_damage (error, rows->source, rows->entry, rows->context, line.number,
                        "more than the %" G_GUINT32_FORMAT " rows that were declared",
                        rows->entry->n_atoms);
        return false;
      }
  return status == VIT_LINE_END;
}

/* Read the header of the frame again: columns may differ between frames. */
static bool
read_header (VitSource *source,
             const VitIndexEntry *entry,
             const VitReadContext *context,
             VitLineReader *reader,
             VitDumpHeader *header,
             GError **error)
{
  g_autofree char *what = NULL;
  uint64_t line = 0;
  vit_line_reader_init (reader, source, entry->offset, entry->line, entry->offset + entry->length);
  switch (vit_dump_header_read (reader, header, entry->offset + entry->length, &what, &line, error))
    {
    case VIT_DUMP_HEADER_OK:
      break;
    case VIT_DUMP_HEADER_ERROR:
      return false;
    default:
      vit_set_damage (error, source, entry, context, line, "%s", what ? what : "the frame is gone");
      return false;
    }
  if (header->n_atoms == entry->n_atoms && header->step == entry->step)
    return true;
  vit_set_damage (error, source, entry, context, entry->line,
                  "the file has changed since it was indexed");
  return false;
}

static bool
is_unwrapped (const VitDumpHeader *header)
{
  return header->coordinates == VIT_DUMP_UNWRAPPED ||
         header->coordinates == VIT_DUMP_UNWRAPPED_SCALED || header->image[0] >= 0;
}

/* Find by the first row whether types are names. */
static bool
look_at_first_row (VitLineReader *reader, VitDumpHeader *header, GError **error)
{
  VitLine line;
  uint64_t offset = vit_line_reader_tell (reader), number = reader->number;
  VitLineStatus status = vit_dump_next_row (reader, &line, error);
  if (status == VIT_LINE_OK)
    vit_dump_header_look_at_row (header, line.begin, vit_strip_line (line.begin, line.end));
  vit_line_reader_seek (reader, offset, number);
  return status != VIT_LINE_ERROR;
}

static VitFrame *
read_frame (VitSource *source,
            const VitIndexEntry *entry,
            const VitReadContext *context,
            GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!read_header (source, entry, context, &reader, &header, error))
    return NULL;

  if (!look_at_first_row (&reader, &header, error))
    return NULL;
  g_auto (VitFrameBuilder) fast = { 0 };
  if (vit_dump_fast_read (source, entry, &header, context ? context->like : NULL, &fast))
    {
      VitFrame *frame = vit_frame_builder_finish (&fast, &header.cell, entry,
                                                  header.coordinates == VIT_DUMP_UNWRAPPED, source,
                                                  context, NULL);
      frame->has_cell = !header.is_thin;
      return frame;
    }

  g_autofree DumpRows *rows = g_new0 (DumpRows, 1);
  rows->source = source;
  rows->entry = entry;
  rows->context = context;
  rows->header = &header;
  bool ok = start_rows (rows, error);
  for (size_t row = 0; ok && row < rows->builder.n; row++)
    {
      VitLine line;
      VitLineStatus status = vit_dump_next_row (&reader, &line, error);
      ok = status == VIT_LINE_OK ? parse_row (rows, &line, row, error)
                                 : status == VIT_LINE_END && fail_cut_short (rows, row, error);
    }
  ok = ok && check_end_of_rows (rows, &reader, error) && name_species (rows, error);
  rows->builder.decimals = MAX (rows->builder.decimals, 0);
  VitFrame *frame = NULL;
  if (ok)
    frame = vit_frame_builder_finish (&rows->builder, &header.cell, entry, is_unwrapped (&header),
                                      source, context, NULL);
  if (frame)
    frame->has_cell = !header.is_thin;
  vit_frame_builder_clear (&rows->builder);
  g_free (rows->elements);
  g_free (rows->kind);
  g_free (rows->axis);
  return frame;
}

static bool
read_cell (VitSource *source, const VitIndexEntry *entry, VitCell *cell, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!read_header (source, entry, NULL, &reader, &header, error))
    return false;
  *cell = header.cell;
  return true;
}

static bool
read_unwrapped (VitSource *source, const VitIndexEntry *entry, bool *unwrapped, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!read_header (source, entry, NULL, &reader, &header, error))
    return false;
  *unwrapped = is_unwrapped (&header);
  return true;
}

static char **
read_columns (VitSource *source, const VitIndexEntry *entry, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!read_header (source, entry, NULL, &reader, &header, error))
    return NULL;
  return g_steal_pointer (&header.columns);
}

static bool
read_column (VitSource *source,
             const VitIndexEntry *entry,
             const VitReadContext *context,
             const char *name,
             double *values,
             GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!read_header (source, entry, context, &reader, &header, error))
    return false;

  int wanted = -1;
  for (int i = 0; i < header.n_columns && wanted < 0; i++)
    if (strcmp (header.columns[i], name) == 0)
      wanted = i;
  if (wanted < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "frame %zu has no column \"%s\"",
                   context->frame, name);
      return false;
    }

  return vit_read_column_rows (&reader, source, entry, context, name, wanted, header.id, values,
                               error);
}

/* LAMMPS prints C for all elements unless it is told their names. */
static bool
has_placeholders (const VitFrame *frame)
{
  if (frame->atoms->n_types < 2)
    return false;
  for (unsigned t = 0; t < frame->atoms->n_types; t++)
    if (strcmp (frame->atoms->species[t], "C") != 0)
      return false;
  return true;
}

static void
judge (VitSource *source,
       const VitIndexEntry *entry,
       const VitReadContext *context,
       VitPremises *premises)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!read_header (source, entry, context, &reader, &header, NULL) ||
      !vit_premises_look_up (premises, VIT_PREMISE_SPECIES))
    return;
  g_autoptr (VitFrame) frame =
      header.element >= 0 && header.type >= 0 ? read_frame (source, entry, context, NULL) : NULL;
  if (header.element < 0 && header.type < 0)
    vit_premises_doubt (premises, VIT_PREMISE_SPECIES,
                        "The file has no types: all atoms are taken for one species.");
  else if (frame && has_placeholders (frame))
    vit_premises_doubt (premises, VIT_PREMISE_SPECIES,
                        "All types are the element C, which LAMMPS prints where it was not told "
                        "their names.");
}

const VitReader vit_reader_lammps_dump = {
  .version = 2,
  .sniff = sniff,
  .index = vit_lammps_dump_index,
  .read = read_frame,
  .read_cell = read_cell,
  .read_column = read_column,
  .read_columns = read_columns,
  .read_unwrapped = read_unwrapped,
  .judge = judge,
};
