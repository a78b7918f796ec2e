/* Files of columns: names, then numbers, separated by blanks, tabs, commas or semicolons. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/column-name.h"
#include "core/io/text.h"
#include "core/io/thermo-log-private.h"

/* More lines of text than this are no heading of a table. */
#define MAX_HEADERS 200

/* ---- Fields ---- */

/* Find the separator of a line of numbers. */
static char
find_separator (const char *p, const char *end)
{
  return memchr (p, ';', (size_t) (end - p))   ? ';'
         : memchr (p, ',', (size_t) (end - p)) ? ','
                                               : ' ';
}

/* Parse a number, also with an exponent as Fortran writes it: 1.0D-03. */
static bool
parse_token (VitToken token, double *value)
{
  char text[64];
  if (vit_parse_double (token, value))
    return true;
  if (token.length >= sizeof text || !g_ascii_isdigit (token.text[token.length - 1]))
    return false;
  memcpy (text, token.text, token.length);
  text[token.length] = '\0';
  char *exponent = strpbrk (text, "Dd");
  if (!exponent)
    return false;
  *exponent = 'e';
  return vit_parse_double ((VitToken){ text, token.length }, value);
}

/* Parse a number of a field; an empty field is NaN. A comma is the decimal point where fields are
 * separated by semicolons. */
static bool
parse_field (const char *p, const char *end, char separator, double *value)
{
  while (p < end && (vit_is_blank (*p) || *p == '"'))
    p++;
  while (end > p && (vit_is_blank (end[-1]) || end[-1] == '"'))
    end--;
  *value = NAN;
  if (p == end)
    return true;
  char text[64];
  size_t n = (size_t) (end - p);
  if (separator != ';' || n >= sizeof text || !memchr (p, ',', n))
    return parse_token ((VitToken){ p, n }, value);
  memcpy (text, p, n);
  *(char *) memchr (text, ',', n) = '.';
  return vit_parse_double ((VitToken){ text, n }, value);
}

/* Parse up to @max numbers. @open: whether the line ends with a separator, whose last field may be
 * none. Returns: their number, 0 if something else is among them. */
static guint
parse_numbers (
    const char *p, const char *end, char separator, double *values, guint max, bool *open)
{
  guint n = 0, n_finite = 0;
  double value;
  VitToken token;
  *open = false;
  if (separator == ' ')
    {
      while (vit_token_next (&p, end, &token))
        {
          if (!parse_token (token, &value))
            return 0;
          if (n < max)
            values[n] = value;
          n++;
        }
      return n;
    }
  for (bool more = true; more;)
    {
      const char *stop = memchr (p, separator, (size_t) (end - p));
      more = stop != NULL;
      *open = !more && p == end && n > 0;
      if (!parse_field (p, stop ? stop : end, separator, &value))
        return 0;
      if (n < max)
        values[n] = value;
      n++;
      n_finite += !isnan (value);
      p = stop ? stop + 1 : end;
    }
  return n_finite > 0 ? n : 0;
}

/* ---- Names ---- */

/* Split at a separator; quotes protect it. */
static char **
split_at (const char *text, char separator)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GString) name = g_string_new (NULL);
  bool quoted = false;
  for (const char *p = text;; p++)
    {
      if (*p == '"')
        quoted = !quoted;
      else if (*p == '\0' || (*p == separator && !quoted))
        {
          g_autofree char *stripped = g_strstrip (g_strdup (name->str));
          if (*p || *stripped)
            g_strv_builder_add (names, stripped);
          g_string_truncate (name, 0);
          if (!*p)
            break;
        }
      else
        g_string_append_c (name, *p);
    }
  return g_strv_builder_end (names);
}

/* Split at blanks that are in no brackets; @join takes units behind a blank to the name before
 * them. Commas between names are dropped. */
static char **
split_words (const char *text, bool join)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  g_autoptr (GString) last = g_string_new (NULL);
  int depth = 0;
  for (char **word = words; *word; word++)
    {
      size_t n = strlen (*word);
      /* A separator alone is no name. */
      if (n == 0 || (n == 1 && strchr (",;|", **word)))
        continue;
      bool inside = depth > 0;
      for (const char *p = *word; *p; p++)
        depth = MAX (0, depth + (strchr ("([{", *p) != NULL) - (strchr (")]}", *p) != NULL));
      while (n > 1 && depth == 0 && strchr (",;", (*word)[n - 1]))
        (*word)[--n] = '\0';
      bool unit = join && last->len > 0 && vit_unit_find_bare (*word);
      bool remark = last->len > 0 && strchr ("([{", **word);
      if (inside || unit || remark)
        g_string_append_printf (last, " %s", *word);
      else
        {
          if (last->len > 0)
            g_ptr_array_add (names, g_strdup (last->str));
          g_string_assign (last, strcmp (*word, "TimeStep") == 0 ? "Step" : *word);
        }
    }
  if (last->len > 0)
    g_ptr_array_add (names, g_strdup (last->str));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_steal (names, NULL);
}

