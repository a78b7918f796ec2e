#include "core/io/xyz-header.h"

#include <math.h>

#include "core/io/clock.h"

const VitXyzProperty *
vit_xyz_comment_find (const VitXyzComment *comment, const char *name)
{
  for (int i = 0; i < comment->n_properties; i++)
    if (strcmp (comment->properties[i].name, name) == 0)
      return &comment->properties[i];
  return NULL;
}

/* Parse properties such as species:S:1:pos:R:3:… */
static char *
parse_properties (const char *text, VitXyzComment *comment)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", -1);
  guint n = g_strv_length (parts);
  if (n == 0 || n % 3 != 0)
    return g_strdup ("Properties is no list of name:kind:number");
  for (guint i = 0; i < n; i += 3)
    {
      int64_t columns;
      VitXyzProperty *property = &comment->properties[comment->n_properties];
      if (vit_parse_integer ((VitToken){ parts[i + 2], strlen (parts[i + 2]) }, &columns) !=
              VIT_INTEGER_OK ||
          columns < 1 || columns > 1000000 || strlen (parts[i + 1]) != 1 ||
          !strchr ("SRIL", *parts[i + 1]))
        return g_strdup_printf ("Properties: \"%s:%s:%s\" is not name:kind:number", parts[i],
                                parts[i + 1], parts[i + 2]);
      if (comment->n_properties + 1 >= VIT_XYZ_MAX_PROPERTIES)
        return g_strdup ("Properties has too many entries");
      g_strlcpy (property->name, parts[i], sizeof property->name);
      property->kind = *parts[i + 1];
      property->first = comment->n_columns;
      property->n = (int) columns;
      comment->n_columns += (int) columns;
      comment->n_properties++;
    }
  comment->extended = true;
  const VitXyzProperty *pos = vit_xyz_comment_find (comment, "pos");
  if (!pos || pos->kind != 'R' || pos->n != 3)
    return g_strdup ("Properties has no pos:R:3");
  return NULL;
}

static int
parse_numbers (const char *text, double *values, int most)
{
  const char *p = text, *end = text + strlen (text);
  VitToken token;
  int n = 0;
  while (vit_token_next (&p, end, &token))
    {
      double value;
      if (!vit_parse_double (token, &value) || !isfinite (value))
        return -1;
      if (n < most)
        values[n] = value;
      n++;
    }
  return n;
}

/* Move the origin to another corner of the box, so that its vectors are a right-handed system. */
static void
make_right_handed (VitCell *cell)
{
  int k = 0;
  while (k < 2 && !(cell->h[k][k] < 0))
    k++;
  for (int j = 0; j < 3; j++)
    {
      cell->origin[j] += cell->h[k][j];
      cell->h[k][j] = -cell->h[k][j];
    }
}

static char *
parse_lattice (const char *text, VitXyzComment *comment)
{
  double h[9];
  int n = parse_numbers (text, h, 9);
  if (n != 9)
    return n < 0 ? g_strdup ("Lattice is no list of numbers")
                 : g_strdup_printf ("Lattice has %d of 9 numbers", n);
  for (int k = 0; k < 9; k++)
    comment->cell.h[k / 3][k % 3] = h[k];
  for (int k = 0; k < 3; k++)
    comment->cell.periodic[k] = true;
  comment->has_cell = true;
  return NULL;
}

/* Returns: 1 or 0 for a word that says whether a vector is periodic, as logicals of Fortran, C and
 * Python or as a boundary of LAMMPS; −1 for another one. */
static int
parse_logical (const char *word)
{
  static const char *const words[2][9] = {
    { "f", "false", ".false.", "0", "no", "n", "s", "m", "fs" },
    { "t", "true", ".true.", "1", "yes", "y", "p", "pp", NULL },
  };
  for (int value = 0; value < 2; value++)
    for (gsize i = 0; i < G_N_ELEMENTS (words[0]) && words[value][i]; i++)
      if (g_ascii_strcasecmp (word, words[value][i]) == 0)
        return value;
  return -1;
}

