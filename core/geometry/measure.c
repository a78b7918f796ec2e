#include "core/geometry/measure.h"

#include <math.h>

#include "core/base/vec3.h"

static double
get_length (const double a[3])
{
  return sqrt (vit_vec3_dot (a, a));
}

void
vit_measure_step (const VitCell *cell, const double a[3], const double b[3], double step[3])
{
  g_return_if_fail (cell && step);
  for (int k = 0; k < 3; k++)
    step[k] = b[k] - a[k];
  vit_cell_minimum_image (cell, step);
}

double
vit_measure_distance (const VitCell *cell, const double a[3], const double b[3])
{
  double step[3];
  vit_measure_step (cell, a, b, step);
  return get_length (step);
}

/* By the arc tangent: the arc cosine loses the digits of small angles. */
double
vit_measure_angle (const VitCell *cell, const double a[3], const double b[3], const double c[3])
{
  double first[3], second[3], normal[3];
  vit_measure_step (cell, b, a, first);
  vit_measure_step (cell, b, c, second);
  if (!(get_length (first) > 0) || !(get_length (second) > 0))
    return NAN;
  vit_vec3_cross (first, second, normal);
  return 180 / G_PI * atan2 (get_length (normal), vit_vec3_dot (first, second));
}

double
vit_measure_dihedral (
    const VitCell *cell, const double a[3], const double b[3], const double c[3], const double d[3])
{
  double first[3], middle[3], last[3], left[3], right[3];
  vit_measure_step (cell, a, b, first);
  vit_measure_step (cell, b, c, middle);
  vit_measure_step (cell, c, d, last);
  vit_vec3_cross (first, middle, left);
  vit_vec3_cross (middle, last, right);
  if (!(get_length (left) > 0) || !(get_length (right) > 0))
    return NAN;
  return 180 / G_PI *
         atan2 (get_length (middle) * vit_vec3_dot (first, right), vit_vec3_dot (left, right));
}
