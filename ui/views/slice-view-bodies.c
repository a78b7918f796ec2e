/* What a slice view shows beside the atoms: the surface of its snapshot. */

#include "ui/views/slice-view-private.h"

void
vit_slice_view_show_bodies (VitSliceView *self)
{
  const VitViewOptions *view = &vit_study_get_options (vit_session_get_study (self->session))->view;
  const VitIsosurface *surface =
      self->snapshot && self->measure < 0 && !self->compares && view->surfaces > 0
          ? self->snapshot->surface
          : NULL;
  VitShownBodies shown = { surface, view->surface_opacity, view->surfaces > 1 };
  if (shown.surface == self->bodies.surface && shown.opacity == self->bodies.opacity &&
      shown.alone == self->bodies.alone)
    return;
  self->bodies = shown;
  vit_atom_view_show_surface (self->atoms, surface, shown.opacity, shown.alone);
}
