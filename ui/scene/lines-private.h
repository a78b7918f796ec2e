#pragma once

/* The lines of a display list: box, outlines of regions, ring round the selection. */

#include "ui/scene/display-list.h"

/* Replaces the lines; the sprites and the depth range must be there. */
void vit_display_list_add_lines (VitDisplayList *list, const VitScene *scene);
