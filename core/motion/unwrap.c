#include "core/motion/unwrap.h"

#include <math.h>

/* Beyond this fraction of an edge the shorter way need not be the one that was taken. */
#define AMBIGUOUS 0.45

struct _VitUnwrapper
{
  VitTrajectory *trajectory;
  VitFrame *first;
  VitFrame *last;
  size_t at;
  int32_t *images;
  ssize_t ambiguous;
};

VitUnwrapper *
vit_unwrapper_new (VitTrajectory *trajectory, size_t start, GError **error)
{
  g_return_val_if_fail (trajectory, NULL);
  VitFrame *first = vit_trajectory_read_frame (trajectory, start, error);
  if (!first)
    return NULL;
  VitUnwrapper *self = g_new0 (VitUnwrapper, 1);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->first = first;
  self->last = vit_frame_ref (first);
  self->at = start;
  self->images = g_new0 (int32_t, MAX (3 * first->atoms->n, 1));
  self->ambiguous = -1;
  return self;
}

void
vit_unwrapper_free (VitUnwrapper *self)
{
  if (!self)
    return;
  vit_frame_unref (self->first);
  vit_frame_unref (self->last);
  vit_trajectory_unref (self->trajectory);
  g_free (self->images);
  g_free (self);
}

static void
step (VitUnwrapper *self, const VitFrame *next)
{
  const VitAtoms *a = self->first->atoms;

  for (size_t i = 0; i < a->n; i++)
    {
      ssize_t before = self->last->atoms == a ? (ssize_t) i : vit_atoms_find (self->last->atoms, a->ids[i]);
      ssize_t after = next->atoms == a ? (ssize_t) i : vit_atoms_find (next->atoms, a->ids[i]);
      if (before < 0 || after < 0)
        continue;
      double s0[3], s1[3], x[3];
      vit_frame_get_position (self->last, (size_t) before, x);
      vit_cell_to_scaled (&self->last->cell, x, s0);
      vit_frame_get_position (next, (size_t) after, x);
      vit_cell_to_scaled (&next->cell, x, s1);
      for (int k = 0; k < 3; k++)
        {
          double ds = s1[k] - s0[k];
          if (!next->cell.periodic[k] || !isfinite (ds))
            continue;
          double jump = round (ds);
          self->images[3 * i + (size_t) k] -= (int32_t) jump;
          if (fabs (ds - jump) > AMBIGUOUS && self->ambiguous < 0)
            self->ambiguous = (ssize_t) self->at + 1;
        }
    }
}

const int32_t *
vit_unwrapper_go_to (VitUnwrapper *self, size_t frame, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self && frame >= self->at, NULL);
  while (self->at < frame)
    {
      if (!vit_progress_check (progress, error))
        return NULL;
      VitFrame *next = vit_trajectory_read_frame (self->trajectory, self->at + 1, error);
      if (!next)
        return NULL;
      step (self, next);
      vit_frame_unref (self->last);
      self->last = next;
      self->at++;
    }
  return self->images;
}

ssize_t
vit_unwrapper_get_ambiguous (VitUnwrapper *self)
{
  return self->ambiguous;
}
