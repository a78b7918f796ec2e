#include "ui/scene/camera.h"

#include <math.h>
#include <string.h>

#include "core/base/vec3.h"

static void
normalise (double a[3])
{
  double length = sqrt (vit_vec3_dot (a, a));
  for (int i = 0; i < 3; i++)
    a[i] /= length;
}

/* Convert scaled coordinates to Å relative to the box's origin. */
static void
get_box_point (const VitCell *cell, const double s[3], double x[3])
{
  for (int i = 0; i < 3; i++)
    x[i] = s[0] * cell->h[0][i] + s[1] * cell->h[1][i] + s[2] * cell->h[2][i];
}

void
vit_camera_init_face (VitCamera *camera, const VitCell *cell, int axis, double position)
{
  g_return_if_fail (axis >= 0 && axis < 3);
  int up = axis == 2 ? 1 : 2;
  int right = 3 - axis - up;

  *camera = (VitCamera){ .fov = 0 };
  memcpy (camera->axes[1], cell->h[up], sizeof camera->axes[1]);
  normalise (camera->axes[1]);
  /* Take the component of the remaining box vector that is perpendicular to the up axis. */
  double along = vit_vec3_dot (cell->h[right], camera->axes[1]);
  for (int i = 0; i < 3; i++)
    camera->axes[0][i] = cell->h[right][i] - along * camera->axes[1][i];
  normalise (camera->axes[0]);
  vit_vec3_cross (camera->axes[0], camera->axes[1], camera->axes[2]);

  double s[3] = { 0.5, 0.5, 0.5 };
  s[axis] = position;
  get_box_point (cell, s, camera->target);
  vit_camera_fit (camera, cell, axis, position, 1, 0);
}

void
vit_camera_init_box (VitCamera *camera, const VitCell *cell)
{
  *camera =
      (VitCamera){ .axes = { { 1, 0, 0 }, { 0, 0, 1 }, { 0, -1, 0 } }, .fov = VIT_CAMERA_BOX_FOV };
  vit_camera_orbit (camera, -30 * G_PI / 180, 20 * G_PI / 180);
  const double middle[3] = { 0.5, 0.5, 0.5 };
  get_box_point (cell, middle, camera->target);
  vit_camera_fit (camera, cell, -1, 0, 1, 0);
}

void
vit_camera_fit (
    VitCamera *camera, const VitCell *cell, int axis, double position, double aspect, double margin)
{
  g_return_if_fail (aspect > 0);
  double slope = tan (camera->fov / 2); /* half height per Å of distance */
  double half = 0;
  for (int corner = 0; corner < 8; corner++)
    {
      double s[3] = { corner & 1, (corner >> 1) & 1, (corner >> 2) & 1 };
      if (axis >= 0)
        s[axis] = position;
      double x[3], d[3];
      get_box_point (cell, s, x);
      for (int i = 0; i < 3; i++)
        d[i] = x[i] - camera->target[i];
      double across = fmax (fabs (vit_vec3_dot (d, camera->axes[0])) + margin, 0) / aspect;
      double along = fabs (vit_vec3_dot (d, camera->axes[1])) + margin;
      /* A corner that is nearer than the target appears larger: it needs a half height of half +
       * slope·z. */
      double nearer = slope * (vit_vec3_dot (d, camera->axes[2]) + margin);
      half = fmax (half, fmax (across, along) + nearer);
    }
  camera->height = 2 * half;
}

void
vit_camera_orbit (VitCamera *camera, double azimuth, double elevation)
{
  double (*a)[3] = camera->axes;
  double c = cos (azimuth), s = sin (azimuth);
  for (int k = 0; k < 3; k++)
    {
      /* Turning the viewer by −azimuth makes the box appear to turn by +azimuth. */
      double x = c * a[k][0] + s * a[k][1];
      a[k][1] = c * a[k][1] - s * a[k][0];
      a[k][0] = x;
    }
  /* The z component of the up axis is the cosine of the elevation, that of the viewer's axis its
   * sine. */
  double now = atan2 (a[2][2], a[1][2]);
  double limit = G_PI / 2 - 1e-3;
  double by = CLAMP (now + elevation, -limit, limit) - now;
  c = cos (by);
  s = sin (by);
  for (int i = 0; i < 3; i++)
    {
      double up = c * a[1][i] - s * a[2][i];
      a[2][i] = c * a[2][i] + s * a[1][i];
      a[1][i] = up;
    }
  /* Normalise, so that the axes do not drift over thousands of small steps. */
  normalise (a[2]);
  vit_vec3_cross (a[1], a[2], a[0]);
  normalise (a[0]);
  vit_vec3_cross (a[2], a[0], a[1]);
}

