#pragma once

#include "ui/scene/arrows.h"
#include "ui/scene/display-list.h"

/** vit_display_list_add_arrows: appends the lines of the arrows, from back to front; the depth
 * range must have been set. @colour_of: colour of an atom. O(atoms + arrows log arrows) */
void vit_display_list_add_arrows (VitDisplayList *list,
                                  const VitScene *scene,
                                  VitColour (*colour_of) (const VitScene *scene, size_t i));
