/* Reader of LAMMPS data files, which hold one frame. */

#include <math.h>

#include "core/base/error.h"
#include "core/io/atom-style.h"
#include "core/io/data-header.h"
#include "core/io/frame-builder.h"

static bool
sniff (const char *head, size_t n)
{
  bool first = true;
  /* A LAMMPS log may contain a line with a number of atoms, too. */
  if (n >= 8 && memcmp (head, "LAMMPS (", 8) == 0)
    return false;
  for (const char *p = head; p < head + n;)
    {
      const char *feed = memchr (p, '\n', (size_t) (head + n - p));
      const char *end = feed ? feed : head + n;
      VitLine line = { .begin = p, .end = end };
      VitToken tokens[2];
      int64_t value;
      int count = first ? 0 : vit_data_split_line (&line, tokens, 2, NULL);
      /* Lines of the header, apart from the title, begin with numbers. */
      if (count > 0 && g_ascii_isalpha (*tokens[0].text))
        return false;
      if (count == 2 && vit_token_equal (tokens[1], "atoms") &&
          vit_parse_integer (tokens[0], &value) != VIT_INTEGER_NOT)
        return true;
      first = false;
      p = end + 1;
    }
  return false;
}

/* Count the rows, comment lines left out. */
static VitLineStatus
count_rows (VitDataParse *parse, VitIndex *index, uint64_t *n, GError **error)
{
  VitLine line;
  VitLineStatus status = VIT_LINE_OK;
  bool said = false;
  for (*n = 0; *n < (uint64_t) parse->header->n_atoms;)
    {
      status = vit_line_reader_next (parse->reader, &line, error);
      if (status != VIT_LINE_OK)
        return status;
      bool comment = line.begin < line.end && *line.begin == '#';
      if (comment && !said)
        vit_index_add_problem (index, parse->source, line.number, true, false, 0, false,
                               "a comment among the rows is no atom row");
      said = said || comment;
      if (comment)
        continue;
      (*n)++;
      if (!line.complete)
        vit_index_add_problem (index, parse->source, line.number, true, false, 0, false,
                               VIT_NO_LINE_END);
    }
  return status;
}

/* Check that a section follows the rows, or nothing: more rows than declared are other atoms. */
static bool
check_after_rows (VitDataParse *parse, GError **error)
{
  VitLine line;
  VitLineStatus status;
  while ((status = vit_line_reader_next (parse->reader, &line, error)) == VIT_LINE_OK)
    {
      VitToken token;
      if (vit_data_split_line (&line, &token, 1, NULL) == 0)
        continue;
      int64_t id;
      return vit_parse_integer (token, &id) == VIT_INTEGER_NOT ||
             vit_data_wrong (parse, line.number,
                             "more than the %" G_GINT64_FORMAT " rows that the header declares",
                             parse->header->n_atoms);
    }
  return status == VIT_LINE_END;
}

static bool
index_file (VitSource *source, VitIndex *index, VitProgress *progress, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDataHeader) header = { 0 };
  VitDataParse parse = { source, &reader, &header, NULL, 0 };
  VitCell cell;
  uint64_t skipped = 0;
  vit_line_reader_init (&reader, source, 0, 1, UINT64_MAX);
  bool ok = vit_data_header_read (&parse, error);
  if (!ok && !parse.what)
    return false;
  if (ok && !vit_data_make_cell (&header, &cell))
    ok = vit_data_wrong (&parse, 1, "the box is missing or has no volume");
  if (ok && header.has_atoms)
    {
      if (count_rows (&parse, index, &skipped, error) == VIT_LINE_ERROR)
        return false;
      if (skipped < (uint64_t) header.n_atoms)
        ok = vit_data_wrong (&parse, header.rows_line + skipped,
                             "%" G_GUINT64_FORMAT " of %" G_GINT64_FORMAT " rows", skipped,
                             header.n_atoms);
      else if (!check_after_rows (&parse, error))
        {
          if (!parse.what)
            return false;
          ok = false;
        }
    }
  if (ok)
    {
      VitIndexEntry entry = { .length = vit_source_get_size (source),
                              .line = 1,
                              .time = NAN,
                              .n_atoms = (uint32_t) header.n_atoms,
                              .body = MIN (header.rows_offset, VIT_INDEX_MAX_BODY),
                              .body_line = header.rows_line > 0
                                               ? MIN (header.rows_line - 1, VIT_INDEX_MAX_BODY_LINE)
                                               : 0,
                              .flags = VIT_INDEX_NO_STEP };
      if (*header.units && !index->units)
        index->units = g_strdup (header.units);
      if (header.is_thin)
        vit_index_add_problem (index, source, 1, true, false, 0, false, VIT_THIN_BOX);
      vit_index_add (index, entry, &cell);
    }
  else
    {
      vit_index_add_problem (index, source, parse.line, true, false, 0, true, "%s", parse.what);
      index->n_damaged++;
      index->n_unsettled++;
    }
  g_free (parse.what);
  /* Settle nothing: if the file changes, the whole structure is read again. */
  return true;
}

