/* Glides: their ends are exact, the way is the shortest and goes nowhere back. */

#include <math.h>
#include <string.h>

#include "tests/scene/tilted.h"
#include "ui/scene/camera-start.h"
#include "ui/scene/glide.h"

#define NEAR(a, b, tolerance) g_assert_cmpfloat_with_epsilon ((a), (b), (tolerance))

enum
{
  N_PAIRS = 200,
  N_STEPS = 40
};

/* Angle of the rotation between two sets of axes: its matrix has the trace 1 + 2 cos. */
static double
angle_between (const VitCamera *a, const VitCamera *b)
{
  double trace = 0;
  for (int k = 0; k < 3; k++)
    trace += dot (a->axes[k], b->axes[k]);
  return acos (CLAMP ((trace - 1) / 2, -1, 1));
}

static VitCamera
random_camera (const VitCell *cell)
{
  VitCamera camera;
  VitCameraStart start = { .preset = (VitCameraPreset) g_test_rand_int_range (0, VIT_CAMERA_LOAD),
                           .turn = g_test_rand_double_range (-180, 180),
                           .load_axis = -1,
                           .orthographic = g_test_rand_bit () };
  vit_camera_init_start (&camera, cell, &start);
  vit_camera_orbit (&camera, g_test_rand_double_range (-3, 3), g_test_rand_double_range (-1, 1));
  camera.height *= g_test_rand_double_range (0.1, 10);
  for (int i = 0; i < 3; i++)
    camera.target[i] += g_test_rand_double_range (-20, 20);
  return camera;
}

static void
check_axes (const VitCamera *camera)
{
  const double (*a)[3] = camera->axes;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      NEAR (dot (a[i], a[j]), i == j, 1e-12);
  double handed = a[2][0] * (a[0][1] * a[1][2] - a[0][2] * a[1][1]) +
                  a[2][1] * (a[0][2] * a[1][0] - a[0][0] * a[1][2]) +
                  a[2][2] * (a[0][0] * a[1][1] - a[0][1] * a[1][0]);
  NEAR (handed, 1, 1e-12);
}

/* Every step turns on, by an equal angle, and comes nearer to the goal by as much. */
static void
check_way (const VitCamera *from, const VitCamera *to)
{
  double whole = angle_between (from, to);
  VitCamera now, before = *from;
  g_assert_cmpfloat (whole, <=, G_PI);
  vit_glide_camera (from, to, 0, &now);
  g_assert_cmpint (memcmp (&now, from, sizeof now), ==, 0);
  for (int k = 1; k < N_STEPS; k++)
    {
      double fraction = (double) k / N_STEPS;
      vit_glide_camera (from, to, fraction, &now);
      check_axes (&now);
      /* The cosine tells small angles badly. */
      NEAR (angle_between (from, &now), fraction * whole, 1e-6);
      NEAR (angle_between (&now, to), (1 - fraction) * whole, 1e-6);
      NEAR (log (now.height / before.height), log (to->height / from->height) / N_STEPS, 1e-9);
      for (int i = 0; i < 3; i++)
        NEAR (now.target[i] - before.target[i], (to->target[i] - from->target[i]) / N_STEPS, 1e-9);
      g_assert_cmpfloat (now.fov, >=, MIN (from->fov, to->fov));
      g_assert_cmpfloat (now.fov, <=, MAX (from->fov, to->fov));
      before = now;
    }
  /* In place. */
  now = *from;
  vit_glide_camera (&now, to, 1, &now);
  g_assert_cmpint (memcmp (&now, to, sizeof now), ==, 0);
}

static void
test_random (void)
{
  VitCell cell = tilted_cell ();
  for (int i = 0; i < N_PAIRS; i++)
    {
      VitCamera from = random_camera (&cell), to = random_camera (&cell);
      check_way (&from, &to);
      check_way (&from, &from);
    }
}

