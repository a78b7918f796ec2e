/* Reader of XYZ and extended XYZ files. */

#include <math.h>

#include "core/base/error.h"
#include "core/io/elements.h"
#include "core/io/column-rows.h"
#include "core/io/frame-builder.h"
#include "core/io/line-reader.h"
#include "core/io/text.h"
#include "core/io/xyz-header.h"

static bool
sniff (const char *head, size_t n)
{
  const char *feed = memchr (head, '\n', n);
  if (!feed)
    return false;
  VitToken token;
  const char *p = head, *end = vit_strip_line (head, feed);
  int64_t count;
  return vit_token_next (&p, end, &token) && p == end &&
         vit_parse_integer (token, &count) != VIT_INTEGER_NOT;
}

typedef struct
{
  VitSource *source;
  VitIndex *index;
  VitLineReader *reader;
  int64_t n_frames; /* frames that were begun */
} XyzPass;

static void
add_problem (
    XyzPass *pass, uint64_t line, bool damaging, const VitXyzComment *comment, const char *text)
{
  vit_index_add_problem (pass->index, pass->source, line, true, comment && comment->has_step,
                         comment ? comment->step : 0, damaging, "%s", text);
}

static void
leave_unfinished (XyzPass *pass, uint64_t line, const VitXyzComment *comment, const char *text)
{
  pass->index->unfinished = true;
  add_problem (pass, line, false, comment, text);
}

/* Read the number of atoms. An invalid one ends the index, because frames have no marker to
 * continue at. */
static VitLineStatus
read_count (XyzPass *pass, VitLine *line, int64_t *n, GError **error)
{
  VitLineStatus blanks = vit_line_reader_skip_blanks (pass->reader, error);
  if (blanks != VIT_LINE_OK)
    return blanks;
  for (;;)
    {
      VitLineStatus status = vit_line_reader_next (pass->reader, line, error);
      if (status != VIT_LINE_OK)
        return status;
      line->end = vit_strip_line (line->begin, line->end);
      if (line->begin < line->end)
        break;
    }
  const char *p = line->begin;
  VitToken token;
  vit_token_next (&p, line->end, &token);
  g_autofree char *text = vit_token_dup (token), *message = NULL;
  uint64_t size = vit_source_get_size_bound (pass->source),
           rest = size > line->offset ? size - line->offset : 0;
  VitInteger kind = p == line->end ? vit_parse_integer (token, n) : VIT_INTEGER_NOT;
  if (!line->complete)
    {
      leave_unfinished (pass, line->number, NULL, "unfinished header (not yet complete)");
      return VIT_LINE_END;
    }
  if (kind == VIT_INTEGER_OK && *n >= 0 && (uint64_t) *n <= MIN (rest / 2 + 8, VIT_MAX_ATOMS))
    return VIT_LINE_OK;
  if (kind == VIT_INTEGER_NOT)
    message = g_strdup_printf ("\"%s\" is no number of atoms", text);
  else
    message = g_strdup_printf ("impossible number of atoms %s: %" G_GUINT64_FORMAT " bytes follow",
                               text, rest);
  add_problem (pass, line->number, true, NULL, message);
  pass->index->n_damaged++;
  pass->index->n_unsettled++;
  return VIT_LINE_END;
}

static void
settle_here (XyzPass *pass)
{
  pass->index->end = vit_line_reader_tell (pass->reader);
  pass->index->end_line = pass->reader->number;
}

/* Check the columns of a row: at least four in a plain file, of which four are read. */
static char *
check_row (const VitXyzComment *comment, const VitLine *line)
{
  int n = (int) vit_token_count (line->begin, vit_strip_line (line->begin, line->end));
  int wanted = comment->extended ? comment->n_columns : 4;
  bool fits = comment->extended ? n == wanted : n >= wanted;
  return fits ? NULL : g_strdup_printf ("the row has %d of %d columns", n, wanted);
}

/* Skip the rows of a frame and check the last one, which must have all columns and its line end. A
 * frame that is the whole file is kept without that line end, which editors leave out, but it is
 * not settled; @complete is then false. */
