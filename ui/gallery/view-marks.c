#include "ui/gallery/view-marks.h"

#include "ui/scene/triad.h"

void
vit_face_marks_fill (const VitSlice *slice,
                     const VitScene *scene,
                     double width,
                     double height,
                     VitPictureMarks *marks)
{
  static const double corners[4][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };
  g_return_if_fail (slice && scene && marks && width > 0);
  const VitCell *cell = vit_scene_get_cell (scene);
  marks->has_face = cell != NULL;
  for (int k = 0; k < 4 && marks->has_face; k++)
    {
      double xyz[3], screen[2];
      vit_slice_get_point (slice, cell, corners[k], xyz);
      marks->has_face = vit_scene_project (scene, width, height, xyz, screen, NULL);
      marks->face[k][0] = screen[0] / width;
      marks->face[k][1] = screen[1] / width;
    }
}

void
vit_triad_marks_fill (const VitBoxView *box, const VitScene *scene, VitPictureMarks *marks)
{
  g_return_if_fail (box && scene && marks);
  VitTriadAxis axes[3];
  vit_triad_place (vit_scene_get_camera (scene), vit_scene_get_cell (scene),
                   box->triad == VIT_TRIAD_BOX_VECTORS, axes);
  for (; marks->n_axes < 3; marks->n_axes++)
    {
      const VitTriadAxis *axis = &axes[marks->n_axes];
      marks->axes[marks->n_axes] = (VitPictureAxis){ .x = axis->x, .y = axis->y };
      g_strlcpy (marks->axes[marks->n_axes].label, axis->label, sizeof marks->axes->label);
    }
}
