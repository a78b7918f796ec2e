#include "core/geometry/cell.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "core/base/vec3.h"

void
vit_cell_init_orthogonal (VitCell *cell, const double lo[3], const double hi[3])
{
  const double tilt[3] = { 0, 0, 0 };
  vit_cell_init_restricted (cell, lo, hi, tilt);
}

void
vit_cell_init_restricted (VitCell *cell,
                          const double lo[3],
                          const double hi[3],
                          const double tilt[3])
{
  g_return_if_fail (cell != NULL);
  *cell = (VitCell){
    .origin = { lo[0], lo[1], lo[2] },
    .h = { { hi[0] - lo[0], 0, 0 },
           { tilt[0], hi[1] - lo[1], 0 },
           { tilt[1], tilt[2], hi[2] - lo[2] } },
    .periodic = { true, true, true },
  };
}

bool
vit_cell_is_valid (const VitCell *cell)
{
  for (int k = 0; k < 3; k++)
    {
      if (!isfinite (cell->origin[k]))
        return false;
      for (int i = 0; i < 3; i++)
        if (!isfinite (cell->h[k][i]))
          return false;
    }
  double volume = vit_cell_volume (cell);
  return isfinite (volume) && volume > 0;
}

bool
vit_cell_thicken (VitCell *cell)
{
  for (int k = 0; k < 3; k++)
    {
      if (cell->h[k][0] != 0 || cell->h[k][1] != 0 || cell->h[k][2] != 0)
        continue;
      cell->h[k][k] = 1;
      cell->origin[k] -= 0.5;
      cell->periodic[k] = false;
    }
  return vit_cell_is_valid (cell);
}

bool
vit_cell_is_orthogonal (const VitCell *cell)
{
  const double (*h)[3] = cell->h;
  return h[0][1] == 0 && h[0][2] == 0 && h[1][0] == 0 && h[1][2] == 0 && h[2][0] == 0 &&
         h[2][1] == 0;
}

bool
vit_cell_equal (const VitCell *a, const VitCell *b)
{
  for (int k = 0; k < 3; k++)
    {
      if (a->origin[k] != b->origin[k] || a->periodic[k] != b->periodic[k])
        return false;
      for (int i = 0; i < 3; i++)
        if (a->h[k][i] != b->h[k][i])
          return false;
    }
  return true;
}

void
vit_cell_list_periodic (const VitCell *cell, char text[5])
{
  int n = 0;
  for (int k = 0; k < 3; k++)
    if (cell->periodic[k])
      text[n++] = "xyz"[k];
  text[n] = '\0';
  if (n == 0)
    strcpy (text, "none");
}

double
vit_cell_volume (const VitCell *cell)
{
  double normal[3];
  vit_vec3_cross (cell->h[1], cell->h[2], normal);
  return vit_vec3_dot (cell->h[0], normal);
}

void
vit_cell_lengths (const VitCell *cell, double lengths[3])
{
  for (int k = 0; k < 3; k++)
    lengths[k] = sqrt (vit_vec3_dot (cell->h[k], cell->h[k]));
}

void
vit_cell_inverse (const VitCell *cell, double g[3][3])
{
  double volume = vit_cell_volume (cell);
  for (int k = 0; k < 3; k++)
    {
      vit_vec3_cross (cell->h[(k + 1) % 3], cell->h[(k + 2) % 3], g[k]);
      for (int i = 0; i < 3; i++)
        g[k][i] /= volume;
    }
}

void
vit_cell_widths (const VitCell *cell, double widths[3])
{
  double volume = vit_cell_volume (cell);
  for (int k = 0; k < 3; k++)
    {
      double normal[3];
      vit_vec3_cross (cell->h[(k + 1) % 3], cell->h[(k + 2) % 3], normal);
      widths[k] = volume / sqrt (vit_vec3_dot (normal, normal));
    }
}

