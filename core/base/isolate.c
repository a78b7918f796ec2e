#include "core/base/isolate.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define FIRST_STRONG_ISOLATE "\u2068"
#define POP_ISOLATE "\u2069"

/* Blocks of Unicode whose characters, assigned or not, are right-to-left by default (Unicode 15,
 * DerivedBidiClass.txt), and controls that begin such a text. */
static bool
is_right_to_left (gunichar c)
{
  static const struct
  {
    gunichar first, last;
  } ranges[] = { { 0x0590, 0x08FF }, { 0x200F, 0x200F },   { 0x202B, 0x202B },
                 { 0x202E, 0x202E }, { 0x2067, 0x2067 },   { 0xFB1D, 0xFDFF },
                 { 0xFE70, 0xFEFE }, { 0x10800, 0x10FFF }, { 0x1E800, 0x1EFFF } };
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return true;
  return false;
}

char *
vit_isolate (const char *name)
{
  g_return_val_if_fail (name, NULL);
  for (const char *p = g_utf8_validate (name, -1, NULL) ? name : ""; *p; p = g_utf8_next_char (p))
    if (is_right_to_left (g_utf8_get_char (p)))
      return g_strconcat (FIRST_STRONG_ISOLATE, name, POP_ISOLATE, NULL);
  return g_strdup (name);
}

void
vit_drop_isolates (char *text)
{
  const gsize length = strlen (FIRST_STRONG_ISOLATE);
  char *to = text;
  for (const char *from = text; *from;)
    if (g_str_has_prefix (from, FIRST_STRONG_ISOLATE) || g_str_has_prefix (from, POP_ISOLATE))
      from += length;
    else
      *to++ = *from++;
  *to = 0;
}
