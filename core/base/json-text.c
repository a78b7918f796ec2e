#include "core/base/json-text.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/number-text.h"

/* Counts are written without an exponent. */
#define PLAIN_DIGITS 15

static void
append_short (GString *to, const char *number, gsize n)
{
  g_autofree char *own = g_strndup (number, n);
  vit_number_append (to, g_ascii_strtod (own, NULL), PLAIN_DIGITS);
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