static VitLineStatus
read_rows_to_last (XyzPass *pass,
                   const VitXyzComment *comment,
                   int64_t n,
                   bool *complete,
                   char **what,
                   uint64_t *bad_line,
                   GError **error)
{
  VitLineReader *reader = pass->reader;
  uint64_t body_line = reader->number, skipped;
  VitLine last;
  if (n == 0)
    return VIT_LINE_OK;
  VitLineStatus status = vit_line_reader_skip (reader, (uint64_t) n - 1, '\0', &skipped, error);
  if (status == VIT_LINE_OK)
    status = vit_line_reader_next (reader, &last, error);
  if (status == VIT_LINE_ERROR)
    return status;
  g_autofree char *bad = status == VIT_LINE_OK && what ? check_row (comment, &last) : NULL;
  if (status == VIT_LINE_OK && last.complete)
    {
      if (bad)
        {
          *what = g_steal_pointer (&bad);
          *bad_line = last.number;
        }
      return VIT_LINE_OK;
    }
  bool whole = status == VIT_LINE_OK && what && !bad;
  *complete = false;
  if (whole && pass->n_frames == 0)
    {
      add_problem (pass, last.number, false, comment, VIT_NO_LINE_END);
      return VIT_LINE_OK;
    }
  g_autofree char *text = whole ? g_strdup ("the last line has no line end (not yet complete)")
                                : g_strdup_printf ("unfinished rows: %" G_GUINT64_FORMAT
                                                   " of %" G_GINT64_FORMAT " (not yet complete)",
                                                   skipped, n);
  leave_unfinished (pass, body_line + skipped, comment, text);
  return VIT_LINE_END;
}

static VitLineStatus
index_frame (XyzPass *pass, GError **error)
{
  VitLine first, second;
  VitXyzComment comment;
  int64_t n;
  VitLineStatus status = read_count (pass, &first, &n, error);
  if (status != VIT_LINE_OK)
    return status;
  uint64_t offset = first.offset, line = first.number;
  status = vit_line_reader_next (pass->reader, &second, error);
  if (status == VIT_LINE_ERROR)
    return status;
  if (status == VIT_LINE_END || !second.complete)
    {
      leave_unfinished (pass, line, NULL, "unfinished header (not yet complete)");
      return VIT_LINE_END;
    }
  g_autofree char *what =
      vit_xyz_comment_parse (second.begin, vit_strip_line (second.begin, second.end), &comment);
  uint64_t body = vit_line_reader_tell (pass->reader), body_line = pass->reader->number,
           bad_line = line + 1;
  bool complete = true;
  status = read_rows_to_last (pass, &comment, n, &complete, what ? NULL : &what, &bad_line, error);
  if (status != VIT_LINE_OK)
    return status;
  if (what)
    {
      add_problem (pass, bad_line, true, &comment, what);
      pass->index->n_damaged++;
    }
  else
    {
      VitIndexEntry entry = { .offset = offset,
                              .length = vit_line_reader_tell (pass->reader) - offset,
                              .line = line,
                              .step = comment.has_step ? comment.step : pass->n_frames,
                              .time = comment.time,
                              .n_atoms = (uint32_t) n,
                              .body = MIN (body - offset, VIT_INDEX_MAX_BODY),
                              .body_line = body_line - line,
                              .flags =
                                  (comment.has_step ? 0 : VIT_INDEX_NO_STEP) |
                                  (comment.has_cell || comment.is_free ? 0 : VIT_INDEX_NO_CELL) };
      if (comment.clock && !pass->index->clock)
        pass->index->clock = g_intern_string (comment.clock);
      if (comment.is_thin && pass->n_frames == 0)
        add_problem (pass, line + 1, false, &comment, VIT_THIN_BOX);
      vit_index_add (pass->index, entry, comment.has_cell ? &comment.cell : NULL);
    }
  pass->n_frames++;
  if (complete)
    settle_here (pass);
  return complete ? VIT_LINE_OK : VIT_LINE_END;
}

