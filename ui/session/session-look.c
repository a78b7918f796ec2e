/* Another look at a study, all at once: a scene of a story. */

#include <math.h>

#include "core/study/study-look.h"
#include "ui/session/session-private.h"

/* Atoms that the new look does not follow are let go. */
static void
take_atoms (VitSession *self)
{
  const VitViewOptions *view = &vit_study_get_options (self->study)->view;
  if (view->atom > 0 && *view->atom_run)
    vit_session_load_atoms (self);
  else
    vit_session_select_atom (self, NULL, 0);
}

void
vit_session_take_look (VitSession *self, GKeyFile *base, GKeyFile *look, GPtrArray *notes)
{
  g_return_if_fail (VIT_IS_SESSION (self) && base);
  vit_session_set_playing (self, false);
  vit_session_set_turning (self, false);
  self->taking = true;
  vit_study_take_look (self->study, base, look, notes);
  self->taking = false;
  const VitViewOptions *view = &vit_study_get_options (self->study)->view;
  double time = view->time;
  vit_session_set_speed (self, view->speed);
  vit_session_set_loop (self, view->loop);
  VitSlice slice;
  VitColouring colouring;
  vit_view_read (self->study, &slice, &colouring);
  self->slice = slice;
  self->colouring = colouring;
  vit_session_settle_range (self);
  vit_session_notify (self, PROP_SLICE);
  vit_session_notify (self, PROP_COLOURING);
  take_atoms (self);
  self->wanted = time;
  vit_session_update_extent (self);
}
