#include "core/io/reader-lammps-dump.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "core/io/dump-fast.h"
#include "core/io/dump-rows.h"
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

/* Name each type after the element of its first atom. */
static void
species_from_elements (VitDumpRows *rows)
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
name_species (VitDumpRows *rows, GError **error)
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
fail_cut_short (const VitDumpRows *rows, size_t row, GError **error)
{
  vit_set_damage (error, rows->source, rows->entry, rows->context,
                  rows->entry->line + rows->entry->body_line + row,
                  "the frame has %zu of %" G_GUINT32_FORMAT " rows", row, rows->entry->n_atoms);
  return false;
}

/* If the index did not count the rows, check that no more of them follow. */
static bool
check_end_of_rows (const VitDumpRows *rows, VitLineReader *reader, GError **error)
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

static VitFrame *
read_frame (VitSource *source,
            const VitIndexEntry *entry,
            const VitReadContext *context,
            GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!vit_dump_read_frame_header (source, entry, context, &reader, &header, error))
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

  g_auto (VitDumpRows) rows = { 0 };
  bool ok = true;
  vit_dump_rows_init (&rows, source, entry, context, &header, (size_t) entry->n_atoms);
  for (size_t row = 0; ok && row < rows.builder.n; row++)
    {
      VitLine line;
      VitLineStatus status = vit_dump_next_row (&reader, &line, error);
      ok = status == VIT_LINE_OK ? vit_dump_rows_parse (&rows, &line, row, error)
                                 : status == VIT_LINE_END && fail_cut_short (&rows, row, error);
    }
  ok = ok && check_end_of_rows (&rows, &reader, error) && name_species (&rows, error);
  rows.builder.decimals = MAX (rows.builder.decimals, 0);
  VitFrame *frame = NULL;
  if (ok)
    frame =
        vit_frame_builder_finish (&rows.builder, &header.cell, entry,
                                  vit_dump_header_is_unwrapped (&header), source, context, NULL);
  if (frame)
    frame->has_cell = !header.is_thin;
  return frame;
}

static bool
read_cell (VitSource *source, const VitIndexEntry *entry, VitCell *cell, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!vit_dump_read_frame_header (source, entry, NULL, &reader, &header, error))
    return false;
  *cell = header.cell;
  return true;
}

static bool
read_unwrapped (VitSource *source, const VitIndexEntry *entry, bool *unwrapped, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!vit_dump_read_frame_header (source, entry, NULL, &reader, &header, error))
    return false;
  *unwrapped = vit_dump_header_is_unwrapped (&header);
  return true;
}

static char **
read_columns (VitSource *source, const VitIndexEntry *entry, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDumpHeader) header = { 0 };
  if (!vit_dump_read_frame_header (source, entry, NULL, &reader, &header, error))
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
  if (!vit_dump_read_frame_header (source, entry, context, &reader, &header, error))
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
  if (!vit_dump_read_frame_header (source, entry, context, &reader, &header, NULL) ||
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
