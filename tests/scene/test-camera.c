/* Camera: what the picture of a box must keep whatever the box. */

#include <glib.h>
#include <math.h>

#include "tests/scene/tilted.h"
#include "ui/scene/camera.h"

#define NEAR(a, b, tolerance) g_assert_cmpfloat_with_epsilon ((a), (b), (tolerance))

static void
assert_orthonormal (const VitCamera *camera)
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

static void
test_face (void)
{
  VitCell cell = tilted_cell ();
  static const int up[3] = { 2, 2, 1 }, right[3] = { 1, 0, 0 };
  for (int axis = 0; axis < 3; axis++)
    {
      VitCamera camera;
      vit_camera_init_face (&camera, &cell, axis, 0.3);
      assert_orthonormal (&camera);
      g_assert_true (camera.fov == 0);
      /* Along the normal of the face: both its vectors lie in the plane of the picture. */
      NEAR (dot (camera.axes[2], cell.h[up[axis]]), 0, 1e-9);
      NEAR (dot (camera.axes[2], cell.h[right[axis]]), 0, 1e-9);
      NEAR (dot (camera.axes[0], cell.h[up[axis]]), 0, 1e-9);
      g_assert_cmpfloat (dot (camera.axes[1], cell.h[up[axis]]), >, 0);
      g_assert_cmpfloat (dot (camera.axes[0], cell.h[right[axis]]), >, 0);
    }
}

static void
test_fit (void)
{
  VitCell cell = tilted_cell ();
  for (int axis = -1; axis < 3; axis++)
    for (int k = 0; k < 3; k++)
      {
        double aspect = (const double[]){ 0.4, 1, 2.5 }[k];
        double height = 600, width = height * aspect, margin = 2;
        VitCamera camera;
        if (axis < 0)
          vit_camera_init_box (&camera, &cell);
        else
          vit_camera_init_face (&camera, &cell, axis, 0.7);
        vit_camera_fit (&camera, &cell, axis, 0.7, aspect, margin);
        double least = INFINITY;
        for (int corner = 0; corner < 8; corner++)
          {
            double s[3] = { corner & 1, (corner >> 1) & 1, corner >> 2 };
            double x[3], screen[2], scale;
            if (axis >= 0)
              s[axis] = 0.7;
            vit_cell_to_cartesian (&cell, s, x);
            for (int i = 0; i < 3; i++)
              x[i] -= cell.origin[i];
            g_assert_true (vit_camera_project (&camera, width, height, x, screen, &scale));
            double room =
                fmin (fmin (screen[0], width - screen[0]), fmin (screen[1], height - screen[1]));
            least = fmin (least, room - margin * scale);
          }
        g_assert_cmpfloat (least, >=, -1e-6);
        g_assert_cmpfloat (least, <, axis < 0 ? 0.05 * height : 1e-6);
      }
}

static void
test_orbit (void)
{
  VitCell cell = tilted_cell ();
  VitCamera camera, start;
  vit_camera_init_box (&camera, &cell);
  assert_orthonormal (&camera);
  start = camera;
  for (int i = 0; i < 1000; i++)
    vit_camera_orbit (&camera, 2 * G_PI / 1000, 0);
  for (int i = 0; i < 9; i++)
    NEAR (camera.axes[i / 3][i % 3], start.axes[i / 3][i % 3], 1e-9);
  vit_camera_orbit (&camera, 0, 10);
  assert_orthonormal (&camera);
  NEAR (camera.axes[2][2], 1, 1e-5); /* stopped above the box */
  NEAR (camera.axes[0][2], 0, 1e-9); /* the horizon stays level */

  /* A point in front moves to the right for a positive azimuth. */
  camera = start;
  double x[3], before[2], after[2];
  for (int i = 0; i < 3; i++)
    x[i] = camera.target[i] + 5 * camera.axes[2][i];
  vit_camera_project (&camera, 1000, 1000, x, before, NULL);
  vit_camera_orbit (&camera, 0.1, 0);
  vit_camera_project (&camera, 1000, 1000, x, after, NULL);
  g_assert_cmpfloat (after[0], >, before[0] + 1);
}