/* Split "T T F", "T,T,F", "(T T F)" or "TTF" into words. */
static char **
split_logicals (const char *text)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "()[]{},;", ' ');
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  const char *p = plain, *end = plain + strlen (plain);
  VitToken token;
  size_t n = 0;
  while (vit_token_next (&p, end, &token))
    {
      g_autofree char *word = g_strndup (token.text, token.length);
      g_strv_builder_add (words, word);
      n++;
    }
  char **list = g_strv_builder_end (words);
  if (n != 1 || strlen (list[0]) != 3 || parse_logical (list[0]) >= 0)
    return list;
  char **letters = g_new0 (char *, 4);
  for (int k = 0; k < 3; k++)
    letters[k] = g_strndup (list[0] + k, 1);
  g_strfreev (list);
  return letters;
}

/* One word is said of all vectors. What cannot be read leaves them periodic, and is noted. */
static void
parse_periodic (const char *text, VitXyzComment *comment)
{
  g_auto (GStrv) words = split_logicals (text);
  guint n = g_strv_length (words);
  int values[3];
  bool ok = n == 1 || n == 3;
  for (guint k = 0; k < 3 && ok; k++)
    {
      values[k] = parse_logical (words[n == 1 ? 0 : k]);
      ok = values[k] >= 0;
    }
  comment->is_bad_periodic = !ok;
  for (int k = 0; k < 3 && ok; k++)
    comment->cell.periodic[k] = values[k];
}

/* ---- The clock ---- */

/* Take the unit in a text such as (fs), [fs], {fs} or _fs. */
static const char *
find_unit (const char *text)
{
  size_t n = strlen (text);
  if (n > 1 && strchr ("([{_", *text))
    {
      text++;
      n -= strchr (")]}", text[n - 2]) ? 2 : 1;
    }
  return vit_clock_unit_find ((VitToken){ text, n });
}

static void
take_time (const char *value, VitXyzComment *comment)
{
  size_t n = strspn (value, "+-.0123456789eE");
  double time;
  if (!vit_parse_double ((VitToken){ value, n }, &time) || !isfinite (time))
    return;
  const char *unit = find_unit (value + n);
  if (value[n] && !unit)
    return;
  comment->time = time;
  comment->clock = unit ? unit : comment->clock;
}

/* Take what tells the time or the step of the frame. The key may hold a unit, as in time_fs. */
static void
take_clock (const char *key, const char *value, VitXyzComment *comment)
{
  g_autofree char *number = g_strdup (value);
  size_t n = strlen (number);
  while (n > 0 && strchr (",;", number[n - 1]))
    number[--n] = '\0';
  if (g_ascii_strcasecmp (key, "Step") == 0 || g_ascii_strcasecmp (key, "Timestep") == 0)
    comment->has_step = vit_parse_whole ((VitToken){ number, n }, &comment->step) == VIT_INTEGER_OK;
  else if (g_ascii_strcasecmp (key, "Time_unit") == 0)
    comment->clock = vit_clock_unit_find ((VitToken){ number, n });
  else if (g_ascii_strncasecmp (key, "Time", 4) == 0 && (!key[4] || find_unit (key + 4)))
    {
      comment->clock = key[4] ? find_unit (key + 4) : comment->clock;
      take_time (number, comment);
    }
}

/* Words are what has been seen of a comment. */
typedef struct
{
  char *keys[3]; /* the first three */
  guint n;
  char *last;      /* the last word without a value */
  bool after_time; /* whether the last word was a time */
  char *cp2k_step, *time_of_step;
} Words;

static void
words_clear (Words *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (words->keys); i++)
    g_free (words->keys[i]);
  g_free (words->last);
  g_free (words->cp2k_step);
  g_free (words->time_of_step);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

