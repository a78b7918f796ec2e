#include "ui/scene/glide.h"

#include <math.h>
#include <string.h>

#include "core/base/vec3.h"
#include "ui/scene/camera-start.h"

double
vit_glide_get_speed (void)
{
  const char *text = g_getenv ("VITRINE_STORY_SPEED");
  double speed = text ? g_ascii_strtod (text, NULL) : 1;
  return speed > 0 ? speed : 1;
}

double
vit_glide_ease (double time)
{
  double left = 1 - CLAMP (time, 0, 1);
  return 1 - left * left * left;
}

double
vit_glide_number (double from, double to, double fraction)
{
  return fraction <= 0 ? from : fraction >= 1 ? to : from + fraction * (to - from);
}

double
vit_glide_cyclic (double from, double to, double fraction)
{
  if (fraction <= 0 || fraction >= 1)
    return fraction <= 0 ? from : to;
  double way = to - from;
  way -= round (way);
  double at = from + fraction * way;
  return at - floor (at);
}

/* Sets a unit quaternion (x, y, z, w), w ≥ 0, of the rotation that turns @from into @to. */
static void
get_rotation (const double from[3][3], const double to[3][3], double q[4])
{
  double r[3][3] = { { 0 } };
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        r[i][j] += to[k][i] * from[k][j];
  /* Begin with the largest component, so that no small number is divided by. */
  double trace = r[0][0] + r[1][1] + r[2][2];
  int i = r[1][1] > r[0][0] ? 1 : 0;
  i = r[2][2] > r[i][i] ? 2 : i;
  int j = (i + 1) % 3, k = (i + 2) % 3;
  if (trace > 0)
    {
      q[3] = 1 + trace;
      q[0] = r[2][1] - r[1][2];
      q[1] = r[0][2] - r[2][0];
      q[2] = r[1][0] - r[0][1];
    }
  else
    {
      q[i] = 1 + r[i][i] - r[j][j] - r[k][k];
      q[j] = r[j][i] + r[i][j];
      q[k] = r[k][i] + r[i][k];
      q[3] = r[k][j] - r[j][k];
    }
  double norm = sqrt (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  double scale = (q[3] < 0 ? -1 : 1) / norm;
  for (int c = 0; c < 4; c++)
    q[c] *= scale;
}

/* Turn @v about the unit vector @axis. */
static void
turn_about (const double axis[3], double angle, const double v[3], double turned[3])
{
  double c = cos (angle), s = sin (angle), along = vit_vec3_dot (axis, v) * (1 - c), across[3];
  vit_vec3_cross (axis, v, across);
  for (int i = 0; i < 3; i++)
    turned[i] = c * v[i] + s * across[i] + along * axis[i];
}

void
vit_glide_camera (const VitCamera *from, const VitCamera *to, double fraction, VitCamera *camera)
{
  g_return_if_fail (from->height > 0 && to->height > 0);
  if (fraction <= 0 || fraction >= 1)
    {
      *camera = fraction <= 0 ? *from : *to;
      return;
    }
  VitCamera now = *from;
  double q[4];
  get_rotation (from->axes, to->axes, q);
  double length = sqrt (vit_vec3_dot (q, q)), angle = 2 * atan2 (length, q[3]);
  if (length > 0)
    {
      const double axis[3] = { q[0] / length, q[1] / length, q[2] / length };
      for (int k = 0; k < 3; k++)
        turn_about (axis, fraction * angle, from->axes[k], now.axes[k]);
    }
  for (int i = 0; i < 3; i++)
    now.target[i] = vit_glide_number (from->target[i], to->target[i], fraction);
  now.height = from->height * pow (to->height / from->height, fraction);
  now.fov = vit_glide_number (from->fov, to->fov, fraction);
  *camera = now;
}

/* ---- As text ---- */

/* What the text of a camera is relative to: it is the same for any box. */
static bool
read_camera (const char *text, const VitCell *cell, int axis, bool perspective, VitCamera *camera)
{
  VitCameraStart start = { .orthographic = !perspective };
  bool is_start = axis < 0 && vit_camera_start_parse (text, &start);
  if (axis < 0)
    vit_camera_init_start (camera, cell, &start);
  else
    vit_camera_init_face (camera, cell, axis, 0.5);
  return is_start || !*text || vit_camera_read_text (text, cell, axis, camera, camera);
}

char *
vit_glide_camera_text (
    const char *from, const char *to, int axis, bool perspective, double fraction)
{
  g_return_val_if_fail (from && to && axis < 3, NULL);
  static const double low[3] = { 0, 0, 0 }, high[3] = { 10, 10, 10 };
  VitCell cell;
  VitCamera a, b, home;
  vit_cell_init_orthogonal (&cell, low, high);
  if (fraction >= 1 || !read_camera (from, &cell, axis, perspective, &a) ||
      !read_camera (to, &cell, axis, perspective, &b))
    return g_strdup (to);
  read_camera ("", &cell, axis, perspective, &home);
  vit_glide_camera (&a, &b, fraction, &a);
  return vit_camera_dup_text (&a, &cell, axis, &home);
}
