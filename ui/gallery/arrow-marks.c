#include "ui/gallery/arrow-marks.h"

#include "ui/style/number-format.h"

/* Length of the arrow, as a share of the picture's width: no longer than that. */
#define LONGEST 0.22

void
vit_arrow_marks_fill (const VitBoxView *box,
                      const char *colormap,
                      double angstroms,
                      VitPictureMarks *marks)
{
  g_return_if_fail (box && colormap && marks);
  VitPictureArrows *arrows = &marks->arrows;
  char number[VIT_NUMBER_BYTES];
  if (angstroms > 0 && box->arrow_scale > 0)
    {
      double displacement = vit_nice_step (LONGEST * angstroms / box->arrow_scale);
      arrows->length = displacement * box->arrow_scale / angstroms;
      g_snprintf (arrows->text, sizeof arrows->text, "%s Å",
                  vit_format_number (displacement, 3, number));
    }
  if (box->arrow_by_length)
    {
      g_strlcpy (arrows->colormap, colormap, sizeof arrows->colormap);
      g_snprintf (arrows->longest, sizeof arrows->longest, "%s Å",
                  vit_format_number (box->arrow_longest, 3, number));
    }
}