/* Split behind closing brackets, which end names of several words. */
static char **
split_at_brackets (const char *text)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *first = text;
  for (const char *p = text; *p; p++)
    if (strchr (")]", *p) || !p[1])
      {
        g_autofree char *name = g_strndup (first, (gsize) (p + 1 - first));
        if (*g_strstrip (name))
          g_strv_builder_add (names, name);
        first = p + 1;
      }
  return g_strv_builder_end (names);
}

/* Split a header into @n names in the ways in which people write them; %NULL if none fits. */
static char **
split_header (const char *text, guint n, char separator)
{
  static const char separators[] = ",;\t|";
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  for (int way = 0; way < 8; way++)
    {
      char **names = way == 0   ? (separator == ' ' ? NULL : split_at (stripped, separator))
                     : way < 3  ? split_words (stripped, way == 2)
                     : way == 7 ? split_at_brackets (stripped)
                                : split_at (stripped, separators[way - 3]);
      if (names && g_strv_length (names) == n)
        return names;
      g_strfreev (names);
    }
  /* A mark of comments, or the first unit. */
  return *stripped == '%' ? split_header (stripped + 1, n, separator) : NULL;
}

/* Take names and units from lines such as `col 6: Pzz GPa`. */
static bool
split_numbered (VitLogParser *parser, guint n, char ***names, char ***units)
{
  g_auto (GStrv) found = g_new0 (char *, n + 1), of = g_new0 (char *, n + 1);
  for (guint i = 0; i < parser->headers->len; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (parser->headers->pdata[i], " \t", -1);
      const char *used[4] = { NULL };
      guint k = 0;
      for (char **word = words; *word && k < 4; word++)
        if (**word)
          used[k++] = *word;
      char *rest = NULL;
      guint64 at = k >= 3 && g_ascii_strncasecmp (used[0], "col", 3) == 0
                       ? g_ascii_strtoull (used[1], &rest, 10)
                       : 0;
      if (at < 1 || at > n || (*rest && *rest != ':' && *rest != '.') || found[at - 1])
        continue;
      found[at - 1] = g_strdup (used[2]);
      of[at - 1] = g_strdup (k > 3 ? used[3] : "");
    }
  for (guint i = 0; i < n; i++)
    if (!found[i])
      {
        /* What stands behind a gap would be lost with the array. */
        for (guint k = i + 1; k < n; k++)
          {
            g_clear_pointer (&found[k], g_free);
            g_clear_pointer (&of[k], g_free);
          }
        return false;
      }
  *names = g_steal_pointer (&found);
  *units = g_steal_pointer (&of);
  return true;
}

/* Whether all names are units, as in the second line of a spreadsheet. */
static bool
are_units (char **names)
{
  bool any = false;
  for (char **name = names; *name; name++)
    {
      g_autofree char *inner = g_strdup (*name);
      g_strstrip (g_strdelimit (inner, "()[]{}", ' '));
      bool unit = *inner && vit_unit_find (inner);
      if (*inner && !unit && strcmp (inner, "-") != 0)
        return false;
      any = any || unit;
    }
  return any;
}

/* Turn "(GPa)" into "GPa". */
static void
strip_brackets (char **names)
{
  for (char **name = names; *name; name++)
    g_strstrip (g_strdelimit (*name, "()[]{}", ' '));
}

/* Find names for @n columns. Returns: whether the table begins. */
static bool
begin_table (VitLogParser *parser, guint n)
{
  char **names = NULL, **units = NULL;
  if (parser->given)
    names =
        g_strv_length ((char **) parser->given) == n ? g_strdupv ((char **) parser->given) : NULL;
  else if (!split_numbered (parser, n, &names, &units))
    for (guint i = parser->headers->len; i-- > 0 && !names;)
      {
        const char *header = parser->headers->pdata[i];
        names = split_header (header, n, parser->separator);
        if (!names)
          continue;
        if (!units && are_units (names))
          {
            strip_brackets (names);
            units = g_steal_pointer (&names);
          }
        else
          parser->header = g_strdup (header);
      }
  if (!names)
    {
      g_strfreev (units);
      return false;
    }
  vit_log_begin_section (parser, names)->units = units;
  parser->log->is_table = true;
  return parser->columns_only = true;
}