void
vit_cell_to_scaled (const VitCell *cell, const double x[3], double s[3])
{
  double d[3] = { x[0] - cell->origin[0], x[1] - cell->origin[1], x[2] - cell->origin[2] };
  if (vit_cell_is_orthogonal (cell))
    {
      for (int k = 0; k < 3; k++)
        s[k] = d[k] / cell->h[k][k];
      return;
    }
  double g[3][3];
  vit_cell_inverse (cell, g);
  for (int k = 0; k < 3; k++)
    s[k] = vit_vec3_dot (g[k], d);
}

void
vit_cell_to_cartesian (const VitCell *cell, const double s[3], double x[3])
{
  double y[3];
  for (int i = 0; i < 3; i++)
    y[i] = cell->origin[i] + s[0] * cell->h[0][i] + s[1] * cell->h[1][i] + s[2] * cell->h[2][i];
  memcpy (x, y, sizeof y);
}

/* Converts a count of box vectors to an integer; absurd values (1e300 Å, nan) saturate. */
static int
to_image (double n)
{
  if (!(n > INT_MIN))
    return isnan (n) ? 0 : INT_MIN;
  return n < INT_MAX ? (int) n : INT_MAX;
}

static void
wrap_axis (double lo, double length, double *x, double *image)
{
  double n = floor ((*x - lo) / length);
  double y = n != 0 ? *x - n * length : *x;
  /* Correct the result where rounding of the quotient left it outside. */
  if (y >= lo + length)
    {
      y -= length;
      n += 1;
    }
  *x = y < lo ? lo : y;
  *image = n;
}

void
vit_cell_wrap (const VitCell *cell, double x[3], int image[3])
{
  double n[3] = { 0, 0, 0 };
  if (vit_cell_is_orthogonal (cell))
    {
      for (int k = 0; k < 3; k++)
        if (cell->periodic[k])
          wrap_axis (cell->origin[k], cell->h[k][k], &x[k], &n[k]);
    }
  else
    {
      /* Repeat once for what rounding left outside. */
      for (int pass = 0; pass < 2; pass++)
        {
          double s[3];
          vit_cell_to_scaled (cell, x, s);
          for (int k = 0; k < 3; k++)
            {
              double m = cell->periodic[k] ? floor (s[k]) : 0;
              if (m == 0)
                continue;
              for (int i = 0; i < 3; i++)
                x[i] -= m * cell->h[k][i];
              n[k] += m;
            }
        }
    }
  if (image)
    for (int k = 0; k < 3; k++)
      image[k] = to_image (n[k]);
}

void
vit_cell_wrap_scaled (const VitCell *cell, const float *positions, size_t n, float *scaled)
{
  double g[3][3];
  vit_cell_inverse (cell, g);
  for (size_t i = 0; i < n; i++)
    {
      const float *p = positions + 3 * i;
      const double d[3] = { p[0], p[1], p[2] };
      float *out = scaled + 3 * i;
      for (int k = 0; k < 3; k++)
        {
          double s = g[k][0] * d[0] + g[k][1] * d[1] + g[k][2] * d[2];
          out[k] = (float) (cell->periodic[k] ? s - floor (s) : s);
        }
      if (!isfinite (out[0]) || !isfinite (out[1]) || !isfinite (out[2]))
        out[0] = NAN;
    }
}

static void
subtract (double v[3], double n, const double b[3])
{
  for (int i = 0; i < 3; i++)
    v[i] -= n * b[i];
}

/* Reduces the periodic box vectors pairwise (Semaev 2001) to short ones, ascending in length, so
 * that enumeration has little to do. Returns how many there are. */