/* ---- Atom style ---- */

/* Chosen is an atom style and how it was found. */
typedef struct
{
  const VitAtomStyle *style; /* NULL: none fits */
  VitPremiseSource source;
  int n_fitting; /* usual styles that fit, if it was guessed */
  char *unknown; /* name that no style has */
} ChosenStyle;

/* ---- Rows ---- */

typedef struct
{
  VitSource *source;
  const VitIndexEntry *entry;
  const VitReadContext *context;
  const VitDataHeader *header;
  const VitCell *cell;
  VitFrameBuilder *builder;
  ChosenStyle chosen;
  const VitAtomStyle *style;
  bool images;
  bool said_type;
} DataRows;

static bool
fail_at_token (
    DataRows *rows, const VitLine *line, VitToken token, const char *what, GError **error)
{
  g_autofree char *text = vit_token_dup (token);
  vit_set_damage (error, rows->source, rows->entry, rows->context, line->number, "\"%s\" is %s",
                  text, what);
  return false;
}

static void
add_row_warning (DataRows *rows, const VitLine *line, const char *text)
{
  if (rows->context && rows->context->warnings)
    g_ptr_array_add (rows->context->warnings,
                     vit_problem_new (vit_source_get_path (rows->source), line->number,
                                      (int64_t) rows->context->frame, false, 0, false, text));
}

static void
add_type_warning (DataRows *rows, const VitLine *line, int64_t type)
{
  if (rows->said_type)
    return;
  rows->said_type = true;
  g_autofree char *text = g_strdup_printf (
      "type %" G_GINT64_FORMAT ", but the file declares %" G_GINT64_FORMAT " atom types", type,
      rows->header->n_types);
  add_row_warning (rows, line, text);
}

/* Guess the style from the rows. */
static void
guess_style (VitSource *source, const VitDataHeader *header, int64_t n_atoms, ChosenStyle *chosen)
{
  g_auto (VitLineReader) reader = { 0 };
  g_autoptr (VitAtomStyleGuess) guess = vit_atom_style_guess_new (header->n_types);
  VitLine line;
  vit_line_reader_init (&reader, source, header->rows_offset, header->rows_line, UINT64_MAX);
  for (int64_t row = 0;
       row < n_atoms && vit_line_reader_next (&reader, &line, NULL) == VIT_LINE_OK;)
    {
      VitToken tokens[VIT_ATOM_STYLE_MAX_TOKENS];
      int64_t type;
      int n = vit_data_split_line (&line, tokens, VIT_ATOM_STYLE_MAX_TOKENS, NULL);
      char number[8];
      if (n == 0)
        continue;
      /* A label stands for its number. */
      for (int k = 1; k < MIN (n, 3) && header->has_labels; k++)
        if (vit_parse_integer (tokens[k], &type) == VIT_INTEGER_NOT &&
            vit_data_find_label (header, tokens[k], &type))
          {
            g_snprintf (number, sizeof number, "%d", (int) type);
            tokens[k] = (VitToken){ number, strlen (number) };
          }
      vit_atom_style_guess_add (guess, tokens, n);
      row++;
    }
  chosen->source = VIT_SOURCE_DEFAULT;
  chosen->style = vit_atom_style_guess_choose (guess, &chosen->n_fitting);
}

/* Choose the atom style: the user's, else the file's, else by the rows. */
static void
choose_style (VitSource *source,
              const VitIndexEntry *entry,
              const VitReadContext *context,
              const VitDataHeader *header,
              ChosenStyle *chosen)
{
  const char *given = context ? context->atom_style : NULL;
  const char *name = given ? given : header->style;
  *chosen = (ChosenStyle){ .source = given ? VIT_SOURCE_USER : VIT_SOURCE_FILE };
  if (!*name)
    {
      guess_style (source, header, entry->n_atoms, chosen);
      return;
    }
  chosen->style = vit_atom_style_find (name);
  chosen->unknown = chosen->style ? NULL : g_strdup (name);
}

