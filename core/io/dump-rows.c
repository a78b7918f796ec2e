#include "core/io/dump-rows.h"

#include "core/base/error.h"
#include "core/io/text.h"

static void
plan_columns (VitDumpRows *rows)
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
    VitDumpRows *rows, uint64_t line, int column, VitToken token, const char *what, GError **error)
{
  g_autofree char *text = vit_token_dup (token);
  vit_set_damage (error, rows->source, rows->entry, rows->context, line, "\"%s\" in column %s %s",
                  text, rows->header->columns[column], what);
  return false;
}

static bool
take_integer (
    VitDumpRows *rows, uint64_t line, int column, VitToken token, int64_t *value, GError **error)
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
convert_to_real (VitDumpRows *rows, size_t n_values)
{
  VitFrameBuilder *builder = &rows->builder;
  builder->real = g_new (double, MAX (3 * rows->room, 1));
  for (size_t i = 0; i < n_values; i++)
    builder->real[i] = builder->fixed[i] / VIT_POWERS_OF_TEN[builder->decimals];
  g_clear_pointer (&builder->fixed, g_free);
  rows->exact = false;
}

static bool
take_position (
    VitDumpRows *rows, uint64_t line, int column, VitToken token, size_t row, GError **error)
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
      convert_to_real (rows, 3 * row + rows->axis[column]);
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
take_token (
    VitDumpRows *rows, uint64_t line, int column, VitToken token, size_t row, GError **error)
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

/* A column that is wanted besides, whatever else it is. */
static bool
take_other (
    VitDumpRows *rows, uint64_t line, int column, VitToken token, size_t row, GError **error)
{
  double *value = &rows->values[row * rows->n_others + (size_t) rows->other[column]];
  return vit_parse_double (token, value) ||
         fail_at_token (rows, line, column, token, "is not a number", error);
}

/* Convert scaled coordinates and image flags to positions in Å. */
static void
place_atom (VitDumpRows *rows, size_t row)
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

bool
vit_dump_rows_parse (VitDumpRows *rows, const VitLine *line, size_t row, GError **error)
{
  const char *p = line->begin;
  VitToken token;
  int column = 0;
  while (vit_token_next (&p, line->end, &token))
    {
      if (column < rows->header->n_columns &&
          (!take_token (rows, line->number, column, token, row, error) ||
           (rows->other && rows->other[column] >= 0 &&
            !take_other (rows, line->number, column, token, row, error))))
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

void
vit_dump_rows_init (VitDumpRows *rows,
                    VitSource *source,
                    const VitIndexEntry *entry,
                    const VitReadContext *context,
                    VitDumpHeader *header,
                    size_t n)
{
  VitFrameBuilder *builder = &rows->builder;
  VitDumpCoordinates kind = header->coordinates;
  *rows = (VitDumpRows){
    .source = source, .entry = entry, .context = context, .header = header, .room = n
  };
  plan_columns (rows);
  builder->n = n;
  builder->types = g_malloc0 (MAX (n, 1));
  builder->decimals = -1;
  if (header->id >= 0)
    builder->ids = g_new0 (int64_t, MAX (n, 1));
  if (header->element >= 0)
    rows->elements = g_new0 (char *, MAX (n, 1));
  rows->exact = (kind == VIT_DUMP_WRAPPED || kind == VIT_DUMP_UNWRAPPED) && !rows->has_image;
  if (rows->exact)
    builder->fixed = g_new0 (int32_t, MAX (3 * n, 1));
  else
    builder->real = g_new0 (double, MAX (3 * n, 1));
}

void
vit_dump_rows_want (VitDumpRows *rows, const int *columns, size_t n)
{
  rows->n_others = n;
  rows->other = g_new (int, rows->header->n_columns);
  for (int c = 0; c < rows->header->n_columns; c++)
    rows->other[c] = -1;
  for (size_t k = 0; k < n; k++)
    rows->other[columns[k]] = (int) k;
  rows->values = g_new (double, MAX (rows->room * n, 1));
}

void
vit_dump_rows_grow (VitDumpRows *rows, size_t n)
{
  VitFrameBuilder *builder = &rows->builder;
  rows->room = builder->n = n;
  builder->types = g_realloc (builder->types, MAX (n, 1));
  if (builder->ids)
    builder->ids = g_renew (int64_t, builder->ids, MAX (n, 1));
  if (rows->elements)
    rows->elements = g_renew (char *, rows->elements, MAX (n, 1));
  if (builder->fixed)
    builder->fixed = g_renew (int32_t, builder->fixed, MAX (3 * n, 1));
  if (builder->real)
    builder->real = g_renew (double, builder->real, MAX (3 * n, 1));
  if (rows->values)
    rows->values = g_renew (double, rows->values, MAX (n * rows->n_others, 1));
}

void
vit_dump_rows_clear (VitDumpRows *rows)
{
  vit_frame_builder_clear (&rows->builder);
  g_clear_pointer (&rows->elements, g_free);
  g_clear_pointer (&rows->kind, g_free);
  g_clear_pointer (&rows->axis, g_free);
  g_clear_pointer (&rows->other, g_free);
  g_clear_pointer (&rows->values, g_free);
}

bool
vit_dump_header_is_unwrapped (const VitDumpHeader *header)
{
  return header->coordinates == VIT_DUMP_UNWRAPPED ||
         header->coordinates == VIT_DUMP_UNWRAPPED_SCALED || header->image[0] >= 0;
}

static bool
read_header_alone (VitSource *source,
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

bool
vit_dump_read_frame_header (VitSource *source,
                            const VitIndexEntry *entry,
                            const VitReadContext *context,
                            VitLineReader *reader,
                            VitDumpHeader *header,
                            GError **error)
{
  return read_header_alone (source, entry, context, reader, header, error) &&
         look_at_first_row (reader, header, error);
}
