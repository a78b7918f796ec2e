/* What an atom view shows beside the atoms. */

#include "ui/scene/bodies.h"
#include "ui/views/atom-view-private.h"

void
vit_atom_view_show_surface (VitAtomView *view,
                            const VitIsosurface *surface,
                            double opacity,
                            bool alone)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_show_surface (view->scene, surface, opacity, alone);
  vit_atom_view_changed (view);
}

void
vit_atom_view_show_polyhedron (VitAtomView *view, const VitConvexBody *polyhedron, size_t atom)
{
  g_return_if_fail (VIT_IS_ATOM_VIEW (view));
  vit_scene_show_polyhedron (view->scene, polyhedron, atom);
  vit_atom_view_changed (view);
}
