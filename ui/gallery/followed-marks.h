#pragma once

/* The followed atoms over a map, on screen and in figures: rings with numbers, and the distances
 * and angles between them. Pure functions. */

#include "core/io/frame.h"
#include "core/study/followed-atoms.h"
#include "ui/figure/pictures.h"
#include "ui/scene/scene.h"

/**
 * vit_followed_marks_fill:
 * @followed: two atoms or more; a single one has the ring of the scene
 * @atoms: those of the scene's frame
 * @width, @height: of the picture of the scene
 * @marks: (inout): receives rings, ways and words
 *
 * Between two atoms stands their distance; of three also the angle, of four the dihedral angle, all
 * by minimum image. A way that crosses the boundary is drawn from either atom.
 */
void vit_followed_marks_fill (const VitFollowedAtoms *followed,
                              const VitScene *scene,
                              const VitAtoms *atoms,
                              double width,
                              double height,
                              VitPictureMarks *marks);
