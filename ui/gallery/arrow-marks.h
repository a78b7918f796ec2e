#pragma once

/* The scale of displacement arrows over a map, on screen and in figures. Pure functions. */

#include "ui/figure/pictures.h"
#include "ui/style/view-options.h"

/** vit_arrow_marks_fill: sets the scale of the arrows of @box: one for a round displacement and, if
 * they are coloured by length, the colours of @colormap; @angstroms: Å that the picture's width
 * spans, 0 where no one scale holds. */
void vit_arrow_marks_fill (const VitBoxView *box,
                           const char *colormap,
                           double angstroms,
                           VitPictureMarks *marks);
