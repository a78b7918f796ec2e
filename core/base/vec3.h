#pragma once

/* Products of vectors of three numbers. Any thread. */

/** vit_vec3_dot: the scalar product. */
static inline double
vit_vec3_dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** vit_vec3_cross: @c = @a × @b; @c is neither of them. */
static inline void
vit_vec3_cross (const double a[3], const double b[3], double c[3])
{
  c[0] = a[1] * b[2] - a[2] * b[1];
  c[1] = a[2] * b[0] - a[0] * b[2];
  c[2] = a[0] * b[1] - a[1] * b[0];
}

/** vit_vec3_normal: @normal of the triangle @a, @b, @c, as long as twice its area. */
static inline void
vit_vec3_normal (const double a[3], const double b[3], const double c[3], double normal[3])
{
  double u[3] = { b[0] - a[0], b[1] - a[1], b[2] - a[2] };
  double v[3] = { c[0] - a[0], c[1] - a[1], c[2] - a[2] };
  vit_vec3_cross (u, v, normal);
}
