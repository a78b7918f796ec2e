#include "core/io/data-header.h"

#include <math.h>

#include "core/io/atom-style.h"
#include "core/io/elements.h"
#include "core/io/frame.h"

void
vit_data_header_clear (VitDataHeader *header)
{
  for (int i = 0; i < 256; i++)
    g_free (header->names[i]);
}

/* Split a line into tokens, of which the first @most are stored. A comment after # goes to
 * @comment. Returns: the number of tokens. */
int
vit_data_split_line (const VitLine *line, VitToken *tokens, int most, const char **comment)
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

bool
vit_data_wrong (VitDataParse *parse, uint64_t line, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  parse->what = g_strdup_vprintf (format, args);
  va_end (args);
  parse->line = line;
  return false;
}

static bool
take_count (
    VitDataParse *parse, const VitLine *line, VitToken token, const char *name, int64_t *value)
{
  g_autofree char *text = vit_token_dup (token);
  VitInteger kind = vit_parse_integer (token, value);
  uint64_t rest = vit_source_get_size (parse->source);
  if (kind == VIT_INTEGER_NOT || *value < 0)
    return vit_data_wrong (parse, line->number, "\"%s\" is no number of %s", text, name);
  if (kind == VIT_INTEGER_TOO_LARGE || (uint64_t) *value > MIN (rest / 2, VIT_MAX_ATOMS))
    return vit_data_wrong (parse, line->number,
                           "impossible number of %s %s: the file has %" G_GUINT64_FORMAT " bytes",
                           name, text, rest);
  return true;
}

static bool
take_numbers (
    VitDataParse *parse, const VitLine *line, const VitToken *tokens, int n, double *values)
{
  for (int i = 0; i < n; i++)
    if (!vit_parse_double (tokens[i], &values[i]) || !isfinite (values[i]))
      {
        g_autofree char *text = vit_token_dup (tokens[i]);
        return vit_data_wrong (parse, line->number, "\"%s\" in the box is no number", text);
      }
  return true;
}

