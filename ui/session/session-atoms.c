/* The atoms of a session: the one that was picked last, those that are followed with it, and the
 * set that was picked in a figure. */

#include <string.h>

#include "core/study/study-picked.h"
#include "ui/session/session-private.h"

/* ---- Followed atoms ---- */

const VitFollowedAtoms *
vit_session_get_followed (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return &self->followed;
}

/* Show the atom @id of @run, %NULL for none, and all that are followed. */
static void
set_atoms (VitSession *self, VitRun *run, int64_t id, const VitFollowedAtoms *followed)
{
  if (run == self->selected_run && (!run || id == self->selected_atom) &&
      vit_followed_atoms_equal (followed, &self->followed))
    return;
  g_set_object (&self->selected_run, run);
  self->selected_atom = id;
  self->followed = *followed;
  vit_analyses_set_atoms (self->analyses, followed);
  g_autofree char *several = followed->n > 1 ? vit_followed_atoms_dup_text (followed) : NULL;
  vit_study_set_option_number (self->study, "view", "atom", run ? (double) id : 0);
  vit_study_set_option (self->study, "view", "atoms", several, NULL);
  vit_study_set_option (self->study, "view", "atom-run", run ? vit_run_get_label (run) : NULL,
                        NULL);
  vit_session_notify (self, PROP_SELECTED_RUN);
  vit_session_notify (self, PROP_SELECTED_ATOM);
  vit_session_notify (self, PROP_HAS_SELECTION);
}

void
vit_session_select_atom (VitSession *self, VitRun *run, int64_t id)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  VitFollowedAtoms followed = { { 0 }, 0 };
  if (run)
    vit_followed_atoms_add (&followed, id);
  set_atoms (self, run, id, &followed);
}

bool
vit_session_follow_atom (VitSession *self, VitRun *run, int64_t id)
{
  g_return_val_if_fail (VIT_IS_SESSION (self) && run, false);
  VitFollowedAtoms followed = self->followed;
  if (vit_followed_atoms_find (&followed, id) < 0 && !vit_followed_atoms_add (&followed, id))
    return false;
  set_atoms (self, run, id, &followed);
  return true;
}

void
vit_session_unfollow_atom (VitSession *self, int64_t id)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  VitFollowedAtoms followed = self->followed;
  if (!vit_followed_atoms_remove (&followed, id))
    return;
  bool picked = id == self->selected_atom && followed.n > 0;
  set_atoms (self, followed.n > 0 ? self->selected_run : NULL,
             picked ? followed.ids[followed.n - 1] : self->selected_atom, &followed);
}

bool
vit_session_get_selection (VitSession *self, VitRun **run, int64_t *id)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  if (run)
    *run = self->selected_run;
  if (id)
    *id = self->selected_atom;
  return self->selected_run != NULL;
}

/* Follow the atoms that were followed when the study was saved. */
void
vit_session_load_atoms (VitSession *self)
{
  const VitViewOptions *view = &vit_study_get_options (self->study)->view;
  VitFollowedAtoms followed;
  bool any = vit_followed_atoms_read_view (&followed, view);
  for (guint i = 0; any && i < vit_study_get_n_runs (self->study); i++)
    {
      VitRun *run = vit_study_get_run (self->study, i);
      if (strcmp (vit_run_get_label (run), view->atom_run) != 0)
        continue;
      set_atoms (self, run, (int64_t) view->atom, &followed);
      return;
    }
}

/* ---- The set that was picked in a figure ---- */

void
vit_session_set_atom_set (VitSession *self, VitAtomSet *set)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  vit_study_set_picked (self->study, set);
}

VitAtomSet *
vit_session_get_atom_set (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return vit_study_get_picked (self->study);
}

/* ---- Values under the pointer ---- */

void
vit_session_set_values_hidden (VitSession *self, bool hidden)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  self->hides_values = hidden;
}

bool
vit_session_get_values_hidden (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), false);
  return self->hides_values;
}
