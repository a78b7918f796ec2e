#pragma once

/* Removal of atoms that others cover. In a dense box most atoms are covered, and drawing them takes
 * most of the time, above all where the processor runs OpenGL. */

#include "ui/scene/display-list.h"

/**
 * vit_display_list_drop_hidden:
 *
 * Removes sprites that are entirely behind other sprites; the picture does not change. Sprites must
 * be sorted back to front. O(sprites)
 */
void vit_display_list_drop_hidden (VitDisplayList *list);
