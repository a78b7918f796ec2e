#pragma once

/* Arrows at the atoms of a scene, such as their displacements. Values; a scene copies them. One
 * thread at a time. */

#include "ui/scene/scene.h"

/**
 * VitArrows:
 * @d: (nullable): n × 3, Å, of each atom; not finite: none
 * @scale: how many times as long as @d they are drawn
 * @least: Å; shorter ones are not drawn
 * @by_length: whether they have the colours of their length, 0 ... @longest in the scene's map,
 *   instead of those of the atoms
 * @longest: Å
 */
typedef struct
{
  const float *d;
  double scale, least;
  bool by_length;
  double longest;
} VitArrows;

/** VIT_ARROW_ATOM_SIZE: size of the atoms of a scene with arrows, as a fraction of theirs: arrows
 * begin at their centres. */
#define VIT_ARROW_ATOM_SIZE 0.3

/**
 * vit_scene_set_arrows:
 * @arrows: (nullable): %NULL for none
 *
 * Atoms that are not drawn, or are ghosts, have none. Atoms are smaller while there are arrows. In
 * a slice arrows lie over all atoms. They stay until another frame is set.
 */
void vit_scene_set_arrows (VitScene *scene, const VitArrows *arrows);
bool vit_scene_has_arrows (const VitScene *scene);
