#include "core/base/json-text.h"

#include <stdbool.h>
#include <string.h>

static void
append_short (GString *to, const char *number, gsize n)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  g_autofree char *own = g_strndup (number, n);
  double value = g_ascii_strtod (own, NULL);
  for (int digits = 1; digits <= 17; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      if (g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, value), NULL) == value)
        break;
    }
  g_string_append (to, text);
}

char *
vit_json_dup_tidy (const char *json)
{
  static const char parts[] = "0123456789+-.eE";
  GString *tidy = g_string_sized_new (strlen (json));
  bool quoted = false;
  for (const char *c = json; *c;)
    {
      gsize n = quoted ? 0 : strspn (c, parts);
      /* A word such as true has an e of its own. */
      if (n > 0 && (g_ascii_isdigit (*c) || *c == '-'))
        {
          append_short (tidy, c, n);
          c += n;
          continue;
        }
      if (quoted && *c == '\\' && c[1])
        g_string_append_c (tidy, *c++);
      else if (*c == '"')
        quoted = !quoted;
      g_string_append_c (tidy, *c++);
    }
  return g_string_free (tidy, FALSE);
}
