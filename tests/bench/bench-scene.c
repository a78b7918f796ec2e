/* Milliseconds per picture of 1000 × 800 pixels while scrubbing: every picture has new positions
 * and values.
 *
 *   bench-scene [atoms per side ...]
 *
 * "copy" is taking over the frame, "list" choosing, colouring and sorting the atoms in sight, "GL"
 * the whole picture by vit_offscreen_render() with its list, upload, drawing and reading back, and
 * "software" the same by vit_scene_render_software(). Medians. */

#include <math.h>
#include <stdlib.h>

#include "tests/scene/pictures.h"
#include "ui/scene/display-list.h"
#include "ui/scene/offscreen.h"
#include "ui/scene/software.h"

enum
{
  WIDTH = 1000,
  HEIGHT = 800,
  ROUNDS = 15
};

typedef struct
{
  double copy, list, gl, software;
} Times;

static double
now (void)
{
  return g_get_monotonic_time () / 1000.0;
}

static int
compare (const void *a, const void *b)
{
  double d = *(const double *) a - *(const double *) b;
  return d < 0 ? -1 : d > 0;
}

static double
median (double *times)
{
  qsort (times, ROUNDS, sizeof *times, compare);
  return times[ROUNDS / 2];
}

static void
shake (Picture *picture, int round)
{
  for (size_t i = 0; i < 3 * picture->n; i++)
    picture->positions[i] += 0.05f * sinf (i + round);
  for (size_t i = 0; i < picture->n; i++)
    picture->values[i] = fmodf (picture->values[i] + 0.01f, 1);
}

static void
measure (VitOffscreen *offscreen, Picture *picture, VitScene *scene, const char *what)
{
  double copy[ROUNDS], build[ROUNDS], gl[ROUNDS], software[ROUNDS];
  g_autofree uint8_t *rgba = g_malloc (4 * WIDTH * HEIGHT);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  list->prune = true;
  for (int round = 0; round < ROUNDS; round++)
    {
      shake (picture, round);
      double t0 = now ();
      vit_scene_set_frame (scene, picture->positions, &picture->cell, picture->types, picture->n);
      vit_scene_set_values (scene, picture->values);
      double t1 = now ();
      vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
      double t2 = now ();
      if (offscreen)
        vit_offscreen_render (offscreen, scene, WIDTH, HEIGHT, 1, 1, rgba, NULL);
      double t3 = now ();
      vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, rgba);
      double t4 = now ();
      copy[round] = t1 - t0;
      build[round] = t2 - t1;
      gl[round] = t3 - t2;
      software[round] = t4 - t3;
    }
  double c = median (copy), g = median (gl), s = median (software);
  g_print (
      "%8zu  %-22s %7zu  copy %6.2f  list %6.2f  GL %7.2f (%5.1f/s)  software %7.2f (%5.1f/s)\n",
      picture->n, what, list->n_sprites, c, median (build), g, 1000 / (c + g), s, 1000 / (c + s));
}

int
main (int argc, char **argv)
{
  static const char *standard[] = { "37", NULL };
  const char **sides = argc > 1 ? (const char **) argv + 1 : standard;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitOffscreen) offscreen = vit_offscreen_new (&error);
  if (!offscreen)
    g_print ("no GL: %s\n", error->message);
  for (; *sides; sides++)
    {
      int side = atoi (*sides);
      if (side < 2 || side > 150)
        continue;
      g_autoptr (Picture) picture = picture_new (side, false);
      g_autoptr (VitScene) scene = picture_scene (side, false);
      vit_scene_set_slice (scene, 1, 0.4, 3.85);
      vit_scene_reset_camera (scene, WIDTH, HEIGHT);
      measure (offscreen, picture, scene, "slice, outlined");
      vit_scene_set_outlined (scene, NULL);
      measure (offscreen, picture, scene, "slice");
      vit_scene_set_slice (scene, -1, 0, 0);
      vit_scene_reset_camera (scene, WIDTH, HEIGHT);
      measure (offscreen, picture, scene, "whole box");
      vit_scene_set_max_atoms (scene, 20000);
      measure (offscreen, picture, scene, "whole box, turning");
    }
  return 0;
}
