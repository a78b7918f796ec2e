#include "core/study/run-words.h"

#include <glib.h>
#include <string.h>

char *
vit_run_words_clean (const char *text)
{
  char *line = g_utf8_make_valid (text ? text : "", -1);
  for (char *c = line; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return g_strstrip (line);
}

/* A semicolon ends a name in lists of groups. */
char *
vit_run_words_group (const char *text)
{
  return g_strdelimit (vit_run_words_clean (text), ";", ',');
}

char *
vit_run_words_colour (const char *text)
{
  char *colour = g_strstrip (g_ascii_strdown (text ? text : "", -1));
  if (strlen (colour) != 7 || *colour != '#' || strspn (colour + 1, "0123456789abcdef") != 6)
    *colour = '\0';
  return colour;
}
