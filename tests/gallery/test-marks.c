/* Marks over a map: the scale of arrows, rings of followed atoms and what is measured between them,
 * where all can be calculated. */

#include <math.h>
#include <string.h>

#include "config.h"
#include "ui/gallery/arrow-marks.h"
#if VIT_HAVE_SCENE
#include "ui/gallery/followed-marks.h"
#endif

/* The arrow is as long as one of the displacement that stands beside it would be drawn. */
static void
test_arrow_scale (void)
{
  for (double scale = 0.3; scale < 200; scale *= 1.7)
    for (double angstroms = 5; angstroms < 2000; angstroms *= 2.3)
      {
        VitPictureMarks marks = { 0 };
        VitBoxView box = { .arrows = true, .arrow_scale = scale };
        vit_arrow_marks_fill (&box, "viridis", angstroms, &marks);
        char *unit;
        double displacement = g_ascii_strtod (marks.arrows.text, &unit);
        g_assert_cmpstr (unit, ==, " Å");
        g_assert_cmpfloat_with_epsilon (marks.arrows.length * angstroms, scale * displacement,
                                        1e-6 * angstroms);
        g_assert_cmpfloat (marks.arrows.length, >, 0.05);
        g_assert_cmpfloat (marks.arrows.length, <, 0.45);
        g_assert_cmpstr (marks.arrows.colormap, ==, "");
      }
}

static void
test_arrow_colours (void)
{
  VitPictureMarks marks = { 0 };
  VitBoxView box = {
    .arrows = true, .arrow_scale = 5, .arrow_by_length = true, .arrow_longest = 2.5
  };
  vit_arrow_marks_fill (&box, "plasma", 0, &marks);
  g_assert_cmpfloat (marks.arrows.length, ==, 0);
  g_assert_cmpstr (marks.arrows.colormap, ==, "plasma");
  g_assert_cmpstr (marks.arrows.longest, ==, "2.5 Å");
}

#if VIT_HAVE_SCENE

/* Two atoms on either side of a boundary, one beside the slice. */
static void
test_followed (void)
{
  const float positions[] = { 1, 5, 5, 9, 5, 5, 5, 9, 5 };
  const uint8_t types[] = { 1, 1, 1 };
  VitCell cell = { .h = { { 10, 0, 0 }, { 0, 10, 0 }, { 0, 0, 10 } },
                   .periodic = { true, true, true } };
  g_autoptr (VitScene) scene = vit_scene_new ();
  int64_t ids[] = { 11, 12, 13 };
  VitAtoms atoms = { .n = 3, .ids = ids, .has_ids = true, .unique = true };
  vit_scene_set_frame (scene, positions, &cell, types, 3);
  vit_scene_set_slice (scene, 1, 0.5, 2);
  vit_scene_reset_camera (scene, 200, 100);
  VitFollowedAtoms followed = { { 11, 12 }, 2 };
  VitPictureMarks marks = { 0 };
  vit_followed_marks_fill (&followed, scene, &atoms, 200, 100, &marks);
  g_assert_cmpint (marks.n_rings, ==, 2);
  g_assert_cmpint (marks.n_steps, ==, 2);
  g_assert_cmpstr (marks.steps[0].text, ==, "2.00 Å");
  g_assert_cmpstr (marks.steps[1].text, ==, "");
  double per = 1 / (vit_scene_get_camera (scene)->height * 2); /* widths per Å */
  g_assert_cmpfloat_with_epsilon (marks.rings[1].x - marks.rings[0].x, 8 * per, 1e-6);
  g_assert_cmpfloat_with_epsilon (marks.rings[0].y, marks.rings[1].y, 1e-6);
  g_assert_cmpfloat_with_epsilon (marks.steps[0].x1 - marks.steps[0].x0, -2 * per, 1e-6);
  g_assert_cmpfloat_with_epsilon (marks.steps[1].x1 - marks.steps[1].x0, 2 * per, 1e-6);
  g_assert_false (marks.rings[0].hidden);

  /* An atom that the slice does not show has its ring where it is, dashed. */
  followed = (VitFollowedAtoms){ { 11, 12, 13 }, 3 };
  marks = (VitPictureMarks){ 0 };
  vit_followed_marks_fill (&followed, scene, &atoms, 200, 100, &marks);
  g_assert_cmpint (marks.n_rings, ==, 3);
  g_assert_true (marks.rings[2].hidden);
  g_assert_cmpfloat_with_epsilon (marks.rings[2].x, 0.5, 1e-6);
  g_assert_cmpint (marks.n_words, ==, 1);
  g_assert_cmpstr (marks.words[0].text, ==, "∠ 135.0°");

  /* One that is not there takes all measures with it; a lone atom has the ring of the scene. */
  followed = (VitFollowedAtoms){ { 11, 99 }, 2 };
  marks = (VitPictureMarks){ 0 };
  vit_followed_marks_fill (&followed, scene, &atoms, 200, 100, &marks);
  g_assert_cmpint (marks.n_rings, ==, 1);
  g_assert_cmpint (marks.n_steps, ==, 0);
  followed.n = 1;
  marks = (VitPictureMarks){ 0 };
  vit_followed_marks_fill (&followed, scene, &atoms, 200, 100, &marks);
  g_assert_cmpint (marks.n_rings, ==, 0);
}

#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gallery/marks/arrow-scale", test_arrow_scale);
  g_test_add_func ("/gallery/marks/arrow-colours", test_arrow_colours);
#if VIT_HAVE_SCENE
  g_test_add_func ("/gallery/marks/followed", test_followed);
#endif
  return g_test_run ();
}
