/* The whole box: where it is seen from, its directions, and what of it is drawn. */

#include <math.h>
#include <string.h>

#include "tests/scene/pictures.h"
#include "ui/scene/triad.h"

#define NEAR(a, b, tolerance) g_assert_cmpfloat_with_epsilon ((a), (b), (tolerance))

enum
{
  WIDTH = 320,
  HEIGHT = 256
};

static VitCell
tilted_cell (void)
{
  VitCell cell;
  const double lo[3] = { -3, 5, 2 }, hi[3] = { 27, 45, 52 }, tilt[3] = { 4, -6, 9 };
  vit_cell_init_restricted (&cell, lo, hi, tilt);
  return cell;
}

static void
assert_axes (const VitCamera *camera, const double right[3], const double up[3])
{
  for (int i = 0; i < 3; i++)
    {
      NEAR (camera->axes[0][i], right[i], 1e-12);
      NEAR (camera->axes[1][i], up[i], 1e-12);
    }
  const double (*a)[3] = camera->axes;
  NEAR (a[2][0], a[0][1] * a[1][2] - a[0][2] * a[1][1], 1e-12);
  NEAR (a[2][1], a[0][2] * a[1][0] - a[0][0] * a[1][2], 1e-12);
  NEAR (a[2][2], a[0][0] * a[1][1] - a[0][1] * a[1][0], 1e-12);
}

/* ---- The camera ---- */

static void
test_presets (void)
{
  VitCell cell = tilted_cell (), straight;
  const double lo[3] = { 1, 2, 3 }, hi[3] = { 31, 22, 48 };
  vit_cell_init_orthogonal (&straight, lo, hi);
  static const double right[6][3] = { { 0, 1, 0 },  { 0, -1, 0 }, { 1, 0, 0 },
                                      { -1, 0, 0 }, { 1, 0, 0 },  { -1, 0, 0 } };
  static const double up[6][3] = { { 0, 0, 1 }, { 0, 0, 1 }, { 0, 0, 1 },
                                   { 0, 0, 1 }, { 0, 1, 0 }, { 0, 1, 0 } };
  for (int k = 0; k < 6; k++)
    {
      VitCamera camera, face;
      const VitCameraStart start = { .preset = (VitCameraPreset) (VIT_CAMERA_X + k),
                                     .load_axis = -1 };
      vit_camera_init_start (&camera, &cell, &start);
      assert_axes (&camera, right[k], up[k]);
      NEAR (camera.fov, VIT_CAMERA_BOX_FOV, 1e-12);
      /* The side that the slice is seen from. */
      vit_camera_init_start (&camera, &straight, &start);
      vit_camera_init_face (&face, &straight, k / 2, 0.5);
      if (k % 2 == 0)
        assert_axes (&face, camera.axes[0], camera.axes[1]);
      for (int i = 0; i < 3; i++)
        NEAR (camera.target[i], (hi[i] - lo[i]) / 2, 1e-9);
    }
}

static void
test_load_axis (void)
{
  VitCell cell = tilted_cell ();
  for (int axis = -1; axis < 3; axis++)
    {
      VitCamera camera, expected;
      VitCameraStart start = { .preset = VIT_CAMERA_LOAD, .load_axis = axis };
      vit_camera_init_start (&camera, &cell, &start);
      start.preset = axis < 0 ? VIT_CAMERA_FRONT : (VitCameraPreset) (VIT_CAMERA_X + 2 * axis);
      vit_camera_init_start (&expected, &cell, &start);
      assert_axes (&camera, expected.axes[0], expected.axes[1]);
    }
}

/* Without perspective, and in the plane of the target with it, an Å is as long everywhere. */
static void
test_projection (void)
{
  VitCell cell = tilted_cell ();
  for (int k = 0; k < VIT_N_CAMERA_PRESETS; k++)
    {
      VitCamera camera;
      VitCameraStart start = { .preset = (VitCameraPreset) k,
                               .load_axis = 1,
                               .orthographic = true };
      vit_camera_init_start (&camera, &cell, &start);
      g_assert_true (camera.fov == 0);
      double height = camera.height, here, there, screen[2], x[3];
      for (int i = 0; i < 3; i++)
        x[i] = camera.target[i] + 15 * camera.axes[2][i];
      g_assert_true (vit_camera_project (&camera, 100, 100, x, screen, &there));
      g_assert_true (vit_camera_project (&camera, 100, 100, camera.target, screen, &here));
      NEAR (there, here, 1e-9);
      vit_camera_set_perspective (&camera, true);
      NEAR (camera.height, height, 1e-12);
      g_assert_true (vit_camera_project (&camera, 100, 100, camera.target, screen, &here));
      NEAR (there, here, 1e-9);
      g_assert_true (vit_camera_project (&camera, 100, 100, x, screen, &there));
      g_assert_cmpfloat (there, >, here);
    }
}

static void
test_turn (void)
{
  VitCell cell = tilted_cell ();
  VitCamera camera, turned;
  VitCameraStart start = { .preset = VIT_CAMERA_X, .load_axis = -1 };
  vit_camera_init_start (&camera, &cell, &start);
  start.turn = 90;
  vit_camera_init_start (&turned, &cell, &start);
  /* What was in front goes to the right. */
  for (int i = 0; i < 3; i++)
    NEAR (turned.axes[0][i], camera.axes[2][i], 1e-9);
  /* The fit of a turn holds at each of its angles, and is reached at one. */
  double most = 0;
  start = (VitCameraStart){ .load_axis = -1 };
  vit_camera_init_start (&turned, &cell, &start);
  vit_camera_fit_turns (&turned, &cell, 1.5, 2);
  for (start.turn = 0; start.turn < 360; start.turn += 5)
    {
      vit_camera_init_start (&camera, &cell, &start);
      vit_camera_fit (&camera, &cell, -1, 0, 1.5, 2);
      g_assert_cmpfloat (camera.height, <=, turned.height + 1e-9);
      most = fmax (most, camera.height);
    }
  NEAR (most, turned.height, 1e-9);
}

