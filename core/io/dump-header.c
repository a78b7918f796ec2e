#include "core/io/dump-header.h"

#include <math.h>
#include <string.h>

#include "core/io/frame.h"
#include "core/io/text.h"

void
vit_dump_header_clear (VitDumpHeader *header)
{
  g_clear_pointer (&header->units, g_free);
  g_clear_pointer (&header->unknown, g_free);
  g_clear_pointer (&header->columns, g_strfreev);
}

/* HeaderParse is the state of parsing a header. */
typedef struct
{
  VitLineReader *reader;
  VitDumpHeader *header;
  uint64_t end;
  char **what;
  uint64_t *line;
  GError **error;
} HeaderParse;

static VitDumpHeaderStatus G_GNUC_PRINTF (3, 4)
    report_damaged (HeaderParse *parse, uint64_t line, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  *parse->what = g_strdup_vprintf (format, args);
  va_end (args);
  *parse->line = line;
  return VIT_DUMP_HEADER_DAMAGED;
}

static VitDumpHeaderStatus
report_unfinished (HeaderParse *parse, uint64_t line, const char *item)
{
  *parse->what = g_strdup_printf ("unfinished %s: the file ends here", item);
  *parse->line = line;
  return VIT_DUMP_HEADER_UNFINISHED;
}

/* Read a line of an item's body. It must be complete, because a number that is cut short is still a
 * number. */
static VitDumpHeaderStatus
next_item_line (HeaderParse *parse, VitLine *line, const char *item)
{
  uint64_t number = parse->reader->number;
  switch (vit_line_reader_next (parse->reader, line, parse->error))
    {
    case VIT_LINE_OK:
      line->end = vit_strip_line (line->begin, line->end);
      return line->complete ? VIT_DUMP_HEADER_OK : report_unfinished (parse, line->number, item);
    case VIT_LINE_END:
      return report_unfinished (parse, number - 1, item);
    default:
      return VIT_DUMP_HEADER_ERROR;
    }
}

static VitDumpHeaderStatus
read_single_token (HeaderParse *parse, VitLine *line, const char *item, VitToken *token)
{
  VitDumpHeaderStatus status = next_item_line (parse, line, item);
  if (status != VIT_DUMP_HEADER_OK)
    return status;
  token->text = line->begin;
  while (token->text < line->end && vit_is_blank (*token->text))
    token->text++;
  token->length = (size_t) (line->end - token->text);
  return VIT_DUMP_HEADER_OK;
}

static VitDumpHeaderStatus
read_integer (HeaderParse *parse, const char *item, int64_t *value)
{
  VitLine line;
  VitToken token;
  VitDumpHeaderStatus status = read_single_token (parse, &line, item, &token);
  if (status != VIT_DUMP_HEADER_OK)
    return status;
  g_autofree char *text = vit_token_dup (token);
  switch (vit_parse_whole (token, value))
    {
    case VIT_INTEGER_OK:
      return VIT_DUMP_HEADER_OK;
    case VIT_INTEGER_TOO_LARGE:
      return report_damaged (parse, line.number, "the %s \"%s\" is too large", item, text);
    default:
      return report_damaged (parse, line.number, "the %s \"%s\" is not an integer", item, text);
    }
}

static VitDumpHeaderStatus
read_n_atoms (HeaderParse *parse)
{
  int64_t n = 0;
  uint64_t at = parse->reader->number;
  VitDumpHeaderStatus status = read_integer (parse, "number of atoms", &n);
  if (status != VIT_DUMP_HEADER_OK)
    return status;
  if (n < 0)
    return report_damaged (parse, at, "the number of atoms is negative (%" G_GINT64_FORMAT ")", n);
  uint64_t here = vit_line_reader_tell (parse->reader);
  uint64_t rest = parse->end > here ? parse->end - here : 0;
  /* A row takes at least two bytes. Small numbers are not checked here, because their rows are
   * counted. */
  if (((uint64_t) n > rest / 2 && n > 1000000) || (uint64_t) n > VIT_MAX_ATOMS)
    return report_damaged (parse, at,
                           "impossible number of atoms %" G_GINT64_FORMAT ": %" G_GUINT64_FORMAT
                           " bytes follow",
                           n, rest);
  parse->header->n_atoms = (uint64_t) n;
  parse->header->has_n_atoms = true;
  return VIT_DUMP_HEADER_OK;
}