static void
test_pan_and_zoom (void)
{
  VitCell cell = tilted_cell ();
  for (int perspective = 0; perspective < 2; perspective++)
    {
      VitCamera camera;
      if (perspective)
        vit_camera_init_box (&camera, &cell);
      else
        vit_camera_init_face (&camera, &cell, 1, 0.5);
      double x[3], before[2], after[2], scale, larger;
      for (int i = 0; i < 3; i++)
        x[i] = camera.target[i] + 3 * camera.axes[0][i] - 4 * camera.axes[1][i];
      vit_camera_project (&camera, 800, 600, x, before, &scale);
      vit_camera_zoom (&camera, 800, 600, 1.7, before[0], before[1]);
      vit_camera_project (&camera, 800, 600, x, after, &larger);
      NEAR (after[0], before[0], 1e-9);
      NEAR (after[1], before[1], 1e-9);
      NEAR (larger / scale, 1.7, 1e-9);
      vit_camera_pan (&camera, 600, 21, -13);
      vit_camera_project (&camera, 800, 600, x, after, NULL);
      NEAR (after[0], before[0] + 21, 1e-9);
      NEAR (after[1], before[1] - 13, 1e-9);
    }
}

static void
test_ray (void)
{
  VitCell cell = tilted_cell ();
  for (int perspective = 0; perspective < 2; perspective++)
    {
      VitCamera camera;
      if (perspective)
        vit_camera_init_box (&camera, &cell);
      else
        vit_camera_init_face (&camera, &cell, 2, 0.5);
      double origin[3], direction[3], point[3], screen[2];
      vit_camera_ray (&camera, 640, 480, 123, 456, origin, direction);
      NEAR (dot (direction, direction), 1, 1e-12);
      for (int i = 0; i < 3; i++)
        point[i] = origin[i] + 77 * direction[i];
      g_assert_true (vit_camera_view_to_screen (&camera, 640, 480, point, screen, NULL));
      NEAR (screen[0], 123, 1e-9);
      NEAR (screen[1], 456, 1e-9);
    }
}

/* A plane anywhere is found where it is seen, and not from its edge or behind the eye. */
static void
test_plane (void)
{
  VitCell cell = tilted_cell ();
  const double plane[3][3] = { { 3, -2, 5 }, { 11, 1, 2 }, { -1, 4, 9 } };
  for (int perspective = 0; perspective < 2; perspective++)
    for (double u = -0.5; u < 1.6; u += 0.5)
      {
        VitCamera camera;
        if (perspective)
          vit_camera_init_box (&camera, &cell);
        else
          vit_camera_init_face (&camera, &cell, 2, 0.5);
        double v = 0.3 - u, x[3], screen[2], at[2];
        for (int k = 0; k < 3; k++)
          x[k] = plane[0][k] + u * plane[1][k] + v * plane[2][k];
        g_assert_true (vit_camera_project (&camera, 640, 480, x, screen, NULL));
        g_assert_true (
            vit_camera_find_in_plane (&camera, 640, 480, plane, screen[0], screen[1], at));
        NEAR (at[0], u, 1e-9);
        NEAR (at[1], v, 1e-9);
      }
  VitCamera camera;
  double at[2];
  vit_camera_init_face (&camera, &cell, 2, 0.5);
  const double edge[3][3] = { { 0, 0, 0 }, { 0, 0, 4 }, { 5, 0, 0 } };
  g_assert_false (vit_camera_find_in_plane (&camera, 640, 480, edge, 320, 240, at) &&
                  vit_camera_find_in_plane (&camera, 640, 480, plane, NAN, 240, at));
  vit_camera_init_box (&camera, &cell);
  double behind[3][3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0, 0, 1 } };
  behind[0][1] = -1e4;
  g_assert_false (vit_camera_find_in_plane (&camera, 640, 480, behind, 320, 240, at));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/camera/face", test_face);
  g_test_add_func ("/scene/camera/fit", test_fit);
  g_test_add_func ("/scene/camera/orbit", test_orbit);
  g_test_add_func ("/scene/camera/pan-and-zoom", test_pan_and_zoom);
  g_test_add_func ("/scene/camera/ray", test_ray);
  g_test_add_func ("/scene/camera/plane", test_plane);
  return g_test_run ();
}
