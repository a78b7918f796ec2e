/* Atoms of a slice view between frames, while the playhead moves. Their colours are those of the
 * snapshot. Differences are those of two frames, and do not move. */

#include "core/base/turns.h"
#include "ui/views/slice-view-private.h"

/* Put the atoms back to where they are in the frame of the snapshot. */
static void
come_to_rest (VitSliceView *self)
{
  const VitSnapshot *snapshot = self->snapshot;
  if (!self->point.motion)
    return;
  self->point = (VitMotionPoint){ 0 };
  vit_atom_view_set_frame (self->atoms, snapshot->positions, snapshot->frame->atoms->types,
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
  if (!self->snapshot || self->compares || !gtk_widget_get_mapped (GTK_WIDGET (self)))
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
  vit_slice_view_emit_changed (self);
}