/* Between any two presets, half turns (z to −z) among them. */
static void
test_presets (void)
{
  VitCell cell = tilted_cell ();
  for (int i = 0; i < VIT_CAMERA_LOAD; i++)
    for (int k = 0; k < VIT_CAMERA_LOAD; k++)
      {
        const VitCameraStart starts[2] = { { .preset = (VitCameraPreset) i, .load_axis = -1 },
                                           { .preset = (VitCameraPreset) k, .load_axis = -1 } };
        VitCamera from, to;
        vit_camera_init_start (&from, &cell, &starts[0]);
        vit_camera_init_start (&to, &cell, &starts[1]);
        check_way (&from, &to);
      }
}

static void
test_numbers (void)
{
  double before = -1;
  for (int k = 0; k <= N_STEPS; k++)
    {
      double eased = vit_glide_ease ((double) k / N_STEPS);
      g_assert_cmpfloat (eased, >, before);
      before = eased;
    }
  g_assert_true (vit_glide_ease (0) == 0 && vit_glide_ease (1) == 1);
  g_assert_true (vit_glide_ease (-1) == 0 && vit_glide_ease (7) == 1);
  g_assert_true (vit_glide_number (0.1, 0.7, 0) == 0.1 && vit_glide_number (0.1, 0.7, 1) == 0.7);
  NEAR (vit_glide_number (0.1, 0.7, 0.5), 0.4, 1e-15);
}

/* From 0.95 to 0.05 the way leads across the edge of the box. */
static void
test_cyclic (void)
{
  g_assert_true (vit_glide_cyclic (0.95, 0.05, 0) == 0.95);
  g_assert_true (vit_glide_cyclic (0.95, 0.05, 1) == 0.05);
  NEAR (vit_glide_cyclic (0.95, 0.05, 0.25), 0.975, 1e-12);
  NEAR (vit_glide_cyclic (0.95, 0.05, 0.75), 0.025, 1e-12);
  NEAR (vit_glide_cyclic (0.05, 0.95, 0.75), 0.975, 1e-12);
  NEAR (vit_glide_cyclic (0.2, 0.6, 0.5), 0.4, 1e-12);
  for (int k = 0; k < N_STEPS; k++)
    {
      double at = vit_glide_cyclic (0.7, 0.1, (double) k / N_STEPS);
      g_assert_true (at >= 0.7 || at <= 0.1);
    }
}

/* Cameras as text glide as they do themselves, in any box. */
static void
test_text (void)
{
  VitCell cell = tilted_cell ();
  VitCamera home, a, b, middle, read;
  const VitCameraStart front = { 0 };
  vit_camera_init_start (&home, &cell, &front);
  a = b = home;
  vit_camera_orbit (&a, 0.4, 0.1);
  vit_camera_orbit (&b, -0.9, 0.3);
  b.height /= 2;
  g_autofree char *from = vit_camera_dup_text (&a, &cell, -1, &home),
                  *to = vit_camera_dup_text (&b, &cell, -1, &home),
                  *half = vit_glide_camera_text (from, to, -1, true, 0.5),
                  *end = vit_glide_camera_text (from, to, -1, true, 1),
                  *other = vit_glide_camera_text ("y 2 0.5 0.5 0.5", to, -1, true, 0.5);
  g_assert_cmpstr (end, ==, to);
  g_assert_cmpstr (other, ==, to);
  vit_glide_camera (&a, &b, 0.5, &middle);
  g_assert_true (vit_camera_read_text (half, &cell, -1, &home, &read));
  NEAR (read.height, middle.height, 1e-4 * home.height);
  NEAR (angle_between (&read, &middle), 0, 2e-3);
  g_autofree char *begin = vit_glide_camera_text ("", to, -1, true, 0);
  g_assert_true (vit_camera_read_text (begin, &cell, -1, &home, &read));
  NEAR (angle_between (&read, &home), 0, 2e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/glide/random", test_random);
  g_test_add_func ("/glide/presets", test_presets);
  g_test_add_func ("/glide/numbers", test_numbers);
  g_test_add_func ("/glide/cyclic", test_cyclic);
  g_test_add_func ("/glide/text", test_text);
  return g_test_run ();
}