static VitDumpHeaderStatus
read_time (HeaderParse *parse)
{
  VitLine line;
  VitToken token;
  VitDumpHeaderStatus status = read_single_token (parse, &line, "time", &token);
  if (status != VIT_DUMP_HEADER_OK)
    return status;
  if (vit_parse_double (token, &parse->header->time) && isfinite (parse->header->time))
    return VIT_DUMP_HEADER_OK;
  g_autofree char *text = vit_token_dup (token);
  return report_damaged (parse, line.number, "the time \"%s\" is not a number", text);
}

/* ---- The box ---- */

typedef enum
{
  BOX_ORTHOGONAL,
  BOX_RESTRICTED,
  BOX_GENERAL,
} BoxKind;

static void
set_general_cell (VitCell *cell, double row[3][4])
{
  for (int k = 0; k < 3; k++)
    {
      for (int j = 0; j < 3; j++)
        cell->h[k][j] = row[k][j];
      cell->origin[k] = row[k][3];
    }
}

/* Bounds in a dump are those of the bounding box of the parallelepiped (LAMMPS manual,
 * Howto_triclinic). */
static void
set_restricted_cell (VitCell *cell, double row[3][4])
{
  double xy = row[0][2], xz = row[1][2], yz = row[2][2];
  double lo[3] = { row[0][0] - fmin (fmin (0, xy), fmin (xz, xy + xz)), row[1][0] - fmin (0, yz),
                   row[2][0] };
  double hi[3] = { row[0][1] - fmax (fmax (0, xy), fmax (xz, xy + xz)), row[1][1] - fmax (0, yz),
                   row[2][1] };
  const double tilt[3] = { xy, xz, yz };
  vit_cell_init_restricted (cell, lo, hi, tilt);
}

static VitDumpHeaderStatus
read_box_row (HeaderParse *parse, int expected, double row[4], uint64_t *number)
{
  VitLine line;
  VitDumpHeaderStatus status = next_item_line (parse, &line, "box");
  if (status != VIT_DUMP_HEADER_OK)
    return status;
  *number = line.number;
  size_t n = vit_token_count (line.begin, line.end);
  if (n != (size_t) expected)
    return report_damaged (parse, line.number, "the box row has %zu of %d numbers", n, expected);
  const char *p = line.begin;
  VitToken token;
  for (int k = 0; vit_token_next (&p, line.end, &token); k++)
    if (!vit_parse_double (token, &row[k]) || !isfinite (row[k]))
      {
        g_autofree char *text = vit_token_dup (token);
        return report_damaged (parse, line.number, "\"%s\" in the box is not a number%s", text,
                               memchr (token.text, ',', token.length) ? " (decimal comma?)" : "");
      }
  return VIT_DUMP_HEADER_OK;
}

static bool
is_boundary (VitToken token)
{
  return token.length == 2 && strchr ("pfsm", token.text[0]) && strchr ("pfsm", token.text[1]);
}

static VitDumpHeaderStatus
read_box (HeaderParse *parse, const char *p, const char *end, uint64_t item_line)
{
  VitCell *cell = &parse->header->cell;
  BoxKind kind = BOX_ORTHOGONAL;
  bool periodic[3] = { true, true, true };
  int n_boundary = 0;
  VitToken token;

  while (vit_token_next (&p, end, &token))
    if (vit_token_equal (token, "xy") || vit_token_equal (token, "xz") ||
        vit_token_equal (token, "yz"))
      kind = BOX_RESTRICTED;
    else if (vit_token_equal (token, "abc") || vit_token_equal (token, "origin"))
      kind = BOX_GENERAL;
    else if (is_boundary (token) && n_boundary < 3)
      periodic[n_boundary++] = token.text[0] == 'p';
    else
      {
        g_autofree char *text = vit_token_dup (token);
        return report_damaged (parse, item_line, "\"%s\" is not known in ITEM: BOX BOUNDS", text);
      }

  double row[3][4] = { 0 };
  for (int k = 0; k < 3; k++)
    {
      uint64_t number = 0;
      VitDumpHeaderStatus status = read_box_row (parse, 2 + (int) kind, row[k], &number);
      if (status != VIT_DUMP_HEADER_OK)
        return status;
      if (kind != BOX_GENERAL && row[k][1] < row[k][0])
        return report_damaged (parse, number, "the box is inverted: hi is below lo (%g %g)",
                               row[k][0], row[k][1]);
    }
  if (kind == BOX_GENERAL)
    set_general_cell (cell, row);
  else if (kind == BOX_RESTRICTED)
    set_restricted_cell (cell, row);
  else
    vit_cell_init_orthogonal (cell, (double[3]){ row[0][0], row[1][0], row[2][0] },
                              (double[3]){ row[0][1], row[1][1], row[2][1] });
  memcpy (cell->periodic, periodic, sizeof periodic);
  parse->header->is_thin = !vit_cell_is_valid (cell);
  if (parse->header->is_thin && !vit_cell_thicken (cell))
    return report_damaged (parse, item_line, "the box has no volume");
  parse->header->has_cell = true;
  return VIT_DUMP_HEADER_OK;
}

