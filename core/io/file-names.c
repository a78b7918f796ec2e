#include "core/io/file-names.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"

/* Compare numbers in names by value: dump.9 comes before dump.10. */
static int
compare_numbered (const char *a, const char *b)
{
  while (*a && *b)
    {
      if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b))
        {
          while (*a == '0' && g_ascii_isdigit (a[1]))
            a++;
          while (*b == '0' && g_ascii_isdigit (b[1]))
            b++;
          size_t na = strspn (a, "0123456789"), nb = strspn (b, "0123456789");
          if (na != nb)
            return na < nb ? -1 : 1;
          int digits = strncmp (a, b, na);
          if (digits != 0)
            return digits;
          a += na;
          b += nb;
        }
      else if (*a != *b)
        return (unsigned char) *a < (unsigned char) *b ? -1 : 1;
      else
        {
          a++;
          b++;
        }
    }
  return *a ? 1 : (*b ? -1 : 0);
}

int
vit_compare_file_names (const char *a, const char *b)
{
  int order = compare_numbered (a, b);
  return order != 0 ? order : strcmp (a, b);
}

static int
compare_pointers (const void *a, const void *b)
{
  return vit_compare_file_names (*(const char *const *) a, *(const char *const *) b);
}

void
vit_sort_file_names (char **paths)
{
  qsort (paths, g_strv_length (paths), sizeof *paths, compare_pointers);
}

bool
vit_order_globbed (char **paths)
{
  guint n = g_strv_length (paths);
  bool by_letter = true, by_number = true;
  for (guint i = 1; i < n; i++)
    {
      by_letter = by_letter && strcmp (paths[i - 1], paths[i]) <= 0;
      by_number = by_number && vit_compare_file_names (paths[i - 1], paths[i]) <= 0;
    }
  if (!by_letter || by_number)
    return false;
  vit_sort_file_names (paths);
  return true;
}

char **
vit_expand_patterns (const char *const *paths, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (; *paths; paths++)
    {
      if (!strpbrk (*paths, "*?[") || g_file_test (*paths, G_FILE_TEST_EXISTS))
        {
          g_strv_builder_add (names, *paths);
          continue;
        }
      glob_t found = { 0 };
      if (glob (*paths, 0, NULL, &found) != 0)
        {
          globfree (&found);
          g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s: no file matches", *paths);
          return NULL;
        }
      qsort (found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, compare_pointers);
      for (size_t i = 0; i < found.gl_pathc; i++)
        g_strv_builder_add (names, found.gl_pathv[i]);
      globfree (&found);
    }
  return g_strv_builder_end (names);
}
