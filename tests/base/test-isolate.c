/* Names inside of sentences: what is written from right to left is isolated, and nothing else. */

#include "core/base/isolate.h"

#include <glib.h>

static void
test_names (void)
{
  static const struct
  {
    const char *name, *in_sentence;
  } cases[] = {
    { "", "" },
    { "creep 2.0 GPa", "creep 2.0 GPa" },
    { "Zr₅₀Cu₅₀, 800 °C", "Zr₅₀Cu₅₀, 800 °C" },
    { "ползучесть", "ползучесть" },
    { "蠕变 2.0", "蠕变 2.0" },
    { "זחילה 2.0", "\u2068זחילה 2.0\u2069" },
    { "run زحف", "\u2068run زحف\u2069" },
    { "\u202Erun", "\u2068\u202Erun\u2069" },
    { "\U0001E900", "\u2068\U0001E900\u2069" },
    { "\xFFrun", "\xFFrun" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = vit_isolate (cases[i].name);
      g_assert_cmpstr (name, ==, cases[i].in_sentence);
      vit_drop_isolates (name);
      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/isolate/names", test_names);
  return g_test_run ();
}