void
vit_camera_pan (VitCamera *camera, double height, double dx, double dy)
{
  double per_pixel = camera->height / height;
  for (int i = 0; i < 3; i++)
    camera->target[i] += per_pixel * (dy * camera->axes[1][i] - dx * camera->axes[0][i]);
}

void
vit_camera_zoom (VitCamera *camera, double width, double height, double factor, double x, double y)
{
  g_return_if_fail (factor > 0);
  double dx = x - width / 2, dy = y - height / 2;
  vit_camera_pan (camera, height, -dx, -dy);
  camera->height /= factor;
  vit_camera_pan (camera, height, dx, dy);
}

double
vit_camera_distance (const VitCamera *camera)
{
  return camera->fov > 0 ? camera->height / (2 * tan (camera->fov / 2)) : 0;
}

void
vit_camera_to_view (const VitCamera *camera, const double x[3], double view[3])
{
  double d[3] = { x[0] - camera->target[0], x[1] - camera->target[1], x[2] - camera->target[2] };
  double v[3];
  for (int k = 0; k < 3; k++)
    v[k] = vit_vec3_dot (d, camera->axes[k]);
  v[2] -= vit_camera_distance (camera);
  memcpy (view, v, sizeof v);
}

bool
vit_camera_view_to_screen (const VitCamera *camera,
                           double width,
                           double height,
                           const double view[3],
                           double screen[2],
                           double *scale)
{
  double k = height / camera->height;
  if (camera->fov > 0)
    {
      double distance = vit_camera_distance (camera);
      if (!(view[2] < -1e-3 * distance))
        return false;
      k *= distance / -view[2];
    }
  screen[0] = width / 2 + k * view[0];
  screen[1] = height / 2 - k * view[1];
  if (scale)
    *scale = k;
  return true;
}

bool
vit_camera_project (const VitCamera *camera,
                    double width,
                    double height,
                    const double x[3],
                    double screen[2],
                    double *scale)
{
  double view[3];
  vit_camera_to_view (camera, x, view);
  return vit_camera_view_to_screen (camera, width, height, view, screen, scale);
}

void
vit_camera_ray (const VitCamera *camera,
                double width,
                double height,
                double x,
                double y,
                double origin[3],
                double direction[3])
{
  double per_pixel = camera->height / height;
  double across = per_pixel * (x - width / 2), along = per_pixel * (height / 2 - y);
  if (camera->fov > 0)
    {
      const double zero[3] = { 0, 0, 0 };
      const double d[3] = { across, along, -vit_camera_distance (camera) };
      memcpy (origin, zero, sizeof zero);
      memcpy (direction, d, sizeof d);
      normalise (direction);
    }
  else
    {
      const double o[3] = { across, along, 0 }, d[3] = { 0, 0, -1 };
      memcpy (origin, o, sizeof o);
      memcpy (direction, d, sizeof d);
    }
}

/* Of the three vectors as columns. */
static double
determinant (const double a[3], const double b[3], const double c[3])
{
  double normal[3];
  vit_vec3_cross (b, c, normal);
  return vit_vec3_dot (a, normal);
}

/* A plane seen at a smaller sine than this is seen from its edge. */
#define EDGE 1e-3

bool
vit_camera_find_in_plane (const VitCamera *camera,
                          double width,
                          double height,
                          const double plane[3][3],
                          double x,
                          double y,
                          double at[2])
{
  double origin[3], direction[3], corner[3], span[2][3], to[3], size = 1;
  vit_camera_ray (camera, width, height, x, y, origin, direction);
  vit_camera_to_view (camera, plane[0], corner);
  for (int i = 0; i < 2; i++)
    {
      double end[3];
      for (int k = 0; k < 3; k++)
        end[k] = plane[0][k] + plane[i + 1][k];
      vit_camera_to_view (camera, end, span[i]);
      for (int k = 0; k < 3; k++)
        span[i][k] -= corner[k];
      size *= sqrt (vit_vec3_dot (span[i], span[i]));
    }
  for (int k = 0; k < 3; k++)
    to[k] = origin[k] - corner[k];
  /* corner + at₀ span₀ + at₁ span₁ = origin + t direction */
  double whole = determinant (span[0], span[1], direction);
  if (!(fabs (whole) > EDGE * size))
    return false;
  at[0] = determinant (to, span[1], direction) / whole;
  at[1] = determinant (span[0], to, direction) / whole;
  return camera->fov <= 0 || determinant (span[0], span[1], to) / -whole > 0;
}