static bool
index_file (VitSource *source, VitIndex *index, VitProgress *progress, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_auto (VitLineReader) reader = { 0 };
  XyzPass pass = { source, index, &reader, (int64_t) (index->entries->len + index->n_damaged) };
  VitLineStatus status = VIT_LINE_OK;
  vit_line_reader_init (&reader, source, index->end, index->end_line, UINT64_MAX);
  while (status == VIT_LINE_OK)
    {
      status = index_frame (&pass, &inner);
      if (status == VIT_LINE_OK && !vit_source_step (source, 0, index->end, progress, &inner))
        status = VIT_LINE_ERROR;
    }
  /* A line that is too long ends the index; the rest of the file is not searched. */
  if (status == VIT_LINE_ERROR && g_error_matches (inner, VIT_ERROR, VIT_ERROR_FORMAT))
    {
      add_problem (&pass, reader.number, true, NULL,
                   "line too long: the rest of the file is left out");
      index->n_damaged++;
      index->n_unsettled++;
      return true;
    }
  if (inner)
    g_propagate_error (error, g_steal_pointer (&inner));
  return status == VIT_LINE_END;
}

/* ---- Frames ---- */

/* XyzLayout holds the columns of a row; -1 for a missing one. */
typedef struct
{
  int species, position, id, type, n_columns;
  bool by_number; /* species are atomic numbers */
} XyzLayout;

static XyzLayout
get_xyz_layout (const VitXyzComment *comment)
{
  if (!comment->extended)
    return (XyzLayout){ 0, 1, -1, -1, 0, false };
  XyzLayout layout = {
    -1, vit_xyz_comment_find (comment, "pos")->first, -1, -1, comment->n_columns, false
  };
  const VitXyzProperty *species = vit_xyz_comment_find (comment, "species");
  const VitXyzProperty *id = vit_xyz_comment_find (comment, "id"),
                       *type = vit_xyz_comment_find (comment, "type");
  const VitXyzProperty *number = vit_xyz_comment_find (comment, "Z");
  if (!number)
    number = vit_xyz_comment_find (comment, "numbers");
  if (!number)
    number = vit_xyz_comment_find (comment, "atomic_numbers");
  if (!species)
    species = vit_xyz_comment_find (comment, "element");
  if (!species && type && type->kind == 'S')
    species = type;
  if (species && species->kind == 'S' && species->n == 1)
    layout.species = species->first;
  else if (number && number->kind == 'I' && number->n == 1)
    {
      /* The atomic number names a species without another name. */
      layout.species = number->first;
      layout.by_number = true;
    }
  if (id && id->kind == 'I' && id->n == 1)
    layout.id = id->first;
  if (type && type->kind == 'I' && type->n == 1)
    layout.type = type->first;
  return layout;
}

static bool
fail_at_token (VitSource *source,
               const VitIndexEntry *entry,
               const VitReadContext *context,
               const VitLine *line,
               VitToken token,
               const char *what,
               GError **error)
{
  g_autofree char *text = vit_token_dup (token);
  vit_set_damage (error, source, entry, context, line->number, "\"%s\" %s", text, what);
  return false;
}

static bool
parse_row (VitSource *source,
           const VitIndexEntry *entry,
           const VitReadContext *context,
           const XyzLayout *layout,
           const VitLine *line,
           VitFrameBuilder *builder,
           char **names,
           size_t row,
           GError **error)
{
  const char *p = line->begin, *end = vit_strip_line (line->begin, line->end);
  VitToken token;
  int column = 0;
  while (vit_token_next (&p, end, &token))
    {
      int64_t value;
      if (column == layout->species)
        {
          const VitElement *element =
              layout->by_number && vit_parse_integer (token, &value) == VIT_INTEGER_OK
                  ? vit_element_find_number (value)
                  : NULL;
          g_autofree char *name = vit_token_dup_name (token, VIT_MAX_NAME);
          names[row] = (char *) g_intern_string (element ? element->symbol : name);
        }
      else if (column >= layout->position && column < layout->position + 3)
        {
          if (!vit_parse_double (token,
                                 &builder->real[3 * row + (size_t) (column - layout->position)]))
            return fail_at_token (source, entry, context, line, token, "is no coordinate", error);
        }
      else if (column == layout->id &&
               vit_parse_integer (token, &builder->ids[row]) != VIT_INTEGER_OK)
        return fail_at_token (source, entry, context, line, token, "is no id", error);
      else if (column == layout->type)
        {
          if (vit_parse_integer (token, &value) != VIT_INTEGER_OK || value < 1 || value > 255)
            return fail_at_token (source, entry, context, line, token, "is no type from 1 to 255",
                                  error);
          builder->types[row] = (uint8_t) value;
        }
      column++;
    }
  if (layout->n_columns > 0 ? column == layout->n_columns : column >= 4)
    return true;
  vit_set_damage (error, source, entry, context, line->number, "the row has %d of %d columns",
                  column, layout->n_columns > 0 ? layout->n_columns : 4);
  return false;
}

