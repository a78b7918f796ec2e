/* Whether something of a run is lost: one rule for all commands and the window. */

#include "core/base/error.h"
#include "core/io/trajectory-private.h"

void
vit_trajectory_note_unread (VitTrajectory *self, const GError *error)
{
  bool is_lost = g_error_matches (error, VIT_ERROR, VIT_ERROR_FORMAT) ||
                 g_error_matches (error, VIT_ERROR, VIT_ERROR_UNFINISHED) ||
                 g_error_matches (error, VIT_ERROR, VIT_ERROR_IO);
  if (!is_lost)
    return;
  g_mutex_lock (&self->lock);
  if (!self->unread)
    g_atomic_pointer_set (&self->unread, g_strdup (error->message));
  g_mutex_unlock (&self->lock);
}

const char *
vit_trajectory_get_unread (VitTrajectory *self)
{
  g_return_val_if_fail (self, NULL);
  return g_atomic_pointer_get (&self->unread);
}

bool
vit_trajectory_is_damaged (VitTrajectory *self)
{
  g_return_val_if_fail (self, false);
  bool damaged = self->n_damaged > 0 || vit_trajectory_get_unread (self);
  for (guint i = 0; i < self->problems->len && !damaged; i++)
    damaged = ((const VitProblem *) self->problems->pdata[i])->damaging;
  return damaged;
}
