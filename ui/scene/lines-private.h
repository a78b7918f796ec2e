#pragma once

/* The lines of a display list: the edges of the box, outlines of regions, and the ring around the
 * selected atom. */

#include "ui/scene/display-list.h"

/**
 * vit_display_list_add_edge:
 * @lines: array of the list to append to
 * @from, @to: Å relative to the box's origin
 * @width: pixels
 *
 * A straight line in space, cut off near the viewer; the depth range must have been set.
 */
void vit_display_list_add_edge (VitDisplayList *list,
                                GArray *lines,
                                const double from[3],
                                const double to[3],
                                double width,
                                VitColour colour);

/* Replaces the lines; the sprites and the depth range must have been set. */
void vit_display_list_add_lines (VitDisplayList *list, const VitScene *scene);

/* scene-outline.c */

/** vit_scene_get_plane_scale: pixels per Å in the plane of the slice. */
double vit_scene_get_plane_scale (const VitScene *scene, double width, double height);

/** vit_scene_find_outline: vit_scene_get_outline(); @flags (out) (transfer full) (element-type
 * uint8_t): of the atom of each disc of the arcs. */
GArray *vit_scene_find_outline (
    const VitScene *scene, double width, double height, uint8_t least, GArray **flags);