/* Take a word of prose: the number after `Timestep:`, the unit after a time. */
static void
take_word (Words *words, const char *word, VitXyzComment *comment)
{
  size_t n = words->last ? strlen (words->last) : 0;
  const char *unit = words->after_time ? find_unit (word) : NULL;
  words->after_time = false;
  if (n > 1 && words->last[n - 1] == ':')
    {
      words->last[n - 1] = '\0';
      double before = comment->time;
      take_clock (words->last, word, comment);
      words->after_time = isnan (before) && !isnan (comment->time);
    }
  else if (unit)
    comment->clock = unit;
  g_free (words->last);
  words->last = g_strdup (word);
}

/* Take what a pair tells beside its own meaning: a unit between the key and its sign, as in
 * `Time (fs) = 5`, and the keys by which writers are known. */
static void
take_pair_of_clock (Words *words, const char *key, const char *value, VitXyzComment *comment)
{
  if (words->n < G_N_ELEMENTS (words->keys))
    words->keys[words->n++] = g_strdup (key);
  const char *unit = find_unit (key);
  if (unit && words->last && g_ascii_strcasecmp (words->last, "Time") == 0)
    {
      take_time (value, comment);
      comment->clock = isnan (comment->time) ? comment->clock : unit;
    }
  if (strcmp (key, "i") == 0)
    {
      g_free (words->cp2k_step);
      words->cp2k_step = g_strdup (value);
    }
  if (strcmp (key, "t") == 0)
    {
      g_free (words->time_of_step);
      words->time_of_step = g_strdup (value);
    }
  words->after_time = g_ascii_strncasecmp (key, "Time", 4) == 0;
  g_clear_pointer (&words->last, g_free);
}

static bool
has_keys (const Words *words, const char *a, const char *b, const char *c)
{
  return words->n >= (c ? 3u : 2u) && strcmp (words->keys[0], a) == 0 &&
         strcmp (words->keys[1], b) == 0 && (!c || strcmp (words->keys[2], c) == 0);
}

/* Recognise writers whose times have a unit that they do not print: GPUMD, CP2K, GROMACS' tools and
 * LAMMPS. */
static void
recognise_writer (const Words *words, const char *begin, const char *end, VitXyzComment *comment)
{
  static const char lammps[] = "Atoms. Timestep:";
  const char *p = begin;
  while (p < end && vit_is_blank (*p))
    p++;
  if (has_keys (words, "i", "time", "E") && words->cp2k_step)
    {
      take_clock ("Step", words->cp2k_step, comment);
      comment->clock = "fs";
    }
  else if (words->time_of_step && comment->has_step && isnan (comment->time))
    {
      take_time (words->time_of_step, comment);
      comment->clock = "ps";
    }
  else if (comment->clock || isnan (comment->time))
    return;
  else if (has_keys (words, "Time", "pbc", NULL))
    comment->clock = "fs";
  else if ((words->n > 0 && strcmp (words->keys[0], "Timestep") == 0) ||
           ((size_t) (end - p) >= sizeof lammps - 1 && memcmp (p, lammps, sizeof lammps - 1) == 0))
    comment->clock = VIT_CLOCK_OF_UNITS;
}

/* ---- Pairs ---- */

static char *
store_pair (
    const char *key, const char *value, bool is_quoted, VitXyzComment *comment, char **periodic)
{
  if (g_ascii_strcasecmp (key, "Lattice") == 0)
    {
      char *what = parse_lattice (value, comment);
      /* Prose may mention a lattice; extended XYZ quotes its numbers. */
      if (!what || is_quoted)
        return what;
      if (!comment->bad_lattice)
        comment->bad_lattice = what;
      else
        g_free (what);
      return NULL;
    }
  if (strcmp (key, "Properties") == 0)
    return parse_properties (value, comment);
  if (g_ascii_strcasecmp (key, "pbc") == 0)
    {
      g_free (*periodic);
      *periodic = g_strdup (value);
    }
  else if (g_ascii_strcasecmp (key, "Origin") == 0)
    parse_numbers (value, comment->cell.origin, 3);
  else
    take_clock (key, value, comment);
  return NULL;
}

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && vit_is_blank (*p))
    p++;
  return p;
}