/* Fail because no style is known: it is asked for. */
static void
fail_without_style (DataRows *rows, const VitLine *line, int n, GError **error)
{
  g_autofree char *all = vit_atom_style_list ();
  if (rows->chosen.unknown)
    {
      g_autofree char *name = g_utf8_make_valid (rows->chosen.unknown, -1);
      vit_set_damage (error, rows->source, rows->entry, rows->context,
                      rows->context && rows->context->atom_style ? 0 : rows->header->rows_line - 2,
                      "the atom style \"%s\" is not known: give --atom-style with one of %s", name,
                      all);
    }
  else
    vit_set_damage (error, rows->source, rows->entry, rows->context, line->number,
                    "the atom style is not named, and the %d columns are of no usual one: give "
                    "--atom-style with one of %s",
                    n, all);
}

/* Take a type: a number, or one of the file's type labels. */
static bool
take_type (const VitDataHeader *header, VitToken token, int64_t *type)
{
  if (vit_parse_integer (token, type) == VIT_INTEGER_OK)
    return *type >= 1 && *type <= 255;
  return vit_data_find_label (header, token, type);
}

static bool
parse_row (DataRows *rows, const VitLine *line, size_t row, GError **error)
{
  VitToken t[VIT_ATOM_STYLE_MAX_TOKENS];
  int n = vit_data_split_line (line, t, VIT_ATOM_STYLE_MAX_TOKENS, NULL);
  int64_t type, image;
  if (!rows->style)
    {
      fail_without_style (rows, line, n, error);
      return false;
    }
  if (row == 0)
    rows->images = rows->style->n > 0 && n >= rows->style->n + 3;
  if (n < MAX (rows->style->n, rows->style->x + 3) ||
      (rows->style->n > 0 && n > VIT_ATOM_STYLE_MAX_TOKENS))
    {
      vit_set_damage (error, rows->source, rows->entry, rows->context, line->number,
                      "the row has %d columns", n);
      return false;
    }
  if (vit_parse_integer (t[0], &rows->builder->ids[row]) != VIT_INTEGER_OK)
    return fail_at_token (rows, line, t[0], "no id", error);
  if (!take_type (rows->header, t[rows->style->type], &type))
    return fail_at_token (rows, line, t[rows->style->type], "no type from 1 to 255", error);
  if (rows->header->n_types > 0 && type > rows->header->n_types)
    add_type_warning (rows, line, type);
  rows->builder->types[row] = (uint8_t) type;
  double *x = rows->builder->real + 3 * row;
  for (int k = 0; k < 3; k++)
    if (!vit_parse_double (t[rows->style->x + k], &x[k]))
      return fail_at_token (rows, line, t[rows->style->x + k], "no coordinate", error);
  if (rows->images && n < rows->style->n + 3)
    return fail_at_token (rows, line, t[n - 1], "the last column: image flags are missing", error);
  for (int k = 0; rows->images && k < 3; k++)
    {
      VitToken token = t[rows->style->n + k];
      if (vit_parse_integer (token, &image) != VIT_INTEGER_OK)
        return fail_at_token (rows, line, token, "no image flag", error);
      for (int j = 0; j < 3; j++)
        x[j] += (double) image * rows->cell->h[k][j];
    }
  return true;
}

/* Read the next line that is no comment. */
static VitLineStatus
next_row (VitLineReader *reader, VitLine *line, GError **error)
{
  VitLineStatus status;
  do
    status = vit_line_reader_next (reader, line, error);
  while (status == VIT_LINE_OK && line->begin < line->end && *line->begin == '#');
  return status;
}

/* Say that the style was guessed. */
static void
say_style (DataRows *rows)
{
  if (!rows->style || rows->chosen.source != VIT_SOURCE_DEFAULT || !rows->context ||
      !rows->context->warnings)
    return;
  g_autofree char *text =
      g_strdup_printf ("the section Atoms does not name its atom style: the columns are taken for "
                       "those of %s",
                       rows->style->style);
  g_ptr_array_add (rows->context->warnings,
                   vit_problem_new (vit_source_get_path (rows->source), rows->header->rows_line - 2,
                                    (int64_t) rows->context->frame, false, 0, false, text));
}