/* ---- The columns ---- */

/* Names of the kinds of coordinates in order of preference: unwrapped coordinates before wrapped
 * ones, and those in Å before scaled ones. */
static const struct
{
  VitDumpCoordinates coordinates;
  const char *names[3];
} kinds[] = {
  { VIT_DUMP_UNWRAPPED, { "xu", "yu", "zu" } },
  { VIT_DUMP_UNWRAPPED_SCALED, { "xsu", "ysu", "zsu" } },
  { VIT_DUMP_WRAPPED, { "x", "y", "z" } },
  { VIT_DUMP_SCALED, { "xs", "ys", "zs" } },
};

int
vit_dump_find_column (char *const *columns, const char *name)
{
  for (int i = 0; columns[i]; i++)
    if (strcmp (columns[i], name) == 0)
      return i;
  return -1;
}

/* Whether there are coordinates along z of any kind. */
static bool
has_z (char *const *columns)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (vit_dump_find_column (columns, kinds[i].names[2]) >= 0)
      return true;
  return false;
}

/* Put together unwrapped and wrapped coordinates in Å, as of a film whose z is written plainly.
 * Along edges that are not periodic the two are the same. */
static bool
mix_coordinates (char *const *columns, const bool periodic[3], VitDumpPositions *found)
{
  found->coordinates = VIT_DUMP_UNWRAPPED;
  for (int k = 0; k < 3; k++)
    {
      int unwrapped = vit_dump_find_column (columns, kinds[0].names[k]),
          wrapped = vit_dump_find_column (columns, kinds[2].names[k]);
      found->position[k] = unwrapped >= 0 ? unwrapped : wrapped;
      if (found->position[k] < 0)
        return false;
      if (unwrapped < 0 && periodic[k])
        found->coordinates = VIT_DUMP_WRAPPED;
    }
  return true;
}

bool
vit_dump_find_positions (char *const *columns, const bool periodic[3], VitDumpPositions *found)
{
  bool flat = !has_z (columns), complete = false;
  *found = (VitDumpPositions){ .image = { -1, -1, -1 } };
  for (gsize i = 0; i < G_N_ELEMENTS (kinds) && !complete; i++)
    {
      for (int k = 0; k < 3; k++)
        found->position[k] = vit_dump_find_column (columns, kinds[i].names[k]);
      /* A simulation in two dimensions has no z; it is 0. */
      complete =
          found->position[0] >= 0 && found->position[1] >= 0 && (found->position[2] >= 0 || flat);
      found->coordinates = kinds[i].coordinates;
    }
  if (!complete)
    return mix_coordinates (columns, periodic, found);
  if (found->coordinates != VIT_DUMP_WRAPPED && found->coordinates != VIT_DUMP_SCALED)
    return true;
  int image[3];
  for (int k = 0; k < 3; k++)
    image[k] = vit_dump_find_column (columns, (const char *[]){ "ix", "iy", "iz" }[k]);
  if (image[0] >= 0 && image[1] >= 0 && image[2] >= 0)
    memcpy (found->image, image, sizeof image);
  return true;
}

static VitDumpHeaderStatus
read_columns (HeaderParse *parse, const char *p, const char *end, uint64_t item_line)
{
  VitDumpHeader *header = parse->header;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  VitToken token;
  while (vit_token_next (&p, end, &token))
    {
      g_autofree char *name = vit_token_dup_name (token, token.length);
      g_strv_builder_add (names, name);
      if (++header->n_columns > VIT_DUMP_MAX_COLUMNS)
        return report_damaged (parse, item_line, "more than %d columns", VIT_DUMP_MAX_COLUMNS);
    }
  header->columns = g_strv_builder_end (names);
  header->id = vit_dump_find_column (header->columns, "id");
  header->type = vit_dump_find_column (header->columns, "type");
  /* Labels are what the user called the types; an element may be a placeholder. */
  int label = vit_dump_find_column (header->columns, "typelabel");
  header->element = label >= 0 ? label : vit_dump_find_column (header->columns, "element");
  VitDumpPositions found;
  if (!vit_dump_find_positions (header->columns, header->cell.periodic, &found))
    return report_damaged (parse, item_line,
                           "no positions among the columns (x y z, xs ys zs, xu yu zu or xsu ysu "
                           "zsu, without z in two dimensions)");
  header->coordinates = found.coordinates;
  memcpy (header->position, found.position, sizeof header->position);
  memcpy (header->image, found.image, sizeof header->image);
  return VIT_DUMP_HEADER_OK;
}

