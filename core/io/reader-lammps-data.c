/* Reader of LAMMPS data files, which hold one frame. */

#include <math.h>

#include "core/base/error.h"
#include "core/io/frame-builder.h"
#include "core/io/line-reader.h"
#include "core/io/text.h"

/* DataHeader is the content before the rows of the Atoms section. */
typedef struct
{
  int64_t n_atoms, n_types;
  double lo[3], hi[3], tilt[3];
  bool has_bounds[3], has_tilt;
  double vectors[3][3], origin[3];
  bool has_vectors[3];
  char *names[256]; /* by type: its label, or the comment after its mass */
  bool has_labels;
  char style[32];
  bool has_atoms;
  uint64_t rows_offset, rows_line;
} DataHeader;

static void
header_clear (DataHeader *header)
{
  for (int i = 0; i < 256; i++)
    g_free (header->names[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DataHeader, header_clear)

/* Split a line into tokens, of which the first @most are stored. A comment after # goes to
 * @comment. Returns: the number of tokens. */
static int
split_line (const VitLine *line, VitToken *tokens, int most, const char **comment)
{
  const char *end = vit_strip_line (line->begin, line->end);
  const char *hash = memchr (line->begin, '#', (size_t) (end - line->begin));
  const char *p = line->begin, *stop = hash ? hash : end;
  int n = 0;
  VitToken token;
  while (vit_token_next (&p, stop, &token))
    {
      if (n < most)
        tokens[n] = token;
      n++;
    }
  if (comment)
    *comment = hash ? hash + 1 : NULL;
  return n;
}

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
      int count = first ? 0 : split_line (&line, tokens, 2, NULL);
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

typedef struct
{
  VitSource *source;
  VitLineReader *reader;
  DataHeader *header;
  char *what;
  uint64_t line;
} DataParse;

static bool G_GNUC_PRINTF (3, 4) wrong (DataParse *parse, uint64_t line, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  parse->what = g_strdup_vprintf (format, args);
  va_end (args);
  parse->line = line;
  return false;
}

static bool
take_count (DataParse *parse, const VitLine *line, VitToken token, const char *name, int64_t *value)
{
  g_autofree char *text = vit_token_dup (token);
  VitInteger kind = vit_parse_integer (token, value);
  uint64_t rest = vit_source_get_size (parse->source);
  if (kind == VIT_INTEGER_NOT || *value < 0)
    return wrong (parse, line->number, "\"%s\" is no number of %s", text, name);
  if (kind == VIT_INTEGER_TOO_LARGE || (uint64_t) *value > MIN (rest / 2, VIT_MAX_ATOMS))
    return wrong (parse, line->number,
                  "impossible number of %s %s: the file has %" G_GUINT64_FORMAT " bytes", name,
                  text, rest);
  return true;
}

static bool
take_numbers (DataParse *parse, const VitLine *line, const VitToken *tokens, int n, double *values)
{
  for (int i = 0; i < n; i++)
    if (!vit_parse_double (tokens[i], &values[i]) || !isfinite (values[i]))
      {
        g_autofree char *text = vit_token_dup (tokens[i]);
        return wrong (parse, line->number, "\"%s\" in the box is no number", text);
      }
  return true;
}

/* Parse a line of the header: numbers, then their meaning. */
static bool
take_header_line (DataParse *parse, const VitLine *line, const VitToken *t, int n)
{
  static const char *const bounds[3][2] = { { "xlo", "xhi" }, { "ylo", "yhi" }, { "zlo", "zhi" } };
  static const char *const vectors[3] = { "avec", "bvec", "cvec" };
  DataHeader *h = parse->header;
  if (n == 2 && vit_token_equal (t[1], "atoms"))
    return take_count (parse, line, t[0], "atoms", &h->n_atoms);
  if (n == 3 && vit_token_equal (t[1], "atom") && vit_token_equal (t[2], "types"))
    return take_count (parse, line, t[0], "atom types", &h->n_types);
  for (int k = 0; k < 3; k++)
    {
      double pair[2];
      if (n == 4 && vit_token_equal (t[2], bounds[k][0]) && vit_token_equal (t[3], bounds[k][1]))
        {
          if (!take_numbers (parse, line, t, 2, pair))
            return false;
          if (pair[1] < pair[0])
            return wrong (parse, line->number, "the box is inverted: hi is below lo (%g %g)",
                          pair[0], pair[1]);
          h->lo[k] = pair[0];
          h->hi[k] = pair[1];
          h->has_bounds[k] = true;
        }
      if (n == 4 && vit_token_equal (t[3], vectors[k]))
        {
          h->has_vectors[k] = true;
          return take_numbers (parse, line, t, 3, h->vectors[k]);
        }
    }
  if (n == 6 && vit_token_equal (t[3], "xy") && vit_token_equal (t[4], "xz") &&
      vit_token_equal (t[5], "yz"))
    {
      h->has_tilt = true;
      return take_numbers (parse, line, t, 3, h->tilt);
    }
  if (n == 5 && vit_token_equal (t[3], "abc") && vit_token_equal (t[4], "origin"))
    return take_numbers (parse, line, t, 3, h->origin);
  return true;
}

static void
take_mass (DataHeader *header, const VitToken *tokens, int n, const char *comment, const char *end)
{
  int64_t type;
  VitToken name;
  if (n < 2 || !comment || vit_parse_integer (tokens[0], &type) != VIT_INTEGER_OK || type < 1 ||
      type > 255 || !vit_token_next (&comment, end, &name) || header->names[type])
    return;
  header->names[type] = vit_token_dup_name (name, 15);
}

static void
take_label (DataHeader *header, const VitToken *tokens, int n)
{
  int64_t type;
  if (n != 2 || vit_parse_integer (tokens[0], &type) != VIT_INTEGER_OK || type < 1 || type > 255)
    return;
  g_free (header->names[type]);
  header->names[type] = vit_token_dup_name (tokens[1], tokens[1].length);
  header->has_labels = true;
}

/* Read up to the first row of the Atoms section. */
static bool
read_header (DataParse *parse, GError **error)
{
  VitLine line;
  VitLineStatus status = vit_line_reader_next (parse->reader, &line, error); /* the title */
  bool masses = false, labels = false, in_sections = false;
  while (status == VIT_LINE_OK)
    {
      VitToken tokens[8];
      const char *comment, *end;
      status = vit_line_reader_next (parse->reader, &line, error);
      if (status != VIT_LINE_OK)
        break;
      end = vit_strip_line (line.begin, line.end);
      int n = split_line (&line, tokens, 8, &comment);
      if (n == 0)
        continue;
      bool section = g_ascii_isalpha (*tokens[0].text);
      if (section && vit_token_equal (tokens[0], "Atoms"))
        {
          VitToken style;
          if (comment && vit_token_next (&comment, end, &style))
            g_strlcpy (parse->header->style, style.text,
                       MIN (style.length + 1, sizeof parse->header->style));
          status = vit_line_reader_next (parse->reader, &line, error);
          if (status == VIT_LINE_OK && vit_strip_line (line.begin, line.end) != line.begin)
            return wrong (parse, line.number,
                          "no blank line after Atoms: LAMMPS would skip this row");
          parse->header->has_atoms = true;
          parse->header->rows_offset = vit_line_reader_tell (parse->reader);
          parse->header->rows_line = parse->reader->number;
          return true;
        }
      in_sections = in_sections || section;
      if (section)
        {
          masses = vit_token_equal (tokens[0], "Masses");
          labels = n == 3 && vit_token_equal (tokens[0], "Atom") &&
                   vit_token_equal (tokens[1], "Type") && vit_token_equal (tokens[2], "Labels");
        }
      else if (labels)
        take_label (parse->header, tokens, n);
      else if (masses)
        take_mass (parse->header, tokens, n, comment, end);
      else if (!in_sections && !take_header_line (parse, &line, tokens, n))
        return false;
    }
  if (status == VIT_LINE_ERROR)
    return false;
  return parse->header->n_atoms == 0 ||
         wrong (parse, parse->reader->number, "the file has no Atoms section");
}

static bool
make_cell (const DataHeader *h, VitCell *cell)
{
  if (h->has_vectors[0] && h->has_vectors[1] && h->has_vectors[2])
    {
      memcpy (cell->h, h->vectors, sizeof cell->h);
      memcpy (cell->origin, h->origin, sizeof cell->origin);
      cell->periodic[0] = cell->periodic[1] = cell->periodic[2] = true;
    }
  else if (h->has_tilt)
    vit_cell_init_restricted (cell, h->lo, h->hi, h->tilt);
  else
    vit_cell_init_orthogonal (cell, h->lo, h->hi);
  return vit_cell_is_valid (cell);
}

static bool
index_file (VitSource *source, VitIndex *index, VitProgress *progress, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (DataHeader) header = { 0 };
  DataParse parse = { source, &reader, &header, NULL, 0 };
  VitCell cell;
  uint64_t skipped = 0;
  vit_line_reader_init (&reader, source, 0, 1, UINT64_MAX);
  bool ok = read_header (&parse, error);
  if (!ok && !parse.what)
    return false;
  if (ok && !make_cell (&header, &cell))
    ok = wrong (&parse, 1, "the box is missing or has no volume");
  if (ok && header.has_atoms)
    {
      if (vit_line_reader_skip (&reader, (uint64_t) header.n_atoms, '\0', &skipped, error) ==
          VIT_LINE_ERROR)
        return false;
      VitLine last;
      if (skipped + 1 == (uint64_t) header.n_atoms &&
          vit_line_reader_next (&reader, &last, error) == VIT_LINE_OK)
        {
          skipped++;
          vit_index_add_problem (index, source, last.number, true, false, 0, false,
                                 VIT_NO_LINE_END);
        }
      if (skipped < (uint64_t) header.n_atoms)
        ok = wrong (&parse, header.rows_line + skipped,
                    "%" G_GUINT64_FORMAT " of %" G_GINT64_FORMAT " rows", skipped, header.n_atoms);
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

/* ---- Rows ---- */

/* AtomStyle holds the columns of an atom style: index of type and of x, and the number of columns
 * before the image flags; with 0, image flags cannot be recognised. */
typedef struct
{
  const char *style;
  int type, x, n;
} AtomStyle;

static const AtomStyle styles[] = {
  { "atomic", 1, 2, 5 },       { "charge", 1, 3, 6 },   { "molecular", 2, 3, 6 },
  { "bond", 2, 3, 6 },         { "angle", 2, 3, 6 },    { "full", 2, 4, 7 },
  { "amoeba", 2, 4, 7 },       { "sphere", 1, 4, 7 },   { "bpm/sphere", 2, 5, 8 },
  { "ellipsoid", 1, 4, 7 },    { "body", 1, 4, 7 },     { "dipole", 1, 3, 9 },
  { "dielectric", 1, 3, 13 },  { "electron", 1, 5, 8 }, { "wavepacket", 1, 8, 11 },
  { "line", 2, 5, 8 },         { "tri", 2, 5, 8 },      { "template", 4, 5, 8 },
  { "peri", 1, 4, 7 },         { "dpd", 1, 3, 6 },      { "edpd", 1, 4, 7 },
  { "mdpd", 1, 3, 6 },         { "tdpd", 1, 2, 0 },     { "sph", 1, 5, 8 },
  { "meso", 1, 5, 8 },         { "smd", 1, 10, 13 },    { "spin", 1, 2, 9 },
  { "mesont", 2, 8, 11 },      { "oxdna", 1, 2, 5 },    { "rheo", 1, 4, 7 },
  { "rheo/thermal", 1, 5, 8 }, { "hybrid", 1, 2, 0 },
};

#define MAX_TOKENS 24

/* Guess the style from the number of columns if its name is unknown or missing. */
static const AtomStyle *
guess_style (const VitToken *tokens, int n)
{
  int64_t value;
  /* With six columns the third is the number of a molecule if it is an integer, else a charge. */
  int bare = n >= 8 ? n - 3 : n;
  if (bare == 5)
    return &styles[0];
  if (bare == 6)
    return vit_parse_integer (tokens[2], &value) == VIT_INTEGER_OK ? &styles[2] : &styles[1];
  return bare == 7 ? &styles[5] : NULL;
}

static const AtomStyle *
find_style (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    if (strcmp (styles[i].style, name) == 0)
      return &styles[i];
  return NULL;
}

typedef struct
{
  VitSource *source;
  const VitIndexEntry *entry;
  const VitReadContext *context;
  const DataHeader *header;
  const VitCell *cell;
  VitFrameBuilder *builder;
  const AtomStyle *style;
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

/* Choose the atom style by its name, else by the first row. */
static void
choose_style (DataRows *rows, const VitLine *line, const VitToken *tokens, int n)
{
  const char *name = rows->header->style;
  rows->style = find_style (name);
  if (!rows->style)
    rows->style = guess_style (tokens, MIN (n, MAX_TOKENS));
  rows->images = rows->style && rows->style->n > 0 && n >= rows->style->n + 3;
  if (!rows->style || !*name || find_style (name))
    return;
  g_autofree char *text =
      g_strdup_printf ("the atom style \"%s\" is not known: the columns are taken for those of %s",
                       name, rows->style->style);
  add_row_warning (rows, line, text);
}

/* Take a type: a number, or one of the file's type labels. */
static bool
take_type (const DataHeader *header, VitToken token, int64_t *type)
{
  if (vit_parse_integer (token, type) == VIT_INTEGER_OK)
    return *type >= 1 && *type <= 255;
  for (int k = 1; k <= 255 && header->has_labels; k++)
    if (header->names[k] && vit_token_equal (token, header->names[k]))
      {
        *type = k;
        return true;
      }
  return false;
}

static bool
parse_row (DataRows *rows, const VitLine *line, size_t row, GError **error)
{
  VitToken t[MAX_TOKENS];
  int n = split_line (line, t, MAX_TOKENS, NULL);
  int64_t type, image;
  if (row == 0)
    choose_style (rows, line, t, n);
  if (!rows->style)
    {
      vit_set_damage (error, rows->source, rows->entry, rows->context, line->number,
                      "an unknown atom style with %d columns", n);
      return false;
    }
  if (n < MAX (rows->style->n, rows->style->x + 3) || (rows->style->n > 0 && n > MAX_TOKENS))
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

static VitFrame *
read_frame (VitSource *source,
            const VitIndexEntry *entry,
            const VitReadContext *context,
            GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  g_auto (DataHeader) header = { 0 };
  g_auto (VitFrameBuilder) builder = { 0 };
  DataParse parse = { source, &reader, &header, NULL, 0 };
  VitCell cell;
  vit_line_reader_init (&reader, source, 0, 1, UINT64_MAX);
  if (!read_header (&parse, error) || !make_cell (&header, &cell))
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
  DataRows rows = { source, entry, context, &header, &cell, &builder, NULL, false, false };
  for (size_t row = 0; row < builder.n; row++)
    {
      VitLine line;
      if (vit_line_reader_next (&reader, &line, error) != VIT_LINE_OK ||
          !parse_row (&rows, &line, row, error))
        {
          if (error && !*error)
            vit_set_damage (error, source, entry, context, reader.number, "%zu of %zu rows", row,
                            builder.n);
          return NULL;
        }
    }
  int64_t n_types = MIN (MAX (header.n_types, 0), 255);
  builder.species = g_new0 (char *, n_types + 1);
  for (int64_t k = 0; k < n_types; k++)
    builder.species[k] = g_strdup (header.names[k + 1] ? header.names[k + 1] : "");
  return vit_frame_builder_finish (&builder, &cell, entry, rows.images, source, context, NULL);
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

const VitReader vit_reader_lammps_data = {
  .version = 1,
  .sniff = sniff,
  .index = index_file,
  .read = read_frame,
  .read_column = read_column,
  .read_columns = read_columns,
};
