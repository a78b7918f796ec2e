#include "core/store/budget.h"

#include <glib.h>
#include <string.h>

bool
vit_budget_parse (const char *text, uint64_t *bytes)
{
  static const struct
  {
    const char *name;
    double factor;
  } units[] = { { "", 1 },        { "B", 1 },         { "K", 1 << 10 }, { "KiB", 1 << 10 },
                { "M", 1 << 20 }, { "MiB", 1 << 20 }, { "G", 1 << 30 }, { "GiB", 1 << 30 },
                { "kB", 1e3 },    { "MB", 1e6 },      { "GB", 1e9 } };
  g_return_val_if_fail (text && bytes, false);
  char *end;
  double number = g_ascii_strtod (text, &end);
  if (end == text || !(number > 0 && number < 1e12))
    return false;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].name) == 0)
      {
        *bytes = MAX ((uint64_t) (number * units[i].factor), 1);
        return true;
      }
  return false;
}

uint64_t
vit_budget_get (uint64_t given, const char *variable, uint64_t usual)
{
  g_return_val_if_fail (variable, usual);
  const char *text = g_getenv (variable);
  uint64_t bytes;
  if (given > 0 || !text || !*text)
    return given > 0 ? given : usual;
  if (vit_budget_parse (text, &bytes))
    return bytes;
  g_printerr ("%s: \"%s\" is no size such as 512MiB\n", variable, text);
  return usual;
}
