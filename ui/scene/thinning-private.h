#pragma once

/* Which atoms are drawn of a slice, or where a scene may not draw all (vit_scene_set_max_atoms()).
 */

#include "ui/scene/scene.h"

/**
 * VitThinning:
 * @thinned: whether these are fewer than are shown
 * @atoms: (array length=n): those that are drawn, ascending
 * @one_of: of so many atoms about one is drawn: of those that are neither outlined nor highlighted,
 *   and of those that are
 */
typedef struct
{
  bool valid, thinned;
  uint32_t *atoms;
  size_t n;
  unsigned one_of[2];
} VitThinning;

void vit_thinning_free (VitThinning *thinning);

/** vit_scene_get_drawn: (nullable): the atoms that are drawn, or %NULL if that may be any: those of
 * a slice, and fewer of a large box. They are chosen anew only after what the choice rests on has
 * changed; the camera is not among that. O(n) */
const VitThinning *vit_scene_get_drawn (const VitScene *scene);

/** vit_scene_touch: what the choice rests on has changed. */
void vit_scene_touch (VitScene *scene);
