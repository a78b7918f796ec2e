#pragma once

/* Results of structural analysis as meshes of a scene. One thread at a time. */

#include "core/structure/isosurface.h"
#include "core/structure/convex-body.h"
#include "ui/scene/scene.h"

/**
 * vit_scene_show_surface:
 * @surface: (nullable): in the box of the scene's frame; copied
 * @opacity: 0 ... 1
 * @alone: whether atoms are left out of the whole box, but for the selected one
 *
 * Vertices have the colours of their values, or a colour of their own if there are none.
 */
void
vit_scene_show_surface (VitScene *scene, const VitIsosurface *surface, double opacity, bool alone);

/**
 * vit_scene_show_polyhedron:
 * @polyhedron: (nullable): copied
 * @atom: index of the atom that it is around
 *
 * In a slice nothing hides it; in the whole box its edges shine through what does.
 */
void vit_scene_show_polyhedron (VitScene *scene, const VitConvexBody *polyhedron, size_t atom);
