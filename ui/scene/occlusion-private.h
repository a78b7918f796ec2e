#pragma once

/* Leaves out atoms that cannot be seen because others cover them. In a dense box those are most,
 * and drawing them is what costs, above all where GL runs on the processor. */

#include "ui/scene/display-list.h"

/**
 * vit_display_list_drop_hidden:
 *
 * Removes sprites that are wholly behind other sprites; what is left looks the same. Sprites must
 * be sorted back to front. O(sprites)
 */
void vit_display_list_drop_hidden (VitDisplayList *list);
