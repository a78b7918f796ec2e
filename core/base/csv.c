#include "core/base/csv.h"

#include <stdbool.h>
#include <string.h>

static bool
is_number (const char *text)
{
  char *end;
  g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

void
vit_csv_append_cell (GString *csv, const char *text)
{
  bool is_formula = *text && strchr ("=+-@\t\r", *text) && !is_number (text);
  bool is_quoted = strpbrk (text, ",\"\r\n") != NULL;
  if (is_quoted)
    g_string_append_c (csv, '"');
  if (is_formula)
    g_string_append_c (csv, '\'');
  for (const char *c = text; *c; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  if (is_quoted)
    g_string_append_c (csv, '"');
}
