#include "core/geometry/species.h"

#include "core/base/error.h"

const char *
vit_species_get (const char *const *names, unsigned type)
{
  for (unsigned t = 1; names && names[t - 1]; t++)
    if (t == type)
      return names[t - 1];
  return "";
}

char *
vit_species_dup_name (const char *const *names, unsigned type)
{
  const char *name = vit_species_get (names, type);
  return *name ? g_strdup (name) : g_strdup_printf ("type %u", type);
}

char **
vit_species_new_names (const char *const *given, const char *const *own, unsigned n_types)
{
  char **names = g_new0 (char *, n_types + 1);
  for (unsigned t = 1; t <= n_types; t++)
    {
      const char *name = vit_species_get (given, t);
      name = *name ? name : vit_species_get (own, t);
      names[t - 1] = *name ? g_strdup (name) : g_strdup_printf ("%u", t);
    }
  return names;
}

/* Returns: "Zr, Al", or "2 types" where one has no name. */
static char *
list_species (const char *const *names, unsigned n_types)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (unsigned t = 1; t <= n_types; t++)
    {
      const char *name = vit_species_get (names, t);
      if (!*name)
        return g_strdup_printf ("%u type%s", n_types, n_types == 1 ? "" : "s");
      g_string_append_printf (text, "%s%s", t > 1 ? ", " : "", name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

bool
vit_species_check (const uint8_t *types,
                   size_t n,
                   unsigned n_types,
                   const char *const *names,
                   const char *what,
                   GError **error)
{
  for (size_t i = 0; i < n; i++)
    if (types[i] < 1 || types[i] > n_types)
      {
        g_autofree char *name = vit_species_dup_name (names, types[i]),
                        *all = list_species (names, n_types);
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH, "Atom %zu is %s%s, but %s for %s", i + 1,
                     *vit_species_get (names, types[i]) ? "" : "of ", name, what, all);
        return false;
      }
  return true;
}