/* Take the numbers of an array such as [[1, 0, 0], [0, 1, 0], …]. */
static const char *
take_array (const char *p, const char *end, char **value)
{
  const char *begin = p;
  int depth = 0;
  do
    depth += (*p == '[') - (*p == ']');
  while (++p < end && depth > 0);
  *value = g_strdelimit (g_strndup (begin, (gsize) (p - begin)), "[],", ' ');
  return p;
}

/* Take a quoted value, in which a backslash escapes the character after it. */
static const char *
take_quoted (const char *p, const char *end, char close, char **value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (; p < end && *p != close; p++)
    {
      p += *p == '\\' && p + 1 < end;
      g_string_append_c (text, *p);
    }
  *value = g_string_free (g_steal_pointer (&text), FALSE);
  return p < end ? p + 1 : p;
}

/* Take the next key=value, key="value with blanks" or bare word; blanks around the sign are
 * allowed. */
static const char *
take_next_pair (const char *p, const char *end, char **key, char **value, bool *is_quoted)
{
  *is_quoted = false;
  const char *begin = skip_blanks (p, end);
  p = begin;
  while (p < end && *p != '=' && !vit_is_blank (*p))
    p++;
  *key = g_strndup (begin, (gsize) (p - begin));
  *value = NULL;
  const char *sign = skip_blanks (p, end);
  if (sign == end || *sign != '=')
    return p;
  p = skip_blanks (sign + 1, end);
  *is_quoted = p < end && strchr ("[\"'{", *p) != NULL;
  if (p < end && *p == '[')
    return take_array (p, end, value);
  if (p < end && (*p == '"' || *p == '\'' || *p == '{'))
    return take_quoted (p + 1, end, *p == '{' ? '}' : *p, value);
  begin = p;
  while (p < end && !vit_is_blank (*p))
    p++;
  *value = g_strndup (begin, (gsize) (p - begin));
  return p;
}

char *
vit_xyz_comment_parse (const char *begin, const char *end, VitXyzComment *comment)
{
  memset (comment, 0, sizeof *comment);
  comment->time = NAN;
  g_autofree char *periodic = NULL;
  g_auto (Words) words = { 0 };
  for (const char *p = begin; p < end;)
    {
      g_autofree char *key = NULL, *value = NULL;
      bool is_quoted;
      p = take_next_pair (p, end, &key, &value, &is_quoted);
      /* Ignore a word of prose that ends in =, which has no value. */
      char *what = value && *value ? store_pair (key, value, is_quoted, comment, &periodic) : NULL;
      if (what)
        {
          g_clear_pointer (&comment->bad_lattice, g_free);
          return what;
        }
      if (value && *value)
        take_pair_of_clock (&words, key, value, comment);
      else if (!value)
        take_word (&words, key, comment);
    }
  g_autofree char *bad_lattice = g_steal_pointer (&comment->bad_lattice);
  if (bad_lattice && comment->extended)
    return g_steal_pointer (&bad_lattice);
  recognise_writer (&words, begin, end, comment);
  if (periodic)
    parse_periodic (periodic, comment);
  comment->is_free = periodic && !comment->is_bad_periodic && !comment->has_cell &&
                     !comment->cell.periodic[0] && !comment->cell.periodic[1] &&
                     !comment->cell.periodic[2];
  if (comment->has_cell && vit_cell_volume (&comment->cell) < 0)
    make_right_handed (&comment->cell);
  comment->is_thin = comment->has_cell && !vit_cell_is_valid (&comment->cell);
  if (comment->is_thin && !vit_cell_thicken (&comment->cell))
    return g_strdup ("Lattice has no volume");
  return NULL;
}