static void
test_start_text (void)
{
  static const char *const good[] = { "x",  "-x",   "y", "-y",      "z",
                                      "-z", "load", "",  "load 30", "front -12.5" };
  static const char *const bad[] = { "w", "x y", "x 1 2", "front ", " x", "x nan", "X", "box" };
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      VitCameraStart start = { .preset = VIT_CAMERA_LOAD, .turn = 3 };
      g_assert_true (vit_camera_start_parse (good[i], &start));
      g_autofree char *text = vit_camera_start_dup_text (&start);
      g_assert_cmpstr (text, ==, good[i]);
      g_assert_true (vit_camera_text_is_known (good[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      VitCameraStart start = { .preset = VIT_CAMERA_LOAD, .turn = 3 };
      g_assert_false (vit_camera_start_parse (bad[i], &start));
      g_assert_cmpint (start.preset, ==, VIT_CAMERA_LOAD);
      g_assert_false (vit_camera_text_is_known (bad[i]));
    }
}

/* A camera comes back from its text, in any size of the picture, and only where it belongs. */
static void
test_camera_text (void)
{
  g_autoptr (VitScene) scene = picture_scene (5, true);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  VitCamera camera = *vit_scene_get_camera (scene);
  vit_camera_orbit (&camera, 0.7, 0.3);
  vit_camera_zoom (&camera, WIDTH, HEIGHT, 1.7, 30, 200);
  vit_scene_set_camera (scene, &camera);
  g_autofree char *text = vit_scene_dup_camera_text (scene, WIDTH, HEIGHT);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  g_assert_true (vit_scene_take_camera_text (scene, text, WIDTH, HEIGHT));
  const VitCamera *back = vit_scene_get_camera (scene);
  for (int i = 0; i < 3; i++)
    {
      NEAR (back->target[i], camera.target[i], 1e-3);
      for (int k = 0; k < 3; k++)
        NEAR (back->axes[i][k], camera.axes[i][k], 1e-5);
    }
  NEAR (back->height, camera.height, 1e-3);
  /* A start is none of it: the camera then is as a fresh one. */
  g_assert_false (vit_scene_take_camera_text (scene, "-y", WIDTH, HEIGHT));
  NEAR (vit_scene_get_camera (scene)->axes[2][1], 1, 1e-12);
  vit_scene_set_slice (scene, 1, 0.5, 4);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  camera = *vit_scene_get_camera (scene);
  g_assert_false (vit_scene_take_camera_text (scene, text, WIDTH, HEIGHT));
  g_assert_false (vit_scene_take_camera_text (scene, "x 2 0.5 0.5 0.5", WIDTH, HEIGHT));
  g_assert_cmpmem (vit_scene_get_camera (scene), sizeof camera, &camera, sizeof camera);
  g_assert_true (vit_scene_take_camera_text (scene, "y 2 0.5 0.5 0.5", WIDTH, HEIGHT));
  NEAR (vit_scene_get_camera (scene)->height, camera.height / 2, 1e-9);
}

/* ---- Directions ---- */

static void
test_triad (void)
{
  VitCell cell = tilted_cell ();
  VitCamera camera;
  VitTriadAxis axes[3];
  const VitCameraStart start = { .preset = VIT_CAMERA_Y, .load_axis = -1 };
  vit_camera_init_start (&camera, &cell, &start);
  vit_triad_place (&camera, &cell, false, axes);
  /* y points away from the viewer, and is drawn first; x to the right, z up. */
  g_assert_cmpstr (axes[0].label, ==, "y");
  NEAR (axes[0].depth, -1, 1e-12);
  for (int k = 1; k < 3; k++)
    {
      bool is_x = strcmp (axes[k].label, "x") == 0;
      NEAR (axes[k].x, is_x, 1e-12);
      NEAR (axes[k].y, !is_x, 1e-12);
    }
  /* Box vectors, where the box is seen to lie: in parallel lines of sight. */
  vit_camera_orbit (&camera, 0.6, 0.4);
  vit_camera_set_perspective (&camera, false);
  vit_triad_place (&camera, &cell, true, axes);
  for (int k = 0; k < 3; k++)
    {
      int v = axes[k].label[0] - 'a';
      double from[2], to[2], length = 0, scale, zero[3] = { 0, 0, 0 };
      g_assert_true (vit_camera_project (&camera, 100, 100, zero, from, &scale));
      g_assert_true (vit_camera_project (&camera, 100, 100, cell.h[v], to, NULL));
      for (int i = 0; i < 3; i++)
        length += cell.h[v][i] * cell.h[v][i];
      length = sqrt (length) * scale;
      NEAR (axes[k].x, (to[0] - from[0]) / length, 1e-9);
      NEAR (axes[k].y, -(to[1] - from[1]) / length, 1e-9);
      NEAR (hypot (hypot (axes[k].x, axes[k].y), axes[k].depth), 1, 1e-12);
      g_assert_true (k == 0 || axes[k].depth >= axes[k - 1].depth);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/box/presets", test_presets);
  g_test_add_func ("/scene/box/load-axis", test_load_axis);
  g_test_add_func ("/scene/box/projection", test_projection);
  g_test_add_func ("/scene/box/turn", test_turn);
  g_test_add_func ("/scene/box/start-text", test_start_text);
  g_test_add_func ("/scene/box/camera-text", test_camera_text);
  g_test_add_func ("/scene/box/triad", test_triad);
  return g_test_run ();
}