/* Make a box around the atoms if the file has none. */
static void
set_bounding_cell (const double *x, size_t n, VitCell *cell)
{
  double lo[3] = { 0, 0, 0 }, hi[3] = { 0, 0, 0 };
  bool any = false;
  for (size_t i = 0; i < n; i++)
    for (int k = 0;
         k < 3 && isfinite (x[3 * i]) && isfinite (x[3 * i + 1]) && isfinite (x[3 * i + 2]); k++)
      {
        lo[k] = any ? fmin (lo[k], x[3 * i + (size_t) k]) : x[3 * i + (size_t) k];
        hi[k] = any ? fmax (hi[k], x[3 * i + (size_t) k]) : x[3 * i + (size_t) k];
        any = any || k == 2;
      }
  for (int k = 0; k < 3; k++)
    {
      lo[k] -= 1;
      hi[k] += 1;
    }
  vit_cell_init_orthogonal (cell, lo, hi);
  cell->periodic[0] = cell->periodic[1] = cell->periodic[2] = false;
}

static bool
read_comment (VitSource *source,
              const VitIndexEntry *entry,
              const VitReadContext *context,
              VitLineReader *reader,
              VitXyzComment *comment,
              GError **error)
{
  VitLine line;
  vit_line_reader_init (reader, source, entry->offset, entry->line, entry->offset + entry->length);
  for (int i = 0; i < 2; i++)
    if (vit_line_reader_next (reader, &line, error) != VIT_LINE_OK)
      {
        if (error && !*error)
          vit_set_damage (error, source, entry, context, entry->line, "the frame is gone");
        return false;
      }
  g_autofree char *what =
      vit_xyz_comment_parse (line.begin, vit_strip_line (line.begin, line.end), comment);
  if (what)
    vit_set_damage (error, source, entry, context, line.number, "%s", what);
  return !what;
}

/* Name types by the species beside them. A type with several names gets none, and so does one with
 * a placeholder of the writer (X2). */
static void
name_types (VitFrameBuilder *builder, char **names)
{
  const char *found[256] = { NULL };
  unsigned n_types = 0;
  for (size_t row = 0; row < builder->n; row++)
    {
      unsigned type = builder->types[row];
      n_types = MAX (n_types, type);
      found[type] = !found[type] || found[type] == names[row] ? names[row] : "";
    }
  g_clear_pointer (&builder->species, g_strfreev);
  builder->species = g_new0 (char *, n_types + 1);
  for (unsigned t = 1; t <= n_types; t++)
    {
      g_autofree char *made_up = g_strdup_printf ("X%u", t);
      bool named = found[t] && strcmp (found[t], made_up) != 0;
      builder->species[t - 1] = g_strdup (named ? found[t] : "");
    }
}

static bool
read_rows (VitSource *source,
           const VitIndexEntry *entry,
           const VitReadContext *context,
           VitLineReader *reader,
           const XyzLayout *layout,
           VitFrameBuilder *builder,
           GError **error)
{
  g_autofree char **names = g_new0 (char *, MAX (builder->n, 1));
  const char *unnamed = g_intern_static_string ("");
  for (size_t row = 0; row < builder->n; row++)
    {
      VitLine line;
      names[row] = (char *) unnamed;
      if (vit_line_reader_next (reader, &line, error) != VIT_LINE_OK)
        {
          if (error && !*error)
            vit_set_damage (error, source, entry, context, reader->number,
                            "the frame has %zu of %zu rows", row, builder->n);
          return false;
        }
      if (!parse_row (source, entry, context, layout, &line, builder, names, row, error))
        return false;
    }
  if (layout->type >= 0)
    {
      if (layout->species >= 0)
        name_types (builder, names);
      return true;
    }
  if (vit_frame_builder_types_from_names (builder, names, context))
    return true;
  vit_set_damage (error, source, entry, context, entry->line, "more than 255 species");
  return false;
}

