/* Families of fonts whose letters are equally wide. */

#include <string.h>

#include "ui/journal/check.h"

bool
vit_fonts_are_compatible (const char *one, const char *other)
{
  /* As fontconfig's 30-metric-aliases.conf has them. */
  static const char *const classes[][9] = {
    { "Arial", "Helvetica", "Liberation Sans", "Arimo", "Nimbus Sans", "Nimbus Sans L",
      "TeX Gyre Heros", "Albany" },
    { "Times", "Times New Roman", "Liberation Serif", "Tinos", "Nimbus Roman", "Nimbus Roman No9 L",
      "TeX Gyre Termes", "Thorndale" },
    { "Courier", "Courier New", "Liberation Mono", "Cousine", "Nimbus Mono", "Nimbus Mono PS",
      "TeX Gyre Cursor", "Cumberland" },
    { "Calibri", "Carlito" },
    { "Cambria", "Caladea" },
  };
  g_return_val_if_fail (one && other, false);
  if (g_ascii_strcasecmp (one, other) == 0)
    return true;
  for (gsize c = 0; c < G_N_ELEMENTS (classes); c++)
    {
      bool has_one = false, has_other = false;
      for (int i = 0; classes[c][i]; i++)
        {
          has_one = has_one || g_ascii_strcasecmp (classes[c][i], one) == 0;
          has_other = has_other || g_ascii_strcasecmp (classes[c][i], other) == 0;
        }
      if (has_one && has_other)
        return true;
    }
  return false;
}
