/* What a slice view shows beside the atoms: the surface of its snapshot, the polyhedron of the
 * picked atom. */

#include <math.h>

#include "ui/views/slice-view-private.h"

/* Returns: (transfer none) (nullable): the polyhedron of the picked atom where it is now. One of
 * another frame or atom would be wrong; it comes soon. */
static VitAtomPolyhedron *
get_polyhedron (VitSliceView *self)
{
  VitRun *run = NULL;
  int64_t id = 0;
  int kind = vit_study_get_options (vit_session_get_study (self->session))->view.polyhedron;
  self->hides_polyhedron = false;
  if (kind == VIT_POLYHEDRON_NONE || !self->snapshot || self->measure >= 0 || self->own ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !vit_session_get_selection (self->session, &run, &id) || run != self->run)
    return NULL;
  const VitAtomPolyhedron *polyhedron =
      vit_deriver_get (vit_session_get_deriver (self->session), &vit_atom_polyhedron_derivation,
                       run, vit_session_get_time (self->session), NULL);
  bool moved = self->point.motion && fabs (self->point.time - self->snapshot->time) > 1e-6;
  self->hides_polyhedron = moved && vit_atoms_find (self->snapshot->frame->atoms, id) >= 0;
  return polyhedron && !moved && polyhedron->frame == self->snapshot->index &&
                 polyhedron->id == id && (int) polyhedron->kind == kind
             ? (VitAtomPolyhedron *) polyhedron
             : NULL;
}

/* Returns: whether another one is shown. */
static bool
show_polyhedron (VitSliceView *self, bool again)
{
  bool hid = self->hides_polyhedron;
  VitAtomPolyhedron *polyhedron = get_polyhedron (self);
  if (polyhedron == self->polyhedron && !again)
    return hid != self->hides_polyhedron;
  if (polyhedron)
    vit_atom_polyhedron_ref (polyhedron);
  g_clear_pointer (&self->polyhedron, vit_atom_polyhedron_unref);
  self->polyhedron = polyhedron;
  ssize_t atom = polyhedron ? vit_atoms_find (self->snapshot->frame->atoms, polyhedron->id) : -1;
  vit_atom_view_show_polyhedron (self->atoms, atom >= 0 ? polyhedron->body : NULL,
                                 (size_t) MAX (atom, 0));
  return true;
}

void
vit_slice_view_show_bodies (VitSliceView *self)
{
  const VitViewOptions *view = &vit_study_get_options (vit_session_get_study (self->session))->view;
  const VitIsosurface *surface =
      self->snapshot && self->measure < 0 && !self->own && view->surfaces > 0
          ? self->snapshot->surface
          : NULL;
  bool changed = show_polyhedron (self, self->bodies.opacity < 0);
  VitShownBodies shown = { surface, view->surface_opacity, view->surfaces > 1 };
  if (shown.surface != self->bodies.surface || shown.opacity != self->bodies.opacity ||
      shown.alone != self->bodies.alone)
    {
      self->bodies = shown;
      vit_atom_view_show_surface (self->atoms, surface, shown.opacity, shown.alone);
      changed = true;
    }
  if (!changed || !self->snapshot)
    return;
  vit_slice_view_update_description (self);
  vit_slice_view_emit_changed (self);
}
