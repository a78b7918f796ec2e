#pragma once

/* The lines of a display list: the edges of the box, outlines of regions, and the ring around the
 * selected atom. */

#include "ui/scene/display-list.h"

/* Replaces the lines; the sprites and the depth range must have been set. */
void vit_display_list_add_lines (VitDisplayList *list, const VitScene *scene);
