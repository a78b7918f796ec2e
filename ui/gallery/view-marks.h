#pragma once

/* Where the face of a slice is in a picture of it, for notes on it, and the directions of axes. */

#include "ui/figure/pictures.h"
#include "ui/scene/scene.h"
#include "ui/style/view-options.h"

/** vit_face_marks_fill: @width, @height: of the picture, pixels. */
void vit_face_marks_fill (const VitSlice *slice,
                          const VitScene *scene,
                          double width,
                          double height,
                          VitPictureMarks *marks);

/** vit_triad_marks_fill: the directions that @box shows. */
void vit_triad_marks_fill (const VitBoxView *box, const VitScene *scene, VitPictureMarks *marks);
