/* Atoms of a slice view between frames, while the playhead moves. Their colours are those of the
 * snapshot. Differences are those of two frames, and do not move. */

#include <math.h>

#include "core/base/turns.h"
#include "ui/views/slice-view-private.h"

/* The colours of the time between two start times, if they are to be interpolated and both are
 * there; else those of the snapshot. */
void
vit_slice_view_show_colours_between (VitSliceView *self)
{
  const VitSnapshot *snapshot = self->snapshot, *beside = NULL;
  bool wanted = self->measure < 0 && self->point.motion &&
                vit_session_get_colouring (self->session)->interpolated;
  if (wanted)
    beside = vit_deriver_get (vit_session_get_deriver (self->session),
                              &vit_snapshot_beside_derivation, self->run, self->point.time, NULL);
  g_autofree float *shades = beside ? g_new (float, MAX (snapshot->frame->atoms->n, 1)) : NULL;
  bool blended = beside && vit_snapshot_blend (snapshot, beside, self->point.time, shades);
  /* The last colours stay while the next ones are read. */
  if (blended)
    {
      vit_atom_view_set_values (self->atoms, shades);
      self->beside = beside->time;
    }
  else if (!wanted && !isnan (self->beside))
    {
      vit_atom_view_set_values (self->atoms, snapshot->shades);
      self->beside = NAN;
    }
}

/* Put the atoms back to where they are in the frame of the snapshot. */
static void
come_to_rest (VitSliceView *self)
{
  const VitSnapshot *snapshot = self->snapshot;
  if (!self->point.motion)
    return;
  self->point = (VitMotionPoint){ 0 };
  vit_slice_view_show_colours_between (self);
  vit_atom_view_set_frame (self->atoms, snapshot->scaled, snapshot->frame->atoms->types,
                           snapshot->frame->atoms->n, &snapshot->cell);
  vit_slice_view_show_bodies (self);
  gtk_widget_queue_draw (self->marks);
  vit_slice_view_update_description (self);
  vit_slice_view_emit_changed (self);
}

void
vit_slice_view_show_motion (VitSliceView *self)
{
  VitMotionPoint point;
  if (!self->snapshot || self->own || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (!vit_session_is_moving (self->session))
    {
      come_to_rest (self);
      return;
    }
  /* The last picture stays while frames come late. */
  if (!vit_session_get_motion (self->session, self->run, &point) ||
      (point.motion == self->point.motion && point.time == self->point.time))
    return;
  VIT_TURN_PART ("motion", NULL);
  const VitAtoms *atoms = self->snapshot->frame->atoms;
  if (!self->moved)
    self->moved = g_new (float, MAX (3 * atoms->n, 1));
  vit_interpolation_fill (point.motion, atoms, point.part, self->moved);
  vit_interpolation_get_cell (point.motion, point.part, &self->cell);
  vit_atom_view_move (self->atoms, self->moved, &self->cell);
  self->point = point;
  vit_slice_view_show_bodies (self);
  vit_slice_view_show_colours_between (self);
  if (vit_session_get_followed (self->session)->n > 1)
    gtk_widget_queue_draw (self->marks);
  vit_slice_view_emit_changed (self);
}