static int
reduced_basis (const VitCell *cell, double b[3][3])
{
  int n = 0;
  for (int k = 0; k < 3; k++)
    if (cell->periodic[k])
      memcpy (b[n++], cell->h[k], sizeof b[0]);

  double norm[3];
  for (int k = 0; k < n; k++)
    norm[k] = vit_vec3_dot (b[k], b[k]);
  for (int pass = 0; pass < 1000; pass++)
    {
      for (int k = 1; k < n; k++)
        for (int l = k; l > 0 && norm[l] < norm[l - 1]; l--)
          for (int i = 0; i < 4; i++)
            {
              double *p = i < 3 ? &b[l][i] : &norm[l], *q = i < 3 ? &b[l - 1][i] : &norm[l - 1];
              double swap = *p;
              *p = *q;
              *q = swap;
            }
      bool changed = false;
      for (int k = 1; k < n; k++)
        for (int l = 0; l < k; l++)
          {
            double m = vit_vec3_dot (b[k], b[l]) / norm[l];
            /* Tolerate ties (half a vector), which would alternate forever. */
            if (!(fabs (m) > 0.5 + 1e-9))
              continue;
            subtract (b[k], nearbyint (m), b[l]);
            norm[k] = vit_vec3_dot (b[k], b[k]);
            changed = true;
          }
      if (!changed)
        break;
    }
  return n;
}

typedef struct
{
  int n;
  double b[3][3];    /* reduced basis */
  double star[3][3]; /* Gram–Schmidt vectors of the basis */
  double norm[3];    /* their squared lengths */
  double best[3];
  double best_norm;
} Closest;

/* Enumerates lattice points (Fincke & Pohst 1985). Levels above @level contribute @spent to the
 * squared length. */
static void
enumerate (Closest *closest, int level, const double d[3], double spent)
{
  if (level < 0)
    {
      double norm = vit_vec3_dot (d, d);
      if (norm < closest->best_norm)
        {
          closest->best_norm = norm;
          memcpy (closest->best, d, sizeof closest->best);
        }
      return;
    }
  double centre = vit_vec3_dot (d, closest->star[level]) / closest->norm[level];
  double radius = sqrt (fmax (closest->best_norm - spent, 0) / closest->norm[level]);
  double first = ceil (centre - radius), last = floor (centre + radius);
  for (double m = first; m <= last; m++)
    {
      double e[3] = { d[0], d[1], d[2] };
      subtract (e, m, closest->b[level]);
      enumerate (closest, level - 1, e, spent + (centre - m) * (centre - m) * closest->norm[level]);
    }
}

static void
minimum_image_general (const VitCell *cell, double d[3])
{
  Closest closest;
  closest.n = reduced_basis (cell, closest.b);
  double least = INFINITY;
  for (int k = 0; k < closest.n; k++)
    {
      memcpy (closest.star[k], closest.b[k], sizeof closest.star[k]);
      for (int l = 0; l < k; l++)
        subtract (closest.star[k], vit_vec3_dot (closest.b[k], closest.star[l]) / closest.norm[l],
                  closest.star[l]);
      closest.norm[k] = vit_vec3_dot (closest.star[k], closest.star[k]);
      least = fmin (least, closest.norm[k]);
    }

  /* Take the nearest plane (Babai 1986). A result below half the shortest Gram–Schmidt vector is
   * the minimum: no lattice vector is shorter than that vector. */
  for (int k = closest.n - 1; k >= 0; k--)
    subtract (d, nearbyint (vit_vec3_dot (d, closest.star[k]) / closest.norm[k]), closest.b[k]);
  double norm = vit_vec3_dot (d, d);
  if (!(norm > 0.25 * least))
    return;

  memcpy (closest.best, d, sizeof closest.best);
  /* Replace only by an image that is shorter by more than rounding, so that ties stay. */
  closest.best_norm = norm * (1 - 1e-14);
  double start[3] = { d[0], d[1], d[2] };
  enumerate (&closest, closest.n - 1, start, 0);
  memcpy (d, closest.best, sizeof closest.best);
}

void
vit_cell_minimum_image (const VitCell *cell, double d[3])
{
  if (!vit_cell_is_orthogonal (cell))
    {
      minimum_image_general (cell, d);
      return;
    }
  for (int k = 0; k < 3; k++)
    if (cell->periodic[k])
      {
        double n = nearbyint (d[k] / cell->h[k][k]);
        if (n != 0)
          d[k] -= n * cell->h[k][k];
      }
}