static VitFrame *
read_frame (VitSource *source,
            const VitIndexEntry *entry,
            const VitReadContext *context,
            GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitFrameBuilder) builder = { 0 };
  VitXyzComment comment;
  if (!read_comment (source, entry, context, &reader, &comment, error))
    return NULL;
  XyzLayout layout = get_xyz_layout (&comment);
  builder.n = (size_t) entry->n_atoms;
  builder.types = g_malloc0 (MAX (builder.n, 1));
  builder.real = g_new0 (double, MAX (3 * builder.n, 1));
  if (layout.id >= 0)
    builder.ids = g_new0 (int64_t, MAX (builder.n, 1));
  if (!read_rows (source, entry, context, &reader, &layout, &builder, error))
    return NULL;
  VitCell cell = comment.cell;
  bool has_cell = comment.has_cell;
  if (!has_cell && context && context->cell)
    {
      cell = *context->cell;
      has_cell = true;
    }
  if (!has_cell)
    set_bounding_cell (builder.real, builder.n, &cell);
  VitFrame *frame =
      vit_frame_builder_finish (&builder, &cell, entry, !has_cell, source, context, NULL);
  frame->has_cell = has_cell && !comment.is_thin;
  return frame;
}

static bool
read_cell (VitSource *source, const VitIndexEntry *entry, VitCell *cell, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  VitXyzComment comment;
  if (!read_comment (source, entry, NULL, &reader, &comment, error))
    return false;
  *cell = comment.cell;
  if (!comment.has_cell)
    g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s: the frame has no box",
                 vit_source_get_path (source));
  return comment.has_cell;
}

/* ---- Columns ---- */

static char **
list_column_names (const VitXyzComment *comment)
{
  static const char *const plain[] = { "species", "x", "y", "z", NULL };
  if (!comment->extended)
    return g_strdupv ((char **) plain);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (int i = 0; i < comment->n_properties; i++)
    for (int k = 0; k < comment->properties[i].n; k++)
      {
        const VitXyzProperty *property = &comment->properties[i];
        g_autofree char *name = strcmp (property->name, "pos") == 0
                                    ? g_strdup_printf ("%c", "xyz"[k])
                                : property->n > 1 ? g_strdup_printf ("%s_%d", property->name, k + 1)
                                                  : g_strdup (property->name);
        g_strv_builder_add (names, name);
      }
  return g_strv_builder_end (names);
}

static char **
read_columns (VitSource *source, const VitIndexEntry *entry, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  VitXyzComment comment;
  return read_comment (source, entry, NULL, &reader, &comment, error) ? list_column_names (&comment)
                                                                      : NULL;
}

/* Positions are unwrapped only if there is no box, because a box may have been used to wrap
 * them. */
static bool
read_unwrapped (VitSource *source, const VitIndexEntry *entry, bool *unwrapped, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  VitXyzComment comment;
  if (!read_comment (source, entry, NULL, &reader, &comment, error))
    return false;
  *unwrapped = !comment.has_cell;
  return true;
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
  VitXyzComment comment;
  if (!read_comment (source, entry, context, &reader, &comment, error))
    return false;
  g_auto (GStrv) names = list_column_names (&comment);
  XyzLayout layout = get_xyz_layout (&comment);
  int wanted = 0;
  while (names[wanted] && strcmp (names[wanted], name) != 0)
    wanted++;
  if (!names[wanted])
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "frame %zu has no column \"%s\"",
                   context->frame, name);
      return false;
    }
  return vit_read_column_rows (&reader, source, entry, context, name, wanted, layout.id, values,
                               error);
}

static void
judge (VitSource *source,
       const VitIndexEntry *entry,
       const VitReadContext *context,
       VitPremises *premises)
{
  g_auto (VitLineReader) reader = { 0 };
  VitXyzComment comment;
  if (!read_comment (source, entry, context, &reader, &comment, NULL) || !comment.is_bad_periodic)
    return;
  if (comment.has_cell)
    vit_premises_set (premises, VIT_PREMISE_PERIODIC, VIT_SOURCE_DEFAULT, "xyz");
  vit_premises_doubt (premises, VIT_PREMISE_PERIODIC,
                      "What the file says (pbc) is not three of T and F.");
}

const VitReader vit_reader_xyz = {
  .version = 5,
  .sniff = sniff,
  .index = index_file,
  .read = read_frame,
  .read_cell = read_cell,
  .read_column = read_column,
  .read_columns = read_columns,
  .read_unwrapped = read_unwrapped,
  .judge = judge,
};