/* ---- Lines ---- */

static char *
strip_header (const char *p, const char *end)
{
  while (p < end && (*p == '#' || vit_is_blank (*p)))
    p++;
  char *text = g_strndup (p, (gsize) (end - p));
  /* A byte order mark is no part of a name. */
  if (g_str_has_prefix (text, "\357\273\277"))
    memmove (text, text + 3, strlen (text + 3) + 1);
  return text;
}

bool
vit_log_parse_start (
    VitLogParser *parser, const VitLine *line, const char *p, const char *end, GError **error)
{
  double numbers[1];
  char separator = find_separator (p, end);
  bool open;
  guint n = parse_numbers (p, end, separator, numbers, 1, &open);
  if (n == 0 && separator != ' ')
    n = parse_numbers (p, end, separator = ' ', numbers, 1, &open);
  if (n == 0)
    {
      if (*p != '#' && *p != '%')
        vit_log_parse_line (parser, p, end);
      if (parser->headers->len < MAX_HEADERS)
        g_ptr_array_add (parser->headers, strip_header (p, end));
      /* A log says that it is one. Names that begin with Step may be those of either. */
      parser->at_start =
          !parser->yaml && !parser->names_next && parser->names->len == 0 &&
          !g_str_has_prefix (parser->headers->pdata[parser->headers->len - 1], "LAMMPS (");
      return true;
    }
  parser->at_start = false;
  parser->separator = separator;
  if (parser->first_numbers == 0)
    {
      parser->first_numbers = line->number;
      parser->n_numbers = n;
    }
  guint n_given = parser->given ? g_strv_length ((char **) parser->given) : 0;
  if (n_given > 0 && n_given != n && !(open && n_given == n - 1))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "line %" G_GUINT64_FORMAT " has %u numbers, and %u columns are named",
                   line->number, n, n_given);
      return false;
    }
  bool in_log = parser->section && separator == ' ' && parser->section->n_columns == n;
  if (parser->section && !in_log)
    {
      g_ptr_array_set_size (parser->log->sections, 0);
      parser->section = NULL;
    }
  if (n >= 2 && !in_log && (begin_table (parser, n) || (open && begin_table (parser, n - 1))))
    vit_log_parse_columns (parser, p, end);
  else
    vit_log_parse_line (parser, p, end);
  return true;
}

void
vit_log_parse_columns (VitLogParser *parser, const char *p, const char *end)
{
  VitLogSection *section = parser->section;
  double *row = (double *) (void *) parser->row->data;
  bool open;
  guint n = parse_numbers (p, end, parser->separator, row, section->n_columns, &open);
  if (n == section->n_columns || (open && n == section->n_columns + 1))
    {
      g_array_append_vals (section->values, row, section->n_columns);
      return;
    }
  /* A file that was continued repeats its names. */
  g_autofree char *header = parser->header ? strip_header (p, end) : NULL;
  parser->log->n_stray += g_ascii_isdigit (*p) || strchr ("+-.", *p);
  if (header && strcmp (header, parser->header) == 0 && section->values->len > 0)
    {
      char **units = g_strdupv (section->units);
      vit_log_begin_section (parser, g_strdupv (section->columns))->units = units;
    }
}

char *
vit_log_explain (VitLogParser *parser)
{
  guint n = parser->n_numbers;
  if (n < 2)
    return g_strdup ("neither a LAMMPS log with thermodynamic output nor a table of columns");
  const char *header =
      parser->headers->len > 0 ? parser->headers->pdata[parser->headers->len - 1] : NULL;
  g_auto (GStrv) words = header ? split_words (header, true) : NULL;
  if (!header)
    return g_strdup_printf (
        "line %" G_GUINT64_FORMAT
        " has %u numbers, and no line before it names the columns: a table "
        "needs a line such as \"# time_ps strain stress_GPa\" before its numbers",
        parser->first_numbers, n);
  g_autofree char *valid = g_utf8_make_valid (header, -1);
  return g_strdup_printf (
      "line %" G_GUINT64_FORMAT
      " has %u numbers, and the line before them has %u words (\"%.80s\"): a table "
      "needs a line with a name for each column, such as \"# time_ps strain stress_GPa\"",
      parser->first_numbers, n, g_strv_length (words), valid);
}
