/* The followed atoms over a map: rings with numbers, and the lines of what is measured between
 * them. */

#include "ui/figure/pictures.h"
#include "ui/gallery/followed-marks.h"
#include "ui/style/theme.h"
#include "ui/views/slice-view-private.h"

/* Pixels at the usual size of texts. */
#define FONT 13

void
vit_slice_view_draw_followed (VitSliceView *self, cairo_t *cr, int width, int height)
{
  const VitTheme *theme = vit_theme_get_current ();
  VitPictureMarks marks = { 0 };
  if (!self->snapshot || width <= 0 || height <= 0)
    return;
  vit_followed_marks_fill (vit_session_get_followed (self->session),
                           vit_atom_view_get_scene (self->atoms), self->snapshot->frame->atoms,
                           width, height, &marks);
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, NULL);
  vit_picture_marks_draw (&marks, canvas, (VitRect){ 0, 0, width, height },
                          FONT * vit_theme_get_text_scale (), theme);
}
