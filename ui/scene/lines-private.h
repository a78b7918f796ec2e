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