/* ---- The items ---- */

static bool
skip_prefix (const char **p, const char *end, const char *prefix)
{
  size_t n = strlen (prefix);
  if ((size_t) (end - *p) < n || memcmp (*p, prefix, n) != 0 ||
      (*p + n < end && !vit_is_blank ((*p)[n])))
    return false;
  *p += n;
  return true;
}

/* Skip the lines of an item that is not known. If the content ends there, the item may stand in
 * place of ITEM: ATOMS. */
static VitDumpHeaderStatus
skip_unknown_item (HeaderParse *parse)
{
  const VitDumpHeader *header = parse->header;
  uint64_t skipped;
  VitLine line;
  for (;;)
    switch (vit_line_reader_skip (parse->reader, UINT64_MAX, 'I', &skipped, parse->error))
      {
      case VIT_LINE_ERROR:
        return VIT_DUMP_HEADER_ERROR;
      case VIT_LINE_END:
        if (header->has_step && header->has_n_atoms && header->has_cell)
          return report_damaged (parse, header->unknown_line,
                                 "unknown ITEM \"%s\", and no ITEM: ATOMS", header->unknown);
        return report_unfinished (parse, header->unknown_line, "header");
      default:
        {
          uint64_t offset = vit_line_reader_tell (parse->reader), number = parse->reader->number;
          VitLineStatus status = vit_line_reader_next (parse->reader, &line, parse->error);
          if (status == VIT_LINE_ERROR)
            return VIT_DUMP_HEADER_ERROR;
          bool item = status == VIT_LINE_OK && line.end - line.begin >= 5 &&
                      memcmp (line.begin, "ITEM:", 5) == 0;
          if (!item && status == VIT_LINE_OK && line.complete)
            continue;
          vit_line_reader_seek (parse->reader, offset, number);
          return VIT_DUMP_HEADER_OK;
        }
      }
}

/* Say which ITEM was there in place of the one that is missing. */
static VitDumpHeaderStatus
report_missing (HeaderParse *parse, uint64_t line, const char *item)
{
  if (parse->header->unknown)
    return report_damaged (parse, parse->header->unknown_line,
                           "unknown ITEM \"%s\", and no ITEM: %s before ITEM: ATOMS",
                           parse->header->unknown, item);
  return report_damaged (parse, line, "ITEM: ATOMS comes before ITEM: %s", item);
}

static VitDumpHeaderStatus
check_complete (HeaderParse *parse, uint64_t item_line)
{
  const VitDumpHeader *header = parse->header;
  if (!header->has_step)
    return report_missing (parse, item_line, "TIMESTEP");
  if (!header->has_n_atoms)
    return report_missing (parse, item_line, "NUMBER OF ATOMS");
  if (!header->has_cell)
    return report_missing (parse, item_line, "BOX BOUNDS");
  return VIT_DUMP_HEADER_OK;
}

