/* The tokens of an expression. */

#include <string.h>

#include "core/base/error.h"
#include "core/expression/expression-private.h"

/* Longer symbols stand before those that they begin with. */
static const char *const symbols[] = { "**", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*",
                                       "/",  "%",  "^",  "<",  ">",  "!",  "(",  ")", "," };

static void
clear_token (gpointer data)
{
  VitExpressionToken *token = data;
  g_free (token->text);
}

/* Names begin with a letter or _, and may end in indices, as in c_s[1], and in a colon with a word,
 * as in s2:avg. */
static const char *
skip_name (const char *p)
{
  if (!g_ascii_isalpha (*p) && *p != '_')
    return p;
  while (g_ascii_isalnum (*p) || *p == '_' || *p == '.')
    p++;
  while (*p == '[')
    {
      const char *q = p + 1;
      while (g_ascii_isdigit (*q))
        q++;
      if (*q != ']' || q == p + 1)
        break;
      p = q + 1;
    }
  if (p[0] == ':' && g_ascii_isalpha (p[1]))
    for (p++; g_ascii_isalnum (*p) || *p == '_'; p++)
      ;
  return p;
}

/* Digits with a point among or around them, and an exponent. */
static const char *
skip_number (const char *p)
{
  const char *begin = p;
  unsigned n_digits = 0;
  for (; g_ascii_isdigit (*p); p++)
    n_digits++;
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p); p++)
      n_digits++;
  if (n_digits == 0)
    return begin;
  if (*p == 'e' || *p == 'E')
    {
      const char *q = p + 1;
      q += *q == '+' || *q == '-';
      if (g_ascii_isdigit (*q))
        for (p = q; g_ascii_isdigit (*p); p++)
          ;
    }
  return p;
}

/* What people write instead. */
static const char *
get_hint (gunichar c)
{
  switch (c)
    {
    case '=':
      return "; equal is ==";
    case '&':
      return "; and is &&";
    case '|':
      return "; or is ||";
    case '~':
      return "; not is !";
    case '[':
      return "; an index is a whole number in brackets behind a name";
    case 0x2212:
      return "; minus is -";
    default:
      return "";
    }
}

static bool
take_quoted (const char **p, unsigned place, VitExpressionToken *token, GError **error)
{
  char quote = **p;
  const char *end = strchr (*p + 1, quote);
  if (!end || end == *p + 1)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "at character %u: %s", place,
                   end ? "there is nothing between the quotes" : "the closing quote is missing");
      return false;
    }
  token->kind = quote == '`' ? VIT_TOKEN_COLUMN : VIT_TOKEN_STRING;
  token->text = g_strndup (*p + 1, (gsize) (end - *p - 1));
  *p = end + 1;
  return true;
}

static bool
take_symbol (const char **p, unsigned place, VitExpressionToken *token, GError **error)
{
  for (gsize k = 0; k < G_N_ELEMENTS (symbols); k++)
    if (g_str_has_prefix (*p, symbols[k]))
      {
        token->kind = VIT_TOKEN_SYMBOL;
        token->text = g_strdup (symbols[k]);
        *p += strlen (symbols[k]);
        return true;
      }
  gunichar c = g_utf8_get_char (*p);
  char shown[7] = { 0 };
  g_unichar_to_utf8 (g_unichar_isprint (c) ? c : '?', shown);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "at character %u: \"%s\" has no meaning here%s",
               place, shown, get_hint (c));
  return false;
}

/* Take the token at @p, which is no blank and not the end. */
static bool
take_token (const char **p, unsigned place, VitExpressionToken *token, GError **error)
{
  const char *end = skip_number (*p);
  *token = (VitExpressionToken){ .place = place };
  if (end > *p)
    {
      token->kind = VIT_TOKEN_NUMBER;
      token->text = g_strndup (*p, (gsize) (end - *p));
      token->number = g_ascii_strtod (token->text, NULL);
      *p = end;
      return true;
    }
  end = skip_name (*p);
  if (end > *p)
    {
      token->kind = VIT_TOKEN_NAME;
      token->text = g_strndup (*p, (gsize) (end - *p));
      *p = end;
      return true;
    }
  if (**p == '"' || **p == '\'' || **p == '`')
    return take_quoted (p, place, token, error);
  return take_symbol (p, place, token, error);
}

GArray *
vit_expression_tokenize (const char *text, GError **error)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (VitExpressionToken));
  g_array_set_clear_func (tokens, clear_token);
  unsigned place = 1;
  const char *p = text;
  while (true)
    {
      for (; g_ascii_isspace (*p); p++)
        place++;
      if (!*p)
        break;
      VitExpressionToken token;
      const char *begin = p;
      if (!take_token (&p, place, &token, error))
        return NULL;
      g_array_append_val (tokens, token);
      place += (unsigned) g_utf8_strlen (begin, p - begin);
    }
  VitExpressionToken end = { .kind = VIT_TOKEN_END, .place = place };
  g_array_append_val (tokens, end);
  return g_steal_pointer (&tokens);
}
