#include "core/io/xyz-header.h"

#include <math.h>

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
          columns < 1 || columns > 1000 || strlen (parts[i + 1]) != 1 ||
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

static void
parse_periodic (const char *text, VitXyzComment *comment)
{
  const char *p = text, *end = text + strlen (text);
  VitToken token;
  for (int k = 0; k < 3 && vit_token_next (&p, end, &token); k++)
    comment->cell.periodic[k] = *token.text == 'T' || *token.text == 't' || *token.text == '1';
}

static char *
store_pair (const char *key, const char *value, VitXyzComment *comment, char **periodic)
{
  VitToken token = { value, strlen (value) };
  if (g_ascii_strcasecmp (key, "Lattice") == 0)
    return parse_lattice (value, comment);
  if (strcmp (key, "Properties") == 0)
    return parse_properties (value, comment);
  if (g_ascii_strcasecmp (key, "pbc") == 0)
    {
      g_free (*periodic);
      *periodic = g_strdup (value);
    }
  else if (g_ascii_strcasecmp (key, "Origin") == 0)
    parse_numbers (value, comment->cell.origin, 3);
  else if (g_ascii_strcasecmp (key, "Time") == 0)
    {
      if (!vit_parse_double (token, &comment->time) || !isfinite (comment->time))
        comment->time = NAN;
    }
  else if (g_ascii_strcasecmp (key, "Step") == 0 || g_ascii_strcasecmp (key, "Timestep") == 0)
    comment->has_step = vit_parse_integer (token, &comment->step) == VIT_INTEGER_OK;
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
take_next_pair (const char *p, const char *end, char **key, char **value)
{
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
  for (const char *p = begin; p < end;)
    {
      g_autofree char *key = NULL, *value = NULL;
      p = take_next_pair (p, end, &key, &value);
      /* Ignore a word of prose that ends in =, which has no value. */
      char *what = value && *value ? store_pair (key, value, comment, &periodic) : NULL;
      if (what)
        return what;
    }
  if (periodic)
    parse_periodic (periodic, comment);
  comment->is_free = periodic && !comment->has_cell && !comment->cell.periodic[0] &&
                     !comment->cell.periodic[1] && !comment->cell.periodic[2];
  if (comment->has_cell && vit_cell_volume (&comment->cell) < 0)
    make_right_handed (&comment->cell);
  if (comment->has_cell && !vit_cell_is_valid (&comment->cell))
    return g_strdup ("Lattice has no volume");
  return NULL;
}
