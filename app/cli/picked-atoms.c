#include "app/cli/picked-atoms.h"

#include <math.h>
#include <string.h>

#include "app/cli/inputs.h"
#include "core/study/study-picked.h"

static gboolean
any_run_has (GPtrArray *runs, gint64 id)
{
  gboolean found = FALSE;
  for (guint i = 0; i < runs->len && !found; i++)
    {
      VitTrajectory *trajectory = vit_run_get_trajectory (runs->pdata[i]);
      found = trajectory && vit_atoms_find (vit_trajectory_get_atoms (trajectory), id) >= 0;
    }
  return found;
}

/* The atoms that are followed in the study, as far as any run of the figure has them. */
static void
take_saved (VitStudy *study, GPtrArray *runs, VitFollowedAtoms *atoms)
{
  VitFollowedAtoms saved;
  vit_followed_atoms_read_view (&saved, &vit_study_get_options (study)->view);
  for (guint k = 0; k < saved.n; k++)
    if (any_run_has (runs, saved.ids[k]))
      vit_followed_atoms_add (atoms, saved.ids[k]);
}

gboolean
vit_cli_take_followed (const char *command,
                       char **texts,
                       VitStudy *study,
                       GPtrArray *runs,
                       VitFollowedAtoms *atoms,
                       VitExit *exit)
{
  if (!texts || !*texts)
    take_saved (study, runs, atoms);
  for (char **text = texts; text && *text; text++)
    {
      gint64 id;
      if (!g_ascii_string_to_signed (*text, 10, G_MININT64, G_MAXINT64, &id, NULL))
        *exit = vit_cli_usage (command, "--atom %s is no id", *text);
      else if (!any_run_has (runs, id))
        *exit = vit_cli_usage (command, "no run has an atom of id %" G_GINT64_FORMAT, id);
      else if (vit_followed_atoms_find (atoms, id) < 0 && !vit_followed_atoms_add (atoms, id))
        *exit = vit_cli_usage (command, "at most %d atoms are followed", VIT_FOLLOWED_MOST);
      else
        continue;
      return FALSE;
    }
  return TRUE;
}

/* "1,2,3", or "LABEL:1,2,3". */
gboolean
vit_cli_take_atoms (const char *command,
                    const char *text,
                    VitStudy *study,
                    GPtrArray *runs,
                    VitAtomSet **set,
                    VitExit *exit)
{
  VitAtomSet *saved = vit_study_get_picked (study);
  const char *colon = text ? strrchr (text, ':') : NULL;
  g_autofree char *label = colon ? g_strndup (text, (gsize) (colon - text)) : NULL;
  size_t n = 0;
  g_autofree double *numbers = text ? vit_cli_parse_numbers (colon ? colon + 1 : text, &n) : NULL;
  VitRun *run = NULL;
  if (!text && saved && g_ptr_array_find (runs, saved->run, NULL))
    *set = vit_atom_set_ref (saved);
  if (!text)
    return TRUE;
  for (guint i = 0; i < runs->len && !run; i++)
    if (!label || strcmp (vit_run_get_label (runs->pdata[i]), label) == 0)
      run = runs->pdata[i];
  if (!numbers)
    *exit = vit_cli_usage (command, "--atoms %s is no list of ids", text);
  else if (!run)
    *exit = vit_cli_usage (command, "--atoms %s: there is no such run in the figure", text);
  if (!numbers || !run)
    return FALSE;
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  g_autofree int64_t *ids = g_new (int64_t, n);
  for (size_t i = 0; i < n; i++)
    {
      ids[i] = (int64_t) numbers[i];
      if (numbers[i] == (double) ids[i] && trajectory &&
          vit_atoms_find (vit_trajectory_get_atoms (trajectory), ids[i]) >= 0)
        continue;
      *exit = vit_cli_usage (command, "--atoms: %s has no atom of id %g", vit_run_get_label (run),
                             numbers[i]);
      return FALSE;
    }
  g_autofree char *said = g_strdup_printf ("%zu atoms", n);
  *set = vit_atom_set_new (run, ids, n, said, NAN);
  return TRUE;
}
