#include "core/results/symbol.h"

#include <string.h>

#include "core/results/quantity.h"

/* Symbols that are no quantity of an atom. */
static const struct
{
  const char *symbol, *topic, *meaning;
} glossary[] = {
  { "LA", "symbol-liquid-like", "liquid-like atoms: by default those whose T_ML lies above T_g" },
  { "SA", "symbol-solid-like",
    "solid-like atoms: all others, or as many as there are LA, with the lowest T_ML" },
  { "<i>T</i><sub>g</sub>", "symbol-glass-transition", "glass transition temperature" },
  { "<i>r</i><sub>c</sub>", "symbol-cutoff",
    "cutoff within which atoms are neighbours: the first minimum of g(r)" },
  { "<i>g</i>(<i>r</i>)", "symbol-gr", "pair distribution function, 1 for an ideal gas" },
  { "<i>s</i>(<i>i</i>,<i>j</i>)", "symbol-sij",
    "how alike the bond order of two neighbours is, 1 for equal" },
  { "<i>α</i>", "symbol-alpha",
    "chemical order: share of unlike neighbours against a random mixture" },
  { "<i>η</i>", "symbol-eta", "order parameter of coordination numbers against a random mixture" },
  { "<i>ρ</i>", "symbol-correlation", "correlation of two quantities of the same atoms, −1 to 1" },
  { "<i>ε</i>", "symbol-strain", "strain along the loading" },
  { "<i>σ</i>", "symbol-stress", "stress along the loading" },
  { "<i>γ</i>", "symbol-shear", "shear strain" },
  { "Δ<i>t</i>", "symbol-interval", "interval over which the motion is measured" },
  { "MSD", "symbol-msd", "mean squared displacement" },
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

typedef struct
{
  const char *symbol, *meaning, *topic; /* @topic: %NULL for a quantity */
  const char *quantity;
} Meaning;

/* Append the meaning of a symbol that the text has, and take the symbol out of it: one that begins
 * alike is another. Returns: the place in the text, or −1 */
static gssize
explain (GString *rest, GString *lines, const char *symbol, const char *meaning)
{
  const char *at = strstr (rest->str, symbol);
  if (!at || !is_word_at (rest->str, at, strlen (symbol)))
    return -1;
  gssize first = at - rest->str;
  g_autofree char *plain = g_markup_escape_text (meaning, -1);
  g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", symbol, plain);
  g_autofree char *blanks = g_strnfill (strlen (symbol), '\1');
  for (gssize place; (at = strstr (rest->str, symbol)) != NULL;)
    {
      place = at - rest->str;
      g_string_erase (rest, place, (gssize) strlen (symbol));
      g_string_insert_len (rest, place, blanks, (gssize) strlen (symbol));
    }
  return first;
}

static int
compare_lengths (const void *a, const void *b)
{
  size_t x = strlen (((const Meaning *) a)->symbol), y = strlen (((const Meaning *) b)->symbol);
  return (x < y) - (x > y);
}

/* (transfer full) (element-type Meaning): the longest symbols first: η is not η of von Mises. */
static GArray *
list_meanings (void)
{
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  GArray *meanings = g_array_new (FALSE, FALSE, sizeof (Meaning));
  for (size_t i = 0; i < n; i++)
    {
      Meaning one = { list[i].symbol, list[i].description, NULL, list[i].name };
      bool word = strcmp (list[i].symbol, "LA") == 0 || strcmp (list[i].symbol, "SA") == 0 ||
                  strcmp (list[i].symbol, list[i].name) == 0;
      if (!word)
        g_array_append_val (meanings, one);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (glossary); i++)
    {
      Meaning one = { glossary[i].symbol, glossary[i].meaning, glossary[i].topic, NULL };
      g_array_append_val (meanings, one);
    }
  g_array_sort (meanings, compare_lengths);
  return meanings;
}

/* Explain all symbols of @markup. @topic (out) (transfer full) (nullable): of the first of them. */
static char *
explain_all (const char *markup, char **topic)
{
  g_autoptr (GArray) meanings = list_meanings ();
  g_autoptr (GString) rest = g_string_new (markup), lines = g_string_new (NULL);
  const Meaning *first = NULL;
  gssize first_place = G_MAXSSIZE;
  for (guint i = 0; i < meanings->len; i++)
    {
      const Meaning *one = &g_array_index (meanings, Meaning, i);
      gssize place = explain (rest, lines, one->symbol, one->meaning);
      if (place >= 0 && place < first_place)
        {
          first = one;
          first_place = place;
        }
    }
  *topic = !first         ? NULL
           : first->topic ? g_strdup (first->topic)
                          : g_strconcat (VIT_TOPIC_QUANTITY, first->quantity, NULL);
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

char *
vit_symbol_explain (const char *markup)
{
  g_return_val_if_fail (markup, NULL);
  g_autofree char *topic = NULL;
  return explain_all (markup, &topic);
}

char *
vit_symbol_find_topic (const char *markup)
{
  g_return_val_if_fail (markup, NULL);
  char *topic;
  g_free (explain_all (markup, &topic));
  return topic;
}

bool
vit_symbol_get (guint i, VitSymbol *symbol)
{
  if (i >= G_N_ELEMENTS (glossary))
    return false;
  *symbol = (VitSymbol){ glossary[i].symbol, glossary[i].topic, glossary[i].meaning };
  return true;
}