static VitDumpHeaderStatus
read_item (HeaderParse *parse, const VitLine *line, bool *is_last)
{
  VitDumpHeader *header = parse->header;
  const char *p = line->begin, *end = line->end;
  *is_last = false;

  if (!skip_prefix (&p, end, "ITEM:"))
    {
      g_autofree char *text = vit_token_dup ((VitToken){ p, (size_t) (end - p) });
      return report_damaged (parse, line->number, "an ITEM was expected, not \"%s\"", text);
    }
  while (p < end && vit_is_blank (*p))
    p++;
  if (skip_prefix (&p, end, "TIMESTEP"))
    {
      if (header->has_step && header->unknown)
        return report_damaged (parse, header->unknown_line,
                               "unknown ITEM \"%s\", and no ITEM: ATOMS", header->unknown);
      if (header->has_step)
        return report_damaged (parse, line->number, "a second ITEM: TIMESTEP before the atoms");
      VitDumpHeaderStatus status = read_integer (parse, "step", &header->step);
      header->has_step = status == VIT_DUMP_HEADER_OK;
      return status;
    }
  if (skip_prefix (&p, end, "TIME"))
    return read_time (parse);
  if (skip_prefix (&p, end, "UNITS"))
    {
      VitLine units;
      VitDumpHeaderStatus status = next_item_line (parse, &units, "units");
      if (status == VIT_DUMP_HEADER_OK)
        {
          g_free (header->units);
          header->units =
              vit_token_dup ((VitToken){ units.begin, (size_t) (units.end - units.begin) });
        }
      return status;
    }
  if (skip_prefix (&p, end, "NUMBER OF ATOMS"))
    return read_n_atoms (parse);
  if (skip_prefix (&p, end, "BOX BOUNDS"))
    return read_box (parse, p, end, line->number);
  if (skip_prefix (&p, end, "ATOMS"))
    {
      *is_last = true;
      VitDumpHeaderStatus status = check_complete (parse, line->number);
      return status == VIT_DUMP_HEADER_OK ? read_columns (parse, p, end, line->number) : status;
    }
  if (!header->unknown)
    {
      header->unknown = vit_token_dup ((VitToken){ p, (size_t) (end - p) });
      header->unknown_line = line->number;
    }
  return skip_unknown_item (parse);
}

void
vit_dump_header_look_at_row (VitDumpHeader *header, const char *p, const char *end)
{
  VitToken token;
  int64_t number;
  for (int column = 0; header->type >= 0 && vit_token_next (&p, end, &token); column++)
    if (column == header->type)
      {
        if (vit_parse_integer (token, &number) == VIT_INTEGER_NOT && g_ascii_isalpha (*token.text))
          {
            header->element = header->type;
            header->type = -1;
          }
        return;
      }
}

VitDumpHeaderStatus
vit_dump_header_read (VitLineReader *reader,
                      VitDumpHeader *header,
                      uint64_t end,
                      char **what,
                      uint64_t *at,
                      GError **error)
{
  HeaderParse parse = { reader, header, end, what, at, error };
  bool begun = false, is_last = false;

  memset (header, 0, sizeof *header);
  header->time = NAN;
  *what = NULL;
  while (!is_last)
    {
      VitLine line;
      uint64_t number = reader->number;
      VitLineStatus status = vit_line_reader_next (reader, &line, error);
      if (status == VIT_LINE_ERROR)
        return VIT_DUMP_HEADER_ERROR;
      if (status == VIT_LINE_END)
        return begun ? report_unfinished (&parse, number - 1, "header") : VIT_DUMP_HEADER_NONE;
      line.end = vit_strip_line (line.begin, line.end);
      if (line.begin == line.end && line.complete)
        continue;
      if (line.begin == line.end)
        return begun ? report_unfinished (&parse, number - 1, "header") : VIT_DUMP_HEADER_NONE;
      if (!begun)
        {
          header->begin = line.offset;
          header->begin_line = line.number;
          begun = true;
        }
      /* A line without its end may still grow: ITEM: TIME may become ITEM: TIMESTEP. */
      if (!line.complete)
        return report_unfinished (&parse, line.number, "header");
      VitDumpHeaderStatus item = read_item (&parse, &line, &is_last);
      if (item != VIT_DUMP_HEADER_OK)
        return item;
    }
  header->body = vit_line_reader_tell (reader);
  header->body_line = reader->number;
  return VIT_DUMP_HEADER_OK;
}

/* ---- Rows ---- */

char *
vit_dump_check_row (const VitDumpHeader *header, const char *p, const char *end)
{
  int n = (int) vit_token_count (p, end);
  if (n != header->n_columns)
    return g_strdup_printf ("the row has %d of %d columns", n, header->n_columns);
  VitToken token;
  for (int column = 0; vit_token_next (&p, end, &token); column++)
    {
      double value;
      bool number = column == header->id || (column == header->type &&
                                             !(token.length > 0 && g_ascii_isalpha (*token.text)));
      for (int k = 0; k < 3; k++)
        number = number || column == header->position[k];
      if (!number || vit_parse_double (token, &value))
        continue;
      g_autofree char *text = vit_token_dup (token);
      return g_strdup_printf ("\"%s\" in column %s is not a number%s", text,
                              header->columns[column],
                              memchr (token.text, ',', token.length) ? " (decimal comma?)" : "");
    }
  return NULL;
}
