/* What is drawn over a picture of a box: the directions of its axes in the lower right corner. */

#include <math.h>
#include <string.h>

#include "ui/figure/pictures.h"

/* Length of an axis in the plane of the picture, in font sizes. */
#define AXIS_LENGTH 1.7

/* An axis that points at the viewer has no room for a head and no place for its letter beside it.
 */
#define LEAST_LENGTH 0.25

static void
draw_arrow (VitCanvas *canvas, double x, double y, double dx, double dy, double head, double width)
{
  double length = hypot (dx, dy);
  if (length < 1e-9)
    return;
  double ux = dx / length, uy = dy / length;
  head = fmin (head, length);
  vit_canvas_set_line (canvas, width, 0);
  vit_canvas_line (canvas, x, y, x + dx - 0.7 * head * ux, y + dy - 0.7 * head * uy);
  const VitPoint points[3] = {
    { x + dx, y + dy },
    { x + dx - head * ux + 0.4 * head * uy, y + dy - head * uy - 0.4 * head * ux },
    { x + dx - head * ux - 0.4 * head * uy, y + dy - head * uy + 0.4 * head * ux },
  };
  vit_canvas_polygon (canvas, points, G_N_ELEMENTS (points));
}

void
vit_picture_marks_draw (
    const VitPictureMarks *marks, VitCanvas *canvas, VitRect r, double font, const VitTheme *theme)
{
  g_return_if_fail (marks && canvas && theme);
  /* In a small picture the corner is small, too. */
  double size = fmin (font, 0.07 * fmin (r.width, r.height));
  if (marks->n_axes == 0 || size < 0.4 * font)
    return;
  double reach = (AXIS_LENGTH + 1) * size, length = AXIS_LENGTH * size;
  double x = r.x + r.width - reach, y = r.y + r.height - reach;
  vit_canvas_set_alpha (canvas, theme->background, 0.7);
  vit_canvas_fill_circle (canvas, x, y, reach);
  vit_canvas_set_colour (canvas, theme->foreground);
  for (int k = 0; k < marks->n_axes; k++)
    {
      const VitPictureAxis *axis = &marks->axes[k];
      double along = hypot (axis->x, axis->y);
      double dx = length * axis->x, dy = -length * axis->y;
      g_autofree char *label = g_strdup_printf ("<i>%s</i>", axis->label);
      if (along < LEAST_LENGTH)
        {
          /* A dot in the middle; its letter stands where no other axis is. */
          vit_canvas_fill_circle (canvas, x, y, 0.14 * size);
          double away[2] = { 0, 0 };
          for (int other = 0; other < marks->n_axes; other++)
            {
              away[0] -= other != k ? marks->axes[other].x : 0;
              away[1] += other != k ? marks->axes[other].y : 0;
            }
          double far = fmax (hypot (away[0], away[1]), 1e-9);
          vit_canvas_text (canvas, x + 0.75 * size * away[0] / far, y + 0.75 * size * away[1] / far,
                           0.5, 0.5, 0.9 * size, false, label);
          continue;
        }
      draw_arrow (canvas, x, y, dx, dy, 0.55 * size, 0.11 * size);
      vit_canvas_text (canvas, x + dx + 0.55 * size * axis->x / along,
                       y + dy - 0.55 * size * axis->y / along, 0.5, 0.5, 0.9 * size, false, label);
    }
}
