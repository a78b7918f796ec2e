#include "core/results/symbol.h"

#include <string.h>

#include "core/results/quantity.h"

/* Symbols that are no quantity of an atom. */
static const struct
{
  const char *symbol, *meaning;
} glossary[] = {
  { "LA", "liquid-like atoms: by default those whose T_ML lies above T_g" },
  { "SA", "solid-like atoms: all others, or as many as there are LA, with the lowest T_ML" },
  { "<i>T</i><sub>g</sub>", "glass transition temperature" },
  { "<i>r</i><sub>c</sub>", "cutoff within which atoms are neighbours: the first minimum of g(r)" },
  { "<i>g</i>(<i>r</i>)", "pair distribution function, 1 for an ideal gas" },
  { "<i>s</i>(<i>i</i>,<i>j</i>)", "how alike the bond order of two neighbours is, 1 for equal" },
  { "<i>α</i>", "chemical order: share of unlike neighbours against a random mixture" },
  { "<i>η</i>", "order parameter of coordination numbers against a random mixture" },
  { "<i>ρ</i>", "correlation of two quantities of the same atoms, −1 to 1" },
  { "<i>ε</i>", "strain along the loading" },
  { "<i>σ</i>", "stress along the loading" },
  { "<i>γ</i>", "shear strain" },
  { "Δ<i>t</i>", "interval over which the motion is measured" },
  { "MSD", "mean squared displacement" },
};

/* A letter beside it would make it another word. */
static bool
is_word_at (const char *text, const char *at, size_t length)
{
  const char *end = at + length;
  bool before = at > text && g_ascii_isalnum (at[-1]) && g_ascii_isalnum (*at),
       after = g_ascii_isalnum (*end) && g_ascii_isalnum (end[-1]);
  return !before && !after;
}

/* Append the meaning of a symbol that the text has, and take the symbol out of it: one that begins
 * alike is another. */
static void
explain (GString *rest, GString *lines, const char *symbol, const char *meaning)
{
  const char *at = strstr (rest->str, symbol);
  if (!at || !is_word_at (rest->str, at, strlen (symbol)))
    return;
  g_autofree char *plain = g_markup_escape_text (meaning, -1);
  g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", symbol, plain);
  for (gssize place; (at = strstr (rest->str, symbol)) != NULL;)
    {
      place = at - rest->str;
      g_string_erase (rest, place, (gssize) strlen (symbol));
      g_string_insert_c (rest, place, '\1');
    }
}

typedef struct
{
  const char *symbol, *meaning;
} Meaning;

static int
compare_lengths (const void *a, const void *b)
{
  size_t x = strlen (((const Meaning *) a)->symbol), y = strlen (((const Meaning *) b)->symbol);
  return (x < y) - (x > y);
}

char *
vit_symbol_explain (const char *markup)
{
  g_return_val_if_fail (markup, NULL);
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  g_autoptr (GArray) meanings = g_array_new (FALSE, FALSE, sizeof (Meaning));
  for (size_t i = 0; i < n; i++)
    {
      Meaning one = { list[i].symbol, list[i].description };
      bool word = strcmp (list[i].symbol, "LA") == 0 || strcmp (list[i].symbol, "SA") == 0 ||
                  strcmp (list[i].symbol, list[i].name) == 0;
      if (!word)
        g_array_append_val (meanings, one);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (glossary); i++)
    {
      Meaning one = { glossary[i].symbol, glossary[i].meaning };
      g_array_append_val (meanings, one);
    }
  /* The longest first: η is not η of von Mises. */
  g_array_sort (meanings, compare_lengths);
  g_autoptr (GString) rest = g_string_new (markup), lines = g_string_new (NULL);
  for (guint i = 0; i < meanings->len; i++)
    {
      const Meaning *one = &g_array_index (meanings, Meaning, i);
      explain (rest, lines, one->symbol, one->meaning);
    }
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}
