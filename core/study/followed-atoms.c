#include "core/study/followed-atoms.h"

#include <string.h>

int
vit_followed_atoms_find (const VitFollowedAtoms *atoms, int64_t id)
{
  for (guint k = 0; k < atoms->n; k++)
    if (atoms->ids[k] == id)
      return (int) k;
  return -1;
}

bool
vit_followed_atoms_add (VitFollowedAtoms *atoms, int64_t id)
{
  if (atoms->n >= VIT_FOLLOWED_MOST || vit_followed_atoms_find (atoms, id) >= 0)
    return false;
  atoms->ids[atoms->n++] = id;
  return true;
}

bool
vit_followed_atoms_remove (VitFollowedAtoms *atoms, int64_t id)
{
  int place = vit_followed_atoms_find (atoms, id);
  if (place < 0)
    return false;
  atoms->n--;
  memmove (&atoms->ids[place], &atoms->ids[place + 1],
           (atoms->n - (guint) place) * sizeof *atoms->ids);
  return true;
}

bool
vit_followed_atoms_equal (const VitFollowedAtoms *a, const VitFollowedAtoms *b)
{
  return a->n == b->n && memcmp (a->ids, b->ids, a->n * sizeof *a->ids) == 0;
}

char *
vit_followed_atoms_dup_text (const VitFollowedAtoms *atoms)
{
  GString *text = g_string_new (NULL);
  for (guint k = 0; k < atoms->n; k++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, k > 0 ? ";" : "", atoms->ids[k]);
  return g_string_free (text, FALSE);
}

void
vit_followed_atoms_read (VitFollowedAtoms *atoms, const char *text)
{
  g_return_if_fail (atoms && text);
  g_auto (GStrv) words = g_strsplit_set (text, ";, ", -1);
  atoms->n = 0;
  for (char **word = words; *word; word++)
    {
      gint64 id;
      if (g_ascii_string_to_signed (*word, 10, G_MININT64, G_MAXINT64, &id, NULL))
        vit_followed_atoms_add (atoms, id);
    }
}

bool
vit_followed_atoms_read_view (VitFollowedAtoms *atoms, const VitViewOptions *view)
{
  int64_t picked = (int64_t) view->atom;
  *atoms = (VitFollowedAtoms){ { 0 }, 0 };
  if (!*view->atom_run)
    return false;
  vit_followed_atoms_read (atoms, view->atoms);
  if (vit_followed_atoms_find (atoms, picked) < 0)
    *atoms = (VitFollowedAtoms){ { picked }, 1 };
  return true;
}