/* Parse a line of the header: numbers, then their meaning. */
static bool
take_header_line (VitDataParse *parse, const VitLine *line, const VitToken *t, int n)
{
  static const char *const bounds[3][2] = { { "xlo", "xhi" }, { "ylo", "yhi" }, { "zlo", "zhi" } };
  static const char *const vectors[3] = { "avec", "bvec", "cvec" };
  VitDataHeader *h = parse->header;
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
            return vit_data_wrong (parse, line->number,
                                   "the box is inverted: hi is below lo (%g %g)", pair[0], pair[1]);
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

bool
vit_data_find_label (const VitDataHeader *header, VitToken token, int64_t *type)
{
  for (int k = 1; k <= 255 && header->has_labels; k++)
    if (header->names[k] && vit_token_equal (token, header->names[k]))
      {
        *type = k;
        return true;
      }
  return false;
}

/* Find the name of a species in the comment after its mass, as in `mass of Zr`: a word that is an
 * element, best one of that mass; else the element of the mass; else the first word. LJ particles
 * of mass 1 are not hydrogen. */
static char *
find_name_of_mass (double mass, const char *comment, const char *end)
{
  static const char marks[] = "()[]{}<>,.;:\"'=#";
  const VitElement *of_mass = mass == 1 ? NULL : vit_element_find_mass (mass), *found = NULL;
  g_autofree char *first = NULL;
  VitToken word;
  while (comment && vit_token_next (&comment, end, &word))
    {
      while (word.length > 0 && strchr (marks, *word.text))
        {
          word.text++;
          word.length--;
        }
      while (word.length > 0 && strchr (marks, word.text[word.length - 1]))
        word.length--;
      if (!first && word.length > 0)
        first = vit_token_dup_name (word, VIT_MAX_NAME);
      const VitElement *element = vit_element_find_word (word);
      if (element && (!found || element == of_mass))
        found = element;
    }
  if (!found)
    found = of_mass;
  return found ? g_strdup (found->symbol) : g_steal_pointer (&first);
}

static void
take_mass (
    VitDataHeader *header, const VitToken *tokens, int n, const char *comment, const char *end)
{
  int64_t type;
  double mass;
  if (n < 2 || !vit_parse_double (tokens[1], &mass))
    return;
  if (vit_parse_integer (tokens[0], &type) != VIT_INTEGER_OK)
    {
      if (!vit_data_find_label (header, tokens[0], &type))
        return;
    }
  if (type >= 1 && type <= 255 && !header->names[type])
    header->names[type] = find_name_of_mass (mass, comment, end);
}

static void
take_label (VitDataHeader *header, const VitToken *tokens, int n)
{
  int64_t type;
  if (n != 2 || vit_parse_integer (tokens[0], &type) != VIT_INTEGER_OK || type < 1 || type > 255)
    return;
  g_free (header->names[type]);
  header->names[type] = vit_token_dup_name (tokens[1], tokens[1].length);
  header->has_labels = true;
}

/* Take the units that write_data prints into the title, as in `… timestep = 0, units = metal`. */
static void
take_title (VitDataHeader *header, const char *begin, const char *end)
{
  static const char key[] = "units = ";
  const char *found = memmem (begin, (size_t) (end - begin), key, sizeof key - 1);
  VitToken units;
  const char *p = found ? found + sizeof key - 1 : NULL;
  if (found && vit_token_next (&p, end, &units))
    g_strlcpy (header->units, units.text, MIN (units.length + 1, sizeof header->units));
}

/* Take the atom style from the comment after Atoms: the first word that is a style. A remark of
 * several words need not name one, a single word does. */
static void
take_style (VitDataHeader *header, const char *comment, const char *end)
{
  VitToken word;
  int n = 0;
  while (comment && vit_token_next (&comment, end, &word))
    {
      char style[sizeof header->style];
      g_strlcpy (style, word.text, MIN (word.length + 1, sizeof style));
      n++;
      bool known = vit_atom_style_find (style) != NULL;
      if (n == 1 || known)
        g_strlcpy (header->style, style, sizeof header->style);
      if (known)
        return;
    }
  if (n > 1)
    *header->style = '\0';
}

/* Read up to the first row of the Atoms section. */
bool
vit_data_header_read (VitDataParse *parse, GError **error)
{
  VitLine line;
  VitLineStatus status = vit_line_reader_next (parse->reader, &line, error); /* the title */
  if (status == VIT_LINE_OK)
    take_title (parse->header, line.begin, line.end);
  bool masses = false, labels = false, in_sections = false;
  while (status == VIT_LINE_OK)
    {
      VitToken tokens[8];
      const char *comment, *end;
      status = vit_line_reader_next (parse->reader, &line, error);
      if (status != VIT_LINE_OK)
        break;
      end = vit_strip_line (line.begin, line.end);
      int n = vit_data_split_line (&line, tokens, 8, &comment);
      if (n == 0)
        continue;
      bool section = g_ascii_isalpha (*tokens[0].text);
      if (section && vit_token_equal (tokens[0], "Atoms"))
        {
          take_style (parse->header, comment, end);
          status = vit_line_reader_next (parse->reader, &line, error);
          if (status == VIT_LINE_OK && vit_strip_line (line.begin, line.end) != line.begin)
            return vit_data_wrong (parse, line.number,
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
         vit_data_wrong (parse, parse->reader->number, "the file has no Atoms section");
}

bool
vit_data_make_cell (VitDataHeader *header, VitCell *cell)
{
  if (header->has_vectors[0] && header->has_vectors[1] && header->has_vectors[2])
    {
      memcpy (cell->h, header->vectors, sizeof cell->h);
      memcpy (cell->origin, header->origin, sizeof cell->origin);
      cell->periodic[0] = cell->periodic[1] = cell->periodic[2] = true;
    }
  else if (header->has_tilt)
    vit_cell_init_restricted (cell, header->lo, header->hi, header->tilt);
  else
    vit_cell_init_orthogonal (cell, header->lo, header->hi);
  header->is_thin = !vit_cell_is_valid (cell);
  bool told = header->has_bounds[0] && header->has_bounds[1] && header->has_bounds[2];
  return !header->is_thin || (told && vit_cell_thicken (cell));
}
