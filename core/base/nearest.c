#include "core/base/nearest.h"

#include <glib.h>
#include <string.h>

/* Levenshtein distance. */
static unsigned
edit_distance (const char *a, const char *b)
{
  size_t n = strlen (b);
  g_autofree unsigned *row = g_new (unsigned, n + 1);
  for (size_t j = 0; j <= n; j++)
    row[j] = (unsigned) j;
  for (size_t i = 0; a[i]; i++)
    {
      unsigned diagonal = row[0];
      row[0] = (unsigned) i + 1;
      for (size_t j = 0; j < n; j++)
        {
          unsigned above = row[j + 1];
          row[j + 1] = MIN (MIN (above, row[j]) + 1, diagonal + (a[i] != b[j]));
          diagonal = above;
        }
    }
  return row[n];
}

const char *
vit_nearest_word (const char *word, const char *const *words)
{
  g_return_val_if_fail (word && words, NULL);
  const char *nearest = NULL;
  unsigned least = G_MAXUINT;
  g_autofree char *some = g_strndup (word, 100);
  for (; *words; words++)
    {
      unsigned distance = edit_distance (some, *words);
      if (distance < least)
        {
          least = distance;
          nearest = *words;
        }
    }
  return nearest;
}