static VitFrame *
read_frame (VitSource *source,
            const VitIndexEntry *entry,
            const VitReadContext *context,
            GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDataHeader) header = { 0 };
  g_auto (VitFrameBuilder) builder = { 0 };
  VitDataParse parse = { source, &reader, &header, NULL, 0 };
  VitCell cell;
  vit_line_reader_init (&reader, source, 0, 1, UINT64_MAX);
  if (!vit_data_header_read (&parse, error) || !vit_data_make_cell (&header, &cell))
    {
      if (error && !*error)
        vit_set_damage (error, source, entry, context, parse.line, "%s",
                        parse.what ? parse.what : "the box has no volume");
      g_free (parse.what);
      return NULL;
    }
  builder.n = (size_t) entry->n_atoms;
  builder.ids = g_new0 (int64_t, MAX (builder.n, 1));
  builder.types = g_malloc0 (MAX (builder.n, 1));
  builder.real = g_new0 (double, MAX (3 * builder.n, 1));
  DataRows rows = { source, entry, context, &header, &cell, &builder };
  choose_style (source, entry, context, &header, &rows.chosen);
  rows.style = rows.chosen.style;
  for (size_t row = 0; row < builder.n; row++)
    {
      VitLine line;
      if (next_row (&reader, &line, error) != VIT_LINE_OK || !parse_row (&rows, &line, row, error))
        {
          if (error && !*error)
            vit_set_damage (error, source, entry, context, reader.number, "%zu of %zu rows", row,
                            builder.n);
          g_free (rows.chosen.unknown);
          return NULL;
        }
    }
  say_style (&rows);
  g_free (rows.chosen.unknown);
  int64_t n_types = MIN (MAX (header.n_types, 0), 255);
  builder.species = g_new0 (char *, n_types + 1);
  for (int64_t k = 0; k < n_types; k++)
    builder.species[k] = g_strdup (header.names[k + 1] ? header.names[k + 1] : "");
  VitFrame *frame =
      vit_frame_builder_finish (&builder, &cell, entry, rows.images, source, context, NULL);
  frame->has_cell = !header.is_thin;
  return frame;
}

static char **
read_columns (VitSource *source, const VitIndexEntry *entry, GError **error)
{
  static const char *const names[] = { "id", "type", "x", "y", "z", NULL };
  return g_strdupv ((char **) names);
}

static bool
read_column (VitSource *source,
             const VitIndexEntry *entry,
             const VitReadContext *context,
             const char *name,
             double *values,
             GError **error)
{
  g_autoptr (VitFrame) frame = read_frame (source, entry, context, error);
  if (!frame)
    return false;
  bool coordinate = strlen (name) == 1 && *name >= 'x' && *name <= 'z';
  if (!coordinate && strcmp (name, "id") != 0 && strcmp (name, "type") != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "data files have no column \"%s\" that is read", name);
      return false;
    }
  for (size_t i = 0; i < frame->atoms->n; i++)
    values[i] = coordinate     ? frame->real[3 * i + (size_t) (*name - 'x')]
                : *name == 'i' ? (double) frame->atoms->ids[i]
                               : frame->atoms->types[i];
  return true;
}

/* Judge the atom style. */
static void
judge (VitSource *source,
       const VitIndexEntry *entry,
       const VitReadContext *context,
       VitPremises *premises)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (VitDataHeader) header = { 0 };
  VitDataParse parse = { source, &reader, &header, NULL, 0 };
  ChosenStyle chosen;
  vit_line_reader_init (&reader, source, 0, 1, UINT64_MAX);
  bool ok = vit_data_header_read (&parse, NULL) && header.has_atoms;
  g_free (parse.what);
  if (!ok)
    return;
  choose_style (source, entry, context, &header, &chosen);
  g_free (chosen.unknown);
  if (!chosen.style)
    return;
  vit_premises_set (premises, VIT_PREMISE_ATOM_STYLE, chosen.source, chosen.style->style);
  if (chosen.source == VIT_SOURCE_DEFAULT && chosen.n_fitting > 1)
    vit_premises_doubt (premises, VIT_PREMISE_ATOM_STYLE,
                        "The file does not name its atom style, and its rows fit %d of the usual "
                        "ones.",
                        chosen.n_fitting);
}

const VitReader vit_reader_lammps_data = {
  .version = 2,
  .sniff = sniff,
  .index = index_file,
  .read = read_frame,
  .read_column = read_column,
  .read_columns = read_columns,
  .judge = judge,
};
