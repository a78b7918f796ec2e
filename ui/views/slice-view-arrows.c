/* The arrows of a slice view: the displacements of its atoms, made in the background. */

#include "core/results/displacements.h"
#include "ui/views/slice-view-private.h"

/* Arrows are those of the frame that is shown, or none. */
void
vit_slice_view_show_arrows (VitSliceView *self)
{
  VitBoxView box;
  vit_box_view_read (vit_session_get_study (self->session), &box);
  self->arrow_interval = 0;
  const VitDisplacements *moved = NULL;
  if (box.arrows && self->snapshot && gtk_widget_get_mapped (GTK_WIDGET (self)))
    moved = vit_deriver_get (vit_session_get_deriver (self->session), &vit_displacements_derivation,
                             self->run, vit_session_get_time (self->session), NULL);
  if (!moved || moved->from != self->snapshot->index || moved->n != self->snapshot->frame->atoms->n)
    {
      vit_atom_view_set_arrows (self->atoms, NULL);
      gtk_widget_queue_draw (self->marks);
      return;
    }
  const VitArrows arrows = { .d = moved->d,
                             .scale = box.arrow_scale,
                             .least = box.arrow_least,
                             .by_length = box.arrow_by_length,
                             .longest = box.arrow_longest };
  self->arrow_interval = moved->interval;
  vit_atom_view_set_arrows (self->atoms, &arrows);
  gtk_widget_queue_draw (self->marks);
}

char *
vit_slice_view_dup_arrows (VitSliceView *self)
{
  VitBoxView box;
  vit_box_view_read (vit_session_get_study (self->session), &box);
  box.arrow_by_length = false; /* the colours are shown beside the scale */
  return self->arrow_interval > 0 ? vit_box_view_dup_arrows (&box, self->arrow_interval) : NULL;
}
